"""The first page of a client: what waits for an answer, and the figures."""

from flask import render_template

from agency import database
from agency.client_portal.blueprint import bp
from agency.web.access import Permission, current_client_id, requires
from cases.models import Client
from cases.names import name
from cases.queries.client import portfolio
from cases.queries.client.portfolio import Selection


@bp.get("")
@requires(Permission.OWN_CASES_READ)
def start() -> str:
    """Open questions first, then how the portfolio stands."""
    session, client_id = database.session(), current_client_id()
    return render_template(
        "client_portal/start.html", overview=portfolio.overview(session, client_id),
        company=session.get_one(Client, client_id), name=name, Selection=Selection,
    )
