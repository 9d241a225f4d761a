"""What the pages of every area need: the document store, the statutory figures, a file as an answer."""

import io
from functools import lru_cache
from pathlib import Path

from flask import Response, current_app, send_file

from agency import database
from cases import figures as added
from cases.store import DocumentStore
from legal.parameters import Figures, load_figures

_FIGURES = "figures"


def store() -> DocumentStore:
    """Where documents are kept."""
    return DocumentStore(Path(current_app.config["DOCUMENT_STORE"]))


@lru_cache(maxsize=1)
def packaged_figures() -> Figures:
    """The statutory figures that come with the program, read once per process."""
    return load_figures()


def figures() -> Figures:
    """The statutory figures with what the agency confirmed; made again only when something new was decided."""
    newest = added.newest_decision(database.session())
    known: tuple[int, Figures] | None = current_app.extensions.get(_FIGURES)
    if known is None or known[0] != newest:
        known = (newest, added.with_additions(database.session(), packaged_figures()))
        current_app.extensions[_FIGURES] = known
    return known[1]


def as_attachment(content: bytes, filename: str, media_type: str) -> Response:
    """A file to keep, never to open inside our pages: what somebody uploaded must not run here."""
    return send_file(io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=filename)
