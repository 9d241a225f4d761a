"""Writing the trace: a line for what was done, seen or refused; of a change in the transaction that makes it.

Who looks at one case again and again leaves one line in `WINDOW`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.models import Document, SetUpChange, TraceKind, TraceLine, User, Writ
from cases.schema import ids

WINDOW: Final = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a request did, to be told by one line.

    `account` is the e-mail address that was typed to log in, of which only the user is kept, where there is one: who
    mistakes the field types a password. `writ_id` names the case that it is of.
    """

    kind: TraceKind
    page: str
    address: str
    user_id: int | None = None
    account: str = ""
    case_id: int | None = None
    document_id: int | None = None
    writ_id: int | None = None
    number: int | None = None
    said: str = ""


def note(session: Session, act: Act, kind: TraceKind, *, said: str = "") -> None:
    """Add a line for what `act` did, flushed with the rest of it.

    Its id is asked ahead: on PostgreSQL a client, a bailiff and who logs in may add a line, and read none back.
    """
    ids.add_numbered(session, [_line(act, kind, said=said)])


def note_changes(session: Session, act: Act, changes: Sequence[SetUpChange]) -> None:
    """Add these, each with its line, in the same way."""
    ids.add_numbered(session, changes)
    ids.add_numbered(session, [_line(act, TraceKind.CHANGED, change=change) for change in changes])


def _line(act: Act, kind: TraceKind, *, said: str = "", change: SetUpChange | None = None) -> TraceLine:
    return TraceLine(
        kind=kind, at=act.now, user_id=act.actor_id, address=act.address[:45], said=said[:60], change=change,
    )


def is_told(session: Session, seen: Seen, *, now: datetime) -> bool:
    """Whether a line of the last `WINDOW` tells the same already; of a visitor, of whichever account he typed."""
    same = [
        TraceLine.kind == seen.kind, TraceLine.address == seen.address[:45], TraceLine.at > now - WINDOW,
        TraceLine.document_id == seen.document_id, TraceLine.number == _number(seen), TraceLine.said == seen.said,
    ]
    if seen.user_id is not None:
        same.append(TraceLine.user_id == seen.user_id)
    if seen.kind is not TraceKind.CASE_SEEN:
        same.append(TraceLine.page == seen.page)
    if seen.case_id is not None:
        same.append(TraceLine.case_id == seen.case_id)
    return session.scalar(select(TraceLine.id).where(*same).limit(1)) is not None


def tell(session: Session, seen: Seen, *, now: datetime) -> None:
    """Add the line, in the eyes of the program itself: it looks up what an address names."""
    session.add(TraceLine(
        kind=seen.kind, at=now, user_id=_user(seen), address=seen.address[:45], page=seen.page, case_id=_case(seen),
        document_id=seen.document_id, number=_number(seen), said=seen.said[:60],
    ))
    session.flush()


def _user(seen: Seen) -> ScalarSelect[Any] | int | None:  # Any: found by the database as it writes
    if seen.user_id is None and seen.account:
        return select(User.id).where(User.email == seen.account).scalar_subquery()
    return seen.user_id


def _case(seen: Seen) -> ScalarSelect[Any] | int | None:  # Any: as above
    if seen.writ_id is not None:
        return select(Writ.case_id).where(Writ.id == seen.writ_id).scalar_subquery()
    if seen.document_id is not None and seen.case_id is None:
        return select(Document.case_id).where(Document.id == seen.document_id).scalar_subquery()
    return seen.case_id


def _number(seen: Seen) -> int | None:
    return seen.writ_id if seen.number is None else seen.number
