"""Tasks: something to do on a day, by a person, on a case or on none."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.models.accounts import User
from cases.models.cases import Case
from cases.schema.db import Base, Note

_OPEN = text("state = 'open'")


class TaskState(StrEnum):
    """A task is open until somebody did it, or said that it need not be done."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Task(Base):
    """What somebody has to do, a list of work and no truth. `person_id` None: whoever is first.

    `key` names what the program asks for, so that it is asked once while it is open; "" for what a person wrote.
    """

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended_when_not_open"),
        Index("uq_task_key_open", "key", unique=True, sqlite_where=text("state = 'open' AND key <> ''"),
              postgresql_where=text("state = 'open' AND key <> ''")),
        Index("ix_task_key_id", "key", "id", sqlite_where=text("key <> ''"), postgresql_where=text("key <> ''")),
        Index("ix_task_person_id_due_on_id_open", "person_id", "due_on", "id", sqlite_where=_OPEN,
              postgresql_where=_OPEN),
        Index("ix_task_due_on_id_open", "due_on", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_task_case_id_id", "case_id", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    key: Mapped[str] = mapped_column(String(120), default="")
    what: Mapped[str] = mapped_column(Note(300))
    due_on: Mapped[date]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    state: Mapped[TaskState] = mapped_column(default=TaskState.OPEN)
    set_at: Mapped[datetime]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    outcome: Mapped[str] = mapped_column(Note(300), default="")
    case: Mapped[Case | None] = relationship()
    person: Mapped[User | None] = relationship(foreign_keys=[person_id])
