"""What is remembered of one claim for the next changes no answer, whatever was counted before and by which figures."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from legal.counting.claim_account import MOST_PLANS, ClaimAccount, remembered
from legal.counting.daily_interest import daily_interest
from legal.counting.valuation import valuate
from legal.errors import InvalidFacts
from legal.facts import CaseFacts, Claim, InterestKind
from legal.parameters import Figures
from legal.policies import CountingPolicy, DayCount, Feb29Anniversary, Rounding, SegmentCuts
from tests.legal.counting.test_valuation_properties import amounts, cases, some_days
from tests.legal.factories import FIGURES, claim, facts, interest_lines, paid, value
from tests.sizes import examples

ON = date(2026, 11, 21)
SET_BY_LAW = (InterestKind.STATUTORY, InterestKind.COMMERCIAL, InterestKind.GOVERNMENT)
plain_policies = st.builds(
    CountingPolicy,
    feb29_anniversary=st.sampled_from(Feb29Anniversary),
    segment_cuts=st.sampled_from(SegmentCuts),
    full_year_exact=st.booleans(),
)
leap_days = st.sampled_from([date(2020, 2, 29), date(2024, 2, 29)])


def raised(percent: str) -> Figures:
    """The figures with every rate of statutory interest so much higher."""
    series = FIGURES.statutory_interest
    values = tuple(replace(each, value=each.value + Decimal(percent)) for each in series.values)
    return replace(FIGURES, statutory_interest=replace(series, values=values))


@settings(max_examples=examples(200), deadline=None)
@given(case=cases(exact_years=True), on=some_days)
def test_an_answer_is_the_same_when_it_was_asked_before(case: CaseFacts, on: date) -> None:
    for asked in (case, replace(case, payments=())):
        remembered.clear()
        cold = value(asked, on)
        assert repr(value(asked, on)) == repr(cold)


@settings(max_examples=examples(300), deadline=None)
@given(
    principal=amounts, another=amounts, first_day=some_days | leap_days, kind=st.sampled_from(SET_BY_LAW),
    policy=plain_policies, on=some_days, later=st.integers(min_value=1, max_value=800),
)  # fmt: skip
@example(  # paid in full before its first day
    principal="5.00", another="1.00", first_day=date(2024, 3, 1), kind=InterestKind.STATUTORY, policy=CountingPolicy(),
    on=date(2023, 8, 1), later=300,
)  # fmt: skip
def test_a_claim_that_follows_another_stands_where_one_stands_that_was_walked(
    principal: str, another: str, first_day: date, kind: InterestKind, policy: CountingPolicy, on: date, later: int
) -> None:
    """Also on the day after, after a payment, and when it is counted on."""
    owed = claim(principal, first_day, kind)
    account(claim(another, first_day, kind, ref="F2"), policy).accrue_unpaid(on)
    walked, followed = account(owed, policy), account(owed, policy)
    walked.accrue(on)
    followed.accrue_unpaid(on)
    for amount in ("0.00", "10.00"):
        assert repr(followed.lines) == repr(walked.lines)
        assert followed.totals() == walked.totals()
        assert followed.capitalised == walked.capitalised
        assert followed.take(Decimal(amount)) == walked.take(Decimal(amount))
    day = on + timedelta(days=1)
    assert followed.interest_of_next_day(day) == walked.interest_of_next_day(day)
    end = min(on + timedelta(days=later), date(2026, 12, 30))
    followed.accrue_unpaid(end)
    walked.accrue(end)
    assert repr(followed.lines) == repr(walked.lines)
    assert followed.totals() == walked.totals()


def account(owed: Claim, policy: CountingPolicy) -> ClaimAccount:
    return ClaimAccount(owed, facts().debtor, figures=FIGURES, policy=policy)


def test_other_figures_share_nothing() -> None:
    """1000 from 1 February 2026: 4 percent, then 5 and 4.5 as proposed, and 4 again."""
    asked = [FIGURES, raised("1"), raised("0.5"), FIGURES]
    assert [str(value(facts(), ON, figures).interest) for figures in asked] == ["32.22", "40.27", "36.25", "32.22"]
    assert len({line[4] for figures in asked for line in interest_lines(value(facts(), ON, figures))}) == 3


def test_figures_that_are_gone_leave_nothing_to_others_in_their_place() -> None:
    """Each proposal is forgotten by its maker before the next is made."""
    found = [value(facts(), ON, raised(str(percent))).interest for percent in range(1, 60)]
    assert found == sorted(set(found))


def test_figures_with_another_series_share_nothing_either() -> None:
    """A plan is of the figures as a whole: it does not ask which series it came from. The newest stays."""
    remembered.clear()
    others = replace(FIGURES, vat=FIGURES.statutory_interest)
    value(facts(), ON)
    value(facts(), ON, others)
    (plan,) = remembered.values()
    assert plan.figures is others


@pytest.mark.parametrize("kind", SET_BY_LAW)
def test_kinds_of_interest_share_nothing(kind: InterestKind) -> None:
    cases = {each: facts(claim(interest_from=date(2022, 5, 1), interest=each)) for each in SET_BY_LAW}
    remembered.clear()
    cold = value(cases[kind], ON)
    laws = {value(case, ON).lines[-1].law for case in cases.values()}
    assert value(cases[kind], ON) == cold
    assert len(laws) == 3


def test_policies_share_nothing() -> None:
    """1000 from 29 February 2024: the year ends a day later, or lines are cut every half-year too."""
    policies = (
        CountingPolicy(), CountingPolicy(feb29_anniversary=Feb29Anniversary.MAR_1),
        CountingPolicy(segment_cuts=SegmentCuts.HALF_YEARS), CountingPolicy(full_year_exact=True),
        CountingPolicy(day_count=DayCount.ACT_ACT), CountingPolicy(rounding=Rounding.AT_END),
    )  # fmt: skip
    cold = []
    for policy in policies:
        remembered.clear()
        cold.append(value(facts(claim(interest_from=date(2024, 2, 29)), policy=policy), ON))
    warm = [value(facts(claim(interest_from=date(2024, 2, 29)), policy=policy), ON) for policy in policies]
    assert warm == cold
    assert len({each.lines for each in warm[:3]}) == 3


@pytest.mark.parametrize("asked", [valuate, daily_interest])
def test_an_amount_above_what_is_counted_is_refused_also_where_a_small_one_went_before(
    asked: Callable[..., object],
) -> None:
    large = facts(claim("99999999999999.00", date(2020, 1, 1)))
    refusals = []
    for before in ((), (facts(claim("1.00", date(2020, 1, 1))),)):
        remembered.clear()
        for small in before:
            value(small, ON)
        with pytest.raises(InvalidFacts) as refusal:
            asked(large, on=ON, figures=FIGURES)
        refusals.append((str(refusal.value), refusal.value.field))
    assert refusals[0] == refusals[1]
    assert refusals[0][1] == "claims.0.principal"


def test_a_claim_on_which_was_paid_follows_no_other() -> None:
    """Its lines break where the base changed: nothing of it is kept, or taken from another."""
    value(facts(), ON)
    partly = facts(payments=(paid(date(2026, 3, 1), "500.00"),))
    before = len(remembered)
    assert [line[3] for line in interest_lines(value(partly, ON))] == ["1000.00", "503.18"]
    assert len(remembered) == before


def test_what_is_remembered_has_an_end() -> None:
    remembered.clear()
    for number in range(MOST_PLANS + 10):
        value(facts(claim(interest_from=ON - timedelta(days=number % 300))), ON + timedelta(days=number // 300))
    assert 0 < len(remembered) <= MOST_PLANS
