"""The jobs that workers do. A job gets ids, claims each row itself, and a second run does nothing."""

import logging
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any  # Any: what a guarded step is given

from flask import Flask
from rq.timeouts import BaseTimeoutException

from agency import clock
from agency.background import pieces
from agency.background.setting import Pace, application
from agency.database import session, transaction
from agency.maintenance import UnderMaintenance
from agency.resources import figures
from agency.settings import Settings
from cases.correspondence import making
from cases.correspondence.making import Claimed, NotMade
from cases.errors import StoreFull, StoreTrouble
from cases.schema import limits
from cases.store import DocumentStore
from letters.catalogue import render

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
_NOT_OF_THE_LETTER = (BaseTimeoutException, UnderMaintenance, StoreTrouble)
MADE_AT_ONCE = 25  # as many as are lost and made again when a worker dies, and the step of the bar of progress


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """What every job needs, made once per process."""

    app: Flask
    store: DocumentStore
    pace: Pace


_workshop: Workshop | None = None


def prepare(settings: Settings, pace: Pace) -> Workshop:
    """Make the workshop ahead of the first job; every process that is forked from this one inherits it.

    It opens no connection and draws no page: neither may be shared with a fork.
    """
    global _workshop
    _workshop = Workshop(
        app=application(settings, limits.WORKER),
        store=settings.store(),
        pace=pace,
    )
    return _workshop


def _open_workshop() -> Workshop:
    return _workshop or prepare(Settings.load(), Pace.load())


def render_letters(letter_ids: Sequence[int]) -> None:
    """Make these letters; what goes wrong with one leaves the others alone.

    So many are read and kept together. One that was begun before may have taken its worker down: it is made alone.
    While the store is full or away they wait for the sweep.
    """
    workshop = _open_workshop()
    with workshop.app.app_context(), _paused_for_maintenance():
        try:
            _make_all(workshop, letter_ids)
        except StoreTrouble as trouble:
            log.error("letters wait: %s", trouble.code)


def _make_all(workshop: Workshop, letter_ids: Sequence[int]) -> None:
    if not workshop.store.has_room():
        raise StoreFull
    fresh = making.never_begun(session(), letter_ids)
    pieces = [fresh[start:start + MADE_AT_ONCE] for start in range(0, len(fresh), MADE_AT_ONCE)]
    for piece in [*pieces, *([letter_id] for letter_id in sorted(set(letter_ids) - set(fresh)))]:
        _guarded(_make_piece, workshop, piece)


def go_on(kind: str, subject_id: int) -> None:
    """Go on with work in pieces, to its end; what was done of it stands."""
    workshop = _open_workshop()
    with workshop.app.app_context(), _paused_for_maintenance():
        pieces.KINDS[kind].go_on(subject_id, workshop.store, workshop.pace)


@contextmanager
def _paused_for_maintenance() -> Iterator[None]:
    """A job that meets maintenance ends there: its rows stand as they were, and the sweep rings again afterwards."""
    try:
        yield
    except UnderMaintenance:
        log.info("a job is left for after the maintenance")


def _guarded(make: Callable[[Workshop, Any], None], workshop: Workshop, what: object) -> None:
    try:
        make(workshop, what)
    except _NOT_OF_THE_LETTER:
        raise
    except Exception:  # the leases run out and the sweep rings again
        log.exception("letters could not be handled now: %s", what)


def _make_piece(workshop: Workshop, letter_ids: Sequence[int]) -> None:
    with transaction() as writing:
        claimed = making.claim(writing, letter_ids, now=clock.now(), lease=workshop.pace.lease)
    tried_out = [letter_id for letter_id, attempt in claimed.attempts.items() if attempt > MAX_ATTEMPTS]
    for letter_id in tried_out:  # it takes the whole process down each time, so no error of it was ever seen
        _give_up(letter_id, claimed.token, "het maken van de brief werd telkens afgebroken")
    claimed = claimed.only(claimed.attempts.keys() - set(tried_out))
    try:
        _make_claimed(workshop, claimed)
    except StoreTrouble:  # it says nothing of a letter: these were not tried
        with transaction() as writing:
            making.put_back(writing, claimed)
        raise


def _make_claimed(workshop: Workshop, claimed: Claimed) -> None:
    try:
        _make(workshop, claimed)
    except _NOT_OF_THE_LETTER:
        raise
    except Exception:
        if len(claimed.attempts) == 1:
            _seen_to_fail(claimed)
            return
        log.exception("letters %s could not be made together: each by itself", list(claimed.attempts))
        for letter_id in claimed.attempts:
            _guarded(_make_alone, workshop, claimed.only([letter_id]))


def _make_alone(workshop: Workshop, claimed: Claimed) -> None:
    try:
        _make(workshop, claimed)
    except _NOT_OF_THE_LETTER:
        raise
    except Exception:
        _seen_to_fail(claimed)


def _make(workshop: Workshop, claimed: Claimed) -> None:
    made = []
    for each in making.work(session(), claimed, figures=figures(), today=clock.today()):
        if isinstance(each, NotMade):
            _fail(each.letter_id, claimed.token, each.why)
            continue
        try:
            rendered = render(each.data)
        except making.REFUSALS as refusal:
            _fail(each.letter_id, claimed.token, str(refusal))
        else:
            made.append(making.put(workshop.store, each, rendered))
    if not made:
        return
    with transaction() as writing:
        kept = making.finish(writing, made, now=clock.now())
    if len(kept) < len(made):
        log.info("%d letters were finished by another or withdrawn meanwhile", len(made) - len(kept))


def _seen_to_fail(claimed: Claimed) -> None:
    """After an error of the program in one letter: tried again later, and given up in the end."""
    ((letter_id, attempt),) = claimed.attempts.items()
    log.exception("letter %d could not be made at attempt %d", letter_id, attempt)
    if attempt >= MAX_ATTEMPTS:
        _give_up(letter_id, claimed.token, "de brief kon niet worden gemaakt door een fout in het programma")


def _give_up(letter_id: int, token: str, reason: str) -> None:
    code = secrets.token_hex(4)
    log.error("letter %d is given up after %d attempts, reference %s", letter_id, MAX_ATTEMPTS, code)
    _fail(letter_id, token, f"Na {MAX_ATTEMPTS} pogingen: {reason}. Meld dit met code {code}.")


def _fail(letter_id: int, token: str, error: str) -> None:
    with transaction() as writing:
        making.fail(writing, letter_id, token=token, error=error, now=clock.now())
