"""The database of this application: a session to read with, and the one place that commits."""

import os
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, UOWTransaction

from cases.schema.db import Base, engine_options, prepare

# Longer than SQLite ever waits before it asks for the write lock once more: whoever waits for it comes in between.
_PAUSE_SECONDS = 0.11
_SAMPLE = 1_000  # entries of an index
_WRITING = "writing"
_KEPT = "something_was_kept"

db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False}, add_models_to_shell=False)


class CommitUncertain(Exception):
    """The database went away while it was told to keep a change: it may be there, it may not."""


def init_app(app: Flask) -> None:
    """Give `app` its engine, which reads only unless a transaction asks otherwise. Connections come at first use."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    app.config["SQLALCHEMY_DATABASE_URI"] = _whole_address(url)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url) | {"execution_options": {"read_only": True}}
    db.init_app(app)
    with app.app_context():
        reference = weakref.ref(prepare(db.engine))

    def forget_connections() -> None:
        inherited = reference()
        if inherited is not None:
            inherited.dispose(close=False)

    os.register_at_fork(after_in_child=forget_connections)  # a connection must not be shared by two processes


def engine() -> Engine:
    """The engine of the current application. Changes need execution option `read_only=False`."""
    return db.engine


def session() -> Session:
    """The session of this request, job or command, for reading. Changes outside `transaction()` are refused."""
    return db.session()


@contextmanager
def transaction() -> Iterator[Session]:
    """One action: committed at the end, rolled back on any error. Works in views, jobs and commands.

    It is the session of `session()`. Reading so far ends here, so that what is read inside is the newest;
    objects loaded before are read again when used. Raises RuntimeError inside another transaction, CommitUncertain
    where nobody can tell whether the change was kept.
    """
    current = session()
    if current.info.get(_WRITING):
        raise RuntimeError("a transaction is open already: one action, one transaction")
    current.rollback()
    current.info[_WRITING] = True
    try:
        current.connection(execution_options={"read_only": False})
        yield current
        current.flush()
        _commit(current)
    except BaseException:
        current.rollback()
        raise
    finally:
        current.info[_WRITING] = False


def give_way() -> None:
    """Between the pieces of long work: let those in who wait to write. PostgreSQL has no one lock to wait for."""
    if engine().dialect.name == "sqlite":
        time.sleep(_PAUSE_SECONDS)


def count_anew() -> None:
    """Let SQLite look again how large tables are and how often values come back: that decides which index it takes.

    A sample of each index, some milliseconds. PostgreSQL does so by itself.
    """
    if engine().dialect.name == "sqlite":
        with engine().connect().execution_options(read_only=False) as connection, connection.begin():
            connection.exec_driver_sql(f"PRAGMA analysis_limit={_SAMPLE}")
            connection.exec_driver_sql("ANALYZE")


def something_was_kept() -> bool:
    """Whether a transaction of this request, job or command was committed."""
    return bool(session().info.get(_KEPT))


def _commit(current: Session) -> None:
    try:
        current.commit()
    except DBAPIError as error:
        if error.connection_invalidated:
            raise CommitUncertain from error
        raise
    current.info[_KEPT] = True


@event.listens_for(db.session, "before_flush")
def _refuse_stray_writes(current: Session, _context: UOWTransaction, _instances: object) -> None:
    if not current.info.get(_WRITING):
        raise RuntimeError("a change outside transaction(): it would never be committed")


def _whole_address(url: str) -> URL:
    """The library would look for a file in the instance folder; migrations look in the folder that one works in."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database or address.database.startswith((":", "file:")):
        return address
    return address.set(database=str(Path(address.database).absolute()))
