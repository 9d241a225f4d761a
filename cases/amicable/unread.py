"""E-mails that came in and that nobody has read: each is an open task of the program on its case."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import ColumnElement, String, cast, func, literal, select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.models import Case, Inbound, InboundState, Task, TaskState
from cases.progress import tasks
from cases.progress.tasks import OF_MAIL, TaskInput

_WAITING: Final = "inbound_waiting"


def is_waiting(session: Session, case_id: int, *, addresses: Collection[str]) -> bool:
    """Whether an e-mail is still to be read that was filed on this case, or came from one of these addresses."""
    keys = (Task.key > OF_MAIL) & (Task.key < f"{OF_MAIL[:-1]};")
    asked = select(Task.id).where(Task.state == TaskState.OPEN, keys)
    filed = select(Inbound.id).join(Task, Task.key == literal(OF_MAIL) + cast(Inbound.id, String)).where(
        Inbound.state == InboundState.FILED, Task.state == TaskState.OPEN, keys, _is_from(addresses)
    )
    unsorted = select(Inbound.id).where(Inbound.state == InboundState.WAITS, _is_from(addresses))
    queries = (asked.where(Task.case_id == case_id), filed, unsorted)
    return any(session.scalar(query.limit(1)) is not None for query in queries)


def _is_from(addresses: Collection[str]) -> ColumnElement[bool]:
    return func.lower(Inbound.sender).in_([each.lower() for each in addresses])


def ask(session: Session, act: Act, row: Inbound, case: Case) -> None:
    """Let whoever handles the case read and answer it."""
    tasks.set(session, act, TaskInput(
        what=f"Lees en beantwoord de e-mail van {row.sender or 'een onbekende'} (Post in, nummer {row.id}).",
        due_on=act.today, person_id=case.handler_id, case_id=case.id, key=_key(row),
    ))


def ask_where(session: Session, act: Act) -> None:
    """Let whoever is first find out on which cases e-mails belong: one task, however many wait."""
    tasks.set(session, act, TaskInput(
        what="Zoek bij Post in uit bij welk dossier de e-mails horen die daar wachten.", due_on=act.today, key=_WAITING,
    ))


def stop_asking_where(session: Session, act: Act) -> None:
    """Take that back once none waits any more."""
    if session.scalar(select(Inbound.id).where(Inbound.state == InboundState.WAITS).limit(1)) is None:
        tasks.drop_with(session, act, _WAITING, reason="Er wacht geen e-mail meer.")


def stop_asking(session: Session, act: Act, row: Inbound, *, reason: str) -> None:
    """It need not be read here any more."""
    tasks.drop_with(session, act, _key(row), reason=reason)


def done(session: Session, act: Act, row: Inbound, *, outcome: str) -> None:
    """It was read; where somebody ended the task already, that stands."""
    found = session.scalar(select(Task.id).where(Task.key == _key(row), Task.state == TaskState.OPEN))
    if found is not None:
        tasks.done(session, act, found, outcome=outcome)


def _key(row: Inbound) -> str:
    return f"{OF_MAIL}{row.id}"
