"""Texts that are stopped: no new letter with them is made or posted."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.models.accounts import User
from cases.models.correspondence import LetterKind
from cases.schema.db import Base, Note
from legal.counting.valuation import Channel

_STANDING = text("released_at IS NULL")


class TextStop(Base):
    """A version of a text that is stopped for one channel, until it is released: by another than who stopped it, or by
    the same person after the waiting time of an office of one person (`second_looks`).
    """

    __tablename__ = "text_stop"
    __table_args__ = (
        Index(
            "uq_text_stop_kind_text_version_channel_standing", "kind", "text_version", "channel", unique=True,
            sqlite_where=_STANDING, postgresql_where=_STANDING,
        ),
        CheckConstraint("(released_at IS NULL) = (released_by IS NULL)", name="released_by_somebody"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[LetterKind]
    text_version: Mapped[str] = mapped_column(String(20))
    channel: Mapped[Channel]
    reason: Mapped[str] = mapped_column(Note())
    stopped_at: Mapped[datetime]
    stopped_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    released_at: Mapped[datetime | None]
    released_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    release_reason: Mapped[str] = mapped_column(Note(), default="")
    stopper: Mapped[User] = relationship(foreign_keys=stopped_by)
    releaser: Mapped[User | None] = relationship(foreign_keys=released_by)
