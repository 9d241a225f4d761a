"""Pages of the bailiff's office: the packages given to it, and its report of service."""

from agency.bailiff_portal import packages, service
from agency.bailiff_portal.area import NAVIGATION, SEARCH, bp

__all__ = ["NAVIGATION", "SEARCH", "bp", "packages", "service"]
