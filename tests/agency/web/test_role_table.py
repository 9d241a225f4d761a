"""The table of roles is walked: whatever a role may do, a page of its own area leads there."""

import re
from pathlib import Path

import pytest
from flask import Flask

import agency
from agency.web.access import ROLES, permission_of
from cases.models import RoleName

TEMPLATES = Path(agency.__file__).parent / "templates"
AREAS = {
    RoleName.HANDLER: "desk", RoleName.LEGAL_LEAD: "desk", RoleName.ADMIN: "admin", RoleName.CLIENT: "client_portal",
    RoleName.BAILIFF: "bailiff_portal", RoleName.OUTSIDER: "admin",
}
SHARED = ("calculator", "macros", "layout/_bar.html")  # what every area shows
LED_TO = re.compile(r"""["']([a-z_]*\.[a-z_]+)["']""")


@pytest.fixture(scope="module")
def led_to() -> dict[str, set[str]]:
    """The endpoints to which the templates of each area lead; one that begins with a dot is of the area itself."""
    found = {}
    for area in AREAS.values():
        pages = [*(TEMPLATES / area).glob("*.html"), TEMPLATES / "layout" / f"{area}.html"]
        for shared in SHARED:
            place = TEMPLATES / shared
            pages += place.glob("*.html") if place.is_dir() else [place]
        named = {each for page in pages for each in LED_TO.findall(page.read_text(encoding="utf-8"))}
        found[area] = {f"{area}{each}" if each.startswith(".") else each for each in named}
    return found


@pytest.mark.parametrize("role", RoleName)
def test_a_page_of_the_area_leads_to_all_that_a_role_may_do(
    app: Flask, led_to: dict[str, set[str]], role: RoleName
) -> None:
    area = AREAS[role]
    shown = led_to[area] | {item.endpoint for item in app.extensions["navigation"].get(area, ())}
    reached = {permission_of(view) for name, view in app.view_functions.items() if name in shown}
    assert sorted(ROLES[role] - reached) == [], f"no page of {area} leads there"
