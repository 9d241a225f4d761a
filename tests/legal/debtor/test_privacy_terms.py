"""A month to answer a person (art. 12 lid 3 AVG), and the least that a closed file is kept (art. 5.1 lid 4 Bki)."""

from datetime import date, timedelta

import pytest

from legal.debtor.privacy_terms import (
    answer_by,
    closed_through,
    extended_answer_by,
    file_may_go_from,
    may_go_from,
)


@pytest.mark.parametrize(("received", "answer", "extended"), [
    (date(2026, 11, 21), date(2026, 12, 21), date(2027, 2, 21)),
    (date(2026, 11, 30), date(2026, 12, 30), date(2027, 2, 28)),  # February has no 30th
    (date(2027, 1, 29), date(2027, 2, 28), date(2027, 4, 29)),
    (date(2028, 1, 29), date(2028, 2, 29), date(2028, 4, 29)),    # a year with a 29 February
    (date(2026, 11, 5), date(2026, 12, 5), date(2027, 2, 5)),     # a Saturday: no day more
])
def test_a_request_is_answered_within_a_month_or_three(received: date, answer: date, extended: date) -> None:
    assert (answer_by(received), extended_answer_by(received)) == (answer, extended)


@pytest.mark.parametrize(("closed", "years", "first"), [
    (date(2026, 11, 21), 2, date(2028, 11, 22)),
    (date(2026, 11, 21), 1, date(2028, 11, 22)),  # a setting does not go below the decree
    (date(2026, 11, 21), 7, date(2033, 11, 22)),
    (date(2028, 2, 28), 2, date(2030, 3, 1)),     # a term that begins on 29 February
])
def test_the_file_of_a_closed_case_stays_at_least_two_years(closed: date, years: int, first: date) -> None:
    assert file_may_go_from(closed, years) == first


def test_what_no_decree_keeps_goes_by_its_setting() -> None:
    assert may_go_from(date(2026, 11, 21), 1) == date(2027, 11, 22)


@pytest.mark.parametrize("years", [1, 2, 7])
@pytest.mark.parametrize("on", [
    date(2026, 11, 21), date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1), date(2030, 3, 1), date(2031, 1, 1),
])
def test_the_last_day_of_closing_that_may_go_is_the_reverse(on: date, years: int) -> None:
    last = closed_through(on, years)
    assert file_may_go_from(last, years) <= on < file_may_go_from(last + timedelta(days=1), years)
