"""What came on record after an assessment and speaks against it, so that people look again."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.models import CaseEvent, ContactOutcome, EventKind, HoldKind
from cases.names import name
from cases.progress.order_stops import ON_HOLD, ON_OUTCOME
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
        if event.kind is EventKind.ASSESSMENT_MADE:
            is_made = is_made or event.data.get("assessment_id") == assessment_id
        elif is_made and (said := _said(event)):
            found.append(f"{said} ({short_date(event.effective_on)})")
    return tuple(dict.fromkeys(found))


def _said(event: CaseEvent) -> str:
    data = event.data
    if event.kind is EventKind.CONTACT_LOGGED:
        outcome = ContactOutcome(data["outcome"])
        return name(outcome).lower() if ON_OUTCOME[outcome] is not None else ""
    if event.kind is EventKind.HOLD_PLACED:
        kind = HoldKind(data["hold"])
        return name(kind).lower() if ON_HOLD[kind].reopens else ""
    if event.kind is EventKind.REGISTER_CHECKED:
        return "gevonden in een register" if data.get("found") else ""
    return name(event.kind).lower()
