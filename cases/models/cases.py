"""The case (dossier): debtor, claims and the events that happened."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.intake.invoice_numbers import core, key
from cases.models.accounts import User
from cases.models.organisations import Client, ClientTerms, Postal
from cases.schema.db import Base, ExactDecimal, Note, Notes
from legal.counting.valuation import DebtorKind, InterestKind
from legal.debtor.prescription import PrescriptionRegime
from legal.facts import ClaimNature, ClauseStatus


class Stage(StrEnum):
    """Where a case stands in the process (process law 9). A dispute or hold is beside it, not a stage."""

    INTAKE = "intake"
    NOTICE_RUNNING = "notice_running"
    AMICABLE = "amicable"
    ARRANGEMENT = "arrangement"
    PRE_LEGAL = "pre_legal"
    SUMMONS_DRAFT = "summons_draft"
    WITH_BAILIFF = "with_bailiff"
    SUMMONS_SERVED = "summons_served"
    CLOSED = "closed"


class NextStep(StrEnum):
    """What a person does next on a case."""

    SEND_FIRST_NOTICE = "send_first_notice"
    CONFIRM_POSTING = "confirm_posting"
    WAIT_NOTICE_TERM = "wait_notice_term"
    CONTACT_DEBTOR = "contact_debtor"
    CALL_BACK = "call_back"
    FOLLOW_ARRANGEMENT = "follow_arrangement"
    REVIEW_HOLD = "review_hold"
    ASSESS = "assess"
    CONFIRM_ASSESSMENT = "confirm_assessment"
    COMPLETE_FILE = "complete_file"
    GIVE_TO_BAILIFF = "give_to_bailiff"
    AWAIT_SERVICE = "await_service"
    REVIEW_STOP = "review_stop"
    AWAIT_PAYMENT = "await_payment"
    NONE = "none"


class ClosingReason(StrEnum):
    """Why a case was closed."""

    PAID_IN_FULL = "paid_in_full"
    WITHDRAWN_BY_CLIENT = "withdrawn_by_client"
    DISPUTE_UPHELD = "dispute_upheld"
    UNCOLLECTABLE = "uncollectable"
    WRONG_DEBTOR = "wrong_debtor"
    SETTLED = "settled"
    SMALL_DIFFERENCE = "small_difference"
    PAID_AS_ASKED = "paid_as_asked"
    JOINED = "joined"
    CREDITED = "credited"


def written_name(company_name: str, first_names: str, initials: str, name_prefix: str, surname: str) -> str:
    """Name of a debtor as written on an envelope."""
    return company_name or " ".join(part for part in (first_names or initials, name_prefix, surname) if part)


class Debtor(Postal, Base):
    """A person or organisation as one client knows it: the debtor (schuldenaar), or who else plays a part in a case.

    Address, phone and e-mail are copies of the preferred contact points, for lists and searches. `language`: ISO 639-1.
    No citizen service number, ever.
    """

    __tablename__ = "debtor"
    __table_args__ = (
        UniqueConstraint("client_id", "identity"),
        Index("ix_debtor_client_id_kvk_number", "client_id", "kvk_number"),
        Index("ix_debtor_client_id_birth_date", "client_id", "birth_date"),
        Index("ix_debtor_kvk_number", "kvk_number"),
        Index("ix_debtor_birth_date", "birth_date"),
        Index("ix_debtor_customer_number_client_id", "customer_number", "client_id"),
        Index("ix_debtor_search_name_client_id", "search_name", "client_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    identity: Mapped[str] = mapped_column(String(300))
    customer_number: Mapped[str] = mapped_column(String(60))
    is_natural_person: Mapped[bool]
    legal_form: Mapped[str] = mapped_column(Note(80), default="")
    company_name: Mapped[str] = mapped_column(Note(200), default="")
    kvk_number: Mapped[str] = mapped_column(String(8), default="")
    first_names: Mapped[str] = mapped_column(Note(120), default="")
    initials: Mapped[str] = mapped_column(Note(20), default="")
    name_prefix: Mapped[str] = mapped_column(Note(40), default="")
    surname: Mapped[str] = mapped_column(Note(120), default="")
    birth_date: Mapped[date | None]
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    search_name: Mapped[str] = mapped_column(String(300), default="")
    trade_names: Mapped[list[str]] = mapped_column(Notes(), server_default="[]")
    language: Mapped[str] = mapped_column(String(2), default="nl", server_default="nl")
    died_on: Mapped[date | None]

    @property
    def name(self) -> str:
        """Name as written on an envelope."""
        return written_name(self.company_name, self.first_names, self.initials, self.name_prefix, self.surname)


class DetailsProposal(Postal, Base):
    """Other details of a debtor than those on record, from a claim file; a person takes them over or leaves them.

    A field that does not differ is empty, `country` too. `taken_over` is None while nobody decided.
    """

    __tablename__ = "details_proposal"
    id: Mapped[int] = mapped_column(primary_key=True)
    debtor_id: Mapped[int] = mapped_column(ForeignKey("debtor.id"), index=True)
    upload_id: Mapped[int | None] = mapped_column(ForeignKey("upload.id"), index=True)
    upload_row: Mapped[int | None]
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    proposed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    taken_over: Mapped[bool | None]


_OPEN, _LEGAL = text("stage <> 'closed'"), text("stage IN ('pre_legal', 'summons_draft')")
_CLOSED = text("closed_on IS NOT NULL")
_OF_OPEN_CASE, _NUMBERED = text("is_open"), text("invoice_key <> ''")
class Case(Base):
    """One case (dossier): the claims of one client on one debtor."""

    __tablename__ = "case"
    __table_args__ = (
        Index("ix_case_next_step_on_id", "next_step_on", "id"),
        Index("ix_case_client_id_stage_id", "client_id", "stage", "id"),
        Index("ix_case_client_id_id", "client_id", "id"),
        Index("ix_case_client_id_id_open", "client_id", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index(
            "ix_case_client_id_next_step_on_id_legal", "client_id", "next_step_on", "id", sqlite_where=_LEGAL,
            postgresql_where=_LEGAL,
        ),
        Index(
            "ix_case_client_id_id_terms_id_legal", "client_id", "id", "terms_id", sqlite_where=_LEGAL,
            postgresql_where=_LEGAL,
        ),
        Index(
            "ix_case_next_step_next_step_on_id_open", "next_step", "next_step_on", "id", sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index(
            "ix_case_handler_id_next_step_next_step_on_id_open", "handler_id", "next_step", "next_step_on", "id",
            sqlite_where=_OPEN, postgresql_where=_OPEN,
        ),
        Index("ix_case_handler_id_id", "handler_id", "id"),
        Index("ix_case_stage_id", "stage", "id"),
        Index("ix_case_upload_id_id", "upload_id", "id"),
        Index("ix_case_closed_on_id", "closed_on", "id", sqlite_where=_CLOSED, postgresql_where=_CLOSED),
        Index("ix_case_stage_next_step_next_step_on", "stage", "next_step", "next_step_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    debtor_id: Mapped[int] = mapped_column(ForeignKey("debtor.id"), index=True)
    terms_id: Mapped[int] = mapped_column(ForeignKey("client_terms.id"))
    upload_id: Mapped[int | None] = mapped_column(ForeignKey("upload.id"))
    payment_reference: Mapped[str] = mapped_column(String(16), unique=True)
    debtor_kind: Mapped[DebtorKind]
    stage: Mapped[Stage]
    next_step: Mapped[NextStep]
    next_step_on: Mapped[date | None]
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    closing_reason: Mapped[ClosingReason | None]
    policy: Mapped[dict[str, Any]]
    version_id: Mapped[int] = mapped_column(default=1)
    client: Mapped[Client] = relationship()
    debtor: Mapped[Debtor] = relationship()
    terms: Mapped[ClientTerms] = relationship()
    handler: Mapped[User | None] = relationship()
    claims: Mapped[list["Claim"]] = relationship(order_by="Claim.due_date, Claim.id", back_populates="case")
    __mapper_args__ = {"version_id_col": version_id}  # noqa: RUF012


def _core_of_number(context: Any) -> str:  # Any: the context of an insert, which SQLAlchemy leaves untyped
    return core(context.get_current_parameters()["invoice_number"])


def _key_of_number(context: Any) -> str:  # Any: as above
    return key(context.get_current_parameters()["invoice_number"])


class Claim(Base):
    """One invoice in a case. `default_from` is the first day of default (verzuim) and so the first of interest.

    `term_of`: the number of the agreement of which it is a periodic term, "" when it is none. `prescription_regime`:
    the kind that was stated, None when nobody did; `prescriptions.regime_of` says which one counts. `barred_from`: the
    first day on which it is barred (verjaard), kept for lists and alarms; a page of one case counts it.
    `invoice_core`: what every spelling of the invoice number has, to find it by (`invoice_numbers.core`).
    `invoice_key`: the number as its letters and digits. The same key, day and amount stands once for a client, in any
    case and for any debtor; a person who says that it is really another invoice makes it the next `twin`.
    `nature`: what it is in law. `interest_clause`, `costs_clause`: what was found of the client's clauses, None where
    the terms of the case say it. `surcharge_percent` comes on a statutory rate; `rate_changes`: an agreed rate that
    changes, as pairs of first day and percentage; `called_in_on`: the whole was called in then, by a clause of that
    status. `penalty`: one sum agreed for paying late (boete), owed from `penalty_from`, by a clause of which
    `penalty_clause` was found.
    `alarmed_months`: the closest alarm that was given about that day, in months ahead, 0 once barred.
    `is_open`: whether its case is open, for lists; the database keeps it (`schema.lookups`), nothing else writes it.
    """

    __tablename__ = "claim"
    __table_args__ = (
        UniqueConstraint("client_id", "invoice_number", "debtor_id"),
        CheckConstraint("principal > 0", name="principal_positive"),
        Index("ix_claim_client_id_invoice_core", "client_id", "invoice_core"),
        Index("ix_claim_invoice_core", "invoice_core"),
        Index(
            "uq_claim_invoice_once", "client_id", "invoice_key", "invoice_date", "principal", "twin", unique=True,
            sqlite_where=_NUMBERED, postgresql_where=_NUMBERED,
        ),
        Index("ix_claim_case_id_barred_from_id", "case_id", "barred_from", "id"),
        Index(
            "ix_claim_barred_from_case_id_open", "barred_from", "case_id", "id", sqlite_where=_OF_OPEN_CASE,
            postgresql_where=_OF_OPEN_CASE,
        ),
        Index(
            "ix_claim_client_id_principal_open", "client_id", "principal", sqlite_where=_OF_OPEN_CASE,
            postgresql_where=_OF_OPEN_CASE,
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    debtor_id: Mapped[int] = mapped_column(ForeignKey("debtor.id"), index=True)
    invoice_number: Mapped[str] = mapped_column(String(60))
    invoice_core: Mapped[str] = mapped_column(String(60), default=_core_of_number, server_default="")
    invoice_key: Mapped[str] = mapped_column(String(60), default=_key_of_number, server_default="")
    twin: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    invoice_date: Mapped[date]
    due_date: Mapped[date]
    principal: Mapped[Decimal]
    subject: Mapped[str] = mapped_column(String(300))
    contract_date: Mapped[date | None]
    reminder_sent_on: Mapped[date | None]
    interest: Mapped[InterestKind]
    contract_percent: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    contract_per: Mapped[str | None] = mapped_column(String(5))
    contract_compound: Mapped[bool] = mapped_column(default=False)
    rate_changes: Mapped[list[Any]] = mapped_column(server_default="[]")
    surcharge_percent: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    surcharge_per: Mapped[str | None] = mapped_column(String(5))
    nature: Mapped[ClaimNature] = mapped_column(default=ClaimNature.CONTRACTUAL, server_default="contractual")
    interest_clause: Mapped[ClauseStatus | None]
    costs_clause: Mapped[ClauseStatus | None]
    called_in_on: Mapped[date | None]
    called_in_clause: Mapped[ClauseStatus | None]
    penalty: Mapped[Decimal | None]
    penalty_from: Mapped[date | None]
    penalty_clause: Mapped[ClauseStatus | None]
    default_from: Mapped[date | None]
    default_basis: Mapped[str] = mapped_column(String(40))
    default_explanation: Mapped[str] = mapped_column(Text)
    prescription_regime: Mapped[PrescriptionRegime | None]
    barred_from: Mapped[date] = mapped_column(index=True)
    alarmed_months: Mapped[int | None]
    term_of: Mapped[str] = mapped_column(String(60), default="", server_default="")
    upload_row: Mapped[int | None]
    is_open: Mapped[bool] = mapped_column(default=True, server_default=true())
    case: Mapped[Case] = relationship(back_populates="claims")


class EventKind(StrEnum):
    """What happened on a case."""

    CASE_OPENED = "case_opened"
    LETTER_QUEUED = "letter_queued"
    LETTER_MADE = "letter_made"
    LETTER_PRINTED = "letter_printed"
    LETTER_PRINTED_AGAIN = "letter_printed_again"
    PRINTER_ANSWERED = "printer_answered"
    LETTER_FAILED = "letter_failed"
    LETTER_WITHDRAWN = "letter_withdrawn"
    LETTER_POSTED = "letter_posted"
    MAIL_TAKEN = "mail_taken"
    MAIL_REFUSED = "mail_refused"
    MAIL_UNCERTAIN = "mail_uncertain"
    MAIL_SETTLED = "mail_settled"
    MAIL_BOUNCED = "mail_bounced"
    MAIL_RECEIVED = "mail_received"
    MAIL_MOVED = "mail_moved"
    SMS_ORDERED = "sms_ordered"
    SMS_TAKEN = "sms_taken"
    SMS_SENT = "sms_sent"
    SMS_NOT_SENT = "sms_not_sent"
    SMS_UNCERTAIN = "sms_uncertain"
    SMS_SETTLED = "sms_settled"
    LETTER_RETURNED = "letter_returned"
    LETTER_RETURN_WITHDRAWN = "letter_return_withdrawn"
    DELIVERY_PROVED = "delivery_proved"
    DELIVERY_PROOF_WITHDRAWN = "delivery_proof_withdrawn"
    NOTICE_TERM_ENDED = "notice_term_ended"
    NOTICE_DEFECTIVE = "notice_defective"
    CONTACT_LOGGED = "contact_logged"
    PAYMENT_REGISTERED = "payment_registered"
    PAYMENT_REVERSED = "payment_reversed"
    BOOKED_OFF = "booked_off"
    BOOKED_BACK = "booked_back"
    REFUNDED = "refunded"
    REFUND_REVERSED = "refund_reversed"
    AMOUNT_TOLD = "amount_told"
    WRITE_OFF_PROPOSED = "write_off_proposed"
    WRITE_OFF_REJECTED = "write_off_rejected"
    ARRANGEMENT_MADE = "arrangement_made"
    ARRANGEMENT_ENDED = "arrangement_ended"
    INSTALMENT_MISSED = "instalment_missed"
    HOLD_PLACED = "hold_placed"
    HOLD_ENDED = "hold_ended"
    ASSESSMENT_MADE = "assessment_made"
    ASSESSMENT_CONFIRMED = "assessment_confirmed"
    ASSESSMENT_REJECTED = "assessment_rejected"
    REGISTER_CHECKED = "register_checked"
    DOCUMENT_ADDED = "document_added"
    COSTS_APPROVED = "costs_approved"
    WRIT_CONFIRMED = "writ_confirmed"
    WRIT_DRAFTED = "writ_drafted"
    GIVEN_TO_BAILIFF = "given_to_bailiff"
    PACKAGE_DOWNLOADED = "package_downloaded"
    WRIT_WITHDRAWN = "writ_withdrawn"
    ORDER_STOPPED = "order_stopped"
    ORDER_RELEASED = "order_released"
    MEANS_SHOWN = "means_shown"
    MEANS_WITHDRAWN = "means_withdrawn"
    SERVICE_REPORTED = "service_reported"
    SERVICE_CORRECTED = "service_corrected"
    DEFAULT_COUNTED = "default_counted"
    PRESCRIPTION_INTERRUPTED = "prescription_interrupted"
    PRESCRIPTION_ALARM = "prescription_alarm"
    INTERRUPTION_WITHDRAWN = "interruption_withdrawn"
    CLAIM_KIND_STATED = "claim_kind_stated"
    CASE_ASSIGNED = "case_assigned"
    NOTE_ADDED = "note_added"
    TASK_SET = "task_set"
    TASK_ENDED = "task_ended"
    CONSUMER_DUTIES_STATED = "consumer_duties_stated"
    LOSS_ACCEPTED = "loss_accepted"
    OTHER_INVOICE_STATED = "other_invoice_stated"
    CLAIM_CORRECTED = "claim_corrected"
    CLAIM_CREDITED = "claim_credited"
    CREDIT_WITHDRAWN = "credit_withdrawn"
    INVOICE_ADDED = "invoice_added"
    OTHER_COST_BOOKED = "other_cost_booked"
    OTHER_COST_WITHDRAWN = "other_cost_withdrawn"
    CLAIM_TERMS_STATED = "claim_terms_stated"
    RECEIPT_DISPUTED = "receipt_disputed"
    MADE_UNREADABLE = "made_unreadable"
    RECEIPT_DISPUTE_ENDED = "receipt_dispute_ended"
    PERSON_LINK_DECIDED = "person_link_decided"
    CASES_JOINED = "cases_joined"
    INVOICES_ADDED = "invoices_added"
    CLAIMS_MOVED = "claims_moved"
    DEBTOR_CHANGED = "debtor_changed"
    CONTACT_POINT_MARKED = "contact_point_marked"
    PARTY_ADDED = "party_added"
    PARTY_ENDED = "party_ended"
    STAGE_CHANGED = "stage_changed"
    PRIVACY_REQUEST = "privacy_request"
    LEGAL_HOLD = "legal_hold"
    CASE_FILE_MADE = "case_file_made"
    TERM_OVER = "term_over"
    CASE_CLOSED = "case_closed"
    CASE_REOPENED = "case_reopened"
    OUTSIDER_DECIDED = "outsider_decided"


class CaseEvent(Base):
    """Something that happened, append-only: `recorded_at` is when we knew, `effective_on` the day that counts.

    `program`: the version that wrote it and the fingerprint of its law; "" for an event from before that was kept.
    """

    __tablename__ = "case_event"
    __table_args__ = (Index("ix_case_event_case_id_id", "case_id", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    kind: Mapped[EventKind]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime]
    effective_on: Mapped[date]
    data: Mapped[dict[str, Any]]
    program: Mapped[str] = mapped_column(String(120), default="", server_default="")
    actor: Mapped[User | None] = relationship()
