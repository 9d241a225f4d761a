"""Going on with a large batch: ordered and booked in pieces, each kept by itself and done by one at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.correspondence import ordering, posting
from cases.input_checks import day_of
from cases.models import BatchWork, Letter, LetterState
from legal.parameters import Figures

_LEFT = Letter.state == LetterState.LEAVING

TRY_AGAIN_AFTER = timedelta(hours=1)  # what could not be booked: the program may have been mended


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Whose turn it is, by a token, and how long the others stay away when nothing more is heard of it."""

    token: str
    now: datetime
    lease: timedelta


def go_on(session: Session, batch_id: int, turn: Turn, *, figures: Figures) -> bool:
    """Do the next piece of a batch, to be committed by itself; False where another is at it or nothing is left.

    Orders what was asked and not looked at yet, else books letters that left. Those that cannot be booked are tried
    again in an hour.
    """
    work = session.get(BatchWork, batch_id, with_for_update=True, populate_existing=True)
    if work is None or _is_anothers(work, turn):
        return False
    if work.busy_token != turn.token and posting.try_again(session, batch_id):
        pass  # a piece of its own: it has letters and must not wait for a case
    elif work.ordered_after is not None:
        ordering.order_more(
            session, Act(work.batch.ordered_by, turn.now, day_of(turn.now)), work, figures=figures
        )
    elif has_more(session, batch_id):
        posting.book_more(session, batch_id)
    else:
        is_stuck = batch_id in session.scalars(_unfinished(_LEFT).where(BatchWork.batch_id == batch_id))
        work.busy_token, work.busy_until = None, turn.now + TRY_AGAIN_AFTER if is_stuck else None
        session.flush()
        return False
    work.busy_token, work.busy_until = turn.token, turn.now + turn.lease
    session.flush()
    return True


def has_more(session: Session, batch_id: int) -> bool:
    """Whether something of a batch is left to order or to book, but for what was tried and has to wait."""
    return batch_id in session.scalars(_unfinished(_LEFT & (Letter.error == "")).where(BatchWork.batch_id == batch_id))


def left_behind(session: Session, now: datetime) -> list[int]:
    """Batches with something left to order or to book, that nobody is at."""
    free = or_(BatchWork.busy_until.is_(None), BatchWork.busy_until < now)
    return list(session.scalars(_unfinished(_LEFT).where(free).order_by(BatchWork.batch_id)))


def _unfinished(to_book: ColumnElement[bool]) -> Select[int]:
    leaving = select(Letter.batch_id).where(to_book)
    return select(BatchWork.batch_id).where(
        or_(BatchWork.ordered_after.is_not(None), BatchWork.batch_id.in_(leaving))
    )


def _is_anothers(work: BatchWork, turn: Turn) -> bool:
    return work.busy_until is not None and work.busy_until >= turn.now and work.busy_token != turn.token
