"""The list of citizen service numbers on record: somebody asks for a search, a worker makes the list anew."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.models import NumberFound, NumberSearch
from cases.trace.redacting import Place

LONGEST: Final = timedelta(hours=1)  # as long as a job may take


def ask(session: Session, act: Act) -> NumberSearch:
    """Ask for a search; while one is under way that one."""
    open_one = session.scalar(select(NumberSearch).where(NumberSearch.done_at.is_(None)).limit(1))
    if open_one is not None:
        return open_one
    search = NumberSearch(asked_at=act.now, asked_by=act.person_id)
    session.add(search)
    session.flush()
    return search


def left_behind(session: Session, now: datetime) -> Sequence[int]:
    """The searches that are not done and that nobody is at."""
    return session.scalars(select(NumberSearch.id).where(_waits(now))).all()


def take(session: Session, search_id: int, *, now: datetime) -> bool:
    """Begin with a search; False where it is done, or another is at it."""
    begin = update(NumberSearch).where(NumberSearch.id == search_id, _waits(now)).values(begun_at=now)
    return session.scalar(begin.returning(NumberSearch.id)) is not None


def _waits(now: datetime) -> ColumnElement[bool]:
    is_free = or_(NumberSearch.begun_at.is_(None), NumberSearch.begun_at < now - LONGEST)
    return and_(NumberSearch.done_at.is_(None), is_free)


def keep(session: Session, search_id: int, found: Iterable[Place], *, now: datetime) -> bool:
    """Keep what a search found, in the place of every list before it; False where it was kept already."""
    search = session.get_one(NumberSearch, search_id, with_for_update=True)
    if search.done_at is not None:
        return False
    search.done_at = now
    session.execute(delete(NumberFound))
    places = list(dict.fromkeys(found))
    if places:
        session.execute(insert(NumberFound), [
            {"search_id": search_id, "source": each.source, "row_id": each.row_id, "column_name": each.column,
             "path": each.path} for each in places
        ])
    session.flush()
    return True


def latest(session: Session) -> NumberSearch | None:
    """The search that was asked last."""
    return session.scalar(select(NumberSearch).order_by(NumberSearch.id.desc()).limit(1))
