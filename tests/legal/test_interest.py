"""Interest line by line. Expected amounts are worked out by hand: base x rate x days / 365, half up to cents."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from legal.errors import ParameterUnknown
from legal.facts import DebtorKind, InterestKind, Surcharge
from legal.policies import CountingPolicy, DayCount, Feb29Anniversary, Rounding, SegmentCuts
from tests.legal.factories import claim, facts, interest_lines, paid, value
from tests.legal.figures import FIGURES_2026

BUSINESS = DebtorKind.BUSINESS


def test_a_line_breaks_at_a_rate_change_and_at_the_anniversary() -> None:
    """1000 from 1 February 2023: 4, 6, 7, 6 and 4 percent; unpaid interest joins the base every 1 February."""
    valuation = value(facts(claim(interest_from=date(2023, 2, 1))), date(2026, 11, 21))
    assert interest_lines(valuation) == [
        ("2023-02-01", "2023-06-30", 150, "1000.00", "4.00", "16.44"),  # 1000 x 4% x 150/365 = 16.438
        ("2023-07-01", "2023-12-31", 184, "1000.00", "6.00", "30.25"),  # 30.246
        ("2024-01-01", "2024-01-31", 31, "1000.00", "7.00", "5.95"),  # 5.945
        ("2024-02-01", "2024-12-31", 335, "1052.64", "7.00", "67.63"),  # 1000 + 16.44 + 30.25 + 5.95; 67.628
        ("2025-01-01", "2025-01-31", 31, "1052.64", "6.00", "5.36"),  # 5.364
        ("2025-02-01", "2025-12-31", 334, "1125.63", "6.00", "61.80"),  # 61.802
        ("2026-01-01", "2026-01-31", 31, "1125.63", "4.00", "3.82"),  # 3.824
        ("2026-02-01", "2026-11-21", 294, "1191.25", "4.00", "38.38"),  # 38.381
    ]
    assert valuation.interest == Decimal("229.63")


def test_a_row_with_the_same_rate_breaks_no_line() -> None:
    """Three half-years of 8.00 percent commercial interest are one line."""
    case = facts(claim(interest_from=date(2009, 7, 1), interest=InterestKind.COMMERCIAL), debtor=BUSINESS,
                 handed_over_on=date(2026, 1, 1))  # fmt: skip
    assert interest_lines(value(case, date(2010, 6, 30))) == [
        ("2009-07-01", "2010-06-30", 365, "1000.00", "8.00", "80.00")
    ]


@pytest.mark.parametrize(
    ("first_day", "on", "days", "amount"),
    [
        (date(2026, 2, 1), date(2026, 2, 1), 1, "0.11"),  # the first day counts: 0.1096
        (date(2026, 2, 1), date(2026, 2, 2), 2, "0.22"),
        (date(2024, 1, 1), date(2024, 6, 30), 182, "34.90"),  # 7%, leap year, still over 365: 34.904
        (date(2024, 1, 1), date(2024, 12, 31), 366, "70.19"),
    ],
)
def test_days_over_365_also_in_a_leap_year(first_day: date, on: date, days: int, amount: str) -> None:
    (line,) = interest_lines(value(facts(claim(interest_from=first_day)), on))
    assert (line[2], line[5]) == (days, amount)


def test_nothing_before_the_first_day() -> None:
    valuation = value(facts(claim()), date(2026, 1, 31))
    assert (valuation.lines, valuation.interest, valuation.balance) == ((), 0, Decimal("1000.00"))


@pytest.mark.parametrize(
    ("policy", "borders"),
    [
        (Feb29Anniversary.FEB_28, ["2024-02-29", "2025-02-28", "2026-02-28"]),
        (Feb29Anniversary.MAR_1, ["2024-02-29", "2025-03-01", "2026-03-01"]),
    ],
)
def test_anniversary_of_29_february(policy: Feb29Anniversary, borders: list[str]) -> None:
    case = facts(claim(interest_from=date(2024, 2, 29)), policy=CountingPolicy(feb29_anniversary=policy))
    lines = interest_lines(value(case, date(2026, 3, 31)))
    starts = [line[0] for line in lines if not line[0].endswith("-01-01")]
    assert starts == borders
    assert lines[0][3] == "1000.00"
    assert Decimal(lines[2][3]) > 1000  # capitalised


def test_capitalisation_is_at_the_start_of_the_anniversary() -> None:
    before = value(facts(claim(interest_from=date(2025, 3, 1))), date(2026, 2, 28))
    assert {line[3] for line in interest_lines(before)} == {"1000.00"}
    on_it = value(facts(claim(interest_from=date(2025, 3, 1))), date(2026, 3, 1))
    assert interest_lines(on_it)[-1] == ("2026-03-01", "2026-03-01", 1, "1056.77", "4.00", "0.12")  # 50.30 + 6.47


def test_only_unpaid_interest_is_capitalised() -> None:
    case = facts(claim(interest_from=date(2025, 3, 1)), payments=(paid(date(2026, 2, 27), "50.00"),))
    assert interest_lines(value(case, date(2026, 3, 1)))[-1][3] == "1006.77"


def test_a_payment_that_leaves_the_base_alone_breaks_no_line() -> None:
    case = facts(claim(), payments=(paid(date(2026, 3, 1), "1.00"),))
    valuation = value(case, date(2026, 11, 21))
    assert interest_lines(valuation) == [("2026-02-01", "2026-11-21", 294, "1000.00", "4.00", "32.22")]
    assert valuation.payments[0].interest == Decimal("1.00")


def test_a_payment_that_changes_the_base_breaks_the_line_on_the_day_after() -> None:
    case = facts(claim(), payments=(paid(date(2026, 10, 20), "100.00"),))
    assert interest_lines(value(case, date(2026, 11, 21))) == [
        ("2026-02-01", "2026-10-20", 262, "1000.00", "4.00", "28.71"),
        ("2026-10-21", "2026-11-21", 32, "928.71", "4.00", "3.26"),
    ]


def test_the_day_of_payment_may_be_left_out_by_policy() -> None:
    policy = CountingPolicy(payment_day_counts=False)
    case = facts(claim(), payments=(paid(date(2026, 10, 20), "100.00"),), policy=policy)
    assert interest_lines(value(case, date(2026, 11, 21))) == [
        ("2026-02-01", "2026-10-19", 261, "1000.00", "4.00", "28.60"),
        ("2026-10-20", "2026-11-21", 33, "928.60", "4.00", "3.36"),
    ]


def test_a_payment_on_the_anniversary_comes_after_capitalisation() -> None:
    """Capitalised interest counts in the base of that day, is paid as interest, and before the principal."""
    case = facts(claim(interest_from=date(2025, 3, 1)), payments=(paid(date(2026, 3, 1), "60.00"),))
    valuation = value(case, date(2026, 3, 2))
    assert (valuation.payments[0].interest, valuation.payments[0].principal) == (Decimal("56.89"), Decimal("3.11"))
    assert interest_lines(valuation)[-1][3] == "996.89"


def test_paid_in_full_stops_interest() -> None:
    case = facts(claim(), payments=(paid(date(2026, 2, 10), "1001.10"),))  # ten days: 1.096
    valuation = value(case, date(2026, 11, 21))
    assert (valuation.interest, valuation.balance) == (Decimal("1.10"), Decimal("0.00"))


def test_actual_days_of_the_year() -> None:
    """ACT/ACT: a year of 366 days earns the yearly rate; a span over New Year is weighed, not cut."""
    policy = CountingPolicy(day_count=DayCount.ACT_ACT)
    whole = facts(claim(interest_from=date(2024, 1, 1)), policy=policy)
    assert value(whole, date(2024, 12, 31)).interest == Decimal("70.00")
    agreed = facts(claim(interest_from=date(2023, 12, 1), percent="12"), debtor=BUSINESS, policy=policy)
    (line,) = interest_lines(value(agreed, date(2024, 1, 31)))
    assert (line[2], line[5]) == (62, "20.36")  # 31/365 + 31/366 of 120.00


def test_a_full_leap_year_may_earn_exactly_the_yearly_rate() -> None:
    policy = CountingPolicy(full_year_exact=True)
    case = facts(claim(interest_from=date(2024, 1, 1)), policy=policy)
    assert value(case, date(2024, 12, 31)).interest == Decimal("70.00")
    assert value(case, date(2024, 12, 30)).interest == Decimal("70.00")  # 365 days over 365
    two_rates = facts(claim(interest_from=date(2023, 7, 1)), policy=policy)
    assert [line[5] for line in interest_lines(value(two_rates, date(2024, 6, 30)))] == ["30.16", "34.81"]


@pytest.mark.parametrize(
    ("received_on", "interest"),
    [
        (date(2023, 12, 31), "63.00"),  # before default: 900 for a whole leap year of 7 percent
        (date(2024, 12, 31), "70.00"),  # on the last day, after its interest
        (date(2024, 12, 30), "70.00"),  # inside the year: 365 of 366 days over 1000.00, and one over 969.81
    ],
)
def test_a_full_leap_year_with_a_payment_in_it_earns_no_more_than_one_without(
    received_on: date, interest: str
) -> None:
    policy = CountingPolicy(full_year_exact=True)
    case = facts(claim(interest_from=date(2024, 1, 1)), payments=(paid(received_on, "100.00"),), policy=policy)
    assert value(case, date(2024, 12, 31)).interest == Decimal(interest)


def test_half_yearly_cuts() -> None:
    case = facts(claim(), policy=CountingPolicy(segment_cuts=SegmentCuts.HALF_YEARS))
    assert [(line[0], line[1]) for line in interest_lines(value(case, date(2026, 11, 21)))] == [
        ("2026-02-01", "2026-06-30"),
        ("2026-07-01", "2026-11-21"),
    ]


def test_rounding_once_at_the_end_prints_lines_that_add_up() -> None:
    policy = CountingPolicy(rounding=Rounding.AT_END, segment_cuts=SegmentCuts.HALF_YEARS)
    valuation = value(facts(claim("333.33", date(2019, 1, 1)), policy=policy), date(2022, 12, 31))
    exact = Decimal("333.33")
    for days in (365, 366, 365, 365):
        exact += exact * 2 * days / 36500
    assert valuation.interest == (exact - Decimal("333.33")).quantize(Decimal("0.01"))
    assert sum(line.amount for line in valuation.lines) == valuation.interest


@pytest.mark.parametrize(
    ("principal", "first_day", "interest"),
    [("123.10", date(2021, 10, 1), "6.16"), ("100.10", date(2021, 5, 1), "5.01"), ("0.70", date(2021, 2, 1), "0.04")],
)
def test_half_a_cent_rounds_up_also_when_a_year_was_counted_in_parts(
    principal: str, first_day: date, interest: str
) -> None:
    """5 % of 123.10 over a whole year is 6.155; 92, 181 and 92 days of it divided by 36500 are a hair less together."""
    policy = CountingPolicy(rounding=Rounding.AT_END, segment_cuts=SegmentCuts.HALF_YEARS)
    case = facts(claim(principal, first_day, percent="5"), policy=policy)
    assert value(case, first_day + timedelta(days=364)).interest == Decimal(interest)


def test_simple_agreed_interest_per_month_is_twelve_times_a_year() -> None:
    case = facts(claim(percent="1.0", per="month"), debtor=BUSINESS, handed_over_on=date(2026, 12, 31))
    valuation = value(case, date(2026, 11, 21))
    assert interest_lines(valuation) == [("2026-02-01", "2026-11-21", 294, "1000.00", "12.0", "96.66")]
    assert valuation.lines[0].source == "overeenkomst van partijen"


def test_agreed_interest_per_year_may_compound() -> None:
    case = facts(claim(interest_from=date(2025, 2, 1), percent="10", compound=True), debtor=BUSINESS)
    assert [line[3:] for line in interest_lines(value(case, date(2026, 2, 1)))] == [
        ("1000.00", "10", "100.00"),
        ("1100.00", "10", "0.30"),
    ]
    simple = facts(claim(interest_from=date(2025, 2, 1), percent="10"), debtor=BUSINESS)
    assert interest_lines(value(simple, date(2026, 2, 1)))[-1][3] == "1000.00"


def test_agreed_interest_compounding_by_month() -> None:
    """Whole months bear the full percentage on the unrounded base; a part month bears days over its own days."""
    case = facts(claim("100.10", date(2026, 1, 31), percent="1.5", per="month", compound=True), debtor=BUSINESS)
    valuation = value(case, date(2026, 4, 9))
    assert interest_lines(valuation) == [
        ("2026-01-31", "2026-02-27", 28, "100.10", "1.5", "1.50"),  # 1.5015
        ("2026-02-28", "2026-03-30", 31, "101.60", "1.5", "1.52"),  # 101.6015 x 1.5% = 1.52402
        ("2026-03-31", "2026-04-09", 10, "103.13", "1.5", "0.52"),  # 103.1255 x 1.5% x 10/30 = 0.51563
    ]
    assert valuation.interest == Decimal("3.54")


def test_monthly_compounding_with_a_payment_inside_a_month() -> None:
    case = facts(claim(percent="1", per="month", compound=True, interest_from=date(2026, 4, 1)), debtor=BUSINESS,
                 payments=(paid(date(2026, 5, 10), "513.27"),), handed_over_on=date(2026, 12, 31))  # fmt: skip
    lines = interest_lines(value(case, date(2026, 5, 31)))
    assert lines == [
        ("2026-04-01", "2026-04-30", 30, "1000.00", "1", "10.00"),
        ("2026-05-01", "2026-05-10", 10, "1010.00", "1", "3.26"),  # 10.10 x 10/31
        ("2026-05-11", "2026-05-31", 21, "499.99", "1", "3.39"),
    ]


def test_a_consumer_s_agreed_rate_yields_to_the_statutory_one_day_by_day() -> None:
    """Agreed 5 percent: below the statutory 6 of 2025, above the 4 of 2026."""
    valuation = value(facts(claim(interest_from=date(2025, 12, 1), percent="5")), date(2026, 1, 31))
    assert [(line.rate_percent, line.law) for line in valuation.lines] == [
        (Decimal("6.00"), "art. 6:119 lid 1 BW"),
        (Decimal(5), "art. 6:119 lid 3 BW"),
    ]
    business = value(facts(claim(interest_from=date(2025, 12, 1), percent="5"), debtor=BUSINESS), date(2026, 1, 31))
    assert len([line for line in business.lines if line.kind == "interest"]) == 1


def test_no_interest() -> None:
    valuation = value(facts(claim(interest=InterestKind.NONE)), date(2030, 1, 1))
    assert valuation.balance == Decimal("1000.00")


def test_no_rate_no_answer() -> None:
    with pytest.raises(ParameterUnknown):
        value(facts(claim(interest_from=date(1975, 1, 1))), date(2026, 1, 1))
    with pytest.raises(ParameterUnknown):
        value(facts(claim()), date(2027, 1, 1), FIGURES_2026)
    settled = facts(claim(), payments=(paid(date(2026, 2, 10), "1001.10"),))
    assert value(settled, date(2027, 1, 1), FIGURES_2026).balance == 0  # paid before they end: nothing to look up


def test_a_line_names_the_weakest_figure_it_used() -> None:
    case = facts(claim(interest_from=date(1996, 7, 1)))
    line = value(case, date(1997, 6, 30)).lines[0]
    assert line.confidence == "one source"
    assert "één bron" in line.source


def test_government_interest_has_the_commercial_rate_and_its_own_article() -> None:
    """Art. 6:119b and 6:120 lid 2 BW: 10.15 through June 2026, 10.40 after."""
    case = facts(claim(interest_from=date(2026, 6, 1), interest=InterestKind.GOVERNMENT), debtor=BUSINESS)
    valuation = value(case, date(2026, 7, 31))
    assert interest_lines(valuation) == [
        ("2026-06-01", "2026-06-30", 30, "1000.00", "10.15", "8.34"),
        ("2026-07-01", "2026-07-31", 31, "1000.00", "10.40", "8.83"),
    ]
    assert {line.law for line in valuation.lines if line.claim} == {"art. 6:119b lid 1 BW"}
    assert valuation.remarks == ()


def test_an_agreed_surcharge_is_cited_beside_the_article_and_its_source() -> None:
    plain = claim(interest_from=date(2025, 1, 1))
    raised = replace(plain, surcharge=Surcharge(percent=Decimal(2), per="year"))
    (bare,), (line,) = (value(facts(each), date(2025, 6, 30)).lines for each in (plain, raised))
    assert line.law == f"{bare.law}, met bedongen opslag"
    assert line.source == f"{bare.source}; overeenkomst van partijen"


@pytest.mark.parametrize(("first_day", "codes"), [
    (date(2013, 3, 15), ["government_interest_before_2013"]), (date(2013, 3, 16), []),
])  # fmt: skip
def test_government_interest_for_an_old_agreement_is_remarked(first_day: date, codes: list[str]) -> None:
    """Art. 183a Overgangswet nieuw BW."""
    case = facts(claim(interest_from=first_day, interest=InterestKind.GOVERNMENT), debtor=BUSINESS)
    assert [each.code for each in value(case, date(2014, 1, 1)).remarks if "government" in each.code] == codes


def test_what_was_agreed_with_a_public_authority_compounds_yearly_like_the_statutory_interest() -> None:
    """Two years at 12%: 1,000 becomes 1,120.00 and then 1,254.40. By the month: one percent of 1,000 and of 1,010."""
    yearly = replace(claim(interest_from=date(2025, 1, 1), percent="12"), interest=InterestKind.GOVERNMENT)
    assert value(facts(yearly, debtor=BUSINESS), date(2026, 12, 31)).interest == Decimal("254.40")
    by_month = claim(interest_from=date(2025, 1, 1), percent="1", per="month", compound=True)
    monthly = replace(by_month, interest=InterestKind.GOVERNMENT)
    assert value(facts(monthly, debtor=BUSINESS), date(2025, 2, 28)).interest == Decimal("20.10")
