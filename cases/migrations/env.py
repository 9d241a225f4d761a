"""Alembic's entry: runs on the connection that `cases.schema.migrate` hands over."""

from alembic import context

import cases.models  # noqa: F401 - puts every table on the metadata
from cases.schema.db import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
