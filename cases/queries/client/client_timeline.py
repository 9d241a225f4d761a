"""The time line of a case as its client may see it: each event in the words that its class has for the client."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from cases.events import kinds_for_client, read
from cases.events.payments import PaymentRegistered
from cases.input_checks import day_of
from cases.models import Case, CaseEvent, EventKind


@dataclass(frozen=True, kw_only=True)
class VisibleEvent:
    """One entry: the line `what`, its details `parts`, and the stored paper that can be opened under `document`.

    `direction` is out or in for what went to or came from the debtor, none for the rest. `booked_on` is the day in the
    Netherlands on which a payment was booked, where that is another one than its own. `by_client` is the name of the
    user of the client who did it, empty for anyone else.
    """

    kind: EventKind
    what: str
    parts: tuple[str, ...]
    direction: str
    effective_on: date
    booked_on: date | None
    by_client: str
    document_id: int | None
    document: str


def timeline(session: Session, case: Case) -> list[VisibleEvent]:
    """What happened on `case` that its client may see, newest first."""
    query = (
        select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind.in_(kinds_for_client()))
        .options(selectinload(CaseEvent.actor)).order_by(CaseEvent.id.desc())
    )
    shown = (visible(case, event) for event in session.scalars(query))
    return [entry for entry in shown if entry is not None]


def visible(case: Case, event: CaseEvent) -> VisibleEvent | None:
    """One event in words; None where it is not the client's business."""
    told = read(event)
    if not told.is_for_client():
        return None
    own = event.actor is not None and event.actor.client_id == case.client_id
    booked = day_of(event.recorded_at) if isinstance(told, PaymentRegistered) else event.effective_on
    return VisibleEvent(
        kind=event.kind, what=told.client_reads(event.effective_on), direction=told.look_now().direction,
        parts=tuple(part for part in told.client_parts() if part), effective_on=event.effective_on,
        booked_on=None if booked == event.effective_on else booked,
        by_client=event.actor.name if own and event.actor is not None else "",
        document_id=told.document_id if "document_id" in (told.client_sees or ()) else None,
        document=told.client_document,
    )
