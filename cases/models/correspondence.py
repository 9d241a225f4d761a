"""Letters, the batches they leave in, what the fourteen-day notice did, and contact."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.models.cases import Case, Debtor
from cases.models.people import CaseParty, ContactPoint
from cases.schema.db import Base, Note, NotedFields
from legal.counting.valuation import Channel
from legal.wording import InDutch


class LetterKind(InDutch):
    """Letters to a debtor, by the name of their document in `letters`, and as people call them."""

    FIRST_NOTICE = "first_notice", "Eerste brief (veertiendagenbrief)"
    ADDED_NOTICE = "added_notice", "Aanvullende veertiendagenbrief"
    ARRANGEMENT_CONFIRMATION = "arrangement_confirmation", "Bevestiging betalingsregeling"
    INTERRUPTION_LETTER = "interruption_letter", "Stuitingsbrief"
    GUARANTOR_NOTICE = "guarantor_notice", "Mededeling aan de borg"
    DISPUTE_RECEIVED = "dispute_received", "Ontvangstbevestiging bezwaar"
    DISPUTE_ANSWERED = "dispute_answered", "Antwoord op bezwaar"
    CLIENT_QUESTION = "client_question", "Vraag aan de opdrachtgever"
    COMPLAINT_RECEIVED = "complaint_received", "Ontvangstbevestiging klacht"
    COMPLAINT_ANSWERED = "complaint_answered", "Antwoord op klacht"
    DEBT_HELP_BALANCE = "debt_help_balance", "Saldo-opgave voor schuldhulp"
    CLAIM_SUBMISSION = "claim_submission", "Indiening vordering bij insolventie"
    TO_HEIRS = "to_heirs", "Aan de erven"
    TO_REPRESENTATIVE = "to_representative", "Aan de vertegenwoordiger"
    COPIES = "copies", "Kopie van stukken"
    MISSED_TERM = "missed_term", "Termijn gemist"
    BUDGET_FORM = "budget_form", "Budgetformulier"
    PLAN_PROPOSED = "plan_proposed", "Voorstel betalingsregeling"
    PLAN_LAPSED = "plan_lapsed", "Regeling vervallen"
    PLAN_FINISHED = "plan_finished", "Regeling betaald"
    PROMISE_CONFIRMED = "promise_confirmed", "Bevestiging toezegging"
    PAYMENT_RECEIVED = "payment_received", "Ontvangst betaling"
    RECEIPT = "receipt", "Bewijs van betaling"
    CASE_CLOSED = "case_closed", "Dossier gesloten"
    DEFAULT_NOTICE = "default_notice", "Ingebrekestelling"
    REMINDER = "reminder", "Herinnering"
    LAST_SUMMONS = "last_summons", "Laatste sommatie"


class LetterState(StrEnum):
    """queued → rendering → rendered → leaving → posted; failed waits for a person, withdrawn never left.

    One by e-mail is sending in between: handed to a mail server, and nobody knows yet whether that took it.

    One that is leaving was confirmed for the post, with its day; what that does to its case is not booked yet. Where
    that went wrong it has an `error` and does not count; it fails when its case is changed before it is booked.
    """

    QUEUED = "queued"
    RENDERING = "rendering"
    RENDERED = "rendered"
    SENDING = "sending"
    LEAVING = "leaving"
    POSTED = "posted"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class LetterBatch(Base):
    """Letters that were ordered together from one preview. `posted_on` is the day a handler confirmed for the post.

    `details`: what somebody filled in for a letter by hand, by field (`correspondence.details`); {} where nothing was.
    """

    __tablename__ = "letter_batch"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[LetterKind]
    letter_date: Mapped[date]
    ordered_at: Mapped[datetime]
    ordered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    posted_on: Mapped[date | None]
    posted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    details: Mapped[dict[str, Any]] = mapped_column(NotedFields(), default=dict, server_default="{}")
    letters: Mapped[list["Letter"]] = relationship(order_by="Letter.id", back_populates="batch")


class BatchWork(Base):
    """What of a batch is done in pieces, how far that is, and until when somebody is at it.

    `asked`: of each case that was to get a letter its id and the mark of what was shown, by id; only where one piece
    was not enough. Ordering goes on after the case `ordered_after`, None once all were looked at. `left_out`: the cases
    that got none after all, and why in Dutch. `posted_at`: when posting was confirmed; it counts with the figures of
    then.
    """

    __tablename__ = "batch_work"
    batch_id: Mapped[int] = mapped_column(ForeignKey("letter_batch.id"), primary_key=True, autoincrement=False)
    asked: Mapped[list[Any]] = mapped_column(default=list, deferred=True)
    asked_count: Mapped[int] = mapped_column(default=0)
    ordered_after: Mapped[int | None]
    left_out: Mapped[list[Any]] = mapped_column(default=list, deferred=True)
    left_out_count: Mapped[int] = mapped_column(default=0)
    posted_at: Mapped[datetime | None]
    figure_set_sha256: Mapped[str | None] = mapped_column(ForeignKey("figure_set.sha256"))
    busy_until: Mapped[datetime | None]
    busy_token: Mapped[str | None] = mapped_column(String(32))
    batch: Mapped[LetterBatch] = relationship()


class Letter(Base):
    """One letter of one case to one person. The row is the truth: a worker claims it with a lease; only the holder
    finishes it.

    `debtor_id`: who owes and is written to; `party_id`: who got it for him, None where he got it himself.
    `contact_point_id`: the address it went to, None for a letter from before addresses were kept.
    """

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("batch_id", "case_id", "debtor_id"),
        Index(
            "uq_letter_case_id_kind_debtor_id_standing", "case_id", "kind", "debtor_id", unique=True,
            sqlite_where=text("standing"), postgresql_where=text("standing"),
        ),
        Index("ix_letter_state_lease_until", "state", "lease_until"),
        Index("ix_letter_batch_id_state", "batch_id", "state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("letter_batch.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    debtor_id: Mapped[int] = mapped_column(ForeignKey("debtor.id"))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("case_party.id"))
    contact_point_id: Mapped[int | None] = mapped_column(ForeignKey("contact_point.id"))
    kind: Mapped[LetterKind]
    channel: Mapped[Channel]
    state: Mapped[LetterState]
    standing: Mapped[bool] = mapped_column(default=True)
    lease_until: Mapped[datetime | None]
    lease_token: Mapped[str | None] = mapped_column(String(32))
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    text_version: Mapped[str] = mapped_column(String(20), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    fee: Mapped[Decimal | None]
    pdf_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    docx_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    sent_on: Mapped[date | None]
    delivered_on: Mapped[date | None]
    returned_on: Mapped[date | None]
    receipt_disputed_on: Mapped[date | None]
    batch: Mapped[LetterBatch] = relationship(back_populates="letters")
    case: Mapped[Case] = relationship()
    debtor: Mapped[Debtor] = relationship()
    party: Mapped[CaseParty | None] = relationship()
    contact_point: Mapped[ContactPoint | None] = relationship()
    content: Mapped["LetterContent | None"] = relationship(back_populates="letter")


class LetterContent(Base):
    """What a made letter says: to whom, about which claims (ids), with which costs (euro, with VAT). Append-only.

    `fee` None: not noted. `text` empty: kept in the PDF alone.
    """

    __tablename__ = "letter_content"
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"), primary_key=True, autoincrement=False)
    debtor_id: Mapped[int] = mapped_column(ForeignKey("debtor.id"))
    claim_ids: Mapped[list[Any]]
    fee: Mapped[Decimal | None]
    text: Mapped[str] = mapped_column(Text, default="")
    kept_at: Mapped[datetime]
    letter: Mapped[Letter] = relationship(back_populates="content")


class ContactChannel(StrEnum):
    """How contact went."""

    PHONE_OUT = "phone_out"
    PHONE_IN = "phone_in"
    EMAIL_OUT = "email_out"
    EMAIL_IN = "email_in"
    POST_IN = "post_in"
    VISIT = "visit"


class ContactOutcome(StrEnum):
    """What came of it."""

    NO_ANSWER = "no_answer"
    VOICEMAIL = "voicemail"
    PROMISES_PAYMENT = "promises_payment"
    ASKS_ARRANGEMENT = "asks_arrangement"
    DISPUTES = "disputes"
    CANNOT_PAY = "cannot_pay"
    REFUSES = "refuses"
    ASKS_INFORMATION = "asks_information"
    WRONG_NUMBER = "wrong_number"
    OTHER = "other"


_WITH_ANOTHER = text("debtor_id IS NOT NULL")


class Contact(Base):
    """One logged contact. `right_party`: whether he or who speaks for him was spoken, None when nobody was.

    `debtor_id`: who of those that owe it was about, None for the debtor of the case.
    """

    __tablename__ = "contact"
    __table_args__ = (
        Index("ix_contact_debtor_id", "debtor_id", sqlite_where=_WITH_ANOTHER, postgresql_where=_WITH_ANOTHER),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    channel: Mapped[ContactChannel]
    outcome: Mapped[ContactOutcome]
    right_party: Mapped[bool | None]
    note: Mapped[str] = mapped_column(Note(), default="")
    call_back_on: Mapped[date | None]
    contacted_at: Mapped[datetime]
    logged_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    debtor_id: Mapped[int | None] = mapped_column(ForeignKey("debtor.id"))
    debtor: Mapped[Debtor | None] = relationship()
