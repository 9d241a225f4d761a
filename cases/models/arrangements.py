"""Payment arrangements (betalingsregelingen) and their instalments."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.schema.db import Base, Note


class ArrangementState(StrEnum):
    """running until kept, broken or ended by a person."""

    RUNNING = "running"
    KEPT = "kept"
    BROKEN = "broken"
    ENDED = "ended"


class TermState(StrEnum):
    """How a term of an arrangement stands on a day: counted from what came in, never kept."""

    PAID = "paid"
    PART_PAID = "part_paid"
    OPEN = "open"
    LATE = "late"
    MISSED = "missed"


_WITH_ONE = text("debtor_id IS NOT NULL")


class Arrangement(Base):
    """An agreed schedule; one running per case. `costs_rest`: made before costs were due, so they are not asked.

    `counted_through`: the last day that could be counted when it was made, None where that was `agreed_on` itself.
    `debtor_id`: with whom of several who owe it was made, None where one owes.
    """

    __tablename__ = "arrangement"
    __table_args__ = (
        Index(
            "uq_arrangement_case_id_running", "case_id", unique=True,
            sqlite_where=text("state = 'running'"), postgresql_where=text("state = 'running'"),
        ),
        Index("ix_arrangement_debtor_id", "debtor_id", sqlite_where=_WITH_ONE, postgresql_where=_WITH_ONE),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    state: Mapped[ArrangementState]
    agreed_on: Mapped[date]
    counted_through: Mapped[date | None]
    total: Mapped[Decimal]
    costs_rest: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(Note(500), default="")
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    ended_on: Mapped[date | None]
    debtor_id: Mapped[int | None] = mapped_column(ForeignKey("debtor.id"))
    instalments: Mapped[list["Instalment"]] = relationship(order_by="Instalment.ordinal", back_populates="arrangement")


class Instalment(Base):
    """One term of an arrangement. `missed_on` is the day the daily run saw it was not paid."""

    __tablename__ = "instalment"
    __table_args__ = (
        UniqueConstraint("arrangement_id", "ordinal"),
        CheckConstraint("amount > 0", name="amount_positive"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    arrangement_id: Mapped[int] = mapped_column(ForeignKey("arrangement.id"), index=True)
    ordinal: Mapped[int]
    due_on: Mapped[date] = mapped_column(index=True)
    amount: Mapped[Decimal]
    missed_on: Mapped[date | None]
    arrangement: Mapped[Arrangement] = relationship(back_populates="instalments")
