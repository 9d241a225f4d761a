"""What happens by the clock: the sweep that rings again for rows left behind, and the daily run."""

import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any, TypeVar  # Any: the counts of a day, ready for JSON

from flask import Flask
from redis.exceptions import RedisError
from rq import Queue
from sqlalchemy.exc import IntegrityError

from agency import clock, maintenance
from agency.background import erasing, mailing, messaging, numbers, pieces, printing, store_check
from agency.background.doorbell import open_queue, ring, ring_for, waiting_letters, waiting_work
from agency.background.noting import note
from agency.background.setting import at_work
from agency.database import count_anew, give_way, session, transaction
from agency.maintenance import UnderMaintenance
from agency.resources import figures, store
from cases import daily_run
from cases.acts import Act
from cases.correspondence import making
from cases.erasing import closed_cases
from cases.models import DailyRun, DutyName
from cases.trace import anchors, sealing
from cases.trace.anchors import Anchor
from legal.parameters import Figures

log = logging.getLogger(__name__)

DAILY_RUN_FROM = clock_time(7, 0)  # in Amsterdam: before the first handler, after the change to or from summer time
SWEEP_AT_MOST = 5_000
ONE_DAY = timedelta(days=1)
Subject = TypeVar("Subject")


def once(app: Flask, redis_url: str, *, with_daily: bool) -> bool:
    """Sweep, `with_daily` do the daily runs that are due, and look at the store a while; whether the runs went well.

    While maintenance is done nothing is; what came due meanwhile is caught up with afterwards.
    """
    with at_work(app):
        if maintenance.is_on():
            return True
        swept = [_guarded(each, open_queue(redis_url)) for each in (sweep, sweep_pieces)]
        if all(swept):
            _guarded(note, DutyName.SWEEP)
        _guarded(_note_mail, app)
        _guarded(_note_messages, app)
        _guarded(anchor, app.config["ANCHORS"])
        _guarded(numbers.remove_files, store())
        if app.config["PRODUCTION"] and app.config["PRINT_FOLDER"] is not None:
            _guarded(printing.read_answers, app.config["PRINT_FOLDER"])
        _guarded(_erase, app.config["ERASED"])
        went_well = not with_daily or (_guarded(_daily_runs, figures) and _guarded(note, DutyName.DAILY_RUN))
        _guarded(store_check.go_on, store())
        return went_well


def _note_mail(_app: Flask) -> None:
    mailing.note_rest()


def _note_messages(_app: Flask) -> None:
    messaging.note_rest()


def _erase(outside: Path) -> int:
    return erasing.go_on(store(), outside)


def seal_now(app: Flask) -> bool:
    """Add to the chain what was written since; whether that went well."""
    with at_work(app):
        return maintenance.is_on() or (
            _guarded(seal_waiting, sealing.AT_ONCE) and _guarded(note, DutyName.SEALING)
        )


def seal_waiting(at_once: int) -> int:
    """Seal what waits, in pieces that let others write in between; how many rows."""
    sealed = piece = 0
    while piece == at_once or not sealed:
        _forget_reading()
        if not sealing.is_waited_for(session()):
            break
        with transaction() as writing:
            piece = sealing.seal(writing, most=at_once)
        sealed += piece
        if not piece:  # another process seals
            break
        give_way()
    return sealed


def anchor(path: Path) -> bool:
    """Write outside the database where the chain ends, once a day; whether this was that time."""
    position, last = sealing.head(session())
    return position > 0 and anchors.keep(path, Anchor(at=clock.now(), position=position, hash=last))


def sweep(queue: Queue) -> int:
    """Ring again for letters that wait while no job in the queue names them; returns how many letters.

    A letter that a worker is about to claim may be rung for once more: claims are exclusive, so that does nothing.
    """
    missed = _missed(making.left_behind(session(), now=clock.now(), limit=SWEEP_AT_MOST), queue, waiting_letters)
    if missed:
        ring(queue, missed, again=True)
    return len(missed)


def sweep_pieces(queue: Queue) -> int:
    """Ring again for work in pieces that stopped half-way, or that nobody rang for; returns for how many."""
    left = [
        (kind, subject_id) for kind, work in pieces.KINDS.items()
        for subject_id in work.left_behind(session(), clock.now())
    ]
    return sum(ring_for(queue, *each, again=True) for each in _missed(left, queue, waiting_work))


def _missed(left: Sequence[Subject], queue: Queue, waiting: Callable[[Queue], set[Subject]]) -> list[Subject]:
    """What is left and no job in the queue asks for; nothing where the queue cannot be reached."""
    if not left:
        return []
    try:
        asked = waiting(queue)
    except RedisError as error:
        log.warning("the queue cannot be reached (%s)", error)
        return []
    return [each for each in left if each not in asked]


def _daily_runs(known_now: Callable[[], Figures]) -> list[date]:
    return run_due_days(known_now())


def run_due_days(figures: Figures) -> list[date]:
    """Do the daily runs that are due, oldest first; returns the days done here."""
    due = daily_run.days_to_run(session(), today=newest_due(clock.now()))
    done = [day for day in due if run_day(day, figures) is not None]
    if done:
        _guarded(_ask_erasure, clock.act())
        _guarded(erasing.by_own_terms, store())
        count_anew()
    return done


def _ask_erasure(act: Act) -> int:
    with transaction() as writing:
        return closed_cases.ask(writing, act)


def newest_due(now: datetime) -> date:
    """The newest day that is due: today from 07:00 in Amsterdam, else yesterday. By the calendar, never by 24 hours."""
    local = now.astimezone(clock.AMSTERDAM)
    return local.date() if local.time() >= DAILY_RUN_FROM else local.date() - ONE_DAY


def run_day(day: date, figures: Figures) -> dict[str, Any] | None:
    """Do the daily run of one day, each piece kept by itself; None when it was done already, also by another just now.

    One that was broken off goes on where it stopped. Two processes take turns.
    """
    while True:
        try:
            with transaction() as writing:
                standing = daily_run.go_on(writing, day=day, figures=figures, now=clock.now())
        except IntegrityError:  # another process began this day at the same moment
            _forget_reading()
            if session().get(DailyRun, day) is None:
                raise
            continue
        if standing is None or standing.done_at is not None:
            return None if standing is None else standing.report
        give_way()


def _guarded(action: Callable[[Subject], object], argument: Subject) -> bool:
    try:
        action(argument)
    except UnderMaintenance:
        log.info("%s goes on after the maintenance", getattr(action, "__name__", action))
    except Exception:
        log.exception("%s failed; it is tried again", getattr(action, "__name__", action))
        return False
    return True


def _forget_reading() -> None:
    session().rollback()  # end the read, or the next round sees the same old rows
