"""Choosing a password with a link that an administrator gave: the only eyes that see it are those of its user."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import hash_password

from agency import clock, database
from agency.auth.blueprint import bp
from agency.auth.forms import ChoosePasswordForm
from agency.auth.passwords import normal, problems
from agency.web import access
from agency.web.errors import REFUSED
from cases.errors import NotFound
from cases.setup import account_links


@bp.route("/wachtwoord-kiezen/<token>", methods=["GET", "POST"])
@access.public
def choose_password(token: str) -> ResponseReturnValue:
    """The page of a link; who chose a password logs in with it, so that nothing else is skipped."""
    try:
        return _choose(token)
    except NotFound as useless:
        return render_template("auth/useless_link.html", why=useless), 404


def _choose(token: str) -> ResponseReturnValue:
    link = account_links.standing(database.session(), token, now=clock.now())
    form, user = ChoosePasswordForm(), link.user
    if form.validate_on_submit():
        chosen = normal(form.new_password.data)
        found = problems(chosen, email=user.email, name=user.name)
        if not found:
            with database.transaction() as session:
                act = clock.act(address=access.address())
                account_links.choose_password(session, act, token, password_hash=hash_password(chosen))
            flash("Uw wachtwoord is vastgelegd. Log ermee in.", "success")
            return redirect(url_for("security.login"))
        form.new_password.errors = found
    page = render_template("auth/choose_password.html", form=form, user=user, link=link)
    return page, REFUSED if form.is_submitted() else 200
