"""Who logged in long ago gives the password again before changing what opens the account, or ending log-ins."""

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import check_and_update_authn_fresh


def asking_again(onwards: str) -> ResponseReturnValue | None:
    """The page that asks, from which the user goes `onwards`; None where he gave it within the hour."""
    fresh_for, grace = current_app.config["SECURITY_FRESHNESS"], current_app.config["SECURITY_FRESHNESS_GRACE_PERIOD"]
    if check_and_update_authn_fresh(fresh_for, grace, "session"):
        return None
    return redirect(url_for("security.verify", next=onwards))
