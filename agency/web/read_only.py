"""While maintenance is done nothing is taken in: every form is refused before anything looks at it."""

from typing import Final

from flask import Flask, request

from agency import maintenance

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
LOG_IN: Final = "security.login"
LOG_OUT: Final = "security.logout"  # who wants to leave a shared computer does not wait


def init_app(app: Flask) -> None:
    """Refuse what asks for a change. Logging in is one: a log-in is a row on record."""
    app.before_request(_refuse_change)


def _refuse_change() -> None:
    if request.method in SAFE or request.endpoint == LOG_OUT or not maintenance.is_on():
        return
    if request.endpoint == LOG_IN:
        raise maintenance.UnderMaintenance("inloggen kan straks weer. Wie al is ingelogd, leest intussen verder.")
    raise maintenance.UnderMaintenance
