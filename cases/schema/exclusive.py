"""Every table held at once on PostgreSQL, before the first is changed: whoever works on meanwhile waits, in no ring."""

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
# Shorter than the server lets two wait for each other before it sends one away; so often, half a minute and more.
_WAITED, _ATTEMPTS = "200ms", 150


def hold_all(connection: Connection) -> None:
    """Hold all tables until the transaction ends; those that it holds already are held at once. SQLite has one lock.

    It waits a moment for each, lets go of all where that is not enough, and begins again: so it never waits for
    somebody who waits for it. Raises OperationalError where others never let it.
    """
    if connection.dialect.name == "sqlite":
        return
    quote = connection.dialect.identifier_preparer.quote_identifier
    tables = ", ".join(map(quote, connection.scalars(text(_TABLES))))
    for left in reversed(range(_ATTEMPTS if tables else 0)):
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_WAITED}'")
                connection.exec_driver_sql(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")
                connection.exec_driver_sql("SET LOCAL lock_timeout TO DEFAULT")
        except OperationalError:
            if not left:
                raise
        else:
            return
