"""What stands in the bar on top of each area. Every area lists its own entries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import Flask, current_app, request
from flask_security import current_user

from agency.web.access import Permission, may, permission_of, roles_of
from cases.models.accounts import RoleName
from cases.queries.keyset import Turned

_FRAMES = {
    RoleName.HANDLER: "desk", RoleName.LEGAL_LEAD: "desk", RoleName.ADMIN: "admin", RoleName.CLIENT: "client_portal",
    RoleName.BAILIFF: "bailiff_portal", RoleName.OUTSIDER: "outsider",
}


@dataclass(frozen=True)
class NavItem:
    """An entry: a page, its Dutch name, and the key that opens it. Shown to those who may open the page."""

    endpoint: str
    label: str
    shortcut: str = ""

    def is_current(self) -> bool:
        """Whether the page shown is this one, or lies under its address; under the start of an area lies everything."""
        own = current_app.url_map._rules_by_endpoint[self.endpoint][0].rule.rstrip("/")
        is_start = own == current_app.blueprints[self.endpoint.partition(".")[0]].url_prefix
        return request.endpoint == self.endpoint or (not is_start and request.path.startswith(f"{own}/"))


def register(app: Flask, area: str, items: Sequence[NavItem], search: str | None = None) -> None:
    """Keep the entries of `area`, the name of its blueprint, and the endpoint of its search when it has one."""
    app.extensions.setdefault("navigation", {})[area] = tuple(items)
    app.extensions.setdefault("search", {})[area] = search


def search_endpoint(area: str) -> str | None:
    """The endpoint that answers the search box (argument `q`) of `area`; None shows no box."""
    found: str | None = current_app.extensions["search"].get(area)
    return found


def entries(area: str) -> Iterable[NavItem]:
    """The entries of `area` that the user may open."""
    for item in current_app.extensions["navigation"].get(area, ()):
        needed = permission_of(current_app.view_functions[item.endpoint])
        if isinstance(needed, Permission) and may(needed):
            yield item


def turned() -> Turned:
    """The page of a list that the address asks for (`na`, `voor`)."""
    return Turned(after=request.args.get("na", ""), before=request.args.get("voor", ""))


def frame() -> str:
    """The layout of the area where the user works, for a page that several areas share."""
    return f"layout/{next((_FRAMES[role] for role in roles_of(current_user)), 'plain')}.html"
