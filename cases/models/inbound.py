"""E-mails that came in, one row for each, whatever became of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.models.cases import Case
from cases.models.correspondence import Contact
from cases.models.deliveries import Delivery
from cases.models.files import Document
from cases.schema.db import Base, Note, Notes


class InboundState(StrEnum):
    """waits for a person; filed on a case as an answer; a bounce of our own e-mail; ignored: no answer to anything."""

    WAITS = "waits"
    FILED = "filed"
    BOUNCE = "bounce"
    IGNORED = "ignored"


class InboundBy(StrEnum):
    """By what it was known of which case it is."""

    REPLY = "reply"
    REFERENCE = "reference"
    ADDRESS = "address"
    PERSON = "person"


class Inbound(Base):
    """One e-mail that came in. `mark`: a fingerprint of its Message-ID and what it says, so that it is kept once.

    `reason`: why it waits or is no answer, or what the mail server said of ours, in Dutch. `by`: how its case was
    found; `delivery_id`: the e-mail of ours that it answers or brings back. `document_id`: the whole message, or a copy
    without what may not be kept. `document_ids`: its attachments that may be kept; `refused`: the others, with why.
    `decided_at`: when a person filed, moved or set aside it.
    """

    __tablename__ = "inbound"
    __table_args__ = (
        Index("uq_inbound_mark", "mark", unique=True),
        Index("ix_inbound_state_received_at", "state", "received_at"),
        CheckConstraint("state <> 'filed' OR case_id IS NOT NULL", name="filed_on_a_case"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(String(64))
    message_id: Mapped[str] = mapped_column(Note(320))
    sender: Mapped[str] = mapped_column(Note(254))
    sender_name: Mapped[str] = mapped_column(Note(200))
    subject: Mapped[str] = mapped_column(Note(300))
    text: Mapped[str] = mapped_column(Note())
    received_at: Mapped[datetime]
    state: Mapped[InboundState]
    by: Mapped[InboundBy | None]
    reason: Mapped[str] = mapped_column(Note(300), default="")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("delivery.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    document_ids: Mapped[list[Any]] = mapped_column(default=list)
    refused: Mapped[list[str]] = mapped_column(Notes(), default=list)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    case: Mapped[Case | None] = relationship()
    contact: Mapped[Contact | None] = relationship()
    delivery: Mapped[Delivery | None] = relationship()
    document: Mapped[Document] = relationship()
