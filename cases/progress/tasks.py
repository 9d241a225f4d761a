"""Tasks: set for a day and a person, on a case or on none; done, or dropped with a reason."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.events.work import TaskEnded, TaskSet
from cases.models import Task, TaskState, User
from cases.names import name
from cases.progress import locking, stand_ins

LONGEST = 300
OF_MAIL = "inbound:"  # the key of a task to read an e-mail, with its number behind it


@dataclass(frozen=True, kw_only=True)
class TaskInput:
    """What has to be done, on which day, by whom (None: whoever is first), on which case (None: on none).

    `key` names what the program asks for: while such a task is open, it is not set again.
    """

    what: str
    due_on: date
    person_id: int | None = None
    case_id: int | None = None
    key: str = ""


def set(session: Session, act: Act, task: TaskInput) -> Task:  # noqa: A001 - it reads as `tasks.set`
    """Set a task; for who is away today it goes to the stand-in. One with a `key` stands once.

    Raises Incomplete without words, Refused for a day that has passed or who is no user here, NotFound.
    """
    what = task.what.strip()
    if not what:
        raise Incomplete("Schrijf op wat er moet gebeuren.")
    if task.due_on < act.today:
        raise Refused(f"De dag {task.due_on:%d-%m-%Y} is al voorbij. Kies vandaag of later.")
    if task.case_id is not None:
        locking.lock_one(session, task.case_id)
    standing = _open_with(session, task.key)
    if standing is not None:
        return standing
    person_id = None if task.person_id is None else _receiver(session, act, task.person_id)
    row = Task(
        case_id=task.case_id, key=task.key[:120], what=what[:LONGEST], due_on=task.due_on, person_id=person_id,
        state=TaskState.OPEN, set_at=act.now, set_by=act.actor_id, outcome="",
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        met = _open_with(session, task.key)
        if met is None:
            raise
        return met
    if row.case_id is not None:
        person = "" if row.person is None else row.person.name
        told = TaskSet(task_id=row.id, task=row.what, due_on=row.due_on, person=person)
        events.record(session, act, row.case_id, told, effective_on=act.today)
    session.flush()
    return row


def done(session: Session, act: Act, task_id: int, *, outcome: str = "") -> Task:
    """It was done. Raises NotFound, AlreadyDone."""
    return _end(session, act, _locked(session, task_id), TaskState.DONE, outcome)


def drop(session: Session, act: Act, task_id: int, *, reason: str) -> Task:
    """It need not be done. Raises NotFound, AlreadyDone, Incomplete without a reason."""
    task = _locked(session, task_id)
    if not reason.strip():
        raise Incomplete("Schrijf op waarom deze taak vervalt.")
    return _end(session, act, task, TaskState.DROPPED, reason)


def drop_with(session: Session, act: Act, key: str, *, reason: str) -> None:
    """Drop the open task that the program set under this key, where there is one."""
    task = _open_with(session, key)
    if task is not None:
        drop(session, act, task.id, reason=reason)


def drop_of_case(session: Session, act: Act, case_id: int, *, reason: str) -> None:
    """Drop the open tasks that the program set on a case, but for an e-mail that nobody read: whoever wrote it waits.

    What a person set stays for whoever set it.
    """
    asked = select(Task).where(
        Task.case_id == case_id, Task.key != "", ~Task.key.startswith(OF_MAIL), Task.state == TaskState.OPEN
    )
    for task in session.scalars(asked.order_by(Task.id)).all():
        _end(session, act, task, TaskState.DROPPED, reason)


def standing_on(session: Session, subject: str) -> list[Task]:
    """The open tasks that the program set on a subject: their keys are `subject:…`."""
    keys = (Task.key > f"{subject}:") & (Task.key < f"{subject};") & (Task.key != "")
    return list(session.scalars(select(Task).where(keys, Task.state == TaskState.OPEN).order_by(Task.id)))


def may_ask(session: Session, key: str) -> bool:
    """Whether the program may set the task with this key: none is open, and the last was not ended by a person."""
    newest = select(Task.state, Task.ended_by).where(Task.key == key[:120], Task.key != "").order_by(Task.id.desc())
    last = session.execute(newest.limit(1)).first()
    return last is None or (last.state is not TaskState.OPEN and last.ended_by is None)


def _end(session: Session, act: Act, task: Task, state: TaskState, outcome: str) -> Task:
    if task.state is not TaskState.OPEN:
        raise AlreadyDone(f"Deze taak is al {name(task.state)} op {task.ended_at:%d-%m-%Y}.")
    task.state, task.outcome, task.ended_at, task.ended_by = state, outcome.strip()[:LONGEST], act.now, act.actor_id
    if task.case_id is not None:
        told = TaskEnded(task_id=task.id, task=task.what, state=state, outcome=task.outcome)
        events.record(session, act, task.case_id, told, effective_on=act.today)
    session.flush()
    return task


def _locked(session: Session, task_id: int) -> Task:
    """A task to end, with its case locked first, as everywhere."""
    case_id = session.scalar(select(Task.case_id).where(Task.id == task_id))
    if case_id is not None:
        locking.lock_one(session, case_id)
    task = session.get(Task, task_id, with_for_update=True, populate_existing=True)
    if task is None:
        raise NotFound("Deze taak bestaat niet.")
    return task


def _open_with(session: Session, key: str) -> Task | None:
    if not key:
        return None
    return session.scalar(select(Task).where(Task.key == key[:120], Task.state == TaskState.OPEN))


def _receiver(session: Session, act: Act, person_id: int) -> int:
    person = session.get(User, person_id)
    if person is None or not person.active or person.client_id is not None or person.bailiff_office_id is not None:
        raise Refused("Kies iemand van het bureau die kan inloggen.")
    staff = stand_ins.staff(session, on=act.today)
    return staff.receiver(person_id) or person_id if person_id in staff.away else person_id
