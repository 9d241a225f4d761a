"""What every kind of document is: one frozen class with what its text may use, what must be there and must agree.

Amounts in euro (Decimal), days as `date`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from legal.counting.valuation import Line, LineKind, Valuation
from legal.debtor.pressure import Step, pressing
from legal.notice import letter_elements
from legal.notice.letter_elements import Holds
from letters import additions
from letters.blocks import AddressBlock, AgencyBlock, ClaimItem, CreditorBlock
from letters.errors import AmountsDiffer, DatesDiffer, MissingField, WordingRefused
from letters.markup import clean
from letters.payment_code import MOST, PaymentCode
from letters.required import Required, empty
from letters.words import euro


@dataclass(frozen=True, kw_only=True)
class DocumentData:
    """The base of all kinds. `kind` names the folder of texts, `version` the text in use, `required` the fields.

    `annex_on_new_page`: what stands under a second heading of the first level begins a page; for a kind whose letter
    fills one page, or it costs a sheet.
    """

    annex_on_new_page: ClassVar[bool] = False
    kind: ClassVar[str]
    version: ClassVar[str]
    required: ClassVar[Required] = ()

    @property
    def day(self) -> date:
        """The day of the document."""
        raise NotImplementedError

    @property
    def has_annex_apart(self) -> bool:
        """Whether the annex of this one begins a page."""
        return self.annex_on_new_page

    @property
    def payment_code(self) -> PaymentCode | None:
        """The code by which a bank fills in the payment; None for a document by which nobody pays."""
        return None

    def missing(self) -> Iterator[MissingField]:
        """Every mandatory field that is empty."""
        yield from empty(self, self.required)

    def check(self) -> None:
        """Raises LetterError when values contradict each other."""

    def refuse(self, text: str) -> None:
        """Raises LetterError when the filled `text` may not leave."""

    def refuse_pressure(self, text: str) -> None:
        """Raises WordingRefused when the filled `text` presses a debtor."""


@dataclass(frozen=True, kw_only=True)
class Valued(DocumentData):
    """A document that carries a valuation."""

    valuation: Valuation

    @property
    def interest_lines(self) -> tuple[Line, ...]:
        """The lines of interest."""
        return tuple(line for line in self.valuation.lines if line.kind is LineKind.INTEREST)

    @property
    def cost_lines(self) -> tuple[Line, ...]:
        """The lines of the collection costs."""
        return tuple(line for line in self.valuation.lines if line.kind is LineKind.COSTS)

    @property
    def vat_lines(self) -> tuple[Line, ...]:
        """The VAT on the costs."""
        return tuple(line for line in self.valuation.lines if line.kind is LineKind.VAT)

    @property
    def other_cost_lines(self) -> tuple[Line, ...]:
        """The costs beside those of collection, one line each."""
        return tuple(line for line in self.valuation.lines if line.kind is LineKind.OTHER_COST)

    @property
    def penalty_lines(self) -> tuple[Line, ...]:
        """The agreed penalties that are owed, one line each."""
        return tuple(line for line in self.valuation.lines if line.kind is LineKind.PENALTY)

    @property
    def paid_on_costs(self) -> Decimal:
        """What was paid and stands at no claim (euro): on costs and penalties."""
        return self.valuation.paid - sum((each.paid for each in self.valuation.claims), Decimal(0))

    @property
    def bears_none_beside_penalty(self) -> bool:
        """Whether no claim with a penalty that is owed bears interest too."""
        penalised = {line.claim for line in self.penalty_lines}
        return not any(line.claim in penalised for line in self.interest_lines)

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

    def check(self) -> None:
        """The valuation is about the claims that are listed; one of which nothing was ever owed may be left out."""
        known = {claim.ref: claim for claim in self.claims}
        valued = {
            totals.ref: totals.principal for totals in self.valuation.claims if totals.principal or totals.ref in known
        }
        if set(known) != set(valued):
            raise AmountsDiffer("de facturen en de berekening gaan niet over dezelfde vorderingen", field="claims")
        for ref, principal in valued.items():
            same(f"claims.{ref}.principal", known[ref].principal, principal)


@dataclass(frozen=True, kw_only=True)
class DebtorLetter(Specified):
    """A letter to the debtor. `total_now` is what is owed on the date of the letter; `interest_runs` whether any claim
    bears interest after it. `addition`: a paragraph of the agency's own (`letters.additions`), empty for none.
    """

    case_number: str
    reference: str
    letter_date: date
    agency: AgencyBlock
    creditor: CreditorBlock
    debtor: AddressBlock
    salutation: str
    total_now: Decimal
    interest_runs: bool = True
    addition: str = ""

    @property
    def day(self) -> date:
        """The date of the letter."""
        return self.letter_date

    @property
    def costs_named(self) -> Decimal | None:
        """The collection costs with VAT that the letter names; None for a letter that is not about costs."""
        return None

    @property
    def asked(self) -> Decimal | None:
        """What the letter asks, in euro; None for one that asks no money."""
        return self.total_now

    @property
    def to_pay(self) -> Decimal | None:
        """What is paid by its code (euro): what it asks; None for a letter by which nobody pays now."""
        return self.asked

    @property
    def payment_code(self) -> PaymentCode | None:
        """The code for what is `to_pay`; None too where that is nothing, or more than one payment can be."""
        if self.to_pay is None or not 0 < self.to_pay <= MOST:
            return None
        iban = "".join(self.agency.iban.split())
        return PaymentCode(
            name=clean(self.agency.account_name), iban=iban, amount=self.to_pay, reference=clean(self.reference)
        )

    def facts(self) -> dict[str, str]:
        """The amounts to keep with the letter, and the last day whose interest is in them."""
        return {"total_now": str(self.total_now), "counted_through": self.valuation.on.isoformat()}

    def check(self) -> None:
        """What is owed is what the valuation says, and the agency's own paragraph holds nothing that it may not."""
        super().check()
        if self.addition and (found := additions.faults(self.addition)):
            raise WordingRefused(f"dit mag niet in de aanvulling: {'; '.join(found)}", phrases=found)
        same("total_now", self.total_now, self.valuation.balance)

    @property
    def step(self) -> Step:
        """How far the case has come, by which it is judged what may be announced: a kind that is made later says so."""
        return Step.VOLUNTARY

    @property
    def names(self) -> tuple[str, ...]:
        """The names that it prints to the letter."""
        return (self.agency.registered_name, self.agency.account_name, self.creditor.name, self.debtor.name)

    @property
    def holds(self) -> tuple[Holds, ...]:
        """What holds of it, beside what its kind has to say: a company is sent to no help for people."""
        return () if getattr(self, "consumer", True) else (Holds.COMPANY,)

    def refuse(self, text: str) -> None:
        """Raises WordingRefused where it lacks what it has to say, or says what it may not."""
        found = letter_elements.faults(self.kind, text, self.holds)
        if found:
            told = "; ".join(f"{'wel' if each.never else 'niet'}: {each.what} ({each.law})" for each in found)
            raise WordingRefused(f"in de tekst staat {told}", phrases=[each.code for each in found])

    def refuse_pressure(self, text: str) -> None:
        """Raises WordingRefused for words that press the debtor, wherever they came from."""
        found = pressing(text, step=self.step, is_consumer=getattr(self, "consumer", True), names=self.names)
        if found:
            told = "; ".join(f"“{each.found}”: {each.message} ({each.law})" for each in found)
            raise WordingRefused(f"dit mag niet in de brief: {told}", phrases=[each.found for each in found])


@dataclass(frozen=True, kw_only=True)
class QuietLetter(DebtorLetter):
    """A letter that asks no money."""

    @property
    def asked(self) -> Decimal | None:
        """Nothing."""
        return None


@dataclass(frozen=True, kw_only=True)
class LetterAbout(DebtorLetter):
    """A letter to somebody else about whoever owes: `about` is his name, `debtor` whom it is written to."""

    about: str

    @property
    def names(self) -> tuple[str, ...]:
        """His name too."""
        return (*super().names, self.about)


def same(field: str, given: Decimal, counted: Decimal) -> None:
    """Raises AmountsDiffer unless both are equal."""
    if given != counted:
        raise AmountsDiffer(f"{field}: {euro(given)} in de brief, {euro(counted)} volgens de berekening", field=field)


def adds_up(valued: Valued) -> None:
    """Raises AmountsDiffer unless claims and costs, less what was paid on costs, are the balance: as a table of them.
    """
    found = valued.valuation
    beside = found.costs + found.vat_on_costs + found.other_costs + found.penalty - valued.paid_on_costs
    same("valuation", sum((each.balance for each in found.claims), Decimal(0)) + beside, found.balance)


def not_after(field: str, day: date, last: date, *, why: str) -> None:
    """Raises DatesDiffer, with `why` in Dutch, where `day` comes after `last`."""
    if day > last:
        raise DatesDiffer(why, field=field)
