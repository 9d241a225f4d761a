"""What the pages of every area need: the document store, the statutory figures, a file as an answer."""

import io
from functools import lru_cache
from typing import cast

from flask import Response, current_app, g, has_request_context, send_file

from agency import database
from cases import documents
from cases.counting import figures as added
from cases.errors import StoreFull, StoreTrouble
from cases.store import DocumentStore, open_store
from legal.parameters import Figures, load_figures

_FIGURES = "figures"
_STORE = "store"


def store() -> DocumentStore:
    """Where documents are kept. One for the whole application: a connection to a bucket is dear to make."""
    if _STORE not in current_app.extensions:
        config = current_app.config
        current_app.extensions[_STORE] = open_store(config["DOCUMENT_STORE"], spare=config["STORE_SPARE"])
    return cast(DocumentStore, current_app.extensions[_STORE])


def why_files_wait() -> str:
    """Why nothing can be stored now, in Dutch; empty where nothing is known to be in the way."""
    try:
        return "" if store().has_room() else str(StoreFull())
    except StoreTrouble as trouble:
        return str(trouble)


@lru_cache(maxsize=1)
def packaged_figures() -> Figures:
    """The statutory figures that come with the program, read once per process."""
    return load_figures()


def figures() -> Figures:
    """The statutory figures with what the agency confirmed, the same all through a request.

    Outside a request, as in a job of many letters, it asks each time.
    """
    if not has_request_context():
        return _newest_figures()
    if _FIGURES not in g:
        setattr(g, _FIGURES, _newest_figures())
    return cast(Figures, getattr(g, _FIGURES))


def _newest_figures() -> Figures:
    """Made again only when something new was decided."""
    newest = added.newest_decision(database.session())
    known: tuple[int, Figures] | None = current_app.extensions.get(_FIGURES)
    if known is None or known[0] != newest:
        own = added.with_additions(database.session(), packaged_figures()) if newest else packaged_figures()
        known = (newest, own)
        current_app.extensions[_FIGURES] = known
    return known[1]


def as_attachment(content: bytes, filename: str, media_type: str) -> Response:
    """A file to keep, never to open inside our pages: what somebody uploaded must not run here."""
    name = documents.fitting_name(filename, media_type)
    return send_file(io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name)
