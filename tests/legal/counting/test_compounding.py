"""When unpaid interest joins the base, what a full year and a leap year earn, and what one more day costs."""

from datetime import date
from decimal import Decimal

import pytest

from legal.counting.daily_interest import daily_interest, unrounded_daily_interest
from legal.facts import DebtorKind
from legal.interest import leap_year_days
from legal.policies import CountingPolicy, DayCount, Rounding, SegmentCuts
from tests.legal.factories import FIGURES, claim, facts, interest_lines, paid, value

BUSINESS = DebtorKind.BUSINESS


@pytest.mark.parametrize(
    ("first_day", "last_day", "days"),
    [
        (date(2019, 3, 1), date(2019, 6, 30), 0),  # the year after is a leap year, and plays no part
        (date(2019, 12, 30), date(2020, 1, 2), 2),
        (date(2020, 1, 1), date(2020, 12, 31), 366),
        (date(2020, 2, 29), date(2020, 2, 29), 1),
        (date(2020, 12, 30), date(2021, 1, 5), 2),
        (date(2019, 7, 1), date(2021, 7, 1), 366),
        (date(2019, 1, 1), date(2024, 12, 31), 732),
    ],
)
def test_days_of_a_span_in_leap_years(first_day: date, last_day: date, days: int) -> None:
    assert leap_year_days(first_day, last_day) == days


def test_half_years_end_with_june_and_december() -> None:
    policy = CountingPolicy(segment_cuts=SegmentCuts.HALF_YEARS)
    lines = interest_lines(value(facts(claim(interest_from=date(2020, 6, 10)), policy=policy), date(2021, 1, 15)))
    assert [line[1] for line in lines] == ["2020-06-30", "2020-12-31", "2021-01-15"]
    from_july = interest_lines(value(facts(claim(interest_from=date(2020, 7, 1)), policy=policy), date(2020, 12, 31)))
    assert [line[:2] for line in from_july] == [("2020-07-01", "2020-12-31")]


@pytest.mark.parametrize("rounding", list(Rounding))
def test_every_full_year_may_earn_exactly_the_yearly_rate(rounding: Rounding) -> None:
    """2024, a leap year, earns 7 percent of 1000.00; the year after 6 percent of 1070.00."""
    policy = CountingPolicy(full_year_exact=True, rounding=rounding)
    after_leap = value(facts(claim(interest_from=date(2024, 1, 1)), policy=policy), date(2025, 12, 31))
    assert [line[3:] for line in interest_lines(after_leap)] == [
        ("1000.00", "7.00", "70.00"), ("1070.00", "6.00", "64.20"),
    ]  # fmt: skip
    # 2023: 19.8356 over 181 days and 30.2466 over 184; then 7 percent of what that makes, over 366 of 366 days
    before_leap = value(facts(claim(interest_from=date(2023, 1, 1)), policy=policy), date(2024, 12, 31))
    second, base = ("30.25", "1050.09") if rounding is Rounding.PER_SEGMENT else ("30.24", "1050.08")
    assert [line[3:] for line in interest_lines(before_leap)] == [
        ("1000.00", "4.00", "19.84"), ("1000.00", "6.00", second), (base, "7.00", "73.51"),
    ]  # fmt: skip


def test_a_full_year_of_365_days_is_exact_also_when_leap_days_weigh_less() -> None:
    """1 March 2024 through 28 February 2025: 306 days over 366 and 59 over 365 would be 1196.72... of 1200.00."""
    policy = CountingPolicy(full_year_exact=True, day_count=DayCount.ACT_ACT)
    case = facts(claim("10000.00", date(2024, 3, 1), percent="12", compound=True), debtor=BUSINESS,
                 handed_over_on=date.max, policy=policy)  # fmt: skip
    assert value(case, date(2025, 2, 28)).interest == Decimal("1200.00")


def test_the_interest_of_a_day_does_not_capitalise_early() -> None:
    """Interest of closed lines joins the base on the anniversary, not when somebody asks for a day before it."""
    case = facts(claim("3650.00", date(2025, 7, 1)))
    assert unrounded_daily_interest(case, on=date(2026, 3, 1), figures=FIGURES) == Decimal("0.4")
    policy = CountingPolicy(payment_day_counts=False)
    case = facts(claim("3650.00", date(2025, 7, 1)), payments=(paid(date(2026, 3, 1), "10.00"),), policy=policy)
    assert interest_lines(value(case, date(2026, 7, 1))) == [
        ("2025-07-01", "2025-12-31", 184, "3650.00", "6.00", "110.40"),
        ("2026-01-01", "2026-06-30", 181, "3650.00", "4.00", "72.40"),
        ("2026-07-01", "2026-07-01", 1, "3822.80", "4.00", "0.42"),  # 3650.00 + 110.40 + 72.40 - 10.00
    ]


def test_a_fraction_of_a_cent_leaves_the_base_when_all_interest_is_paid() -> None:
    """Compounding by month: 100.10 x 1.5% = 1.5015 for April; 1.50 is paid on 1 May, after the interest of that day."""
    case = facts(claim("100.10", date(2026, 4, 1), percent="1.5", per="month", compound=True), debtor=BUSINESS,
                 handed_over_on=date.max, payments=(paid(date(2026, 5, 1), "1.55"),))  # fmt: skip
    valuation = value(case, date(2026, 6, 30))
    assert valuation.payments[0].interest == Decimal("1.55")
    # May: 101.6015 x 1.5% x 1/31 = 0.0492 -> 0.05 on the 1st; then 100.10 x 1.5% x 30/31 = 1.4531
    # June: 100.10 + 0.0007 + 1.4531 = 101.5538 x 1.5% = 1.5233
    assert [line[3:] for line in interest_lines(valuation)] == [
        ("100.10", "1.5", "1.50"), ("101.60", "1.5", "0.05"), ("100.10", "1.5", "1.45"), ("101.55", "1.5", "1.52"),
    ]  # fmt: skip


def test_who_paid_all_interest_owes_no_cent_more_over_the_next_month() -> None:
    """100.33 x 1.5% = 1.50495 for April: 1.50 is all of it, paid on 1 May, before the interest of that day."""
    case = facts(claim("100.33", date(2026, 4, 1), percent="1.5", per="month", compound=True), debtor=BUSINESS,
                 handed_over_on=date.max, payments=(paid(date(2026, 5, 1), "1.50"),),
                 policy=CountingPolicy(payment_day_counts=False))  # fmt: skip
    # May over 100.33 again, not over 100.33495: 1.50502 would be 1.51. June: 100.33 + 0.00495 + 1.50495 = 101.8399
    assert [line[3:] for line in interest_lines(value(case, date(2026, 6, 30)))] == [
        ("100.33", "1.5", "1.50"), ("100.33", "1.5", "1.50"), ("101.84", "1.5", "1.53"),
    ]  # fmt: skip


def test_what_one_more_day_costs_is_told_in_whole_cents() -> None:
    """4% of 1234.56 over 365 is 0.13529...; on the day of payment in full nothing more runs."""
    case = facts(claim("1234.56"), payments=(paid(date(2026, 6, 1), "2000.00"),))
    assert str(daily_interest(case, on=date(2026, 5, 31), figures=FIGURES)) == "0.14"
    assert str(daily_interest(case, on=date(2026, 6, 1), figures=FIGURES)) == "0.00"
    assert str(daily_interest(case, on=date(2026, 1, 30), figures=FIGURES)) == "0.00"  # no default on the 31st


def test_one_more_day_costs_the_rate_of_that_day() -> None:
    """6% through 2025, 4% from 1 January 2026: 3650.00 costs 0.60 and then 0.40 a day."""
    case = facts(claim("3650.00", date(2025, 7, 1)))
    per_day = [unrounded_daily_interest(case, on=date(2025, 12, day), figures=FIGURES) for day in (30, 31)]
    assert per_day == [Decimal("0.6"), Decimal("0.4")]


def test_the_last_day_of_a_year_still_runs_over_the_old_base() -> None:
    """From 1 July 2025: 30 June 2026 is the last day, on 1 July 110.40 + 72.40 joins 3650.00."""
    case = facts(claim("3650.00", date(2025, 7, 1)))
    per_day = [unrounded_daily_interest(case, on=date(2026, 6, day), figures=FIGURES) for day in (29, 30)]
    assert [round(each, 4) for each in per_day] == [Decimal("0.4000"), Decimal("0.4200")]
    policy = CountingPolicy(payment_day_counts=False)
    case = facts(claim("3650.00", date(2025, 7, 1)), payments=(paid(date(2026, 6, 30), "10.00"),), policy=policy)
    assert interest_lines(value(case, date(2026, 7, 1))) == [
        ("2025-07-01", "2025-12-31", 184, "3650.00", "6.00", "110.40"),
        ("2026-01-01", "2026-06-30", 181, "3650.00", "4.00", "72.40"),
        ("2026-07-01", "2026-07-01", 1, "3822.80", "4.00", "0.42"),
    ]


def test_interest_of_less_than_a_euro_joins_the_base_and_stays_there() -> None:
    """A year of 6% over 15.00 is 0.90; of it 0.10 is paid in the year after."""
    case = facts(claim("15.00", date(2025, 1, 1)), payments=(paid(date(2026, 1, 1), "0.10"),))
    assert [line[3:] for line in interest_lines(value(case, date(2026, 12, 31)))] == [
        ("15.00", "6.00", "0.90"),
        ("15.90", "4.00", "0.00"),  # the day of payment itself
        ("15.80", "4.00", "0.63"),
    ]


def test_a_line_ends_with_june_also_when_a_payment_came_the_day_before() -> None:
    """Interest that is not in the base is paid: the line runs on through the 30th."""
    policy = CountingPolicy(segment_cuts=SegmentCuts.HALF_YEARS)
    case = facts(claim(), payments=(paid(date(2026, 6, 29), "5.00"),), policy=policy)
    lines = interest_lines(value(case, date(2026, 7, 1)))
    assert [line[:2] for line in lines] == [("2026-02-01", "2026-06-30"), ("2026-07-01", "2026-07-01")]
