"""`agency bench law`: how fast amounts are counted, beside the barest loops that do the same arithmetic."""

import sys
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any  # Any: euros of one way, columns of cents of another

import numpy as np
from numpy.typing import NDArray

from agency.commands.measures import Measure, middle, timed
from legal.calendar import anniversary
from legal.counting.claim_account import remembered
from legal.counting.portfolio import KindCode, Portfolio, portfolio_value
from legal.counting.valuation import valuate
from legal.facts import CaseFacts, DebtorKind, InterestKind
from legal.money import CENT, to_cents
from legal.parameters import Figures, Series

ON = date(2026, 11, 21)
OLDEST_DAYS = 5 * 365
SINGLE_CASES = 2_000
ROUNDS = 5
SHORT_ROUNDS = 5
SEED = 20261121
THOUSAND = 1_000
ONE_DAY = timedelta(days=1)
MEBIBYTE = 2**20

# The most that the time may be of that of the bare loop, or of bare numpy.
SINGLE_GOAL = 3.1
COSTS_GOAL = 5.6
PORTFOLIO_GOAL = 2.0
MEMORY_GOAL = 1_536.0


class DifferentCents(Exception):
    """Two ways to count the same claims do not agree."""


def measure(cases: int, figures: Figures) -> list[Measure]:
    """Statutory interest of open claims, first days spread over five years: one by one, and `cases` at once.

    In milliseconds of the processor for a thousand, the ways in turn. Of one case the whole valuation is made, with all
    its lines, and let go before the next. Raises DifferentCents when two ways do not agree.
    """
    statutory = open_claims(cases, [KindCode.STATUTORY])
    mixed = open_claims(cases, [KindCode.STATUTORY] * 6 + [KindCode.COMMERCIAL] * 3 + [KindCode.NONE])
    alone = [single_case(statutory, number) for number in range(min(cases, SINGLE_CASES))]
    business = [replace(case, debtor=DebtorKind.BUSINESS) for case in alone]
    rates = figures.statutory_interest

    def one_by_one(facts: Sequence[CaseFacts]) -> list[Decimal]:
        return [valuate(case, on=ON, figures=figures).interest for case in facts]

    def for_the_first_time() -> list[Decimal]:
        remembered.clear()
        return one_by_one(alone)

    first, single, costs, loop = _in_turn(
        [
            for_the_first_time,
            lambda: one_by_one(alone),
            lambda: one_by_one(business),
            lambda: decimal_loop(alone, rates),
        ],
        rounds=ROUNDS * SHORT_ROUNDS,
        thousands=len(alone) / THOUSAND,
    )
    at_once, numpy, kinds = _in_turn(
        [
            lambda: portfolio_value(statutory, on=ON, figures=figures).interest,
            lambda: bare_numpy(statutory.principal, statutory.interest_from, rates),
            lambda: portfolio_value(mixed, on=ON, figures=figures).interest,
        ],
        rounds=ROUNDS,
        thousands=cases / THOUSAND,
    )
    is_same = first.answer == single.answer == costs.answer == loop.answer
    in_cents = [to_cents(interest) for interest in loop.answer]
    if not is_same or in_cents != list(at_once.answer[: len(alone)]) or list(at_once.answer) != list(numpy.answer):
        raise DifferentCents("the ways to count give different cents")
    return [
        Measure(work="1.000 zaken, alleen rente", ours=single.took, floor=loop.took, goal=SINGLE_GOAL),
        Measure(work="1.000 zaken van een bedrijf, met kosten", ours=costs.took, floor=loop.took, goal=COSTS_GOAL),
        Measure(work="1.000 zaken, niets onthouden", ours=first.took, floor=loop.took),
        Measure(work="1.000 vorderingen tegelijk", ours=at_once.took, floor=numpy.took, goal=PORTFOLIO_GOAL),
        Measure(work="1.000 vorderingen, gemengd", ours=kinds.took),
        Measure(work="hoogste geheugen in MiB", ours=float(peak_mebibytes()), goal=MEMORY_GOAL),
    ]


@dataclass(frozen=True)
class _Way:
    """What one way of counting gave, and the milliseconds for a thousand in the middle round."""

    answer: Any
    took: float


def _in_turn(ways: Sequence[Callable[[], Any]], *, rounds: int, thousands: float) -> list[_Way]:
    answers: list[Any] = [None for _ in ways]
    took: list[list[float]] = [[] for _ in ways]
    for _ in range(rounds):
        for place, way in enumerate(ways):
            answers[place], spent = timed(way, pieces=thousands)
            took[place].append(spent)
    return [_Way(answer, middle(spent)) for answer, spent in zip(answers, took, strict=True)]


def open_claims(cases: int, kinds: Sequence[KindCode]) -> Portfolio:
    """Claims of one to ten thousand euro, their first days spread evenly over the five years before the day asked."""
    drawn = np.random.default_rng(SEED)
    last = ON.toordinal()
    return Portfolio(
        principal=drawn.integers(100, 1_000_000, cases, dtype=np.int64),
        interest_from=drawn.integers(last - OLDEST_DAYS, last, cases, endpoint=True, dtype=np.int32),
        kind=drawn.choice(np.array(kinds, dtype=np.int8), cases),
    )


def single_case(claims: Portfolio, number: int) -> CaseFacts:
    """One claim as a case of its own."""
    return CaseFacts(debtor=DebtorKind.CONSUMER, creditor_reclaims_vat=True, claims=(claims.claim(number),))


def decimal_loop(cases: Sequence[CaseFacts], series: Series[Decimal]) -> list[Decimal]:
    """The yardstick of the single case: the same lines in `Decimal`, and nothing kept of them but their sum."""
    assert all(case.claims[0].interest is InterestKind.STATUTORY for case in cases)
    starts = [figure.first_day for figure in series.values] + [ON + ONE_DAY]
    rates = [figure.value for figure in series.values]
    interests = []
    for case in cases:
        claim = case.claims[0]
        day, base, earned, year = claim.interest_from, claim.principal, Decimal(0), 1
        following = anniversary(day, year)
        index = bisect_right(starts, day) - 1
        while day <= ON:
            stop = min(starts[index + 1], following)
            earned += (base * rates[index] * (stop - day).days / 36500).quantize(CENT, ROUND_HALF_UP)
            if stop == following:
                base, earned, year = base + earned, Decimal(0), year + 1
                following = anniversary(claim.interest_from, year)
            if stop == starts[index + 1]:
                index += 1
            day = stop
        interests.append(base + earned - claim.principal)
    return interests


def bare_numpy(
    principal: NDArray[np.int64], first_days: NDArray[np.int32], series: Series[Decimal]
) -> NDArray[np.int64]:
    """The yardstick of the portfolio: whole columns, one step per line of a claim-year, and no checks of any kind."""
    end = ON.toordinal() + 1
    bounds = np.array([figure.first_day.toordinal() for figure in series.values] + [end], dtype=np.int64)
    rates = np.array([to_cents(figure.value) for figure in series.values] + [0], dtype=np.int64)
    epoch = date(1970, 1, 1).toordinal()
    months = (first_days - epoch).astype("datetime64[D]").astype("datetime64[M]")
    offset = first_days - epoch - months.astype("datetime64[D]").astype(np.int64)
    interest = np.zeros_like(principal)
    base, begin, members, year = principal.copy(), first_days.astype(np.int64), np.arange(len(principal)), 0
    while members.size:
        year += 12
        next_month = months[members] + year
        length = (next_month + 1).astype("datetime64[D]") - next_month.astype("datetime64[D]")
        following = next_month.astype("datetime64[D]").astype(np.int64) + epoch
        following += np.minimum(offset[members], length.astype(np.int64) - 1)
        stop = np.minimum(following, end)
        run = np.searchsorted(bounds, begin, side="right") - 1
        earned = np.zeros_like(base)
        while (begin < stop).any():
            line_end = np.minimum(bounds[np.minimum(run + 1, len(rates) - 1)], stop)
            earned += (base * rates[run] * ((line_end - begin) * 2) + 3_650_000) // 7_300_000
            begin, run = line_end, np.minimum(run + 1, len(rates) - 1)
        base += earned
        interest[members] = base - principal[members]
        still = following < end
        members, base, begin = members[still], base[still], following[still]
    return interest


def peak_mebibytes() -> int:
    """The most memory that this process has held so far; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // MEBIBYTE if sys.platform == "darwin" else peak // 1024

