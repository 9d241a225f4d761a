"""What is the matter when the database does not do what it is asked, and the program is not to blame."""

import sqlite3
from enum import Enum

from psycopg import Error as ServerError
from psycopg import InterfaceError, OperationalError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class Trouble(Enum):
    """What it is. Of each a page tells what that means and what to do; whoever asks again later may well succeed."""

    BUSY = "busy"  # another changes the same
    TOO_LONG = "too long"  # the question takes longer than this kind of process may
    GONE = "gone"  # there is no connection
    DISK = "disk"  # full, or faulty


_OF_SERVER = {  # by the first letters of what PostgreSQL's appendix of error codes calls SQLSTATE
    "55P03": Trouble.BUSY, "40P01": Trouble.BUSY, "40001": Trouble.BUSY,
    "57014": Trouble.TOO_LONG, "53100": Trouble.DISK, "58030": Trouble.DISK,
    "08": Trouble.GONE, "57P0": Trouble.GONE, "53300": Trouble.GONE,
}
_OF_FILE = {  # the primary result codes of SQLite
    sqlite3.SQLITE_BUSY: Trouble.BUSY, sqlite3.SQLITE_LOCKED: Trouble.BUSY, sqlite3.SQLITE_FULL: Trouble.DISK,
    sqlite3.SQLITE_IOERR: Trouble.DISK, sqlite3.SQLITE_CANTOPEN: Trouble.GONE,
}
_IN_A_RING = ("40P01", "40001")


def trouble_of(error: SQLAlchemyError) -> Trouble | None:
    """Which it is; None where the database answered that the question itself is wrong, which is a bug."""
    if isinstance(error, PoolTimeout):
        return Trouble.BUSY
    if not isinstance(error, DBAPIError):
        return None
    if isinstance(error.orig, sqlite3.Error):
        return _OF_FILE.get(getattr(error.orig, "sqlite_errorcode", 0) & 0xFF)
    if not isinstance(error.orig, ServerError):
        return None
    state = error.orig.sqlstate or ""
    known = next((trouble for start, trouble in _OF_SERVER.items() if state.startswith(start)), None)
    # Without a state the server never answered: the connection could not be made, or was lost; or it was not asked.
    never_answered = not state and isinstance(error.orig, OperationalError | InterfaceError)
    return Trouble.GONE if error.connection_invalidated or never_answered else known


def waits_in_a_ring(error: SQLAlchemyError) -> bool:
    """Whether two waited for each other and this one was sent away: asked again at once, it only has to wait."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _IN_A_RING


def tells_nothing(error: DBAPIError) -> bool:
    """Of an error while a change was kept: whether it does not say that the change is not kept.

    The connection went before the answer came; or SQLite could not write, and what of it stands is seen by looking.
    """
    return error.connection_invalidated or (
        isinstance(error.orig, sqlite3.Error) and trouble_of(error) is Trouble.DISK
    )
