"""The administrator's area: its blueprint, and what stands in the bar."""

from collections.abc import Callable
from typing import Final

from flask import Blueprint

from agency.resources import store
from agency.web.formatting import filesize
from agency.web.navigation import NavItem
from agency.web.once import answer_to

bp = Blueprint("admin", __name__, url_prefix="/beheer")
NAVIGATION = (
    NavItem("admin.overview", "Overzicht"),
    NavItem("admin.edit_agency", "Bureau"),
    NavItem("admin.list_clients", "Opdrachtgevers"),
    NavItem("admin.list_bailiff_offices", "Deurwaarders"),
    NavItem("admin.list_users", "Gebruikers"),
    NavItem("admin.show_trace", "Logboek"),
    NavItem("admin.show_staffing", "Verdeling"),
    NavItem("admin.list_figures", "Cijfers"),
    NavItem("admin.show_year_end", "Jaarwisseling"),
)
ALMOST: Final = 2  # times what must stay free


@bp.app_context_processor  # pages about the own log-in have the frame of this area too
def _shared() -> dict[str, Callable[[], str]]:
    return {"room_warning": room_warning}


def room_warning() -> str:
    """That the disk of the documents is full, or nearly so; empty while there is room, or where nobody knows."""
    room, spare = answer_to(None, store().room).result, store().spare
    if room is None or room >= ALMOST * spare:
        return ""
    if room >= spare:
        return (
            f"De schijf met documenten raakt vol: er is nog {filesize(room)} vrij. Bij minder dan "
            f"{filesize(spare)} wordt er niets meer opgeslagen."
        )
    return (
        f"De schijf met documenten is vol: er is nog {filesize(room)} vrij. Uploads worden geweigerd en brieven "
        f"wachten tot er weer {filesize(spare)} vrij is."
    )
