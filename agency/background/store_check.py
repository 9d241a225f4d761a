"""The nightly check of the store, both ways: every row its file, every file its row. Done in pieces, by the clock.

One that takes over, on this machine or another, goes on where the last one stopped; two at once only do the same twice.
"""

import hashlib
import logging
import time
from dataclasses import replace
from datetime import datetime, timedelta
from datetime import time as clock_time
from typing import Final

from sqlalchemy.orm import Session

from agency import clock
from agency.background import noting
from agency.database import session, transaction
from agency.web.formatting import plural
from cases.acts import by_program
from cases.invariants.files import PARTS
from cases.invariants.finding import Wrong
from cases.invariants.store_standing import Round, Standing, note, standing
from cases.models import DutyName
from cases.setup import agency_tasks
from cases.setup.agency_tasks import Duty
from cases.store import DocumentStore

log = logging.getLogger(__name__)

FROM: Final = clock_time(1, 0)  # in Amsterdam, by the calendar day
FILES_AT_ONCE: Final = 100
SECONDS_A_ROUND: Final = 4.0  # of the clock, which comes round every half minute: others keep most of the disk
JUST_STORED: Final = timedelta(hours=1)  # its row may still be on the way
LEFT_HALF: Final = timedelta(days=1)
NAMED: Final = 20
TASK: Final = "store"


def go_on(store: DocumentStore, *, seconds: float = SECONDS_A_ROUND, at_once: int = FILES_AT_ONCE) -> bool:
    """Do what a round of the clock gives it time for; whether a check came to its end now. At least one piece is done.

    Begins one where it is due: at night, or when there was none yet.
    """
    now, stands, until = clock.now(), standing(store), time.monotonic() + seconds
    if stands.running is None and not is_due(stands, now):
        return False
    under_way = stands.running or Round(began_at=now, swept=store.sweep(now - LEFT_HALF))
    while under_way.part < len(PARTS):
        under_way = _piece(store, under_way, at_once)
        note(store, replace(stands, running=under_way))
        if under_way.part < len(PARTS) and time.monotonic() >= until:
            return False
    _end(store, stands, under_way, clock.now())
    return True


def is_due(stands: Standing, now: datetime) -> bool:
    """Whether a check is to begin: the last one began before one o'clock of this night, or after now by this clock."""
    return stands.last is None or _night_of(stands.last.began_at) != _night_of(now)


def _night_of(moment: datetime) -> int:
    """A number that is one higher from one o'clock of each day, by the calendar of Amsterdam."""
    local = moment.astimezone(clock.AMSTERDAM)
    return local.toordinal() - (local.time() < FROM)


def _piece(store: DocumentStore, under_way: Round, at_once: int) -> Round:
    piece = PARTS[under_way.part](session(), store, under_way.after, at_once, under_way.began_at - JUST_STORED)
    session().rollback()  # the next piece sees what came meanwhile, and no read is held open between two
    key = under_way.key
    for fault in piece.wrong:  # one by one: where a piece ends differs from night to night
        key = hashlib.sha256(f"{key} {_told(fault)}".encode()).hexdigest()[:16]
    return replace(
        under_way, looked=under_way.looked + piece.looked, wrong=under_way.wrong + len(piece.wrong),
        first=(*under_way.first, *map(_told, piece.wrong))[:NAMED], key=key,
        part=under_way.part + (piece.after is None), after=piece.after or "",
    )


def _told(fault: Wrong) -> str:
    return f"{fault.table} {fault.row}: {fault.what}"


def _end(store: DocumentStore, stands: Standing, done: Round, now: datetime) -> None:
    if done.wrong:
        log.error("the check of the store found %d things wrong", done.wrong)
    with transaction() as writing:
        _ask(writing, done, now)
    good_at = stands.good_at if done.wrong else now
    note(store, Standing(good_at=good_at, done_at=now, last=done))
    if not done.wrong:
        noting.note(DutyName.STORE_CHECK)


def _ask(writing: Session, done: Round, now: datetime) -> None:
    """A task of an administrator for what is wrong; it is done once a check finds all good."""
    act, asked = by_program(now), []
    if done.wrong:
        asked.append(Duty(key=f"{TASK}:{done.key}", due_on=act.today, what=(
            f"In de opslag van documenten {'is' if done.wrong == 1 else 'zijn'} {plural(done.wrong, 'fout', 'fouten')} "
            "gevonden. Bij Beheer, Overzicht staat welke. Zet wat ontbreekt of beschadigd is terug uit een back-up."
        )))
    agency_tasks.put(
        writing, act, TASK, asked, person=agency_tasks.administrator(writing),
        outcome="Een latere controle vond deze fouten niet meer.",
    )
