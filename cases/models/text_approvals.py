"""Texts of letters that two people approved: no letter leaves with another."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.models.accounts import User
from cases.models.correspondence import LetterKind
from cases.models.second_looks import LookedAs
from cases.schema.db import Base


class TextApproval(Base):
    """A version of a text as its words were (`fingerprint`): who asked, who confirmed, and as what. It never changes.

    Without people: letters with it had left before approvals were kept, or the agency is made up.
    """

    __tablename__ = "text_approval"
    __table_args__ = (
        UniqueConstraint("kind", "text_version", "fingerprint"),
        CheckConstraint(
            "(asked_by IS NULL) = (approved_by IS NULL) AND (asked_by IS NULL) = (approved_as IS NULL)",
            name="by_two_or_taken_over",
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[LetterKind]
    text_version: Mapped[str] = mapped_column(String(20))
    fingerprint: Mapped[str] = mapped_column(String(64))
    approved_at: Mapped[datetime]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_as: Mapped[LookedAs | None]
    asker: Mapped[User | None] = relationship(foreign_keys=asked_by)
    approver: Mapped[User | None] = relationship(foreign_keys=approved_by)
