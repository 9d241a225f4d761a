"""Ending what stops a case, with what belongs to its kind: details that are taken over, a payment that was checked."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from cases.amicable import debtor_details, holds, payments
from cases.models import Hold, HoldKind
from legal.parameters import Figures


def end(
    session: Session, hold_id: int, *, case_id: int, outcome: str, taken_ids: Sequence[int], today: date,
    figures: Figures, actor_id: int | None, now: datetime,
) -> Hold:
    """End a hold with its outcome. Other details of the debtor that were chosen are taken over, others left.

    A case that turns out to be paid after a look at the payment closes.
    """
    hold = session.get(Hold, hold_id)
    if hold is not None and hold.kind is HoldKind.NEW_DETAILS and hold.ended_on is None:
        return debtor_details.decide(
            session, hold_id, case_id=case_id, taken_ids=taken_ids, outcome=outcome, on=today, actor_id=actor_id,
            now=now,
        )
    ended = holds.end(session, hold_id, case_id=case_id, outcome=outcome, on=today, actor_id=actor_id, now=now)
    if ended.kind is HoldKind.PAYMENT_CHECK:
        payments.close_when_paid(session, case_id, today=today, figures=figures, actor_id=actor_id, now=now)
    return ended
