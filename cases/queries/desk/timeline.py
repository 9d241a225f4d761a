"""The history of a case as people read it: what happened first, then who and when; the system's own noise folded."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cases.events import read
from cases.events.payments import Booking
from cases.input_checks import day_of
from cases.models import CaseEvent, User
from cases.names import BY_PROGRAM

MOST_SHOWN = 500


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the time line.

    `direction` is out or in for what went to or came from the debtor, none for the rest; `minor` is folded away.
    `effective_on` stands only where it is another day than the record's. `parts` are the details, one sentence each.
    `booking_id` is the ledger entry of a payment or its reversal.
    """

    id: int
    at: datetime
    who: str
    what: str
    parts: tuple[str, ...]
    direction: str
    symbol: str
    minor: bool
    effective_on: date | None
    document_id: int | None
    booking_id: int | None


def entries(session: Session, case_id: int) -> list[Entry]:
    """The time line of a case, newest first, at most MOST_SHOWN lines."""
    query = (
        select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.id.desc()).limit(MOST_SHOWN)
        .options(joinedload(CaseEvent.actor).lazyload(User.roles))  # only the name is asked
    )
    return [entry(event) for event in session.scalars(query)]


def entry(event: CaseEvent) -> Entry:
    """One event in words."""
    told = read(event)
    look = told.look_now()
    return Entry(
        id=event.id, at=event.recorded_at, who=event.actor.name if event.actor else BY_PROGRAM,
        what=told.what(), parts=tuple(part for part in told.parts() if part), direction=look.direction,
        symbol=look.symbol, minor=told.minor,
        effective_on=event.effective_on if event.effective_on != day_of(event.recorded_at) else None,
        document_id=told.document_id, booking_id=told.entry_id if isinstance(told, Booking) else None,
    )
