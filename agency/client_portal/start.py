"""The first page of a client: what waits for an answer, and the figures."""

from flask import render_template, request

from agency import clock, database
from agency.client_portal.blueprint import bp
from agency.web.access import Permission, current_client_id, requires
from agency.web.fragments import is_fragment
from cases.models import Client
from cases.names import name
from cases.queries.client import portfolio
from cases.queries.client.portfolio import Selection


@bp.get("")
@requires(Permission.OWN_CASES_READ)
def start() -> str:
    """Open questions first, then how the portfolio stands. Of many cases the page asks the sums by itself, after it."""
    session, client_id = database.session(), current_client_id()
    if is_fragment():
        return render_template("client_portal/_sums.html", sums=portfolio.sums(session, client_id))
    overview = portfolio.overview(session, client_id)
    asked = "bedragen" in request.args or not overview.is_large
    return render_template(
        "client_portal/start.html", overview=overview, sums=portfolio.sums(session, client_id) if asked else None,
        company=session.get_one(Client, client_id), name=name, Selection=Selection,
        differences=portfolio.small_differences(session, client_id, today=clock.today()),
    )
