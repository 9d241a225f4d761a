"""Where a user is logged in, and ending that: a laptop that was left behind or stolen."""

from flask import flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from agency import clock, database
from agency.auth.blueprint import bp
from agency.auth.freshness import asking_again
from agency.web import open_pages
from agency.web.access import Permission, act, public, requires
from agency.web.navigation import frame
from cases.models import LoginEnding
from cases.setup import logins


@bp.get("/ingelogd")
@requires(Permission.ACCOUNT_OWN)
def list_logins() -> ResponseReturnValue:
    """The log-ins of the user that count, and the last ones that ended."""
    standing, past = logins.of_user(database.session(), current_user.id, now=clock.now())
    return render_template("auth/logins.html", frame=frame(), standing=standing, past=past, here=current_user.login_id)


@bp.get("/ingelogd/nog")
@public
def who_is_logged_in() -> ResponseReturnValue:
    """Who is logged in here, asked by the script of a page that stands open. To ask is no use of the log-in."""
    open_pages.is_no_use()
    return jsonify(user=current_user.id if current_user.is_authenticated else None)


@bp.post("/ingelogd/<int:login_id>/beeindigen")
@requires(Permission.ACCOUNT_OWN)
def end_login(login_id: int) -> ResponseReturnValue:
    """End one of them."""
    if (elsewhere := asking_again(url_for("auth.list_logins"))) is not None:
        return elsewhere
    with database.transaction() as session:
        logins.end(session, act(), login_id, LoginEnding.ENDED_ELSEWHERE)
    flash("Dat apparaat is uitgelogd.", "success")
    return redirect(url_for("auth.list_logins"))


@bp.post("/ingelogd/overal-beeindigen")
@requires(Permission.ACCOUNT_OWN)
def end_other_logins() -> ResponseReturnValue:
    """End all but the one in use."""
    if (elsewhere := asking_again(url_for("auth.list_logins"))) is not None:
        return elsewhere
    with database.transaction() as session:
        ended = logins.end_all(
            session, act(), current_user.id, LoginEnding.ENDED_ELSEWHERE, but=current_user.login_id
        )
    said = "U was nergens anders ingelogd."
    if ended:
        said = "Op alle andere apparaten bent u uitgelogd. Wijzig ook uw wachtwoord als u een apparaat kwijt bent."
    flash(said, "success")
    return redirect(url_for("auth.list_logins"))
