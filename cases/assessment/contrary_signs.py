"""What came on record after an assessment and speaks against it, so that people look again."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.events import Event, read
from cases.events.assessment import AssessmentMade
from cases.events.contacts import ContactLogged
from cases.events.gate import RegisterChecked
from cases.events.holds import HoldPlaced
from cases.models import CaseEvent, EventKind
from cases.names import name
from cases.progress.order_stops import ON_HOLD
from cases.progress.outcomes import OUTCOMES
from letters.words import short_date

_KINDS = (
    EventKind.CONTACT_LOGGED, EventKind.PAYMENT_REGISTERED, EventKind.ARRANGEMENT_MADE, EventKind.HOLD_PLACED,
    EventKind.REGISTER_CHECKED,
)


def since(session: Session, case_id: int, assessment_id: int) -> tuple[str, ...]:
    """What speaks against the assessment since it was made, each as "vraagt een regeling (20-11-2026)"."""
    query = select(CaseEvent).where(
        CaseEvent.case_id == case_id, CaseEvent.kind.in_((*_KINDS, EventKind.ASSESSMENT_MADE))
    ).order_by(CaseEvent.id)  # one case is changed by one transaction at a time, so ids follow the order of recording
    found: list[str] = []
    is_made = False
    for event in session.scalars(query):
        told = read(event)
        if isinstance(told, AssessmentMade):
            is_made = is_made or told.assessment_id == assessment_id
        elif is_made and (said := _said(told)):
            found.append(f"{said} ({short_date(event.effective_on)})")
    return tuple(dict.fromkeys(found))


def _said(told: Event) -> str:
    if isinstance(told, ContactLogged):
        return name(told.outcome).lower() if OUTCOMES[told.outcome].halts is not None else ""
    if isinstance(told, HoldPlaced):
        return name(told.hold).lower() if ON_HOLD[told.hold].reopens else ""
    if isinstance(told, RegisterChecked):
        return "gevonden in een register" if told.found else ""
    return told.label.lower()
