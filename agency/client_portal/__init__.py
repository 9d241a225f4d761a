"""Pages of the client company."""

from flask import Blueprint, render_template

from agency.access import Permission, requires
from agency.navigation import NavItem

bp = Blueprint("client_portal", __name__)
NAVIGATION = (NavItem("client_portal.start", "Dossiers"),)


@bp.get("/opdrachtgever")
@requires(Permission.OWN_CASES_READ)
def start() -> str:
    """The page on which this user starts."""
    return render_template("layout/start.html", area="client_portal", heading="Dossiers")
