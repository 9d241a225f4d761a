"""The blueprint of the pages that handlers and clients share, and what stands in the bar."""

from flask import Blueprint

from agency.web.navigation import NavItem

bp = Blueprint("calculator", __name__)
NAVIGATION = (NavItem("calculator.calculate", "Rekenen"), NavItem("calculator.show_figures", "Cijfers"))
