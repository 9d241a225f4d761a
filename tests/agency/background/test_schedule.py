"""The daily run by the clock: once a day, by the calendar, also after days asleep and beside another machine."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from agency import clock
from agency.background import store_check
from agency.background.schedule import newest_due, run_day, run_due_days
from agency.background.setting import Pace, application
from agency.database import engine, session, transaction
from agency.settings import SettingsError
from cases.invariants.store_standing import Round, Standing
from cases.models import DailyRun
from tests.factories import FIGURES, TODAY
from tests.web import make_settings


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """What the clock process works in."""
    made = application(make_settings(database_url, tmp_path, today=TODAY))
    yield made
    with made.app_context():
        engine().dispose()


@pytest.mark.parametrize(("now", "day"), [
    (datetime(2026, 11, 21, 5, 59, tzinfo=UTC), date(2026, 11, 20)),   # 06:59
    (datetime(2026, 11, 21, 6, 0, tzinfo=UTC), date(2026, 11, 21)),    # 07:00
    (datetime(2026, 3, 29, 4, 59, tzinfo=UTC), date(2026, 3, 28)),     # 06:59 on the day that summer time begins
    (datetime(2026, 3, 29, 5, 0, tzinfo=UTC), date(2026, 3, 29)),      # 07:00
    (datetime(2026, 10, 25, 5, 30, tzinfo=UTC), date(2026, 10, 24)),   # 06:30 on the day that it ends
    (datetime(2026, 10, 25, 6, 0, tzinfo=UTC), date(2026, 10, 25)),    # 07:00
    (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2026, 12, 31)),  # 00:30 on New Year's Day
    (datetime(2028, 2, 29, 6, 0, tzinfo=UTC), date(2028, 2, 29)),
])
def test_a_day_is_due_from_seven_in_the_morning_in_amsterdam(now: datetime, day: date) -> None:
    assert newest_due(now) == day


@pytest.mark.parametrize("first", [date(2026, 3, 27), date(2026, 10, 23), date(2026, 12, 30), date(2028, 2, 27)])
def test_whatever_the_clock_does_each_day_comes_once_and_in_its_order(first: date) -> None:
    """R10: looked at each quarter of an hour, over the nights in which the clock is changed and a year ends."""
    start = datetime(first.year, first.month, first.day, 12, tzinfo=UTC)
    looks = [start + timedelta(minutes=15) * number for number in range(4 * 24 * 4)]
    days = [day for day, _ in groupby(newest_due(now) for now in looks)]
    assert days == [first + timedelta(days=ahead) for ahead in range(5)]
    checks, began = [], start - timedelta(days=1)
    for now in looks:
        if store_check.is_due(Standing(last=Round(began_at=began)), now):
            checks.append(now.astimezone(clock.AMSTERDAM))
            began = now
    assert [each.date() for each in checks[1:]] == [first + timedelta(days=ahead) for ahead in range(1, 5)]
    assert {each.hour for each in checks[1:]} == {1}


def test_what_nobody_rang_for_is_found_within_five_minutes() -> None:
    """R4: the work of a worker that died, after its lease; what the queue lost, at once."""
    assert Pace().lease + timedelta(seconds=Pace().sweep_seconds) < timedelta(minutes=5)


def test_days_that_were_missed_are_done_in_order(app: Flask) -> None:
    with app.app_context():
        with transaction() as writing:
            writing.add(DailyRun(day=TODAY - timedelta(days=4), done_at=clock.now(), report={}))
        newest = newest_due(clock.now())
        done = run_due_days(FIGURES)
        assert done == [TODAY - timedelta(days=3) + timedelta(days=ahead) for ahead in range(len(done))]
        assert done[-1] == newest
        assert run_due_days(FIGURES) == []


def test_two_machines_do_a_day_once(app: Flask) -> None:
    together = Barrier(2)

    def once(_number: int) -> dict[str, Any] | None:
        with app.app_context():
            together.wait(10)
            return run_day(TODAY, FIGURES)

    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(once, range(2)))
    assert sorted(report is None for report in reports) == [False, True]
    with app.app_context():
        assert session().scalars(select(DailyRun.day)).all() == [TODAY]


@pytest.mark.parametrize("given", ["nul", "0", "-1", "inf", "nan"])
def test_a_pace_that_is_no_positive_number_is_refused(given: str) -> None:
    with pytest.raises(SettingsError, match="AGENCY_SWEEP_SECONDS"):
        Pace.load({"AGENCY_SWEEP_SECONDS": given})
    assert Pace.load({"AGENCY_LEASE_SECONDS": "1.5"}).lease == timedelta(seconds=1.5)
