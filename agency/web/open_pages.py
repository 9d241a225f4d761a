"""How long a page may stand open, for the script that clears it: nothing of a log-in stays on the screen after it."""

from dataclasses import dataclass

from flask import current_app, g

from agency import clock
from agency.web import access
from cases.setup import logins

AS_IT_IS = "cookie_as_it_is"


@dataclass(frozen=True)
class Standing:
    """Of whom the page is, seconds that it may stand unused, and seconds that are left at most."""

    user_id: int
    idle: int
    most: int


def standing() -> Standing | None:
    """Of the page of this request; None where nobody asked who the visitor is. It asks nothing."""
    user_id, started_at = access.known_log_in()
    if user_id is None or started_at is None:
        return None
    left = int((started_at + logins.LONGEST - clock.now()).total_seconds())
    return Standing(user_id, min(int(current_app.permanent_session_lifetime.total_seconds()), left), left)


def is_no_use() -> None:
    """This request is no use of the log-in: its half hour goes on."""
    setattr(g, AS_IT_IS, True)
