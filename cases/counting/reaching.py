"""Through which day a case is counted where a rate is not known yet, what is known since, and how that is said."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cases.counting.ledger_entries import together
from cases.counting.statement import CaseRecord, valuation_of
from cases.models import LedgerEntry
from legal.counting.reach import LaterCosts, Reach, costs_after, reach
from legal.counting.valuation import Valuation
from legal.money import ZERO
from legal.parameters import Figures
from letters.words import euro, short_date

ADDED_BY = "Een beheerder voegt het cijfer daarna toe bij Beheer, Jaarwisseling."


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What is owed through the last day that can be counted, and what is known since without a rate.

    `later_costs` fell due after that day, `uncounted` was received after it; neither is in the balance.
    """

    reach: Reach
    valuation: Valuation
    later_costs: LaterCosts | None = None
    uncounted: tuple[LedgerEntry, ...] = ()

    @property
    def received_since(self) -> Decimal:
        """What came in after the last day counted (euro)."""
        return together(self.uncounted)

    @property
    def open_now(self) -> Decimal:
        """The balance of the last day counted, less what came in since: never more than is owed today."""
        return self.valuation.balance - self.received_since

    @property
    def with_costs(self) -> Valuation:
        """The valuation with costs that fell due since: interest of the last day counted, costs of the day wanted."""
        fee = None if self.later_costs is None else self.later_costs.fee
        if fee is None:
            return self.valuation
        return self.valuation._replace(
            costs=self.valuation.costs + fee.amount, vat_on_costs=self.valuation.vat_on_costs + fee.vat,
            balance=self.valuation.balance + fee.total,
            lines=(*self.valuation.lines, *fee.lines),
        )

    @property
    def to_ask(self) -> Decimal | None:
        """What can be asked today, as `to_ask`."""
        return to_ask(self.valuation, later_costs=self.later_costs, received=self.received_since)

    @property
    def later_costs_in_words(self) -> str:
        """Which costs fell due since and are in no amount yet; empty without any."""
        if self.later_costs is None:
            return ""
        first_day, amount = short_date(self.later_costs.first_day), self.later_costs.amount
        much = "" if amount is None else f" van {euro(amount)}"
        return f"De incassokosten{much}, verschuldigd sinds {first_day}, zitten er nog niet in."

    @property
    def why(self) -> str:
        """Which figure is missing, since when, and who adds it; empty where nothing is."""
        return why_cut(self.reach)


def to_ask(valuation: Valuation, *, later_costs: LaterCosts | None, received: Decimal) -> Decimal | None:
    """The balance of the last day counted with the costs that fell due since, less what came in since (euro).

    None where those costs cannot be told yet.
    """
    costs = ZERO if later_costs is None else later_costs.amount
    return None if costs is None else valuation.balance + costs - received


def reach_of(record: CaseRecord, *, wanted: date, figures: Figures) -> Reach:
    """How far the case can be counted on the way to `wanted`. Raises as `statement.valuation_of` does."""
    return reach(record.facts, wanted=wanted, figures=figures)


def last_day(record: CaseRecord, *, wanted: date, figures: Figures) -> date:
    """`wanted`, or the last day before it that can be counted."""
    return reach_of(record, wanted=wanted, figures=figures).day


def counted(record: CaseRecord, *, wanted: date, figures: Figures) -> Counted:
    """The case through `wanted`, or through the last day before it that can be counted."""
    found = reach_of(record, wanted=wanted, figures=figures)
    valuation = valuation_of(record, on=found.day, figures=figures)
    if not found.is_cut:
        return Counted(reach=found, valuation=valuation)
    return Counted(
        reach=found, valuation=valuation,
        later_costs=costs_after(
            record.own_facts(on=found.day, figures=figures), counted=found.day, on=wanted, figures=figures
        ),
        uncounted=record.uncounted(counted_through=found.day, through=wanted),
    )


def why_cut(found: Reach) -> str:
    """Which figure ends, on which day, and who adds the next one; empty where the day wanted is counted."""
    if not found.is_cut:
        return ""
    names = " en ".join(f"{name[:1].lower()}{name[1:]}" for name in found.missing)
    verb = "is" if len(found.missing) == 1 else "zijn"
    return f"De {names} {verb} gecontroleerd tot en met {short_date(found.day)}. {ADDED_BY}"
