"""What one administrator asked and another has to confirm before it happens."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.models.accounts import User
from cases.schema.db import Base, Note


class LookKind(StrEnum):
    """What a second person looks at."""

    ACCOUNT = "account"
    ROLE = "role"
    NEW_USER = "new_user"
    ACCESS = "access"
    PASSWORD = "password"  # noqa: S105 - the name of a kind
    SECOND_STEP = "second_step"
    ONE_PERSON = "one_person"
    REDACTION = "redaction"
    FIGURES = "figures"
    ASSESSMENT = "assessment"
    WRITE_OFF = "write_off"
    REFUND = "refund"
    BAILIFF_ORDER = "bailiff_order"
    TEXT_RELEASE = "text_release"
    ERASURE = "erasure"
    TEXT_APPROVAL = "text_approval"
    LETTER_ADDITION = "letter_addition"


class LookState(StrEnum):
    """How it stands."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class LookedAs(StrEnum):
    """What stood in for the second pair of eyes when something was confirmed."""

    COLLEAGUE = "colleague"
    OUTSIDER = "outsider"
    WAITING_TIME = "waiting_time"


class SecondLook(Base):
    """A change that waits. `subject_id` is the agency's row or a user, 0 for one who is not there yet and for what is
    to be made unreadable or erased, for texts to approve and what is added to a letter; of a case what waits on it: the
    assessment, the write-off, the writ, of a repayment its entry once that was made; of figures the first; of a release
    the stopped text.

    `before` is what stood when it was asked, `wanted` what is to stand. `reason` starts, at `waits_from`, the waiting
    time of an office of one person. `decided_as`: of what was confirmed, by which kind of second pair of eyes.
    """

    __tablename__ = "second_look"
    __table_args__ = (Index("ix_second_look_state", "state"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[LookKind]
    subject_id: Mapped[int]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    wanted: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[LookState] = mapped_column(default=LookState.OPEN)
    asked_at: Mapped[datetime]
    asked_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(Note(), default="")
    waits_from: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decision: Mapped[str] = mapped_column(Note(), default="")
    decided_as: Mapped[LookedAs | None]
    asker: Mapped[User] = relationship(foreign_keys=asked_by)
    decider: Mapped[User | None] = relationship(foreign_keys=decided_by)
