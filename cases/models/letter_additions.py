"""What an agency adds to a kind of letter: each paragraph a version that two people approved."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.models.accounts import User
from cases.models.correspondence import LetterKind
from cases.models.second_looks import LookedAs
from cases.schema.db import Base, Note
from letters.additions import MOST


class LetterAddition(Base):
    """A paragraph of the agency's own (aanvulling) in a kind of letter, from `approved_at` until the next one: who
    asked, who confirmed, and as what. Empty where the addition was taken away. It never changes.
    """

    __tablename__ = "letter_addition"
    __table_args__ = (Index("ix_letter_addition_kind", "kind"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[LetterKind]
    text: Mapped[str] = mapped_column(Note(MOST))
    approved_at: Mapped[datetime]
    asked_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    approved_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    approved_as: Mapped[LookedAs]
    asker: Mapped[User] = relationship(foreign_keys=asked_by)
    approver: Mapped[User] = relationship(foreign_keys=approved_by)
