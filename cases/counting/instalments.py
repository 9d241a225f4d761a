"""The terms of an arrangement beside what came in for them."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import accumulate

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from cases.counting import statement
from cases.models import Arrangement, ArrangementState, Instalment, LedgerEntry, LedgerKind


def paid_since(session: Session, arrangement: Arrangement) -> Decimal:
    """Payments that count for the terms (euro): received later, or booked later on the day of the agreement itself.

    What was booked before is in the total that was agreed already.
    """
    return paid_of(statement.payments_of(session, arrangement.case_id), arrangement)


def paid_of(payments: Iterable[LedgerEntry], arrangement: Arrangement) -> Decimal:
    """`paid_since` of payments that were read already."""
    return sum(
        (
            -entry.amount for entry in payments
            if entry.effective_on > arrangement.agreed_on
            or (entry.effective_on == arrangement.agreed_on and entry.recorded_at > arrangement.made_at)
        ),
        Decimal("0.00"),
    )


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
        ~select(reversal.id).where(reversal.reverses_id == LedgerEntry.id).exists(),
    ).correlate(Arrangement).scalar_subquery()
    return list(session.scalars(
        select(Arrangement.id).join(Arrangement.instalments)
        .where(Arrangement.state == ArrangementState.RUNNING, Instalment.due_on <= due_through, Arrangement.id > after)
        .group_by(Arrangement.id).order_by(Arrangement.id).limit(at_most)
        .having(func.sum(Instalment.amount) > paid, func.count(Instalment.id) > func.count(Instalment.missed_on))
    ))
