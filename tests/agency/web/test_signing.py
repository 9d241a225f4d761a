"""Cookie and form token carry a signature by HMAC-SHA-256, made by hand here; one by SHA-1 opens nothing."""

import hashlib
import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable

import pytest
from flask import Flask, render_template_string, session
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from flask_wtf.csrf import validate_csrf

from agency.auth.forms import DutchLoginForm
from agency.web.forms import BaseForm
from cases.models import RoleName
from tests.web import csrf_of

Login = Callable[[RoleName], FlaskClient]
KEY = b"t" * 40  # as tests.web makes it


def cookie_of(browser: FlaskClient) -> str:
    cookie = browser.get_cookie("session")
    assert cookie is not None
    return str(cookie.value)


def test_the_cookie_is_signed_by_sha_256(login: Login) -> None:
    signed, _, signature = cookie_of(login(RoleName.HANDLER)).rpartition(".")
    key = hmac.digest(KEY, b"cookie-session", "sha256")
    right = hmac.digest(key, signed.encode(), "sha256")
    assert urlsafe_b64encode(right).rstrip(b"=").decode() == signature


def test_the_token_of_a_form_is_signed_by_sha_256(login: Login) -> None:
    signed, _, signature = csrf_of(login(RoleName.HANDLER)).rpartition(".")
    key = hashlib.sha256(b"wtf-csrf-token" + b"signer" + KEY).digest()
    right = hmac.digest(key, signed.encode(), "sha256")
    assert urlsafe_b64encode(right).rstrip(b"=").decode() == signature


def test_a_cookie_that_was_signed_by_sha_1_opens_nothing(app: Flask, login: Login) -> None:
    browser, old = login(RoleName.HANDLER), SecureCookieSessionInterface().get_signing_serializer(app)
    assert old is not None
    with browser.session_transaction() as kept:
        before = old.dumps(dict(kept))
    assert len(urlsafe_b64decode(before.rpartition(".")[2] + "=")) == hashlib.sha1().digest_size
    assert browser.get("/werkbak").status_code == 200
    browser.set_cookie("session", before)
    assert browser.get("/werkbak").status_code == 302


@pytest.mark.parametrize("make", [
    lambda _app: DutchLoginForm().csrf_token.current_token,
    lambda _app: BaseForm().csrf_token.current_token,
    lambda app: app.jinja_env.globals["csrf_token"](), lambda _app: render_template_string("{{ csrf_token() }}"),
])
def test_the_value_in_the_token_of_a_form_has_256_random_bits(app: Flask, make: Callable[[Flask], str]) -> None:
    values = set()
    for _ in range(2):
        with app.test_request_context("/inloggen"):
            token, value = make(app), session["csrf_token"]
            assert re.fullmatch("[0-9a-f]{64}", value), "by SHA-1 it would have forty signs"
            validate_csrf(token)
            values.add(value)
    assert len(values) == 2
