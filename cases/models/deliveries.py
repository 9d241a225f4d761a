"""Letters that are sent by a way of their own, one row for each: so far those by e-mail."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.models.correspondence import Letter
from cases.models.files import Document
from cases.models.people import ContactPoint
from cases.schema.db import Base
from legal.counting.valuation import Channel


class DeliveryState(StrEnum):
    """planned → sending → accepted; uncertain waits for a person's word, refused, withdrawn and stopped never left.

    One that was accepted and came back has bounced.

    One that is being sent was taken by a worker, and it is on record before anything goes out: when no answer is on
    record after that, it is uncertain whether it left.
    """

    PLANNED = "planned"
    SENDING = "sending"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    BOUNCED = "bounced"


class MailOutcome(StrEnum):
    """What a person says of an e-mail of which it is uncertain whether it left."""

    ARRIVED = "arrived"
    SEND_AGAIN = "send_again"
    GIVEN_UP = "given_up"


class Delivery(Base):
    """The sending of one letter by one channel, to the `address` that was used when it was ordered.

    It leaves at `leaves_at` or after it. `message_id`: made and kept before the first attempt, the same for each.
    `taken_at` and `token`: since when who is sending it. `answer`: what the server said last. `reason`: why it waits,
    was stopped or needs a person, in Dutch. `document_id`: the message as it was handed over. `settled_at`: when a
    person saw to one that did not arrive.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        Index("uq_delivery_letter_id_channel", "letter_id", "channel", unique=True),
        Index("uq_delivery_message_id", "message_id", unique=True),
        Index("ix_delivery_state_leaves_at", "state", "leaves_at"),
        CheckConstraint("(state = 'sending') = (taken_at IS NOT NULL)", name="taken_while_sending"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"))
    channel: Mapped[Channel]
    contact_point_id: Mapped[int] = mapped_column(ForeignKey("contact_point.id"))
    address: Mapped[str] = mapped_column(String(254))
    state: Mapped[DeliveryState]
    planned_at: Mapped[datetime]
    leaves_at: Mapped[datetime]
    message_id: Mapped[str | None] = mapped_column(String(320))
    taken_at: Mapped[datetime | None]
    token: Mapped[str | None] = mapped_column(String(32))
    attempts: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    letter: Mapped[Letter] = relationship()
    contact_point: Mapped[ContactPoint] = relationship()
    document: Mapped[Document | None] = relationship()
