"""Sends to every address what nobody types, in every value that its page asks for, and tells where that went wrong."""

import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter, Rule

from agency.web.access import ROLES, Permission, permission_of
from agency.web.received import Received
from cases.models.accounts import RoleName
from tests.sizes import size

VALUES = (
    "9" * 19, "'", "-1", "1e400", "a\0b", "\ud800", "٣", "%s{0}'\"\\;--", "1~" + "9" * 5000,
    "9" * 18, "9" * 5000, "²", f"{'9' * 19}~{'9' * 19}", "1~9999-99-99", "\u202e\ufffe", "🙂" * 400,
    ",".join(["9" * 19] * 50),
)
PARTS = ("9" * 19, "-", "+", "e", ".", ",", "~", "2026-11-31", "31-11-2026", "\0", "\ud800", "\u0301", "٣", "²", "%",
         "<", "'", '"', "\\", "/", "..", "\r\n", "\t", " ", "null", "NaN", "true", "[]", "{}", "0x1", "🙂",
         "\u202e")
LONGEST = ("9" * 19, "9" * 5000)
# Logging out would leave the rest to a visitor; whether the program is well says 503 where it is not.
NOT_TRIED = {"static", "security.logout", "health.show", "health.show_ready"}

Finding = tuple[str, str, str, str]
asked: set[str] = set()


def values() -> Iterator[str]:
    """As many values as the size says: those that once did harm first, then others put together by chance."""
    dice = random.Random(4127)
    for number in range(size("HOSTILE_VALUES")):
        yield VALUES[number] if number < len(VALUES) else "".join(dice.choices(PARTS, k=dice.randint(1, 6)))


class _Noting(ImmutableMultiDict[str, str]):
    """Values of a request that remember which were asked for."""

    def __getitem__(self, key: str) -> str:
        asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        asked.add(str(key))
        return super().__contains__(key)

    def get(self, key: str, *arguments: Any, **named: Any) -> Any:
        asked.add(key)
        return super().get(key, *arguments, **named)

    def getlist(self, key: str, *arguments: Any, **named: Any) -> Any:
        asked.add(key)
        return super().getlist(key, *arguments, **named)


class _NotingRequest(Received):
    parameter_storage_class = _Noting


def note_what_is_asked(app: Flask) -> None:
    """From now on remember which values the pages of `app` ask for."""
    app.request_class = _NotingRequest


def address(app: Flask, rule: Rule, number: str = "1") -> str:
    """The address of a rule with `number` for every number in it."""
    values = {name: number if isinstance(rule._converters[name], IntegerConverter) else "x" for name in rule.arguments}
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, values, force_external=False)


def tries(app: Flask, browsers: dict[RoleName | None, tuple[FlaskClient, str]]) -> Iterator[Finding]:
    """Endpoint, method, value name and value of every request that ended in an error of the program."""
    for rule in app.url_map.iter_rules():
        needed = permission_of(app.view_functions[rule.endpoint])
        may = [role for role in browsers if needed == "public" or (role is not None and needed in ROLES[role])]
        if rule.endpoint in NOT_TRIED or not may:
            continue
        browser, token = browsers[may[-1] if isinstance(needed, Permission) else None]
        yield from _numbers_in_address(app, rule, browser)
        for method in sorted(rule.methods & {"GET", "POST"}):
            yield from _values(app, rule, method, browser, token)


def _numbers_in_address(app: Flask, rule: Rule, browser: FlaskClient) -> Iterator[Finding]:
    if any(isinstance(converter, IntegerConverter) for converter in rule._converters.values()):
        for number in ("9" * 18, "9" * 19, "9" * 5000, "0"):
            if browser.get(address(app, rule).replace("/1", f"/{number}"), buffered=True).status_code >= 500:
                yield rule.endpoint, "GET", "address", number


def _values(app: Flask, rule: Rule, method: str, browser: FlaskClient, token: str) -> Iterator[Finding]:
    where = address(app, rule)

    def fails(values: dict[str, str]) -> bool:
        return _sent(browser, method, where, values, token).status_code >= 500

    asked.clear()
    if fails({}):
        yield rule.endpoint, method, "", ""
    names = sorted(name for name in asked if name not in ("csrf_token", "csrf-token"))
    for value in values() if names else ():
        if fails(dict.fromkeys(names, value)):
            yield rule.endpoint, method, "all", value[:40]
    for name in names:  # one wrong value among plain ones gets further than all wrong together
        for value in LONGEST:
            if fails({**dict.fromkeys(names, "1"), name: value}):
                yield rule.endpoint, method, name, value[:40]


def _sent(browser: FlaskClient, method: str, where: str, values: dict[str, str], token: str) -> Any:
    text = "&".join(f"{quote(name)}={quote(value.encode('utf-8', 'surrogatepass'))}" for name, value in values.items())
    if method == "GET":
        return browser.get(f"{where}?{text}", buffered=True)
    answer = browser.post(where, data=text, content_type="application/x-www-form-urlencoded", buffered=True,
                          headers={"X-CSRFToken": token})
    return browser.get(answer.location) if answer.status_code == 303 else answer  # a search, and what it finds
