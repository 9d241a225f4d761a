"""Bring a database to the newest schema, with its append-only triggers in place."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine
from sqlalchemy.engine import Connection

from cases.schema import compared, exclusive, lookups, policies, revisions, roles, triggers
from cases.schema.db import Base


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[1] / "migrations"))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine, revision: str = "head", *, program: str = "") -> None:
    """Migrate up in one transaction.

    On SQLite foreign keys are off while tables are rebuilt (with them on, a rebuild deletes children), and the triggers
    are put back afterwards because a rebuild drops them, with what lists and searches look things up by. On PostgreSQL
    policies are taken away, because no column that one names can change: `roles.install` puts them back. For the role
    of the `program` that is done before anybody sees the tables: an older one that works on meanwhile would see no row.
    """
    with engine.connect() as connection:
        _foreign_keys(connection, on=False)
        exclusive.hold_all(connection)
        policies.remove(connection)
        lookups.pause(connection)
        command.upgrade(_config(connection), revision)
        triggers.install(connection)
        lookups.install(connection)
        _allow(connection, program)
        connection.commit()
        _foreign_keys(connection, on=True)


def downgrade(engine: Engine, revision: str, *, program: str = "") -> None:
    """Migrate down; the triggers go first, and come back for the tables that stay. `program`: as for `upgrade`."""
    with engine.connect() as connection:
        _foreign_keys(connection, on=False)
        exclusive.hold_all(connection)
        policies.remove(connection)
        triggers.remove(connection)
        lookups.remove(connection)
        command.downgrade(_config(connection), revision)
        if revision != "base":
            triggers.install(connection)
            lookups.install(connection)
            _allow(connection, program)
        connection.commit()
        _foreign_keys(connection, on=True)


def is_current(engine: Engine) -> bool:
    """Whether the database is at the newest revision, and has the tables, indexes and triggers of it.

    The models must be loaded. Raises LookupError where they are not.
    """
    with engine.connect() as connection:
        return revisions.of(connection) == revisions.newest() and not compared.differences(connection, Base.metadata)


def _allow(connection: Connection, program: str) -> None:
    if program and connection.dialect.name != "sqlite":
        roles.install(connection, program)


def _foreign_keys(connection: Connection, *, on: bool) -> None:
    if connection.dialect.name != "sqlite":
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")
