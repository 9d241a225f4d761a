"""A password that somebody else saw opens nothing but the page where it is replaced; logging out is the end of it."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agency import database
from cases.models import User
from cases.models.accounts import RoleName
from tests.web import PASSWORD, add_user, csrf_of, sign_in

OWN = "een zin die alleen ik ken"


def given_password(app: Flask, role: RoleName = RoleName.LEGAL_LEAD) -> str:
    """A user whose password was given by an administrator."""
    email = add_user(app, role)
    with app.app_context(), database.transaction() as session:
        session.scalars(select(User).where(User.email == email)).one().must_change_password = True
    return email


def choose(client: FlaskClient, new: str) -> int:
    form = {
        "password": PASSWORD, "new_password": new, "new_password_confirm": new, "csrf_token": csrf_of(client),
    }
    return client.post("/wachtwoord", data=form).status_code


def test_nothing_opens_before_a_password_of_the_own(app: Flask, client: FlaskClient) -> None:
    sign_in(client, given_password(app))
    for page in ("/werkbak", "/werkbak/verjaring", "/rekenen"):
        answer = client.get(page)
        assert (answer.status_code, answer.location) == (302, "/wachtwoord")
    page = client.get("/wachtwoord").text
    assert "Kies eerst een eigen wachtwoord" in page
    assert "Annuleren" not in page


def test_an_action_is_not_carried_out_before_either(app: Flask, client: FlaskClient) -> None:
    sign_in(client, given_password(app))
    answer = client.post("/dossiers/1/contact", data={"csrf_token": csrf_of(client)})
    assert answer.location in ("/wachtwoord", None)
    assert answer.status_code in (302, 404)


def test_after_a_password_of_the_own_the_work_list_opens(app: Flask, client: FlaskClient) -> None:
    sign_in(client, given_password(app))
    assert choose(client, OWN) == 302
    assert client.get("/werkbak").status_code == 200
    assert "Kies eerst" not in client.get("/wachtwoord").text


def test_the_same_password_again_is_no_password_of_the_own(app: Flask, client: FlaskClient) -> None:
    sign_in(client, given_password(app))
    assert choose(client, PASSWORD) == 422
    assert client.get("/werkbak").location == "/wachtwoord"


def test_a_cookie_copied_before_logging_out_opens_nothing_after(app: Flask, client: FlaskClient) -> None:
    sign_in(client, add_user(app, RoleName.HANDLER))
    copied = client.get_cookie("session")
    assert copied is not None
    thief = app.test_client()
    thief.set_cookie("session", copied.value)
    assert thief.get("/werkbak").status_code == 200
    client.post("/uitloggen", data={"csrf_token": csrf_of(client)})
    assert thief.get("/werkbak").status_code == 302
    assert thief.get("/werkbak").location.startswith("/inloggen")


def test_after_logging_out_one_can_log_in_again(app: Flask, client: FlaskClient) -> None:
    email = add_user(app, RoleName.HANDLER)
    sign_in(client, email)
    client.post("/uitloggen", data={"csrf_token": csrf_of(client)})
    assert sign_in(client, email).status_code == 302
    assert client.get("/werkbak").status_code == 200


def test_an_administrator_reads_who_changed_the_account_number(app: Flask, client: FlaskClient) -> None:
    from tests.factories import make_agency

    with app.app_context(), database.transaction() as session:
        make_agency(session)
    sign_in(client, add_user(app, RoleName.ADMIN, name="A. Beheer"))
    form = client.get("/beheer/bureau").text
    seen = form.split('name="seen"')[1].split('value="')[1].split('"')[0]
    values = {
        "registered_name": "Voorbeeld Incasso B.V.", "wki_registration_number": "WKI-000001",
        "kvk_number": "12345678", "street": "Voorbeeldlaan", "house_number": "1", "postal_code": "1234 AB",
        "city": "Utrecht", "phone": "030 123 45 67", "phone_hours": "maandag tot en met vrijdag van 9 tot 17 uur",
        "email": "post@voorbeeld.test", "website": "https://voorbeeld.test", "iban": "NL20INGB0001234567",
        "account_name": "Voorbeeld Incasso B.V.", "other_registered_names": "", "wki_valid_until": "31-12-2030",
        "write_off_handler": "0,00", "write_off_legal_lead": "0,00",
        "postal_address": "", "legal_form": "",
        "complaints_text": "Klachten kunt u schriftelijk sturen aan ons postadres.",
        "dispute_body": "Geschillencommissie Voorbeeld", "debt_help_phone": "", "accent": "",
        "seen": seen, "csrf_token": csrf_of(client),
    }
    assert client.post("/beheer/bureau", data=values).status_code == 302
    page = client.get("/beheer/bureau").text
    assert "NL91ABNA0417164300 → NL20INGB0001234567" in page
    assert "A. Beheer" in page
