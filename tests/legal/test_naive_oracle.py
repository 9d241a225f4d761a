"""The valuation of a whole case agrees to the cent with a second implementation that counts day by day."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legal.facts import BookedPayment, CaseFacts, DebtorKind, Valuation
from tests.legal.factories import FIGURES, claim, facts, paid, value
from tests.legal.naive_account import ZERO, Split
from tests.legal.naive_cases import AT_END, Asked, asked_cases, euros
from tests.legal.naive_valuation import NaiveBooking, count, tables_of
from tests.sizes import size

RANDOM_CASES = size("LAW_RANDOM_CASES")
PaymentSplit: TypeAlias = tuple[tuple[Fraction, ...], dict[str, Split]]
TABLES = tables_of(FIGURES)
NOTHING = Split(ZERO, ZERO, ZERO)


@settings(max_examples=RANDOM_CASES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(asked=asked_cases())
def test_day_by_day_gives_the_same_cents(asked: Asked) -> None:
    agree(asked.case, asked.on)


@settings(max_examples=max(RANDOM_CASES // 10, 100), deadline=None)
@given(
    principal=euros(100, 500_000),
    percent=st.sampled_from(["7.3", "100.0", "400.0"]),
    compound=st.booleans(),
    steps=st.lists(st.tuples(st.integers(20, 400), st.sampled_from([-30, -1, 0, 0, 1, 99])), min_size=1, max_size=3),
)
def test_a_fraction_of_a_cent_bears_nothing_once_all_interest_is_paid(
    principal: Decimal, percent: str, compound: bool, steps: list[tuple[int, int]]
) -> None:
    """Every payment is the interest that is open, or a few cents less or more; the rate makes a fraction show."""
    start = date(2020, 2, 29)
    only = claim(str(principal), start, percent=percent, compound=compound)
    case, day = facts(only, debtor=DebtorKind.BUSINESS, handed_over_on=date.max, policy=AT_END), start
    for days, cents in steps:
        day += timedelta(days=days)
        naive = count(case, day, tables=TABLES)
        unpaid = naive.balance - naive.left[only.ref]
        amount = max(unpaid + Fraction(cents, 100), Fraction(1, 100))
        case = replace(case, payments=(*case.payments, paid(day, str(Decimal(int(amount * 100)).scaleb(-2)))))
    agree(case, day + timedelta(days=300))


def agree(case: CaseFacts, on: date) -> None:
    """Every amount of both ways to count, of the case and of each payment."""
    valuation, naive = value(case, on), count(case, on, tables=TABLES)
    assert totals_of(valuation) == (sum(naive.interest.values()), naive.costs, naive.vat, naive.balance)
    assert {claim.ref: Fraction(claim.interest) for claim in valuation.claims} == naive.interest
    assert valuation.costs_claimable_from == naive.costs_from
    assert [split_of(payment) for payment in valuation.payments] == [naive_split(one) for one in naive.bookings]
    assert principal_left(valuation) == naive.left


def totals_of(valuation: Valuation) -> tuple[Fraction, ...]:
    totals = (valuation.interest, valuation.costs, valuation.vat_on_costs, valuation.balance)
    return tuple(Fraction(total) for total in totals)


def split_of(payment: BookedPayment) -> PaymentSplit:
    """The payment as a whole, and of every claim that took something its part."""
    whole = (payment.costs, payment.interest, payment.principal, payment.unallocated)
    parts = {
        share.ref: Split(Fraction(share.costs), Fraction(share.interest), Fraction(share.principal))
        for share in payment.per_claim
    }
    return tuple(Fraction(amount) for amount in whole), {ref: part for ref, part in parts.items() if part != NOTHING}


def naive_split(booking: NaiveBooking) -> PaymentSplit:
    """The same of the second implementation, which has no totals of its own."""
    parts = booking.splits.values()
    taken = (sum((getattr(part, kind) for part in parts), ZERO) for kind in ("costs", "interest", "principal"))
    return (*taken, booking.unallocated), dict(booking.splits)


def principal_left(valuation: Valuation) -> dict[str, Fraction]:
    """Nothing where more was paid than is owed of it after a credit."""
    left = {claim.ref: Fraction(claim.principal) for claim in valuation.claims}
    for payment in valuation.payments:
        for share in payment.per_claim:
            left[share.ref] -= Fraction(share.principal)
    return {ref: max(amount, ZERO) for ref, amount in left.items()}
