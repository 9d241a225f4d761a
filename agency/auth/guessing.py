"""Guessing passwords and codes is slowed down, without shutting out who works where the guessing comes from.

Failures count in a quarter of an hour: ten per account and address, and a hundred per account, wherever from, and per
address, whatever account. The two of a hundred leave who logged in from that address lately alone: neither a colleague
nor a stranger can keep a user out.
"""

from datetime import timedelta
from typing import Any, Final

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_security import current_user

from agency import clock, database
from agency.web.errors import REFUSED
from agency.web.extensions import limiter_of
from cases.setup import logins

_TEN, _HUNDRED = "10 per 15 minutes", "100 per 15 minutes"
_NOBODY: Final = "-"  # the library leaves out a limit without a key, and calls that an error
KNOWN_FOR: Final = timedelta(days=30)


def slow_log_in(app: Flask, view: Any) -> Any:
    """The page where visitors log in."""
    limiter = limiter_of(app)
    view = _limit(limiter, _TEN, "login-account-address", lambda: f"{_email()}|{_address()}")(view)
    view = _limit(limiter, _HUNDRED, "login-account", _email, exempt_when=_is_known_here)(view)
    return _limit(limiter, _HUNDRED, "login-address", _address, exempt_when=_is_known_here)(view)


def slow_second_step(app: Flask, view: Any) -> Any:
    """The pages where a user makes the second step."""
    limiter = limiter_of(app)
    view = _limit(limiter, _TEN, "step-account-address", lambda: f"{_own_id()}|{_address()}")(view)
    return _limit(limiter, _HUNDRED, "step-account", _own_id, exempt_when=_is_own_known_here)(view)


def slow_own(app: Flask, view: Any) -> Any:
    """A page that asks who is logged in for the password again: a stolen browser must not find it out."""
    return _limit(limiter_of(app), _TEN, "own-password", _own_id)(view)


def _limit(limiter: Limiter, most: str, scope: str, key: Any, **how: Any) -> Any:
    return limiter.limit(most, key_func=key, methods=["POST"], deduct_when=_failed, scope=scope, **how)


def _failed(response: Response) -> bool:
    return response.status_code == REFUSED


def _own_id() -> str:
    return str(getattr(current_user, "id", _NOBODY))


def _email() -> str:
    return request.form.get("email", "").strip().lower()[:254] or _NOBODY


def _address() -> str:
    return request.remote_addr or _NOBODY


def _is_known_here() -> bool:
    """Whether this user logged in from this address lately."""
    return _is_known(_email())


def _is_own_known_here() -> bool:
    return _is_known(getattr(current_user, "email", ""))


def _is_known(email: str) -> bool:
    return logins.is_known(database.session(), email, address=_address(), since=clock.now() - KNOWN_FOR)
