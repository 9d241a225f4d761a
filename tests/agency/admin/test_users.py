"""Users on the administrator's pages: a password shown once, a role that fits, and access taken away at once."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from agency import clock, database
from cases.models import AccountLink, LinkPurpose, RoleName, User
from tests.agency.admin.test_setup import CLIENT, send
from tests.web import add_user, csrf_of, open_link, sign_in

Login = Callable[[RoleName], FlaskClient]
OWN = "een zin die alleen ik ken"
NEW = {"name": "N. Nieuw", "email": "nieuw@example.nl", "role": "handler"}


@pytest.fixture
def admin(login: Login) -> FlaskClient:
    """A browser of an administrator."""
    return login(RoleName.ADMIN)


def user_of(app: Flask, email: str) -> User:
    with app.app_context():
        return database.session().scalars(select(User).where(User.email == email)).one()


def link_on(page: str) -> str:
    link = urlsplit(page.split('id="eenmalige-link">')[1].split("<")[0])
    return f"{link.path}#{link.fragment}"


def choose(app: Flask, link: str, password: str = OWN) -> TestResponse:
    return open_link(app.test_client(), link, new_password=password, new_password_confirm=password)


def test_a_new_user_chooses_a_password_with_the_link_that_was_shown_once(app: Flask, admin: FlaskClient) -> None:
    answer = send(admin, "/beheer/gebruikers/nieuw", NEW)
    link = link_on(answer.text)
    assert answer.headers["Cache-Control"] == "no-store"
    assert link not in admin.get("/beheer/gebruikers").text
    assert user_of(app, "nieuw@example.nl").password == ""
    assert sign_in(app.test_client(), "nieuw@example.nl", "").status_code == 422
    assert "heeft nog geen wachtwoord gekozen. De link van" in admin.get("/beheer/gebruikers/2").text
    page = open_link(app.test_client(), link).text
    assert "het wachtwoord van N. Nieuw (nieuw@example.nl)" in page
    done = choose(app, link)
    assert (done.status_code, done.location) == (302, "/inloggen")
    assert sign_in(app.test_client(), "nieuw@example.nl", OWN).location == "/"
    assert "nog geen wachtwoord" not in admin.get("/beheer/gebruikers/2").text
    assert "zelf gekozen met de link" in admin.get("/beheer/gebruikers/2").text


@pytest.mark.parametrize(("password", "again", "said"), [
    ("kort", None, "minstens 12 tekens"), ("nieuw@example.nl", None, "te makkelijk te raden"),
    (OWN, "iets heel anders", "niet gelijk"), ("", None, "Kies een wachtwoord."),
])
def test_a_password_that_will_not_do_leaves_the_link_as_it_was(
    app: Flask, admin: FlaskClient, password: str, again: str | None, said: str
) -> None:
    link = link_on(send(admin, "/beheer/gebruikers/nieuw", NEW).text)
    answer = open_link(app.test_client(), link, new_password=password, new_password_confirm=again or password)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert choose(app, link).status_code == 302


def works(app: Flask, link: str) -> bool:
    answer = open_link(app.test_client(), link)
    assert answer.status_code == 200 or (answer.status_code == 404 and "Deze link werkt niet meer" in answer.text)
    return answer.status_code == 200


def test_a_link_works_once(app: Flask, admin: FlaskClient) -> None:
    link = link_on(send(admin, "/beheer/gebruikers/nieuw", NEW).text)
    late, form = app.test_client(), {"new_password": OWN + "!", "new_password_confirm": OWN + "!"}
    open_link(late, link)
    assert choose(app, link).status_code == 302
    assert not works(app, link)
    assert open_link(late, link, **form).status_code == 404
    assert sign_in(app.test_client(), "nieuw@example.nl", OWN).status_code == 302


def test_the_token_of_a_link_stands_in_no_address_that_is_asked(app: Flask, admin: FlaskClient) -> None:
    """Behind a # it stays in the browser; without JavaScript somebody pastes it, or the whole link."""
    link = link_on(send(admin, "/beheer/gebruikers/nieuw", NEW).text)
    path, token = link.split("#")
    assert path == "/wachtwoord-kiezen"
    visitor = app.test_client()
    page = visitor.get(path)
    assert (page.status_code, "data-from-link" in page.text) == (200, True)
    for pasted in (token, f"http://localhost{link}", f" {token} "):
        shown = visitor.post(path, data={"csrf_token": csrf_of(visitor), "code": pasted})
        assert "het wachtwoord van N. Nieuw" in shown.text, pasted
        assert f'value="{token}"' in shown.text
        assert re.search(r'action="[^"]*' + token, shown.text) is None
    old = visitor.get(f"{path}/{token}")  # as it was given before
    assert (old.status_code, old.location) == (302, link)


def test_a_newer_link_a_week_and_no_access_end_a_link(app: Flask, admin: FlaskClient) -> None:
    first = link_on(send(admin, "/beheer/gebruikers/nieuw", NEW).text)
    second = link_on(send(admin, "/beheer/gebruikers/2/wachtwoord", {}).text)
    assert (works(app, first), works(app, second)) == (False, True)
    send(admin, "/beheer/gebruikers/2/inactief", {})
    assert not works(app, second)
    send(admin, "/beheer/gebruikers/2/actief", {})
    assert works(app, second)
    with app.app_context(), database.transaction() as session:
        for link in session.scalars(select(AccountLink)):
            assert link.expires_at - link.made_at == timedelta(days=7), "who never chose one is invited again"
            link.expires_at = clock.now()
    assert not works(app, second)
    assert "Er is geen link die nog werkt" in admin.get("/beheer/gebruikers/2").text
    assert not works(app, "/wachtwoord-kiezen#x")


def test_the_same_address_twice_and_a_role_that_does_not_fit_are_refused(admin: FlaskClient) -> None:
    send(admin, "/beheer/gebruikers/nieuw", NEW)
    taken = send(admin, "/beheer/gebruikers/nieuw", NEW | {"email": "NIEUW@example.nl"})
    assert taken.status_code == 422
    assert "adres dat nog niet in gebruik is" in taken.text
    loose = send(admin, "/beheer/gebruikers/nieuw", NEW | {"email": "x@example.nl", "role": "client"})
    assert loose.status_code == 422
    assert '<a href="#client_id">Opdrachtgever: niets ingevuld' in loose.text
    send(admin, "/beheer/opdrachtgevers/nieuw", CLIENT)
    staff = send(admin, "/beheer/gebruikers/nieuw", NEW | {"email": "x@example.nl", "client_id": "1"})
    assert staff.status_code == 422
    assert "verwacht niets bij deze rol" in staff.text


def test_the_form_opens_with_the_company_it_was_asked_for(admin: FlaskClient) -> None:
    send(admin, "/beheer/opdrachtgevers/nieuw", CLIENT)
    page = admin.get("/beheer/gebruikers/nieuw?rol=client&opdrachtgever=1").text
    assert '<option selected value="1">Noordlicht Energie B.V.</option>' in page
    assert admin.get("/beheer/gebruikers/nieuw?rol=koning&opdrachtgever=x").status_code == 200


def test_access_is_taken_away_at_once_and_given_back(app: Flask, admin: FlaskClient) -> None:
    email = add_user(app, RoleName.HANDLER)
    handler = app.test_client()
    sign_in(handler, email)
    assert handler.get("/wachtwoord").status_code == 200
    number = user_of(app, email).id
    assert send(admin, f"/beheer/gebruikers/{number}/inactief", {}).status_code == 302
    assert handler.get("/wachtwoord").status_code == 302
    assert sign_in(handler, email).status_code == 422
    assert "niet actief" in admin.get(f"/beheer/gebruikers/{number}").text
    send(admin, f"/beheer/gebruikers/{number}/actief", {})
    assert sign_in(handler, email).status_code == 302


def test_a_lost_password_is_worth_nothing_and_the_log_ins_end(app: Flask, admin: FlaskClient) -> None:
    email, handler = add_user(app, RoleName.HANDLER), app.test_client()
    sign_in(handler, email)
    link = link_on(send(admin, f"/beheer/gebruikers/{user_of(app, email).id}/wachtwoord", {}).text)
    assert handler.get("/werkbak").status_code == 302
    assert sign_in(app.test_client(), email).status_code == 422
    assert choose(app, link).status_code == 302
    assert sign_in(app.test_client(), email, OWN).status_code == 302
    with app.app_context():
        (made,) = database.session().scalars(select(AccountLink))
        assert (made.purpose, made.expires_at - made.made_at) == (LinkPurpose.NEW_PASSWORD, timedelta(days=1))
        assert link.partition("#")[2] not in str(vars(made))


def test_another_role_opens_another_area(app: Flask, admin: FlaskClient) -> None:
    email = add_user(app, RoleName.HANDLER)
    number = user_of(app, email).id
    assert send(admin, f"/beheer/gebruikers/{number}", {"role": "admin"}).status_code == 302
    browser = app.test_client()
    sign_in(browser, email)
    assert browser.get("/beheer").status_code == 200
    assert browser.get("/werkbak").status_code == 403


def test_an_administrator_cannot_lock_himself_out(app: Flask, admin: FlaskClient) -> None:
    own = user_of(app, "admin@voorbeeld.test").id
    assert "Dit bent u zelf" in admin.get(f"/beheer/gebruikers/{own}").text
    answer = admin.get(send(admin, f"/beheer/gebruikers/{own}/inactief", {}).location)
    assert "Uzelf op inactief zetten kan niet" in answer.text
    refused = send(admin, f"/beheer/gebruikers/{own}", {"role": "handler"})
    assert refused.status_code == 422
    assert user_of(app, "admin@voorbeeld.test").active
