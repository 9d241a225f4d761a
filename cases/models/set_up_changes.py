"""What was changed in the set-up: one append-only row per field, with the old and the new value."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.models.accounts import User
from cases.schema.db import Base


class SetUpSubject(StrEnum):
    """What of the set-up was changed."""

    AGENCY = "agency"
    CLIENT = "client"
    BAILIFF_OFFICE = "bailiff_office"
    USER = "user"
    TEAM = "team"
    ASSIGNMENT = "assignment"
    TERMS = "terms"
    FIGURE = "figure"
    TEXT = "text"


class SetUpChange(Base):
    """One field that got another value. `changed_by` is None for a change from the command line."""

    __tablename__ = "set_up_change"
    __table_args__ = (Index("ix_set_up_change_subject_subject_id", "subject", "subject_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[SetUpSubject]
    subject_id: Mapped[int]
    field: Mapped[str] = mapped_column(String(60))
    old_value: Mapped[str] = mapped_column(Text)
    new_value: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    changer: Mapped[User | None] = relationship()
