"""One claim walked through time: interest accrues, joins the base, and is paid. Every cent of it becomes a line."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import NamedTuple, TypeAlias

from legal.bounds import MOST_OWED, check_owed, field_of
from legal.calendar import ONE_DAY, add_months, anniversary
from legal.facts import Claim, ClaimTotals, DebtorKind, InterestKind, Line, LineKind, Penalty, Share
from legal.interest import (
    ACT_365,
    DAYS_IN_YEAR,
    NO_INTEREST,
    NO_RATE,
    YEAR_OF_PERCENTS,
    RateSpan,
    compounds,
    compounds_by_month,
    half_year_end,
    rate_span,
    span_interest,
)
from legal.money import CENT, HUNDRED, ZERO, round_cents, round_sum
from legal.parameters import Confidence, Figures
from legal.policies import CountingPolicy, Feb29Anniversary, Rounding, SegmentCuts

NOTHING = Decimal(0)
AS_STATED = "opgave van de schuldeiser"
PENALTY_LAW = "art. 6:91 BW, bedongen boete"
line_of = partial(tuple.__new__, Line)  # a line of all its fields, without the call of its initialiser
# As in `interest`: kept by name since they are asked for every line or claim.
INTEREST = LineKind.INTEREST
PER_SEGMENT, HALF_YEARS = Rounding.PER_SEGMENT, SegmentCuts.HALF_YEARS


class Stretch(NamedTuple):
    """What a line of interest says apart from the claim and its amounts; `weight` is percent x days."""

    first_day: date
    last_day: date
    days: int
    percent: Decimal
    weight: Decimal
    law: str
    source: str
    confidence: Confidence


class Plan(NamedTuple):
    """The lines of a claim at statutory interest on which nothing is paid, year by year, without its amounts.

    `rate` is that of the last day, `year_ends` the last day of the year that it lies in. `figures` are those that it
    was counted with: it is of use with no others.
    """

    years: tuple[tuple[Stretch, ...], ...]
    rate: RateSpan
    year_ends: date
    figures: Figures


# First day, day asked, kind, and what the policy says of the year and of lines: a policy as a whole is slow to look up.
PlanKey: TypeAlias = tuple[date, date, InterestKind, Feb29Anniversary, bool]
MOST_PLANS = 4096  # through one day that is two kinds of interest from every day of five years
remembered: dict[PlanKey, Plan] = {}


class ClaimAccount:
    """The running account of one claim.

    `capitalised` is unpaid interest that joined the base, `loose` unpaid interest that did not. Both are whole cents
    when lines are rounded one by one, and unrounded when the policy or monthly compounding keeps the base unrounded;
    what may be paid is always whole cents, the sum of the lines as printed.
    A line ends where counting stopped; while nothing changed, the next count takes it back and lets it run on.
    """

    # What every account begins with; `penalty` is what is owed of it by now, `penalty_open` what is unpaid of that.
    penalty = penalty_open = costs_open = _printed_total = _interest_paid = _credited = _over_credited = ZERO
    _capitalised = _loose = _exact_total = NOTHING
    _rate = _line_rate = NO_RATE
    _period = 0
    penalty_lines: tuple[Line, ...] = ()

    def __init__(
        self, claim: Claim, debtor: DebtorKind, *, figures: Figures, policy: CountingPolicy, index: int = 0
    ) -> None:
        self.claim, self._index = claim, index
        self.principal_open = round_cents(claim.principal)
        self.lines: list[Line] = []
        self._exact: list[Decimal] = []  # the interest of each line before it was printed, where that differs
        self._bases: list[Decimal] = []  # the base of each line of this year, where a year is recounted
        self._debtor, self._figures, self._policy = debtor, figures, policy
        self._bears_interest = claim.interest is not NO_INTEREST
        self._compounds = compounds(claim)
        self._by_month = compounds_by_month(claim)
        self._is_cut = policy.segment_cuts is HALF_YEARS
        self._rounds_lines = policy.rounding is PER_SEGMENT and not self._by_month
        self._recounts_years = policy.full_year_exact and self._compounds and not self._by_month
        self._is_plain = self._rounds_lines and policy.day_count is ACT_365 and not self._recounts_years
        self._next_day = self._period_first = claim.interest_from
        self._period_last = self._first_day_of_period(1) - ONE_DAY if self._compounds else date.max

    # -- time ---------------------------------------------------------------------------------------------------------

    def accrue(self, through: date) -> None:
        """Counts interest through `through`, that day included. Raises ParameterUnknown where no rate is known."""
        if not self._bears_interest or not self.principal_open:
            return
        day, rate, base, period_last = self._next_day, self._rate, self._base, self._period_last
        ref, line_rate, is_cut, is_plain = self.claim.ref, self._line_rate, self._is_cut, self._is_plain
        while day <= through:
            if day > period_last:
                self.begin(day)
                base, period_last, line_rate = self._base, self._period_last, NO_RATE
            if day > rate.last_day:
                rate = self._rate = rate_span(self.claim, self._debtor, day, self._figures)
            last_day = rate.last_day if rate.last_day < through else through
            if period_last < last_day:
                last_day = period_last
            if is_cut:
                last_day = min(last_day, half_year_end(day))
            percent = rate.percent
            if percent == line_rate.percent and self._may_run_on(day, rate, line_rate):
                day = self._take_back_line().first_day
            days = (last_day - day).days + 1
            if is_plain:  # what `_interest` gives, without the calls
                interest = amount = (base * percent * days / YEAR_OF_PERCENTS).quantize(CENT, ROUND_HALF_UP)
                shown_base = base
            else:
                interest, amount = self._interest(base, rate, day, last_day)
                shown_base = round_sum(base)
            source, confidence = rate.support or rate.support_between(day, last_day)
            line = (ref, INTEREST, day, last_day, days, shown_base, percent, amount, rate.law, source, confidence)
            self.lines.append(line_of(line))
            self._loose += interest
            self._printed_total += amount
            line_rate = rate
            day = last_day + ONE_DAY
            if last_day == period_last and self._recounts_years:
                self._recount_year()
        self._next_day, self._line_rate = day, line_rate

    def accrue_unpaid(self, through: date) -> None:
        """As `accrue`, for a claim on which nothing is paid: what it has in common with others is remembered of them.

        Walked like any other once something was counted, with an agreed rate, and by a policy that rounds or divides
        otherwise.
        """
        claim = self.claim
        is_set_by_law = self._is_plain and claim.contract_rate is None and claim.surcharge is None
        if self.lines or not is_set_by_law or not self.principal_open:
            self.accrue(through)
            return
        key = (claim.interest_from, through, claim.interest, self._policy.feb29_anniversary, self._is_cut)
        plan = remembered.get(key)
        if plan is not None and plan.figures is self._figures:
            self._follow(plan, through)
            return
        self.accrue(through)
        if self.lines:
            if len(remembered) >= MOST_PLANS:
                remembered.clear()
            remembered[key] = self._plan()

    def begin(self, day: date) -> None:
        """What happens at the start of `day`: on an anniversary unpaid interest joins the base.

        Raises InvalidFacts when the base then passes what is counted.
        """
        if day <= self._period_last or day < self._next_day:
            return
        if self._compounds and self._loose > NOTHING:
            self._capitalised += self._loose
            self._loose = NOTHING
            if self._base > MOST_OWED:
                check_owed(self._base, field_of(self.claim, self._index))
        self._period += 1
        self._period_first, self._period_last = day, self._first_day_of_period(self._period + 1) - ONE_DAY
        self._line_rate = NO_RATE
        self._bases.clear()

    # -- questions ----------------------------------------------------------------------------------------------------

    @property
    def interest_open(self) -> Decimal:
        """Unpaid interest, whole cents, capitalised or not."""
        return self._printed_total - self._interest_paid

    @property
    def open_amount(self) -> Decimal:
        """Everything that this claim can still take of a payment."""
        return self.costs_open + self.interest_open + self.principal_open

    @property
    def capitalised(self) -> Decimal:
        """Unpaid interest that joined the base, whole cents."""
        return round_sum(self._capitalised)

    def is_in_default(self, day: date) -> bool:
        """Whether interest runs, or would run, on `day`."""
        return self.claim.interest_from <= day

    def yearly_percent_on(self, day: date) -> Decimal:
        """The rate that makes the claim more or less onerous on `day`: zero before default and without interest."""
        if not self._bears_interest or not self.is_in_default(day):
            return NOTHING
        return self._rate_of(day).yearly_percent

    def interest_of_next_day(self, day: date) -> Decimal:
        """Unrounded interest of `day`, the day after everything through the day before was counted."""
        if not self._bears_interest or not self.is_in_default(day) or not self.principal_open:
            return NOTHING
        self.begin(day)
        return span_interest(self._base, self._rate_of(day), day, day, self._period_days, self._policy)

    # -- penalty ------------------------------------------------------------------------------------------------------

    def forfeit(self, penalty: Penalty) -> None:
        """Makes an agreed penalty owed, at the start of its day; not where all principal was paid by then."""
        if self.principal_open:
            self.penalty = self.penalty_open = penalty.amount
            self.penalty_lines = (line_of((
                self.claim.ref, LineKind.PENALTY, penalty.on, penalty.on, 0, penalty.amount, None, penalty.amount,
                PENALTY_LAW, AS_STATED, Confidence.TWO_SOURCES,
            )),)

    # -- payment ------------------------------------------------------------------------------------------------------

    def take(self, amount: Decimal) -> Share:
        """Takes of `amount` what this claim can: its costs, then interest, then principal. Law: art. 6:44 lid 1 BW."""
        costs = min(amount, self.costs_open)
        self.costs_open -= costs
        interest_open = self.interest_open
        interest = min(amount - costs, interest_open)
        principal = min(amount - costs - interest, self.principal_open)
        base = self._base
        self._pay_interest(interest, is_all=interest == interest_open)
        self.principal_open -= principal
        if self._base != base:
            self._line_rate = NO_RATE
        return Share(ref=self.claim.ref, costs=costs, interest=interest, principal=principal)

    def take_interest(self, amount: Decimal) -> Decimal:
        """Takes `amount` of the unpaid interest alone, no more than there is, and gives it back."""
        base = self._base
        self._pay_interest(amount, is_all=amount == self.interest_open)
        if self._base != base:
            self._line_rate = NO_RATE
        return amount

    def lower_paid(self, amount: Decimal) -> None:
        """Takes `amount` off the principal before any interest, no more than is open: the order of costs."""
        if amount:
            self.principal_open -= amount
            self._line_rate = NO_RATE

    def credit(self, amount: Decimal, day: date) -> None:
        """Takes off what the creditor gave away on `day`: it bears interest through the day before.

        What was paid of it already is owed back, and lowers the balance of the claim.
        """
        self.accrue(day - ONE_DAY)
        self.begin(day)
        taken = min(amount, self.principal_open)
        self._credited += amount
        self._over_credited += amount - taken
        self.lower_paid(taken)

    def _pay_interest(self, amount: Decimal, *, is_all: bool) -> None:
        """Books paid interest: what is not in the base first. A remainder below a cent never stays in the base."""
        of_loose = min(amount, max(self._loose, NOTHING))
        self._loose -= of_loose
        self._capitalised -= amount - of_loose
        self._interest_paid += amount
        if is_all or self._capitalised < 0:
            self._loose += self._capitalised
            self._capitalised = NOTHING

    # -- the answer ---------------------------------------------------------------------------------------------------

    def totals(self) -> ClaimTotals:
        """Gross amounts and what was paid of them."""
        principal, gross = self.claim.principal - self._credited, self._printed_total
        paid = self._interest_paid + principal + self._over_credited - self.principal_open
        return ClaimTotals(self.claim.ref, principal, gross, paid, principal + gross - paid)

    # -- what claims have in common -----------------------------------------------------------------------------------

    def _plan(self) -> Plan:
        """What the lines so far leave for another claim of the same kind and days."""
        years: list[list[Stretch]] = []
        next_year = self.claim.interest_from
        for _, _, first_day, last_day, days, _, percent, _, law, source, confidence in self.lines:
            if first_day == next_year:
                years.append([])
                next_year = self._first_day_of_period(len(years))
            assert percent is not None, "a line of interest has a rate"
            years[-1].append(Stretch(first_day, last_day, days, percent, percent * days, law, source, confidence))
        return Plan(tuple(map(tuple, years)), self._rate, self._period_last, self._figures)

    def _follow(self, plan: Plan, through: date) -> None:
        """Fills in the amounts of a plan, and leaves the account as `accrue` would. Raises InvalidFacts as `begin`."""
        ref, lines, base, loose = self.claim.ref, self.lines, self.principal_open, NOTHING
        for year in plan.years:
            if loose > NOTHING:
                self._capitalised += loose
                base, loose = self._base, NOTHING
                if base > MOST_OWED:
                    check_owed(base, field_of(self.claim, self._index))
            for first_day, last_day, days, percent, weight, law, source, confidence in year:
                amount = (base * weight / YEAR_OF_PERCENTS).quantize(CENT, ROUND_HALF_UP)
                line = (ref, INTEREST, first_day, last_day, days, base, percent, amount, law, source, confidence)
                lines.append(line_of(line))
                loose += amount
        self._loose, self._printed_total = loose, self._capitalised + loose
        self._period, self._period_first, self._period_last = len(plan.years) - 1, year[0].first_day, plan.year_ends
        self._next_day, self._rate, self._line_rate = through + ONE_DAY, plan.rate, plan.rate

    # -- lines --------------------------------------------------------------------------------------------------------

    @property
    def _base(self) -> Decimal:
        return self.principal_open + self._capitalised

    @property
    def _period_days(self) -> int:
        return (self._period_last - self._period_first).days + 1

    def _first_day_of_period(self, number: int) -> date:
        """Of compounding, always counted from `interest_from` itself."""
        step = add_months if self._by_month else anniversary
        return step(self.claim.interest_from, number, self._policy.feb29_anniversary)

    def _rate_of(self, day: date) -> RateSpan:
        if day > self._rate.last_day:
            self._rate = rate_span(self.claim, self._debtor, day, self._figures)
        return self._rate

    def _may_run_on(self, day: date, rate: RateSpan, line_rate: RateSpan) -> bool:
        """Whether the last line runs on into `day`: same rate, and no half-year begins there where lines are cut."""
        return rate.is_same_rate(line_rate) and not (self._is_cut and half_year_end(day - ONE_DAY) < day)

    def _interest(self, base: Decimal, rate: RateSpan, first_day: date, last_day: date) -> tuple[Decimal, Decimal]:
        """The interest of a line as it goes into the account, and its cents as printed."""
        if self._recounts_years:
            self._bases.append(base)
        return self._rounded(span_interest(base, rate, first_day, last_day, self._period_days, self._policy))

    def _rounded(self, exact: Decimal) -> tuple[Decimal, Decimal]:
        """What goes into the account for a line of this interest, and its cents as printed.

        Rounding once at the end prints differences of the rounded running total.
        """
        if self._rounds_lines:
            amount = round_cents(exact)
            return amount, amount
        is_at_end = self._policy.rounding is not PER_SEGMENT
        amount = round_sum(self._exact_total + exact) - self._printed_total if is_at_end else round_sum(exact)
        self._exact.append(exact)
        self._exact_total += exact
        return exact, amount

    def _take_back_line(self) -> Line:
        """Takes the last line out of the account again."""
        line = self.lines.pop()
        interest = line.amount
        if self._bases:
            self._bases.pop()
        if not self._rounds_lines:
            interest = self._exact.pop()
            self._exact_total -= interest
        self._loose -= interest
        self._printed_total -= line.amount
        return line

    def _recount_year(self) -> None:
        """Recounts a completed year over its own number of days: undisturbed it earns exactly the yearly rate.

        Payments keep their split: the year never earns less than what was paid of it, and that stands in its last line.
        """
        days = self._period_days
        if days == DAYS_IN_YEAR and self._policy.day_count is ACT_365:
            return
        bases = self._bases.copy()
        lines = [self._take_back_line() for _ in bases]
        for line, base in zip(reversed(lines), bases, strict=True):
            assert line.rate_percent is not None, "a line of interest has a rate"
            interest, amount = self._rounded(base * line.rate_percent * line.days / (HUNDRED * days))
            self._put_back(line, base, interest, amount)
        if self._loose < NOTHING:
            self._keep_what_was_paid()

    def _put_back(self, line: Line, base: Decimal, interest: Decimal, amount: Decimal) -> None:
        self._loose += interest
        self._printed_total += amount
        self.lines.append(line._replace(amount=amount))
        self._bases.append(base)

    def _keep_what_was_paid(self) -> None:
        """Lets the last line of the year earn what was paid of the year beyond its recount."""
        over, base = -self._loose, self._bases[-1]
        before = self._exact[-1] if self._exact else NOTHING
        line = self._take_back_line()
        interest, amount = self._rounded(before + over) if not self._rounds_lines else (line.amount + over,) * 2
        self._put_back(line, base, interest, amount)
