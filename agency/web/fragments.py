"""Pieces of a page that htmx asks for by themselves."""

from flask import request


def is_fragment() -> bool:
    """Whether a piece is asked for and not the whole page."""
    return request.headers.get("HX-Request") == "true"
