"""Small periodic terms: the limit on stacking, as one source describes it (kantoorabri.nl; Stb. 2024, 44)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from legal.facts import MissedTerm
from legal.parameters import Figures
from legal.policies import CostsPolicy, PeriodicStacking
from tests.legal.cases.questions import joint_notice_costs, term_costs
from tests.legal.figures import FIGURES_2026


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
    return str(term_costs(now, earlier=earlier, figures=FIGURES_2026, policy=policy)["amount"])


def joint_fee(*terms: MissedTerm, policy: CostsPolicy | None = None, figures: Figures = FIGURES_2026) -> str:
    return str(joint_notice_costs(terms, figures=figures, policy=policy)["amount"])


def test_the_first_missed_term_bears_the_minimum() -> None:
    assert fee(term("50.00", DAY)) == "40.00"


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


def test_a_term_missed_on_the_same_day_counts_as_earlier() -> None:
    assert fee(term("50.00", DAY), term("50.00", DAY, "40.00", ref="F1")) == "0.00"


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
    assert fee(term("50.00", DAY), term("50.00", date(2025, 5, 1), "40.00"), policy=each) == "40.00"


def test_never_more_than_the_term_alone_would_bear() -> None:
    earlier = tuple(term("260.00", date(2025, month, 1)) for month in range(1, 6))
    assert fee(term("50.00", DAY), *earlier) == "40.00"


def test_one_notice_for_all_gives_the_fee_of_one_term() -> None:
    small = (term("50.00", date(2025, 5, 1)), term("60.00", DAY))
    assert joint_fee(*small) == "40.00"
    assert joint_fee(term("300.00", date(2025, 5, 1)), term("400.00", DAY)) == "105.00"  # added up: 15% of 700
    assert joint_fee(*small, term("400.00", DAY)) == "60.00"


def test_the_highest_fee_of_one_term_counts_should_the_threshold_rise() -> None:
    """Today each small term bears the minimum of forty euro; with a threshold of 500 one of 400 would bear 60."""
    series = FIGURES_2026.periodic_stacking
    (row,) = series.values
    raised = replace(row, value=replace(row.value, threshold=Decimal("500.00")))
    figures = replace(FIGURES_2026, periodic_stacking=replace(series, values=(raised,)))
    assert joint_fee(term("400.00", date(2025, 5, 1)), term("50.00", DAY), figures=figures) == "60.00"


def test_one_notice_goes_by_the_scale_of_its_last_term() -> None:
    each = CostsPolicy(periodic_stacking=PeriodicStacking.PER_TERM)
    later, series = date(2027, 1, 1), FIGURES_2026.collection_costs
    (row,) = series.values
    risen = replace(row, first_day=later, value=replace(row.value, minimum=Decimal("50.00")))
    figures = replace(FIGURES_2026, collection_costs=series.extended(risen, checked_through=date(2027, 12, 31)))
    assert joint_fee(term("50.00", DAY), term("50.00", later), policy=each, figures=figures) == "50.00"


def test_past_the_days_that_were_checked_limit_and_scale_are_carried_on() -> None:
    assert joint_fee(term("50.00", date(2026, 12, 31))) == joint_fee(term("50.00", date(2027, 1, 1))) == "40.00"
