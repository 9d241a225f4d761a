"""What was made unreadable because it may not be kept, and the list of where such a thing stands."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.models.accounts import User
from cases.schema.db import Base, Note


class Redaction(Base):
    """One piece of a text that a mark took the place of, append-only; asked and confirmed by two people.

    `path` is the way within a structured value, "" for a text. The piece went from the sign `starts_at`, counted from
    0, to before `ends_at`; of a file (`column_name` "file") from its first byte to its last. `digest` is that of the
    row from then on, under the salt that its seal got then; "" for a row that is not in the chain, and for a piece with
    another beside it that went in the same act.
    """

    __tablename__ = "redaction"
    __table_args__ = (
        CheckConstraint("asked_by <> confirmed_by", name="two_people"),
        CheckConstraint("starts_at >= 0 AND starts_at < ends_at", name="some_signs"),
        CheckConstraint("mark LIKE '[onleesbaar gemaakt op %]'", name="mark"),
        Index("ix_redaction_source_row_id", "source", "row_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(60))
    row_id: Mapped[int]
    column_name: Mapped[str] = mapped_column(String(60))
    path: Mapped[str] = mapped_column(String(200))
    starts_at: Mapped[int]
    ends_at: Mapped[int]
    mark: Mapped[str] = mapped_column(String(120))
    digest: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Note(500))
    second_look_id: Mapped[int] = mapped_column(ForeignKey("second_look.id"))
    asked_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    confirmed_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    confirmed_at: Mapped[datetime]
    asker: Mapped[User] = relationship(foreign_keys=asked_by)
    confirmer: Mapped[User] = relationship(foreign_keys=confirmed_by)


class NumberSearch(Base):
    """A look through the whole record for citizen service numbers, asked by somebody; done when `done_at` is there.

    From `begun_at` a worker is at it, for an hour at most.
    """

    __tablename__ = "number_search"
    id: Mapped[int] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime]
    asked_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    begun_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]


class NumberFound(Base):
    """A list: a text in which the newest search found such a number, never the number itself."""

    __tablename__ = "number_found"
    id: Mapped[int] = mapped_column(primary_key=True)
    search_id: Mapped[int] = mapped_column(ForeignKey("number_search.id"), index=True)
    source: Mapped[str] = mapped_column(String(60))
    row_id: Mapped[int]
    column_name: Mapped[str] = mapped_column(String(60))
    path: Mapped[str] = mapped_column(String(200))


class FileToRemove(Base):
    """A list: a file of which a mark took the place; it goes from the store once that is on record."""

    __tablename__ = "file_to_remove"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
