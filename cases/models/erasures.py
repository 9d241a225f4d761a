"""What went because its term is over, and the list of cases that are to be done."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cases.models.cases import Case
from cases.schema.db import Base


class Scope(StrEnum):
    """What of a closed case goes: first the words, later who it was, and then all that is left of the words too."""

    WORDS = "words"
    PERSON = "person"


class Erasure(Base):
    """That the words of one row gave way to a mark, after the term of its case or its own; append-only.

    A row about a `case` says that the whole case was done in that scope. `scope` None: by a term of its own, by the
    clock. `digest`: of the row from then on, under the salt that its seal got then; "" for a row that may change.
    `second_look_id`: who asked and who confirmed; None by the clock, and where it was carried out again after an older
    backup was put back.
    """

    __tablename__ = "erasure"
    __table_args__ = (
        CheckConstraint("mark LIKE '[gewist op %]'", name="mark"),
        Index("ix_erasure_source_row_id", "source", "row_id"),
        Index("ix_erasure_source_erased_on", "source", "erased_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(60))
    row_id: Mapped[int]
    scope: Mapped[Scope | None]
    mark: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(64))
    erased_on: Mapped[date]
    erased_at: Mapped[datetime]
    second_look_id: Mapped[int | None] = mapped_column(ForeignKey("second_look.id"))


class CaseToErase(Base):
    """A list: a case of which two people confirmed that it goes; the clock does it, or finds that it stays."""

    __tablename__ = "case_to_erase"
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), primary_key=True, autoincrement=False)
    scope: Mapped[Scope]
    second_look_id: Mapped[int] = mapped_column(ForeignKey("second_look.id"))
