"""The value of very many claims on one day, for lists and statements: the cents of `valuate`, without its lines.

Claims with the same rate and the same first day share one schedule of line lengths, made by the rules of `interest`;
the amounts of all claims then follow in exact whole numbers, one step per line of a claim-year.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from legal.calendar import ONE_DAY, anniversary
from legal.counting.valuation import valuate
from legal.errors import InvalidFacts
from legal.facts import CaseFacts, Claim, ContractRate, DebtorKind, InterestKind, Payment
from legal.interest import DAYS_IN_YEAR, PER_YEAR, rate_span
from legal.money import from_cents, to_cents
from legal.parameters import Figures
from legal.policies import CountingPolicy, DayCount, Rounding, SegmentCuts

Whole = NDArray[np.int64]

# A line is round_half_up(base x rate x days / 36,500), with the rate in hundredths of a percent and the base in cents.
PERCENT_UNITS = 100
DIVISOR = 100 * PERCENT_UNITS * DAYS_IN_YEAR
TWICE = 2 * DIVISOR
LARGEST_PRODUCT = 2**63 - 1 - TWICE
LARGEST_PERCENT = 1_000 * PERCENT_UNITS
# So many claims at a time that the arrays of one step stay in the processor's cache.
CHUNK = 16_384
COLUMNS = {"principal": np.int64, "interest_from": np.int32, "kind": np.int8, "percent": np.int64}


class KindCode(IntEnum):
    """Which interest a claim of a portfolio bears. Agreed rates are percentages a year."""

    NONE = 0
    STATUTORY = 1
    COMMERCIAL = 2
    GOVERNMENT = 3
    AGREED_SIMPLE = 4
    AGREED_COMPOUND = 5


LAWFUL_KIND = {
    KindCode.NONE: InterestKind.NONE,
    KindCode.STATUTORY: InterestKind.STATUTORY,
    KindCode.COMMERCIAL: InterestKind.COMMERCIAL,
    KindCode.GOVERNMENT: InterestKind.GOVERNMENT,
    KindCode.AGREED_SIMPLE: InterestKind.CONTRACTUAL,
    KindCode.AGREED_COMPOUND: InterestKind.CONTRACTUAL,
}
AGREED = (KindCode.AGREED_SIMPLE, KindCode.AGREED_COMPOUND)


@dataclass(frozen=True, kw_only=True)
class Portfolio:
    """Claims as columns of one length: principals in cents, first interest days as ordinals, codes of `KindCode`.

    `percent` holds the agreed rates in hundredths of a percent a year (a monthly simple rate times twelve), None when
    nothing is agreed. `payments` by the number of the claim; all were made on that claim. `debtor` is that of all.
    `told` by number: claims of which the columns cannot say all, such as a credit, other costs or a surcharge; their
    columns hold what they would be without.
    """

    principal: Whole
    interest_from: NDArray[np.int32]
    kind: NDArray[np.int8]
    percent: Whole | None = None
    debtor: DebtorKind = DebtorKind.CONSUMER
    payments: Mapping[int, tuple[Payment, ...]] = field(default_factory=dict)
    told: Mapping[int, Claim] = field(default_factory=dict)

    def claim(self, number: int) -> Claim:
        """One claim as the single-case functions know it."""
        if number in self.told:
            return self.told[number]
        kind = KindCode(int(self.kind[number]))
        rate = None
        if kind in AGREED and self.percent is not None:
            rate = _agreed_rate(kind, int(self.percent[number]))
        return Claim(
            ref=str(number),
            principal=from_cents(int(self.principal[number])),
            interest_from=date.fromordinal(int(self.interest_from[number])),
            interest=LAWFUL_KIND[kind],
            contract_rate=rate,
        )


@dataclass(frozen=True, kw_only=True)
class PortfolioValue:
    """Cents by claim, without collection costs: gross `interest` through the day, and the `balance` after payments.

    Other costs are in the balance.
    """

    interest: Whole
    balance: Whole


def portfolio_value(
    portfolio: Portfolio, *, on: date, figures: Figures, policy: CountingPolicy | None = None
) -> PortfolioValue:
    """What `valuate` answers for each claim alone through `on`, that day included; cents, without costs.

    Claims with payments or of which more is told, and all of them under a policy other than the default (29 February
    apart), are counted one by one. Raises ParameterUnknown where a rate is needed and not known, InvalidFacts where a
    column is wrong or an amount may pass the largest whole number that can be counted exactly (bases of some ten
    milliard euro).
    Law: art. 6:119, 6:119a, 6:119b and 6:120 BW.
    """
    policy = policy or CountingPolicy()
    _check(portfolio)
    interest = np.zeros(len(portfolio.principal), dtype=np.int64)
    balance = portfolio.principal.astype(np.int64)
    if not _is_counted_in_steps(policy):
        for number in range(len(interest)):
            interest[number], balance[number] = _single(portfolio, number, on=on, figures=figures, policy=policy)
        return PortfolioValue(interest=interest, balance=balance)
    running = (portfolio.interest_from <= on.toordinal()) & (portfolio.kind != KindCode.NONE)
    singles = sorted({*portfolio.payments, *portfolio.told})
    running[singles] = False
    for kind, percent, members in _groups(portfolio, running):
        _count_group(portfolio, members, kind, percent, interest, on=on, figures=figures, policy=policy)
    balance += interest
    for number in singles:
        interest[number], balance[number] = _single(portfolio, number, on=on, figures=figures, policy=policy)
    return PortfolioValue(interest=interest, balance=balance)


def _is_counted_in_steps(policy: CountingPolicy) -> bool:
    return (
        policy.day_count is DayCount.ACT_365
        and not policy.full_year_exact
        and policy.rounding is Rounding.PER_SEGMENT
        and policy.segment_cuts is SegmentCuts.REAL_CHANGES
    )


def _single(
    portfolio: Portfolio, number: int, *, on: date, figures: Figures, policy: CountingPolicy
) -> tuple[int, int]:
    """Interest and balance in cents of one claim by `valuate`, on its own and without costs."""
    # A hand-over that lies after every day asked keeps the fee of a business out.
    facts = CaseFacts(
        debtor=portfolio.debtor,
        creditor_reclaims_vat=True,
        claims=(portfolio.claim(number),),
        handed_over_on=date.max,
        payments=portfolio.payments.get(number, ()),
        policy=policy,
    )
    found = valuate(facts, on=on, figures=figures)
    return to_cents(found.interest), to_cents(found.balance)


def _groups(portfolio: Portfolio, running: NDArray[np.bool_]) -> Iterator[tuple[KindCode, int, NDArray[np.intp]]]:
    """The claims on which interest runs, by kind and agreed rate: the two that decide the rate on a day."""
    for kind in LAWFUL_KIND:
        of_kind = np.flatnonzero(running & (portfolio.kind == kind))
        if not of_kind.size:
            continue
        if kind not in AGREED or portfolio.percent is None:
            yield kind, 0, of_kind
            continue
        percents = portfolio.percent[of_kind]
        order = np.argsort(percents, kind="stable")
        values, starts = np.unique(percents[order], return_index=True)
        for value, members in zip(values, np.split(of_kind[order], starts[1:]), strict=True):
            yield kind, int(value), members


def _count_group(
    portfolio: Portfolio,
    members: NDArray[np.intp],
    kind: KindCode,
    percent: int,
    interest: Whole,
    *,
    on: date,
    figures: Figures,
    policy: CountingPolicy,
) -> None:
    """Fills in the interest of claims that share a rate, the oldest first so that each step takes a front part."""
    days = portfolio.interest_from[members]
    first, last = int(days.min()), int(days.max())
    present = np.zeros(last - first + 1, dtype=bool)
    present[days - first] = True
    distinct = np.flatnonzero(present) + first
    row_of_day = np.cumsum(present, dtype=np.int32) - 1
    rows = row_of_day[days - first]
    # Radix sort, for which numpy needs 16 bits.
    order = np.argsort(rows.astype(np.uint16) if len(distinct) <= 2**16 else rows, kind="stable")
    compounds = kind is not KindCode.AGREED_SIMPLE
    schedule = _schedule(distinct, _rate_runs(kind, percent, portfolio.debtor, date.fromordinal(first), on, figures),
                         on=on, policy=policy, compounds=compounds)  # fmt: skip
    _refuse_overflow(int(portfolio.principal[members].max()), schedule)
    for start in range(0, len(order), CHUNK):
        part = order[start : start + CHUNK]
        numbers = members[part]
        interest[numbers] = _count(portfolio.principal[numbers], rows[part], schedule, compounds=compounds)


def _count(principal: Whole, rows: NDArray[np.int32], schedule: list[list[Whole]], *, compounds: bool) -> Whole:
    """Interest of claims sorted by first day: every line rounded half up, joining the base after each claim-year."""
    base = principal.copy()
    total = np.zeros_like(base)
    for year in schedule:
        earned: Whole | None = None
        for factor in year:
            # Rows are sorted: those that reach this line are the first ones.
            many = int(np.searchsorted(rows, len(factor)))
            line = factor.take(rows[:many])
            line *= base[:many]
            line += DIVISOR
            line //= TWICE
            if earned is None:
                earned = line
            else:
                earned[:many] += line
        if earned is not None:
            (base if compounds else total)[: len(earned)] += earned
    return base - principal if compounds else total


def _schedule(
    distinct: NDArray[np.intp], runs: tuple[Whole, Whole], *, on: date, policy: CountingPolicy, compounds: bool
) -> list[list[Whole]]:
    """For every claim-year its lines, for every line 2 x rate x days by first day, as far as a first day reaches it.

    Where nothing compounds the years make no lines: all of them are one.
    """
    starts, percents = runs
    end = on.toordinal() + 1
    first_days = [date.fromordinal(int(day)) for day in distinct]
    schedule: list[list[Whole]] = []
    begin = distinct.astype(np.int64)
    while begin.size:
        following = np.full(begin.size, end, dtype=np.int64)
        if compounds:
            number = len(schedule) + 1
            anniversaries = (anniversary(day, number, policy.feb29_anniversary) for day in first_days[: begin.size])
            following[:] = [each.toordinal() for each in anniversaries]
        stop = np.minimum(following, end)
        run = np.searchsorted(starts, begin, side="right") - 1
        year: list[Whole] = []
        line_begin = begin
        while True:
            bound = np.append(starts, np.iinfo(np.int64).max)[np.minimum(run + 1, len(starts))]
            line_end = np.minimum(bound, stop)
            factor = 2 * np.maximum(line_end - line_begin, 0) * percents[np.minimum(run, len(starts) - 1)]
            reached = np.flatnonzero(line_end > line_begin)
            if not reached.size:
                break
            year.append(factor[: int(reached[-1]) + 1])
            line_begin, run = np.maximum(line_end, line_begin), run + 1
        schedule.append(year)
        begin = following[following < end]
    return schedule


def _rate_runs(
    kind: KindCode, percent: int, debtor: DebtorKind, first_day: date, on: date, figures: Figures
) -> tuple[Whole, Whole]:
    """First days (ordinals) and rates (hundredths of a percent) of the spans in which a line may run on."""
    rate = _agreed_rate(kind, percent) if kind in AGREED else None
    claim = Claim(
        ref="", principal=Decimal(1), interest_from=first_day, interest=LAWFUL_KIND[kind], contract_rate=rate
    )
    day, before = first_day, None
    starts, percents = [], []
    while day <= on:
        span = rate_span(claim, debtor, day, figures)
        if before is None or not span.is_same_rate(before):
            starts.append(day.toordinal())
            percents.append(_in_units(span.percent))
        before = span
        if span.last_day >= on:
            break
        day = span.last_day + ONE_DAY
    return np.array(starts, dtype=np.int64), np.array(percents, dtype=np.int64)


def _agreed_rate(kind: KindCode, percent: int) -> ContractRate:
    return ContractRate(
        percent=Decimal(percent) / PERCENT_UNITS, per=PER_YEAR, compound=kind is KindCode.AGREED_COMPOUND
    )


def _in_units(percent: Decimal) -> int:
    units = percent * PERCENT_UNITS
    if units != units.to_integral_value():
        raise InvalidFacts(f"een percentage van {percent} is fijner dan een honderdste")
    return int(units)


def _check(portfolio: Portfolio) -> None:
    many = len(portfolio.principal)
    for name, dtype in COLUMNS.items():
        column = getattr(portfolio, name)
        if column is not None and (column.shape != (many,) or column.dtype != dtype):
            raise InvalidFacts(f"de kolom {name} hoort {many} waarden van {np.dtype(dtype)} te hebben", field=name)
    if not many:
        return
    if portfolio.principal.min() <= 0:
        raise InvalidFacts("het bedrag moet meer dan nul zijn", field="principal")
    if portfolio.interest_from.min() < 1:
        raise InvalidFacts("een eerste rentedag is geen dag", field="interest_from")
    if portfolio.kind.min() < min(KindCode) or portfolio.kind.max() > max(KindCode):
        raise InvalidFacts("onbekende soort rente", field="kind")
    _check_percent(portfolio)
    for name in ("payments", "told"):
        if any(not 0 <= number < many for number in getattr(portfolio, name)):
            raise InvalidFacts("een betaling of opgave van een vordering die er niet is", field=name)


def _check_percent(portfolio: Portfolio) -> None:
    agreed = portfolio.kind >= KindCode.AGREED_SIMPLE
    if portfolio.percent is None:
        wrong = bool(agreed.any())
    else:
        wrong = bool((agreed & ((portfolio.percent < 0) | (portfolio.percent > LARGEST_PERCENT))).any())
    if wrong:
        raise InvalidFacts("een bedongen percentage ontbreekt of ligt niet tussen 0 en 1000", field="percent")


def _refuse_overflow(principal: int, schedule: list[list[Whole]]) -> None:
    """Bounds the largest product with the largest factors of every line; exact, since these are Python's integers."""
    base = principal
    for year in schedule:
        factors = [int(factor.max()) for factor in year]
        if any(base * factor > LARGEST_PRODUCT for factor in factors):
            raise InvalidFacts("een vordering is te groot om in hele centen te tellen", field="principal")
        base += sum((base * factor + DIVISOR) // TWICE for factor in factors)
