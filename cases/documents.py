"""Documents on a case, a claim or a client: evidence that people add and papers that the program makes."""

from datetime import datetime
from pathlib import PurePosixPath

from sqlalchemy.orm import Session

from cases import events
from cases.errors import Refused
from cases.input_checks import day_of
from cases.models import Document, DocumentKind, EventKind
from cases.store import DocumentStore

MAX_BYTES = 20 * 1024 * 1024

# What a file is follows from its first bytes, never from its name.
_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)


class FileRefused(Refused):
    """The file is not one that can be kept as evidence."""

    code = "file_refused"


def add(
    session: Session, store: DocumentStore, *, kind: DocumentKind, content: bytes, filename: str, title: str,
    actor_id: int | None, now: datetime, case_id: int | None = None, claim_id: int | None = None,
    client_id: int | None = None,
) -> Document:
    """Keep a file that a person hands in (PDF, PNG or JPEG, at most 20 MB); raises FileRefused otherwise."""
    media_type = _media_type(content, filename)
    document = keep(
        session, store, kind=kind, content=content, filename=filename, title=title, media_type=media_type,
        actor_id=actor_id, now=now, case_id=case_id, claim_id=claim_id, client_id=client_id,
    )
    if case_id is not None:
        events.record(
            session, case_id, EventKind.DOCUMENT_ADDED, actor_id=actor_id, now=now, effective_on=day_of(now),
            document_id=document.id, document_kind=kind.value, title=document.title,
        )
    return document


def keep(
    session: Session, store: DocumentStore, *, kind: DocumentKind, content: bytes, filename: str, title: str,
    media_type: str, actor_id: int | None, now: datetime, case_id: int | None = None, claim_id: int | None = None,
    client_id: int | None = None,
) -> Document:
    """Keep a file that the program made itself."""
    document = Document(
        kind=kind, case_id=case_id, claim_id=claim_id, client_id=client_id, title=title[:200],
        filename=_plain_name(filename), media_type=media_type, sha256=store.put(content), size=len(content),
        stored_at=now, stored_by=actor_id,
    )
    session.add(document)
    session.flush()
    return document


def _media_type(content: bytes, filename: str) -> str:
    if not content:
        raise FileRefused(f"Het bestand {filename} is leeg. Kies het bestand opnieuw.")
    if len(content) > MAX_BYTES:
        raise FileRefused(f"Het bestand {filename} is groter dan 20 MB. Maak het kleiner of splits het.")
    for start, media_type in _SIGNATURES:
        if content.startswith(start):
            return media_type
    raise FileRefused(f"Het bestand {filename} is geen PDF, PNG of JPEG. Sla het op als PDF en voeg het opnieuw toe.")


def _plain_name(filename: str) -> str:
    """The last part of a file name, without control characters, at most 200 long."""
    name = PurePosixPath(filename.replace("\\", "/")).name
    return "".join(char for char in name if char.isprintable())[:200] or "bestand"
