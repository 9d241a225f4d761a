"""Alembic's entry: runs on the connection that `cases.schema.migrate` hands over."""

import warnings
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.types import TypeDecorator

import cases.models  # noqa: F401 - puts every table on the metadata
from cases.schema.db import Base
from cases.schema.lookups import is_modelled


def as_in_sql(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """How a migration writes a column type of the record: as it stands in SQL, for the record may change."""
    return f"sa.{item.impl!r}" if kind == "type" and isinstance(item, TypeDecorator) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=as_in_sql,
    include_object=is_modelled,
)
with context.begin_transaction(), warnings.catch_warnings():
    # A table that is rebuilt is read without its indexes of expressions; `cases.schema.lookups` puts them back.
    warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression-based index")
    context.run_migrations()
