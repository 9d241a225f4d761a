"""The agency itself, its clients with their terms, and the bailiff offices."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache

from babel import Locale
from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.schema.db import Base, ExactDecimal, Note, Notes
from legal.counting.valuation import DebtorKind, InterestKind
from legal.debtor.prescription import PrescriptionRegime
from legal.facts import ClauseStatus
from letters.blocks import CollectionBasis

PROFILE_ID = 1  # there is one agency; a fixed key lets the database refuse a second


@cache
def country_name(code: str) -> str:
    """The Dutch name of a country in capitals, as the last line of an address; the code itself where it is unknown."""
    return str(Locale("nl").territories.get(code, code)).upper()


class Postal:
    """An address in the columns that a writ and an envelope need."""

    street: Mapped[str] = mapped_column(Note(120), default="")
    house_number: Mapped[str] = mapped_column(Note(20), default="")
    postal_code: Mapped[str] = mapped_column(String(12), default="")
    city: Mapped[str] = mapped_column(Note(80), default="")
    country: Mapped[str] = mapped_column(String(2), default="NL")

    @property
    def address_lines(self) -> tuple[str, ...]:
        """Street with number, and postal code with place; the Dutch form has two spaces before the place."""
        lines = (f"{self.street} {self.house_number}".strip(), f"{self.postal_code}  {self.city}".strip())
        return tuple(line for line in lines if line) + (() if self.country == "NL" else (country_name(self.country),))


class AgencyProfile(Postal, Base):
    """The one row about the agency: what Wki art. 11 wants on every act. Address columns hold the visiting address.

    `write_off_handler` and `write_off_legal_lead`: what one of them may book off without a second person.
    `clients_second_step`: whether users of clients must make a second step to log in, as everybody else must.
    `one_person`: whether nobody else is there to confirm, so that time and a reason stand in for it.
    `dispute_body`: the name and address of the dispute scheme it belongs to (geschillencommissie, art. 13 lid 5 Wki),
    empty in a record from before this was asked. `debt_help_phone`: who helps with debts, empty for none.
    `mail_stopped`, `sms_stopped`, `post_stopped`: why nothing leaves by that channel, empty where it does.
    `accent`: the colour of its letters, as `#1f4e79`; empty for that of the house style.
    """

    __tablename__ = "agency_profile"
    id: Mapped[int] = mapped_column(primary_key=True)
    registered_name: Mapped[str] = mapped_column(Note(120))
    other_registered_names: Mapped[list[str]] = mapped_column(Notes(), default=list)
    wki_registration_number: Mapped[str] = mapped_column(String(40))
    wki_valid_until: Mapped[date | None]
    kvk_number: Mapped[str] = mapped_column(String(8))
    legal_form: Mapped[str] = mapped_column(Note(80), default="", server_default="")
    postal_address: Mapped[str] = mapped_column(Note(), default="")
    phone: Mapped[str] = mapped_column(String(40))
    phone_hours: Mapped[str] = mapped_column(Note(120))
    email: Mapped[str] = mapped_column(String(254))
    website: Mapped[str] = mapped_column(Note(200))
    iban: Mapped[str] = mapped_column(String(34))
    account_name: Mapped[str] = mapped_column(Note(70))
    complaints_text: Mapped[str] = mapped_column(Note())
    dispute_body: Mapped[str] = mapped_column(Note(200), default="", server_default="")
    debt_help_phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    mail_stopped: Mapped[str] = mapped_column(Note(), default="", server_default="")
    sms_stopped: Mapped[str] = mapped_column(Note(), default="", server_default="")
    post_stopped: Mapped[str] = mapped_column(Note(), default="", server_default="")
    accent: Mapped[str] = mapped_column(String(7), default="", server_default="")
    write_off_handler: Mapped[Decimal] = mapped_column(default=Decimal("0.00"), server_default="0")
    write_off_legal_lead: Mapped[Decimal] = mapped_column(default=Decimal("0.00"), server_default="0")
    clients_second_step: Mapped[bool] = mapped_column(default=False, server_default=false())
    one_person: Mapped[bool] = mapped_column(default=False, server_default=false())
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    version_id: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version_id}  # noqa: RUF012


class Client(Postal, Base):
    """A client (opdrachtgever); in this version also the creditor."""

    __tablename__ = "client"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Note(120), unique=True)
    legal_form: Mapped[str] = mapped_column(Note(80))
    kvk_number: Mapped[str] = mapped_column(String(8))
    contact_name: Mapped[str] = mapped_column(Note(120), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    terms: Mapped[list["ClientTerms"]] = relationship(order_by="ClientTerms.version", back_populates="client")

    @property
    def current_terms(self) -> "ClientTerms | None":
        """The newest agreed terms; None while an administrator has entered none."""
        return self.terms[-1] if self.terms else None


class NewInvoices(StrEnum):
    """What is agreed on an invoice that comes in after the first letter to the same debtor was ordered."""

    NEW_CASE = "new_case"
    JOIN = "join"  # into the open case, with a fourteen-day notice of its own for what was added


class ClientTerms(Base):
    """What the amounts depend on, as agreed. A change is a new version; a case keeps the one it opened under.

    `small_difference`: what may stay unpaid where a case closes all the same; nothing means that none may.
    `government_debtors`: the debtors that are businesses are bodies of the government (art. 6:119b BW).
    """

    __tablename__ = "client_terms"
    __table_args__ = (
        UniqueConstraint("client_id", "version"),
        CheckConstraint("cost_ceiling >= 0", name="cost_ceiling_not_negative"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    version: Mapped[int]
    debtor_kind: Mapped[DebtorKind]
    payment_term_agreed: Mapped[bool]
    payment_term_basis: Mapped[str] = mapped_column(Note(300), default="")
    reminder_term_days: Mapped[int | None]
    interest: Mapped[InterestKind]
    contract_percent: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    contract_per: Mapped[str | None] = mapped_column(String(5))
    contract_compound: Mapped[bool] = mapped_column(default=False)
    surcharge_percent: Mapped[Decimal | None] = mapped_column(ExactDecimal())
    surcharge_per: Mapped[str | None] = mapped_column(String(5))
    interest_clause: Mapped[ClauseStatus | None]
    costs_clause: Mapped[ClauseStatus | None]
    reclaims_vat: Mapped[bool]
    vat_not_deductible_declared_on: Mapped[date | None]
    vat_raised_therefore_declared_on: Mapped[date | None]
    prescription_regime: Mapped[PrescriptionRegime | None]
    basis: Mapped[CollectionBasis]
    basis_signed_on: Mapped[date]
    cost_ceiling: Mapped[Decimal]
    arrangement_max_terms: Mapped[int] = mapped_column(default=12)
    arrangement_min_amount: Mapped[Decimal] = mapped_column(default=Decimal("25.00"))
    small_difference: Mapped[Decimal] = mapped_column(default=Decimal("0.00"), server_default="0")
    new_invoices: Mapped[NewInvoices] = mapped_column(
        default=NewInvoices.NEW_CASE, server_default=NewInvoices.NEW_CASE.value
    )
    government_debtors: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    client: Mapped[Client] = relationship(back_populates="terms")

    @property
    def vat_on_costs(self) -> bool:
        """VAT may be added to the costs only with both declarations. Law: art. 2 lid 3 of the decree (BIK)."""
        return (
            not self.reclaims_vat
            and self.vat_not_deductible_declared_on is not None
            and self.vat_raised_therefore_declared_on is not None
        )


class BailiffOffice(Postal, Base):
    """A bailiff office (gerechtsdeurwaarderskantoor) that serves writs for the agency."""

    __tablename__ = "bailiff_office"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Note(120), unique=True)
    kvk_number: Mapped[str] = mapped_column(String(8), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    active: Mapped[bool] = mapped_column(default=True)
