"""The log of the administrator: found by each filter, taken along as a file that is told itself, and the alarm."""

import re
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from agency import clock, database
from cases.models import RoleName, TraceKind
from cases.trace import lines
from cases.trace.lines import Seen
from tests.agency.admin.test_setup import AGENCY, send
from tests.agency.portals import store_of
from tests.factories import make_case
from tests.web import add_user, asked, make_app, questions, rows_of, sign_in


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Flask:
    return make_app(sqlite_url, tmp_path)


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    """The administrator, at an address of the office."""
    browser = app.test_client()
    browser.environ_base["REMOTE_ADDR"] = "192.0.2.1"
    sign_in(browser, add_user(app, RoleName.ADMIN, name="Bea Heer"))
    return browser


def seen(app: Flask, times: int, **what: object) -> None:
    """That many lines of one thing."""
    values: dict[str, object] = {"kind": TraceKind.LOGIN_FAILED, "page": "security.login", "address": "192.0.2.66"}
    with app.app_context(), database.transaction() as session:
        for _ in range(times):
            lines.tell(session, Seen(**(values | what)), now=clock.now())  # type: ignore[arg-type]


def test_each_filter_finds_its_lines(app: Flask, admin: FlaskClient) -> None:
    send(admin, "/beheer/bureau", AGENCY | {"account_name": "Derdengelden"})
    with app.app_context(), database.transaction() as session:
        case = make_case(session, store_of(app))
    add_user(app, RoleName.HANDLER, name="Vera Handel")
    seen(app, 2, kind=TraceKind.CASE_SEEN, page="desk.show_case", user_id=2, case_id=case.id)
    today = f"{clock.today():%d-%m-%Y}"
    for typed, number in {
        "persoon=2": 2, "soort=case_seen": 2, f"dossier={case.number}": 2, "adres=192.0.2.66": 2,
        f"soort=case_seen&van={today}&tot={today}": 2, "soort=case_seen&tot=01-01-2000": 0, "dossier=2026-999999": 0,
        "persoon=" + "9" * 18: 0,
    }.items():
        assert len(rows_of(admin.get(asked(admin, f"/beheer/logboek?{typed}")).text)) == number, typed
    changed = rows_of(admin.get(asked(admin, "/beheer/logboek?adres=192.0.2.1&soort=changed")).text)
    assert ["Bea Heer", "Gewijzigd", "Bureau, IBAN: leeg → NL91ABNA0417164300", "", "192.0.2.1"] in [
        row[1:] for row in changed
    ]


def test_a_day_that_nobody_can_read_shows_nothing_and_says_so(admin: FlaskClient) -> None:
    for address in ("/beheer/logboek?van=99-99-2026", "/beheer/logboek/bestand?van=99-99-2026"):
        page = admin.get(address).text
        assert "99-99-2026 bestaat niet" in page
        assert rows_of(page) == []


def test_the_list_goes_on_and_asks_as_much_for_many_lines(app: Flask, admin: FlaskClient) -> None:
    admin.get("/beheer")  # what the red bar keeps for a moment is asked by the first page
    few = len(questions(admin, "/beheer/logboek?soort=login_failed"))
    seen(app, 120)
    page = admin.get("/beheer/logboek?soort=login_failed").text
    assert (len(rows_of(page)), "rel=\"next\"" in page) == (50, True)
    assert len(questions(admin, "/beheer/logboek?soort=login_failed")) == few <= 8
    found = re.search(r'rel="next" href="([^"]*)"', page)
    assert found is not None
    assert len(rows_of(admin.get(unescape(found[1])).text)) == 50


def test_a_file_holds_what_the_page_shows_and_is_told_itself(app: Flask, admin: FlaskClient) -> None:
    add_user(app, RoleName.HANDLER, name="=HYPERLINK(A1)")
    seen(app, 60, user_id=2)
    answer = admin.get("/beheer/logboek/bestand?persoon=2")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=logboek-")
    heading, *rows = answer.data.decode("utf-8-sig").splitlines()
    assert heading == "Moment;Wie;Wat;Waarvan;Dossier;Netwerkadres"
    assert len(rows) == 60
    assert all(";'=HYPERLINK(A1);Inloggen mislukt;/inloggen;;192.0.2.66" in row for row in rows)
    assert [row[1:4] for row in rows_of(admin.get("/beheer/logboek?soort=exported").text)] == [
        ["Bea Heer", "Gedownload", "/beheer/logboek/bestand"]
    ]


def test_many_failures_are_an_alarm_on_the_first_page(app: Flask, admin: FlaskClient) -> None:
    email = add_user(app, RoleName.HANDLER, name="Vera Handel")
    stranger = app.test_client()
    stranger.environ_base["REMOTE_ADDR"] = "192.0.2.66"
    for number in range(10):
        assert "Raadt iemand wachtwoorden" not in admin.get("/beheer").text, number
        sign_in(stranger, email, "verkeerd wachtwoord")
    page = admin.get("/beheer").text.replace("\u00a0", " ")
    assert '10 pogingen bij <a href="/beheer/logboek?persoon=2">Vera Handel</a>' in page
    (link,) = re.findall(r'10 pogingen vanaf <a href="([^"]*)">192.0.2.66</a>', page)
    assert "192.0.2" not in link
    assert len(rows_of(admin.get(unescape(link)).text)) == 10
