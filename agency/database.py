"""The database of this application: a session to read with, and the one place that commits."""

import logging
import os
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar  # Any: what an option of a connection holds

from flask import Flask, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session, UOWTransaction

from agency import maintenance
from agency.maintenance import UnderMaintenance
from cases.schema import viewers
from cases.schema.db import Base, engine_options, prepare
from cases.schema.limits import COMMAND, TimeLimits
from cases.schema.trouble import tells_nothing
from cases.schema.viewers import INSIDE, Viewer

log = logging.getLogger(__name__)
R = TypeVar("R")

# Longer than SQLite ever waits before it asks for the write lock once more: whoever waits for it comes in between.
_PAUSE_SECONDS = 0.11
_MOMENT_SECONDS = 0.25  # for the lock of SQLite, that a note of the program itself waits
_SAMPLE = 1_000  # entries of an index
_WRITING = "writing"
_KEPT = "something_was_kept"
_VIEWER = "agency.viewer"

db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False}, add_models_to_shell=False)


class CommitUncertain(Exception):
    """The database went away while it was told to keep a change: it may be there, it may not.

    `counts_once`: asked again it does nothing where it was kept.
    """

    def __init__(self, *, counts_once: bool = False) -> None:
        super().__init__()
        self.counts_once = counts_once


class NotKept(Exception):
    """The database went away while it was told to keep a change, and now says that it did not."""


def init_app(app: Flask, limits: TimeLimits = COMMAND) -> None:
    """Give `app` its engine, which reads only unless a transaction asks otherwise. Connections come at first use.

    `limits`: how long the database lets this kind of process go on.
    """
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    app.config["SQLALCHEMY_DATABASE_URI"] = _whole_address(url)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url) | {
        "execution_options": {"read_only": True, viewers.OPTION: _viewer},
    }
    db.init_app(app)
    with app.app_context():
        reference = weakref.ref(prepare(db.engine, limits))

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
def transaction(*, lock_seconds: float | None = None, viewer: Viewer | None = None) -> Iterator[Session]:
    """One action: committed at the end, rolled back on any error. Works in views, jobs and commands.

    It is the session of `session()`. Reading so far ends here, so that what is read inside is the newest;
    objects loaded before are read again when used. `lock_seconds`: how long it waits for SQLite's lock, where that is
    not as long as this kind of process may. `viewer`: in whose eyes, where those are not of who asks. Raises
    RuntimeError inside another transaction, UnderMaintenance while nothing is kept, CommitUncertain where nobody can
    tell whether the change was kept.
    """
    maintenance.refuse_if_on()
    options = {"lock_seconds": lock_seconds, viewers.OPTION: viewer}
    with _writing({name: value for name, value in options.items() if value is not None}) as current:
        yield current
        current.flush()
        maintenance.refuse_if_on()  # it may have begun meanwhile; it waits for what goes on from here
        _commit(current)


@contextmanager
def trial() -> Iterator[Session]:
    """As `transaction()`, to ask what a change would meet: nothing of it is kept."""
    with _writing({}) as current:
        yield current
        current.rollback()


def try_to_note(note: Callable[[Session], object], *, lock_seconds: float = _MOMENT_SECONDS) -> bool:
    """Keep what the program notes by itself beside what somebody asks: no page tells of it, and none fails by it.

    It waits a moment for others, or `lock_seconds`, and is left out where it cannot be kept. Inside, the program itself
    looks, whoever asked the page. Whether it was kept.
    """
    current = session()
    kept = current.info.get(_KEPT)
    try:
        with transaction(lock_seconds=lock_seconds, viewer=INSIDE) as writing:
            note(writing)
    except (SQLAlchemyError, CommitUncertain, UnderMaintenance) as error:
        log.warning("something to note could not be kept: %s", type(error).__name__)
        return False
    finally:
        current.info[_KEPT] = kept
    return True


def ask_inside(question: Callable[[Session], R]) -> R:
    """What the program itself sees, for what it notes when a page is made: what was read for the page ends here."""
    current = session()
    if _viewer() == INSIDE:
        return question(current)
    current.rollback()
    try:
        current.connection(execution_options={viewers.OPTION: INSIDE})
        return question(current)
    finally:
        current.rollback()


@contextmanager
def _writing(options: dict[str, Any]) -> Iterator[Session]:
    """The session with the right to change; what was not committed in it is rolled back."""
    current = session()
    if current.info.get(_WRITING):
        raise RuntimeError("a transaction is open already: one action, one transaction")
    current.rollback()
    current.info[_WRITING] = True
    try:
        current.connection(execution_options={"read_only": False} | options)
        yield current
    except BaseException:
        current.rollback()
        raise
    finally:
        current.info[_WRITING] = False


def look_as(viewer: Viewer | None) -> None:
    """From here on this request sees what `viewer` sees; what was asked so far, was asked by nobody."""
    request.environ[_VIEWER] = viewer
    session().rollback()


def _viewer() -> Viewer | None:
    """In whose eyes a transaction sees the record: nobody's in a request, until it is known whose.

    Outside a request the program itself works: jobs, the clock, commands.
    """
    if not has_request_context():
        return INSIDE
    known: Viewer | None = request.environ.get(_VIEWER)
    return known


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


def note_kept() -> None:
    """That a transaction of this request, job or command was committed."""
    session().info[_KEPT] = True


def _commit(current: Session) -> None:
    try:
        current.commit()
    except DBAPIError as error:
        if tells_nothing(error):
            raise CommitUncertain from error
        raise
    note_kept()


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
