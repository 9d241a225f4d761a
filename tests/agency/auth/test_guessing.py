"""Guessing is slowed down, and keeps nobody out who works where it comes from."""

import logging
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cases.models import RoleName
from tests.web import PASSWORD, add_user, csrf_of, sign_in

Login = Callable[[RoleName], FlaskClient]
WRONG = "verkeerd wachtwoord"


def guess(app: Flask, emails: list[str], *, address: str = "127.0.0.1") -> list[int]:
    """What a stranger at that address hears who tries a wrong password for each."""
    stranger = app.test_client()
    stranger.environ_base["REMOTE_ADDR"] = address
    token = csrf_of(stranger)
    return [
        stranger.post("/inloggen", data={"email": email, "password": WRONG, "csrf_token": token}).status_code
        for email in emails
    ]


def log_in(app: Flask, email: str, *, address: str = "127.0.0.1") -> int:
    browser = app.test_client()
    browser.environ_base["REMOTE_ADDR"] = address
    return sign_in(browser, email).status_code


def test_a_hundred_failures_stop_an_address_but_not_who_works_there(app: Flask) -> None:
    known, unknown = add_user(app, RoleName.HANDLER), add_user(app, RoleName.ADMIN)
    assert log_in(app, known) == 302
    answers = guess(app, [f"naam{number}@voorbeeld.test" for number in range(103)])
    assert answers == [422] * 100 + [429] * 3
    assert log_in(app, unknown) == 429
    assert log_in(app, known) == 302, "a colleague's guesses shut nobody out"
    assert log_in(app, unknown, address="192.0.2.7") == 302


def test_a_hundred_failures_from_everywhere_stop_an_account_but_not_its_user(app: Flask) -> None:
    email = add_user(app, RoleName.HANDLER)
    assert log_in(app, email) == 302
    for number in range(10):
        assert guess(app, [email] * 10, address=f"192.0.2.{number}") == [422] * 10
    assert guess(app, [email], address="192.0.2.99") == [429]
    assert log_in(app, email) == 302, "who guesses elsewhere keeps no user out"


def test_who_is_known_is_slowed_down_as_everybody_by_account_and_address(app: Flask) -> None:
    email = add_user(app, RoleName.HANDLER)
    assert log_in(app, email) == 302
    assert guess(app, [email] * 12) == [422] * 10 + [429] * 2


@pytest.mark.parametrize("page", ["/wachtwoord", "/bevestigen"])
def test_the_own_password_is_guessed_ten_times_at_most(login: Login, page: str) -> None:
    browser = login(RoleName.HANDLER)
    form = {"password": WRONG, "new_password": "iets heel anders", "new_password_confirm": "iets heel anders",
            "csrf_token": csrf_of(browser)}
    answers = [browser.post(page, data=form) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert "Wacht een kwartier" in answers[-1].text
    assert browser.post(page, data=form | {"password": PASSWORD}).status_code == 429
    assert browser.get("/werkbak").status_code == 200, "the work goes on"


def test_who_gives_no_account_is_slowed_down_too_and_fills_no_log(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        assert guess(app, [""] * 12) == [422] * 10 + [429] * 2
    assert caplog.records == []
