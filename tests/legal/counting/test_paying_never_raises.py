"""Paying never raises what is owed: under no policy, and not where a full year earns exactly its rate."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legal.facts import DebtorKind
from legal.policies import CountingPolicy, DayCount, Rounding
from tests.legal.factories import claim, facts, interest_lines, paid, value
from tests.sizes import examples

EXACT = CountingPolicy(full_year_exact=True)
START, LEAP_YEAR_ENDS = date(2023, 3, 1), date(2024, 2, 29)


def owed(*payments: tuple[date, str], on: date = LEAP_YEAR_ENDS, policy: CountingPolicy = EXACT) -> Decimal:
    """The balance of 10,000 at ten percent a year, compound, between businesses."""
    asked = claim("10000.00", START, percent="10", compound=True)
    case = facts(asked, debtor=DebtorKind.BUSINESS, handed_over_on=date.max, policy=policy,
                 payments=tuple(paid(day, amount) for day, amount in payments))  # fmt: skip
    return value(case, on).balance


@pytest.mark.parametrize(("payments", "balance"), [
    ((), "11000.00"),
    (((date(2023, 12, 1), "1.00"),), "10999.00"),
    (((date(2024, 2, 29), "1.00"),), "10999.00"),
    (((date(2023, 3, 1), "1.00"),), "10999.00"),  # 2.74 interest of that day is open: no principal is paid
    (((date(2024, 2, 28), "1000.00"),), "10000.00"),  # all interest of 365 days, and nothing more is due for the last
])
def test_a_payment_inside_a_full_leap_year_takes_off_what_was_paid(
    payments: tuple[tuple[date, str], ...], balance: str
) -> None:
    assert owed(*payments) == Decimal(balance)


def test_a_year_never_earns_less_than_was_paid_of_it() -> None:
    """On 28 February 2024 all 1,000.00 of 365 days is paid, and most principal: the last day takes nothing back."""
    assert owed((date(2024, 2, 28), "10999.00")) == Decimal("1.00")


@pytest.mark.parametrize("rounding", list(Rounding))
def test_the_last_line_of_such_a_year_holds_what_was_paid_beyond_its_recount(rounding: Rounding) -> None:
    """365 of 366 days are 997.27 of the 1,000.00 that was paid; the day on the last euro earns the 2.73."""
    asked = claim("10000.00", START, percent="10", compound=True)
    case = facts(asked, debtor=DebtorKind.BUSINESS, handed_over_on=date.max, policy=replace(EXACT, rounding=rounding),
                 payments=(paid(date(2024, 2, 28), "10999.00"),))  # fmt: skip
    found = value(case, LEAP_YEAR_ENDS + timedelta(days=365))
    assert [line[2:] for line in interest_lines(found)] == [
        (365, "10000.00", "10", "997.27"), (1, "1.00", "10", "2.73"), (365, "1.00", "10", "0.10"),
    ]  # fmt: skip
    assert (found.interest, found.balance) == (Decimal("1000.10"), Decimal("1.10"))


def test_lines_of_a_year_with_a_payment_add_up_to_its_interest() -> None:
    """184 of 365 days were 504.11 when it was paid, so 495.89 was principal; the whole year counts 366 days."""
    asked = claim("10000.00", START, percent="10", compound=True)
    case = facts(asked, debtor=DebtorKind.BUSINESS, handed_over_on=date.max, policy=EXACT,
                 payments=(paid(date(2023, 8, 31), "1000.00"),))  # fmt: skip
    found = value(case, LEAP_YEAR_ENDS)
    assert [line[2:] for line in interest_lines(found)] == [
        (184, "10000.00", "10", "502.73"), (182, "9504.11", "10", "472.61"),
    ]  # fmt: skip
    assert found.interest == Decimal("975.34")


policies = st.builds(
    CountingPolicy, full_year_exact=st.booleans(), day_count=st.sampled_from(DayCount),
    rounding=st.sampled_from(Rounding), payment_day_counts=st.booleans(),
)  # fmt: skip


@settings(deadline=None, max_examples=examples(200))
@given(
    cents=st.integers(1, 3_000_000), percent=st.sampled_from(["4", "10", "25"]), compound=st.booleans(),
    start=st.dates(date(2019, 1, 1), date(2024, 6, 1)), policy=policies,
    payments=st.lists(st.tuples(st.integers(0, 900), st.integers(1, 500_000)), min_size=1, max_size=4),
    asked=st.integers(0, 1100),
)  # fmt: skip
def test_who_paid_owes_no_more_than_who_did_not(
    cents: int, percent: str, compound: bool, start: date, policy: CountingPolicy,
    payments: list[tuple[int, int]], asked: int,
) -> None:
    """Half a cent for each line that a payment breaks is rounding, and never more than what was paid."""
    case = facts(claim(str(Decimal(cents) / 100), start, percent=percent, compound=compound),
                 debtor=DebtorKind.BUSINESS, handed_over_on=date.max, policy=policy)  # fmt: skip
    on = start + timedelta(days=asked)
    given_ = tuple(paid(start + timedelta(days=days), str(Decimal(amount) / 100)) for days, amount in payments)
    without, having = value(case, on), value(replace(case, payments=given_), on)
    assert having.balance <= without.balance
    assert having.interest <= without.interest + Decimal("0.01") * (len(payments) + 1)
    assert sum(line.amount for line in having.lines) == having.interest
