"""The end of a case in money: what is booked off, what a debtor was told to pay, and lists of what waits."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.models.accounts import User
from cases.models.cases import Case, ClosingReason
from cases.schema.db import Base, Note


class WriteOffState(StrEnum):
    """proposed by one person until another decides; booked at once within the limit of who asks."""

    PROPOSED = "proposed"
    BOOKED = "booked"
    REJECTED = "rejected"
    DROPPED = "dropped"


class WriteOff(Base):
    """What somebody asks to book off (afboeken) of a case, and what was decided. One that waits per case.

    `most_alone`: what who asked it might book off alone then. With a `closing_reason` it is all that is open, and the
    case closes with it; `amount` is then what was open when it was asked, and the entry what was booked.
    """

    __tablename__ = "write_off"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        UniqueConstraint("entry_id"),
        Index(
            "uq_write_off_case_id_proposed", "case_id", unique=True,
            sqlite_where=text("state = 'proposed'"), postgresql_where=text("state = 'proposed'"),
        ),
        Index(
            "ix_write_off_id_proposed", "id",
            sqlite_where=text("state = 'proposed'"), postgresql_where=text("state = 'proposed'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    amount: Mapped[Decimal]
    reason: Mapped[str] = mapped_column(Note(300))
    closing_reason: Mapped[ClosingReason | None]
    state: Mapped[WriteOffState]
    most_alone: Mapped[Decimal]
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decision_note: Mapped[str] = mapped_column(Note(300), default="")
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"))
    case: Mapped[Case] = relationship()
    proposer: Mapped[User | None] = relationship(foreign_keys=[proposed_by])


_TO_ANOTHER = text("debtor_id IS NOT NULL")


class ToldAmount(Base):
    """What a debtor was told to pay, counted through `as_of`, and the last day to do so; append-only.

    `debtor_id`: who of several that owe was told, None for the debtor of the case.
    """

    __tablename__ = "told_amount"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        Index("ix_told_amount_debtor_id", "debtor_id", sqlite_where=_TO_ANOTHER, postgresql_where=_TO_ANOTHER),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    amount: Mapped[Decimal]
    as_of: Mapped[date]
    through_day: Mapped[date]
    told_at: Mapped[datetime]
    told_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(Note(300), default="")
    debtor_id: Mapped[int | None] = mapped_column(ForeignKey("debtor.id"))


class OpenDifference(Base):
    """A closed case on which what was asked was paid on `paid_on`, and of which the rest cannot be counted yet.

    A list: the row goes when the figures reach that day and the rest was booked off.
    """

    __tablename__ = "open_difference"
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True, autoincrement=False)
    paid_on: Mapped[date]


class Overpaid(Base):
    """A case on which too much may have been paid, since a day: it waits until that was paid back.

    A list of cases to count, not of amounts: one of which nothing is too much goes by itself.
    """

    __tablename__ = "overpaid"
    __table_args__ = (Index("ix_overpaid_since_case_id", "since", "case_id"),)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True, autoincrement=False)
    since: Mapped[date]
    case: Mapped[Case] = relationship()
