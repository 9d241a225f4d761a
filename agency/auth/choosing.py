"""Choosing a password with a link that an administrator gave: the only eyes that see it are those of its user.

The token of the link stands behind its #, which a browser sends to nobody. The page that it opens sends the token in a
form; without JavaScript its user copies it.
"""

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


@bp.route("/wachtwoord-kiezen", methods=["GET", "POST"])
@access.public
def choose_password() -> ResponseReturnValue:
    """The page of a link; who chose a password logs in with it, so that nothing else is skipped."""
    form = ChoosePasswordForm()
    if not form.code.data:
        return render_template("auth/open_link.html")
    try:
        return _choose(form)
    except NotFound as useless:
        return render_template("auth/useless_link.html", why=useless), 404


@bp.get("/wachtwoord-kiezen/<token>")
@access.public
def open_old_link(token: str) -> ResponseReturnValue:
    """A link that was given before its token stood behind the #."""
    return redirect(url_for("auth.choose_password", _anchor=token))


def _choose(form: ChoosePasswordForm) -> ResponseReturnValue:
    link = account_links.standing(database.session(), form.code.data, now=clock.now())
    user, is_chosen = link.user, bool(form.new_password.raw_data)
    if is_chosen and form.validate():
        chosen = normal(form.new_password.data)
        found = problems(chosen, email=user.email, name=user.name)
        if not found:
            with database.transaction() as session:
                act = clock.act(address=access.address())
                account_links.choose_password(session, act, form.code.data, password_hash=hash_password(chosen))
            flash("Uw wachtwoord is vastgelegd. Log ermee in.", "success")
            return redirect(url_for("security.login"))
        form.new_password.errors = found
    page = render_template("auth/choose_password.html", form=form, user=user, link=link)
    return page, REFUSED if is_chosen else 200
