"""Many rows of one table in one go, as the driver is fastest at: `executemany` on SQLite, COPY on PostgreSQL.

The types of the columns do what they always do, a column at a time, and defaults of the models count. What the session
waits with must be flushed first where these rows refer to it.
"""

from collections.abc import Iterable, Sequence
from typing import Any  # Any: a row by column, and what a driver wants of it

from sqlalchemy import ColumnElement, Table
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import Session

from cases.schema.db import Base

Row = dict[str, Any]


def insert_rows(session: Session, kind: type[Base], rows: Sequence[Row]) -> None:
    """Insert rows that have the same columns each. Raises what the types of the columns raise of a value."""
    if not rows:
        return
    table, connection = _table(kind), session.connection()
    names = list(rows[0])
    columns = [_bound(table.c[name], [row[name] for row in rows], connection.dialect) for name in names]
    for name, default in _defaults(table, names):
        names.append(name)
        columns.append(_bound(table.c[name], [default] * len(rows), connection.dialect))
    _write(connection, table, names, zip(*columns, strict=True))


def _defaults(table: Table, given: Sequence[str]) -> list[tuple[str, Any]]:
    """The columns that no row gives and that have a value of their own in the model."""
    missing = [column for column in table.c if column.name not in given and column.default is not None]
    return [(column.name, column.default.arg) for column in missing if column.default.is_scalar]  # type: ignore[union-attr]  # it has one


def _bound(column: ColumnElement[Any], values: list[Any], dialect: Dialect) -> list[Any]:
    process = column.type.dialect_impl(dialect).bind_processor(dialect)
    return values if process is None else [process(value) for value in values]


def _write(connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    quoted = ", ".join(f'"{name}"' for name in names)
    driver: Any = connection.connection.driver_connection  # SQLAlchemy leaves it untyped
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(names))
        driver.executemany(f'INSERT INTO "{table.name}" ({quoted}) VALUES ({marks})', rows)  # noqa: S608 - names of ours
        return
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({quoted}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


def _table(kind: type[Base]) -> Table:
    table = kind.__table__
    assert isinstance(table, Table)
    return table
