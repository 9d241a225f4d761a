"""Who is changing the record at this moment, and waiting until nobody is."""

import time
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from cases.schema.db import create_engine_for
from cases.schema.trouble import Trouble, trouble_of

PATIENCE_SECONDS: Final = 30
_LOOK_SECONDS: Final = 0.2
# A transaction gets a number of its own with its first change. Of other roles a server does not tell it to everybody:
# so it is asked as the program's own role, which all its processes log in as, and in nobody's eyes.
_AT_WORK = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()"
)


def wait_for_all(url: str, *, patience: float = PATIENCE_SECONDS) -> int | None:
    """How many are still changing something after `patience` seconds; 0 as soon as nobody is.

    None where the database cannot be reached. On SQLite there is one at most.
    """
    if not is_there(url):
        return None
    engine = create_engine_for(url)
    try:
        return _writing_on_sqlite(engine, patience) if engine.dialect.name == "sqlite" else _left(engine, patience)
    except OperationalError as error:
        if trouble_of(error) is not Trouble.GONE:
            raise
        return None
    finally:
        engine.dispose()


def is_there(url: str) -> bool:
    """Whether there is a database to ask; of a server only asking it tells. SQLite would make an empty file."""
    address = make_url(url)
    return address.get_backend_name() != "sqlite" or Path(str(address.database)).is_file()


def _left(engine: Engine, patience: float) -> int:
    until = time.monotonic() + patience
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT", read_only=True) as connection:
        while (writing := connection.scalar(_AT_WORK)) and time.monotonic() < until:
            time.sleep(_LOOK_SECONDS)
    return writing or 0


def _writing_on_sqlite(engine: Engine, patience: float) -> int:
    """Whoever gets the one lock is alone."""
    try:
        with engine.connect().execution_options(lock_seconds=patience) as connection, connection.begin():
            return 0
    except OperationalError as error:
        if trouble_of(error) is not Trouble.BUSY:
            raise
        return 1
