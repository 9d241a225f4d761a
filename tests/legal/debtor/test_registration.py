"""The registration of the agency covers its last day, and not the day after (art. 4 Wki)."""

from datetime import date

import pytest

from legal.debtor.contact_rules import estate_rests_until
from legal.debtor.registration import registration_covers

LAST = date(2026, 10, 1)


@pytest.mark.parametrize(("on", "covers"), [
    (date(2026, 9, 30), True), (LAST, True), (date(2026, 10, 2), False), (date(2027, 1, 4), False),
])
def test_the_last_day_still_counts(on: date, covers: bool) -> None:
    verdict = registration_covers(on, valid_through=LAST)
    assert verdict.covers is covers
    assert ("01-10-2026" in verdict.reason) is not covers
    assert verdict.law == "art. 4 Wki"


def test_a_registration_of_which_the_end_is_not_known_covers_nothing() -> None:
    verdict = registration_covers(LAST, valid_through=None)
    assert not verdict.covers
    assert "niet ingevuld" in verdict.reason


@pytest.mark.parametrize(("died_on", "until"), [
    (date(2026, 11, 21), date(2027, 2, 21)), (date(2026, 11, 30), date(2027, 2, 28)),
    (date(2027, 11, 30), date(2028, 2, 29)),
])
def test_heirs_are_left_alone_for_three_months(died_on: date, until: date) -> None:
    assert estate_rests_until(died_on) == until
