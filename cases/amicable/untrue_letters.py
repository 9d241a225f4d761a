"""Letters that did not leave and name amounts that are no longer true: they stay here, and a new one is asked."""

from sqlalchemy.orm import Session

from cases.acts import Act
from cases.correspondence import ordering
from cases.models import Case, LetterKind, NextStep


def withdraw(session: Session, act: Act, case: Case, *, why: str) -> None:
    """Withdraw what names amounts; a case whose first letter goes waits for a new one. `why`: what changed them."""
    reason = f"{why}: de bedragen in de brief kloppen niet meer"
    gone = ordering.withdraw_unsent(
        session, act, case, reason=reason, on=act.today, where=lambda rule: rule.follows_money
    )
    if any(letter.kind is LetterKind.FIRST_NOTICE for letter in gone):
        case.next_step, case.next_step_on = NextStep.SEND_FIRST_NOTICE, act.today
