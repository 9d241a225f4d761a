"""The terms of an arrangement beside what came in for them."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import accumulate

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from cases.counting import ledger_entries
from cases.models import Arrangement, ArrangementState, CaseParty, Instalment, LedgerEntry, LedgerKind

GRACE_DAYS = 3  # process law 4.1.6: a payment under way is not a missed term


def paid_since(session: Session, arrangement: Arrangement) -> Decimal:
    """Payments that count for the terms (euro): received later, or booked later on the day of the agreement itself.

    What was booked before is in the total that was agreed already.
    """
    payments = ledger_entries.payments_of(session, arrangement.case_id)
    has_share = any(entry.debtor_id not in (None, arrangement.debtor_id) for entry in payments) and bool(
        session.scalar(select(_owes_a_share()).where(Arrangement.id == arrangement.id))
    )
    return paid_of(payments, arrangement, has_share=has_share)


def paid_of(payments: Iterable[LedgerEntry], arrangement: Arrangement, *, has_share: bool = False) -> Decimal:
    """`paid_since` of payments that were read already.

    `has_share`: it was made with one who owes a share, so that what another paid is not for his terms. Of who owes
    the whole it is: it frees him as well.
    """
    return sum(
        (
            -entry.amount for entry in payments
            if not (has_share and entry.debtor_id not in (None, arrangement.debtor_id))
            and _counts(entry, arrangement)
        ),
        Decimal("0.00"),
    )


def _counts(entry: LedgerEntry, arrangement: Arrangement) -> bool:
    return entry.effective_on > arrangement.agreed_on or (
        entry.effective_on == arrangement.agreed_on and entry.recorded_at > arrangement.made_at
    )


def _owes_a_share() -> ColumnElement[bool]:
    """Whether an arrangement was made with somebody who owes a share."""
    return select(CaseParty.id).where(
        CaseParty.case_id == Arrangement.case_id, CaseParty.person_id == Arrangement.debtor_id,
        CaseParty.share_numerator.is_not(None), CaseParty.through_day.is_(None),
    ).correlate(Arrangement).exists()


def uncovered_terms(session: Session, arrangement: Arrangement) -> list[Instalment]:
    """Terms that what was paid since the agreement does not cover, in order."""
    paid = paid_since(session, arrangement)
    expected = accumulate(instalment.amount for instalment in arrangement.instalments)
    return [term for term, needed in zip(arrangement.instalments, expected, strict=True) if paid < needed]


def behind(session: Session, *, due_through: date, after: int, at_most: int) -> list[int]:
    """Running arrangements for which less came in than was due through that day: their ids after this one, in order.

    Only those with such a term that was not marked as missed yet. One question for all, counted as `paid_since` counts.
    """
    reversal = aliased(LedgerEntry)
    paid = select(func.coalesce(func.sum(-LedgerEntry.amount), 0)).where(
        LedgerEntry.case_id == Arrangement.case_id, LedgerEntry.kind == LedgerKind.PAYMENT,
        or_(
            LedgerEntry.effective_on > Arrangement.agreed_on,
            (LedgerEntry.effective_on == Arrangement.agreed_on) & (LedgerEntry.recorded_at > Arrangement.made_at),
        ),
        or_(LedgerEntry.debtor_id.is_(None), LedgerEntry.debtor_id == Arrangement.debtor_id, ~_owes_a_share()),
        ~select(reversal.id).where(reversal.reverses_id == LedgerEntry.id).exists(),
    ).correlate(Arrangement).scalar_subquery()
    return list(session.scalars(
        select(Arrangement.id).join(Arrangement.instalments)
        .where(Arrangement.state == ArrangementState.RUNNING, Instalment.due_on <= due_through, Arrangement.id > after)
        .group_by(Arrangement.id).order_by(Arrangement.id).limit(at_most)
        .having(func.sum(Instalment.amount) > paid, func.count(Instalment.id) > func.count(Instalment.missed_on))
    ))
