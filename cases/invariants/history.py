"""102: no money without history: every payment and every reversal has one event on its case."""

from collections.abc import Iterator

from sqlalchemy import func, or_, select

from cases.invariants.finding import Looked, Wrong, all_of
from cases.models import CaseEvent, EventKind, LedgerEntry, LedgerKind

TOLD_BY = {
    LedgerKind.PAYMENT: EventKind.PAYMENT_REGISTERED, LedgerKind.PAYMENT_REVERSED: EventKind.PAYMENT_REVERSED,
}


def wrong(looked: Looked) -> Iterator[Wrong]:
    """Entries that no event tells, or more than one, and events of an entry that is not there."""
    for booked, told in TOLD_BY.items():
        entry_id = CaseEvent.data["entry_id"].as_integer()
        entries = (
            select(LedgerEntry.id).outerjoin(CaseEvent, (
                (CaseEvent.case_id == LedgerEntry.case_id) & (CaseEvent.kind == told) & (entry_id == LedgerEntry.id)
            )).where(LedgerEntry.kind == booked).group_by(LedgerEntry.id).having(func.count(CaseEvent.id) != 1)
            .order_by(LedgerEntry.id)
        )
        yield from all_of(looked, "ledger_entry", entries, "deze boeking staat niet precies eenmaal in de tijdlijn")
        untrue = (
            select(CaseEvent.id).outerjoin(LedgerEntry, LedgerEntry.id == entry_id)
            .where(CaseEvent.kind == told, or_(LedgerEntry.id.is_(None), LedgerEntry.kind != booked))
            .order_by(CaseEvent.id)
        )
        yield from all_of(looked, "case_event", untrue, "de tijdlijn noemt een boeking die er niet is")
