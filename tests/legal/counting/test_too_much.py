"""What several debtors paid too much: whose it is, that it pays nothing of another, and what stands once it went back.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legal.counting.owed_by_one import owed_by_one
from legal.counting.too_much import open_of, with_refunds
from legal.facts import (
    CaseFacts,
    CostKind,
    Credit,
    CreditEffect,
    Debtor,
    InterestKind,
    OtherCost,
    Payment,
    Valuation,
)
from legal.money import ZERO
from tests.legal.counting.test_several_debtors import ON, by, case, guarantor, heir, joint, notice, owed
from tests.legal.factories import FIGURES, claim, paid, value
from tests.sizes import examples

LATER = date(2027, 1, 1)  # the claim bears no interest before it
PAID_ON, NEXT_DAY = date(2026, 11, 1), date(2026, 11, 2)


def plain(*debtors: Debtor, payments: tuple[Payment, ...], principal: str = "900.00") -> CaseFacts:
    """A debt without interest, so that every sum can be told by heart."""
    free = replace(claim(principal), interest_from=LATER)
    return replace(case(*debtors, payments=payments), claims=(free,))


def too_much(found: Valuation) -> dict[str, str]:
    return {each.ref: str(each.too_much) for each in found.debtors if each.too_much}


def after(asked: CaseFacts, on: date = ON, **back: str) -> Valuation:
    """The valuation after money went back; `nobody`: to whom nobody knows."""
    told: dict[str | None, Decimal] = {
        None if ref == "nobody" else ref: Decimal(amount) for ref, amount in back.items()
    }
    return with_refunds(asked, value(asked, on), told)


@pytest.mark.parametrize(("payments", "hers", "owed_by_all"), [
    ((by("A", PAID_ON, "300.00"),), {}, "600.00"),
    ((by("A", PAID_ON, "300.01"),), {"A": "0.01"}, "600.00"),
    ((by("A", PAID_ON, "1000.00"),), {"A": "700.00"}, "600.00"),
    ((by("A", PAID_ON, "400.00"), by("B", PAID_ON, "350.00")), {"A": "100.00", "B": "50.00"}, "300.00"),
])
def test_what_one_heir_pays_beyond_her_share_is_hers_and_pays_no_share_of_another(
    payments: tuple[Payment, ...], hers: dict[str, str], owed_by_all: str
) -> None:
    asked = plain(heir("A"), heir("B"), heir("C"), payments=payments)
    found = value(asked, ON)
    assert too_much(found) == hers
    assert open_of(found) == Decimal(owed_by_all)
    assert found.too_much == sum((Decimal(each) for each in hers.values()), ZERO)
    assert after(asked).balance == Decimal(owed_by_all)


def test_who_paid_her_share_gets_nothing_of_what_nobody_known_paid_too_much() -> None:
    """300.00 by A, then 650.00 by nobody known: 600.00 of it was left to pay."""
    found = value(plain(heir("A"), heir("B"), heir("C"), payments=(
        by("A", PAID_ON, "300.00"), paid(NEXT_DAY, "650.00"),
    )), ON)
    assert (too_much(found), str(found.too_much), str(found.balance)) == ({}, "50.00", "-50.00")


@pytest.mark.parametrize(("last", "first"), [("A", "B"), ("B", "A")])
def test_of_joint_debtors_it_is_of_who_paid_when_nothing_was_left(last: str, first: str) -> None:
    found = value(plain(joint("A"), joint("B"), payments=(
        by(first, PAID_ON, "600.00"), by(last, NEXT_DAY, "400.00"),
    )), ON)
    assert too_much(found) == {last: "100.00"}


def test_who_owes_no_costs_gets_back_what_no_costs_took_and_the_other_owes_those() -> None:
    """B pays 69.97 beyond principal and interest: with that back the costs of A are 150.00."""
    asked = case(joint("A", notice()), joint("B"), payments=(by("B", PAID_ON, "1100.00"),))
    found = after(asked)
    assert (str(found.balance), too_much(found)) == ("150.00", {"B": "69.97"})
    assert owed(found) == {"A": "150.00", "B": "-69.97"}
    back = after(asked, B="69.97")
    assert (str(back.balance), owed(back)) == ("150.00", {"A": "150.00", "B": "0.00"})


def test_what_was_given_away_after_it_was_paid_goes_back_to_who_paid_last() -> None:
    asked = plain(joint("A"), joint("B"), payments=(by("A", PAID_ON, "500.00"), by("B", NEXT_DAY, "400.00")))
    credit = Credit(on=date(2026, 11, 10), amount=Decimal(450), effect=CreditEffect.FROM_DAY)
    found = value(replace(asked, claims=(replace(asked.claims[0], credits=(credit,)),)), ON)
    assert too_much(found) == {"B": "400.00", "A": "50.00"}


def test_a_surplus_pays_what_who_paid_it_comes_to_owe_himself() -> None:
    """A pays 100.00 too much; costs of 30.00 that fall due later are owed by both, and hers pays them."""
    asked = plain(joint("A"), joint("B"), payments=(by("A", PAID_ON, "1000.00"),))
    later = OtherCost(kind=CostKind.COURT_FEE, on=date(2026, 11, 10), amount=Decimal(30))
    found = value(replace(asked, claims=(replace(asked.claims[0], other_costs=(later,)),)), ON)
    assert (too_much(found), str(open_of(found))) == ({"A": "70.00"}, "-70.00")


@pytest.mark.parametrize(("debtors", "whose"), [
    ((joint("A"), guarantor("G")), {"G": "100.00"}),
    ((heir("A"), heir("B"), heir("C"), guarantor("G")), {"G": "100.00"}),
    ((guarantor("G"),), {"G": "100.00"}),
])
def test_a_guarantor_gets_back_what_nothing_was_left_for(debtors: tuple[Debtor, ...], whose: dict[str, str]) -> None:
    found = value(plain(*debtors, payments=(by("G", PAID_ON, "1000.00"),)), ON)
    assert (too_much(found), str(found.too_much)) == (whose, "100.00")


def test_a_guarantor_owes_what_is_open_also_when_another_paid_too_much() -> None:
    in_default = case(heir("A"), heir("B"), guarantor("G"), payments=(by("A", PAID_ON, "1100.00"),))
    found = value(in_default, ON)
    assert found.balance < 100
    assert Decimal(owed(found)["G"]) > 600


def test_what_an_heir_pays_beyond_her_share_frees_no_spouse() -> None:
    """A third of 900.00 is 300.00: of 500.00 the spouse is freed of 300.00, and pays 600.00."""
    asked = plain(joint("A"), heir("B"), payments=(by("B", PAID_ON, "200.00"), by("B", NEXT_DAY, "300.00")))
    found = value(asked, ON)
    assert (too_much(found), str(open_of(found))) == ({"B": "200.00"}, "600.00")
    assert [str(each.amount) for each in found.payments] == ["200.00", "300.00"]
    assert [str(each.unallocated) for each in found.payments] == ["0.00", "200.00"]
    assert owed(after(asked)) == {"A": "600.00", "B": "-200.00"}


def test_all_of_a_payment_can_be_beyond_the_share_of_an_heir() -> None:
    found = value(plain(joint("A"), heir("B"), payments=(by("B", PAID_ON, "300.00"), by("B", NEXT_DAY, "50.00"))), ON)
    assert [str(each.unallocated) for each in found.payments] == ["0.00", "50.00"]
    assert (too_much(found), str(found.paid)) == ({"B": "50.00"}, "350.00")


def test_payments_of_one_day_stand_in_the_order_given_whoever_made_them() -> None:
    found = value(plain(heir("A"), heir("B"), payments=(by("B", ON, "20.00"), by("A", ON, "10.00"))), ON)
    assert [str(each.amount) for each in found.payments] == ["20.00", "10.00"]


HEIRS = plain(heir("A"), heir("B"), heir("C"), payments=(by("A", PAID_ON, "1000.00"),))
SPOUSES = plain(joint("A"), joint("B"), payments=(by("A", PAID_ON, "1000.00"),))


@pytest.mark.parametrize(("asked", "back", "balance", "each"), [
    (HEIRS, {"A": "500.00"}, "600.00", {"A": "-200.00", "B": "300.00", "C": "300.00"}),
    (HEIRS, {"A": "700.00"}, "600.00", {"A": "0.00", "B": "300.00", "C": "300.00"}),
    (HEIRS, {"A": "710.00"}, "610.00", {"A": "10.00", "B": "300.00", "C": "300.00"}),
    (HEIRS, {"nobody": "700.00"}, "600.00", {"A": "0.00", "B": "300.00", "C": "300.00"}),
    (HEIRS, {"B": "10.00"}, "610.00", {"A": "-700.00", "B": "310.00", "C": "300.00"}),
    (SPOUSES, {"A": "60.00"}, "-40.00", {"A": "-40.00", "B": "0.00"}),
    (SPOUSES, {"A": "110.00"}, "10.00", {"A": "10.00", "B": "10.00"}),
    (SPOUSES, {"nobody": "100.00"}, "0.00", {"A": "0.00", "B": "0.00"}),
])
def test_what_went_back_is_off_what_was_too_much_and_more_than_that_is_owed_again(
    asked: CaseFacts, back: Mapping[str, str], balance: str, each: Mapping[str, str]
) -> None:
    found = after(asked, **back)
    assert (str(found.balance), owed(found)) == (balance, each)
    gross = found.principal + found.interest + found.costs + found.vat_on_costs + found.other_costs
    assert gross - found.paid == found.balance


@pytest.mark.parametrize(("debtors", "payments", "back", "balance", "each"), [
    pytest.param(
        (joint("A"), guarantor("G")), {"G": "1000.00"}, "110.00", "10.00", {"A": "10.00", "G": "10.00"},
        id="of 1,000 euro 890 are left, and 900 were guaranteed",
    ),
    pytest.param(
        (heir("A"), heir("B"), heir("C"), guarantor("G")), {"G": "1000.00"}, "110.00", "10.00",
        {"A": "0.00", "B": "0.00", "C": "0.00", "G": "10.00"}, id="the heirs got nothing back",
    ),
    pytest.param(
        (joint("A"), guarantor("G", "400.00")), {"G": "450.00"}, "50.00", "500.00", {"A": "500.00", "G": "0.00"},
        id="of 450 euro all that was guaranteed is left",
    ),
    pytest.param(
        (joint("A"), guarantor("G", "400.00")), {}, "100.00", "1000.00", {"A": "1000.00", "G": "400.00"},
        id="a guarantor never owes more than was guaranteed",
    ),
])
def test_more_than_was_too_much_a_guarantor_owes_again_within_what_was_guaranteed(
    debtors: tuple[Debtor, ...], payments: Mapping[str, str], back: str, balance: str, each: Mapping[str, str]
) -> None:
    """900.00 in default, without interest."""
    paid_ = tuple(by(ref, PAID_ON, amount) for ref, amount in payments.items())
    asked = replace(case(*debtors, payments=paid_), claims=(claim("900.00", interest=InterestKind.NONE),))
    found = after(asked, G=back)
    assert (str(found.balance), owed(found)) == (balance, each)


def test_of_one_debtor_what_is_too_much_is_what_the_balance_is_below_nothing() -> None:
    asked = plain(payments=(paid(PAID_ON, "1000.00"),))
    assert (str(after(asked).too_much), str(after(asked, nobody="60.00").too_much)) == ("100.00", "40.00")
    assert str(after(asked, nobody="130.00").balance) == "30.00"


def test_one_of_several_is_asked_his_own_after_money_went_back() -> None:
    found = after(HEIRS, A="710.00")
    assert [str(owed_by_one(HEIRS, found, ref, figures=FIGURES).balance) for ref in "AB"] == ["10.00", "300.00"]


payers = st.sampled_from([None, "A", "B", "C"])
payments = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 90_000), payers), max_size=5)
KINDS = {"joint": joint, "heir": heir}


@settings(deadline=None, max_examples=examples(200))
@given(
    given_payments=payments, kinds=st.tuples(*[st.sampled_from(sorted(KINDS))] * 3), on=st.integers(0, 290),
    has_letter=st.tuples(*[st.booleans()] * 3),
)
def test_nobody_has_more_too_much_than_he_paid_and_no_cent_is_lost(
    given_payments: list[tuple[int, int, str | None]], kinds: tuple[str, ...], on: int, has_letter: tuple[bool, ...]
) -> None:
    debtors = tuple(
        KINDS[kind](ref, notice(date(2026, 3, 2)) if letter else None)
        for ref, kind, letter in zip("ABC", kinds, has_letter, strict=True)
    )
    asked = case(*debtors, payments=tuple(
        replace(paid(date(2026, 2, 1) + timedelta(days=days), str(Decimal(cents) / 100)), debtor=payer)
        for days, cents, payer in given_payments
    ))  # fmt: skip
    found = value(asked, date(2026, 2, 1) + timedelta(days=on))
    own = {
        ref: sum((each.amount for each in asked.payments if each.debtor == ref and each.received_on <= found.on), ZERO)
        for ref in "ABC"
    }
    assert all(ZERO <= each.too_much <= own[each.ref] for each in found.debtors)
    assert sum((each.too_much for each in found.debtors), ZERO) <= found.too_much
    stands = with_refunds(asked, found, {})
    assert (stands.balance > ZERO) is (open_of(found) > ZERO)
    assert all(each.owes <= max(stands.balance, ZERO) for each in stands.debtors)
    assert not [each for each in stands.debtors if each.owes > ZERO and each.too_much]
    for each in found.debtors:
        went = with_refunds(asked, found, {each.ref: each.too_much})
        assert went.too_much == stands.too_much - each.too_much
        assert max(went.balance, ZERO) == max(stands.balance, ZERO), "what goes back raises nothing that anybody owes"
