"""The terms of an arrangement beside what came in for them."""

from decimal import Decimal
from itertools import accumulate

from sqlalchemy.orm import Session

from cases.counting import statement
from cases.models import Arrangement, Instalment


def paid_since(session: Session, arrangement: Arrangement) -> Decimal:
    """Payments that count for the terms (euro): received later, or booked later on the day of the agreement itself.

    What was booked before is in the total that was agreed already.
    """
    return sum(
        (
            -entry.amount for entry in statement.payments_of(session, arrangement.case_id)
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
