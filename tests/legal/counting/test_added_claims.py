"""What an invoice that joins a case changes in the count: payments that are counted otherwise, totals, and its fee."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from legal.counting.added_fee import fee_to_add
from legal.counting.replay import after_addition
from legal.errors import InvalidFacts
from legal.facts import CaseFacts, Channel, Debtor, InterestKind, Notice
from tests.legal.counting.test_several_debtors import by, case, guarantor, heir, joint, notice
from tests.legal.factories import FIGURES, claim, facts, paid, value

ON = date(2026, 11, 21)


def test_a_payment_that_no_claim_was_named_for_goes_to_the_oldest_of_them_all() -> None:
    asked = facts(claim("1000.00"), payments=(paid(date(2026, 6, 1), "300.00"),))
    older = replace(claim("200.00"), ref="F0", interest_from=date(2025, 2, 1))
    before, after = value(asked, ON), value(replace(asked, claims=(*asked.claims, older)), ON)
    found = after_addition(before, after)
    assert (found.credited, found.other_costs) == (Decimal("-200.00"), 0)
    (payment,) = found.recounted
    assert [share.ref for share in payment.before.per_claim] == ["F1"]
    taken = {share.ref: share.interest + share.principal for share in payment.after.per_claim}
    assert taken["F0"] > 200 > taken["F1"]
    assert found.after.balance - found.before.balance == after.balance - before.balance


def test_a_claim_that_is_gone_or_another_day_is_refused() -> None:
    asked = facts(claim("1000.00"))
    other = replace(asked, claims=(replace(claim("1000.00"), ref="F2"),))
    with pytest.raises(InvalidFacts):
        after_addition(value(asked, ON), value(other, ON))
    with pytest.raises(InvalidFacts):
        after_addition(value(asked, ON), value(asked, date(2026, 11, 20)))


ADDED_ON, AFTER = date(2026, 11, 21), date(2026, 12, 31)
HALVES = (heir("A", notice(), Fraction(1, 2)), heir("B", notice(), Fraction(1, 2)))


def added(*debtors: Debtor) -> CaseFacts:
    """500.00 and, in default later than the first letters of 5 October, 200.00: fees of 75.00 and 105.00."""
    first, later = claim("500.00"), replace(claim("200.00"), ref="F2", interest_from=date(2026, 10, 16))
    first_letters = [
        replace(each, notice=None if each.notice is None else replace(each.notice, claims=("F1",))) for each in debtors
    ]
    return replace(case(*first_letters), claims=(first, later))


def with_letter(asked: CaseFacts, ref: str) -> CaseFacts:
    letter = Notice(sent_on=ADDED_ON, channel=Channel.ORDINARY_POST, claims=("F2",))
    return replace(asked, debtors=tuple(
        replace(each, later_notices=(*each.later_notices, letter)) if each.ref == ref else each
        for each in asked.debtors
    ))


def costs_of(asked: CaseFacts, ref: str) -> Decimal:
    return next(each.costs for each in value(asked, AFTER).debtors if each.ref == ref)


@pytest.mark.parametrize(("debtors", "ref", "fee"), [
    ((joint("A", notice()), joint("B", notice())), "A", "30.00"),
    ((joint("A", notice()), joint("B", notice())), "B", "30.00"),
    ((joint("A", notice()), joint("B")), "B", "40.00"),  # by itself: no letter of before made him owe anything
    (HALVES, "B", "12.50"),
    ((joint("A", notice()), heir("B", notice(), Fraction(1, 2))), "A", "30.00"),
    ((joint("A", notice()), heir("B", notice(), Fraction(1, 2))), "B", "12.50"),
    ((joint("A", notice()), guarantor("G")), "A", "30.00"),
])
def test_a_letter_to_one_of_several_names_what_it_will_make_him_owe(
    debtors: tuple[Debtor, ...], ref: str, fee: str
) -> None:
    asked = added(*debtors)
    named = fee_to_add(asked, ["F2"], on=ADDED_ON, figures=FIGURES, debtor=ref)
    assert str(named.amount) == fee
    assert costs_of(with_letter(asked, ref), ref) - costs_of(asked, ref) == named.amount


def test_what_the_letter_to_another_made_due_lowers_no_letter_of_hers() -> None:
    """One fee between them: of 105.00 she owes 75.00 until her own letter, which names the other 30.00."""
    asked = with_letter(added(joint("A", notice()), joint("B", notice())), "A")
    assert (costs_of(asked, "A"), costs_of(asked, "B"), value(asked, AFTER).costs) == (
        Decimal(105), Decimal(75), Decimal(105)
    )
    assert str(fee_to_add(asked, ["F2"], on=AFTER, figures=FIGURES, debtor="B").amount) == "30.00"
    both = with_letter(asked, "B")
    assert (costs_of(both, "B"), value(both, AFTER).costs) == (Decimal(105), Decimal(105))


def test_what_an_heir_paid_beyond_his_share_lowers_no_fee_of_who_owes_the_whole() -> None:
    """Of his 600.00 his half pays 350.00: 200.00 of F2 is open, and the letter names 105.00 less 75.00."""
    asked = added(joint("A", notice()), heir("B", share=Fraction(1, 2)))
    asked = replace(
        asked, claims=tuple(replace(each, interest=InterestKind.NONE) for each in asked.claims),
        payments=(by("B", date(2026, 11, 1), "600.00"),),
    )
    named = fee_to_add(asked, ["F2"], on=ADDED_ON, figures=FIGURES, debtor="A")
    assert str(named.amount) == "30.00"
    assert costs_of(with_letter(asked, "A"), "A") - costs_of(asked, "A") == named.amount
