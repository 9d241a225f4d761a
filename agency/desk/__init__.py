"""Pages of the case handler and the legal lead."""

from flask import Blueprint, render_template

from agency.access import Permission, requires
from agency.navigation import NavItem

bp = Blueprint("desk", __name__)
NAVIGATION = (NavItem("desk.start", "Werkbak"),)


@bp.get("/werkbak")
@requires(Permission.QUEUE_READ)
def start() -> str:
    """The page on which this user starts."""
    return render_template("layout/start.html", area="desk", heading="Werkbak")
