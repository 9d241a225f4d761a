"""Messages to a mobile phone that ask somebody to call us, one row for each."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.models.cases import Case, Debtor
from cases.models.deliveries import DeliveryState
from cases.models.people import ContactPoint
from cases.schema.db import Base

_GOING = text("state IN ('planned', 'sending')")


class MessageOutcome(StrEnum):
    """What a person says of a message of which it is uncertain whether it left."""

    ARRIVED = "arrived"
    SEND_AGAIN = "send_again"
    GIVEN_UP = "given_up"


class TextMessage(Base):
    """One message about a case to somebody who owes there, or who speaks for him: no letter, and no term runs from it.

    `debtor_id`: who owes, whose attempts it counts with. `number`: the mobile number of `contact_point_id` as it was
    when it was ordered, as +316…; `text`: what it says, to the letter. It leaves at `leaves_at` or after it. `mark`:
    made as it is ordered, the same for each attempt, by which whoever sends it knows it again. `taken_at` and `token`:
    since when a worker is sending it. `went_at`: when it was handed over, as far as is known: from then on it counts as
    an attempt. `answer`: what the service said last. `reason`: why it waits, was stopped or needs a person, in Dutch.
    `settled_at`: when a person saw to one that did not leave.
    """

    __tablename__ = "text_message"
    __table_args__ = (
        Index("uq_text_message_mark", "mark", unique=True),
        Index("ix_text_message_state_leaves_at", "state", "leaves_at"),
        Index(
            "uq_text_message_case_id_debtor_id_going", "case_id", "debtor_id", unique=True, sqlite_where=_GOING,
            postgresql_where=_GOING,
        ),
        CheckConstraint("(state = 'sending') = (taken_at IS NOT NULL)", name="taken_while_sending"),
        CheckConstraint("state NOT IN ('accepted', 'uncertain', 'sending') OR went_at IS NOT NULL", name="went_counts"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    debtor_id: Mapped[int] = mapped_column(ForeignKey("debtor.id"), index=True)
    contact_point_id: Mapped[int] = mapped_column(ForeignKey("contact_point.id"))
    number: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[DeliveryState]
    planned_at: Mapped[datetime]
    planned_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    leaves_at: Mapped[datetime]
    mark: Mapped[str] = mapped_column(String(32))
    taken_at: Mapped[datetime | None]
    token: Mapped[str | None] = mapped_column(String(32))
    attempts: Mapped[int] = mapped_column(default=0)
    went_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    case: Mapped[Case] = relationship()
    debtor: Mapped[Debtor] = relationship()
    contact_point: Mapped[ContactPoint] = relationship()
