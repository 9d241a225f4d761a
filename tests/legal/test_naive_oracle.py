"""The valuation of a whole case agrees to the cent with a second implementation that counts day by day."""

import os
from fractions import Fraction
from typing import TypeAlias

from hypothesis import HealthCheck, given, settings

from legal.facts import BookedPayment, Valuation
from tests.legal.factories import FIGURES, value
from tests.legal.naive_account import ZERO, Split
from tests.legal.naive_cases import Asked, asked_cases
from tests.legal.naive_valuation import NaiveBooking, count, tables_of

# A few by default; LAW_RANDOM_CASES=10000 counts as many as were asked for when this was built.
RANDOM_CASES = int(os.environ.get("LAW_RANDOM_CASES", "300"))
PaymentSplit: TypeAlias = tuple[tuple[Fraction, ...], dict[str, Split]]
TABLES = tables_of(FIGURES)
NOTHING = Split(ZERO, ZERO, ZERO)


@settings(max_examples=RANDOM_CASES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(asked=asked_cases())
def test_day_by_day_gives_the_same_cents(asked: Asked) -> None:
    valuation = value(asked.case, asked.on)
    naive = count(asked.case, asked.on, tables=TABLES)
    assert totals_of(valuation) == (naive.interest, naive.costs, naive.vat, naive.balance)
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
    left = {claim.ref: Fraction(claim.principal) for claim in valuation.claims}
    for payment in valuation.payments:
        for share in payment.per_claim:
            left[share.ref] -= Fraction(share.principal)
    return left
