"""The bailiff's area: its blueprint, what stands in the bar, and what its pages share."""

import io
from pathlib import Path
from typing import cast

from flask import Blueprint, Response, current_app, send_file

from agency import database
from agency.access import current_bailiff_office_id
from agency.navigation import NavItem
from cases import bailiffs
from cases.models import Writ
from cases.store import DocumentStore
from legal.parameters import Figures, load_figures

bp = Blueprint("bailiff_portal", __name__, url_prefix="/deurwaarder")
NAVIGATION = (NavItem("bailiff_portal.list_packages", "Opdrachten"),)
SEARCH = "bailiff_portal.list_packages"


def store() -> DocumentStore:
    """Where files are kept."""
    return DocumentStore(Path(current_app.config["DOCUMENT_STORE"]))


def figures() -> Figures:
    """The statutory figures, read once for each application."""
    kept = current_app.extensions
    if "figures" not in kept:
        kept["figures"] = load_figures()
    return cast(Figures, kept["figures"])


def writ_or_404(writ_id: int) -> Writ:
    """A writ given to the office of this user; another's is not found, as one that does not exist."""
    return bailiffs.writ_of(database.session(), current_bailiff_office_id(), writ_id)


def as_attachment(content: bytes, filename: str, media_type: str) -> Response:
    """A file to keep, never to open inside our pages."""
    return send_file(io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=filename)
