"""What one of several debtors owes as a valuation of his own: it adds up, and is what the answer says he owes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from legal.counting.owed_by_one import facts_of_one, owed_by_one
from legal.facts import CaseFacts, Debtor, InterestKind, LineKind, Payment, Valuation
from legal.money import ZERO
from tests.legal.counting.test_several_debtors import ON, by, case, guarantor, heir, joint, notice
from tests.legal.factories import FIGURES, paid, value

PAID_ON = date(2026, 11, 1)
COUPLE = (joint("A", notice()), joint("B"))
MIXED = (joint("A", notice()), heir("B", notice()), heir("C"), guarantor("G", "250.00"))
HEIRS = (heir("A", notice()), heir("B"), heir("C"))


def of(asked: CaseFacts, ref: str) -> Valuation:
    return owed_by_one(asked, value(asked, ON), ref, figures=FIGURES)


@pytest.mark.parametrize("debtors", [COUPLE, MIXED, HEIRS])
@pytest.mark.parametrize("payments", [
    (), (by("A", PAID_ON, "100.00"),), (by("B", PAID_ON, "100.00"), paid(ON, "50.00")), (by("A", PAID_ON, "1300.00"),),
])
def test_it_adds_up_to_what_he_owes(debtors: tuple[Debtor, ...], payments: tuple[Payment, ...]) -> None:
    asked = case(*debtors, payments=payments)
    for debtor in value(asked, ON).debtors:
        found = of(asked, debtor.ref)
        assert found.balance == debtor.owes
        gross = found.principal + found.interest + found.other_costs + found.costs + found.vat_on_costs
        assert gross - found.paid == found.balance
        costs = sum((line.amount for line in found.lines if line.kind is LineKind.COSTS), ZERO)
        assert costs == found.costs == debtor.costs


def test_what_the_other_paid_of_costs_that_she_does_not_owe_is_not_shown_to_her() -> None:
    """A pays 100.00, of which all went to the fee that B does not owe."""
    found = of(case(*COUPLE, payments=(by("A", PAID_ON, "100.00"),)), "B")
    assert (found.costs, found.paid, found.payments) == (ZERO, ZERO, ())
    assert found.balance == found.principal + found.interest


def test_of_the_only_debtor_it_is_the_whole() -> None:
    asked = case()
    assert of(asked, "A") == value(asked, ON)
    assert facts_of_one(asked, "A", on=ON, figures=FIGURES) == asked


@pytest.mark.parametrize(("ref", "left"), [("A", ["333.33", "100.00"]), ("G", ["333.33", "100.00"]), ("C", ["100.00"])])
def test_what_an_heir_paid_beyond_his_share_is_in_the_facts_of_nobody_else(ref: str, left: list[str]) -> None:
    """A third of 1,000.00, without interest, is 333.33."""
    asked = case(joint("A"), heir("B"), heir("C"), guarantor("G"), payments=(
        by("B", PAID_ON, "500.00"), by("C", ON, "100.00"),
    ))
    asked = replace(asked, claims=(replace(asked.claims[0], interest=InterestKind.NONE),))
    found = facts_of_one(asked, ref, on=ON, figures=FIGURES)
    assert [str(each.amount) for each in found.payments] == left


@pytest.mark.parametrize(("debtors", "part"), [(HEIRS, "333.34"), ((joint("S"), *HEIRS), "333.33")])
def test_an_heir_is_asked_his_part_of_every_claim(debtors: tuple[Debtor, ...], part: str) -> None:
    """The odd cent of a debt in three parts is of the first; beside who owes the whole nobody is asked for it."""
    found = of(case(*debtors), "A")
    assert (found.principal, found.claims[0].principal) == (Decimal(part), Decimal(part))
    assert found.costs == Decimal("50.00")


def test_a_guarantor_is_asked_principal_alone() -> None:
    asked = replace(case(*MIXED, payments=(by("G", PAID_ON, "50.00"),)))
    found = of(asked, "G")
    assert (found.principal, found.interest, found.costs) == (Decimal("250.00"), ZERO, ZERO)
    assert (found.paid, found.balance) == (Decimal("50.00"), Decimal("200.00"))
