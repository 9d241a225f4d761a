"""Cookie and form token carry a signature by HMAC-SHA-256, made by hand here; one by SHA-1 opens nothing."""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient

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
