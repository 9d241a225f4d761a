"""The history of a case: one append-only row per thing that happened, and one class per kind of it.

A class holds what is kept of such an event, how it is told at the desk, and what its client may see of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from typing import Annotated, Any, ClassVar, Final, Literal, Self, TypeAlias

from sqlalchemy.orm import Session

from cases.acts import Act
from cases.events.codec import as_fields, hints_of, read_fields
from cases.models import CaseEvent, EventKind
from cases.program import program
from cases.schema.bulk import Row, insert_rows
from cases.schema.db import without_citizen_number
from cases.schema.ids import add_numbered

_BY_PEOPLE: Final = "typed by people"
# The type of a field for people's own words: a citizen service number in it is refused. A sentence of the program is a
# plain `str`: it may name an invoice.
Words: TypeAlias = Annotated[str, _BY_PEOPLE]
Direction: TypeAlias = Literal["in", "out", "none"]


@dataclass(frozen=True)
class Look:
    """The symbol beside the line; `direction` is out or in for what went to or came from the debtor."""

    symbol: str = ""
    direction: Direction = "none"


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened on a case. A field that an older row may lack has a default.

    `label` is the kind in Dutch; `minor` is folded away at the desk. `client_sees` names the fields on which the words
    for the client may rest: () for nothing but the label, None where the event itself is not the client's business.
    `document_id`: the stored paper that can be opened beside the line, by the client where it is among those fields.
    """

    kind: ClassVar[EventKind]
    label: ClassVar[str]
    look: ClassVar[Look] = Look()
    minor: ClassVar[bool] = False
    client_sees: ClassVar[tuple[str, ...] | None] = None
    client_document: ClassVar[str] = "Stuk openen"
    document_id: int | None = None

    def __init_subclass__(cls) -> None:
        """Enter the class under its kind; one that only shares fields has none. Raises TypeError for a second one."""
        kind = cls.__dict__.get("kind")
        if kind is not None and KINDS.setdefault(kind, cls) is not cls:
            raise TypeError(f"{kind} has two classes")

    @classmethod
    def of_data(cls, kept: Mapping[str, Any]) -> Self:  # Any: JSON
        """The event from what its row keeps."""
        return cls(**read_fields(cls, kept))

    def what(self) -> str:
        """The line itself."""
        return self.label

    def parts(self) -> tuple[str, ...]:
        """The details, one sentence each; one that is empty has nothing to tell."""
        return ()

    def look_now(self) -> Look:
        """How this one looks, where that depends on more than its kind."""
        return self.look

    def is_for_client(self) -> bool:
        """Whether the client sees this one."""
        return self.client_sees is not None

    def client_reads(self, on: date) -> str:
        """The line as the client reads it; `on` is the day that counts in law."""
        return self.label

    def client_parts(self) -> tuple[str, ...]:
        """The details that the client reads, each with its full stop; one that is empty has nothing to tell."""
        return ()

    def words(self) -> Iterator[str]:
        """What it keeps of people's own words."""
        kind: type = type(self)
        for name in _words_of(kind):
            words = getattr(self, name)
            if words is not None:
                yield words


KINDS: Final[dict[EventKind, type[Event]]] = {}


def is_words(kind: type, field: str) -> bool:
    """Whether a field holds people's own words."""
    return hints_of(kind)[field] in (Words, Words | None)


@cache
def _words_of(kind: type) -> tuple[str, ...]:
    """The fields that hold them."""
    return tuple(field.name for field in fields(kind) if is_words(kind, field.name))


def record(session: Session, act: Act, case_id: int, told: Event, *, effective_on: date) -> CaseEvent:
    """Add an event. `effective_on` is the day that counts in law, `act.now` when we knew.

    Raises CitizenNumberFound where people's words hold a citizen service number: an event can never be changed.
    """
    event = _row(act, case_id, told, effective_on)
    session.add(event)
    return event


def record_many(
    session: Session, act: Act, told_of: Iterable[tuple[int, Event]], *, effective_on: date
) -> list[CaseEvent]:
    """`record` an event of one day in each of many cases, written by one statement; in this order, each with its id."""
    rows = [_row(act, case_id, told, effective_on) for case_id, told in told_of]
    add_numbered(session, rows)
    return rows


def record_rows(
    session: Session, act: Act, told_of: Iterable[tuple[int, Event]], *, effective_on: date
) -> None:
    """`record_many` for cases of which nobody needs the events now: the driver writes them."""
    insert_rows(session, CaseEvent, [_values(act, case_id, told, effective_on) for case_id, told in told_of])


def _row(act: Act, case_id: int, told: Event, effective_on: date) -> CaseEvent:
    return CaseEvent(**_values(act, case_id, told, effective_on))


def _values(act: Act, case_id: int, told: Event, effective_on: date) -> Row:
    for words in told.words():
        without_citizen_number(words)
    return {
        "case_id": case_id, "kind": told.kind, "actor_id": act.actor_id, "recorded_at": act.now,
        "effective_on": effective_on, "data": as_fields(told), "program": " ".join(program().values()),
    }


def read(event: CaseEvent) -> Event:
    """The event with its values in their own types; an older row reads like one of today."""
    return KINDS[event.kind].of_data(event.data)


def label_of(kind: EventKind) -> str:
    """A kind of event in Dutch."""
    return KINDS[kind].label


def kinds_for_client() -> frozenset[EventKind]:
    """The kinds of which the client sees events."""
    return frozenset(kind for kind, each in KINDS.items() if each.client_sees is not None)


def kinds_always_for_client() -> frozenset[EventKind]:
    """The kinds of which the client sees every event: one of them can stand as the last step in a list."""
    return frozenset(kind for kind in kinds_for_client() if KINDS[kind].is_for_client is Event.is_for_client)
