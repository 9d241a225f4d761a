"""What follows where claims came to a case after its first letter was ordered."""

from sqlalchemy.orm import Session

from cases.acts import Act
from cases.correspondence import added_claims, ordering
from cases.models import Case, LetterKind, NextStep
from cases.progress.stages import open_holds
from legal.parameters import Figures


def follow(session: Session, act: Act, case_id: int, *, figures: Figures) -> None:
    """A letter that did not leave names too little and is withdrawn; after one that left somebody sees to a notice.

    The case is locked, and its new claims are on record.
    """
    session.flush()
    case = session.get_one(Case, case_id)
    session.expire(case, ["claims"])
    gone = ordering.withdraw_unsent(
        session, act, case, reason="er kwam een factuur bij: de brief noemt niet alles", on=act.today,
        where=lambda rule: rule.follows_money,
    )
    if any(letter.kind is LetterKind.FIRST_NOTICE for letter in gone) and not open_holds(session, case.id):
        case.next_step, case.next_step_on = NextStep.SEND_FIRST_NOTICE, act.today
    added_claims.ask(session, act, case, figures=figures)
    session.flush()
