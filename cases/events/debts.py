"""What is claimed changes after a letter named it: credited, withdrawn in part, added, other costs on top."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import ClassVar, Self

from cases.events.base import Event, Look, Words
from cases.events.people import ChangedDetail, in_words
from cases.events.replayed import Corrected
from cases.models import CostBearer, CreditEffect, EventKind, LedgerKind
from cases.names import name
from legal.facts import CostKind
from legal.money import ZERO
from letters.words import euro, short_date


@dataclass(frozen=True, kw_only=True)
class Change(Event):
    """Something changed what is claimed; `changed` says what that did, `uncounted` why it was not counted yet."""

    changed: Corrected | None = None
    uncounted: str = ""
    reason: Words = ""

    def with_count(self, changed: Corrected | None, *, why_not: str) -> Self:
        """The same with what it changed; without that it was not counted, and `why_not` is kept."""
        return replace(self, changed=changed, uncounted="" if changed is not None else why_not)

    def client_reads(self, on: date) -> str:
        """As the desk reads it."""
        return self.what()

    def client_parts(self) -> tuple[str, ...]:
        """What it changed, and what is left."""
        return tuple(f"{each[:1].upper()}{each[1:]}." for each in self._counted() if each)

    def _counted(self) -> tuple[str, ...]:
        if self.uncounted:
            return (f"nog niet geteld: {self.uncounted}",)
        if self.changed is None:
            return ()
        words, left = self.changed.in_words(), self.changed.after.balance
        now = f"daarna te veel betaald: {euro(-left)}" if left < ZERO else f"saldo daarna {euro(left)}"
        return (f"daardoor: {words}" if words else "", now)


@dataclass(frozen=True, kw_only=True)
class ClaimCredited(Change):
    """A credit note, or a part of a claim that the client withdrew, by the ledger entry `entry_id`; `amount` in euro.

    `untrue`: what was said before and no longer holds, a sentence each. `other`: the case from which it came with its
    invoice, empty where it is new.
    """

    kind: ClassVar = EventKind.CLAIM_CREDITED
    label: ClassVar = "Factuur verlaagd"
    look: ClassVar = Look("file-earmark-text")
    client_sees: ClassVar = ("booked", "invoice", "amount", "effect", "changed", "uncounted", "document_id", "other")
    entry_id: int
    booked: LedgerKind
    invoice: str
    amount: Decimal
    effect: CreditEffect
    untrue: tuple[str, ...] = ()
    other: str = ""

    def what(self) -> str:
        """Which invoice, how, by how much, and whether it came along with it."""
        came = f": meegekomen uit dossier {self.other}" if self.other else ""
        if self.booked is LedgerKind.CREDIT_NOTE:
            return f"Creditnota van {euro(self.amount)} op factuur {self.invoice}{came}"
        return f"{euro(self.amount)} van factuur {self.invoice} ingetrokken{came}"

    def parts(self) -> tuple[str, ...]:
        """Why, from when, what it changed, and what no longer holds."""
        return (self.reason, name(self.effect), *self._counted(), *self.untrue)


@dataclass(frozen=True, kw_only=True)
class CreditWithdrawn(Change):
    """A credit proved wrong and is asked again, by the counter-entry `entry_id`; or it went to the case `other`."""

    kind: ClassVar = EventKind.CREDIT_WITHDRAWN
    label: ClassVar = "Verlaging van een factuur teruggenomen"
    look: ClassVar = Look("file-earmark-text")
    client_sees: ClassVar = ("invoice", "amount", "changed", "uncounted", "other")
    entry_id: int
    invoice: str
    amount: Decimal
    other: str = ""

    def what(self) -> str:
        """Which invoice, and by how much."""
        if self.other:
            return f"Verlaging van factuur {self.invoice} met {euro(self.amount)} ging mee naar dossier {self.other}"
        return f"Verlaging van factuur {self.invoice} met {euro(self.amount)} teruggenomen"

    def parts(self) -> tuple[str, ...]:
        """Why, and what it changed."""
        return (self.reason, *self._counted())


@dataclass(frozen=True, kw_only=True)
class InvoiceAdded(Change):
    """An invoice joined a case that goes on; costs over it come only of a letter that names it."""

    kind: ClassVar = EventKind.INVOICE_ADDED
    label: ClassVar = "Factuur toegevoegd"
    look: ClassVar = Look("plus-lg")
    client_sees: ClassVar = ("invoice", "amount", "changed", "uncounted", "document_id")
    invoice: str
    amount: Decimal
    default_from: date | None = None

    def what(self) -> str:
        """Which invoice, and its amount."""
        return f"Factuur {self.invoice} van {euro(self.amount)} toegevoegd"

    def parts(self) -> tuple[str, ...]:
        """Why, from when it is late, and what it changed."""
        late = f"verzuim vanaf {short_date(self.default_from)}" if self.default_from else "nog geen verzuim"
        return (self.reason, late, *self._counted())


@dataclass(frozen=True, kw_only=True)
class ClaimTermsStated(Change):
    """What a claim is in law, what was found of its clauses, or how its interest is made up, with old and new value."""

    kind: ClassVar = EventKind.CLAIM_TERMS_STATED
    label: ClassVar = "Afspraken en bedingen bij een factuur vastgelegd"
    look: ClassVar = Look("file-earmark-text")
    client_sees: ClassVar = ("invoice", "changes", "changed", "uncounted")
    invoice: str
    changes: tuple[ChangedDetail, ...]

    def what(self) -> str:
        """Of which invoice."""
        return f"Afspraken en bedingen bij factuur {self.invoice} vastgelegd"

    def parts(self) -> tuple[str, ...]:
        """Each detail, old and new; why; and what it changed."""
        return (*in_words(self.changes), self.reason, *self._counted())

    def client_parts(self) -> tuple[str, ...]:
        """Each detail, old and new, and what it changed."""
        told = tuple(f"{each[:1].upper()}{each[1:]}." for each in in_words(self.changes))
        return (*told, *super().client_parts())


@dataclass(frozen=True, kw_only=True)
class OtherCostBooked(Change):
    """Costs beside those of collection; owed only where the debtor bears them, by the ledger entry `entry_id`.

    `other`: the case from which they came with all its invoices, empty where they are new.
    """

    kind: ClassVar = EventKind.OTHER_COST_BOOKED
    label: ClassVar = "Andere kosten vastgelegd"
    look: ClassVar = Look("bank")
    client_sees: ClassVar = ("cost", "amount", "borne_by", "changed", "uncounted", "other")
    cost: CostKind
    amount: Decimal
    borne_by: CostBearer
    law: str
    is_awarded: bool = False
    interest_from: date | None = None
    entry_id: int | None = None
    other: str = ""

    def is_for_client(self) -> bool:
        """What the agency pays itself is its own business."""
        return self.borne_by is not CostBearer.AGENCY

    def what(self) -> str:
        """Which costs, how much, for whom they are, and whether they came along."""
        came = f": meegekomen uit dossier {self.other}" if self.other else ""
        return f"{name(self.cost)}: {euro(self.amount)}, voor rekening van {name(self.borne_by).lower()}{came}"

    def parts(self) -> tuple[str, ...]:
        """The article, whether a court awarded them, their interest, why, and what it changed."""
        return (
            self.law, "toegewezen door de rechter" if self.is_awarded else "",
            f"wettelijke rente vanaf {short_date(self.interest_from)}" if self.interest_from else "", self.reason,
            *self._counted(),
        )


@dataclass(frozen=True, kw_only=True)
class OtherCostWithdrawn(Change):
    """Other costs were entered in error, or went to the case `other` with all its invoices.

    `entry_id` is the counter-entry where the debtor bore them.
    """

    kind: ClassVar = EventKind.OTHER_COST_WITHDRAWN
    label: ClassVar = "Andere kosten teruggenomen"
    look: ClassVar = Look("bank")
    client_sees: ClassVar = ("cost", "amount", "changed", "uncounted", "other")
    cost: CostKind
    amount: Decimal
    entry_id: int | None = None
    other: str = ""
    borne_by: CostBearer | None = None

    def is_for_client(self) -> bool:
        """As when they were booked; of rows of before nobody kept who bore them."""
        return self.borne_by is not CostBearer.AGENCY

    def what(self) -> str:
        """Which costs, and how much."""
        if self.other:
            return f"{name(self.cost)} van {euro(self.amount)} ging mee naar dossier {self.other}"
        return f"{name(self.cost)} van {euro(self.amount)} teruggenomen"

    def parts(self) -> tuple[str, ...]:
        """Why, and what it changed."""
        return (self.reason, *self._counted())
