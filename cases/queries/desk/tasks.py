"""Tasks as the desk shows them: what is due for one person, the list of all, and those of a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from cases.models import Case, Task, TaskState, User
from cases.queries.counts import count
from cases.queries.keyset import FIRST_PAGE, Order, Page, Turned, page
from cases.setup import registration, year_end

OF_AGENCY = (registration.TASK, year_end.TASK)  # an administrator does these, on pages of his own
PAGE_SIZE = 50
MOST_ON_START = 10


@dataclass(frozen=True, kw_only=True)
class DueTasks:
    """The first tasks that are due, and how many there are (as `counts` counts)."""

    rows: tuple[Task, ...]
    number: int


def due(session: Session, *, today: date, person_id: int | None) -> DueTasks:
    """Open tasks whose day has come: of one person with those of nobody, or of everybody."""
    return _first(session, _open(person_id).where(Task.due_on <= today))


def own(session: Session, *, person_id: int) -> DueTasks:
    """The open tasks of one person, also those whose day has not come."""
    return _first(session, select(Task).where(Task.state == TaskState.OPEN, Task.person_id == person_id))


def _first(session: Session, query: Select[Task]) -> DueTasks:
    rows = session.scalars(_whole(query).order_by(Task.due_on, Task.id).limit(MOST_ON_START)).all()
    number = len(rows) if len(rows) < MOST_ON_START else count(session, query.with_only_columns(Task.id))
    return DueTasks(rows=tuple(rows), number=number)


def tasks(session: Session, *, person_id: int | None, turned: Turned = FIRST_PAGE) -> Page[Task]:
    """All open tasks, the soonest first: of one person with those of nobody, or of everybody."""
    order = Order(column=Task.due_on, id_column=Task.id, read=date.fromisoformat, write=date.isoformat)
    found = page(
        session, _open(person_id).with_only_columns(Task.due_on, Task.id), order, turned, size=PAGE_SIZE
    )
    ids = [row.id for row in found.rows]
    rows = {task.id: task for task in session.scalars(_whole(select(Task).where(Task.id.in_(ids))))} if ids else {}
    return Page(rows=tuple(rows[each] for each in ids), after=found.after, before=found.before)


def of_case(session: Session, case_id: int) -> Sequence[Task]:
    """The open tasks of a case, the soonest first."""
    query = select(Task).where(Task.case_id == case_id, Task.state == TaskState.OPEN)
    return session.scalars(query.options(joinedload(Task.person)).order_by(Task.due_on, Task.id)).all()


def _open(person_id: int | None) -> Select[Task]:
    """Those of a person with those of nobody; of everybody without those of the agency itself that somebody got."""
    query = select(Task).where(Task.state == TaskState.OPEN)
    if person_id is None:
        of_agency = or_(*(Task.key.startswith(f"{each}:") for each in OF_AGENCY))
        return query.where(or_(Task.person_id.is_(None), ~of_agency))
    left = select(User.id).where(~User.active)  # what somebody who left had to do is anybody's
    return query.where(or_(Task.person_id == person_id, Task.person_id.is_(None), Task.person_id.in_(left)))


def _whole(query: Select[Task]) -> Select[Task]:
    return query.options(joinedload(Task.person), joinedload(Task.case).joinedload(Case.debtor))
