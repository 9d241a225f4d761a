"""Files that people handed in: how many and how large together, of one user, of one client or of one office."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from cases.models import Document, DocumentKind, Upload, User
from cases.store import Space

NEARLY_FULL: Final = 0.8
MADE_BY_PROGRAM: Final = (
    DocumentKind.LETTER, DocumentKind.SENT_MAIL, DocumentKind.RECEIVED_MAIL, DocumentKind.WRIT,
    DocumentKind.SPECIFICATION, DocumentKind.PACKAGE, DocumentKind.UNREADABLE,
)
_MEGABYTE = 2**20


def by(session: Session, whose: ColumnElement[bool]) -> Space:
    """What the users of whom this is true handed in. Claim files of before their size was kept count as files alone."""
    counted = [session.execute(each.where(whose)).one() for each in _handed_in()]
    return Space(files=sum(files for files, _ in counted), size=sum(int(size or 0) for _, size in counted))


def by_each(session: Session, owner: InstrumentedAttribute[Any], whose: ColumnElement[bool]) -> dict[int, Space]:
    """The same of each `owner`, by its number: users, clients or offices."""
    found: dict[int, Space] = {}
    for counted in _handed_in():
        for files, size, number in session.execute(counted.add_columns(owner).where(whose).group_by(owner)):
            before = found.get(number, Space(files=0, size=0))
            found[number] = Space(files=before.files + files, size=before.size + int(size or 0))
    return found


def is_too_much(now: Space, *, more: Space, most: Space) -> bool:
    """Whether so much more is more than is kept."""
    return Space(files=now.files + more.files, size=now.size + more.size).share_of(most) > 1


def told(space: Space) -> str:
    """As in a sentence."""
    return f"{space.files} bestanden aan, samen {round(space.size / _MEGABYTE)} MB"


def _handed_in() -> tuple[Select[int, int | None], Select[int, int | None]]:
    """Files and bytes of evidence, and of claim files."""
    papers = select(func.count(Document.id), func.sum(Document.size)).join(User, User.id == Document.stored_by)
    return (
        papers.where(Document.kind.not_in(MADE_BY_PROGRAM)),
        select(func.count(Upload.id), func.sum(Upload.size)).join(User, User.id == Upload.uploaded_by),
    )
