"""What each document is made from: frozen values, one class per kind. Amounts in euro (Decimal), days as `date`."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from legal.counting.valuation import Channel, Line, LineKind, Valuation
from letters.wording import channel_in_words, costs_policy_in_words, policy_in_words


class CollectionBasis(StrEnum):
    """On what footing the agency collects."""

    MANDATE = "mandate"  # lastgeving
    ASSIGNMENT = "assignment"  # cessie


class DefaultBasis(StrEnum):
    """Why the debtor is in default (verzuim)."""

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
    """The agency as it stands in the collection register (incassoregister). `logo` is PNG or JPEG."""

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
    default, `reminder_term_until` the last day of the extended payment term. `default_explanation` is a full sentence
    and is needed for DefaultBasis.OTHER; the writ needs `default_basis`."""

    ref: str
    invoice_number: str
    invoice_date: date
    due_date: date
    reminder_term_until: date | None = None
    subject: str
    contract_date: date | None = None
    principal: Decimal
    default_from: date
    paid: Decimal
    default_basis: DefaultBasis | None = None
    default_explanation: str | None = None


@dataclass(frozen=True, kw_only=True)
class Valued:
    """A document that carries a valuation."""

    valuation: Valuation

    @property
    def interest_lines(self) -> tuple[Line, ...]:
        return tuple(line for line in self.valuation.lines if line.kind is LineKind.INTEREST)

    @property
    def cost_lines(self) -> tuple[Line, ...]:
        return tuple(line for line in self.valuation.lines if line.kind is LineKind.COSTS)

    @property
    def vat_lines(self) -> tuple[Line, ...]:
        return tuple(line for line in self.valuation.lines if line.kind is LineKind.VAT)

    @property
    def sources(self) -> tuple[str, ...]:
        """Where the figures come from, each once, in order of use."""
        return tuple(dict.fromkeys(line.source for line in self.valuation.lines))


@dataclass(frozen=True, kw_only=True)
class Specified(Valued):
    """A document that carries a valuation of `claims`."""

    claims: tuple[ClaimItem, ...]

    @property
    def invoice_numbers(self) -> dict[str | None, str]:
        """The printed invoice number of each claim; lines without a claim are about all of them."""
        return {None: "alle", **{claim.ref: claim.invoice_number for claim in self.claims}}


@dataclass(frozen=True, kw_only=True)
class FirstNoticeData(Specified):
    """The first letter. For a consumer it is also the fourteen-day notice, `fee` the costs that fall due after it;
    for a business `fee` and `fee_vat` are the costs that are due already and stand in the valuation.
    `costs_were_charged_before`: earlier terms of the same agreement bore all that may be charged, the fee is zero.
    `valuation` is through `letter_date`; `daily_interest` what each later day adds now, if known."""

    case_number: str
    reference: str
    letter_date: date
    agency: AgencyBlock
    creditor: CreditorBlock
    debtor: AddressBlock
    salutation: str
    fee: Decimal
    fee_vat: Decimal
    vat_percent: Decimal | None = None
    vat_declaration: str | None = None
    total_now: Decimal
    total_with_costs: Decimal
    consumer: bool
    daily_interest: Decimal | None = None
    business_term_days: int = 7
    costs_were_charged_before: bool = False

    @property
    def day(self) -> date:
        return self.letter_date

    @property
    def in_part_paid(self) -> bool:
        return self.valuation.paid > 0


@dataclass(frozen=True, kw_only=True)
class RequestingParty:
    """The party at whose request the writ is served; on assignment the agency itself."""

    name: str
    legal_form: str
    seat: str
    address: tuple[str, ...]
    kvk_number: str | None = None


@dataclass(frozen=True, kw_only=True)
class BailiffOffice:
    """The bailiff's office, where domicile is chosen."""

    name: str
    address: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """Whom the writ is served on: a natural person (first names or initials, and surname) or a company.

    `trade_name` is the name under which a natural person trades. Law: art. 45 lid 3 onder d Rv (name and domicile).
    """

    first_names: str | None = None
    initials: str | None = None
    surname: str | None = None
    birth_date: date | None = None
    trade_name: str | None = None
    company_name: str | None = None
    legal_form: str | None = None
    kvk_number: str | None = None
    street: str
    number: str
    postcode: str
    place: str
    country: str = "NL"

    @property
    def is_company(self) -> bool:
        return self.company_name is not None

    @property
    def given_names(self) -> str:
        """The first names, or the initials where those are all that is known."""
        return self.first_names or self.initials or ""

    @property
    def name(self) -> str:
        return self.company_name or f"{self.given_names} {self.surname or ''}".strip()


@dataclass(frozen=True, kw_only=True)
class SentNotice:
    """The fourteen-day notice as sent: its day, its way, and the fee (with VAT) that it named."""

    sent_on: date
    channel: Channel
    fee_named: Decimal


@dataclass(frozen=True, kw_only=True)
class ExhibitRef:
    """An exhibit (productie) as the writ names it."""

    number: int
    title: str


@dataclass(frozen=True, kw_only=True)
class SummonsWritData(Specified):
    """The draft of the bailiff-served demand (sommatie-exploot). Free texts are printed exactly as they stand.
    `court_intended` only when the client's consent is on record, `no_defence_known` only when somebody confirmed it;
    `known_defences` in the words that a person stated for the writ. `valuation` is through `as_of`."""

    case_number: str
    reference: str
    as_of: date
    agency: AgencyBlock
    creditor: CreditorBlock
    requesting_party: RequestingParty
    bailiff: BailiffOffice
    addressee: Addressee
    agreement: str
    notice: SentNotice | None = None
    earlier_contacts: tuple[str, ...] = ()
    known_defences: tuple[str, ...] = ()
    no_defence_known: bool = False
    daily_interest: Decimal
    payment_term_days: int
    payment_iban: str
    payment_account_name: str
    court_intended: bool
    consumer: bool
    vat_declaration: str | None = None
    exhibits: tuple[ExhibitRef, ...]

    @property
    def day(self) -> date:
        return self.as_of

    @property
    def first_day_after(self) -> date:
        """The first day whose interest is not yet in the amount."""
        return self.as_of + timedelta(days=1)

    @property
    def section_after_announcement(self) -> int:
        """The number of the section behind the announcement of the court, which only stands there when it is meant."""
        return 5 if self.court_intended else 4

    @property
    def interest_laws(self) -> tuple[str, ...]:
        """The legal basis of the interest, each once."""
        return tuple(dict.fromkeys(line.law for line in self.interest_lines))

    @property
    def channel_in_words(self) -> str:
        return channel_in_words(self.notice.channel) if self.notice else ""


@dataclass(frozen=True, kw_only=True)
class SpecificationData(Specified):
    """The specification of interest and costs that explains every cent of a valuation."""

    case_number: str
    reference: str
    agency: AgencyBlock
    creditor: CreditorBlock
    debtor: AddressBlock
    consumer: bool
    daily_interest: Decimal | None = None

    @property
    def day(self) -> date:
        return self.valuation.on

    @property
    def by_ref(self) -> dict[str, ClaimItem]:
        return {claim.ref: claim for claim in self.claims}

    @property
    def policy_in_words(self) -> tuple[tuple[str, str], ...]:
        return policy_in_words(self.valuation.policy) + costs_policy_in_words(self.valuation.costs_policy)


@dataclass(frozen=True, kw_only=True)
class PackageFile:
    """One file as the table of contents of a package lists it."""

    path: str
    title: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class PackageContentsData:
    """The table of contents of the package for the bailiff."""

    case_number: str
    as_of: date
    creditor_name: str
    debtor_name: str
    agency_name: str
    files: tuple[PackageFile, ...]

    @property
    def day(self) -> date:
        return self.as_of
