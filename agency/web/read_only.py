"""While maintenance is done nothing is taken in: every form is refused before anything looks at it."""

from typing import Final

from flask import Flask, request

from agency import maintenance

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
LOG_IN: Final = "security.login"
LOG_OUT: Final = "security.logout"  # who wants to leave a shared computer does not wait
# What leads to an address and keeps nothing: a search goes by a form so that its words stand in no address.
ASKS: Final = frozenset({
    "desk.search", "desk.list_cases", "desk.find_debtor", "desk.ask_adding", "client_portal.list_cases",
    "bailiff_portal.list_packages", "admin.show_trace",
})


def init_app(app: Flask) -> None:
    """Refuse what asks for a change. Logging in is one: a log-in is a row on record."""
    app.before_request(_refuse_change)


def _refuse_change() -> None:
    if request.method in SAFE or request.endpoint in {LOG_OUT, *ASKS} or not maintenance.is_on():
        return
    if request.endpoint == LOG_IN:
        raise maintenance.UnderMaintenance("inloggen kan straks weer. Wie al is ingelogd, leest intussen verder.")
    raise maintenance.UnderMaintenance
