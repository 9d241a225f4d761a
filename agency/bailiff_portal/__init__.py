"""Pages of the bailiff's office."""

from flask import Blueprint, render_template

from agency.access import Permission, requires
from agency.navigation import NavItem

bp = Blueprint("bailiff_portal", __name__)
NAVIGATION = (NavItem("bailiff_portal.start", "Opdrachten"),)


@bp.get("/deurwaarder")
@requires(Permission.ASSIGNED_CASES_READ)
def start() -> str:
    """The page on which this user starts."""
    return render_template("layout/start.html", area="bailiff_portal", heading="Opdrachten")
