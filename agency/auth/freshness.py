"""Who logged in a while ago shows again that it is still him before changing what opens the account, or ending log-ins.

By the password and, where the user has one, the second step; both at the log-in itself count for as long.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Final

from flask import current_app, make_response, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_security import check_and_update_authn_fresh, current_user

from agency import clock, database
from agency.auth.accounts import LOGIN
from agency.web import access
from cases.setup import logins, second_factors

FRESH_FOR: Final = timedelta(minutes=10)
_STEP_AT: Final = "step_at"  # in the cookie: when the second step was made


def asking_again(onwards: str) -> ResponseReturnValue | None:
    """The page that asks, from which the user goes `onwards`; None where he gave both a moment ago."""
    if not check_and_update_authn_fresh(FRESH_FOR, timedelta(0), "session"):
        return redirect(url_for("security.verify", next=onwards))
    return asking_step(onwards)


def asking_step(onwards: str) -> ResponseReturnValue | None:
    """The page of the second step, from which the user goes `onwards`; None where it is not due."""
    if not step_is_due():
        return None
    cookie[access.WANTED] = onwards
    return redirect(url_for("auth.second_step"))


def step_is_due() -> bool:
    """Whether this user has a second step, and did not make it a moment ago."""
    if not current_app.config["SECOND_STEP"]:
        return False
    since = clock.unpinned().timestamp() - cookie.get(_STEP_AT, 0)
    return since >= FRESH_FOR.total_seconds() and bool(second_factors.of_user(database.session(), current_user.id))


def note_step() -> None:
    """The second step was made now."""
    cookie[_STEP_AT] = clock.unpinned().timestamp()


def forget() -> None:
    """Somebody else may sit here."""
    cookie.pop(_STEP_AT, None)


def with_step(view: Callable[[], Any]) -> Callable[[], ResponseReturnValue]:
    """A page that asks for the password itself, after the second step."""

    @wraps(view)
    def asked() -> ResponseReturnValue:
        elsewhere = asking_step(request.path) if current_user.is_proven else None
        return view() if elsewhere is None else elsewhere

    return asked


def then_step(view: Callable[[], Any]) -> Callable[[], ResponseReturnValue]:
    """The page that asks for the password again: then the second step. The token of before is worth nothing after."""

    @wraps(view)
    def asked() -> ResponseReturnValue:
        answer = make_response(view())
        if request.method != "POST" or answer.location is None:
            return answer
        with database.transaction() as session:
            cookie[LOGIN] = logins.give_password_again(session, access.act(), current_user.login_id)
        elsewhere = asking_step(answer.location)
        if elsewhere is None:
            return answer
        cookie.pop("_flashes", None)  # he cannot go on yet
        return elsewhere

    return asked
