"""What browsers carry is signed by HMAC-SHA-256: the cookie of the session and the tokens of forms."""

import hashlib

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import Signer


class Cookie(SecureCookieSessionInterface):
    """The cookie of the session, whose library signs by SHA-1 unless told otherwise."""

    digest_method = staticmethod(hashlib.sha256)


def init_app(app: Flask) -> None:
    """Sign so for `app`, and whatever else the library signs in this process."""
    app.session_interface = Cookie()
    Signer.default_digest_method = staticmethod(hashlib.sha256)
