"""What browsers carry is signed by HMAC-SHA-256: the cookie of the session and the tokens of forms."""

import hashlib
import secrets
from typing import Any, Final

from flask import Flask, g, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from itsdangerous import Signer

from agency.web.open_pages import AS_IT_IS

_IN_COOKIE: Final = "csrf_token"
_RANDOM_BYTES: Final = 32


class Cookie(SecureCookieSessionInterface):
    """The cookie of the session, whose library signs by SHA-1 unless told otherwise."""

    digest_method = staticmethod(hashlib.sha256)

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Not where the request was no use of the log-in: another cookie would let it last longer."""
        return super().should_set_cookie(app, session) and not g.get(AS_IT_IS)


class _FormToken(FlaskForm.Meta.csrf_class):  # type: ignore[misc]  # the library has no types
    """The token of a form, of a value of our own: the library would make one by SHA-1."""

    def generate_csrf_token(self, csrf_token_field: Any) -> str:  # Any: a field of the library
        """The same all through a session."""
        _have_value()
        made: str = super().generate_csrf_token(csrf_token_field)
        return made


def init_app(app: Flask) -> None:
    """Sign so for `app`, and whatever else the library signs in this process."""
    app.session_interface = Cookie()
    Signer.default_digest_method = staticmethod(hashlib.sha256)
    FlaskForm.Meta.csrf_class = _FormToken


def form_token() -> str:
    """The token of every form of this session, for a template."""
    _have_value()
    made: str = generate_csrf()
    return made


def _have_value() -> None:
    session.setdefault(_IN_COOKIE, secrets.token_hex(_RANDOM_BYTES))
