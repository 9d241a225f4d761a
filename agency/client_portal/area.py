"""The client's area: its blueprint, what stands in the bar, and what its pages share."""

import io
from pathlib import Path
from typing import cast

from flask import Blueprint, Response, abort, current_app, send_file

from agency import database
from agency.access import current_client_id
from agency.navigation import NavItem
from cases.models import Case
from cases.queries import client
from cases.store import DocumentStore
from legal.parameters import Figures, load_figures

bp = Blueprint("client_portal", __name__, url_prefix="/opdrachtgever")
NAVIGATION = (
    NavItem("client_portal.start", "Overzicht"),
    NavItem("client_portal.list_cases", "Dossiers", "d"),
    NavItem("client_portal.hand_in", "Aanleveren", "a"),
    NavItem("client_portal.list_uploads", "Uploads", "u"),
)
SEARCH = "client_portal.list_cases"


def store() -> DocumentStore:
    """Where files are kept."""
    return DocumentStore(Path(current_app.config["DOCUMENT_STORE"]))


def figures() -> Figures:
    """The statutory figures, read once for each application."""
    kept = current_app.extensions
    if "figures" not in kept:
        kept["figures"] = load_figures()
    return cast(Figures, kept["figures"])


def case_or_404(case_id: int) -> Case:
    """A case of the client of this user; another's is not found, in the same words as one that does not exist."""
    return client.case_of(database.session(), current_client_id(), case_id) or abort(404)


def as_attachment(content: bytes, filename: str, media_type: str) -> Response:
    """A file to keep, never to open inside our pages: what somebody uploaded must not run here."""
    return send_file(io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=filename)
