"""The administrator's area: its blueprint, and what stands in the bar."""

from flask import Blueprint

from agency.web.navigation import NavItem

bp = Blueprint("admin", __name__, url_prefix="/beheer")
NAVIGATION = (
    NavItem("admin.overview", "Overzicht"),
    NavItem("admin.edit_agency", "Bureau"),
    NavItem("admin.list_clients", "Opdrachtgevers"),
    NavItem("admin.list_bailiff_offices", "Deurwaarders"),
    NavItem("admin.list_users", "Gebruikers"),
    NavItem("admin.show_staffing", "Verdeling"),
    NavItem("admin.list_figures", "Cijfers"),
    NavItem("admin.show_year_end", "Jaarwisseling"),
)
