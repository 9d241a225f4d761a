"""A log-in is a row: it ends on the server, one by one or everywhere, and a copied cookie ends with it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy.record_queries import get_recorded_queries
from sqlalchemy import select

from agency import clock, database
from agency.auth import devices
from cases import models
from cases.models import LoginEnding, RoleName
from cases.setup import accounts, logins
from tests.factories import make_user
from tests.web import PASSWORD, add_user, csrf_of, sign_in

Login = Callable[[RoleName], FlaskClient]
HANDLER = "handler@voorbeeld.test"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile Safari/604.1"


def another(app: Flask, *, email: str = HANDLER, agent: str = PHONE) -> FlaskClient:
    """The same user with another browser."""
    browser = app.test_client()
    browser.environ_base |= {"HTTP_USER_AGENT": agent, "REMOTE_ADDR": "192.0.2.9"}
    assert sign_in(browser, email).status_code == 302
    return browser


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/werkbak").status_code == 200


def copied(app: Flask, browser: FlaskClient) -> FlaskClient:
    """A thief with the cookie of a browser."""
    cookie, thief = browser.get_cookie("session"), app.test_client()
    assert cookie is not None
    thief.set_cookie("session", cookie.value)
    return thief


def rows(app: Flask) -> list[tuple[LoginEnding | None, str, str]]:
    with app.app_context():
        found = database.session().scalars(select(models.Login).order_by(models.Login.id))
        return [(each.ending, each.device, each.address) for each in found]


def test_logging_out_ends_a_copied_cookie_and_no_other_browser(app: Flask, login: Login) -> None:
    browser = login(RoleName.HANDLER)
    thief, phone = copied(app, browser), another(app)
    assert is_in(thief)
    browser.post("/uitloggen", data={"csrf_token": csrf_of(browser)})
    assert (is_in(browser), is_in(thief), is_in(phone)) == (False, False, True)
    assert [ending for ending, _, _ in rows(app)] == [LoginEnding.LOGGED_OUT, None]


def test_a_stolen_laptop_is_logged_out_from_another_device(app: Flask, login: Login) -> None:
    laptop = login(RoleName.HANDLER)
    phone = another(app)
    page = phone.get("/ingelogd").text
    assert "Safari op iPhone" in page
    assert "192.0.2.9" in page
    assert page.count(">dit apparaat<") == 1
    answer = phone.post("/ingelogd/overal-beeindigen", data={"csrf_token": csrf_of(phone)})
    assert answer.location == "/ingelogd"
    assert "Op alle andere apparaten bent u uitgelogd." in phone.get("/ingelogd").text
    assert (is_in(laptop), is_in(phone)) == (False, True)
    assert "beëindigd vanaf een ander apparaat" in phone.get("/ingelogd").text


@pytest.mark.parametrize("address", [
    "/ingelogd/1/beeindigen", "/ingelogd/overal-beeindigen", "/beveiliging/herstelcodes",
])
def test_who_logged_in_long_ago_gives_the_password_before_ending_others(
    app: Flask, login: Login, address: str
) -> None:
    laptop, phone = login(RoleName.HANDLER), another(app)
    with phone.session_transaction() as kept:
        kept["fs_paa"] -= 3700  # as the log-in library keeps it: when the password was given
    token = csrf_of(phone)
    asked = phone.post(address, data={"csrf_token": token})
    assert asked.location.startswith("/bevestigen?next=")
    assert is_in(laptop)
    asking = phone.get(asked.location)
    assert "Bent u het nog?" in asking.text
    given = phone.post(asked.location, data={"csrf_token": token, "password": PASSWORD})
    assert (given.status_code, given.location.endswith(("/ingelogd", "/beveiliging"))) == (302, True)
    assert "/bevestigen" not in (phone.post(address, data={"csrf_token": token}).location or "")
    assert is_in(laptop) == address.startswith("/beveiliging")


def test_a_page_that_stands_open_leads_to_the_log_in_at_the_next_touch(app: Flask, login: Login) -> None:
    browser = login(RoleName.HANDLER)
    token = csrf_of(browser)
    with app.app_context(), database.transaction() as session:
        session.scalars(select(models.Login)).one().ended_at = clock.now()
    assert browser.get("/werkbak").location.startswith("/inloggen")
    part = browser.get("/werkbak", headers={"HX-Request": "true"})
    assert (part.text, part.headers["HX-Redirect"]) == ("", "/inloggen")
    sent = browser.post("/ingelogd/overal-beeindigen", data={"csrf_token": token})
    assert (sent.status_code, sent.location.startswith("/inloggen")) == (302, True)


def test_a_page_that_stands_open_asks_who_is_logged_in_and_that_is_no_use(app: Flask, login: Login) -> None:
    browser = login(RoleName.HANDLER)

    def asked() -> object:
        answer = browser.get("/ingelogd/nog")
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        return answer.get_json()["user"]

    with app.app_context(), database.transaction() as session:
        row = session.scalars(select(models.Login)).one()
        row.seen_at = before = clock.now() - timedelta(minutes=29)
    assert asked() == 1
    with app.app_context():
        assert database.session().scalars(select(models.Login.seen_at)).one() == before
    assert "Set-Cookie" in browser.get("/ingelogd").headers, "to stay logged in is"
    browser.post("/uitloggen", data={"csrf_token": csrf_of(browser)})
    assert browser.get("/ingelogd/nog").get_json() == {"user": None}


@pytest.mark.parametrize(("hours", "idle", "most"), [
    (0, 1800, 43200), (11, 1800, 3600), (timedelta(hours=11, minutes=50), 600, 600),
])
def test_a_page_says_how_long_it_may_stand(
    app: Flask, login: Login, hours: timedelta | int, idle: int, most: int
) -> None:
    browser = login(RoleName.HANDLER)
    ago = hours if isinstance(hours, timedelta) else timedelta(hours=hours)
    with app.app_context(), database.transaction() as session:
        session.scalars(select(models.Login)).one().started_at = clock.now() - ago
    page = browser.get("/werkbak").text
    found = re.search(r'<meta name="log-in" content="1" data-idle="(\d+)" data-most="(\d+)"', page)
    assert found is not None
    assert idle - 60 <= int(found[1]) <= idle
    assert most - 60 <= int(found[2]) <= most
    assert 'name="log-in"' not in app.test_client().get("/inloggen").text


def test_logging_out_tells_the_browser_to_throw_away_what_it_kept(login: Login) -> None:
    browser = login(RoleName.HANDLER)
    answer = browser.post("/uitloggen", data={"csrf_token": csrf_of(browser)})
    assert answer.location == "/inloggen"
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in browser.get("/inloggen").headers


def test_the_key_of_a_user_has_256_random_bits(app: Flask, login: Login) -> None:
    browser, new = login(RoleName.HANDLER), "een heel ander wachtwoord"

    def key() -> str:
        with app.app_context():
            return database.session().scalars(select(models.User.fs_uniquifier).where(models.User.id == 1)).one()

    form = {"password": PASSWORD, "new_password": new, "new_password_confirm": new, "csrf_token": csrf_of(browser)}
    assert browser.post("/wachtwoord", data=form).status_code == 302
    chosen = key()
    with app.app_context(), database.transaction() as session:
        accounts.log_out(session, clock.act(), session.get_one(models.User, 1))
        added = make_user(session, RoleName.LEGAL_LEAD).fs_uniquifier
    keys = {chosen, key(), added}
    assert len(keys) == 3
    assert all(re.fullmatch("[0-9a-f]{64}", each) for each in keys)


def test_one_of_several_is_ended_alone(app: Flask, login: Login) -> None:
    here, laptop, phone = login(RoleName.HANDLER), another(app), another(app)
    assert here.post("/ingelogd/2/beeindigen", data={"csrf_token": csrf_of(here)}).location == "/ingelogd"
    assert (is_in(here), is_in(laptop), is_in(phone)) == (True, False, True)


def test_a_log_in_of_somebody_else_is_not_there(login: Login) -> None:
    handler, admin = login(RoleName.HANDLER), login(RoleName.ADMIN)
    assert handler.post("/ingelogd/2/beeindigen", data={"csrf_token": csrf_of(handler)}).status_code == 404
    assert admin.get("/beheer").status_code == 200
    assert "Safari" not in handler.get("/ingelogd").text


def test_ending_what_is_over_changes_nothing(app: Flask, login: Login) -> None:
    here, phone = login(RoleName.HANDLER), another(app)
    phone.post("/uitloggen", data={"csrf_token": csrf_of(phone)})
    assert here.post("/ingelogd/2/beeindigen", data={"csrf_token": csrf_of(here)}).location == "/ingelogd"
    assert [ending for ending, _, _ in rows(app)] == [None, LoginEnding.LOGGED_OUT]
    here.post("/ingelogd/overal-beeindigen", data={"csrf_token": csrf_of(here)})
    assert "U was nergens anders ingelogd." in here.get("/ingelogd").text


def test_an_own_new_password_ends_the_others_and_says_so(app: Flask, login: Login) -> None:
    here, phone = login(RoleName.HANDLER), another(app)
    new = "een heel ander wachtwoord"
    form = {"password": PASSWORD, "new_password": new, "new_password_confirm": new, "csrf_token": csrf_of(here)}
    assert here.post("/wachtwoord", data=form).status_code == 302
    assert (is_in(here), is_in(phone)) == (True, False)
    assert [ending for ending, _, _ in rows(app)] == [
        LoginEnding.SIGNED_IN_AGAIN, LoginEnding.ACCOUNT_CHANGED, None
    ]
    assert is_in(here), "the new log-in counts on"


def test_a_log_in_that_nobody_used_for_long_is_over_on_the_server_too(app: Flask, login: Login) -> None:
    browser = login(RoleName.HANDLER)
    with app.app_context(), database.transaction() as session:
        session.scalars(select(models.Login)).one().seen_at = clock.now() - timedelta(minutes=36)
    assert not is_in(browser)


def test_its_use_is_noted_every_few_minutes(app: Flask, login: Login) -> None:
    browser = login(RoleName.HANDLER)

    def seen(minutes_ago: int | None = None) -> timedelta:
        with app.app_context(), database.transaction() as session:
            row = session.scalars(select(models.Login)).one()
            if minutes_ago is not None:
                row.seen_at = clock.now() - timedelta(minutes=minutes_ago)
            return clock.now() - row.seen_at

    for minutes, is_noted in ((4, False), (6, True)):
        seen(minutes)
        assert is_in(browser)
        assert (seen() < timedelta(minutes=1)) == is_noted


def test_a_style_sheet_asks_the_database_nothing(login: Login) -> None:
    browser = login(RoleName.HANDLER)
    with browser:
        browser.get("/static/theme.css").close()
        assert get_recorded_queries() == []


def test_the_token_of_the_cookie_is_not_on_record(app: Flask, login: Login) -> None:
    browser = login(RoleName.HANDLER)
    with browser.session_transaction() as kept:
        token = kept["login"]
    with app.app_context():
        row = database.session().scalars(select(models.Login)).one()
        assert len(token) >= 43
        assert token not in str(vars(row))


def test_a_user_made_inactive_is_out_with_every_browser(app: Flask, login: Login) -> None:
    add_user(app, RoleName.HANDLER)
    phone, admin = another(app), login(RoleName.ADMIN)
    admin.post("/beheer/gebruikers/1/inactief", data={"csrf_token": csrf_of(admin)})
    assert not is_in(phone)


@pytest.mark.parametrize(("agent", "named"), [
    (PHONE, "Safari op iPhone"),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge op Windows"),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox op Linux"),
    ("123456782", "onbekende browser"), ("", "onbekende browser"),
])
def test_a_device_is_named_in_words(agent: str, named: str) -> None:
    assert devices.named(agent) == named


def test_past_log_ins_are_the_last_few(app: Flask, login: Login) -> None:
    browser = login(RoleName.HANDLER)
    for _ in range(logins.PAST_SHOWN + 2):
        phone = another(app)
        phone.post("/uitloggen", data={"csrf_token": csrf_of(phone)})
    assert browser.get("/ingelogd").text.count("uitgelogd op <time") == logins.PAST_SHOWN
