"""The client's area: its blueprint, what stands in the bar, and what its pages share."""

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from agency import database
from agency.web.access import current_client_id
from agency.web.navigation import NavItem
from cases.models import Case
from cases.queries.client import portfolio

bp = Blueprint("client_portal", __name__, url_prefix="/opdrachtgever")
NAVIGATION = (
    NavItem("client_portal.start", "Overzicht"),
    NavItem("client_portal.list_cases", "Dossiers", "d"),
    NavItem("client_portal.hand_in", "Aanleveren", "a"),
    NavItem("client_portal.list_uploads", "Uploads", "u"),
    NavItem("calculator.calculate", "Rekenen", "r"),
)
SEARCH = "client_portal.list_cases"


def case_or_404(case_id: int) -> Case:
    """A case of the client of this user; another's is not found, in the same words as one that does not exist."""
    return portfolio.case_of(database.session(), current_client_id(), case_id) or abort(404)


def to_case(case: Case) -> ResponseReturnValue:
    """Back to the page of a case."""
    return redirect(url_for("client_portal.show_case", case_id=case.id))
