"""The valuation agrees to the cent with a second implementation that counts day by day."""

import os
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from legal.facts import DebtorKind, InterestKind
from legal.policies import CountingPolicy, Rounding
from tests.legal.factories import FIGURES, claim, facts, paid, value
from tests.legal.naive_valuation import count

# A few by default; LAW_RANDOM_CASES=10000 counts as many as were asked for when this was built.
RANDOM_CASES = int(os.environ.get("LAW_RANDOM_CASES", "300"))
AT_END = CountingPolicy(rounding=Rounding.AT_END)
AGREED = Fraction("7.3")
STATUTORY = [(figure.first_day, Fraction(figure.value)) for figure in FIGURES.statutory_interest.values]
COMMERCIAL = [(figure.first_day, Fraction(figure.value)) for figure in FIGURES.statutory_commercial_interest.values]
KINDS = {
    "statutory": ({"interest": InterestKind.STATUTORY}, STATUTORY, True),
    "commercial": ({"interest": InterestKind.COMMERCIAL}, COMMERCIAL, True),
    "agreed, simple": ({"percent": "7.3"}, [(date.min, AGREED)], False),
    "agreed, compound": ({"percent": "7.3", "compound": True}, [(date.min, AGREED)], True),
}
cents = st.integers(min_value=1, max_value=500_000).map(lambda cents: str(Decimal(cents).scaleb(-2)))
days = st.dates(min_value=date(2003, 1, 1), max_value=date(2026, 12, 31))
leap_days = st.sampled_from([date(year, 2, 29) for year in range(2004, 2025, 4)])


@settings(max_examples=RANDOM_CASES, deadline=None)
@given(
    kind=st.sampled_from(sorted(KINDS)),
    principal=cents,
    first_day=st.one_of(days, leap_days),
    length=st.integers(min_value=0, max_value=1500),
    payments=st.lists(st.tuples(st.integers(min_value=-30, max_value=1500), cents), max_size=4),
)
def test_day_by_day_gives_the_same_cents(
    kind: str, principal: str, first_day: date, length: int, payments: list[tuple[int, str]]
) -> None:
    terms, rates, compounds = KINDS[kind]
    on = min(first_day + timedelta(days=length), date(2026, 12, 31))
    booked = [paid(first_day + timedelta(days=offset), amount) for offset, amount in payments]
    # A business, handed over after every day asked: no floor under the agreed rate and no fee.
    case = facts(claim(principal, first_day, **terms), debtor=DebtorKind.BUSINESS, handed_over_on=date.max,
                 payments=tuple(booked), policy=AT_END)  # fmt: skip
    valuation = value(case, on)
    in_time = [payment for payment in booked if payment.received_on <= on]
    naive = count(Fraction(principal), first_day, on, rates=rates, payments=in_time, compounds=compounds)
    assert Fraction(valuation.interest) == naive.interest
    taken = sum((payment.principal for payment in valuation.payments), Decimal(0))
    assert Fraction(Decimal(principal) - taken) == naive.principal_left
