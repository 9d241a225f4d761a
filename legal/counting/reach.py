"""Through which day a case can be counted: it asks only the rates that its open claims need."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from legal.calendar import ONE_DAY
from legal.costs.scale import Fee
from legal.counting.ledger_walk import walk
from legal.errors import ParameterUnknown
from legal.facts import CaseFacts, Claim
from legal.interest import rate_series
from legal.parameters import Figures


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
        state = walk(facts, on=day, figures=figures)
        unpaid = {account.claim.ref for account in state.accounts if account.principal_open}
        here = {ref for ref, end in ends.items() if end == day}
        if here & unpaid:
            return Reach(day, wanted, _names(facts, here & unpaid, figures))
        ends = {ref: end for ref, end in ends.items() if ref not in here}
    return Reach(wanted, wanted)


def costs_after(facts: CaseFacts, *, counted: date, on: date, figures: Figures) -> LaterCosts | None:
    """The one fee where it fell due after `counted` and no later than `on`; None where it did not.

    It needs no rate: the scale is known and the fee stands over the principal that was open, but a payment in between
    may have lowered that by an amount that is not known yet. Law: art. 6:96 lid 5 and 6 BW.
    """
    state = walk(facts, on=counted, figures=figures)
    first_day = state.costs_from
    if first_day is None or not counted < first_day <= on:
        return None
    if any(counted < payment.received_on < first_day for payment in facts.payments):
        return LaterCosts(first_day, None)
    try:
        state.fix_fee()
    except ParameterUnknown:  # a base with interest in it
        return LaterCosts(first_day, None)
    return LaterCosts(first_day, state.fee) if state.fee.total else None


def _ends(facts: CaseFacts, figures: Figures) -> Iterator[tuple[Claim, date]]:
    """The last day of each claim for which its rate is known; those that need none are left out."""
    for claim in facts.claims:
        series = rate_series(claim, facts.debtor, figures)
        if series is not None:
            yield claim, max(series.known_through, claim.interest_from - ONE_DAY)


def _names(facts: CaseFacts, refs: set[str], figures: Figures) -> tuple[str, ...]:
    series = [rate_series(claim, facts.debtor, figures) for claim in facts.claims if claim.ref in refs]
    return tuple(dict.fromkeys(each.name for each in series if each is not None))
