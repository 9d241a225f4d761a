"""The time line of a case as its client may see it: of each event only the details that its class names."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from cases.events import KINDS, kinds_for_client, read
from cases.input_checks import day_of
from cases.models import Case, CaseEvent, EventKind

_NOTHING: Final = dict.fromkeys(detail for told in KINDS.values() for detail in told.client_sees or ())


@dataclass(frozen=True, kw_only=True)
class VisibleEvent:
    """One entry, `label` in Dutch. `data` has every detail, None where this event has it not or it is private.

    Of what a payment changed in others it has the amounts in one line (`replay`).

    `by_client` is the name of the user of the client who did it, empty for anyone else.
    """

    kind: EventKind
    label: str
    recorded_at: datetime
    effective_on: date
    by_client: str
    data: dict[str, Any]  # Any: texts, numbers, amounts, days and choices; which ones follows from the kind

    @property
    def recorded_on(self) -> date:
        """The day in the Netherlands on which it was put on record."""
        return day_of(self.recorded_at)


def timeline(session: Session, case: Case) -> list[VisibleEvent]:
    """What happened on `case` that its client may see, newest first."""
    query = (
        select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind.in_(kinds_for_client()))
        .options(selectinload(CaseEvent.actor)).order_by(CaseEvent.id.desc())
    )
    shown = (_visible(case, event) for event in session.scalars(query))
    return [entry for entry in shown if entry is not None]


def _visible(case: Case, event: CaseEvent) -> VisibleEvent | None:
    told = read(event)
    if not told.is_for_client():
        return None
    own = event.actor is not None and event.actor.client_id == case.client_id
    return VisibleEvent(
        kind=event.kind, label=told.label, recorded_at=event.recorded_at, effective_on=event.effective_on,
        by_client=event.actor.name if own and event.actor is not None else "", data=_NOTHING | told.seen_by_client(),
    )
