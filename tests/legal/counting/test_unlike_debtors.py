"""Debtors who do not all owe alike: heirs beside a spouse who owes the whole, and guarantors."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from legal.counting.daily_interest import daily_interest
from legal.counting.reach import costs_after, reach
from legal.counting.unlike_debtors import valuate_unlike
from legal.counting.valuation import valuate
from legal.facts import CaseFacts, Debtor, InterestKind, Valuation
from legal.money import ZERO
from legal.parameters import Figures
from tests.legal.counting.test_several_debtors import (
    ON,
    THIRD,
    by,
    case,
    guarantor,
    heir,
    joint,
    notice,
    owed,
)
from tests.legal.factories import FIGURES, claim, paid, value

PAID_ON = date(2026, 11, 1)


def test_a_spouse_owes_the_whole_and_the_heirs_of_the_other_a_share_each() -> None:
    """1,000.00 with interest to the 21st: the debt is counted once, and each heir owes a third of it."""
    found = value(case(joint("A"), heir("B"), heir("C")), ON)
    plain = value(case(joint("A")), ON)
    assert (found.principal, found.interest, found.balance) == (plain.principal, plain.interest, plain.balance)
    third = value(case(heir("B")), ON).debtors[0].owes
    assert owed(found) == {"A": str(plain.balance), "B": str(third), "C": str(third)}


def test_what_an_heir_pays_frees_the_spouse_of_as_much_and_no_other_heir() -> None:
    found = value(case(joint("A"), heir("B"), heir("C"), payments=(by("B", PAID_ON, "300.00"),)), ON)
    before = value(case(joint("A"), heir("B"), heir("C")), ON)
    was, now = owed(before), owed(found)
    assert Decimal(was["B"]) - Decimal(now["B"]) >= 300
    assert Decimal(was["A"]) - Decimal(now["A"]) >= 300
    assert now["C"] == was["C"]


def test_no_heir_owes_more_than_what_is_left_of_the_whole() -> None:
    found = value(case(joint("A"), heir("B"), payments=(by("A", PAID_ON, "900.00"),)), ON)
    assert owed(found) == {"A": str(found.balance), "B": str(found.balance)}
    settled = value(case(joint("A"), heir("B"), payments=(by("A", PAID_ON, "2000.00"),)), ON)
    assert owed(settled)["B"] == "0.00"


def test_no_heir_owes_the_costs_that_fell_due_of_the_spouse_alone() -> None:
    """700 of 1,000 euro was paid before her fee fell due: 45 over the rest, which one heir paid within his third."""
    asked = replace(
        case(joint("A", notice(date(2026, 3, 2))), heir("B"), heir("C"), payments=(
            paid(date(2026, 2, 10), "700.00"), by("B", PAID_ON, "299.00"),
        )), claims=(claim("1000.00", interest=InterestKind.NONE),),
    )
    assert owed(value(asked, ON)) == {"A": "46.00", "B": "1.00", "C": "1.00"}
    his_own = replace(asked, debtors=(*asked.debtors[:2], heir("C", notice(date(2026, 3, 2)))))
    assert owed(value(his_own, ON))["C"] == "46.00", "by his own letter he owes them too, over his share"


def test_the_share_of_each_heir_beside_a_spouse_is_counted_once() -> None:
    asked = case(joint("A"), heir("B"), heir("C"), payments=(by("B", PAID_ON, "500.00"),))
    counted: list[CaseFacts] = []

    def counting(facts: CaseFacts, *, on: date, figures: Figures) -> Valuation:
        counted.append(facts)
        return valuate(facts, on=on, figures=figures)

    assert valuate_unlike(asked, on=ON, figures=FIGURES, valuate=counting) == value(asked, ON)
    assert len(counted) == 3, "the debt and two shares of it"


def test_a_letter_to_an_heir_alone_makes_nothing_of_the_whole_due() -> None:
    """He owes the scale over his share; the spouse, who got none, owes none, and the case asks none."""
    found = value(case(joint("A"), heir("B", notice())), ON)
    assert (found.costs, found.debtors[0].costs, found.debtors[1].costs) == (ZERO, ZERO, Decimal("50.00"))
    assert found.debtors[1].owes <= found.balance


@pytest.mark.parametrize(("most", "owes"), [(None, "1000.00"), ("400.00", "400.00"), ("5000.00", "1000.00")])
def test_a_guarantor_owes_principal_alone_up_to_what_he_guaranteed(most: str | None, owes: str) -> None:
    found = value(case(joint("A", notice()), guarantor("G", most)), ON)
    assert (found.debtors[1].owes, found.debtors[1].costs) == (Decimal(owes), ZERO)
    assert found.debtors[0].owes == found.balance > 1000


@pytest.mark.parametrize(("on", "owes"), [(date(2026, 1, 31), "0.00"), (date(2026, 2, 1), "1000.00")])
def test_a_guarantor_owes_nothing_before_the_debtor_is_in_default(on: date, owes: str) -> None:
    assert owed(value(case(joint("A"), guarantor("G")), on))["G"] == owes


def test_what_a_guarantor_pays_is_off_what_he_guaranteed_and_off_the_whole() -> None:
    """He pays 150.00 of 400.00; then the debtor pays 900.00: no more is left than the principal that is open."""
    pays = by("G", PAID_ON, "150.00")
    found = value(case(joint("A", notice()), guarantor("G", "400.00"), payments=(pays,)), ON)
    assert owed(found)["G"] == "250.00"
    assert found.payments[0].costs == ZERO, "he owes no costs"
    later = value(case(joint("A"), guarantor("G", "400.00"), payments=(pays, by("A", PAID_ON, "700.00"))), ON)
    assert Decimal(owed(later)["G"]) == later.balance < 250 or Decimal(owed(later)["G"]) < later.balance


def test_a_guarantor_of_heirs_leaves_their_shares_as_they_are() -> None:
    halves = (heir("B", share=Fraction(1, 2)), heir("C", share=Fraction(1, 2)))
    pays = (by("B", PAID_ON, "100.00"), by("G", PAID_ON, "50.00"))
    found = value(case(*halves, guarantor("G"), payments=pays), ON)
    plain = value(case(*halves, payments=(pays[0], paid(PAID_ON, "50.00"))), ON)
    assert found.balance == plain.balance
    assert found.debtors[:2] == plain.debtors
    assert [each.ref for each in found.debtors] == ["B", "C", "G"]


def test_a_guarantor_alone_leaves_the_case_as_it_was() -> None:
    found = value(replace(case(guarantor("G"))), ON)
    assert found.balance == value(case(), ON).balance
    assert owed(found) == {"G": "1000.00"}


@pytest.mark.parametrize("debtors", [
    (joint("A", notice()), heir("B"), guarantor("G")),
    (heir("B", notice()), heir("C"), guarantor("G")),
])
def test_one_more_day_and_how_far_it_is_counted_are_of_the_one_debt(debtors: tuple[Debtor, ...]) -> None:
    asked = case(*debtors, principal="36500.00")
    assert daily_interest(asked, on=ON, figures=FIGURES) > 0
    assert reach(asked, wanted=ON, figures=FIGURES).day == ON


def test_costs_of_heirs_that_fall_due_after_the_last_day_counted_are_those_of_each() -> None:
    """Letters of 15 December: the term of each ends in January; 1,000.00 in thirds is 50.00 each."""
    sent = notice(date(2026, 12, 15))
    asked = case(heir("A", sent), heir("B", sent), heir("C", share=THIRD))
    found = costs_after(asked, counted=date(2026, 12, 31), on=date(2027, 1, 15), figures=FIGURES)
    assert found is not None
    assert found.amount == Decimal("100.00")
