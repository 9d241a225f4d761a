"""Holds, assessment, checks and approvals, the summons writ and what the bailiff reports."""

from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.models.cases import Case
from cases.models.organisations import BailiffOffice
from cases.schema.db import Base, Note


class HoldKind(StrEnum):
    """Why a case stands still. A dispute (betwisting) is one of them: all of them stop letters and the exploot.

    FORGOTTEN: that somebody was vulnerable, after the term of words; in history the mark of what went reads so.
    """

    DISPUTE = "dispute"
    DEBT_HELP = "debt_help"
    INSOLVENCY = "insolvency"
    DECEASED = "deceased"
    VULNERABLE = "vulnerable"
    MINOR = "minor"
    ADDRESS_UNKNOWN = "address_unknown"
    CLIENT_REQUEST = "client_request"
    REPRESENTED = "represented"
    PERSON_UNCLEAR = "person_unclear"
    NEW_DETAILS = "new_details"
    PAYMENT_CHECK = "payment_check"
    FORGOTTEN = "forgotten"

    @classmethod
    def _missing_(cls, value: object) -> "HoldKind | None":
        return cls.FORGOTTEN if str(value).startswith("[gewist op ") else None


_OPEN, _OF = text("ended_on IS NULL"), text("debtor_id IS NOT NULL")


class Hold(Base):
    """A dispute or hold, open while `ended_on` is None; one open hold of a kind per case.

    `client_id`: the client of that case, so that a client's own are counted without those of all others.
    """

    __tablename__ = "hold"
    __table_args__ = (
        Index(
            "uq_hold_case_id_kind_open", "case_id", "kind", unique=True,
            sqlite_where=_OPEN, postgresql_where=_OPEN,
        ),
        Index(
            "ix_hold_client_id_case_id_open", "client_id", "case_id",
            sqlite_where=_OPEN, postgresql_where=_OPEN,
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    kind: Mapped[HoldKind]
    reason: Mapped[str] = mapped_column(Note())
    started_on: Mapped[date]
    review_on: Mapped[date | None]
    placed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    ended_on: Mapped[date | None]
    outcome: Mapped[str] = mapped_column(Note(), default="")
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class AssessmentState(StrEnum):
    """proposed by one person, confirmed or rejected by another where it leads to the bailiff."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    REPLACED = "replaced"


class Assessment(Base):
    """A decision on unwillingness or inability (betalingsonwil, betalingsonmacht) with the facts then listed."""

    __tablename__ = "assessment"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Note())
    signals: Mapped[list[Any]]
    state: Mapped[AssessmentState]
    decided_on: Mapped[date]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmed_on: Mapped[date | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmation_note: Mapped[str] = mapped_column(Note(), default="")


class Register(StrEnum):
    """Public registers looked at before the legal track."""

    INSOLVENCY = "insolvency"      # Centraal Insolventieregister
    GUARDIANSHIP = "guardianship"  # Centraal Curatele- en bewindregister


class RegisterCheck(Base):
    """The result of one look in a register, with its proof.

    `debtor_id`: for whom, where more than one owes; None: for the debtor of the case.
    """

    __tablename__ = "register_check"
    __table_args__ = (Index("ix_register_check_debtor_id", "debtor_id", sqlite_where=_OF, postgresql_where=_OF),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    register: Mapped[Register]
    checked_on: Mapped[date]
    found: Mapped[bool]
    note: Mapped[str] = mapped_column(Note(300), default="")
    proof_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    debtor_id: Mapped[int | None] = mapped_column(ForeignKey("debtor.id"))


class CostApproval(Base):
    """The client's yes to the cost ceiling of the legal track of one case."""

    __tablename__ = "cost_approval"
    __table_args__ = (CheckConstraint("ceiling > 0", name="ceiling_positive"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    ceiling: Mapped[Decimal]
    approved_at: Mapped[datetime]
    approved_by: Mapped[int] = mapped_column(ForeignKey("user.id"))


class WritConfirmationKind(StrEnum):
    """What somebody confirms before the writ may say it. Of the two about the court the newest counts."""

    COURT_INTENDED = "court_intended"
    COURT_NOT_INTENDED = "court_not_intended"
    NO_DEFENCE_KNOWN = "no_defence_known"
    DEFENCE_STATED = "defence_stated"
    WORDING_SEEN = "wording_seen"
    PERSON_CHECKED = "person_checked"


class WritConfirmation(Base):
    """A dated confirmation about what the summons writ says, append-only.

    `confirmed_on` is the day that counts, `note` how it was confirmed or the very words that the writ prints, `about`
    what was on the screen then: words seen, or the name and address of the debtor.
    """

    __tablename__ = "writ_confirmation"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[WritConfirmationKind]
    confirmed_on: Mapped[date]
    note: Mapped[str] = mapped_column(Note(), default="")
    about: Mapped[str] = mapped_column(Note(), default="")
    recorded_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("case_event.id"))


class WritState(StrEnum):
    """The summons writ (sommatie-exploot) on its way."""

    DRAFT = "draft"
    GIVEN = "given"
    SERVED = "served"
    NOT_SERVED = "not_served"
    WITHDRAWN = "withdrawn"


class Writ(Base):
    """A draft summons writ, and the package made of it for one bailiff office."""

    __tablename__ = "writ"
    __table_args__ = (
        Index(
            "uq_writ_case_id_open", "case_id", unique=True,
            sqlite_where=text("state IN ('draft', 'given')"), postgresql_where=text("state IN ('draft', 'given')"),
        ),
        Index(
            "ix_writ_bailiff_office_id_id_given", "bailiff_office_id", "id",
            sqlite_where=text("given_at IS NOT NULL"), postgresql_where=text("given_at IS NOT NULL"),
        ),
        Index(
            "ix_writ_bailiff_office_id_state_id_given", "bailiff_office_id", "state", "id",
            sqlite_where=text("given_at IS NOT NULL"), postgresql_where=text("given_at IS NOT NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    bailiff_office_id: Mapped[int] = mapped_column(ForeignKey("bailiff_office.id"))
    state: Mapped[WritState]
    as_of: Mapped[date]
    text_version: Mapped[str] = mapped_column(String(20))
    dossier: Mapped[dict[str, Any]]
    docx_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    pdf_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    specification_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    package_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    given_at: Mapped[datetime | None]
    given_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    withdrawn_reason: Mapped[str] = mapped_column(Note(300), default="")
    withdrawn_at: Mapped[datetime | None]
    case: Mapped[Case] = relationship()
    bailiff_office: Mapped[BailiffOffice] = relationship()


class PackageDownload(Base):
    """Who took which package when, append-only. `warning` is what the page said at that moment."""

    __tablename__ = "package_download"
    id: Mapped[int] = mapped_column(primary_key=True)
    writ_id: Mapped[int] = mapped_column(ForeignKey("writ.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    downloaded_at: Mapped[datetime]
    sha256: Mapped[str] = mapped_column(String(64))
    warning: Mapped[str] = mapped_column(String(300), default="")


class ServiceManner(StrEnum):
    """How the bailiff left the writ. Law: art. 46-47, 50, 54 Rv."""

    IN_PERSON = "in_person"
    HOUSEMATE = "housemate"
    OTHER_PERSON = "other_person"
    SEALED_ENVELOPE = "sealed_envelope"
    POST = "post"
    OFFICE = "office"
    PUBLIC = "public"
    NOT_SERVED = "not_served"


class ServiceReport(Base):
    """What the bailiff reports back, append-only: one first report per writ, and at most one correction of each.

    With `corrects_id` the row takes the place of that other one, for `correction_reason`; the newest row of a writ
    counts. `leave_court` and `leave_on`: the leave of the court to serve on another day or hour (art. 64 Rv).
    `despite_stop`: it was served while the order was recalled or halted.
    """

    __tablename__ = "service_report"
    __table_args__ = (
        UniqueConstraint("corrects_id"),
        Index(
            "uq_service_report_writ_id_first", "writ_id", unique=True,
            sqlite_where=text("corrects_id IS NULL"), postgresql_where=text("corrects_id IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    writ_id: Mapped[int] = mapped_column(ForeignKey("writ.id"), index=True)
    manner: Mapped[ServiceManner]
    served_on: Mapped[date]
    served_at: Mapped[time | None]
    left_with: Mapped[str] = mapped_column(Note(200), default="")
    costs: Mapped[Decimal | None]
    remarks: Mapped[str] = mapped_column(Note(), default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    reported_at: Mapped[datetime]
    reported_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    despite_stop: Mapped[bool] = mapped_column(default=False, server_default=false())
    leave_court: Mapped[str] = mapped_column(Note(120), default="", server_default="")
    leave_on: Mapped[date | None]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("service_report.id"))
    correction_reason: Mapped[str] = mapped_column(Note(300), default="", server_default="")

    @property
    def is_served(self) -> bool:
        """Whether the writ was served."""
        return self.manner is not ServiceManner.NOT_SERVED


class Interruption(Base):
    """An interruption of prescription (stuiting), per claim and debtor, append-only.

    With `withdraws_id` the row takes back that other one, which was recorded in error: neither counts, and its `source`
    is the reason. Law: art. 3:316-3:319 BW.
    """

    __tablename__ = "interruption"
    __table_args__ = (UniqueConstraint("withdraws_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    debtor_id: Mapped[int] = mapped_column(ForeignKey("debtor.id"))
    kind: Mapped[str] = mapped_column(String(40))
    interrupted_on: Mapped[date]
    source: Mapped[str] = mapped_column(Note(200))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    withdraws_id: Mapped[int | None] = mapped_column(ForeignKey("interruption.id"))


class DailyRun(Base):
    """A day whose daily run is done once, in pieces: it goes on in `step` after `after_id`, until it is `done_at`.

    `law_sha256`: the code of the law by which it was done.
    """

    __tablename__ = "daily_run"
    day: Mapped[date] = mapped_column(primary_key=True)
    done_at: Mapped[datetime | None]
    step: Mapped[str] = mapped_column(String(40), default="")
    after_id: Mapped[int] = mapped_column(default=0)
    law_sha256: Mapped[str] = mapped_column(String(64), default="")
    report: Mapped[dict[str, Any]]
