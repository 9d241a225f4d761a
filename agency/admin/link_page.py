"""The page that shows a link to choose a password, once."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.web.navigation import frame
from cases.models import RoleName, User
from cases.setup import account_links, accounts


def link_page(user: User, token: str, *, heading: str) -> ResponseReturnValue:
    """No redirect: the link must not be kept anywhere, also not in a cookie, to be shown on the next page."""
    link = account_links.open_of(database.session(), user.id, now=clock.now())
    return render_template(
        "admin/user_link.html", frame=frame(), user=user, heading=heading, link=link,
        is_outsider=accounts.role_of(user) is RoleName.OUTSIDER,
        address=url_for("auth.choose_password", _external=True, _anchor=token),
    )
