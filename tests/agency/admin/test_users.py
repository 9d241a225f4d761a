"""Users on the administrator's pages: a password shown once, a role that fits, and access taken away at once."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agency import database
from cases.models import RoleName, User
from tests.agency.admin.test_setup import CLIENT, send
from tests.web import add_user, sign_in

Login = Callable[[RoleName], FlaskClient]
NEW = {"name": "N. Nieuw", "email": "nieuw@example.nl", "role": "handler"}


@pytest.fixture
def admin(login: Login) -> FlaskClient:
    """A browser of an administrator."""
    return login(RoleName.ADMIN)


def user_of(app: Flask, email: str) -> User:
    with app.app_context():
        return database.session().scalars(select(User).where(User.email == email)).one()


def password_on(page: str) -> str:
    return page.split('id="eenmalig-wachtwoord">')[1].split("<")[0]


def test_a_new_user_logs_in_with_the_password_that_was_shown_once(app: Flask, admin: FlaskClient) -> None:
    answer = send(admin, "/beheer/gebruikers/nieuw", NEW)
    password = password_on(answer.text)
    assert len(password) == 19
    assert answer.headers["Cache-Control"] == "no-store"
    assert user_of(app, "nieuw@example.nl").password.startswith("$argon2id$")
    assert password not in admin.get("/beheer/gebruikers").text
    assert sign_in(app.test_client(), "nieuw@example.nl", password).status_code == 302


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


def test_a_new_password_replaces_the_old_one(app: Flask, admin: FlaskClient) -> None:
    email = add_user(app, RoleName.HANDLER)
    answer = send(admin, f"/beheer/gebruikers/{user_of(app, email).id}/wachtwoord", {})
    assert sign_in(app.test_client(), email).status_code == 422
    assert sign_in(app.test_client(), email, password_on(answer.text)).status_code == 302


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
