"""The dead man's switch: what is silent for too long is red for everybody of the agency, whatever died."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from agency import clock, database
from agency.background import schedule
from agency.background.noting import note
from agency.watching import duties as watching
from agency.watching.duties import Standing, Watched
from cases import duties
from cases.models import Duty, DutyName, RoleName
from tests.conftest import NOW
from tests.web import add_user, sign_in

AREAS = {
    RoleName.HANDLER: "/werkbak", RoleName.LEGAL_LEAD: "/werkbak", RoleName.ADMIN: "/beheer",
    RoleName.CLIENT: "/opdrachtgever", RoleName.BAILIFF: "/deurwaarder",
    RoleName.OUTSIDER: "/beheer/bevestigen/wie-ik-ben",
}


def stands(*, since: datetime = NOW, good: datetime | None = None, hours: float | None = 1) -> Standing:
    limit = None if hours is None else timedelta(hours=hours)
    return Standing(
        name=DutyName.SWEEP, awaited_since=since, good_at=good, watched=Watched(limit=limit, means="", remedy="")
    )


@pytest.mark.parametrize(("standing", "now", "is_silent"), [
    (stands(), NOW + timedelta(hours=1), False),                      # the first hour of a new installation
    (stands(), NOW + timedelta(hours=1, seconds=1), True),            # and nothing ever went well
    (stands(good=NOW + timedelta(hours=2)), NOW + timedelta(hours=3), False),
    (stands(good=NOW), NOW + timedelta(hours=1, seconds=1), True),
    (stands(good=NOW, hours=None), NOW + timedelta(days=99), False),  # not watched here
    (stands(good=NOW + timedelta(minutes=5)), NOW, False),            # two machines whose clocks differ a little
    (stands(good=NOW + timedelta(hours=5)), NOW, True),               # the clock was put back: that moment says nothing
    (stands(good=NOW - timedelta(days=30)), NOW, True),               # a backup of a month ago was put back
    (stands(good=datetime(2026, 10, 25, 0, 30, tzinfo=UTC)), datetime(2026, 10, 25, 1, 15, tzinfo=UTC), False),
    (stands(good=datetime(2026, 3, 29, 0, 30, tzinfo=UTC)), datetime(2026, 3, 29, 1, 15, tzinfo=UTC), False),
], ids=[
    "first hour", "never", "later", "silent", "not watched", "other clock", "put back", "restored", "autumn", "spring",
])
def test_silence_is_judged_by_who_reads(standing: Standing, now: datetime, is_silent: bool) -> None:
    assert standing.is_silent(now) is is_silent


def test_a_duty_is_waited_for_from_the_first_start_and_a_later_start_changes_nothing(session: Session) -> None:
    duties.await_all(session, now=NOW)
    duties.went_well(session, DutyName.SWEEP, now=NOW + timedelta(minutes=2))
    duties.await_all(session, now=NOW + timedelta(days=1))
    rows = {row.name: row for row in duties.standing(session)}
    assert set(rows) == set(DutyName)
    assert {row.awaited_since for row in rows.values()} == {NOW}
    assert rows[DutyName.SWEEP].good_at == NOW + timedelta(minutes=2)
    assert rows[DutyName.BACKUP].good_at is None


@pytest.mark.parametrize(("after", "is_news"), [
    (timedelta(seconds=59), False), (timedelta(minutes=1), True), (timedelta(seconds=-1), True),
], ids=["just written", "a minute later", "the clock was put back"])
def test_what_goes_well_each_half_minute_is_written_each_minute(
    session: Session, after: timedelta, is_news: bool
) -> None:
    assert duties.is_news(session, DutyName.SWEEP, now=NOW)
    duties.went_well(session, DutyName.SWEEP, now=NOW)
    assert duties.is_news(session, DutyName.SWEEP, now=NOW + after) is is_news


def test_a_round_of_the_clock_notes_what_went_well_and_nothing_else(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def good_ones() -> set[DutyName]:
        with app.app_context():
            return {row.name for row in duties.standing(database.session()) if row.good_at is not None}

    def fail(*_given: Any) -> None:
        raise LookupError

    with monkeypatch.context() as broken:
        broken.setattr(schedule, "sweep_pieces", fail)
        broken.setattr(schedule, "_daily_runs", fail)
        broken.setattr(schedule, "seal_waiting", fail)
        broken.setattr(schedule.store_check, "go_on", fail)
        assert schedule.once(app, "redis://127.0.0.1:1", with_daily=True) is False
        assert schedule.seal_now(app) is False
    assert good_ones() == set()
    assert schedule.once(app, "redis://127.0.0.1:1", with_daily=False) is True
    assert good_ones() == {DutyName.SWEEP, DutyName.STORE_CHECK}
    assert schedule.once(app, "redis://127.0.0.1:1", with_daily=True) is True
    assert schedule.seal_now(app) is True
    assert good_ones() == {DutyName.SWEEP, DutyName.DAILY_RUN, DutyName.STORE_CHECK, DutyName.SEALING}


def let_be_silent(app: Flask, name: DutyName) -> None:
    """Every duty went well just now but this one, which did long ago."""
    app.config["BACKUP_HOURS"] = 26
    with app.app_context():
        for each in DutyName:
            note(each)
        with database.transaction() as writing:
            writing.get_one(Duty, name).good_at = clock.now() - timedelta(days=2)


def page_of(app: Flask, login: Callable[[RoleName], FlaskClient], role: RoleName) -> str:
    browser = login(role)
    app.extensions.pop("duties", None)  # as after twenty seconds
    return browser.get(AREAS[role]).text


def test_a_silent_duty_is_red_for_the_whole_agency_and_nobody_else(
    app: Flask, login: Callable[[RoleName], FlaskClient]
) -> None:
    let_be_silent(app, DutyName.SWEEP)
    add_user(app, RoleName.ADMIN, email="b@voorbeeld.test", name="Bea Beheerder")
    pages = {role: page_of(app, login, role) for role in RoleName}
    red = {role for role, page in pages.items() if 'class="alarm"' in page}
    assert red == {RoleName.HANDLER, RoleName.LEGAL_LEAD, RoleName.ADMIN}
    told = " ".join(re.sub(r"<[^>]+>", " ", pages[RoleName.HANDLER]).split())
    assert "Het achtergrondwerk staat stil." in told
    assert "Bel nu een beheerder: Bea Beheerder" in told
    assert "/beheer/toestand" in pages[RoleName.ADMIN]


def test_what_goes_well_again_is_red_no_longer(app: Flask, login: Callable[[RoleName], FlaskClient]) -> None:
    let_be_silent(app, DutyName.BACKUP)
    assert "Er is geen goede back-up." in page_of(app, login, RoleName.HANDLER)
    with app.app_context():
        note(DutyName.BACKUP)
    browser = app.test_client()
    sign_in(browser, "handler@voorbeeld.test")
    app.extensions.pop("duties", None)
    assert 'class="alarm"' not in browser.get("/werkbak").text


def test_an_installation_whose_backups_are_made_elsewhere_is_not_warned(app: Flask) -> None:
    let_be_silent(app, DutyName.BACKUP)
    app.config["BACKUP_HOURS"] = 0
    with app.app_context():
        assert watching.silent() == []


def test_every_duty_is_watched(app: Flask) -> None:
    with app.app_context():
        assert set(watching.watched()) == set(DutyName)
