"""The strict headers, on every kind of answer."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from agency.web.access import public
from agency.web.headers import CONTENT_SECURITY_POLICY, HEADERS
from cases.models.accounts import RoleName
from tests.web import make_app

Login = Callable[[RoleName], FlaskClient]


def test_the_policy_allows_nothing_but_our_own_files() -> None:
    assert CONTENT_SECURITY_POLICY == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
    )


@pytest.mark.parametrize(("method", "path", "status"), [
    ("GET", "/inloggen", 200), ("GET", "/", 302), ("GET", "/werkbak", 302), ("GET", "/bestaat-niet", 404),
    ("POST", "/", 405), ("POST", "/inloggen", 400), ("GET", "/static/theme.css", 200), ("GET", "/static/geen.css", 404),
    ("OPTIONS", "/inloggen", 200), ("HEAD", "/inloggen", 200), ("GET", "/kapot", 500),
])
def test_every_answer_carries_them(app: Flask, method: str, path: str, status: int) -> None:
    app.add_url_rule("/kapot", view_func=public(lambda: 1 / 0), endpoint="broken")
    answer = app.test_client().open(path, method=method, buffered=True)
    assert answer.status_code == status
    for name, value in HEADERS.items():
        assert answer.headers.getlist(name) == [value]
    assert "Cache-Control" in answer.headers


def test_pages_are_not_kept_and_fingerprinted_assets_are(login: Login) -> None:
    browser = login(RoleName.HANDLER)
    for path in ("/werkbak", "/wachtwoord", "/beheer", "/weg"):
        assert browser.get(path).headers["Cache-Control"] == "no-store"
    assert "immutable" in browser.get("/static/theme.css?v=abc", buffered=True).headers["Cache-Control"]
    assert browser.get("/static/theme.css", buffered=True).headers["Cache-Control"] == "no-cache"
    assert browser.get("/static/weg.css?v=abc").headers["Cache-Control"] == "no-store"


def test_only_behind_https_browsers_are_told_to_stay_there(app: Flask, sqlite_url: str, tmp_path: Path) -> None:
    assert "Strict-Transport-Security" not in app.test_client().get("/inloggen").headers
    secure = make_app(sqlite_url, tmp_path, https=True, trusted_hosts=("bureau.test",)).test_client()
    answer = secure.get("/inloggen", base_url="https://bureau.test")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert secure.get("/inloggen", base_url="https://kwaad.test").status_code == 400
