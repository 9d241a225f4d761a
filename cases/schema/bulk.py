"""Many rows of one table in one go: `executemany` on SQLite, a list for each column on PostgreSQL.

The types of the columns do what they always do, a column at a time, and defaults of the models count. What the session
waits with must be flushed first where these rows refer to it. COPY is not for us: PostgreSQL refuses it on a table with
policies.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any  # Any: a row by column, and what a driver wants of it

from sqlalchemy import ColumnElement, Table
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from cases.schema.db import Base

Row = dict[str, Any]


def insert_rows(session: Session, kind: type[Base], rows: Sequence[Row]) -> None:
    """Insert rows that have the same columns each. Raises what the types of the columns raise of a value, DBAPIError,
    and LookupError where a column is left out whose value the model works out for each row.
    """
    if not rows:
        return
    table, connection = _table(kind), session.connection()
    values = {name: _bound(table.c[name], [row[name] for row in rows], connection.dialect) for name in rows[0]}
    for name, default in list(_defaults(table, values.keys())):
        values[name] = _bound(table.c[name], [default], connection.dialect) * len(rows)
    _write(connection, table, values)


def _defaults(table: Table, given: Collection[str]) -> Iterator[tuple[str, Any]]:
    """The columns that no row gives and that have a value of their own in the model."""
    for column in table.c:
        if column.name in given or column.default is None:
            continue
        if not isinstance(column.default, ScalarElementColumnDefault):
            raise LookupError(f"{column} has no value that is the same for every row")
        yield column.name, column.default.arg


def _bound(column: ColumnElement[Any], values: list[Any], dialect: Dialect) -> list[Any]:
    process = column.type.dialect_impl(dialect).bind_processor(dialect)
    return values if process is None else [process(value) for value in values]


def _write(connection: Connection, table: Table, values: dict[str, list[Any]]) -> None:
    quoted = ", ".join(f'"{name}"' for name in values)
    into = f'INSERT INTO "{table.name}" ({quoted})'  # names of ours
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(values))
        connection.exec_driver_sql(f"{into} VALUES ({marks})", list(zip(*values.values(), strict=True)))
        return
    # In the binary form: as text they take three times as long as COPY would.
    lists = ", ".join(f"%b::{_kind(table.c[name], connection.dialect)}[]" for name in values)
    statement = f"{into} SELECT * FROM unnest({lists})"  # noqa: S608 - names of ours
    connection.exec_driver_sql(statement, tuple(values.values()))


def _kind(column: ColumnElement[Any], dialect: Dialect) -> str:
    """Of what a list for this column is; of texts without their length, which a list would cut off silently."""
    kept = column.type.dialect_impl(dialect)
    name = kept.compile(dialect)
    return "text" if name.startswith("VARCHAR") else name


def _table(kind: type[Base]) -> Table:
    table = kind.__table__
    assert isinstance(table, Table)
    return table
