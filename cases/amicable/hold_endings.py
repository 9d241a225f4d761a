"""Ending what stops a case, with what belongs to its kind: details that are taken over, a payment that was checked."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from cases.acts import Act
from cases.amicable import debtor_details, holds, payments
from cases.models import Hold, HoldKind
from legal.parameters import Figures


def end(
    session: Session, act: Act, hold_id: int, *, case_id: int, outcome: str, taken_ids: Sequence[int], figures: Figures
) -> Hold:
    """End a hold with its outcome. Other details of the debtor that were chosen are taken over, others left.

    A case that turns out to be paid after a look at the payment closes.
    """
    hold = session.get(Hold, hold_id)
    if hold is not None and hold.kind is HoldKind.NEW_DETAILS and hold.ended_on is None:
        return debtor_details.decide(
            session, act, hold_id, case_id=case_id, taken_ids=taken_ids, outcome=outcome, on=act.today
        )
    ended = holds.end(session, act, hold_id, case_id=case_id, outcome=outcome, on=act.today)
    if ended.kind is HoldKind.PAYMENT_CHECK:
        payments.close_when_paid(session, act, case_id, figures=figures)
    return ended
