"""Print runs: letters that go to the printer together, once."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.models.accounts import User
from cases.models.correspondence import Letter
from cases.schema.db import Base, Note

_STANDING = text("standing")


class PrintState(StrEnum):
    """made → (delivering →) handed_over; uncertain waits for a person, cancelled never went to a printer.

    What is delivering was written for the printer's folder and is being put there: where the program dies then, what
    lies in the folder tells how far it came, and where that tells nothing it is uncertain.
    """

    MADE = "made"
    DELIVERING = "delivering"
    HANDED_OVER = "handed_over"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"


def file_name(run_id: int, sha256: str) -> str:
    """What the files of a run are called at the printer, without an ending: of this content alone."""
    return f"drukwerk-{run_id}-{sha256[:8]}"


class PrintRun(Base):
    """Letters of one or more batches in one PDF, handed over once.

    `to_folder`: a worker puts it in the printer's folder; else a person takes it. `trouble`: what holds it up now, in
    words of the program. `pdf_sha256`: of what was handed over. `posted_on`: the day of posting that the printer named.
    `receipts`: fingerprints of what the printer answered, so that nothing is read twice. `busy_until`: until when a
    worker is at it.
    """

    __tablename__ = "print_run"
    __table_args__ = (
        CheckConstraint(
            "state <> 'handed_over' OR (handed_over_at IS NOT NULL AND pdf_sha256 IS NOT NULL)",
            name="handed_over_at_some_moment",
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[PrintState]
    to_folder: Mapped[bool]
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    trouble: Mapped[str] = mapped_column(Text, default="")
    handed_over_at: Mapped[datetime | None]
    handed_over_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    pdf_sha256: Mapped[str | None] = mapped_column(String(64))
    posted_on: Mapped[date | None]
    receipts: Mapped[list[Any]] = mapped_column(default=list)
    busy_until: Mapped[datetime | None]
    busy_token: Mapped[str | None] = mapped_column(String(32))
    maker: Mapped[User | None] = relationship(foreign_keys=[made_by])
    letters: Mapped[list["PrintRunLetter"]] = relationship(order_by="PrintRunLetter.ordinal", back_populates="run")

    @property
    def file_name(self) -> str:
        """What its files are called at the printer."""
        return file_name(self.id, self.pdf_sha256 or "")


class PrintRunLetter(Base):
    """A letter in a print run. A letter stands in one run: in another only after a person said why.

    `ordinal`: its number in the manifest, from 1. `is_printed`: whether it was in what was handed over and the printer
    said nothing else, None as long as nothing was; `why` says why not. `pages` are those of its own PDF. `again`: why a
    person had it printed once more, "" for a first time.
    """

    __tablename__ = "print_run_letter"
    __table_args__ = (
        Index(
            "uq_print_run_letter_letter_id_standing", "letter_id", unique=True, sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
        Index("uq_print_run_letter_run_id_ordinal", "run_id", "ordinal", unique=True),
        Index("ix_print_run_letter_letter_id", "letter_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("print_run.id"))
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"))
    ordinal: Mapped[int]
    standing: Mapped[bool] = mapped_column(default=True)
    is_printed: Mapped[bool | None]
    pages: Mapped[int | None]
    why: Mapped[str] = mapped_column(Note(300), default="")
    again: Mapped[str] = mapped_column(Note(300), default="")
    run: Mapped[PrintRun] = relationship(back_populates="letters")
    letter: Mapped[Letter] = relationship()
