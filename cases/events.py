"""The history of a case: one append-only row per thing that happened, written in the transaction that did it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

from sqlalchemy.orm import Session

from cases.acts import Act
from cases.models import CaseEvent, EventKind
from cases.program import program
from cases.schema.db import without_citizen_number

# What an event may keep. An amount or a day is kept as text: JSON has no type that holds either exactly.
Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"

# What an event keeps of people's own words, except where the program itself gives the reason: it may name an invoice.
WORDS = frozenset({
    "about", "leave_court", "left_with", "note", "outcome", "reason", "remarks", "source", "title",
})
REASON_OF_PROGRAM = frozenset({
    EventKind.NOTICE_DEFECTIVE, EventKind.STAGE_CHANGED, EventKind.LETTER_WITHDRAWN, EventKind.CASE_CLOSED,
})


def record(session: Session, act: Act, case_id: int, kind: EventKind, *, effective_on: date, **data: Json) -> CaseEvent:
    """Add an event. `effective_on` is the day that counts in law, `now` when we knew; `data` feeds the time line.

    Raises CitizenNumberFound where people's words hold a citizen service number: an event can never be changed.
    """
    if kind not in REASON_OF_PROGRAM:
        for key in WORDS & data.keys():
            without_citizen_number(str(data[key]))
    event = CaseEvent(
        case_id=case_id, kind=kind, actor_id=act.actor_id, recorded_at=act.now, effective_on=effective_on, data=data,
        program=" ".join(program().values()),
    )
    session.add(event)
    return event
