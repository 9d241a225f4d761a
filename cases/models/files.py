"""Uploaded claim files and stored documents."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from cases.schema.db import Base, Note


class DocumentKind(StrEnum):
    """What a stored document is; evidence kinds become exhibits."""

    INVOICE = "invoice"
    AGREEMENT = "agreement"
    TERMS = "terms"
    MANDATE = "mandate"
    INSOLVENCY_PROOF = "insolvency_proof"
    GUARDIANSHIP_PROOF = "guardianship_proof"
    DELIVERY_PROOF = "delivery_proof"
    CORRESPONDENCE = "correspondence"
    LETTER = "letter"
    SENT_MAIL = "sent_mail"
    RECEIVED_MAIL = "received_mail"
    WRIT = "writ"
    SPECIFICATION = "specification"
    PACKAGE = "package"
    SERVICE_REPORT = "service_report"
    CREDIT_NOTE = "credit_note"
    COST_PROOF = "cost_proof"
    UNREADABLE = "unreadable"


class Document(Base):
    """A file in the store, known by its SHA-256; never changed, never made again, but made unreadable by two people."""

    __tablename__ = "document"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[DocumentKind]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"), index=True)
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"), index=True)
    title: Mapped[str] = mapped_column(Note(200))
    filename: Mapped[str] = mapped_column(Note(200))
    media_type: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    stored_at: Mapped[datetime]
    stored_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)


class UploadState(StrEnum):
    """A claim file: shown to the client, being made into cases after its yes, taken in, or dropped."""

    PREVIEWED = "previewed"
    ARRIVING = "arriving"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


_TAKEN_IN = text("state IN ('arriving', 'confirmed')")
_ARRIVING = text("state = 'arriving'")


class Upload(Base):
    """A claim file of a client: its hash, a copy without citizen numbers or words on health, and what became of it.

    `size`: of that copy, in bytes; None from before it was kept.
    `answers`: for which rows the client said that it is another invoice than the one on record, and why.
    While its cases are made: `done_count` of `accepted_count` rows are, under the `terms_id` of the yes; a worker holds
    it until `lease_until`. `recognised`: which debtors on record its rows are, as it was when they began to be made;
    None before that. `left_out`: rows that could not be taken in after all, and why. `outdated`: why the yes to what
    was shown could not be followed.
    """

    __tablename__ = "upload"
    __table_args__ = (
        Index(
            "uq_upload_client_id_sha256_taken_in", "client_id", "sha256", unique=True,
            sqlite_where=_TAKEN_IN, postgresql_where=_TAKEN_IN,
        ),
        Index("ix_upload_state_arriving", "state", sqlite_where=_ARRIVING, postgresql_where=_ARRIVING),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    filename: Mapped[str] = mapped_column(Note(200))
    masked_sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[UploadState]
    read_on: Mapped[date]
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmed_at: Mapped[datetime | None]
    confirmed_on: Mapped[date | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    terms_id: Mapped[int | None] = mapped_column(ForeignKey("client_terms.id"))
    accepted_count: Mapped[int]
    accepted_total: Mapped[Decimal]
    refused_count: Mapped[int]
    case_count: Mapped[int] = mapped_column(default=0)
    done_count: Mapped[int] = mapped_column(default=0, server_default="0")
    report: Mapped[dict[str, Any]] = mapped_column(JSON(), deferred=True)
    answers: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    recognised: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    left_out: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    outdated: Mapped[str] = mapped_column(String(300), default="", server_default="")
    lease_until: Mapped[datetime | None]
    lease_token: Mapped[str | None] = mapped_column(String(32))
