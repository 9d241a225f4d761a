"""Pages of the administrator."""

from flask import Blueprint, render_template

from agency.access import Permission, requires
from agency.navigation import NavItem

bp = Blueprint("admin", __name__)
NAVIGATION = (NavItem("admin.start", "Overzicht"),)


@bp.get("/beheer")
@requires(Permission.ADMIN_READ)
def start() -> str:
    """The page on which this user starts."""
    return render_template("layout/start.html", area="admin", heading="Overzicht")
