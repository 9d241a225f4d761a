"""One payment, or the counter-entry that reversed it: how it was counted when it was booked, and what it changed."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cases.errors import NotFound
from cases.events import read
from cases.events.payments import Booking as BookingEvent
from cases.events.payments import PaymentRegistered
from cases.events.replayed import Replayed
from cases.models import CaseEvent, EventKind, LedgerEntry, LedgerKind, User
from legal.facts import BookedPayment
from legal.money import ZERO

_KINDS = {
    LedgerKind.PAYMENT: EventKind.PAYMENT_REGISTERED, LedgerKind.PAYMENT_REVERSED: EventKind.PAYMENT_REVERSED
}


@dataclass(frozen=True, kw_only=True)
class Booking:
    """An entry with the event that was written with it.

    `payment` is the payment itself, also where `entry` reverses it; `reversed_by` the entry that reversed it, if any.
    `split` is how it was counted then, None where it was not: `uncounted` says why. `replayed` is None too where
    nothing was kept yet of what a payment changed.
    """

    entry: LedgerEntry
    payment: LedgerEntry
    event: CaseEvent
    split: BookedPayment | None
    replayed: Replayed | None
    uncounted: str
    reversed_by: LedgerEntry | None

    @property
    def is_reversal(self) -> bool:
        """Whether this is a counter-entry."""
        return self.entry.kind is LedgerKind.PAYMENT_REVERSED

    @property
    def amount(self) -> Decimal:
        """The payment in euro, without a sign."""
        return abs(self.payment.amount)

    @property
    def who(self) -> str:
        """Who booked it, empty for the program itself."""
        return "" if self.event.actor is None else self.event.actor.name

    def is_counted_otherwise(self, now: BookedPayment | None) -> bool:
        """Whether the payment is counted `now` in another way than when it was booked; not where it is not counted."""
        if now is None:
            return False
        if self.split is None:
            return True
        one, other = ((each.costs, each.interest, each.principal, each.penalty) for each in (self.split, now))
        return one != other or bool(self.split.per_claim and self.split.per_claim != now.per_claim)


def booking(session: Session, case_id: int, entry_id: int) -> Booking:
    """The payment or counter-entry of this case; raises NotFound for any other entry."""
    entry = session.scalar(select(LedgerEntry).where(
        LedgerEntry.id == entry_id, LedgerEntry.case_id == case_id, LedgerEntry.kind.in_(_KINDS)
    ))
    if entry is None:
        raise NotFound("Deze betaling bestaat niet.")
    events = select(CaseEvent).where(CaseEvent.case_id == case_id, CaseEvent.kind == _KINDS[entry.kind])
    event, told = next(
        (each, told) for each in session.scalars(events.options(joinedload(CaseEvent.actor).lazyload(User.roles)))
        if isinstance(told := read(each), BookingEvent) and told.entry_id == entry_id
    )
    payment = entry if entry.reverses_id is None else session.get_one(LedgerEntry, entry.reverses_id)
    return Booking(
        entry=entry, payment=payment, event=event, replayed=told.replay, uncounted=told.uncounted or "",
        split=_split_in(told, payment) if told.replay is None else told.replay.payment,
        reversed_by=session.scalar(select(LedgerEntry).where(LedgerEntry.reverses_id == payment.id)),
    )


def _split_in(told: BookingEvent, payment: LedgerEntry) -> BookedPayment | None:
    """The split of an event from before the list of differences was kept."""
    if not isinstance(told, PaymentRegistered) or told.costs is None:
        return None
    return BookedPayment(
        received_on=payment.effective_on, amount=-payment.amount, costs=told.costs, interest=told.interest or ZERO,
        principal=told.principal or ZERO, unallocated=told.unallocated or ZERO, per_claim=(),
        penalty=told.penalty or ZERO,
    )
