"""The valuation agrees to the cent with a second implementation that counts day by day."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from legal.policies import CountingPolicy, Rounding
from tests.legal.factories import FIGURES, claim, facts, paid, value
from tests.legal.naive_valuation import count

AT_END = CountingPolicy(rounding=Rounding.AT_END)
RATES = [(figure.first_day, Fraction(figure.value)) for figure in FIGURES.statutory_interest.values]
cents = st.integers(min_value=1, max_value=500_000).map(lambda cents: str(Decimal(cents).scaleb(-2)))
days = st.dates(min_value=date(2010, 1, 1), max_value=date(2026, 12, 31))


@settings(max_examples=150, deadline=None)
@given(
    principal=cents,
    first_day=st.one_of(days, st.sampled_from([date(2012, 2, 29), date(2016, 2, 29), date(2020, 2, 29)])),
    length=st.integers(min_value=0, max_value=1500),
    payments=st.lists(st.tuples(st.integers(min_value=-30, max_value=1500), cents), max_size=4),
)
def test_day_by_day_gives_the_same_cents(
    principal: str, first_day: date, length: int, payments: list[tuple[int, str]]
) -> None:
    on = min(first_day + timedelta(days=length), date(2026, 12, 31))
    booked = [paid(first_day + timedelta(days=offset), amount) for offset, amount in payments]
    case = facts(claim(principal, first_day), payments=tuple(booked), policy=AT_END)
    valuation = value(case, on)
    in_time = [payment for payment in booked if payment.received_on <= on]
    naive = count(Fraction(principal), first_day, on, rates=RATES, payments=in_time)
    assert Fraction(valuation.interest) == naive.interest
    taken = sum((payment.principal for payment in valuation.payments), Decimal(0))
    assert Fraction(Decimal(principal) - taken) == naive.principal_left
