"""Making cases of a confirmed claim file, piece by piece; rows that cannot be taken in are left out and told."""

import logging
import secrets

from rq.timeouts import BaseTimeoutException
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError

from agency import clock
from agency.background import doorbell
from agency.background.setting import Pace
from agency.database import CommitUncertain, count_anew, give_way, session, transaction
from agency.maintenance import UnderMaintenance
from agency.resources import figures
from cases.claims import arriving
from cases.claims.arriving import Arrival, Debtors, Overtaken, StandsStill
from cases.errors import DomainError, StoredFileFault
from cases.intake import ClaimRow
from cases.store import DocumentStore

log = logging.getLogger(__name__)

KIND = "upload"
DEBTORS_THAT_COUNT = 500  # so many new ones may change which index is best
# What says nothing of the rows: the machine, the database or another worker came between.
_NOT_OF_THE_ROWS = (
    Overtaken, BaseTimeoutException, OperationalError, InterfaceError, InternalError, CommitUncertain, UnderMaintenance,
    OSError, MemoryError,
)


def take_in(upload_id: int, store: DocumentStore, pace: Pace) -> None:
    """Make what is left of a confirmed file into cases; does nothing where another is at it."""
    with transaction() as writing:
        token = arriving.take(writing, upload_id, now=clock.now(), lease=pace.lease)
    if token is None:
        return
    try:
        arrival = arriving.read(session(), store, upload_id, token=token)
    except StoredFileFault as fault:
        with transaction() as writing:
            dropped = arriving.drop_damaged(writing, upload_id, token=token)
        log.error("the file of upload %d: %s; %s", upload_id, fault.code, "it is dropped" if dropped else "it waits")
        return
    try:
        following = _make(arrival, pace)
    except Overtaken:
        log.info("upload %d was taken over by another", upload_id)
        return
    except StandsStill:
        log.error("upload %d waits until the program is mended; it is tried again", upload_id)
        return
    if len(arrival.debtors) > DEBTORS_THAT_COUNT:
        count_anew()
    if following is not None:
        doorbell.ring_work(KIND, following)


def take_in_now(upload_id: int, store: DocumentStore) -> None:
    """The same in a request, for a file of one piece. What goes wrong leaves it to the sweep."""
    try:
        take_in(upload_id, store, Pace.load())
    except Exception:
        log.exception("upload %d could not be taken in now", upload_id)


def _make(arrival: Arrival, pace: Pace) -> int | None:
    with transaction() as writing:
        done = arriving.begin(writing, arrival, now=clock.now(), lease=pace.lease)
    if done is None:
        return None
    for piece in arrival.pieces(done=done):
        try:
            _put(arrival, piece, pace)
        except _NOT_OF_THE_ROWS:
            raise
        except Exception:
            log.exception("%d debtors of upload %d cannot be taken in together", len(piece), arrival.upload_id)
            for debtor in piece:
                _put_alone(arrival, debtor, pace)
        give_way()
    with transaction() as writing:
        return arriving.finish(writing, arrival, now=clock.now())


def _put(arrival: Arrival, piece: Debtors, pace: Pace) -> None:
    with transaction() as writing:
        arriving.put(writing, arrival, piece, now=clock.now(), lease=pace.lease, figures=figures())


def _put_alone(arrival: Arrival, debtor: list[ClaimRow], pace: Pace) -> None:
    try:
        _put(arrival, [debtor], pace)
    except _NOT_OF_THE_ROWS:
        raise
    except DomainError as refusal:
        why, code = str(refusal), ""
    except Exception:
        code = secrets.token_hex(4)
        log.exception("row %d of upload %d cannot be taken in, reference %s", debtor[0].row, arrival.upload_id, code)
        why = f"een melding bij het incassobureau, met code {code}: door een fout in het programma lukte dit niet"
    else:
        return
    with transaction() as writing:
        arriving.leave_out(writing, arrival, debtor, why=why, code=code)
