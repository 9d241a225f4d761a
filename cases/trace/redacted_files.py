"""A stored file that may not be kept: a mark takes its place, and it leaves the store once that is on record."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.errors import NotFound, Refused
from cases.intake.privacy import mask
from cases.models import Document, DocumentKind, FileToRemove, Upload
from cases.store import DocumentStore
from cases.trace.redacting import Place, Request, Taken, mark_of, row_of, tell

FILE: Final = "file"  # the column of a place that is a stored file
MARK_TYPE: Final = "text/plain"


def redact_file(session: Session, act: Act, store: DocumentStore, document_id: int, asked: Request) -> None:
    """Let a mark take the place of a stored file, in every row that names it. The file goes with `remove_files`."""
    document = session.get(Document, document_id, with_for_update=True)
    if document is None:
        raise NotFound("Dit stuk is er niet.")
    if document.kind is DocumentKind.UNREADABLE:
        raise Refused("Dit stuk is al onleesbaar gemaakt.")
    digest, size = document.sha256, document.size
    content = f"{mark_of(act.today)}\n".encode()
    put = store.put(content)
    same = session.scalars(select(Document).where(Document.sha256 == digest).order_by(Document.id).with_for_update())
    for each in same:
        place = Place(source="document", row_id=each.id, column=FILE)
        session.add(row_of(act, place, asked, Taken(path="", starts_at=0, ends_at=max(size, 1), digest="")))
        each.kind, each.media_type, each.sha256, each.size = DocumentKind.UNREADABLE, MARK_TYPE, put, len(content)
        each.filename = mask(each.filename.rpartition(".")[0] or each.filename)[:196] + ".txt"
        tell(session, act, {"case_id": each.case_id}, "document", asked)
    session.merge(FileToRemove(sha256=digest))
    session.flush()


def waits(session: Session) -> bool:
    """Whether a file has to go."""
    return session.scalar(select(FileToRemove.sha256).limit(1)) is not None


def remove_files(session: Session, store: DocumentStore) -> int:
    """Take out of the store what a mark took the place of, unless a row names it (again); how many files."""
    removed = 0
    for listed in session.scalars(select(FileToRemove)).all():
        named = session.scalar(select(Document.id).where(Document.sha256 == listed.sha256).limit(1))
        uploaded = session.scalar(select(Upload.id).where(Upload.masked_sha256 == listed.sha256).limit(1))
        if named is None and uploaded is None:
            store.remove(listed.sha256)
            removed += 1
        session.delete(listed)
    session.flush()
    return removed
