"""Later figures that the agency added, what was decided about them, and what each stored result was counted from."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.models.accounts import User
from cases.schema.db import Base, ExactDecimal, Note


class FigureDecisionKind(StrEnum):
    """What became of an added figure: confirmed or rejected by a second person, withdrawn when it proved wrong."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class FigureAddition(Base):
    """A later value of a series, proposed with its source; `value` None says that the last one still holds.

    Append-only: what became of it are `decisions`.
    """

    __tablename__ = "figure_addition"
    __table_args__ = (CheckConstraint("checked_through >= first_day", name="checked_beyond_first_day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(String(60), index=True)
    first_day: Mapped[date]
    value: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    checked_through: Mapped[date]
    source_name: Mapped[str] = mapped_column(Note(120))
    source_address: Mapped[str] = mapped_column(Note(400))
    note: Mapped[str] = mapped_column(Note(), default="")
    proposed_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    proposed_at: Mapped[datetime]
    proposer: Mapped[User] = relationship()
    decisions: Mapped[list["FigureDecision"]] = relationship(order_by="FigureDecision.id", back_populates="addition")


class FigureDecision(Base):
    """One decision on an added figure. Append-only; the newest one counts."""

    __tablename__ = "figure_decision"
    __table_args__ = (UniqueConstraint("addition_id", "kind"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    addition_id: Mapped[int] = mapped_column(ForeignKey("figure_addition.id"))
    kind: Mapped[FigureDecisionKind]
    reason: Mapped[str] = mapped_column(Note(), default="")
    decided_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime]
    decider: Mapped[User] = relationship()
    addition: Mapped[FigureAddition] = relationship(back_populates="decisions")


class FigureKeeper(Base):
    """Who sees to it that the figures from `turn_on` on are added. Append-only; the newest one of a day counts."""

    __tablename__ = "figure_keeper"
    id: Mapped[int] = mapped_column(primary_key=True)
    turn_on: Mapped[date] = mapped_column(index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    named_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    named_at: Mapped[datetime]


class FigureSet(Base):
    """All figures as they were at some time, kept once under their fingerprint. Append-only."""

    __tablename__ = "figure_set"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[dict[str, Any]]
    kept_at: Mapped[datetime]


OF_SOMETHING = "letter_id IS NOT NULL OR writ_id IS NOT NULL OR event_id IS NOT NULL"


class ValuationRecord(Base):
    """What a letter, a writ or an event was counted from: facts with policy, figures, program. Append-only."""

    __tablename__ = "valuation_record"
    __table_args__ = (CheckConstraint(OF_SOMETHING, name="of_something"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"), index=True)
    writ_id: Mapped[int | None] = mapped_column(ForeignKey("writ.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("case_event.id"), index=True)
    as_of: Mapped[date]
    figure_set_sha256: Mapped[str] = mapped_column(ForeignKey("figure_set.sha256"))
    reasons: Mapped[dict[str, Any]]
    kept_at: Mapped[datetime]
