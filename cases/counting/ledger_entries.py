"""The entries of the ledger that stand: payments, what was booked off, what went back, credits and other costs."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from cases.models import CREDITS, Case, LedgerEntry, LedgerKind
from legal.money import ZERO

# What lowers what is owed on its day, counted as a payment of that day is: costs, interest, principal (art. 6:44 BW).
LOWERING = (LedgerKind.PAYMENT, LedgerKind.WRITE_OFF, LedgerKind.SMALL_DIFFERENCE, LedgerKind.WITHDRAWN_PART)
COUNTED = (*LOWERING, LedgerKind.REFUND, *CREDITS, LedgerKind.OTHER_COST)


def payments_of(session: Session, case_id: int) -> list[LedgerEntry]:
    """Payments that stand (not reversed), by day of receipt and then as recorded."""
    return payments_by_case(session, [case_id]).get(case_id, [])


def counted_entries(session: Session, case_id: int) -> list[LedgerEntry]:
    """What stands beside the principal: payments, what was booked off, what went back; by day and then as recorded."""
    return entries_by_case(session, [case_id], COUNTED).get(case_id, [])


def payments_by_case(session: Session, case_ids: Collection[int]) -> dict[int, list[LedgerEntry]]:
    """The same of each of these cases; one without payments is left out."""
    return entries_by_case(session, case_ids, (LedgerKind.PAYMENT,))


def entries_by_case(
    session: Session, case_ids: Collection[int], kinds: Collection[LedgerKind]
) -> dict[int, list[LedgerEntry]]:
    """Entries of these kinds that stand (not reversed, and reversing none), by day and then as recorded, by case."""
    reversing = aliased(LedgerEntry)
    query = select(LedgerEntry).where(
        LedgerEntry.case_id.in_(case_ids), LedgerEntry.kind.in_(kinds), LedgerEntry.reverses_id.is_(None),
        ~select(reversing.id).where(reversing.reverses_id == LedgerEntry.id).exists(),
    )
    found: dict[int, list[LedgerEntry]] = defaultdict(list)
    for entry in session.scalars(query.order_by(LedgerEntry.effective_on, LedgerEntry.id)):
        found[entry.case_id].append(entry)
    return found


def claimed(session: Session, case: Case) -> Decimal:
    """What is claimed on a case by its entries: principal, less what was credited, with other costs (euro)."""
    entries = entries_by_case(session, [case.id], (*CREDITS, LedgerKind.OTHER_COST)).get(case.id, [])
    return sum((claim.principal for claim in case.claims), ZERO) + sum((entry.amount for entry in entries), ZERO)


def paid_on(session: Session, case_id: int) -> Decimal:
    """All payments that stand, together (euro)."""
    return together(payments_of(session, case_id))


def together(payments: Iterable[LedgerEntry]) -> Decimal:
    """What was paid by these entries (euro)."""
    return sum((-entry.amount for entry in payments), Decimal("0.00"))


def received(entries: Iterable[LedgerEntry]) -> Decimal:
    """What of these entries is money: what came in, less what went back (euro)."""
    return together(entry for entry in entries if entry.kind in (LedgerKind.PAYMENT, LedgerKind.REFUND))
