"""Who handles which cases: teams, rules that give a new case its handler, and who stands in for whom."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cases.schema.db import Base, Note


class Team(Base):
    """Handlers who share the new cases of a rule."""

    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Note(80), unique=True)


class TeamMember(Base):
    """A user is in one team at most."""

    __tablename__ = "team_member"
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, autoincrement=False)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)


class AssignmentRule(Base):
    """Which new cases go to one handler, or to whoever of a team has the fewest; the first rule that fits counts.

    `client_id` None: of every client. `first_letter` through `last_letter`, both counted, of the main part of the
    debtor's name: "De Boer" stands under the B; both are "" for every name.
    """

    __tablename__ = "assignment_rule"
    __table_args__ = (
        CheckConstraint("(handler_id IS NULL) <> (team_id IS NULL)", name="one_receiver"),
        CheckConstraint("first_letter <= last_letter", name="letters_in_order"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    ordinal: Mapped[int]
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"), index=True)
    first_letter: Mapped[str] = mapped_column(String(1), default="")
    last_letter: Mapped[str] = mapped_column(String(1), default="")
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)


class Absence(Base):
    """A handler is away from `first_day` through `last_day`, both counted; his new work goes to the stand-in."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="days_in_order"),
        CheckConstraint("user_id <> stand_in_id", name="another_stands_in"),
        Index("ix_absence_user_id_last_day", "user_id", "last_day"),
        Index("ix_absence_stand_in_id_last_day", "stand_in_id", "last_day"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    stand_in_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    entered_at: Mapped[datetime]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
