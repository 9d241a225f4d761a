"""The days of a summons. Sources: art. 64, 114, 115, 119, 125 Rv (text of 2017), art. 143 Rv (current text)."""

from datetime import date, datetime

import pytest

from legal.court.court_terms import (
    EUROPEAN_UNION,
    OppositionStart,
    Residence,
    earliest_roll_date,
    last_filing_day,
    last_repair_day,
    latest_service_day,
    may_serve,
    opposition_term,
    residence_of,
    summons_term,
)
from legal.errors import InvalidFacts, NotSupported, ParameterUnknown
from tests.legal.figures import FIGURES_2026

HERE, CONVENTION, ELSEWHERE = Residence.NETHERLANDS, Residence.EUROPEAN_CONVENTION, Residence.ELSEWHERE
HOLIDAYS = FIGURES_2026.holidays


@pytest.mark.parametrize(
    ("served_on", "residence", "earliest"),
    [
        (date(2026, 11, 23), HERE, date(2026, 12, 1)),  # a week from the day after; the session day is not in it
        (date(2026, 12, 28), HERE, date(2027, 1, 5)),
        (date(2026, 11, 23), CONVENTION, date(2026, 12, 22)),  # four weeks
        (date(2026, 11, 23), ELSEWHERE, date(2027, 2, 24)),  # three months
        (date(2026, 11, 30), ELSEWHERE, date(2027, 3, 1)),  # no 30 February
    ],
)
def test_the_earliest_roll_date(served_on: date, residence: Residence, earliest: date) -> None:
    assert earliest_roll_date(served_on, residence) == earliest


def test_served_here_in_person_a_week_is_enough_for_someone_abroad() -> None:
    """Art. 115 lid 3 Rv."""
    assert earliest_roll_date(date(2026, 11, 23), ELSEWHERE, served_in_person_here=True) == date(2026, 12, 1)
    found = summons_term(date(2026, 11, 23), ELSEWHERE, holidays=HOLIDAYS, served_in_person_here=True)
    assert found.law == "art. 114 en 119 Rv"
    assert "in persoon" in found.explanation


@pytest.mark.parametrize(
    ("served_on", "earliest"),
    [
        (date(2026, 11, 20), date(2026, 11, 30)),  # the 28th is a Saturday
        (date(2026, 12, 17), date(2026, 12, 28)),  # 25 December, a weekend
        (date(2026, 12, 24), date(2027, 1, 4)),  # 1 January, a weekend
    ],
)
def test_a_session_is_on_a_working_day(served_on: date, earliest: date) -> None:
    found = summons_term(served_on, HERE, holidays=HOLIDAYS)
    assert found.earliest_session == earliest
    assert found.last_day == date.fromordinal(served_on.toordinal() + 7)
    assert [remark.code for remark in found.remarks] == ["cause_list_day"]


def test_the_calendar_ends() -> None:
    with pytest.raises(ParameterUnknown):
        summons_term(date(2028, 12, 28), HERE, holidays=HOLIDAYS)


@pytest.mark.parametrize(
    ("session", "residence", "latest"),
    [
        (date(2026, 12, 1), HERE, date(2026, 11, 23)),
        (date(2026, 12, 22), CONVENTION, date(2026, 11, 23)),
        (date(2027, 3, 1), ELSEWHERE, date(2026, 11, 30)),
    ],
)
def test_the_latest_day_of_service(session: date, residence: Residence, latest: date) -> None:
    assert latest_service_day(session, residence) == latest
    assert earliest_roll_date(latest, residence) <= session
    assert earliest_roll_date(date.fromordinal(latest.toordinal() + 1), residence) > session


@pytest.mark.parametrize(
    ("country", "residence"), [("NL", HERE), ("nl ", HERE), ("BE", CONVENTION), ("DK", CONVENTION)]
)
def test_residence_by_country(country: str, residence: Residence) -> None:
    assert residence_of(country) is residence


@pytest.mark.parametrize("country", ["GB", "CH", "US", "", "XX"])
def test_other_countries_are_for_the_bailiff(country: str) -> None:
    with pytest.raises(NotSupported, match="deurwaarder"):
        residence_of(country)


def test_the_union_has_twenty_six_other_states() -> None:
    assert len(EUROPEAN_UNION) == 26
    assert "NL" not in EUROPEAN_UNION


@pytest.mark.parametrize(
    ("session", "filed"),
    [
        (date(2026, 12, 9), date(2026, 12, 8)),
        (date(2026, 12, 7), date(2026, 12, 4)),  # Monday: the Friday before
        (date(2026, 12, 28), date(2026, 12, 24)),  # Christmas between
        (date(2027, 3, 30), date(2027, 3, 25)),  # Easter Monday, weekend, Good Friday
    ],
)
def test_the_last_day_of_filing(session: date, filed: date) -> None:
    """Art. 125 lid 2 Rv."""
    assert last_filing_day(session, holidays=HOLIDAYS) == filed


def test_the_last_day_of_repair() -> None:
    assert last_repair_day(date(2026, 12, 9)) == date(2026, 12, 23)
    assert last_repair_day(date(2026, 12, 11)) == date(2026, 12, 25)  # not extended


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        (datetime(2026, 11, 25, 6, 59, 59), False),
        (datetime(2026, 11, 25, 7, 0), True),
        (datetime(2026, 11, 25, 19, 59, 59), True),
        (datetime(2026, 11, 25, 20, 0), False),
        (datetime(2026, 11, 28, 12, 0), True),  # Saturday
        (datetime(2026, 11, 29, 12, 0), False),  # Sunday
        (datetime(2026, 12, 25, 12, 0), False),
    ],
)
def test_the_hours_of_service(at: datetime, allowed: bool) -> None:
    """Art. 64 Rv."""
    found = may_serve(at, holidays=HOLIDAYS)
    assert found.allowed is allowed
    assert bool(found.reason) is not allowed
    assert may_serve(found.next_at, holidays=HOLIDAYS).allowed


def test_the_next_hour_of_service() -> None:
    assert may_serve(datetime(2026, 12, 24, 21, 5), holidays=HOLIDAYS).next_at == datetime(2026, 12, 28, 7, 0)


@pytest.mark.parametrize(
    ("start", "on", "abroad", "last"),
    [
        (OppositionStart.SERVICE_IN_PERSON, date(2026, 11, 2), False, date(2026, 11, 30)),
        (OppositionStart.ACT_OF_KNOWLEDGE, date(2026, 11, 2), True, date(2026, 12, 28)),
        (OppositionStart.ENFORCEMENT, date(2026, 11, 2), False, date(2026, 11, 30)),
        (OppositionStart.SERVICE_IN_PERSON, date(2026, 11, 7), False, date(2026, 12, 7)),  # Saturday 5: to Monday
        (OppositionStart.SERVICE_IN_PERSON, date(2026, 11, 27), False, date(2026, 12, 28)),  # Christmas
    ],
)
def test_opposition(start: OppositionStart, on: date, abroad: bool, last: date) -> None:
    found = opposition_term(start, on, holidays=HOLIDAYS, known_residence_abroad=abroad)
    assert found.last_day == last
    assert found.law == ("art. 143 lid 3 Rv" if start is OppositionStart.ENFORCEMENT else "art. 143 lid 2 Rv")


def test_eight_weeks_are_not_given_at_enforcement() -> None:
    with pytest.raises(InvalidFacts):
        opposition_term(
            OppositionStart.ENFORCEMENT, date(2026, 11, 2), holidays=HOLIDAYS, known_residence_abroad=True
        )
