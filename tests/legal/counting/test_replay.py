"""What a payment that was booked or reversed later changes: the examples by hand, and what holds for every case."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from legal.counting.replay import Replay, after_addition, after_booking, after_correction, after_reversal
from legal.errors import InvalidFacts
from legal.facts import (
    BookedPayment,
    CaseFacts,
    CostKind,
    Credit,
    CreditEffect,
    InterestKind,
    OtherCost,
    Payment,
)
from legal.policies import CountingPolicy, Rounding
from tests.legal.counting.test_valuation_properties import amounts, cases, some_days
from tests.legal.factories import claim, facts, paid, value
from tests.sizes import examples

ON = date(2026, 3, 2)
# 3.650 euro at 4 % is 0,40 euro a day. 10 February: interest 4,00, principal 100,00.
# 2 March: 3.550,00 for 20 days is 7,78, so principal 100,00.
EARLIER = (paid(date(2026, 2, 10), "104.00"), paid(ON, "107.78"))
CASE = facts(claim("3650.00"), payments=EARLIER)
LATE = paid(date(2026, 2, 20), "500.00")


def having(case: CaseFacts, *more: Payment) -> CaseFacts:
    """The case with more payments, booked after those it has."""
    return CaseFacts(**{**vars(case), "payments": (*case.payments, *more)})


def place_of(case: CaseFacts, late: Payment) -> int:
    """Where a payment that is booked last comes to stand: after those of its own day."""
    return sum(payment.received_on <= late.received_on for payment in case.payments)


def booked(case: CaseFacts, late: Payment, on: date) -> Replay:
    return after_booking(value(case, on), value(having(case, late), on), place=place_of(case, late))


def parts(payment: BookedPayment) -> tuple[str, str, str, str]:
    return str(payment.costs), str(payment.interest), str(payment.principal), str(payment.unallocated)


def test_a_payment_between_two_others_recounts_the_second_alone() -> None:
    """20 February: 3.550,00 for 10 days is 3,89, so principal 496,11 and 3.053,89 left.

    2 March: 3.053,89 for 10 days is 3,35 (3,3467…), so 107,78 pays 104,43 of principal.
    """
    found = booked(CASE, LATE, ON)
    assert parts(found.payment) == ("0.00", "3.89", "496.11", "0.00")
    assert [each.place for each in found.recounted] == [1]
    assert parts(found.recounted[0].before) == ("0.00", "7.78", "100.00", "0.00")
    assert parts(found.recounted[0].after) == ("0.00", "3.35", "104.43", "0.00")
    assert (found.before.interest, found.after.interest) == (Decimal("11.78"), Decimal("11.24"))
    assert (found.before.balance, found.after.balance) == (Decimal("3450.00"), Decimal("2949.46"))
    assert (found.before.principal_open, found.after.principal_open) == (Decimal("3450.00"), Decimal("2949.46"))


def test_a_payment_that_keeps_its_split_and_moves_to_another_invoice_is_listed() -> None:
    case = facts(
        claim("100.00", date(2026, 1, 1), InterestKind.NONE, ref="F1"),
        claim("100.00", date(2026, 1, 2), InterestKind.NONE, ref="F2"),
        payments=(paid(ON, "60.00"),),
    )
    found = booked(case, paid(date(2026, 2, 20), "80.00", "F1"), ON)
    assert [(share.ref, share.principal) for share in found.recounted[0].before.per_claim] == [("F1", Decimal("60.00"))]
    assert [(share.ref, share.principal) for share in found.recounted[0].after.per_claim] == [
        ("F1", Decimal("20.00")), ("F2", Decimal("40.00")),
    ]
    assert parts(found.recounted[0].before) == parts(found.recounted[0].after)


@pytest.mark.parametrize(("received_on", "costs", "split"), [
    (date(2026, 10, 21), "90.00", ("90.00", "0.00", "110.00", "0.00")),   # the last free day: 15 % of 600 euro
    (date(2026, 10, 22), "150.00", ("0.00", "0.00", "200.00", "0.00")),   # the fee is due: it takes the late payment
])
def test_a_payment_inside_the_term_of_the_notice_lowers_the_fee(
    received_on: date, costs: str, split: tuple[str, str, str, str]
) -> None:
    case = facts(
        claim(interest=InterestKind.NONE), sent_on=date(2026, 10, 5), payments=(paid(date(2026, 10, 23), "200.00"),)
    )
    found = booked(case, paid(received_on, "400.00"), date(2026, 10, 23))
    assert (found.before.costs, found.after.costs) == (Decimal("150.00"), Decimal(costs))
    assert parts(found.recounted[0].before) == ("150.00", "0.00", "50.00", "0.00")
    assert parts(found.recounted[0].after) == split


def test_a_reversal_lists_what_follows_and_the_payment_that_went() -> None:
    full = having(CASE, LATE)
    found = after_reversal(value(full, ON), value(CASE, ON), place=1)
    assert parts(found.payment) == ("0.00", "3.89", "496.11", "0.00")
    assert parts(found.recounted[0].after) == ("0.00", "7.78", "100.00", "0.00")
    assert found.after.balance == Decimal("3450.00")


OTHER_WAY = facts(claim("3650.00"), payments=EARLIER, policy=CountingPolicy(rounding=Rounding.AT_END))


@pytest.mark.parametrize(("before", "after", "place", "field"), [
    (value(CASE, ON), value(having(CASE, LATE), ON + timedelta(days=1)), 1, "on"),
    (value(facts(claim("3651.00"), payments=EARLIER), ON), value(having(CASE, LATE), ON), 1, "claims"),
    (value(OTHER_WAY, ON), value(having(CASE, LATE), ON), 1, "policy"),
    (value(CASE, ON), value(having(CASE, LATE), ON), 0, "payments"),   # another payment than the one that came
    (value(CASE, ON), value(CASE, ON), 1, "payments"),                 # none came
    (value(having(CASE, LATE), ON), value(CASE, ON), 1, "payments"),   # one went
    (value(CASE, ON), value(having(CASE, LATE, LATE), ON), 1, "payments"),
    (value(CASE, ON), value(having(CASE, LATE), ON), 3, "place"),
    (value(CASE, ON), value(having(CASE, LATE), ON), -1, "place"),
])
def test_two_valuations_that_differ_in_more_are_refused(before: object, after: object, place: int, field: str) -> None:
    with pytest.raises(InvalidFacts) as refused:
        after_booking(before, after, place=place)  # type: ignore[arg-type]  # parametrize loses the type
    assert refused.value.field == field


def test_a_payment_after_the_day_of_the_valuations_is_not_in_them() -> None:
    with pytest.raises(InvalidFacts) as refused:
        booked(CASE, paid(ON + timedelta(days=1), "10.00"), ON)
    assert refused.value.field == "place"


def test_a_credit_that_came_later_recounts_the_payments_after_it() -> None:
    """1.000,00 off from the start: 2.650,00 for 10 days is 2,90, so 101,10 principal; 2.548,90 for 20 days is 5,59."""
    credit = Credit(amount=Decimal("1000.00"), on=date(2026, 2, 1), effect=CreditEffect.FROM_ORIGIN)
    credited = replace(CASE, claims=(replace(CASE.claims[0], credits=(credit,)),))
    found = after_correction(value(CASE, ON), value(credited, ON))
    assert (found.on, str(found.credited), str(found.other_costs)) == (ON, "1000.00", "0.00")
    assert [parts(each.after) for each in found.recounted] == [
        ("0.00", "2.90", "101.10", "0.00"), ("0.00", "5.59", "102.19", "0.00"),
    ]  # fmt: skip
    assert (found.before.balance, found.after.balance) == (Decimal("3450.00"), Decimal("2446.71"))


def test_other_costs_that_came_later_are_counted_apart() -> None:
    costs = OtherCost(kind=CostKind.COURT_FEE, amount=Decimal("130.00"), on=date(2026, 2, 20))
    burdened = replace(CASE, claims=(replace(CASE.claims[0], other_costs=(costs,)),))
    found = after_correction(value(CASE, ON), value(burdened, ON))
    assert (str(found.credited), str(found.other_costs)) == ("0.00", "130.00")
    both = (costs, replace(costs, amount=Decimal("20.00")))
    more = replace(CASE, claims=(replace(CASE.claims[0], other_costs=both),))
    assert str(after_correction(value(burdened, ON), value(more, ON)).other_costs) == "20.00"


@pytest.mark.parametrize("judge", [after_correction, after_addition])
def test_a_correction_with_another_payment_is_refused(judge: Callable[[object, object], object]) -> None:
    with pytest.raises(InvalidFacts) as refused:
        judge(value(CASE, ON), value(having(CASE, LATE), ON))
    assert refused.value.field == "payments"


@pytest.mark.parametrize("judge", [after_correction, after_addition])
def test_a_correction_that_lost_a_claim_is_refused(judge: Callable[[object, object], object]) -> None:
    two = facts(claim("3650.00"), claim("100.00", ref="F2"))
    with pytest.raises(InvalidFacts) as refused:
        judge(value(two, ON), value(facts(claim("3650.00")), ON))
    assert refused.value.field == "claims"


late_ones = st.builds(paid, some_days, amounts)


@settings(max_examples=examples(200), deadline=None)
@given(case=cases(), late=late_ones, on=some_days)
def test_the_balance_falls_by_the_payment_and_what_it_changed(case: CaseFacts, late: Payment, on: date) -> None:
    assume(late.received_on <= on)
    found = booked(case, late, on)
    before, after = found.before, found.after
    changed = (after.interest - before.interest) + (after.costs - before.costs)
    changed += after.vat_on_costs - before.vat_on_costs
    assert after.balance - before.balance == changed - late.amount
    assert before.principal_open >= 0 <= after.principal_open
    for each in (found.payment, *(side for pair in found.recounted for side in (pair.before, pair.after))):
        assert each.costs + each.interest + each.principal + each.unallocated == each.amount
    for pair in found.recounted:
        assert (pair.before.received_on, pair.before.amount) == (pair.after.received_on, pair.after.amount)


@settings(max_examples=examples(100), deadline=None)
@given(case=cases(), amount=amounts, on=some_days)
def test_the_last_payment_of_the_day_itself_changes_no_other(case: CaseFacts, amount: str, on: date) -> None:
    found = booked(case, paid(on, amount), on)
    assert found.recounted == ()
    assert (found.before.costs, found.before.vat_on_costs) == (found.after.costs, found.after.vat_on_costs)


@settings(max_examples=examples(100), deadline=None)
@given(case=cases(), late=late_ones, on=some_days)
def test_booking_and_reversing_are_mirror_images(case: CaseFacts, late: Payment, on: date) -> None:
    assume(late.received_on <= on)
    place, one, other = place_of(case, late), value(case, on), value(having(case, late), on)
    came, went = after_booking(one, other, place=place), after_reversal(other, one, place=place)
    assert (came.payment, came.before, came.after) == (went.payment, went.after, went.before)
    assert [(each.place, each.before, each.after) for each in came.recounted] == [
        (each.place, each.after, each.before) for each in went.recounted
    ]
