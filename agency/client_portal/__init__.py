"""Pages of the client company: hand in claims, follow the cases, answer what is asked."""

from agency.client_portal import answers, cases, start, uploads
from agency.client_portal.area import NAVIGATION, SEARCH, bp

__all__ = ["NAVIGATION", "SEARCH", "answers", "bp", "cases", "start", "uploads"]
