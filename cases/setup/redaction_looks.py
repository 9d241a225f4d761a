"""What a second person looks at before something is made unreadable, and carrying it out."""

from dataclasses import asdict
from typing import Any, Final  # Any: JSON

from sqlalchemy.orm import Session

from cases.acts import Act
from cases.errors import NotFound, Refused
from cases.models import Document, DocumentKind, SecondLook
from cases.privacy.citizen_numbers import holds_one
from cases.schema.db import without_citizen_number
from cases.store import DocumentStore
from cases.trace.redacted_files import FILE, redact_file
from cases.trace.redacting import Place, Request, redact, words_at

LEAST_REASON: Final = 10
_PLACE: Final = ("source", "row_id", "column", "path")


def wanted(session: Session, place: Place, reason: str) -> dict[str, Any]:
    """What is asked, as a second look keeps it. Raises Refused, CitizenNumberFound, NotFound."""
    if len(reason.strip()) < LEAST_REASON:
        raise Refused("Schrijf op waarom dit onleesbaar moet worden, in een zin.")
    if place.column == FILE:
        document = session.get(Document, place.row_id)
        if document is None or document.kind is DocumentKind.UNREADABLE:
            raise NotFound("Dit stuk is er niet, of is al onleesbaar gemaakt.")
    elif not holds_one(words_at(session, place)):
        raise Refused("Hier staat geen burgerservicenummer meer.")
    return {**asdict(place), "reason": without_citizen_number(reason.strip())}


def place_of(look: SecondLook) -> Place:
    """Where it stands."""
    return Place(**{key: look.wanted[key] for key in _PLACE})


def carry_out(session: Session, confirmer: Act, look: SecondLook, store: DocumentStore | None) -> None:
    """Make it unreadable; whoever confirms does it."""
    asked = Request(
        asked_by=look.asked_by, asked_at=look.asked_at, reason=look.wanted["reason"], second_look_id=look.id
    )
    place = place_of(look)
    if place.column != FILE:
        redact(session, confirmer, place, asked)
        return
    assert store is not None
    redact_file(session, confirmer, store, place.row_id, asked)
