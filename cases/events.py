"""The history of a case: one append-only row per thing that happened, written in the transaction that did it."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from cases.models import CaseEvent, EventKind


def record(
    session: Session, case_id: int, kind: EventKind, *, actor_id: int | None, now: datetime, effective_on: date,
    **data: str | int | bool | None,
) -> CaseEvent:
    """Add an event. `effective_on` is the day that counts in law, `now` when we knew; `data` feeds the time line."""
    event = CaseEvent(
        case_id=case_id, kind=kind, actor_id=actor_id, recorded_at=now, effective_on=effective_on, data=data
    )
    session.add(event)
    return event
