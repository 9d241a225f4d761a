"""The trace of all that is no event of a case: one append-only row per thing that somebody did, saw, or was refused."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.models.set_up_changes import SetUpChange
from cases.schema.db import Base


class TraceKind(StrEnum):
    """What was done, or tried in vain."""

    LOGGED_IN = "logged_in"
    STEP_MADE = "step_made"
    LOGGED_OUT = "logged_out"
    LOGIN_FAILED = "login_failed"
    STEP_FAILED = "step_failed"
    PASSWORD_FAILED = "password_failed"  # noqa: S105 - the name of a kind
    PASSWORD_GIVEN = "password_given"  # noqa: S105 - the name of a kind
    TOO_MANY_TRIES = "too_many_tries"
    REFUSED = "refused"
    CASE_SEEN = "case_seen"
    DOCUMENT_OPENED = "document_opened"
    EXPORTED = "exported"
    SEARCHED = "searched"
    SHOWN_WHOLE = "shown_whole"
    SENT = "sent"
    CHANGED = "changed"


class SearchedBy(StrEnum):
    """What was searched by; the words themselves are kept nowhere."""

    NUMBER = "number"
    EMAIL = "email"
    POSTAL_CODE = "postal_code"
    WORDS = "words"


class TraceLine(Base):
    """Who did it (`user_id`; of a failed log-in whose account it was, None for none of ours), when and from where.

    `address` is empty for the program itself and the command line. `page`: the view. `number`: what else the address of
    that page numbers, such as a batch. `change_id`: for CHANGED, with old and new value. `said`: a code, such as the
    status of a refusal. No foreign keys to what others lock: a line must not wait for who works on a case.
    """

    __tablename__ = "trace_line"
    __table_args__ = (
        Index("ix_trace_line_at", "at", "id"),
        Index("ix_trace_line_user_id", "user_id", "at", "id"),
        Index("ix_trace_line_address", "address", "at", "id"),
        Index("ix_trace_line_kind", "kind", "at", "id"),
        Index("ix_trace_line_case_id", "case_id", "at", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[TraceKind]
    at: Mapped[datetime]
    user_id: Mapped[int | None]
    address: Mapped[str] = mapped_column(String(45), default="")
    page: Mapped[str] = mapped_column(String(60), default="")
    case_id: Mapped[int | None]
    document_id: Mapped[int | None]
    number: Mapped[int | None]
    said: Mapped[str] = mapped_column(String(60), default="")
    change_id: Mapped[int | None] = mapped_column(ForeignKey("set_up_change.id"))
    change: Mapped[SetUpChange | None] = relationship()
