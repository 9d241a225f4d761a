"""Days: holidays against an independent package, delivery days, anniversaries."""

from datetime import date

import holidays as oracle
import pytest

from legal.calendar import (
    add_months,
    anniversary,
    is_working_day,
    last_working_day_before,
    second_delivery_day,
    working_day_from,
    years_later,
)
from legal.parameters import easter_sunday
from legal.policies import Feb29Anniversary
from tests.legal.factories import FIGURES

TABLE = FIGURES.holidays
EQUATED = {equated.day for equated in TABLE.equated_days}


@pytest.mark.parametrize("year", range(2013, 2029))
def test_holidays_are_those_of_the_oracle(year: int) -> None:
    """Days equated by decree are not in the package; a Sunday needs no holiday."""
    optional = oracle.country_holidays("NL", years=year, categories=("public", "optional"))
    public = {day for day in optional if day.weekday() != 6}
    ours = {day for day in TABLE.in_year(year) if day not in EQUATED and day.weekday() != 6}
    assert ours == public


@pytest.mark.parametrize(
    ("year", "day"),
    [(1900, (4, 15)), (1961, (4, 2)), (2024, (3, 31)), (2025, (4, 20)), (2026, (4, 5)), (2038, (4, 25))],
)
def test_easter(year: int, day: tuple[int, int]) -> None:
    assert easter_sunday(year) == date(year, *day)


@pytest.mark.parametrize(
    ("sent_on", "delivered_on"),
    [
        (date(2026, 11, 16), date(2026, 11, 18)),  # Monday: Tuesday, Wednesday
        (date(2026, 11, 19), date(2026, 11, 21)),  # Thursday: Friday, Saturday
        (date(2026, 11, 20), date(2026, 11, 24)),  # Friday: Saturday, not Sunday, not Monday, Tuesday
        (date(2026, 11, 21), date(2026, 11, 25)),  # Saturday: Tuesday, Wednesday
        (date(2026, 11, 22), date(2026, 11, 25)),  # Sunday: the same
        (date(2026, 12, 23), date(2026, 12, 29)),  # Thursday 24; 25 and 26 are Christmas, 27 Sunday, 28 Monday
        (date(2026, 4, 1), date(2026, 4, 4)),  # Thursday 2; Good Friday; Saturday 4
        (date(2026, 4, 2), date(2026, 4, 7)),  # Good Friday; Saturday 4; Sunday; Easter Monday; Tuesday 7
        (date(2027, 4, 26), date(2027, 4, 29)),  # Tuesday 27 is King's Day; Wednesday, Thursday
        (date(2026, 5, 13), date(2026, 5, 19)),  # Ascension 14, equated Friday 15; Saturday 16; Tuesday 19
        (date(2026, 1, 1), date(2026, 1, 6)),  # Friday 2 is equated; Saturday 3; Tuesday 6
    ],
)
def test_second_delivery_day(sent_on: date, delivered_on: date) -> None:
    """HR 25 November 2016, ECLI:NL:HR:2016:2704: Sundays, Mondays and holidays do not count."""
    assert second_delivery_day(sent_on, TABLE) == delivered_on


def test_a_working_day_is_no_weekend_and_no_holiday() -> None:
    assert is_working_day(date(2026, 11, 20), TABLE)
    assert not is_working_day(date(2026, 11, 21), TABLE)
    assert not is_working_day(date(2026, 5, 15), TABLE)  # equated by decree
    assert working_day_from(date(2026, 5, 14), TABLE) == date(2026, 5, 18)
    assert working_day_from(date(2026, 5, 18), TABLE) == date(2026, 5, 18)
    assert last_working_day_before(date(2026, 4, 7), TABLE) == date(2026, 4, 2)


def test_king_s_day_on_a_sunday_is_kept_on_saturday() -> None:
    assert TABLE.in_year(2025).get(date(2025, 4, 26)) == "Koningsdag"
    assert date(2025, 4, 27) not in TABLE.in_year(2025)
    assert TABLE.in_year(2013).get(date(2013, 4, 30)) == "Koninginnedag"
    assert TABLE.in_year(2014).get(date(2014, 4, 26)) == "Koningsdag"


def test_29_february_goes_by_policy_and_never_drifts() -> None:
    start = date(2024, 2, 29)
    assert anniversary(start, 1) == date(2025, 2, 28)
    assert anniversary(start, 1, Feb29Anniversary.MAR_1) == date(2025, 3, 1)
    assert anniversary(start, 4) == date(2028, 2, 29)
    assert years_later(start, 5) == date(2029, 3, 1)
    assert years_later(date(2019, 3, 1), 5) == date(2024, 3, 1)


def test_months_are_counted_from_the_original_day() -> None:
    assert [add_months(date(2026, 1, 31), n) for n in (1, 2, 3, 12)] == [
        date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2027, 1, 31),
    ]  # fmt: skip
    assert add_months(date(2026, 11, 30), -9) == date(2026, 2, 28)
    assert add_months(date(2024, 2, 29), 12, Feb29Anniversary.MAR_1) == date(2025, 3, 1)
