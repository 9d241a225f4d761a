"""What several documents are made from: parties and claims, as frozen values. Amounts in euro (Decimal)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class CollectionBasis(StrEnum):
    """On what footing the agency collects."""

    MANDATE = "mandate"  # lastgeving
    ASSIGNMENT = "assignment"  # cessie


class PrintedBasis(StrEnum):
    """Why the debtor is in default (verzuim), as far as a paper has a sentence for it."""

    AGREED_TERM = "agreed_term"
    NOTICE = "notice"
    STATEMENT = "statement"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class AddressBlock:
    """A postal address: the name, then the lines under it."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AgencyBlock:
    """The agency as it stands in the collection register (incassoregister). `logo` is PNG or JPEG.

    `dispute_body`: the dispute scheme it belongs to (geschillencommissie), empty where nobody entered it.
    `debt_help_phone`: of who helps with debts, empty for none. `accent`: its colour (`letters.accent`), empty for ours.
    """

    registered_name: str
    wki_registration_number: str
    kvk_number: str
    visiting_address: tuple[str, ...]
    postal_address: tuple[str, ...]
    phone: str
    phone_hours: str
    email: str
    website: str
    iban: str
    account_name: str
    complaints_text: str
    dispute_body: str = ""
    debt_help_phone: str = ""
    accent: str = ""
    logo: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class CreditorBlock:
    """The creditor for whom the agency collects; on assignment the one who assigned the claim."""

    name: str
    address: tuple[str, ...]
    kvk_number: str | None = None
    phone: str | None = None
    email: str | None = None
    basis: CollectionBasis


@dataclass(frozen=True, kw_only=True)
class ClaimItem:
    """One claim as art. 3.1 Bki describes it. `ref` is its name in the valuation, `default_from` its first day of
    default, None where a letter is to put the debtor in default; `reminder_term_until` the last day of the extended
    payment term. `default_explanation` is a full sentence and is needed for PrintedBasis.OTHER; the writ needs
    `default_basis`. `principal` is what was ever owed of it, or is still asked: without what was `credited`.
    """

    ref: str
    invoice_number: str
    invoice_date: date
    due_date: date
    reminder_term_until: date | None = None
    subject: str
    contract_date: date | None = None
    principal: Decimal
    default_from: date | None
    paid: Decimal
    default_basis: PrintedBasis | None = None
    default_explanation: str | None = None
    credited: Decimal = Decimal(0)
