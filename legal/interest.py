"""Which rate a claim bears on a day, and the interest of a span: nothing about payments."""

from calendar import isleap
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from legal.calendar import ONE_DAY
from legal.errors import InvalidFacts
from legal.facts import Claim, ContractRate, DebtorKind, InterestKind, Surcharge
from legal.money import HUNDRED
from legal.parameters import Figures
from legal.parameters.series import Confidence, Run, Series, Support
from legal.policies import CountingPolicy, DayCount

DAYS_IN_YEAR = 365
DAYS_IN_LEAP_YEAR = 366
YEAR_OF_PERCENTS = HUNDRED * DAYS_IN_YEAR
MONTHS_IN_YEAR = 12
IN_YEAR = {"day": DAYS_IN_YEAR, "month": MONTHS_IN_YEAR}
PER_DAY, PER_MONTH, PER_YEAR = "day", "month", "year"
# Asked for every line: a member of an enumeration is found slowly by its name.
ACT_365 = DayCount.ACT_365
STATUTORY, COMMERCIAL = InterestKind.STATUTORY, InterestKind.COMMERCIAL
GOVERNMENT, AGREED, NO_INTEREST = InterestKind.GOVERNMENT, InterestKind.CONTRACTUAL, InterestKind.NONE

LAW_STATUTORY = "art. 6:119 lid 1 BW"
LAW_COMMERCIAL = "art. 6:119a lid 1 BW"
LAW_GOVERNMENT = "art. 6:119b lid 1 BW"
LAW_AGREED_CONSUMER = "art. 6:119 lid 3 BW"
LAW_AGREED_GOVERNMENT = "art. 6:119b lid 8 BW (tekst 2017)"
# No paragraph: the one on an agreed rate was renumbered in 2017 and 2022.
LAW_AGREED_BUSINESS = "art. 6:119a BW, bedongen rente"
LAW_SURCHARGE = "met bedongen opslag"
AGREED_SOURCE = "overeenkomst van partijen"
BY_AGREEMENT: Support = (AGREED_SOURCE, Confidence.TWO_SOURCES)


class RateSpan(NamedTuple):
    """A rate and how long it holds: `percent` per `per`, through `last_day` (`date.max`: without end).

    `yearly_percent` compares rates of different kinds. `support` is what stands behind every day of it, None where that
    differs by day: then `run` tells it. `is_raised`: an agreed surcharge is in it.
    """

    percent: Decimal
    per: str
    yearly_percent: Decimal
    law: str
    last_day: date
    support: Support | None
    run: Run[Decimal] | None = None
    is_raised: bool = False

    def is_same_rate(self, other: "RateSpan") -> bool:
        """Whether a line may run on from the one into the other."""
        return self.percent == other.percent and self.per == other.per and self.law == other.law

    def support_between(self, first_day: date, last_day: date) -> Support:
        """What stands behind a part of it: sources as cited, and the confidence of the weakest figure."""
        if self.run is None:
            return BY_AGREEMENT
        source, confidence = self.run.support(first_day, last_day)
        return (f"{source}; {AGREED_SOURCE}" if self.is_raised else source), confidence


NO_RATE = RateSpan(HUNDRED, PER_YEAR, HUNDRED, "", date.min, BY_AGREEMENT)


def rate_span(claim: Claim, debtor: DebtorKind, day: date, figures: Figures) -> RateSpan:
    """The rate of `claim` on `day`. Raises ParameterUnknown where a statutory rate is needed and not known.

    An agreed rate below the statutory one yields to it, day by day, for a consumer and for a public authority. A
    surcharge comes on top of the statutory rate of the day.
    Law: art. 6:119, 6:119a, 6:119b and 6:120 BW.
    """
    if claim.interest is STATUTORY:
        return _raised(_span_of(figures.statutory_interest.run_on(day), LAW_STATUTORY), claim)
    if claim.interest is COMMERCIAL:
        return _raised(_span_of(figures.statutory_commercial_interest.run_on(day), LAW_COMMERCIAL), claim)
    agreed = claim.contract_rate
    if claim.interest is GOVERNMENT:
        floor = _raised(_span_of(figures.statutory_commercial_interest.run_on(day), LAW_GOVERNMENT), claim)
        return _at_least(floor, agreed, LAW_AGREED_GOVERNMENT, day)
    if claim.interest is not AGREED or agreed is None:
        raise InvalidFacts(f"vordering {claim.ref} draagt geen rente of noemt geen bedongen percentage")
    if debtor is DebtorKind.BUSINESS:
        return _agreed(agreed, LAW_AGREED_BUSINESS, date.max, day)
    floor = _span_of(figures.statutory_interest.run_on(day), LAW_STATUTORY)
    return _at_least(floor, agreed, LAW_AGREED_CONSUMER, day)


def _raised(span: RateSpan, claim: Claim) -> RateSpan:
    """The statutory rate with the agreed surcharge of the claim on it, where there is one."""
    if claim.surcharge is None:
        return span
    percent = span.percent + yearly_percent(claim.surcharge)
    return RateSpan(percent, PER_YEAR, percent, f"{span.law}, {LAW_SURCHARGE}", span.last_day, None, span.run, True)


def rate_series(claim: Claim, debtor: DebtorKind, figures: Figures) -> Series[Decimal] | None:
    """The series that `rate_span` asks for this claim; None for one that needs no rate of the law."""
    if claim.interest in (COMMERCIAL, GOVERNMENT):
        return figures.statutory_commercial_interest
    is_floored = claim.interest is AGREED and debtor is not DebtorKind.BUSINESS
    return figures.statutory_interest if claim.interest is STATUTORY or is_floored else None


def _at_least(floor: RateSpan, agreed: ContractRate | None, law: str, day: date) -> RateSpan:
    """The agreed rate while the statutory one holds, or that where it is higher or nothing was agreed."""
    if agreed is None:
        return floor
    span = _agreed(agreed, law, floor.last_day, day)
    if span.yearly_percent < floor.percent:
        return floor._replace(last_day=span.last_day)
    return span


def yearly_percent(rate: ContractRate | Surcharge) -> Decimal:
    """The agreed rate, before any change, as a percentage a year: a monthly one times twelve, a daily one times 365."""
    return a_year(rate.percent, rate.per)


def a_year(percent: Decimal, per: str) -> Decimal:
    """A percentage per day, month or year as one per year."""
    return percent * IN_YEAR.get(per, 1)


def compounds_by_month(claim: Claim) -> bool:
    """Whether unpaid interest joins the base every month."""
    rate = claim.contract_rate
    return rate is not None and rate.compound and rate.per == PER_MONTH and claim.interest in (AGREED, GOVERNMENT)


def compounds(claim: Claim) -> bool:
    """Whether unpaid interest joins the base at the end of each period. Law: art. 6:119 lid 2 and 6:119a BW."""
    if claim.interest is AGREED:
        return claim.contract_rate is not None and claim.contract_rate.compound
    return claim.interest is not NO_INTEREST


def half_year_end(day: date) -> date:
    """Last day of the line that holds `day` when lines are cut every half-year."""
    return date(day.year, 6, 30) if day.month <= MONTHS_IN_YEAR // 2 else date(day.year, 12, 31)


def span_interest(
    base: Decimal, rate: RateSpan, first_day: date, last_day: date, period_days: int, policy: CountingPolicy
) -> Decimal:
    """Unrounded interest over a span, both days included: base x rate x days / days of the year.

    A rate per month that compounds bears days / `period_days`, the length of its own month.
    """
    days = (last_day - first_day).days + 1
    if rate.per == PER_MONTH:
        return base * rate.percent * days / (HUNDRED * period_days)
    if policy.day_count is ACT_365:
        return base * rate.percent * days / YEAR_OF_PERCENTS
    leap = leap_year_days(first_day, last_day)
    weighed = leap * DAYS_IN_YEAR + (days - leap) * DAYS_IN_LEAP_YEAR
    return base * rate.percent * weighed / (HUNDRED * DAYS_IN_YEAR * DAYS_IN_LEAP_YEAR)


def leap_year_days(first_day: date, last_day: date) -> int:
    """How many days of the span, both ends included, lie in a leap year."""
    counted = 0
    for year in range(first_day.year, last_day.year + 1):
        if isleap(year):
            counted += (min(last_day, date(year, 12, 31)) - max(first_day, date(year, 1, 1)) + ONE_DAY).days
    return counted


@lru_cache(maxsize=1024)
def _span_of(run: Run[Decimal], law: str) -> RateSpan:
    support = run.support(run.first_day, run.last_day) if len(run.figures) == 1 else None
    return RateSpan(run.value, PER_YEAR, run.value, law, run.last_day, support, run)


def _agreed(rate: ContractRate, law: str, last_day: date, day: date) -> RateSpan:
    """The agreed rate of `day`, through `last_day` or the day before it changes."""
    percent = rate.percent
    for change in rate.changes:
        if change.first_day > day:
            last_day = min(last_day, change.first_day - ONE_DAY)
            break
        percent = change.percent
    yearly = a_year(percent, rate.per)
    if rate.per == PER_MONTH and rate.compound:
        return RateSpan(percent, PER_MONTH, yearly, f"{law}, per maand", last_day, BY_AGREEMENT)
    return RateSpan(yearly, PER_YEAR, yearly, law, last_day, BY_AGREEMENT)
