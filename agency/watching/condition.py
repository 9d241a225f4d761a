"""Whether what the program depends on is there and right: database, tables, clock, queue, documents."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from flask import current_app
from redis.exceptions import RedisError
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from agency import clock, database
from agency.background.doorbell import open_queue
from agency.resources import store
from cases.errors import StoreTrouble
from cases.schema import revisions

CLOCK_MAY_DIFFER: Final = timedelta(seconds=60)
KEPT_SECONDS: Final = 5.0  # however many ask, what is asked of the rest is asked this often
_KEPT: Final = "condition"
_REMEDIES: Final = {
    "database": "Kijk of de database draait en of het adres in DATABASE_URL klopt.",
    "tables": "Start het programma opnieuw; op PostgreSQL eerst ‘agency db upgrade’.",
    "clock": "Zet de klok van deze computer en die van de database gelijk (timedatectl set-ntp true).",
    "queue": "Kijk of de wachtrij draait en of REDIS_URL klopt; zonder die instelling: start het programma opnieuw. "
             "Er gaat niets verloren: het werk wacht.",
    "store": "Maak ruimte vrij, of kijk of de plaats van de documenten bereikbaar is en van de gebruiker die dit "
             "programma draait.",
}
_FAILURES: Final = (SQLAlchemyError, RedisError, OSError, StoreTrouble)


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One thing: `key` for programs, its Dutch name, whether it is good, and in Dutch what was found.

    `remedy`: where it is not good, what an administrator can do.
    """

    key: str
    name: str
    is_good: bool
    found: str

    @property
    def remedy(self) -> str:
        """In Dutch; empty where nothing is wrong."""
        return "" if self.is_good else _REMEDIES[self.key]


def checked() -> list[Checked]:
    """How everything stands now, or stood some seconds ago. It never raises."""
    kept: tuple[float, list[Checked]] | None = current_app.extensions.get(_KEPT)
    if kept is None or time.monotonic() - kept[0] > KEPT_SECONDS:
        kept = (time.monotonic(), list(_all()))
        current_app.extensions[_KEPT] = kept
    return kept[1]


def clock_differs(connection: Connection) -> timedelta:
    """How far the clock of this machine is ahead of that of the database; nothing where that is a file beside us."""
    if connection.dialect.name == "sqlite":
        return timedelta(0)
    theirs: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    return clock.unpinned() - theirs.astimezone(UTC)


def _all() -> Iterator[Checked]:
    try:
        with database.engine().connect() as connection:
            yield Checked(key="database", name="Database", is_good=True, found="antwoordt")
            yield _tables(connection)
            yield _clock(connection)
    except SQLAlchemyError as error:
        yield Checked(key="database", name="Database", is_good=False, found=_failed(error))
    yield _tried("queue", "Wachtrij", _ask_queue)
    yield _tried("store", "Documenten", _write)


def _tables(connection: Connection) -> Checked:
    """Newer tables than ours work too: a new version brings its tables before it starts."""
    ours, theirs = revisions.newest(), revisions.of(connection)
    said = {0: f"versie {theirs}", 1: f"versie {theirs}, nieuwer dan dit programma ({ours}): start het opnieuw"}
    compared = (theirs > ours) - (theirs < ours)
    older = f"versie {theirs or 'onbekend'}, ouder dan dit programma ({ours})"
    return Checked(key="tables", name="Tabellen", is_good=compared >= 0, found=said.get(compared, older))


def _clock(connection: Connection) -> Checked:
    differs = clock_differs(connection)
    seconds = int(differs.total_seconds())
    is_good = abs(differs) <= CLOCK_MAY_DIFFER
    found = "gelijk met die van de database" if is_good else f"{seconds} seconden voor op die van de database"
    return Checked(key="clock", name="Klok", is_good=is_good, found=found)


def _ask_queue() -> str:
    url: str | None = current_app.config.get("REDIS_URL")
    if url is None:
        raise ConnectionError
    open_queue(url).connection.ping()
    return "antwoordt"


def _write() -> str:
    store().try_writing()
    return "er kan worden geschreven"


def _tried(key: str, called: str, attempt: Callable[[], str]) -> Checked:
    try:
        return Checked(key=key, name=called, is_good=True, found=attempt())
    except _FAILURES as error:
        return Checked(key=key, name=called, is_good=False, found=_failed(error))


def _failed(error: Exception) -> str:
    """Its class alone: what it says may quote an address with a password."""
    return f"geen antwoord ({type(error).__name__})"
