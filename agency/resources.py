"""What the pages of every area need: the document store, the statutory figures, a file as an answer."""

import io
from functools import lru_cache
from pathlib import Path

from flask import Response, current_app, send_file

from cases.store import DocumentStore
from legal.parameters import Figures, load_figures


def store() -> DocumentStore:
    """Where documents are kept."""
    return DocumentStore(Path(current_app.config["DOCUMENT_STORE"]))


@lru_cache(maxsize=1)
def figures() -> Figures:
    """The statutory figures, read once per process."""
    return load_figures()


def as_attachment(content: bytes, filename: str, media_type: str) -> Response:
    """A file to keep, never to open inside our pages: what somebody uploaded must not run here."""
    return send_file(io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=filename)
