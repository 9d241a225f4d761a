"""Engines of tests: they see the record as the agency's own people do."""

from sqlalchemy import Engine

from cases.schema import db
from cases.schema.viewers import INSIDE


def create_engine_for(url: str) -> Engine:
    """An engine without an application that sees every row."""
    return db.create_engine_for(url, viewer=INSIDE)
