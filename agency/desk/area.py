"""The desk: its blueprint, what stands in the bar, and what all of its pages need."""

from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, current_app, request

from agency.navigation import NavItem
from cases.names import name
from cases.store import DocumentStore
from legal.parameters import Figures, load_figures

bp = Blueprint("desk", __name__)
NAVIGATION = (
    NavItem("desk.show_queue", "Werkbak"),
    NavItem("desk.list_cases", "Dossiers"),
    NavItem("desk.list_batches", "Brieven"),
)
SEARCH = "desk.search"
REFUSED = 422


@lru_cache(maxsize=1)
def figures() -> Figures:
    """The statutory figures, read once per process."""
    return load_figures()


def store() -> DocumentStore:
    """Where documents are kept."""
    return DocumentStore(Path(current_app.config["DOCUMENT_STORE"]))


def is_fragment() -> bool:
    """Whether htmx asked for a piece of the page."""
    return request.headers.get("HX-Request") == "true"


@bp.app_template_filter("word")
def _word(choice: StrEnum) -> str:
    return name(choice)
