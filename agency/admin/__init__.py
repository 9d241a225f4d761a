"""Pages of the administrator: the agency, its clients with their terms, bailiff offices, users and figures."""

from agency.admin import bailiff_offices, bureau, clients, figures, overview, terms, users
from agency.admin.area import NAVIGATION, bp

__all__ = ["NAVIGATION", "bailiff_offices", "bp", "bureau", "clients", "figures", "overview", "terms", "users"]
