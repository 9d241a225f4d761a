"""Addresses for programs: JSON in and out, by the session of a user who is logged in."""

from agency.api.area import bp
from agency.api.quote import quote, quote_schema

__all__ = ["bp", "quote", "quote_schema"]
