"""What holds for every case: no cent is made or lost, lines add up, a later day is never less."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from legal.counting.claim_account import ClaimAccount
from legal.counting.daily_interest import daily_interest, unrounded_daily_interest
from legal.counting.imputation import split
from legal.facts import CaseFacts, Channel, Claim, DebtorKind, InterestKind, LineKind, Notice
from legal.interest import BY_AGREEMENT, PER_YEAR, RateSpan, span_interest
from legal.policies import CountingPolicy, DayCount, Feb29Anniversary, Rounding, SegmentCuts
from tests.legal.factories import FIGURES, claim, facts, paid, value
from tests.sizes import examples

FIRST, LAST = date(2021, 1, 1), date(2026, 12, 30)
amounts = st.integers(min_value=1, max_value=300_000).map(lambda cents: str(Decimal(cents).scaleb(-2)))
some_days = st.dates(min_value=FIRST, max_value=LAST)
# After a year the interest is 0.205 exactly.
HALF_A_CENT = facts(
    claim("4.10", date(2021, 2, 1), percent="5"),
    policy=CountingPolicy(rounding=Rounding.AT_END, segment_cuts=SegmentCuts.HALF_YEARS),
)


@st.composite
def claims(draw: st.DrawFn) -> tuple[Claim, ...]:
    kinds = st.sampled_from(
        [
            {"interest": InterestKind.STATUTORY},
            {"interest": InterestKind.COMMERCIAL},
            {"interest": InterestKind.NONE},
            {"percent": "5"},
            {"percent": "8", "compound": True},
            {"percent": "0.9", "per": "month"},
            {"percent": "1.3", "per": "month", "compound": True},
        ]
    )
    many = draw(st.integers(min_value=1, max_value=3))
    return tuple(claim(draw(amounts), draw(some_days), ref=f"F{number}", **draw(kinds)) for number in range(many))


@st.composite
def cases(draw: st.DrawFn, exact_years: bool = False) -> CaseFacts:
    found = draw(claims())
    refs = st.sampled_from([None, *(each.ref for each in found)])
    payments = draw(st.lists(st.builds(paid, some_days, amounts, refs), max_size=4))
    notices = st.builds(Notice, sent_on=some_days, channel=st.sampled_from(Channel))
    policies = st.builds(
        CountingPolicy,
        day_count=st.sampled_from(DayCount),
        full_year_exact=st.booleans() if exact_years else st.just(False),
        payment_day_counts=st.booleans(),
        feb29_anniversary=st.sampled_from(Feb29Anniversary),
        rounding=st.sampled_from(Rounding),
        segment_cuts=st.sampled_from(SegmentCuts),
        extend_term=st.booleans(),
    )
    return facts(
        *found,
        debtor=draw(st.sampled_from(DebtorKind)),
        payments=tuple(payments),
        notice=draw(st.none() | notices),
        reclaims_vat=draw(st.booleans()),
        handed_over_on=draw(st.none() | some_days),
        policy=draw(policies),
    )


@settings(max_examples=examples(300), deadline=None)
@given(case=cases(exact_years=True), on=some_days)
def test_no_cent_is_made_or_lost(case: CaseFacts, on: date) -> None:
    answer = value(case, on)
    of_kind = {kind: [line.amount for line in answer.lines if line.kind is kind] for kind in LineKind}
    assert answer.interest == sum(of_kind[LineKind.INTEREST]) == sum(each.interest for each in answer.claims)
    assert answer.costs == sum(of_kind[LineKind.COSTS])
    assert answer.vat_on_costs == sum(of_kind[LineKind.VAT])
    assert answer.balance == answer.principal + answer.interest + answer.costs + answer.vat_on_costs - answer.paid
    for payment in answer.payments:
        shares = [(share.costs, share.interest, share.principal) for share in payment.per_claim]
        assert (payment.costs, payment.interest, payment.principal) == tuple(
            sum(column) for column in (zip(*shares, strict=True) if shares else ((), (), ()))
        )
        assert payment.costs + payment.interest + payment.principal + payment.unallocated == payment.amount
        assert all(part >= 0 for share in shares for part in share)
    assert all(each.balance >= 0 for each in answer.claims)
    unallocated = sum(payment.unallocated for payment in answer.payments)
    costs_left = answer.costs + answer.vat_on_costs - sum(payment.costs for payment in answer.payments)
    assert costs_left >= 0
    assert answer.balance == sum(each.balance for each in answer.claims) + costs_left - unallocated


@settings(max_examples=examples(200), deadline=None)
@given(case=cases(), on=some_days)
def test_lines_are_whole_and_follow_each_other(case: CaseFacts, on: date) -> None:
    answer = value(case, on)
    for each in case.claims:
        lines = [line for line in answer.lines if line.claim == each.ref]
        for line in lines:
            assert line.days == (line.last_day - line.first_day).days + 1
            assert line.base > 0
            assert line.amount >= 0
            assert line.amount == line.amount.quantize(Decimal("0.01"))
        for line, following in pairwise(lines):
            assert following.first_day == line.last_day + timedelta(days=1)
        if lines:
            assert lines[0].first_day == each.interest_from
            assert lines[-1].last_day <= on


@settings(max_examples=examples(200), deadline=None)
@given(case=cases(), on=some_days, later=st.integers(min_value=1, max_value=400))
def test_a_later_day_is_never_less(case: CaseFacts, on: date, later: int) -> None:
    """With a fixed day of hand-over; without one a later claim moves the fee by design."""
    after = min(on + timedelta(days=later), LAST)
    if case.debtor is DebtorKind.BUSINESS and case.handed_over_on is None:
        return
    now, then = value(case, on), value(case, after)
    assert then.interest >= now.interest
    assert then.costs >= now.costs
    assert then.payments[: len(now.payments)] == now.payments


@settings(max_examples=examples(100), deadline=None)
@given(case=cases(), on=some_days)
def test_daily_interest_is_what_the_next_day_adds(case: CaseFacts, on: date) -> None:
    quiet = CaseFacts(**{**vars(case), "payments": (), "policy": CountingPolicy(rounding=Rounding.AT_END)})
    added = value(quiet, on + timedelta(days=1)).interest - value(quiet, on).interest
    exact = unrounded_daily_interest(quiet, on=on, figures=FIGURES)
    assert abs(added - exact) <= Decimal("0.01") * len(quiet.claims)
    assert daily_interest(quiet, on=on, figures=FIGURES) == exact.quantize(Decimal("0.01"), "ROUND_HALF_UP")


@settings(max_examples=examples(300), deadline=None)
@given(
    base=amounts,
    percent=st.integers(min_value=1, max_value=2_000),
    first=some_days,
    days=st.tuples(st.integers(min_value=1, max_value=800), st.integers(min_value=1, max_value=800)),
    day_count=st.sampled_from(DayCount),
)
def test_two_spans_are_one_after_the_other_before_rounding(
    base: str, percent: int, first: date, days: tuple[int, int], day_count: DayCount
) -> None:
    """Interest of a + b days is that of a days and then of b days, at one rate and one base."""
    rate = RateSpan(Decimal(percent) / 100, PER_YEAR, Decimal(percent) / 100, "", date.max, BY_AGREEMENT)
    policy = CountingPolicy(day_count=day_count)

    def interest(first_day: date, many: int) -> Decimal:
        last_day = first_day + timedelta(days=many - 1)
        return span_interest(Decimal(base), rate, first_day, last_day, 365, policy)

    a, b = days
    apart = interest(first, a) + interest(first + timedelta(days=a), b)
    assert abs(interest(first, a + b) - apart) < Decimal("1e-18")


@settings(max_examples=examples(300), deadline=None)
@given(case=cases(exact_years=True), stops=st.lists(some_days, max_size=5), on=some_days)
@example(case=HALF_A_CENT, stops=[date(2021, 12, 1)], on=date(2022, 2, 1))
def test_counting_in_steps_gives_the_same_lines_as_at_once(case: CaseFacts, stops: list[date], on: date) -> None:
    for owed in case.claims:
        at_once, in_steps = (
            ClaimAccount(owed, case.debtor, figures=FIGURES, policy=case.policy) for _ in ("at once", "in steps")
        )
        at_once.accrue(on)
        for stop in (*sorted(stop for stop in stops if stop < on), on):
            in_steps.accrue(stop)
        assert in_steps.lines == at_once.lines
        assert in_steps.totals() == at_once.totals()


@given(
    cents=st.integers(min_value=0, max_value=10**9),
    weights=st.lists(st.integers(min_value=0, max_value=10**8), min_size=1, max_size=8),
)
def test_split_loses_nothing(cents: int, weights: list[int]) -> None:
    amount = Decimal(cents) / 100
    shares = split(amount, [Decimal(weight) / 100 for weight in weights])
    assert sum(shares) == (amount if any(weights) else 0)
    assert all(share == 0 for share, weight in zip(shares, weights, strict=True) if weight == 0)
