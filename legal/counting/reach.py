"""Through which day a case can be counted: it asks only the rates that its open claims need."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from legal.calendar import ONE_DAY
from legal.costs.scale import Fee, added_to
from legal.counting.counted_claims import counted, kind_of
from legal.counting.ledger_walk import walk
from legal.counting.shared_debts import part_of
from legal.counting.unlike_debtors import shares_beside, wholes
from legal.counting.valuation import valuate
from legal.errors import ParameterUnknown
from legal.facts import CaseFacts, Claim
from legal.interest import rate_series
from legal.money import ZERO
from legal.parameters import Figures, Series


class Reach(NamedTuple):
    """The last day that can be counted, at most the day `wanted`; `missing` names the figures that end there."""

    day: date
    wanted: date
    missing: tuple[str, ...] = ()

    @property
    def is_cut(self) -> bool:
        """Whether it ends before the day that was wanted."""
        return self.day < self.wanted


class LaterCosts(NamedTuple):
    """Collection costs that fell due after the last day counted; `fee` None where it cannot be told yet."""

    first_day: date
    fee: Fee | None

    @property
    def amount(self) -> Decimal | None:
        """The costs with VAT (euro); None where they cannot be told yet."""
        return None if self.fee is None else self.fee.total


def reach(facts: CaseFacts, *, wanted: date, figures: Figures) -> Reach:
    """How far the case can be counted on the way to `wanted`, that day included.

    A claim that is settled, or that bears no interest yet, needs no rate. Raises as `walk` for what is wrong earlier.
    """
    ends = {claim.ref: day for claim, day in _ends(facts, figures)}
    while ends and (day := min(ends.values())) < wanted:
        here = {ref for ref, end in ends.items() if end == day}
        if unpaid := here & _unpaid(facts, day, figures):
            return Reach(day, wanted, _names(facts, unpaid, figures))
        ends = {ref: end for ref, end in ends.items() if ref not in here}
    return Reach(wanted, wanted)


def costs_after(facts: CaseFacts, *, counted: date, on: date, figures: Figures) -> LaterCosts | None:
    """The one fee where it fell due after `counted` and no later than `on`; None where it did not.

    It needs no rate: the scale is known and the fee stands over the principal that was open, but a payment in between
    may have lowered that by an amount that is not known yet. Law: art. 6:96 lid 5 and 6 BW.
    """
    found = [
        each for whole in wholes(facts, on=counted, figures=figures, valuate=valuate)
        if (each := _costs_after(whole, counted=counted, on=on, figures=figures)) is not None
    ]
    if len(found) < 2:
        return found[0] if found else None
    fees = [each.fee for each in found if each.fee is not None]
    first_day = min(each.first_day for each in found)
    return LaterCosts(first_day, _together(fees) if len(fees) == len(found) else None)


def _together(fees: list[Fee]) -> Fee:
    """What debtors who owe a share each owe of costs between them."""
    return Fee(
        sum((fee.base for fee in fees), ZERO), sum((fee.amount for fee in fees), ZERO),
        sum((fee.vat for fee in fees), ZERO), tuple(line for fee in fees for line in fee.lines),
    )


def _costs_after(facts: CaseFacts, *, counted: date, on: date, figures: Figures) -> LaterCosts | None:
    state = walk(facts, on=counted, figures=figures)
    due = [ground.first_day for ground in state.grounds if ground.first_day and counted < ground.first_day <= on]
    if not due:
        return None
    first_day, before = min(due), state.fee
    if any(counted < payment.received_on < max(due) for payment in facts.payments):
        return LaterCosts(first_day, None)
    try:
        state.fix_fees_due(max(due))
    except ParameterUnknown:  # a base with interest in it
        return LaterCosts(first_day, None)
    added = added_to(before, state.fee)
    return LaterCosts(first_day, added) if added.total else None


def _unpaid(facts: CaseFacts, day: date, figures: Figures) -> set[str]:
    """The claims of which something is still owed after `day`, in any part of the debt.

    A share beside the whole is counted by itself: over what its debtor left unpaid of it, whoever paid that.
    """
    parts = [part_of(facts, debtor) for debtor in shares_beside(facts)]
    found = set()
    for each in (*wholes(facts, on=day, figures=figures, valuate=valuate), *parts):
        state = walk(each, on=day, figures=figures)
        burdened = {account.claim.ref for account in state.burdened}
        found |= {account.claim.ref for account in state.accounts if account.principal_open} | burdened
    return found


def _ends(facts: CaseFacts, figures: Figures) -> Iterator[tuple[Claim, date]]:
    """The last day of each claim for which its rates are known; those that need none are left out."""
    for claim in facts.claims:
        days = [max(series.known_through, first - ONE_DAY) for series, first in _rates(claim, facts, figures)]
        if days:
            yield claim, min(days)


def _rates(claim: Claim, facts: CaseFacts, figures: Figures) -> list[tuple[Series[Decimal], date]]:
    """The series that a claim and its other costs ask, each with the first day on which it does."""
    asked = [(rate_series(counted(claim, facts), kind_of(claim, facts.debtor), figures), claim.interest_from)]
    asked += [
        (figures.statutory_interest, cost.bears_interest_from)
        for cost in claim.other_costs if cost.bears_interest_from is not None
    ]
    return [(series, first) for series, first in asked if series is not None]


def _names(facts: CaseFacts, refs: set[str], figures: Figures) -> tuple[str, ...]:
    asked = (_rates(claim, facts, figures) for claim in facts.claims if claim.ref in refs)
    return tuple(dict.fromkeys(series.name for rates in asked for series, _first in rates))
