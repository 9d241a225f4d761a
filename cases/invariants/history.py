"""102: no money without history: every entry but those of principal has one event on its case."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, func, or_, select

from cases.invariants.finding import Looked, Wrong, all_of
from cases.models import CREDITS, CaseEvent, EventKind, LedgerEntry, LedgerKind

OFF = (LedgerKind.WRITE_OFF, LedgerKind.SMALL_DIFFERENCE, LedgerKind.WITHDRAWN_PART)
_IS_COUNTER = LedgerEntry.reverses_id.is_not(None)
# Which entries each kind of event tells.
TOLD_BY: dict[EventKind, ColumnElement[bool]] = {
    EventKind.PAYMENT_REGISTERED: LedgerEntry.kind == LedgerKind.PAYMENT,
    EventKind.PAYMENT_REVERSED: LedgerEntry.kind == LedgerKind.PAYMENT_REVERSED,
    EventKind.BOOKED_OFF: LedgerEntry.kind.in_(OFF) & ~_IS_COUNTER,
    EventKind.BOOKED_BACK: LedgerEntry.kind.in_(OFF) & _IS_COUNTER,
    EventKind.CLAIM_CREDITED: LedgerEntry.kind.in_(CREDITS) & ~_IS_COUNTER,
    EventKind.CREDIT_WITHDRAWN: LedgerEntry.kind.in_(CREDITS) & _IS_COUNTER,
    EventKind.OTHER_COST_BOOKED: (LedgerEntry.kind == LedgerKind.OTHER_COST) & ~_IS_COUNTER,
    EventKind.OTHER_COST_WITHDRAWN: (LedgerEntry.kind == LedgerKind.OTHER_COST) & _IS_COUNTER,
    EventKind.REFUNDED: (LedgerEntry.kind == LedgerKind.REFUND) & ~_IS_COUNTER,
    EventKind.REFUND_REVERSED: (LedgerEntry.kind == LedgerKind.REFUND) & _IS_COUNTER,
}


def wrong(looked: Looked) -> Iterator[Wrong]:
    """Entries that no event tells, or more than one, and events of an entry that is not there."""
    for told, of_kind in TOLD_BY.items():
        entry_id = CaseEvent.data["entry_id"].as_integer()
        entries = (
            select(LedgerEntry.id).outerjoin(CaseEvent, (
                (CaseEvent.case_id == LedgerEntry.case_id) & (CaseEvent.kind == told) & (entry_id == LedgerEntry.id)
            )).where(of_kind).group_by(LedgerEntry.id).having(func.count(CaseEvent.id) != 1)
            .order_by(LedgerEntry.id)
        )
        yield from all_of(looked, "ledger_entry", entries, "deze boeking staat niet precies eenmaal in de tijdlijn")
        untrue = (
            select(CaseEvent.id).outerjoin(LedgerEntry, LedgerEntry.id == entry_id)
            .where(CaseEvent.kind == told, entry_id.is_not(None), or_(LedgerEntry.id.is_(None), ~of_kind))
            .order_by(CaseEvent.id)
        )
        yield from all_of(looked, "case_event", untrue, "de tijdlijn noemt een boeking die er niet is")
