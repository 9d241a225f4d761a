"""The database of this application: a session to read with, and the one place that commits."""

import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from flask import Flask, current_app, g
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, UOWTransaction

from cases.schema.db import create_engine_for

_ENGINE = "database_engine"
_WRITING = "writing"
_KEPT = "something_was_kept"


class CommitUncertain(Exception):
    """The database went away while it was told to keep a change: it may be there, it may not."""


def init_app(app: Flask) -> None:
    """Give `app` its engine; connections are made at first use."""
    made = create_engine_for(app.config["DATABASE_URL"])
    app.extensions[_ENGINE] = made
    reference = weakref.ref(made)

    def forget_connections() -> None:
        inherited = reference()
        if inherited is not None:
            inherited.dispose(close=False)

    os.register_at_fork(after_in_child=forget_connections)  # a connection must not be shared by two processes
    app.teardown_appcontext(_close)


def engine() -> Engine:
    """The engine of the current application."""
    return cast(Engine, current_app.extensions[_ENGINE])


def session() -> Session:
    """The session of this request or command, for reading. Changes outside `transaction()` are refused."""
    if "database_session" not in g:
        opened = Session(engine().execution_options(read_only=True), expire_on_commit=False)
        event.listen(opened, "before_flush", _refuse_stray_writes)
        g.database_session = opened
    return cast(Session, g.database_session)


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


def something_was_kept() -> bool:
    """Whether a transaction of this request or command was committed."""
    return bool(g.get(_KEPT))


def _commit(current: Session) -> None:
    try:
        current.commit()
    except DBAPIError as error:
        if error.connection_invalidated:
            raise CommitUncertain from error
        raise
    setattr(g, _KEPT, True)


def _refuse_stray_writes(current: Session, _context: UOWTransaction, _instances: object) -> None:
    if not current.info.get(_WRITING):
        raise RuntimeError("a change outside transaction(): it would never be committed")


def _close(_error: BaseException | None) -> None:
    opened: Session | None = g.pop("database_session", None)
    if opened is not None:
        opened.close()
