"""Every address of the program: declared, guarded, and changing nothing unless asked by a form."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import IntegerConverter, Rule

from agency import database
from agency.web import access
from agency.web.access import ROLES, Permission, permission_of
from agency.web.navigation import NavItem
from cases.models.accounts import RoleName
from cases.schema.db import Base
from tests.web import add_user, make_app, sign_in

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
PUBLIC = {
    "auth.choose_password", "auth.home", "auth.open_old_link", "auth.who_is_logged_in", "security.login",
    "security.logout", "static",
    "health.show", "health.show_ready", "health.show_alive", "health.show_metrics",
}
AREA_OF = {"desk": ("desk.", "figures."), "client_portal": ("client.",), "bailiff_portal": ("bailiff.",),
           "admin": ("admin.", "figures.")}


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Flask:
    return make_app(sqlite_url, tmp_path)


def rules(app: Flask) -> Iterator[Rule]:
    return app.url_map.iter_rules()


def address(app: Flask, rule: Rule) -> str:
    """The address of a rule with made-up values for what varies."""
    values = {name: "1" if isinstance(rule._converters[name], IntegerConverter) else "x" for name in rule.arguments}
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, values, force_external=False)


def test_every_view_declares_a_permission_or_is_public(app: Flask) -> None:
    undeclared = [rule.endpoint for rule in rules(app) if permission_of(app.view_functions[rule.endpoint]) is None]
    assert undeclared == []


def test_nothing_is_public_but_what_is_listed_here(app: Flask) -> None:
    public = {rule.endpoint for rule in rules(app) if permission_of(app.view_functions[rule.endpoint]) == "public"}
    assert public <= PUBLIC


def test_a_view_takes_a_permission_of_its_own_area(app: Flask) -> None:
    for rule in rules(app):
        area = rule.endpoint.partition(".")[0]
        needed = permission_of(app.view_functions[rule.endpoint])
        if area in AREA_OF:
            assert str(needed).startswith(AREA_OF[area]), rule.endpoint


def test_a_visitor_gets_nothing_of_what_is_not_public(app: Flask) -> None:
    client = app.test_client()
    for rule in rules(app):
        if rule.endpoint in PUBLIC:
            continue
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            answer = client.open(address(app, rule), method=method)
            assert answer.status_code == 302, (rule.endpoint, method)
            assert answer.location.startswith("/inloggen"), (rule.endpoint, method)


@pytest.mark.parametrize("role", list(RoleName))
def test_a_role_without_the_permission_gets_403_whatever_the_address(app: Flask, role: RoleName) -> None:
    browser = app.test_client()
    sign_in(browser, add_user(app, role))
    for rule in rules(app):
        needed = permission_of(app.view_functions[rule.endpoint])
        if isinstance(needed, Permission) and needed not in ROLES[role]:
            for method in rule.methods - {"HEAD", "OPTIONS"}:
                assert browser.open(address(app, rule), method=method).status_code == 403, (rule.endpoint, method)


def test_every_unsafe_method_needs_the_token(app: Flask) -> None:
    for role in RoleName:
        browser = app.test_client()
        sign_in(browser, add_user(app, role))
        for rule in rules(app):
            needed = permission_of(app.view_functions[rule.endpoint])
            if needed != "public" and needed not in ROLES[role]:
                continue
            for method in rule.methods & UNSAFE:
                answer = browser.open(address(app, rule), method=method)
                assert answer.status_code == 400, (rule.endpoint, method)
                assert "Formulier verlopen" in answer.text, (rule.endpoint, method)


@pytest.mark.parametrize("role", list(RoleName))
def test_looking_changes_nothing(app: Flask, role: RoleName) -> None:
    browser = app.test_client()
    sign_in(browser, add_user(app, role))
    before = everything(app)
    for rule in rules(app):
        if "GET" in rule.methods:
            browser.get(address(app, rule), buffered=True)
    assert everything(app) == before


def everything(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables but the trace, which tells who looked."""
    with app.app_context(), database.engine().connect() as connection:
        return {table.name: [tuple(row) for row in connection.execute(select(table))]
                for table in Base.metadata.sorted_tables if table.name not in ("trace_line", "unsealed_row")}


def test_addresses_are_dutch_small_letters_without_a_slash_at_the_end(app: Flask) -> None:
    for rule in rules(app):
        fixed = "".join(part for part in rule.rule.split("/") if "<" not in part)
        assert fixed == fixed.lower(), rule.rule
        assert rule.rule == "/" or not rule.rule.endswith("/"), rule.rule


def test_every_entry_of_a_bar_can_be_opened_by_someone_of_that_area(app: Flask) -> None:
    entries: dict[str, tuple[NavItem, ...]] = app.extensions["navigation"]
    for area, items in entries.items():
        assert items, area
        for item in items:
            needed = permission_of(app.view_functions[item.endpoint])
            assert any(needed in ROLES[role] for role in access.HOME), item.endpoint
    for endpoint in filter(None, app.extensions["search"].values()):
        assert endpoint in app.view_functions
