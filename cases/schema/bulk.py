"""Many rows of one table in one go, as the driver is fastest at: `executemany` on SQLite, COPY on PostgreSQL.

The types of the columns do what they always do, a column at a time, and defaults of the models count. What the session
waits with must be flushed first where these rows refer to it. Errors are those of SQLAlchemy, as everywhere, and say
nothing of what stood in the rows.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any  # Any: a row by column, and what a driver wants of it

from sqlalchemy import ColumnElement, Table
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DBAPIError
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
    _write(connection, table, list(values), list(zip(*values.values(), strict=True)))


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


def _write(connection: Connection, table: Table, names: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    quoted = ", ".join(f'"{name}"' for name in names)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(names))
        connection.exec_driver_sql(f'INSERT INTO "{table.name}" ({quoted}) VALUES ({marks})', rows)  # noqa: S608 - ours
        return
    statement = f'COPY "{table.name}" ({quoted}) FROM STDIN'
    driver: Any = connection.connection.driver_connection  # SQLAlchemy leaves it untyped
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _told(connection, statement, error) from None  # its own words hold the row


def _told(connection: Connection, statement: str, error: Any) -> BaseException:  # Any: the driver's class
    """An error of the driver as SQLAlchemy raises it of its own statements, in its first line alone."""
    error.args = (str(error).partition("\n")[0],)
    gone = connection.dialect.is_disconnect(error, None, None)
    told: BaseException = DBAPIError.instance(
        statement, None, error, connection.dialect.loaded_dbapi.Error, hide_parameters=True,
        connection_invalidated=gone, dialect=connection.dialect,
    )
    return told


def _table(kind: type[Base]) -> Table:
    table = kind.__table__
    assert isinstance(table, Table)
    return table
