"""Tasks of the agency itself, which the program sets once each for an administrator, and ends when they are done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.models import Role, RoleName, User, user_role
from cases.progress import tasks
from cases.progress.tasks import TaskInput


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Something to see to, by which day; `key` names it."""

    key: str
    what: str
    due_on: date


def administrator(session: Session) -> User | None:
    """Who is asked while nobody was named: of the administrators who can log in, the one of the longest standing."""
    query = select(User).join(user_role, user_role.c.user_id == User.id).join(Role, Role.id == user_role.c.role_id)
    first = query.where(User.active, Role.name == RoleName.ADMIN.value).order_by(User.id).limit(1)
    return session.scalar(first)


def put(session: Session, act: Act, subject: str, asked: Sequence[Duty], *, person: User | None, outcome: str) -> int:
    """Let those tasks on a subject stand that are `asked`; the number that was set or, with `outcome`, ended.

    One that somebody ended himself is not asked again. Those that stand go to `person`. Keys begin with the subject.
    """
    act, wanted = replace(act, actor_id=None), {duty.key: duty for duty in asked}
    person_id, changed = None if person is None else person.id, 0
    for task in tasks.standing_on(session, subject):
        if task.key in wanted:
            task.person_id, task.what = person_id, wanted[task.key].what
        else:
            tasks.done(session, act, task.id, outcome=outcome)
            changed += 1
    for duty in asked:
        if tasks.may_ask(session, duty.key):
            asked_now = TaskInput(what=duty.what, due_on=duty.due_on, person_id=person_id, key=duty.key)
            tasks.set(session, act, asked_now)
            changed += 1
    session.flush()
    return changed
