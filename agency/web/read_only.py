"""While maintenance is done nothing is taken in: every form is refused before anything looks at it."""

from typing import Final

from flask import Flask, request

from agency import maintenance

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
LOG_OUT: Final = "security.logout"  # who wants to leave a shared computer does not wait


def init_app(app: Flask) -> None:
    """Refuse what asks for a change. Logging in is one: a log-in is a row on record."""
    app.before_request(_refuse_change)


def _refuse_change() -> None:
    if request.method not in SAFE and request.endpoint != LOG_OUT:
        maintenance.refuse_if_on()
