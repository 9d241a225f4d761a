"""Claims come in, and what is stated or changed of them and of the debtor."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from cases.events.base import Event, Look, Words
from cases.events.people import ChangedDetail, in_words
from cases.models import EventKind
from legal.money import ZERO
from letters.words import euro, short_date


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Event):
    """So many `claims` came in by these rows of an upload, or by hand; on a new case, or on one that waited.

    `handler`: the name of whoever a new case was given to, "" for nobody.
    """

    kind: ClassVar = EventKind.CASE_OPENED
    label: ClassVar = "Dossier aangemaakt"
    look: ClassVar = Look("plus-lg")
    client_sees: ClassVar = ("claims",)
    upload_id: int | None = None
    rows: str
    claims: int
    handler: str = ""

    def what(self) -> str:
        """With the number of invoices."""
        return f"{self.label} met {self._invoices()}" if self.claims else self.label

    def parts(self) -> tuple[str, ...]:
        """Where they stand in the file."""
        return (
            f"{'regels' if ',' in self.rows else 'regel'} {self.rows} van de upload" if self.rows else "",
            f"behandelaar: {self.handler}" if self.handler else "",
        )

    def client_parts(self) -> tuple[str, ...]:
        """With how many invoices."""
        return (self._invoices(),)

    def _invoices(self) -> str:
        return f"{self.claims} {'factuur' if self.claims == 1 else 'facturen'}"


@dataclass(frozen=True, kw_only=True)
class InvoicesAdded(Event):
    """So many `claims` came to this case after its first letter was ordered, by these rows of an upload, or by hand."""

    kind: ClassVar = EventKind.INVOICES_ADDED
    label: ClassVar = "Facturen toegevoegd"
    look: ClassVar = Look("plus-lg")
    client_sees: ClassVar = ("claims", "invoices")
    upload_id: int | None = None
    rows: str = ""
    claims: int
    invoices: str

    def what(self) -> str:
        """How many, and which."""
        return f"{'Factuur' if self.claims == 1 else 'Facturen'} {self.invoices} toegevoegd"

    def parts(self) -> tuple[str, ...]:
        """Where they stand in the file, and what it means."""
        return (
            f"{'regels' if ',' in self.rows else 'regel'} {self.rows} van de upload" if self.rows else "",
            "na de eerste brief: met een aanvullende veertiendagenbrief (art. 6:96 lid 7 BW)",
        )

    def client_reads(self, on: date) -> str:
        """Which."""
        return self.what()


@dataclass(frozen=True, kw_only=True)
class OtherInvoiceStated(Event):
    """Somebody says that the invoice of this row is another one than those it was compared with.

    `stated_at` is the moment in UTC, as the upload keeps it. `by_agency`: not the client said so, but the agency.
    """

    kind: ClassVar = EventKind.OTHER_INVOICE_STATED
    label: ClassVar = "Andere factuur, volgens de opdrachtgever"
    look: ClassVar = Look("info-circle")
    client_sees: ClassVar = ("invoice", "by_agency")
    invoice: str
    row: int
    compared: str
    reason: Words
    stated_at: str
    by_agency: bool = False

    def what(self) -> str:
        """Which invoice."""
        return f"Factuur {self.invoice} is een andere, volgens {'het bureau' if self.by_agency else 'de opdrachtgever'}"

    def parts(self) -> tuple[str, ...]:
        """Than which, and why."""
        return (f"vergeleken met: {self.compared}", self.reason)

    def client_reads(self, on: date) -> str:
        """Which invoice."""
        return f"Factuur {self.invoice} is een andere, volgens {'ons' if self.by_agency else 'u'}"


@dataclass(frozen=True, kw_only=True)
class ClaimCorrected(Event):
    """Other facts of a claim were put on record before a letter named it; `invoice` is the number as it was.

    `default_from` and `barred_from` are the days that are counted since.
    """

    kind: ClassVar = EventKind.CLAIM_CORRECTED
    label: ClassVar = "Factuur gecorrigeerd"
    look: ClassVar = Look("file-earmark-text")
    client_sees: ClassVar = ("invoice", "changes")
    invoice: str
    changes: tuple[ChangedDetail, ...]
    reason: Words
    default_from: date | None = None
    barred_from: date | None = None

    def what(self) -> str:
        """Which invoice."""
        return f"Factuur {self.invoice} gecorrigeerd"

    def parts(self) -> tuple[str, ...]:
        """Each detail, old and new; why; and what is counted from it."""
        counted = [f"verzuim vanaf {short_date(self.default_from)}" if self.default_from else "nog geen verzuim"]
        if self.barred_from is not None:
            counted.append(f"verjaart op {short_date(self.barred_from)}")
        return (*in_words(self.changes), self.reason, ", ".join(counted))

    def client_reads(self, on: date) -> str:
        """Which invoice."""
        return self.what()

    def client_parts(self) -> tuple[str, ...]:
        """Each detail, old and new."""
        return tuple(f"{each[0].upper()}{each[1:]}." for each in in_words(self.changes))


@dataclass(frozen=True, kw_only=True)
class DefaultCounted(Event):
    """By a notice of default, or by what became known of its receipt: since when the `invoices` are in default.

    `default_from` may lie ahead, None where there is no default; `why` is what it rests on or what lacks.
    """

    kind: ClassVar = EventKind.DEFAULT_COUNTED
    label: ClassVar = "Verzuim berekend"
    look: ClassVar = Look("clock-history")
    client_sees: ClassVar = ("invoices", "default_from")
    invoices: str
    default_from: date | None = None
    why: str = ""

    def what(self) -> str:
        """Since when."""
        return "Geen verzuim" if self.default_from is None else f"Verzuim vanaf {short_date(self.default_from)}"

    def parts(self) -> tuple[str, ...]:
        """Which invoices, and by what."""
        return (*self.client_parts(), self.why)

    def client_reads(self, on: date) -> str:
        """Since when."""
        return self.what()

    def client_parts(self) -> tuple[str, ...]:
        """Which invoices."""
        return (f"{'facturen' if ',' in self.invoices else 'factuur'} {self.invoices}",)


@dataclass(frozen=True, kw_only=True)
class InvoicesWent(Event):
    """Invoices went from one case to another, in the history of both. What went along, in euro.

    `paid`, `booked_off`, `credited`: what was on them; `other_costs`: since the other case has no invoice left.
    """

    paid: Decimal = ZERO
    booked_off: Decimal = ZERO
    credited: Decimal = ZERO
    other_costs: Decimal = ZERO

    def _along(self) -> tuple[str, ...]:
        """What went along, in words."""
        return (
            f"betaald en meegegaan: {euro(self.paid)}" if self.paid else "",
            f"afgeboekt en meegegaan: {euro(self.booked_off)}" if self.booked_off else "",
            f"gecrediteerd en meegegaan: {euro(self.credited)}" if self.credited else "",
            f"andere kosten meegegaan: {euro(self.other_costs)}" if self.other_costs else "",
        )


@dataclass(frozen=True, kw_only=True)
class CasesJoined(InvoicesWent):
    """The invoices of one case went to another of the same client and debtor, in the history of both.

    `other`: the number of the other case; `came`: whether they came from there. The costs of a first letter over each
    of both, and over them together, are in euro without VAT, None where they were not counted.
    """

    kind: ClassVar = EventKind.CASES_JOINED
    label: ClassVar = "Dossiers samengevoegd"
    look: ClassVar = Look("plus-lg")
    client_sees: ClassVar = ("other", "came", "invoices")
    other: str
    came: bool
    invoices: str
    reason: Words
    costs_apart: Decimal | None = None
    costs_together: Decimal | None = None

    def what(self) -> str:
        """Which case, and in which direction."""
        return f"Dossier {self.other} hierbij gevoegd" if self.came else f"Samengevoegd met dossier {self.other}"

    def parts(self) -> tuple[str, ...]:
        """Which invoices, why, what it does to the costs, and what went along."""
        costs = ""
        if self.costs_apart is not None and self.costs_together is not None:
            costs = f"kosten los {euro(self.costs_apart)}, samen {euro(self.costs_together)} (art. 6:96 lid 7 BW)"
        return (f"facturen: {self.invoices}", self.reason, costs, *self._along())

    def client_reads(self, on: date) -> str:
        """Which case."""
        return self.what()

    def client_parts(self) -> tuple[str, ...]:
        """Which invoices."""
        return (f"Facturen: {self.invoices}.",)


@dataclass(frozen=True, kw_only=True)
class ClaimsMoved(InvoicesWent):
    """Invoices went to another case of the same client and debtor, in the history of both.

    `other`: the number of the other case; `came`: whether they came from there. `is_split`: to a new case. `undoes`:
    back to where they came from.
    """

    kind: ClassVar = EventKind.CLAIMS_MOVED
    label: ClassVar = "Facturen verhuisd"
    look: ClassVar = Look("file-earmark-text")
    client_sees: ClassVar = ("other", "came", "invoices", "is_split")
    other: str
    came: bool
    invoices: str
    reason: Words
    is_split: bool = False
    undoes: bool = False

    def what(self) -> str:
        """Which invoices, from or to which case."""
        one = "Factuur" if "," not in self.invoices else "Facturen"
        how = "afgesplitst" if self.is_split else "verhuisd"
        return f"{one} {self.invoices} {how} {'van' if self.came else 'naar'} dossier {self.other}"

    def parts(self) -> tuple[str, ...]:
        """Why, what went along, and whether it undoes an earlier move."""
        return (
            self.reason, *self._along(), "terug naar waar zij vandaan kwamen" if self.undoes else "",
        )

    def client_reads(self, on: date) -> str:
        """Which invoices."""
        return self.what()


@dataclass(frozen=True, kw_only=True)
class PersonLinkDecided(Event):
    """A person said whether the debtor of this case and `other` are the same; `undoes`: after the opposite was said."""

    kind: ClassVar = EventKind.PERSON_LINK_DECIDED
    label: ClassVar = "Besloten of het dezelfde persoon is"
    look: ClassVar = Look("people")
    other: str
    is_same: bool
    grounds: tuple[str, ...]
    reason: Words
    undoes: bool = False

    def what(self) -> str:
        """What was decided."""
        told = f"Dezelfde als {self.other}" if self.is_same else f"Een ander dan {self.other}"
        return f"{told} (eerder anders besloten)" if self.undoes else told

    def parts(self) -> tuple[str, ...]:
        """The grounds that were shown, and why."""
        return (*self.grounds, self.reason)
