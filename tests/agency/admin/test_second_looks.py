"""The pages of the second pair of eyes: what waits, what would change, and who may say yes."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from agency import clock, database
from cases.models import PROFILE_ID, AgencyProfile, RoleName
from cases.setup import second_looks
from cases.store import DocumentStore
from tests.agency.admin.test_setup import AGENCY, send
from tests.agency.admin.test_users import link_on, user_of
from tests.factories import make_case
from tests.web import add_user, rows_of, sign_in

Login = Callable[[RoleName], FlaskClient]
OTHER_IBAN = "NL20 INGB 0001 2345 67"


@pytest.fixture
def admin(app: Flask, login: Login, tmp_path: Path) -> FlaskClient:
    """An administrator of an agency that has a case."""
    browser = login(RoleName.ADMIN)
    send(browser, "/beheer/bureau", AGENCY | {"account_name": "Derdengelden"})
    with app.app_context(), database.transaction() as session:
        make_case(session, DocumentStore(tmp_path / "documents"))
    return browser


@pytest.fixture
def second(app: Flask) -> FlaskClient:
    """The other administrator."""
    browser = app.test_client()
    sign_in(browser, add_user(app, RoleName.ADMIN, email="tweede@voorbeeld.test", name="T. Weede"))
    return browser


def change_account(admin: FlaskClient, **more: str) -> None:
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', admin.get("/beheer/bureau").text)
    assert seen is not None
    send(admin, "/beheer/bureau", AGENCY | {
        "account_name": "Derdengelden", "iban": OTHER_IBAN, "seen": seen[1], **more,
    })


def iban(app: Flask) -> str:
    with app.app_context():
        return database.session().get_one(AgencyProfile, PROFILE_ID).iban


def test_another_account_is_shown_to_the_second_who_confirms_it(
    app: Flask, admin: FlaskClient, second: FlaskClient
) -> None:
    before = iban(app)
    change_account(admin)
    assert iban(app) == before
    own = admin.get("/beheer/bevestigen/1").text
    assert "U vroeg dit zelf. Een ander moet het bevestigen." in own
    assert ">Bevestigen</button>" not in own
    assert send(admin, "/beheer/bevestigen/1/ja", {}).status_code == 422
    assert "1\u00a0wijziging" in second.get("/beheer").text
    page = second.get("/beheer/bevestigen/1").text
    assert "NL20INGB0001234567" in page
    assert before in page
    assert send(second, "/beheer/bevestigen/1/ja", {}).location == "/beheer/bevestigen"
    assert iban(app) == "NL20INGB0001234567"
    done = second.get("/beheer/bevestigen").text
    assert "Er wacht niets." in done
    assert ["Rekening van het bureau", "1", "0%", "een uur"] in [each[:4] for each in rows_of(done)]
    assert "rekening van het bureau: bevestigd" in second.get("/beheer/bureau").text


def test_a_refusal_says_why(app: Flask, admin: FlaskClient, second: FlaskClient) -> None:
    before = iban(app)
    change_account(admin)
    refused = send(second, "/beheer/bevestigen/1/nee", {"why": ""})
    assert (refused.status_code, "Schrijf op waarom niet." in refused.text) == (422, True)
    send(second, "/beheer/bevestigen/1/nee", {"why": "Deze rekening ken ik niet."})
    assert iban(app) == before
    assert "Deze rekening ken ik niet." in admin.get("/beheer/bevestigen/1").text


def test_a_new_administrator_comes_with_the_link_of_who_confirms(
    app: Flask, admin: FlaskClient, second: FlaskClient
) -> None:
    asked = send(admin, "/beheer/gebruikers/nieuw", {"name": "N. Ieuw", "email": "n@voorbeeld.test", "role": "admin"})
    assert asked.location == "/beheer/bevestigen"
    shown = send(second, "/beheer/bevestigen/1/ja", {})
    assert link_on(shown.text).startswith("/wachtwoord-kiezen#")
    assert user_of(app, "n@voorbeeld.test").password == ""


def test_a_second_step_and_a_password_of_who_confirms_wait(
    app: Flask, admin: FlaskClient, second: FlaskClient
) -> None:
    number = user_of(app, add_user(app, RoleName.LEGAL_LEAD)).id
    send(admin, f"/beheer/gebruikers/{number}/tweede-stap", {})
    send(admin, f"/beheer/gebruikers/{number}/wachtwoord", {})
    page = second.get("/beheer/bevestigen").text
    assert page.count("/beheer/bevestigen/") >= 2
    for look in (1, 2):
        assert second.get(f"/beheer/bevestigen/{look}").status_code == 200
    assert send(second, "/beheer/bevestigen/1/ja", {}).location == "/beheer/bevestigen"
    assert link_on(send(second, "/beheer/bevestigen/2/ja", {}).text)


def test_alone_the_reason_is_written_twice_two_days_apart(
    app: Flask, admin: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context(), database.transaction() as session:
        session.get_one(AgencyProfile, PROFILE_ID).one_person = True
    before, why = iban(app), "De bank gaf een nieuw nummer."
    change_account(admin, one_person="y")
    assert "Waarom</label>" in admin.get("/beheer/bevestigen/1").text
    send(admin, "/beheer/bevestigen/1/reden", {"reason": why})
    assert "De twee dagen wachttijd zijn nog niet om." in admin.get("/beheer/bevestigen/1").text
    assert send(admin, "/beheer/bevestigen/1/ja", {"reason": why}).status_code == 422
    assert iban(app) == before
    now = clock.now()
    monkeypatch.setattr(second_looks, "WAITING", timedelta(0))
    assert clock.now() >= now
    assert ">Doorvoeren</button>" in admin.get("/beheer/bevestigen/1").text
    assert send(admin, "/beheer/bevestigen/1/ja", {"reason": "anders"}).status_code == 422
    assert send(admin, "/beheer/bevestigen/1/ja", {"reason": why}).location == "/beheer/bevestigen"
    assert iban(app) == "NL20INGB0001234567"


def test_what_was_never_asked_is_not_there(admin: FlaskClient) -> None:
    assert admin.get("/beheer/bevestigen/99").status_code == 404
    assert send(admin, "/beheer/bevestigen/99/ja", {}).status_code in (404, 422)
