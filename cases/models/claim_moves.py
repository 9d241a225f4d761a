"""Claims that went from one case to another of the same client and debtor."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cases.schema.db import Base


class ClaimMove(Base):
    """A claim that went to another case on a day, append-only. Going back is a move of its own.

    What a letter of the first case said of it stays said: its notice is found from here.
    """

    __tablename__ = "claim_move"
    __table_args__ = (CheckConstraint("from_case_id <> into_case_id", name="to_another_case"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    from_case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    into_case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    moved_on: Mapped[date]
    moved_at: Mapped[datetime]
    moved_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
