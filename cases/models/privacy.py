"""What people ask about their data (art. 15 to 21 AVG), and what was made for one of them of all that is known."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.models.cases import Case, Debtor
from cases.schema.db import Base, Note


class RequestKind(StrEnum):
    """What somebody asks."""

    ACCESS = "access"
    CORRECTION = "correction"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    OBJECTION = "objection"


class RequestState(StrEnum):
    """A request is open until it was answered, or taken back by who made it."""

    OPEN = "open"
    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


_OPEN, _STANDING = text("state = 'open'"), text("lifted_at IS NULL")


class PrivacyRequest(Base):
    """A request of a person. `case_id`: the case from which it came in. `answer_by`: the last day, also when extended.

    `identity_shown`: from what it appeared that it was he. `answer`: what he was told, with the reason of a refusal.
    """

    __tablename__ = "privacy_request"
    __table_args__ = (
        CheckConstraint("(state = 'open') = (answered_on IS NULL)", name="answered_when_not_open"),
        Index("uq_privacy_request_debtor_id_kind_open", "debtor_id", "kind", unique=True, sqlite_where=_OPEN,
              postgresql_where=_OPEN),
        Index("ix_privacy_request_answer_by_id_open", "answer_by", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_privacy_request_debtor_id", "debtor_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    debtor_id: Mapped[int] = mapped_column(ForeignKey("debtor.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[RequestKind]
    state: Mapped[RequestState]
    received_on: Mapped[date]
    answer_by: Mapped[date]
    asked: Mapped[str] = mapped_column(Note())
    identity_shown: Mapped[str] = mapped_column(Note(300), default="")
    extended_on: Mapped[date | None]
    extension_reason: Mapped[str] = mapped_column(Note(), default="")
    answered_on: Mapped[date | None]
    answer: Mapped[str] = mapped_column(Note(), default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    debtor: Mapped[Debtor] = relationship()
    case: Mapped[Case] = relationship()


class PersonExport(Base):
    """That all about a person was put in one file, and for which request. Append-only; the file itself is not kept."""

    __tablename__ = "person_export"
    __table_args__ = (Index("ix_person_export_debtor_id", "debtor_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    debtor_id: Mapped[int] = mapped_column(ForeignKey("debtor.id"))
    request_id: Mapped[int | None] = mapped_column(ForeignKey("privacy_request.id"))
    made_at: Mapped[datetime]
    made_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    paper_count: Mapped[int]


class LegalHold(Base):
    """That the file of a case stays whatever its term, and why: a complaint, a lawsuit, a question of the inspector.

    It stands until somebody lifts it with a reason.
    """

    __tablename__ = "legal_hold"
    __table_args__ = (
        CheckConstraint("(lifted_at IS NULL) = (lifted_reason = '')", name="lifted_with_a_reason"),
        Index("uq_legal_hold_case_id_standing", "case_id", unique=True, sqlite_where=_STANDING,
              postgresql_where=_STANDING),
        Index("ix_legal_hold_case_id", "case_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    reason: Mapped[str] = mapped_column(Note(300))
    placed_at: Mapped[datetime]
    placed_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    lifted_reason: Mapped[str] = mapped_column(Note(300), default="")
