"""What of a row is sealed: every column in the order of the table, as the database itself writes it.

A new column comes last and is empty in rows that are there: what was sealed before it still has the same digest.
"""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from typing import Any, Final  # Any: a column of whatever type

from sqlalchemy import ColumnElement, Select, String, Table, Text, cast, select, text, type_coerce
from sqlalchemy.orm import Session

from cases.schema.db import Base
from cases.schema.triggers import SEALED

FIRST: Final = "0" * 64  # what stands before the first link


def new_salt() -> str:
    """Sixteen bytes that nobody can guess: with them gone, nobody finds out what was sealed by trying."""
    return secrets.token_hex(16)


def digest_of(salt: str, values: tuple[str | None, ...]) -> str:
    """The SHA-256 over the salt and these values, as far as there are any; no two rows are written alike."""
    while values and values[-1] is None:
        values = values[:-1]
    return hashlib.sha256(f"{salt}{values!a}".encode()).hexdigest()


def link(before: str, position: int, source: str, row_id: int, digest: str) -> str:
    """The hash of the next link of the chain."""
    return hashlib.sha256(f"{before}|{position}|{source}|{row_id}|{digest}".encode()).hexdigest()


def sealed_table(source: str) -> tuple[Table, ColumnElement[int]]:
    """The table of that name, and the column that numbers it."""
    table = Base.metadata.tables[source]
    return table, table.c[SEALED[source]]


def written(table: Table) -> list[ColumnElement[Any]]:
    """Its columns, each as the text that the database writes for it; see `write_plainly`."""
    return [
        type_coerce(column, Text) if isinstance(column.type, String) else cast(column, Text) for column in table.c
    ]


def write_plainly(session: Session) -> None:
    """Let PostgreSQL write moments and days in one way in this transaction, whatever its settings are."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL TimeZone = 'UTC'"))
        session.execute(text("SET LOCAL DateStyle = 'ISO, YMD'"))


def rows_written(session: Session, source: str, ids: Collection[int]) -> Sequence[tuple[Any, ...]]:
    """The rows of that table with these numbers: the number, then all columns as they are written.

    One that is gone does not come; others may, between the first and the last number.
    """
    table, key = sealed_table(source)
    first, last = min(ids), max(ids)
    is_a_run = last - first < 2 * len(ids)  # as they mostly were written: then the whole run costs less
    wanted = key.between(first, last) if is_a_run else key.in_(list(ids))
    return plain_rows(session, select(key.label("number"), *written(table)).where(wanted))


def plain_rows(session: Session, wanted: Select[Any]) -> Sequence[tuple[Any, ...]]:
    """What that finds as the driver gives it: of millions of rows, one object less for each."""
    with session.connection().execute(wanted) as found:
        return list(found.cursor.fetchall())
