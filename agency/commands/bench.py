"""`agency bench law`: how fast amounts are counted, beside the barest loops that do the same arithmetic."""

import json
import sys
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from time import perf_counter
from typing import Any  # Any: euros of one way, columns of cents of another

import numpy as np
from numpy.typing import NDArray

from agency.web.formatting import number
from legal.calendar import anniversary
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
ONE_DAY = timedelta(days=1)
MEBIBYTE = 2**20

SINGLE_TARGET = 0.25
PORTFOLIO_TARGET = 2.0
MEMORY_TARGET = 1_536


@dataclass(frozen=True, kw_only=True)
class LawBench:
    """Cases a second of each way of counting, as measured in one run, with what they compare to.

    `single_ratio`: speed of the single case with all its lines by that of a bare Decimal loop (at least 0.25).
    `portfolio_ratio`: time of the portfolio by that of bare numpy (at most 2). `peak_mebibytes`: of the whole process.
    """

    portfolio_cases: int
    single_cases: int
    single_per_second: int
    decimal_loop_per_second: int
    portfolio_per_second: int
    numpy_per_second: int
    mixed_portfolio_per_second: int
    single_ratio: float
    portfolio_ratio: float
    portfolio_by_single: float
    peak_mebibytes: int
    same_cents: bool

    @property
    def targets_met(self) -> bool:
        """Whether every target of speed and memory is met and all ways gave the same cents."""
        return (
            self.same_cents
            and self.single_ratio >= SINGLE_TARGET
            and self.portfolio_ratio <= PORTFOLIO_TARGET
            and self.peak_mebibytes < MEMORY_TARGET
        )


def measure(cases: int, figures: Figures) -> LawBench:
    """Counts statutory interest of `cases` open claims, first days spread over five years, by every way in turn.

    Each way gets the best of a few rounds, taken in turn, and short ways more often than long ones: the machine may be
    busy with something else.
    """
    statutory = open_claims(cases, [KindCode.STATUTORY])
    mixed = open_claims(cases, [KindCode.STATUTORY] * 6 + [KindCode.COMMERCIAL] * 3 + [KindCode.NONE])
    few = range(min(cases, SINGLE_CASES))
    facts = [single_case(statutory, number) for number in few]
    rates = figures.statutory_interest
    ways: dict[str, Callable[[], Any]] = {
        "single": lambda: [valuate(case, on=ON, figures=figures).interest for case in facts],
        "decimal": lambda: decimal_loop(facts, rates),
        "portfolio": lambda: portfolio_value(statutory, on=ON, figures=figures).interest,
        "numpy": lambda: bare_numpy(statutory.principal, statutory.interest_from, rates),
        "mixed": lambda: portfolio_value(mixed, on=ON, figures=figures).interest,
    }
    best = dict.fromkeys(ways, sys.float_info.max)
    answers = {}
    for _ in range(ROUNDS):
        for name in (*["single", "decimal"] * SHORT_ROUNDS, "portfolio", "numpy", "mixed"):
            start = perf_counter()
            answers[name] = ways[name]()
            best[name] = min(best[name], perf_counter() - start)
    single, loop = best["single"] / len(few), best["decimal"] / len(few)
    return LawBench(
        portfolio_cases=cases,
        single_cases=len(few),
        single_per_second=round(1 / single),
        decimal_loop_per_second=round(1 / loop),
        portfolio_per_second=round(cases / best["portfolio"]),
        numpy_per_second=round(cases / best["numpy"]),
        mixed_portfolio_per_second=round(cases / best["mixed"]),
        single_ratio=round(loop / single, 3),
        portfolio_ratio=round(best["portfolio"] / best["numpy"], 3),
        portfolio_by_single=round(single * cases / best["portfolio"], 1),
        peak_mebibytes=peak_mebibytes(),
        same_cents=bool(
            answers["single"] == answers["decimal"]
            and [to_cents(interest) for interest in answers["single"]] == list(answers["portfolio"][: len(few)])
            and np.array_equal(answers["portfolio"], answers["numpy"])
        ),
    )


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


def as_json(measured: LawBench) -> str:
    """The figures for a machine."""
    return json.dumps({**asdict(measured), "targets_met": measured.targets_met}, indent=2)


def table(measured: LawBench) -> str:
    """The figures as a table in Dutch, targets beside them."""
    rows = [
        ("zaken per seconde", "", ""),
        ("  één zaak, met alle regels", number(measured.single_per_second), ""),
        ("  kale Decimal-lus", number(measured.decimal_loop_per_second), ""),
        ("  portefeuille, wettelijke rente", number(measured.portfolio_per_second), ""),
        ("  portefeuille, gemengd", number(measured.mixed_portfolio_per_second), ""),
        ("  kaal numpy", number(measured.numpy_per_second), ""),
        ("verhoudingen", "", "norm"),
        ("  snelheid één zaak / Decimal-lus", _decimal(measured.single_ratio), f"≥ {_decimal(SINGLE_TARGET)}"),
        ("  tijd portefeuille / kaal numpy", _decimal(measured.portfolio_ratio), f"≤ {_decimal(PORTFOLIO_TARGET)}"),
        ("  portefeuille / lus over één zaak", f"{number(round(measured.portfolio_by_single))} ×", ""),
        ("piekgeheugen (MiB)", number(measured.peak_mebibytes), f"< {number(MEMORY_TARGET)}"),
    ]
    head = f"Renteberekening: {number(measured.portfolio_cases)} vorderingen op {ON:%d-%m-%Y}"
    lines = [f"{label:<38}{value:>12}   {target}".rstrip() for label, value, target in rows]
    cents = "Alle wegen geven dezelfde centen." if measured.same_cents else "FOUT: de wegen geven verschillende centen."
    return "\n".join([head, *lines, cents])


def _decimal(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")
