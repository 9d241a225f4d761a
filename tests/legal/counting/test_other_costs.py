"""Costs besides those of collection: which are paid first, and the interest over them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from legal.counting.daily_interest import daily_interest
from legal.facts import CostKind, LineKind, OtherCost
from legal.policies import CostsOrder, CostsPolicy, CountingPolicy
from tests.legal.factories import FIGURES, claim, facts, paid, value

ON = date(2026, 11, 21)
FEE = OtherCost(kind=CostKind.COURT_FEE, on=date(2026, 9, 1), amount=Decimal("90.00"),
                bears_interest_from=date(2026, 9, 15))  # fmt: skip
ACT = OtherCost(kind=CostKind.BAILIFF_ACT, on=date(2026, 8, 1), amount=Decimal("125.57"))


@pytest.mark.parametrize(("order", "interest"), [
    (CostsOrder.OTHER_FIRST, "0.47"),       # nothing is left of it after 1 November: 48 days
    (CostsOrder.COLLECTION_FIRST, "0.67"),  # 100.00 goes to the fee of 150.00: 68 days
])
def test_which_costs_go_first_is_a_choice_that_shows_in_their_interest(order: CostsOrder, interest: str) -> None:
    """The fee of 150.00 is due on 22 October; on 1 November 100.00 comes."""
    case = replace(
        facts(replace(claim(), other_costs=(FEE,)), sent_on=date(2026, 10, 5),
              payments=(paid(date(2026, 11, 1), "100.00"),)),
        costs_policy=CostsPolicy(costs_order=order),
    )  # fmt: skip
    found = value(case, ON)
    assert found.payments[0].costs == Decimal("100.00")
    over_costs = [line for line in found.lines if line.kind is LineKind.INTEREST and "griffierecht" in line.law]
    assert sum(line.amount for line in over_costs) == Decimal(interest)


def test_the_oldest_costs_go_first() -> None:
    """Given in the other order; 125.57 pays the act of August whole, and the court fee bears on over all of it."""
    case = facts(replace(claim(), other_costs=(FEE, ACT)), payments=(paid(date(2026, 9, 1), "125.57"),))
    bases = [line.base for line in value(case, ON).lines if "griffierecht" in line.law]
    assert bases == [Decimal("90.00"), Decimal("90.00")]


def test_interest_over_costs_is_paid_after_them_and_before_principal() -> None:
    """Costs 90.00 and 32 days (15 September through 16 October) of interest over them: 0.32."""
    paid_all = paid(date(2026, 10, 16), "1000.00")
    found = value(facts(replace(claim(), other_costs=(FEE,)), payments=(paid_all,)), date(2026, 10, 16))
    share = found.payments[0]
    assert (share.costs, share.interest) == (Decimal("90.00"), Decimal("28.27") + Decimal("0.32"))
    assert found.claims[0].interest == share.interest
    assert found.claims[0].balance == found.balance
    assert share.per_claim[0].for_other_costs == Decimal("90.32"), "with their interest"


@pytest.mark.parametrize(("order", "for_other_costs"), [
    (CostsOrder.OTHER_FIRST, "90.00"), (CostsOrder.COLLECTION_FIRST, "0.00"),
])
def test_a_share_tells_what_of_it_went_to_other_costs(order: CostsOrder, for_other_costs: str) -> None:
    """Of 150.00, when a fee of 150.00 is due too: the rest of it goes to that fee, or all."""
    case = replace(
        facts(replace(claim(), other_costs=(FEE,)), sent_on=date(2026, 10, 5),
              payments=(paid(date(2026, 11, 1), "150.00"),)),
        costs_policy=CostsPolicy(costs_order=order),
    )  # fmt: skip
    (share,) = value(case, ON).payments[0].per_claim
    assert share.costs + share.interest + share.principal == Decimal("150.00")
    assert share.for_other_costs == Decimal(for_other_costs)


def test_one_more_day_costs_interest_over_costs_too() -> None:
    case = facts(replace(claim("3650.00"), other_costs=(replace(FEE, amount=Decimal("365.00")),)))
    assert str(daily_interest(case, on=date(2026, 9, 13), figures=FIGURES)) == "0.40"
    assert str(daily_interest(case, on=date(2026, 9, 14), figures=FIGURES)) == "0.44"


@pytest.mark.parametrize("day_counts", [True, False])
def test_costs_that_are_paid_bear_nothing_more(day_counts: bool) -> None:
    policy = CountingPolicy(payment_day_counts=day_counts)
    case = facts(replace(claim(), other_costs=(FEE,)), payments=(paid(date(2026, 10, 1), "90.00"),), policy=policy)
    days = sum(line.days for line in value(case, ON).lines if "griffierecht" in line.law and line.days)
    assert days == (17 if day_counts else 16)
    assert value(case, ON).interest == value(case, ON).claims[0].interest


def test_every_kind_has_its_article_and_its_words() -> None:
    for kind in CostKind:
        cost = OtherCost(kind=kind, on=date(2026, 9, 1), amount=Decimal("10.00"))
        (line,) = [
            each for each in value(facts(replace(claim(), other_costs=(cost,))), ON).lines
            if each.kind is LineKind.OTHER_COST
        ]  # fmt: skip
        assert line.law.startswith("art. ")
        assert line.amount == Decimal("10.00")
