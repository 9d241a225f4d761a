"""Several debtors: joint ones owe the whole once and each the costs of his own notice; heirs owe a share each."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legal.counting.daily_interest import daily_interest
from legal.errors import InvalidFacts
from legal.facts import CaseFacts, Channel, Debtor, DebtorKind, Liability, Notice, Payment, Valuation
from legal.money import ZERO
from tests.legal.counting.test_credits import assert_adds_up
from tests.legal.factories import FIGURES, claim, facts, paid, value
from tests.sizes import examples

ON = date(2026, 11, 21)
CONSUMER, BUSINESS = DebtorKind.CONSUMER, DebtorKind.BUSINESS
THIRD = Fraction(1, 3)


def notice(sent_on: date = date(2026, 10, 5), most: str | None = None) -> Notice:
    return Notice(sent_on=sent_on, channel=Channel.ORDINARY_POST, most_costs=None if most is None else Decimal(most))


def joint(ref: str, own: Notice | None = None, kind: DebtorKind = CONSUMER) -> Debtor:
    return Debtor(ref=ref, kind=kind, notice=own)


def heir(ref: str, own: Notice | None = None, share: Fraction = THIRD) -> Debtor:
    return Debtor(ref=ref, kind=CONSUMER, liability=Liability.SHARE, share=share, notice=own)


def guarantor(ref: str, most: str | None = None) -> Debtor:
    return Debtor(
        ref=ref, kind=CONSUMER, liability=Liability.GUARANTOR, most=None if most is None else Decimal(most)
    )


def by(payer: str, received_on: date, amount: str) -> Payment:
    return replace(paid(received_on, amount), debtor=payer)


def owed(found: Valuation) -> dict[str, str]:
    return {debtor.ref: str(debtor.owes) for debtor in found.debtors}


def case(*debtors: Debtor, payments: tuple[Payment, ...] = (), principal: str = "1000.00") -> CaseFacts:
    return replace(facts(claim(principal), payments=payments), debtors=debtors)


def test_one_debtor_told_as_an_object_owes_what_the_debtor_of_a_plain_case_owes() -> None:
    plain = value(facts(claim(), sent_on=date(2026, 10, 5), payments=(paid(date(2026, 11, 1), "70.00"),)), ON)
    found = value(case(joint("A", notice()), payments=(paid(date(2026, 11, 1), "70.00"),)), ON)
    assert found._replace(debtors=()) == plain
    assert owed(found) == {"A": str(plain.balance)}


def test_a_letter_that_names_less_binds_him_to_whom_it_went() -> None:
    """A was told 60.00, B 150.00: the fee between them is 150.00."""
    found = value(case(joint("A", notice(most="60.00")), joint("B", notice())), ON)
    assert (found.costs, found.balance) == (Decimal("150.00"), found.principal + found.interest + Decimal("150.00"))
    assert owed(found) == {"A": str(found.balance - 90), "B": str(found.balance)}


def test_who_pays_of_the_fee_frees_the_other_of_as_much() -> None:
    """A pays 100.00 of the fee that is 150.00 for A and 60.00 for B: 50.00 and nothing are left."""
    pays = by("A", date(2026, 11, 1), "100.00")
    found = value(case(joint("A", notice()), joint("B", notice(most="60.00")), payments=(pays,)), ON)
    assert found.payments[0].costs == Decimal("100.00")
    without_costs = found.principal + found.interest
    assert owed(found) == {"A": str(without_costs + 50), "B": str(without_costs)}


def test_who_owes_no_costs_pays_none_also_with_more_than_he_owes() -> None:
    """B pays 1,100.00: 1,000.00 and 30.03 interest; what is over is his, and nobody is asked more than the balance."""
    pays = by("B", date(2026, 11, 1), "1100.00")
    found = value(case(joint("A", notice()), joint("B"), payments=(pays,)), ON)
    assert (found.payments[0].costs, str(found.payments[0].unallocated)) == (ZERO, "69.97")
    assert found.balance == Decimal("150.00") - Decimal("69.97")
    assert owed(found) == {"A": str(found.balance), "B": "-69.97"}


def test_a_notice_that_did_not_arrive_makes_only_the_other_owe_costs() -> None:
    denied = replace(notice(), is_receipt_disputed=True)
    found = value(case(joint("A", notice()), joint("B", denied)), ON)
    assert [debtor.costs for debtor in found.debtors] == [Decimal("150.00"), ZERO]
    assert [remark.code for remark in found.remarks] == ["notice_not_delivered"]


def test_a_firm_and_its_partners_owe_one_fee() -> None:
    debtors = (joint("vof", kind=BUSINESS), joint("A", kind=BUSINESS), joint("B", kind=BUSINESS))
    asked = replace(case(*debtors), handed_over_on=date(2026, 9, 1), debtor=BUSINESS)
    found = value(asked, ON)
    assert found.costs == Decimal("150.00")
    assert {debtor.costs for debtor in found.debtors} == {Decimal("150.00")}


def test_heirs_bear_the_vat_of_their_own_fee() -> None:
    """300.00 each: 45.00 and 9.45."""
    asked = case(*(heir(ref, notice()) for ref in "ABC"), principal="900.00")
    found = value(replace(asked, creditor_reclaims_vat=False), ON)
    assert (found.costs, found.vat_on_costs) == (Decimal("135.00"), Decimal("28.35"))
    each = [(debtor.costs, debtor.vat_on_costs) for debtor in found.debtors]
    assert each == [(Decimal("45.00"), Decimal("9.45"))] * 3


def test_a_payment_of_which_nobody_knows_the_payer_is_shared_by_what_each_owes() -> None:
    """A paid 300.00 of his 300.00 and interest is none: the 90.00 goes half to B and half to C."""
    asked = replace(
        case(*(heir(ref) for ref in "ABC"), payments=(by("A", ON, "300.00"), paid(ON, "90.00"))),
        claims=(replace(claim("900.00"), interest_from=date(2027, 1, 1)),),
    )
    found = value(asked, ON)
    assert owed(found) == {"A": "0.00", "B": "255.00", "C": "255.00"}
    assert [payment.amount for payment in found.payments] == [Decimal("300.00"), Decimal("90.00")]


def test_one_more_day_of_a_shared_debt_is_that_of_its_parts() -> None:
    asked = case(heir("A", share=Fraction(1, 2)), heir("B", share=Fraction(1, 4)), principal="3650.00")
    assert str(daily_interest(asked, on=ON, figures=FIGURES)) == "0.40"
    whole = value(asked, ON)
    assert sum((debtor.owes for debtor in whole.debtors), ZERO) < whole.balance, "a quarter is of nobody known"


@pytest.mark.parametrize(("debtors", "field", "kind"), [
    ((joint("A"), joint("A")), "debtors.1.ref", InvalidFacts),
    ((replace(joint("A"), most=Decimal(100)),), "debtors.0.most", InvalidFacts),
    ((guarantor("A", most="0.00"),), "debtors.0.most", InvalidFacts),
    ((joint("Z"), heir("A", share=Fraction(2, 3)), heir("B", share=Fraction(1, 2))), "debtors.2.share", InvalidFacts),
    ((heir("A", share=Fraction(2, 3)), heir("B", share=Fraction(1, 2))), "debtors.1.share", InvalidFacts),
    ((replace(joint("A"), share=THIRD),), "debtors.0.share", InvalidFacts),
    ((replace(heir("A"), share=None),), "debtors.0.share", InvalidFacts),
    ((heir("A", share=Fraction(1, 900_000)),), "debtors.0.share", InvalidFacts),
    ((joint("A", replace(notice(), delivered_on=date(2026, 10, 4))),), "debtors.0.notice.delivered_on", InvalidFacts),
])
def test_debtors_that_cannot_be_are_refused_by_field(
    debtors: tuple[Debtor, ...], field: str, kind: type[Exception]
) -> None:
    with pytest.raises(kind) as found:
        value(case(*debtors), ON)
    assert found.value.field == field  # type: ignore[attr-defined]


@pytest.mark.parametrize("debtors", [(), (joint("A"),), (heir("A"),)])
def test_a_payment_of_a_debtor_who_is_not_there_is_refused(debtors: tuple[Debtor, ...]) -> None:
    with pytest.raises(InvalidFacts) as found:
        value(case(*debtors, payments=(by("Z", ON, "1.00"),)), ON)
    assert found.value.field == "payments.0.debtor"


def test_more_payments_without_a_payer_than_can_be_shared_are_refused() -> None:
    """Two heirs: 200 payments are shared, one more asks for their payers."""
    halves = (heir("A", share=Fraction(1, 2)), heir("B", share=Fraction(1, 2)))
    many = tuple(paid(date(2026, 3, 1) + timedelta(days=day), "1.00") for day in range(201))
    assert value(case(*halves, payments=many[:200]), ON).paid == Decimal("200.00")
    with pytest.raises(InvalidFacts) as found:
        value(case(*halves, payments=many), ON)
    assert found.value.field == "payments"
    named = tuple(replace(each, debtor="A") for each in many)
    assert value(case(*halves, payments=named), ON).paid == Decimal("201.00")


sent = st.one_of(st.none(), st.integers(0, 60).map(lambda days: notice(date(2026, 3, 2) + timedelta(days=days))))
payers = st.sampled_from([None, "A", "B", "C"])
payments = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60_000), payers), max_size=5)


@settings(deadline=None, max_examples=examples(200))
@given(notices=st.tuples(sent, sent, sent), given_payments=payments, shared=st.booleans(), on=st.integers(0, 290))
def test_nobody_owes_more_than_the_balance_and_costs_are_never_asked_twice(
    notices: tuple[Notice | None, ...], given_payments: list[tuple[int, int, str | None]], shared: bool, on: int
) -> None:
    make = heir if shared else joint
    debtors = tuple(make(ref, own) for ref, own in zip("ABC", notices, strict=True))
    asked = case(*debtors, payments=tuple(
        replace(paid(date(2026, 2, 1) + timedelta(days=days), str(Decimal(cents) / 100)), debtor=payer)
        for days, cents, payer in given_payments
    ))  # fmt: skip
    found = value(asked, date(2026, 2, 1) + timedelta(days=on))
    assert_adds_up(found)
    if shared:
        assert sum((debtor.owes for debtor in found.debtors), ZERO) == found.balance
    else:
        assert all(debtor.owes <= found.balance for debtor in found.debtors)
        assert max(debtor.costs for debtor in found.debtors) == found.costs <= Decimal("150.00")
    for debtor in found.debtors:
        claimable = debtor.costs_claimable_from
        assert not debtor.costs or (claimable is not None and claimable <= found.on)
