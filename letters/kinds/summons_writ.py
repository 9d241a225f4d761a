"""The bailiff-served demand to pay (sommatie-exploot), as a draft."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import ClassVar

from legal.counting.valuation import Channel, NoticeTerm
from legal.debtor.debtor_signs import carries_legal_form
from letters.blocks import AgencyBlock, CollectionBasis, CreditorBlock, PrintedBasis
from letters.errors import AmountsDiffer, MissingField
from letters.kind import Specified
from letters.required import ADDRESSEE, ADMIN, AGENCY, BAILIFF_ADMIN, CASE, CLIENT, FORM, HANDLER, Required, empty
from letters.wording import channel_in_words

_REQUIRED: Required = (
    *AGENCY, *CASE,
    ("requesting_party.name", "De naam van de verzoekende partij", CLIENT),
    ("requesting_party.seat", "De vestigingsplaats van de verzoekende partij", CLIENT),
    ("requesting_party.address", "Het adres van de verzoekende partij", CLIENT),
    ("bailiff.name", "De naam van het deurwaarderskantoor", BAILIFF_ADMIN),
    ("bailiff.address", "Het adres van het deurwaarderskantoor", BAILIFF_ADMIN),
    ("addressee.street", "De straat van de geadresseerde", CLIENT),
    ("addressee.number", "Het huisnummer van de geadresseerde", CLIENT),
    ("addressee.postcode", "De postcode van de geadresseerde", CLIENT),
    ("addressee.place", "De woonplaats van de geadresseerde", CLIENT),
    ("agreement", "De omschrijving van de overeenkomst", CLIENT),
    ("claims.*.default_basis", "De grond van het verzuim", HANDLER),
    ("payment_iban", "Het rekeningnummer (IBAN) voor de betaling", ADMIN),
    ("payment_account_name", "De naam bij het rekeningnummer voor de betaling", ADMIN),
    ("exhibits", "De producties", HANDLER),
    ("exhibits.*.title", "De naam van de productie", HANDLER),
)


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
        """Whether it is an organisation."""
        return self.company_name is not None

    @property
    def given_names(self) -> str:
        """The first names, or the initials where those are all that is known."""
        return self.first_names or self.initials or ""

    @property
    def name(self) -> str:
        """The name as it is printed."""
        return self.company_name or f"{self.given_names} {self.surname or ''}".strip()


@dataclass(frozen=True, kw_only=True)
class SentNotice:
    """The fourteen-day notice as sent: its day, its way, and the fee (with VAT) that it named."""

    sent_on: date
    channel: Channel
    fee_named: Decimal


@dataclass(frozen=True, kw_only=True)
class AddedNotice(SentNotice):
    """The notice of `invoices` that came after the first letter, with what it did; its fee is what it added.

    `notified`: who was written to, where that is another than who owes: he died.
    """

    invoices: tuple[str, ...]
    term: NoticeTerm | None = None
    notified: str = ""

    @property
    def channel_in_words(self) -> str:
        """How it was sent."""
        return channel_in_words(self.channel)

    def is_due(self, on: date) -> bool:
        """Whether the costs that it names are due on that day."""
        return self.term is not None and (self.term.costs_claimable_from or date.max) <= on


@dataclass(frozen=True, kw_only=True)
class Served:
    """One on whom the writ is served: who owes, and who gets it for him (`via`).

    `capacity`: in which, to be followed by the name of who owes. `as_what` names an heir or partner as such; `for_what`
    says what is asked of him. `amount` is asked of him in euro, `costs` of it with VAT; `notice` and `term`: his own
    fourteen-day notice, and `added` those of invoices that came later. `notified` as of an added notice.
    """

    owes: Addressee
    via: Addressee | None = None
    capacity: str = ""
    as_what: str = ""
    for_what: str = ""
    amount: Decimal
    costs: Decimal
    notice: SentNotice | None = None
    term: NoticeTerm | None = None
    is_joint: bool = True
    added: tuple[AddedNotice, ...] = ()
    notified: str = ""

    @property
    def receiver(self) -> Addressee:
        """Whose name and address stand in the writ."""
        return self.via or self.owes

    @property
    def channel_in_words(self) -> str:
        """How his notice was sent; empty without one."""
        return channel_in_words(self.notice.channel) if self.notice else ""


@dataclass(frozen=True, kw_only=True)
class ExhibitRef:
    """An exhibit (productie) as the writ names it."""

    number: int
    title: str


@dataclass(frozen=True, kw_only=True)
class SummonsWritData(Specified):
    """The draft of the bailiff-served demand (sommatie-exploot). Free texts are printed exactly as they stand.
    `court_intended` only when the client's consent is on record, `no_defence_known` only when somebody confirmed it;
    `known_defences` in the words that a person stated for the writ. `valuation` is through `as_of`; `daily_interest`
    None where the rate after it is not known. `served`: everybody on whom it is served, where that is more than the
    `addressee` alone for himself. `added`: the notices to him of invoices that came later."""

    kind: ClassVar[str] = "summons_writ"
    version: ClassVar[str] = "v5"
    required: ClassVar[Required] = _REQUIRED

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
    daily_interest: Decimal | None = None
    interest_runs: bool = True
    payment_term_days: int
    payment_iban: str
    payment_account_name: str
    court_intended: bool
    consumer: bool
    vat_declaration: str | None = None
    exhibits: tuple[ExhibitRef, ...]
    served: tuple[Served, ...] = ()
    added: tuple[AddedNotice, ...] = ()

    @property
    def served_on(self) -> tuple[Served, ...]:
        """Everybody on whom it is served, with what is asked of each."""
        now = self.valuation
        return self.served or (Served(
            owes=self.addressee, amount=now.balance, costs=now.costs + now.vat_on_costs, notice=self.notice,
            term=now.notice, added=self.added,
        ),)

    @property
    def are_several(self) -> bool:
        """Whether it is served on more than one."""
        return len(self.served) > 1

    @property
    def is_joint(self) -> bool:
        """Whether some owe the whole together."""
        return sum(each.is_joint for each in self.served_on) > 1

    @property
    def day(self) -> date:
        """The last day whose interest is in the amount."""
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
        """How the notice was sent; empty without one."""
        return channel_in_words(self.notice.channel) if self.notice else ""

    def missing(self) -> Iterator[MissingField]:
        """Every mandatory field that is empty."""
        yield from super().missing()
        own_claim = CollectionBasis(self.creditor.basis) is CollectionBasis.ASSIGNMENT
        yield from empty(self, (
            ("requesting_party.legal_form", "De rechtsvorm van de verzoekende partij", ADMIN if own_claim else CLIENT),
        ))
        yield from self._missing_from_addressee()
        for place, claim in enumerate(self.claims):
            if claim.default_basis is PrintedBasis.OTHER and not claim.default_explanation:
                yield MissingField(f"claims.{place}.default_explanation", "De uitleg van het verzuim", HANDLER)
            if claim.default_basis is PrintedBasis.NOTICE and claim.reminder_term_until is None:
                yield MissingField(f"claims.{place}.reminder_term_until", "De termijn van de aanmaning", CLIENT)
        if self.consumer and self.valuation.costs > 0 and not self.served:
            yield from empty(self, (
                ("notice", "De veertiendagenbrief", HANDLER),
                ("valuation.notice.delivered_on", "De bezorging van de veertiendagenbrief", HANDLER),
                ("valuation.notice.last_free_day", "Het einde van de veertiendagentermijn", HANDLER),
            ))
        if self.valuation.vat_on_costs > 0:
            yield from empty(self, (("vat_declaration", "De verklaring van de schuldeiser over de btw", CLIENT),))

    def _missing_from_addressee(self) -> Iterator[MissingField]:
        """A name is enough: neither all first names nor a register number is asked. Law: art. 45 lid 3 onder d Rv."""
        if not self.served and not self.addressee.is_company:
            yield from empty(self, ADDRESSEE)
        elif not self.served and not carries_legal_form(self.addressee.name):
            yield from empty(self, FORM)
        for place, one in enumerate(self.served):
            yield from _missing_of(one.receiver, f"served.{place}")

    def check(self) -> None:
        """Amounts agree with the valuation, and by mandate the creditor is the requesting party. Nobody is asked more
        than the whole.
        """
        super().check()
        for one in self.served:
            if one.amount > self.valuation.balance:
                raise AmountsDiffer(f"van {one.owes.name} wordt meer gevraagd dan er open staat", field="served")
        if self.valuation.on != self.as_of:
            raise AmountsDiffer("de berekening is van een andere dag dan het exploot", field="as_of")
        by_mandate = CollectionBasis(self.creditor.basis) is CollectionBasis.MANDATE
        if by_mandate and self.requesting_party.name != self.creditor.name:
            raise AmountsDiffer("bij lastgeving is de schuldeiser de verzoekende partij", field="requesting_party")


def _missing_of(addressee: Addressee, path: str) -> Iterator[MissingField]:
    """What is lacking of one of those on whom it is served, with his name."""
    name = addressee.name or "de geadresseerde"
    parts = {
        "street": "De straat", "number": "Het huisnummer", "postcode": "De postcode", "place": "De woonplaats",
    }
    if not addressee.is_company:
        parts |= {"given_names": "De voornamen of voorletters", "surname": "De achternaam"}
    elif not carries_legal_form(addressee.name):
        parts |= {"legal_form": "De rechtsvorm"}
    for field, label in parts.items():
        if not getattr(addressee, field):
            yield MissingField(f"{path}.{field}", f"{label} van {name}", CLIENT)
