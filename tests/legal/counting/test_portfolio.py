"""The portfolio gives the cents of the single case: at every border, and on cases drawn at random."""

import random
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from legal.counting.portfolio import KindCode, Portfolio, portfolio_value
from legal.errors import InvalidFacts, ParameterUnknown
from legal.facts import DebtorKind, Payment
from legal.money import to_cents
from legal.policies import CountingPolicy, DayCount, Feb29Anniversary, Rounding, SegmentCuts
from tests.legal.factories import FIGURES, facts, paid, value
from tests.legal.figures import FIGURES_2026
from tests.sizes import size

RANDOM_CASES = size("PORTFOLIO_RANDOM_CASES")
ON = date(2026, 11, 21)
Row = tuple[int, date, KindCode, int]


def portfolio(
    rows: list[Row], debtor: DebtorKind = DebtorKind.CONSUMER, payments: dict[int, tuple[Payment, ...]] | None = None
) -> Portfolio:
    """A portfolio of (cents, first day, kind, hundredths of a percent)."""
    return Portfolio(
        principal=np.array([row[0] for row in rows], dtype=np.int64),
        interest_from=np.array([row[1].toordinal() for row in rows], dtype=np.int32),
        kind=np.array([row[2] for row in rows], dtype=np.int8),
        percent=np.array([row[3] for row in rows], dtype=np.int64),
        debtor=debtor,
        payments=payments or {},
    )


def differences(asked: Portfolio, on: date, policy: CountingPolicy | None = None) -> list[tuple[int, int, int]]:
    """Claims whose interest or balance is not that of `valuate`: number, portfolio, single case."""
    policy = policy or CountingPolicy()
    found = portfolio_value(asked, on=on, figures=FIGURES, policy=policy)
    wrong = []
    for number in range(len(asked.principal)):
        case = facts(asked.claim(number), debtor=asked.debtor, handed_over_on=date.max,
                     payments=asked.payments.get(number, ()), policy=policy)  # fmt: skip
        single = value(case, on)
        pairs = [(int(found.interest[number]), to_cents(single.interest)),
                 (int(found.balance[number]), to_cents(single.balance))]  # fmt: skip
        wrong += [(number, *pair) for pair in pairs if pair[0] != pair[1]]
    return wrong


def random_rows(seed: int, many: int, first: date, last: date, kinds: list[KindCode]) -> list[Row]:
    drawn = random.Random(seed)
    span = (last - first).days
    return [
        (
            drawn.choice([drawn.randint(1, 5_000), drawn.randint(1, 10_000_000)]),
            first + timedelta(days=drawn.randint(0, span)),
            drawn.choice(kinds),
            drawn.choice([0, 199, 400, 500, 600, 650, 1200, 1825]),
        )
        for _ in range(many)
    ]


@pytest.mark.parametrize("debtor", list(DebtorKind))
@pytest.mark.parametrize("on", [ON, date(2024, 2, 29), date(2023, 6, 30), date(2023, 7, 1), date(2002, 12, 1)])
def test_random_claims_of_every_kind(debtor: DebtorKind, on: date) -> None:
    many = RANDOM_CASES // 10
    rows = random_rows(on.toordinal(), many, date(2002, 8, 8), on + timedelta(days=30), list(KindCode))
    assert differences(portfolio(rows, debtor), on) == []


def test_random_claims_over_the_whole_history() -> None:
    rows = random_rows(7, RANDOM_CASES // 20, date(1976, 4, 1), ON, [KindCode.STATUTORY, KindCode.AGREED_SIMPLE])
    assert differences(portfolio(rows), ON) == []


@pytest.mark.parametrize("kind", [KindCode.STATUTORY, KindCode.COMMERCIAL])
def test_both_sides_of_every_change_of_rate(kind: KindCode) -> None:
    """Starting on, before and after the change, and asked on, before and after it."""
    series = FIGURES.statutory_interest if kind is KindCode.STATUTORY else FIGURES.statutory_commercial_interest
    changes = [figure.first_day for figure in series.values[1:]]
    around = [change + timedelta(days=shift) for change in changes for shift in (-1, 0, 1)]
    assert differences(portfolio([(123_457, day, kind, 0) for day in around]), ON) == []
    rows = [(99_999, series.first_day, kind, 0), (1, series.first_day, kind, 0)]
    assert [day for day in around if differences(portfolio(rows), day)] == []


@pytest.mark.parametrize("policy", [CountingPolicy(), CountingPolicy(feb29_anniversary=Feb29Anniversary.MAR_1)])
def test_around_29_february(policy: CountingPolicy) -> None:
    days = [date(year, 2, 27) + timedelta(days=shift) for year in range(2003, 2025) for shift in range(4)]
    rows = [(1_000_003, day, kind, 800) for day in days for kind in KindCode]
    for on in (date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2025, 2, 28), date(2025, 3, 1), ON):
        assert differences(portfolio(rows), on, policy) == []


def test_a_tie_is_rounded_up() -> None:
    """Five days of 36.50 at 1 percent are 36.50 x 1% x 5/365 = 0.005 exactly."""
    rows = [(cents, date(2026, 2, 1), KindCode.AGREED_SIMPLE, 100) for cents in (3650, 3649)]
    found = portfolio_value(portfolio(rows, DebtorKind.BUSINESS), on=date(2026, 2, 5), figures=FIGURES)
    assert list(found.interest) == [1, 0]


def test_claims_with_payments_are_counted_one_by_one() -> None:
    rows = [(100_000, date(2026, 2, 1), KindCode.STATUTORY, 0)] * 3
    payments = {1: (paid(date(2026, 10, 20), "100.00"),), 2: (paid(date(2026, 10, 20), "1100.00"),)}
    asked = portfolio(rows, payments=payments)
    found = portfolio_value(asked, on=ON, figures=FIGURES)
    assert list(found.interest) == [3222, 3197, 2871]
    assert list(found.balance) == [103_222, 93_197, -7_129]
    assert differences(asked, ON) == []


@pytest.mark.parametrize("debtor", list(DebtorKind))
@pytest.mark.parametrize(
    "policy",
    [
        CountingPolicy(day_count=DayCount.ACT_ACT),
        CountingPolicy(full_year_exact=True),
        CountingPolicy(rounding=Rounding.AT_END),
        CountingPolicy(segment_cuts=SegmentCuts.HALF_YEARS),
        CountingPolicy(payment_day_counts=False),
    ],
)
def test_every_policy_gives_the_single_case(policy: CountingPolicy, debtor: DebtorKind) -> None:
    rows = random_rows(3, 40, date(2019, 1, 1), ON, list(KindCode))
    assert differences(portfolio(rows, debtor, {5: (paid(date(2025, 1, 1), "10.00"),)}), ON, policy) == []


def test_nothing_runs_before_the_first_day_or_without_interest() -> None:
    rows = [(100, ON + timedelta(days=1), KindCode.STATUTORY, 0), (100, date(2020, 1, 1), KindCode.NONE, 0)]
    found = portfolio_value(portfolio(rows), on=ON, figures=FIGURES)
    assert (list(found.interest), list(found.balance)) == ([0, 0], [100, 100])
    nothing = portfolio_value(portfolio([]), on=ON, figures=FIGURES)
    assert nothing.interest.size == 0


def test_the_largest_claims_are_exact_and_larger_ones_refused() -> None:
    """A hundred milliard euro still fits for one year; what might not fit is refused, never wrong."""
    start = date(2026, 1, 1)
    assert differences(portfolio([(10**12, date(2021, 2, 28), KindCode.COMMERCIAL, 0)]), ON) == []
    for cents in (10**14, 10**17, 2**62):
        with pytest.raises(InvalidFacts) as refused:
            portfolio_value(portfolio([(cents, start, KindCode.STATUTORY, 0)]), on=ON, figures=FIGURES)
        assert refused.value.field == "principal"


@pytest.mark.parametrize(("start", "on"), [(date(1976, 3, 31), ON), (date(2026, 1, 1), date(2027, 1, 1))])
def test_no_rate_no_answer(start: date, on: date) -> None:
    rows = [(100, start, KindCode.STATUTORY, 0), (100, date(2026, 1, 1), KindCode.STATUTORY, 0)]
    with pytest.raises(ParameterUnknown):
        portfolio_value(portfolio(rows), on=on, figures=FIGURES_2026)
    agreed = portfolio([(100, start, KindCode.AGREED_SIMPLE, 500)], DebtorKind.BUSINESS)
    assert differences(agreed, on) == []


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ((0, ON, KindCode.STATUTORY, 0), "principal"),
        ((1, ON, 6, 0), "kind"),
        ((1, ON, -1, 0), "kind"),
        ((1, ON, KindCode.AGREED_SIMPLE, -1), "percent"),
        ((1, ON, KindCode.AGREED_COMPOUND, 100_001), "percent"),
    ],
)
def test_wrong_columns_are_refused(row: Row, field: str) -> None:
    with pytest.raises(InvalidFacts) as refused:
        portfolio_value(portfolio([row]), on=ON, figures=FIGURES)
    assert refused.value.field == field


def test_columns_of_the_wrong_kind_are_refused() -> None:
    right = portfolio([(1, ON, KindCode.STATUTORY, 0)])
    columns = {"principal": right.principal, "interest_from": right.interest_from, "kind": right.kind}
    for name, column in {
        "principal": right.principal.astype(np.float64),
        "interest_from": right.interest_from.astype(np.int64),
        "kind": np.zeros(2, dtype=np.int8),
    }.items():
        with pytest.raises(InvalidFacts) as refused:
            portfolio_value(Portfolio(**{**columns, name: column}), on=ON, figures=FIGURES)
        assert refused.value.field == name
    without_percent = Portfolio(**{**columns, "kind": np.array([KindCode.AGREED_SIMPLE], dtype=np.int8)})
    with pytest.raises(InvalidFacts, match="percentage"):
        portfolio_value(without_percent, on=ON, figures=FIGURES)
    with pytest.raises(InvalidFacts, match="betaling"):
        portfolio_value(portfolio([(1, ON, KindCode.NONE, 0)], payments={1: ()}), on=ON, figures=FIGURES)


def test_a_claim_comes_back_as_the_single_case_knows_it() -> None:
    claim = portfolio([(123, ON, KindCode.AGREED_COMPOUND, 650)]).claim(0)
    assert (claim.principal, claim.interest_from) == (Decimal("1.23"), ON)
    assert claim.contract_rate is not None
    assert (claim.contract_rate.percent, claim.contract_rate.compound) == (Decimal("6.5"), True)
