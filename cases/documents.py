"""Documents on a case, a claim or a client: evidence that people add and papers that the program makes."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events, inspection
from cases.acts import Act
from cases.errors import Refused, StoredFileFault
from cases.events.gate import DocumentAdded
from cases.input_checks import day_of
from cases.inspection.verdict import MEDIA_TYPES, Kind
from cases.intake.invoice_numbers import core, key
from cases.models import Claim, Debtor, Document, DocumentKind, SetUpSubject
from cases.names import name
from cases.store import DocumentStore
from cases.trace import set_up_changes

MAX_BYTES = inspection.MAX_BYTES
_LONGEST_NAME = 200
# On Windows a file with one of these names, whatever comes behind a dot, is a device; these signs stand in no name, and
# one that ends in a dot or a blank is another name there.
_DEVICE = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³]) *(?:\.|$)", re.IGNORECASE)
_NOT_ON_WINDOWS = re.compile(r'[<>:"|?*]')
_AN_ENDING = re.compile(r"\.(?=\d*[A-Za-z])[A-Za-z\d]{2,5}")  # not that of "nota nr. 12" or "versie 1.2"
# What a file may be called, by what it is; the first is given to a name without any of them.
_ENDINGS = {
    MEDIA_TYPES[Kind.PDF]: (".pdf",), MEDIA_TYPES[Kind.PNG]: (".png",), MEDIA_TYPES[Kind.JPEG]: (".jpg", ".jpeg"),
}


class FileRefused(Refused):
    """The file is not one that can be kept as evidence."""

    code = "file_refused"


@dataclass(frozen=True)
class File:
    """A file with its name, as somebody hands it in or the program made it."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """A file that lies in the store, and no row names it yet."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, kw_only=True)
class NewDocument:
    """What a file is, and of which case, claim or client."""

    kind: DocumentKind
    title: str = ""
    case_id: int | None = None
    claim_id: int | None = None
    client_id: int | None = None


def add(session: Session, act: Act, store: DocumentStore, file: File, new: NewDocument) -> Document:
    """Keep a file that a person hands in (PDF, PNG or JPEG, at most 20 MB); raises FileRefused otherwise.

    It is opened first: what is locked, broken, a fake or does anything by itself is not kept.
    """
    document = keep(session, act, store, file, new, media_type=look_at(session, file.content, file.name))
    if new.case_id is not None:
        told = DocumentAdded(document_id=document.id, document_kind=new.kind, title=document.title)
        events.record(session, act, new.case_id, told, effective_on=day_of(act.now))
    elif new.client_id is not None:
        paper = f"{name(new.kind).lower()}: {document.title or document.filename}"
        set_up_changes.record(session, act, SetUpSubject.CLIENT, new.client_id, before={}, after={"document": paper})
    return document


def keep(
    session: Session, act: Act, store: DocumentStore, file: File, new: NewDocument, *, media_type: str
) -> Document:
    """Keep a file that the program made itself."""
    document = of_stored(act, put(store, file), new, media_type=media_type)
    session.add(document)
    session.flush()
    return document


def put(store: DocumentStore, file: File) -> StoredFile:
    """Store a file before the transaction that keeps it: no other writer waits for the disk."""
    return StoredFile(name=file.name, sha256=store.put(file.content), size=len(file.content))


def content(store: DocumentStore, document: Document) -> bytes:
    """What a document holds: the one way in which one leaves the store, for a page, a package or the printer.

    Raises StoredFileFault that names it where it is gone or not what was stored.
    """
    try:
        return store.get(document.sha256)
    except StoredFileFault as fault:
        raise fault.of(_called(document)) from None


def of_stored(act: Act, file: StoredFile, new: NewDocument, *, media_type: str) -> Document:
    """The row of a file that is stored already, still to be added."""
    return Document(
        kind=new.kind, case_id=new.case_id, claim_id=new.claim_id, client_id=new.client_id, title=new.title[:200],
        filename=fitting_name(file.name, media_type), media_type=media_type, sha256=file.sha256,
        size=file.size, stored_at=act.now, stored_by=act.actor_id,
    )


def look_at(session: Session, content: bytes, filename: str, *, typed: Collection[str] = ()) -> str:
    """The media type of a file that may be kept as evidence; raises FileRefused with what to do.

    A page asks this before its transaction too: opening takes a moment, and others should not wait for it. `typed`:
    numbers in the form beside it, of an invoice that is not on record yet.
    """
    if not content:
        raise FileRefused(f"Het bestand {filename} is leeg. Kies het bestand opnieuw.")
    verdict = inspection.look_at(content)
    said = [key(each) for each in typed]
    numbers = [
        each for each in verdict.numbers
        if not any(each in number for number in said) and not is_another_number(session, each)
    ]
    if verdict.kind is None or (not verdict.accepted and (numbers or not verdict.numbers)):
        raise FileRefused(f"Het bestand {filename} is niet toegevoegd. {verdict.reason}")
    return MEDIA_TYPES[verdict.kind]


def _called(document: Document) -> str:
    """What people know it by."""
    return f"{document.title or name(document.kind)} ({document.filename})"


def is_another_number(session: Session, digits: str) -> bool:
    """Whether an invoice or a customer on record has this number, which passes the test of a citizen's by chance."""
    as_invoice = select(Claim.id).where(Claim.invoice_core == core(digits), Claim.invoice_key.contains(digits))
    as_customer = select(Debtor.id).where(Debtor.customer_number == digits)
    return any(session.scalar(query.limit(1)) is not None for query in (as_invoice, as_customer))


def fitting_name(filename: str, media_type: str) -> str:
    """A name for a file that leads nowhere, also on Windows, and whose ending says what is in it; another ending stays
    before it.
    """
    plain = _plain_name(filename)
    endings = _ENDINGS.get(media_type)
    if endings is None or plain.lower().endswith(endings):
        return plain
    return plain[:_LONGEST_NAME - len(endings[0])] + endings[0]


def other_name(filename: str, media_type: str) -> str | None:
    """The name that a file gets whose ending says that it is something else; None where it says nothing of the kind."""
    plain = _plain_name(filename)
    fitting = fitting_name(plain, media_type)
    return fitting if fitting != plain and _AN_ENDING.fullmatch(PurePosixPath(plain).suffix) else None


def _plain_name(filename: str) -> str:
    """The last part of a file name, without control characters, at most 200 long, of no device, free of what only
    Windows minds.
    """
    last = re.split(r"[/\\]", filename.rstrip("/\\. "))[-1]
    shown = _NOT_ON_WINDOWS.sub("_", "".join(char for char in last if char.isprintable())).strip()
    safe = f"_{shown}" if _DEVICE.match(shown) else shown
    return safe[:_LONGEST_NAME].rstrip(". ") or "bestand"
