"""The bailiff's area: its blueprint, what stands in the bar, and what its pages share."""

from flask import Blueprint

from agency import database
from agency.web.access import current_bailiff_office_id
from agency.web.navigation import NavItem
from cases.legal_track import bailiffs
from cases.models import Writ

bp = Blueprint("bailiff_portal", __name__, url_prefix="/deurwaarder")
NAVIGATION = (NavItem("bailiff_portal.list_packages", "Opdrachten"),)
SEARCH = "bailiff_portal.list_packages"


def writ_or_404(writ_id: int) -> Writ:
    """A writ given to the office of this user; another's is not found, as one that does not exist."""
    return bailiffs.writ_of(database.session(), current_bailiff_office_id(), writ_id)
