"""16: every row has its file with the right hash and size, and every file a row and no other reader.

Looked at in pieces, rows first and then what lies in the store, so that a check of all may stop and go on.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final, TypeAlias

from sqlalchemy import CompoundSelect, Select, func, select, union
from sqlalchemy.orm import Session

from cases.errors import StoredFileDamaged, StoredFileMissing, StoredFileUnreadable
from cases.invariants.finding import IN_PIECES, Flaw, Looked, Wrong
from cases.models import Document, Upload
from cases.store import DocumentStore, Lying


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Some of what was looked at: how much, what is wrong with it, and after what to go on; None at the end."""

    looked: int
    wrong: tuple[Wrong, ...]
    after: str | None


# Does what comes after this hash or key, at most so much. What was stored since the moment may have its row still to
# come; with None everything counts.
Part: TypeAlias = Callable[[Session, DocumentStore, str, int, datetime | None], Piece]


def wrong(looked: Looked) -> Iterator[Wrong]:
    """Files that are gone, are not what was stored, stand open, or belong to no row."""
    for part in PARTS:
        after: str | None = ""
        while after is not None:
            piece = part(looked.session, looked.store, after, IN_PIECES, None)
            yield from piece.wrong
            after = piece.after


def count(looked: Looked) -> int:
    """How many files the record names."""
    return looked.session.scalar(select(func.count()).select_from(_hashes().subquery())) or 0


def named_hashes() -> Select[tuple[str]]:
    """The hash of every file that the record names, in order."""
    return select(_hashes().subquery().c[0]).order_by("sha256")


def of_rows(session: Session, store: DocumentStore, after: str, limit: int, _since: datetime | None) -> Piece:
    """The files that the record names, after that hash."""
    hashes = sorted({
        digest for column in (Document.sha256, Upload.masked_sha256)
        for digest in session.scalars(select(column).where(column > after).distinct().order_by(column).limit(limit))
    })[:limit]
    told = _sizes(session, hashes)
    found = tuple(fault for digest in hashes for fault in _of_row(session, store, digest, told.get(digest, ())))
    return Piece(looked=len(hashes), wrong=found, after=hashes[-1] if len(hashes) == limit else None)


def of_files(session: Session, store: DocumentStore, after: str, limit: int, since: datetime | None) -> Piece:
    """What lies in the store, after that key."""
    lying = list(islice(store.lying(after=after), limit))
    named = _named(session, [each.digest for each in lying if each.digest is not None])
    found = tuple(fault for each in lying for fault in _of_file(each, named, since))
    return Piece(looked=len(lying), wrong=found, after=lying[-1].key if len(lying) == limit else None)


PARTS: Final[Sequence[Part]] = (of_rows, of_files)


def _hashes() -> CompoundSelect[tuple[str]]:
    return union(select(Document.sha256.label("sha256")), select(Upload.masked_sha256.label("sha256")))


def _named(session: Session, hashes: Collection[str]) -> set[str]:
    """Those of these that some row names."""
    documents = select(Document.sha256).where(Document.sha256.in_(hashes))
    uploads = select(Upload.masked_sha256).where(Upload.masked_sha256.in_(hashes))
    return {*session.scalars(documents), *session.scalars(uploads)} if hashes else set()


def _sizes(session: Session, hashes: Collection[str]) -> Mapping[str, list[tuple[int, int]]]:
    """The documents of these files, by hash: the id of each with the size that its row tells."""
    query = select(Document.sha256, Document.id, Document.size).where(Document.sha256.in_(hashes))
    found: dict[str, list[tuple[int, int]]] = {}
    for digest, row, size in session.execute(query.order_by(Document.id)):
        found.setdefault(digest, []).append((row, size))
    return found


def _of_row(
    session: Session, store: DocumentStore, digest: str, documents: Sequence[tuple[int, int]]
) -> Iterator[Wrong]:
    """The rows that name a file which is gone or differs, or that tell another size."""
    try:
        size = len(store.get(digest))
    except StoredFileMissing:
        flaw, what = Flaw.MISSING, "het bestand ontbreekt"
    except StoredFileUnreadable:
        flaw, what = Flaw.CHANGED, "het bestand is niet te lezen"
    except StoredFileDamaged:
        flaw, what = Flaw.CHANGED, "het bestand is niet wat is opgeslagen"
    else:
        for row in (row for row, told in documents if told != size):
            yield Wrong(table="document", row=str(row), flaw=Flaw.CHANGED, what="het bestand heeft een andere grootte")
        return
    uploads = session.scalars(select(Upload.id).where(Upload.masked_sha256 == digest).order_by(Upload.id))
    for table, rows in (("document", [row for row, _ in documents]), ("upload", uploads)):
        for row in rows:
            yield Wrong(table=table, row=str(row), flaw=flaw, what=what)


def _of_file(lying: Lying, named: Collection[str], since: datetime | None) -> Iterator[Wrong]:
    what = ""
    if lying.is_half:
        what = "dit bestand is half geschreven"
    elif lying.digest is not None and lying.digest not in named:
        what = "bij dit bestand hoort geen regel"
    elif lying.digest is None and not (lying.key.endswith("/") and lying.is_open):
        what = "dit hoort niet in de opslag"
    if what and (since is None or lying.stored_at < since):
        yield Wrong(table="document", row=_called(lying), flaw=Flaw.ORPHAN, what=what)
    if lying.is_open:
        kind = "deze map" if lying.key.endswith("/") else "dit bestand"
        yield Wrong(table="document", row=_called(lying), flaw=Flaw.OPEN, what=f"{kind} is ook voor anderen te openen")


def _called(lying: Lying) -> str:
    """Its hash, or where it lies."""
    return lying.digest or lying.key[:200]
