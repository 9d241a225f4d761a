"""One claim walked through time: interest accrues, joins the base, and is paid. Every cent of it becomes a line."""

from datetime import date
from decimal import Decimal

from legal.calendar import ONE_DAY
from legal.facts import Claim, ClaimTotals, DebtorKind, InterestKind, Line, LineKind, Share
from legal.interest import (
    AGREED_SOURCE,
    DAYS_IN_YEAR,
    RateSpan,
    compounds,
    compounds_by_month,
    next_cut,
    period_start,
    rate_span,
    span_interest,
)
from legal.money import HUNDRED, ZERO, round_cents
from legal.parameters import Confidence, Figures, Series
from legal.parameters.series import weakest
from legal.policies import CountingPolicy, DayCount, Rounding, SegmentCuts

NOTHING = Decimal(0)


class _OpenLine:
    """A line that is being counted, or was: its days, base and rate; `exact` and `printed` once it is closed."""

    __slots__ = ("base", "exact", "first_day", "last_day", "period_days", "printed", "rate")

    def __init__(self, first_day: date, base: Decimal, rate: RateSpan, period_days: int) -> None:
        self.first_day = first_day
        self.last_day = first_day
        self.base = base
        self.rate = rate
        self.period_days = period_days
        self.exact = NOTHING
        self.printed = ZERO

    @property
    def days(self) -> int:
        """Days counted, both ends included."""
        return (self.last_day - self.first_day).days + 1


class ClaimAccount:
    """The running account of one claim.

    `capitalised` is unpaid interest that joined the base, `loose` unpaid interest of closed lines that did not. Both
    are whole cents when lines are rounded one by one, and unrounded when the policy or monthly compounding keeps the
    base unrounded; what may be paid is always whole cents, the sum of the lines as printed.
    """

    def __init__(self, claim: Claim, debtor: DebtorKind, *, figures: Figures, policy: CountingPolicy) -> None:
        self.claim = claim
        self.principal_open = claim.principal
        self.costs_open = ZERO
        self._debtor, self._figures, self._policy = debtor, figures, policy
        self._bears_interest = claim.interest is not InterestKind.NONE
        self._compounds = compounds(claim)
        self._by_month = compounds_by_month(claim)
        self._is_cut = policy.segment_cuts is not SegmentCuts.REAL_CHANGES
        self._rounds_lines = policy.rounding is Rounding.PER_SEGMENT and not self._by_month
        self._capitalised = self._loose = self._exact_total = NOTHING
        self._printed_total = self._interest_paid = ZERO
        self._lines: list[_OpenLine] = []
        self._running: _OpenLine | None = None
        self._rate: RateSpan | None = None
        self._next_day = claim.interest_from
        self._period = 0
        self._period_first = claim.interest_from
        self._period_last = period_start(claim, 1, policy) - ONE_DAY if self._bears_interest else date.max
        self._period_line = 0
        self._disturbed = False

    # -- time ---------------------------------------------------------------------------------------------------------

    def accrue(self, through: date) -> None:
        """Counts interest through `through`, that day included. Raises ParameterUnknown where no rate is known."""
        if not self._bears_interest:
            return
        while self._next_day <= through and self.principal_open:
            if self._next_day > self._period_last:
                self.begin(self._next_day)
            rate = self._rate_of(self._next_day)
            stop = through if through < self._period_last else self._period_last
            if rate.last_day is not None and rate.last_day < stop:
                stop = rate.last_day
            cut = next_cut(self._next_day, self._policy) if self._is_cut else None
            if cut is not None and cut < stop:
                stop = cut
            self._run_on(rate, stop)
            if stop == self._period_last:
                self._close_line()
                self._complete_period()
            elif stop == cut:
                self._close_line()

    def begin(self, day: date) -> None:
        """What happens at the start of `day`: on an anniversary unpaid interest joins the base."""
        if day <= self._period_last or day < self._next_day:
            return
        if self._compounds and self._loose > 0:
            self._capitalised += self._loose
            self._loose = NOTHING
        self._period += 1
        self._period_first = day
        self._period_last = period_start(self.claim, self._period + 1, self._policy) - ONE_DAY
        self._period_line = len(self._lines)
        self._disturbed = False

    # -- questions ----------------------------------------------------------------------------------------------------

    @property
    def interest_gross(self) -> Decimal:
        """Interest counted so far, whole cents, before payments."""
        running = self._running
        return self._printed_total + (self._printed(self._exact(running)) if running else ZERO)

    @property
    def interest_open(self) -> Decimal:
        """Unpaid interest, whole cents, capitalised or not."""
        return self.interest_gross - self._interest_paid

    @property
    def open_amount(self) -> Decimal:
        """Everything that this claim can still take of a payment."""
        return self.costs_open + self.interest_open + self.principal_open

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
        rate = self._rate_of(day)
        return span_interest(self._base, rate, day, day, period_days=self._period_days, policy=self._policy)

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
        if self._next_day > self._period_first:
            self._disturbed = True
        if self._base != base:
            self._close_line()
        return Share(ref=self.claim.ref, costs=costs, interest=interest, principal=principal)

    def _pay_interest(self, amount: Decimal, *, is_all: bool) -> None:
        """Books paid interest: what is not in the base first. A remainder below a cent never stays in the base."""
        running = self._exact(self._running) if self._running else NOTHING
        of_loose = min(amount, max(self._loose + running, NOTHING))
        self._loose -= of_loose
        self._capitalised -= amount - of_loose
        self._interest_paid += amount
        if is_all or self._capitalised < 0:
            self._loose += self._capitalised
            self._capitalised = NOTHING

    # -- the answer ---------------------------------------------------------------------------------------------------

    def finish(self) -> tuple[Line, ...]:
        """Closes the last line and gives all of them, oldest first."""
        self._close_line()
        return tuple(self._as_line(line) for line in self._lines)

    def totals(self) -> ClaimTotals:
        """Gross amounts and what was paid of them."""
        gross = self.interest_gross
        paid = self._interest_paid + self.claim.principal - self.principal_open
        return ClaimTotals(
            ref=self.claim.ref,
            principal=self.claim.principal,
            interest=gross,
            paid=paid,
            balance=self.claim.principal + gross - paid,
        )

    # -- lines --------------------------------------------------------------------------------------------------------

    @property
    def _base(self) -> Decimal:
        return self.principal_open + self._capitalised

    @property
    def _period_days(self) -> int:
        return (self._period_last - self._period_first).days + 1

    def _rate_of(self, day: date) -> RateSpan:
        rate = self._rate
        if rate is None or (rate.last_day is not None and day > rate.last_day):
            rate = self._rate = rate_span(self.claim, self._debtor, day, self._figures)
        return rate

    def _run_on(self, rate: RateSpan, stop: date) -> None:
        """Lets the running line, or a new one when the rate differs, run from the next day through `stop`."""
        running = self._running
        if running is None or not (running.rate is rate or running.rate.is_same_rate(rate)):
            self._close_line()
            period_days = self._period_days if self._by_month else DAYS_IN_YEAR
            running = self._running = _OpenLine(self._next_day, self._base, rate, period_days)
        running.last_day = stop
        self._next_day = stop + ONE_DAY

    def _exact(self, line: _OpenLine) -> Decimal:
        """The interest of a line as it goes into the account: rounded here when lines are rounded one by one."""
        exact = span_interest(
            line.base, line.rate, line.first_day, line.last_day, period_days=line.period_days, policy=self._policy
        )
        return round_cents(exact) if self._rounds_lines else exact

    def _printed(self, exact: Decimal) -> Decimal:
        """The cents of a line. Rounding once at the end prints differences of the rounded running total."""
        if self._policy.rounding is Rounding.AT_END:
            return round_cents(self._exact_total + exact) - self._printed_total
        return round_cents(exact)

    def _close_line(self) -> None:
        line, self._running = self._running, None
        if line is not None:
            self._enter(line, self._exact(line))
            self._lines.append(line)

    def _enter(self, line: _OpenLine, exact: Decimal) -> None:
        line.exact = exact
        line.printed = printed = exact if self._rounds_lines else self._printed(exact)
        self._exact_total += exact
        self._printed_total += printed
        self._loose += exact

    def _complete_period(self) -> None:
        """Recounts an undisturbed year over its own number of days, so that it earns exactly the yearly rate."""
        if not self._policy.full_year_exact or not self._compounds or self._by_month or self._disturbed:
            return
        days = self._period_days
        if days == DAYS_IN_YEAR and self._policy.day_count is DayCount.ACT_365:
            return
        lines = self._lines[self._period_line :]
        for line in lines:
            self._exact_total -= line.exact
            self._printed_total -= line.printed
            self._loose -= line.exact
        for line in lines:
            exact = line.base * line.rate.percent * line.days / (HUNDRED * days)
            self._enter(line, round_cents(exact) if self._rounds_lines else exact)

    def _as_line(self, line: _OpenLine) -> Line:
        series = line.rate.series
        source, confidence = _support(series, line) if series else (AGREED_SOURCE, Confidence.TWO_SOURCES)
        return _made(
            claim=self.claim.ref,
            kind=LineKind.INTEREST,
            first_day=line.first_day,
            last_day=line.last_day,
            days=line.days,
            base=round_cents(line.base),
            rate_percent=line.rate.percent,
            amount=line.printed,
            law=line.rate.law,
            source=source,
            confidence=confidence,
        )


def _support(series: Series[Decimal], line: _OpenLine) -> tuple[str, Confidence]:
    """The sources of the figures behind a line, and the confidence of the weakest. Most lines rest on one figure."""
    figures = series.between(line.first_day, line.last_day)
    if len(figures) == 1:
        return figures[0].cited, figures[0].confidence
    return "; ".join(dict.fromkeys(figure.cited for figure in figures)), weakest(each.confidence for each in figures)


def _made(**fields: object) -> Line:
    """A `Line` of all its fields. A case has many, and the initialiser of a frozen class costs as much as all else."""
    line = object.__new__(Line)
    line.__dict__.update(fields)
    return line
