"""Codes of an app on a phone (TOTP): the secret that it shares with the program, and checking what it shows."""

from typing import Any, Final

import segno
from flask import current_app
from flask_security.totp import Totp

from cases.models import SecondFactor

ISSUER: Final = "Incasso"
EACH_SECONDS: Final = 30
_SQUARE_SIZE: Final = 4


class _Codes(Totp):
    """The library's codes, each of which works once."""

    def get_last_counter(self, user: Any) -> int | None:
        """The number of the code that was used last."""
        return user.counter or None

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """Remember the one that is used now."""
        user.counter = tmatch.counter


class _Used:
    """What the library asks of and tells about an app."""

    def __init__(self, counter: int) -> None:
        self.counter = counter


def new_secret() -> str:
    """A secret for a new app, encrypted."""
    return _codes().generate_totp_secret()


def matched(code: str, secret: str, *, after: int = 0) -> int | None:
    """The number of this code, where it is right, newer than `after` and at most one step early or late; else None."""
    used = _Used(after)
    is_right = _codes().verify_totp("".join(code.split()), secret, used, window=EACH_SECONDS)  # type: ignore[arg-type]
    return used.counter if is_right else None


def matching(code: str, apps: list[SecondFactor]) -> tuple[SecondFactor, int] | None:
    """The app that shows this code now, and the number of the code."""
    for app in apps:
        number = matched(code, app.secret or "", after=app.counter)
        if number is not None:
            return app, number
    return None


def address(secret: str, email: str) -> str:
    """What an app reads from the square, as an address."""
    return _codes().get_totp_uri(email, secret)


def square(secret: str, email: str) -> str:
    """The square to scan, as an image in the page."""
    return str(segno.make(address(secret, email), micro=False).svg_data_uri(scale=_SQUARE_SIZE, light="#fff"))


def key_to_type(secret: str) -> str:
    """The secret in groups, for who cannot scan."""
    return _codes().get_totp_pretty_key(secret)


def _codes() -> _Codes:
    made: _Codes | None = current_app.extensions.get("app_codes")
    if made is None:
        made = _Codes({1: current_app.config["FACTOR_KEY"]}, ISSUER)
        current_app.extensions["app_codes"] = made
    return made
