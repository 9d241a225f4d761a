"""Reading the trace: who did, saw and was refused what; who saw one case; and where somebody is guessing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final  # Any: columns of several types

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from cases.input_checks import AMSTERDAM
from cases.models import (
    BailiffOffice,
    Case,
    Client,
    Document,
    SetUpChange,
    SetUpSubject,
    TraceKind,
    TraceLine,
    User,
)
from cases.queries.keyset import FIRST_PAGE, Order, Page, Turned, page

SIZE: Final = 50
MOST_EXPORTED: Final = 20_000
AT_ONCE: Final = 1_000
FAILURES: Final = (
    TraceKind.LOGIN_FAILED, TraceKind.STEP_FAILED, TraceKind.PASSWORD_FAILED, TraceKind.TOO_MANY_TRIES,
)
ALARM_FROM, ALARM_WITHIN = 10, timedelta(days=1)  # as many as one account takes from one address before it is slowed
MOST_ALARMS: Final = 20
_OF_CASE: Final = (
    TraceKind.CASE_SEEN, TraceKind.DOCUMENT_OPENED, TraceKind.EXPORTED, TraceKind.SHOWN_WHOLE,
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which lines: empty is all. `first_day` and `last_day` are days in the Netherlands, both counted."""

    user_id: int | None = None
    kind: TraceKind | None = None
    address: str = ""
    case_number: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """Failures of a day at one account, or from one address where `user_id` is None; `last_at` is the newest."""

    user_id: int | None
    name: str
    address: str
    number: int
    last_at: datetime


@dataclass(frozen=True, kw_only=True)
class Told:
    """A line with what it names: empty for what it does not. `about`: the user, client or office that was changed."""

    line: TraceLine
    change: SetUpChange | None
    who: str
    case_number: str
    paper: str
    about: str


def lines(session: Session, wanted: Wanted, turned: Turned = FIRST_PAGE) -> Page[Told]:
    """The newest first."""
    return _page(session, _conditions(wanted), turned)


def seen_by(session: Session, case_id: int, turned: Turned = FIRST_PAGE) -> Page[Told]:
    """Who saw one case, or a paper of it, the newest first."""
    return _page(session, [TraceLine.case_id == case_id, TraceLine.kind.in_(_OF_CASE)], turned)


def exported(session: Session, wanted: Wanted) -> Iterator[Told]:
    """The same lines as `lines` shows, at most `MOST_EXPORTED`, the newest first."""
    turned, left = Turned(size=AT_ONCE), MOST_EXPORTED
    while left > 0:
        found = _page(session, _conditions(wanted), turned)
        yield from found.rows[:left]
        if found.after is None:
            return
        turned, left = Turned(after=found.after, size=AT_ONCE), left - len(found.rows)


def people(session: Session) -> list[tuple[int, str]]:
    """Everybody who ever had a log-in, by name."""
    rows = session.execute(select(User.id, User.name).order_by(func.lower(User.name), User.id)).all()
    return [(row.id, row.name) for row in rows]


def alarms(session: Session, *, now: datetime) -> list[Alarm]:
    """Where somebody may be guessing: accounts and addresses with at least `ALARM_FROM` failures in `ALARM_WITHIN`."""
    failed = TraceLine.kind.in_(FAILURES), TraceLine.at > now - ALARM_WITHIN
    number, last_at = func.count(), func.max(TraceLine.at)
    of_account = (
        select(TraceLine.user_id, User.name, number, last_at).join(User, User.id == TraceLine.user_id).where(*failed)
        .group_by(TraceLine.user_id, User.name)
    )
    of_address = select(TraceLine.address, number, last_at).where(*failed).group_by(TraceLine.address)
    found = [
        Alarm(user_id=user_id, name=name, address="", number=count, last_at=at)
        for user_id, name, count, at in session.execute(_most(of_account, number))
    ] + [
        Alarm(user_id=None, name="", address=address, number=count, last_at=at)
        for address, count, at in session.execute(_most(of_address, number))
    ]
    return sorted(found, key=lambda alarm: alarm.last_at, reverse=True)


def _most(query: Select[*tuple[Any, ...]], number: ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    return query.having(number >= ALARM_FROM).order_by(number.desc()).limit(MOST_ALARMS)


def _moment(text: str) -> datetime:
    """The moment in a key; raises ValueError for one that no line can have."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None or not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise ValueError("no moment of a line")
    return found


_FIRST_YEAR, _LAST_YEAR = 2000, 2200
_ORDER: Final = Order(
    column=TraceLine.at, id_column=TraceLine.id, read=_moment, write=datetime.isoformat, descending=True,
)
_Whom = aliased(User)


def _page(session: Session, conditions: list[ColumnElement[bool]], turned: Turned) -> Page[Told]:
    found = page(session, _query().where(*conditions), _ORDER, turned, size=SIZE)
    told = tuple(Told(
        line=line, change=change, who=who or "", case_number=number or "", paper=title or filename or "",
        about=user or client or office or "",
    ) for _, _, line, change, who, number, title, filename, user, client, office in found.rows)
    return replace(found, rows=told)


def _query() -> Select[*tuple[Any, ...]]:
    of, about = SetUpChange.subject, SetUpChange.subject_id
    return (
        select(
            TraceLine.at, TraceLine.id, TraceLine, SetUpChange, User.name, Case.number, Document.title,
            Document.filename, _Whom.name, Client.name, BailiffOffice.name,
        )
        .outerjoin(SetUpChange, SetUpChange.id == TraceLine.change_id)
        .outerjoin(User, User.id == TraceLine.user_id).outerjoin(Case, Case.id == TraceLine.case_id)
        .outerjoin(Document, Document.id == TraceLine.document_id)
        .outerjoin(_Whom, (_Whom.id == about) & (of == SetUpSubject.USER))
        .outerjoin(Client, (Client.id == about) & of.in_((SetUpSubject.CLIENT, SetUpSubject.TERMS)))
        .outerjoin(BailiffOffice, (BailiffOffice.id == about) & (of == SetUpSubject.BAILIFF_OFFICE))
    )


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.user_id is not None:
        found.append(TraceLine.user_id == wanted.user_id)
    if wanted.kind is not None:
        found.append(TraceLine.kind == wanted.kind)
    if wanted.address:
        found.append(TraceLine.address == wanted.address)
    if wanted.case_number:
        found.append(TraceLine.case_id == select(Case.id).where(Case.number == wanted.case_number).scalar_subquery())
    if wanted.first_day is not None:
        found.append(TraceLine.at >= _midnight(wanted.first_day))
    if wanted.last_day is not None:
        found.append(TraceLine.at < _midnight(wanted.last_day + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=AMSTERDAM)
