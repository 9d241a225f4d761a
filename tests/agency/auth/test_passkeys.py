"""A passkey makes the second step: only for whose it is, on this site, to the question that was asked, once."""

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agency import database
from cases.models import Login, RoleName, StepBy
from tests.agency.auth.soft_passkey import SoftPasskey
from tests.agency.auth.test_second_step import codes_on, is_in, logged_in, token_on
from tests.web import add_user, make_app


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Flask:
    """The application as it runs in earnest."""
    return make_app(sqlite_url, tmp_path, second_step=True)


def options_on(page: str) -> dict[str, Any]:
    found = re.search(r'data-options="([^"]+)"', page)
    assert found is not None
    options: dict[str, Any] = json.loads(html.unescape(found[1]))
    return options


def add(browser: FlaskClient, passkey: SoftPasskey, name: str = "Deze computer") -> str:
    page = browser.get("/beveiliging/toegangssleutel").text
    return browser.post("/beveiliging/toegangssleutel", data={
        "csrf_token": token_on(page), "name": name, "credential": passkey.create(options_on(page)),
    }).text  # fmt: skip


def show(browser: FlaskClient, answer: str, token: str) -> int:
    return browser.post(
        "/tweede-stap/toegangssleutel", data={"csrf_token": token, "credential": answer}
    ).status_code


def ask(browser: FlaskClient) -> tuple[dict[str, Any], str]:
    page = browser.get("/tweede-stap").text
    return options_on(page), token_on(page)


def test_a_passkey_is_added_and_makes_the_second_step(app: Flask) -> None:
    email, passkey = add_user(app, RoleName.HANDLER), SoftPasskey()
    assert len(codes_on(add(logged_in(app, email), passkey))) == 10
    browser = logged_in(app, email)
    options, token = ask(browser)
    assert not is_in(browser)
    assert show(browser, passkey.get(options), token) == 302
    assert is_in(browser)
    with app.app_context():
        assert list(database.session().scalars(select(Login.step_by))) == [StepBy.PASSKEY, StepBy.PASSKEY]


def test_an_answer_to_another_question_site_or_key_opens_nothing(app: Flask) -> None:
    email, passkey = add_user(app, RoleName.HANDLER), SoftPasskey()
    add(logged_in(app, email), passkey)
    browser = logged_in(app, email)
    earlier, token = ask(browser)
    options, token = ask(browser)
    assert show(browser, passkey.get(earlier), token) == 422
    options, token = ask(browser)
    assert show(browser, passkey.get(options, origin="http://localhost.evil.test"), token) == 422
    options, token = ask(browser)
    copy = SoftPasskey()
    copy.id = passkey.id
    assert show(browser, copy.get(options), token) == 422
    assert not is_in(browser)


def test_a_passkey_of_a_colleague_opens_nothing(app: Flask) -> None:
    email, other = add_user(app, RoleName.HANDLER), add_user(app, RoleName.ADMIN)
    passkey = SoftPasskey()
    add(logged_in(app, email), SoftPasskey())
    add(logged_in(app, other), passkey)
    browser = logged_in(app, email)
    options, token = ask(browser)
    assert show(browser, passkey.get(options), token) == 422
    assert not is_in(browser)


def test_an_answer_is_taken_once(app: Flask) -> None:
    email, passkey = add_user(app, RoleName.HANDLER), SoftPasskey()
    add(logged_in(app, email), passkey)
    browser, thief = logged_in(app, email), app.test_client()
    options, token = ask(browser)
    cookie = browser.get_cookie("session")
    assert cookie is not None
    thief.set_cookie("session", cookie.value)
    answer = passkey.get(options)
    assert show(browser, answer, token) == 302
    assert show(thief, answer, token) != 302 or not is_in(thief)
    assert not is_in(thief)


@pytest.mark.parametrize("answer", [
    "", "{}", "[]", "null", "7", '"x"', "{", '{"id": "x"}',
    '{"id": 1, "rawId": [], "response": 3, "type": "public-key"}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "%%", "attestationObject": "é"}}',
    "x" * 30_000, '{"id": ' * 2_000,
])  # fmt: skip
def test_what_is_no_answer_is_refused_in_words(app: Flask, answer: str) -> None:
    email = add_user(app, RoleName.HANDLER)
    browser = logged_in(app, email)
    token = token_on(browser.get("/beveiliging/toegangssleutel").text)
    refused = browser.post(
        "/beveiliging/toegangssleutel", data={"csrf_token": token, "name": "Computer", "credential": answer}
    )
    assert (refused.status_code, "Er is geen toegangssleutel gemaakt." in refused.text) == (422, True)
    add(browser, SoftPasskey())
    again = logged_in(app, email)
    _, token = ask(again)
    assert show(again, answer, token) == 422


def test_the_same_passkey_is_not_added_twice(app: Flask) -> None:
    browser, passkey = logged_in(app, add_user(app, RoleName.HANDLER)), SoftPasskey()
    add(browser, passkey)
    assert "al toegevoegd" in add(browser, passkey, "Nog eens")
