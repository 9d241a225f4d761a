"""Small periodic terms: the limit on stacking, as one source describes it (kantoorabri.nl; Stb. 2024, 44)."""

from datetime import date
from decimal import Decimal

import pytest

from legal.errors import InvalidFacts, ParameterUnknown
from legal.periodic_costs import MissedTerm, joint_notice_fee, term_fee
from legal.policies import CostsPolicy, PeriodicStacking
from tests.legal.factories import FIGURES


def term(
    principal: str, missed_on: date, charged: str = "0.00", *, ref: str = "T", has_own_notice: bool = True
) -> MissedTerm:
    return MissedTerm(
        ref=ref,
        principal=Decimal(principal),
        missed_on=missed_on,
        has_own_notice=has_own_notice,
        fee_charged=Decimal(charged),
    )


DAY = date(2025, 6, 1)


def fee(now: MissedTerm, *earlier: MissedTerm, policy: CostsPolicy | None = None) -> str:
    return str(term_fee(now, earlier=earlier, figures=FIGURES, policy=policy).amount)


def test_the_first_missed_term_bears_the_minimum() -> None:
    found = term_fee(term("50.00", DAY), earlier=(), figures=FIGURES)
    assert str(found.amount) == "40.00"
    assert [remark.code for remark in found.remarks] == ["periodic_limit_one_source"]


def test_terms_that_together_stay_small_bear_forty_euro_once() -> None:
    """ABRI: up to 266.67 the costs are 40 at most."""
    assert fee(term("50.00", DAY), term("50.00", date(2025, 5, 1), "40.00")) == "0.00"
    earlier = [term("50.00", date(2025, month, 1), "40.00" if month == 1 else "0.00") for month in range(1, 6)]
    assert fee(term("16.67", DAY), *earlier) == "0.00"  # together 266.67: still 40


def test_above_the_threshold_together_the_scale_over_the_sum_counts() -> None:
    """15% of 300 is 45: 5 more than was charged."""
    earlier = (term("100.00", date(2025, 4, 1), "40.00"), term("100.00", date(2025, 5, 1)))
    assert fee(term("100.00", DAY), *earlier) == "5.00"


@pytest.mark.parametrize(
    ("missed_on", "amount"),
    [(date(2024, 12, 1), "0.00"), (date(2024, 11, 30), "40.00")],
)
def test_one_looks_back_six_months(missed_on: date, amount: str) -> None:
    assert fee(term("50.00", DAY), term("50.00", missed_on, "40.00")) == amount


def test_an_earlier_term_without_its_own_notice_does_not_count() -> None:
    assert fee(term("50.00", DAY), term("50.00", date(2025, 5, 1), has_own_notice=False)) == "40.00"


@pytest.mark.parametrize(
    ("principal", "amount"),
    [("266.67", "0.00"), ("266.68", "40.00"), ("300.00", "45.00")],
)
def test_a_term_over_the_threshold_bears_its_own_fee(principal: str, amount: str) -> None:
    earlier = term("0.01", date(2025, 5, 1), "40.00")
    assert fee(term(principal, DAY), earlier) == amount


@pytest.mark.parametrize(("missed_on", "amount"), [(date(2024, 9, 30), "40.00"), (date(2024, 10, 1), "0.00")])
def test_the_limit_starts_on_1_october_2024(missed_on: date, amount: str) -> None:
    assert fee(term("50.00", missed_on), term("50.00", date(2024, 9, 1), "40.00")) == amount


def test_the_limit_is_a_policy() -> None:
    each = CostsPolicy(periodic_stacking=PeriodicStacking.PER_TERM)
    earlier = [term("50.00", date(2025, 5, 1), "40.00")]
    found = term_fee(term("50.00", DAY), earlier=earlier, figures=FIGURES, policy=each)
    assert (str(found.amount), found.remarks) == ("40.00", ())


def test_never_more_than_the_term_alone_would_bear() -> None:
    earlier = tuple(term("260.00", date(2025, month, 1)) for month in range(1, 6))
    assert fee(term("50.00", DAY), *earlier) == "40.00"


def test_a_term_without_a_notice_bears_nothing_yet() -> None:
    with pytest.raises(InvalidFacts):
        fee(term("50.00", DAY, has_own_notice=False))


def test_one_notice_for_all_gives_the_fee_of_one_term() -> None:
    terms = [term("50.00", date(2025, 5, 1), has_own_notice=False), term("60.00", DAY, has_own_notice=False)]
    assert str(joint_notice_fee(terms, figures=FIGURES).amount) == "40.00"
    large = [term("300.00", date(2025, 5, 1)), term("400.00", DAY)]
    assert str(joint_notice_fee(large, figures=FIGURES).amount) == "105.00"  # added up: 15% of 700
    mixed = joint_notice_fee([*terms, term("400.00", DAY)], figures=FIGURES)
    assert (str(mixed.amount), [remark.code for remark in mixed.remarks]) == ("60.00", ["periodic_limit_one_source"])
    with pytest.raises(InvalidFacts):
        joint_notice_fee([], figures=FIGURES)


def test_past_the_days_that_were_checked_there_is_no_answer() -> None:
    with pytest.raises(ParameterUnknown):
        fee(term("50.00", date(2027, 1, 1)))
