"""What is left of a claim file, of what waited for a second person, and of a row that people may change."""

import re
from collections.abc import Sequence
from typing import Any, Final  # Any: what a column holds

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.events.texts import without_words
from cases.models import (
    CaseEvent,
    Document,
    DocumentKind,
    EventKind,
    FileToRemove,
    Inbound,
    InboundState,
    SecondLook,
    Upload,
)
from cases.store import DocumentStore
from cases.trace.erased_rows import mark_of
from cases.trace.redacted_files import MARK_TYPE

_FILE_NAME: Final = "gewist.txt"
_SUM: Final = re.compile(r"\d+(\.\d+)?")
# In what waited for a second person: codes, without which its row could not be read.
_CODES: Final = frozenset({"role", "closing", "scope", "source", "column", "path"})


def of_upload() -> ColumnElement[int]:
    """Of an event the claim file that brought invoices: a case that waits for its first letter takes them from several.
    """
    came_in = (EventKind.CASE_OPENED, EventKind.INVOICES_ADDED)
    return case((CaseEvent.kind.in_(came_in), CaseEvent.data["upload_id"].as_integer()))


def mark_file(act: Act, store: DocumentStore) -> tuple[str, int]:
    """Keep the file that takes the place of one that goes: its hash and size."""
    content = f"{mark_of(act.today)}\n".encode()
    return store.put(content), len(content)


def empty_papers(session: Session, act: Act, store: DocumentStore, papers: Sequence[Document]) -> int:
    """Let a mark take the place of stored papers; how many."""
    digest, size = mark_file(act, store) if papers else ("", 0)
    for paper in papers:
        if paper.sha256 != digest:
            session.merge(FileToRemove(sha256=paper.sha256))
        paper.kind, paper.media_type, paper.sha256, paper.size = DocumentKind.UNREADABLE, MARK_TYPE, digest, size
        paper.title, paper.filename = mark_of(act.today), _FILE_NAME
    session.flush()
    return len(papers)


def empty_mail(session: Session, act: Act, store: DocumentStore, mail: Inbound) -> None:
    """Leave of an e-mail that belongs to no case that it came, and when."""
    mark = mark_of(act.today)
    for column in ("message_id", "sender", "sender_name", "subject", "text", "reason"):
        setattr(mail, column, mark if getattr(mail, column) else "")
    mail.refused, mail.state = [], InboundState.IGNORED
    its = Document.id.in_([mail.document_id, *mail.document_ids])
    empty_papers(session, act, store, session.scalars(select(Document).where(its).with_for_update()).all())


def empty_upload(session: Session, act: Act, store: DocumentStore, upload: Upload) -> None:
    """Let a mark take the place of a claim file, and leave of what was read in it the counts."""
    digest, size = mark_file(act, store)
    if upload.masked_sha256 != digest:
        session.merge(FileToRemove(sha256=upload.masked_sha256))
    upload.masked_sha256, upload.size, upload.filename, upload.outdated = digest, size, mark_of(act.today), ""
    upload.report = {key: _emptied(value) for key, value in upload.report.items()}
    upload.answers, upload.left_out, upload.recognised = [], [], None


def _emptied(value: Any) -> Any:
    """A part of a report: counts and sums stay, rows and words go."""
    if isinstance(value, list | dict):
        return type(value)()
    return "" if isinstance(value, str) and not _SUM.fullmatch(value) else value


def empty_look(look: SecondLook, mark: str) -> None:
    """Leave of what a second person decided on who, when, codes, amounts and days."""
    look.before, look.wanted = _without_words(look.before, mark), _without_words(look.wanted, mark)
    look.reason, look.decision = mark if look.reason else "", mark if look.decision else ""


def _without_words(told: dict[str, Any], mark: str) -> dict[str, Any]:
    return {key: value if key in _CODES else without_words(value, mark) for key, value in told.items()}
