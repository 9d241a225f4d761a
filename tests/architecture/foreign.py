"""Asks every address for what is of another client, office, case or user, and tells where that got another answer than
for what does not exist.

Which addresses there are stands in the program; whose object a part of an address is, by its name, stands here. A name
that does not stand here is a finding too, so that a new address is asked or explained.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, product
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from agency import database
from agency.web.access import ROLES, permission_of
from cases.models import (
    Case,
    CaseParty,
    Claim,
    Client,
    ContactPoint,
    Debtor,
    Document,
    Hold,
    Interruption,
    LedgerEntry,
    Letter,
    Login,
    MeansShown,
    OtherCost,
    RoleName,
    SecondFactor,
    Upload,
    Writ,
)
from tests.agency.crawling import TYPED, Reader
from tests.architecture.hostile import asked
from tests.sizes import size

NOTHING = 999_999_999
MOST = size("FOREIGN_OBJECTS")  # of a kind, the newest
OUTSIDE = (RoleName.CLIENT, RoleName.BAILIFF)
# Whose it is, by the name of the part of the address: what a client, an office or a case has.
OF_SOMEBODY: dict[str, Select[Any]] = {
    "case_id": select(Case.id),
    "claim_id": select(Claim.id),
    "client_id": select(Client.id),
    "cost_id": select(OtherCost.id),
    "document_id": select(Document.id),
    "entry_id": select(LedgerEntry.id),
    "hold_id": select(Hold.id),
    "interruption_id": select(Interruption.id),
    "letter_id": select(Letter.id),
    "party_id": select(CaseParty.id),
    "person_id": select(Debtor.id),
    "point_id": select(ContactPoint.id),
    "shown_id": select(MeansShown.id),
    "upload_id": select(Upload.id),
    "writ_id": select(Writ.id),
}
# What is of one user, also where he may see the whole record.
OF_A_USER: dict[str, Select[Any]] = {"login_id": select(Login.id), "factor_id": select(SecondFactor.id)}
# What the whole agency has in common, names two cases on purpose, or is a word; only its own people have such pages.
OF_THE_AGENCY = {
    "absence_id", "addition_id", "batch_id", "channel", "creditor_id", "delivery_id", "found_id", "inbound_id",
    "into_id", "kind", "look_id", "message_id", "number", "office_id", "other_id", "request_id", "rule_id", "run_id",
    "soort", "stop_id", "task_id", "team_id", "user_id",
}
NOT_ASKED = {"static": "files of the program", "auth.open_old_link": "a secret of its own, to choose a password"}
# The code of an error, tokens, and how many seconds of the log-in are left.
_DIFFERS = re.compile(r"Code <code>[0-9A-F]+</code>|(?:content|value)=\"[\w.-]{30,}\"|data-most=\"[0-9]+\"")
_NUMBER = re.compile(r"[0-9]+")
_IN_ADDRESS = re.compile(r"/[0-9]+")
_PART = re.compile(r"<(?:[^<>]+:)?(\w+)>")


@dataclass
class Life:
    """What one client, one office and their cases have, by the name of a part of an address."""

    has: dict[str, list[int]]
    browsers: dict[RoleName, FlaskClient] = field(default_factory=dict)
    tokens: dict[RoleName, str] = field(default_factory=dict)

    def first(self, names: Iterable[str]) -> dict[str, int]:
        """One of each."""
        return {name: self.has[name][0] for name in names if self.has.get(name)}


def had(session: Session, *, but: Life | None = None) -> Life:
    """All that is on record now, but what another has; the newest first."""
    found = {}
    for name, query in OF_SOMEBODY.items():
        known = set(but.has[name] if but else ())
        found[name] = sorted(set(session.scalars(query)) - known, reverse=True)
    return Life(found)


@dataclass(frozen=True)
class Finding:
    """An address at which somebody else's object was not as nothing."""

    endpoint: str
    who: str
    what: str


class Walk:
    """Every address asked by those of `poor` for what is `rich`'s."""

    def __init__(self, app: Flask, rich: Life, poor: Life) -> None:
        self.app, self.rich, self.poor = app, rich, poor
        self._forms: dict[str, dict[str, str]] = {}
        self.reached: set[str] = set()

    def findings(self, rules: Iterable[Rule]) -> Iterator[Finding]:
        """What is wrong."""
        for rule in rules:
            if not rule.arguments or rule.endpoint in NOT_ASKED:
                continue
            needed = permission_of(self.app.view_functions[rule.endpoint])
            asking = [each for each in RoleName if needed == "public" or needed in ROLES[each]]
            if MOST == 1:  # what the agency's own people may open, they ask the same way
                asking = [each for each in asking if each in OUTSIDE or each is asking[0]]
            for role in asking:
                yield from self._asked_by(rule, role)

    def _asked_by(self, rule: Rule, role: RoleName) -> Iterator[Finding]:
        names = _PART.findall(rule.rule)
        unknown = set(names) - OF_SOMEBODY.keys() - OF_A_USER.keys() - OF_THE_AGENCY
        if unknown or (role in OUTSIDE and OF_THE_AGENCY & set(names)):
            yield Finding(rule.endpoint, role, f"nobody said whose is what it is asked for: {', '.join(names)}")
            return
        self.reached.add(rule.endpoint)
        for nothing, foreign in self._tries(names, role):
            for method in sorted(rule.methods & {"GET", "POST"}):
                nowhere = self._answer(rule, method, role, nothing)
                for values in foreign:
                    there = self._answer(rule, method, role, values)
                    if there != nowhere:
                        yield Finding(rule.endpoint, role, f"{method} {values}: {there[0]}, not {nowhere[0]}")

    def _tries(self, names: Sequence[str], role: RoleName) -> Iterator[tuple[dict[str, int], list[dict[str, int]]]]:
        """Values of an address of which the last are nothing's, and the same with what is another's in their place.

        Who is outside asks for all of another; who sees the whole record asks for what is of another case than it says.
        """
        if OF_THE_AGENCY & set(names):
            return
        own, is_of_user = self.poor.first(names), bool(OF_A_USER.keys() & set(names))
        for at in range(0 if role in OUTSIDE or is_of_user else 1, len(names)):
            if all(name in own for name in names[:at]):
                before = {name: own[name] for name in names[:at]}
                yield before | dict.fromkeys(names[at:], NOTHING), [
                    before | self.rich.first(names[at:-1]) | {names[-1]: each}
                    for each in self.rich.has[names[-1]][:MOST]
                ]

    def opens(self, rule: Rule, role: RoleName) -> bool:
        """Whether the page opens for one of those whose it is, with something of their own."""
        names = _PART.findall(rule.rule)
        return any(
            self.rich.browsers[role].get(
                self.address(rule, self.rich.first(names) | dict(zip(names, own, strict=True))), buffered=True
            ).status_code < 400
            for own in product(*(self.rich.has[name] for name in names))
        )

    def values_of_others(self, rules: Iterable[Rule], names: Iterable[str]) -> Iterator[Finding]:
        """Addresses of those outside that say one of these names of another's, whatever they are asked by number."""
        for rule in rules:
            needed = permission_of(self.app.view_functions[rule.endpoint])
            parts = _PART.findall(rule.rule)
            own = self.poor.first(parts)
            for role in (each for each in OUTSIDE if needed in ROLES[each] and len(own) == len(parts)):
                for method in sorted(rule.methods & {"GET", "POST"}):
                    yield from self._with_values(rule, method, role, own, names)

    def _with_values(
        self, rule: Rule, method: str, role: RoleName, own: dict[str, int], names: Iterable[str]
    ) -> Iterator[Finding]:
        asked.clear()
        self._sent(rule, method, role, own, {})
        fields = sorted(asked - {"csrf_token", "csrf-token", "token"})
        some = sorted({self.rich.has[name][0] for name in ("case_id", "claim_id", "person_id")[:MOST + 1]})
        for value in map(str, some) if fields else ():
            said = page_of(self.poor.browsers[role], self._sent(rule, method, role, own, dict.fromkeys(fields, value)))
            if any(name in said for name in names):
                yield Finding(rule.endpoint, role, f"{method} {fields} {value}")

    def _sent(
        self, rule: Rule, method: str, role: RoleName, values: dict[str, int], fields: dict[str, str]
    ) -> TestResponse:
        where, browser = self.address(rule, values), self.poor.browsers[role]
        if method == "GET":
            return browser.get(where, query_string=fields, buffered=True)
        return browser.post(where, data=fields | {"csrf_token": self.poor.tokens[role]}, buffered=True)

    def _answer(self, rule: Rule, method: str, role: RoleName, values: dict[str, int]) -> tuple[int, str]:
        """Status and what the page says, without what differs each time and the numbers in addresses."""
        answer = self._sent(rule, method, role, values, self._form(rule) if method == "POST" else {})
        return answer.status_code, _IN_ADDRESS.sub("/#", page_of(self.poor.browsers[role], answer))

    def address(self, rule: Rule, values: dict[str, int]) -> str:
        """Where that is."""
        with self.app.test_request_context():
            return self.app.url_map.bind("localhost").build(rule.endpoint, values, force_external=False)

    def _form(self, rule: Rule) -> dict[str, str]:
        return self._forms.get(_PART.sub("#", rule.rule), TYPED)

    def learn_forms(self) -> None:
        """Note what the forms on the pages of `rich` hold, so that what is sent is more than nothing."""
        seen: set[str] = set()
        for rule in self.app.url_map.iter_rules():
            needed = permission_of(self.app.view_functions[rule.endpoint])
            names = _PART.findall(rule.rule)
            roles = [each for each in self.rich.browsers if needed in ROLES[each]]
            has_page = "GET" in rule.methods and 0 < len(names) <= MOST and not set(names) - OF_SOMEBODY.keys()
            if not has_page or not roles:
                continue
            for last in self.rich.has[names[-1]][:MOST]:
                where = self.address(rule, self.rich.first(names) | {names[-1]: last})
                answer = self.rich.browsers[roles[0]].get(where, buffered=True)
                if answer.status_code != 200 or answer.mimetype != "text/html" or where in seen:
                    continue
                seen.add(where)
                for form in Reader(answer.text).forms:
                    for action in chain([form.action or where], (each[0] for each in form.buttons if each[0])):
                        filled = {name: value or TYPED.get(name, "") for name, value in form.values}
                        filled.pop("token", None)
                        self._forms.setdefault(_NUMBER.sub("#", urlsplit(action).path), filled)


def page_of(browser: FlaskClient, answer: TestResponse) -> str:
    """What an answer says, after the redirect if it is one."""
    if answer.status_code == 302:
        answer = browser.get(answer.location, buffered=True)
    if not (answer.mimetype or "").startswith("text/"):
        return f"{answer.mimetype} {len(answer.data)}"
    return html.unescape(_DIFFERS.sub("", answer.text))


def users(app: Flask, life: Life) -> None:
    """Note the log-ins that its browsers stand on."""
    with app.app_context():
        session = database.session()
        for name, query in OF_A_USER.items():
            life.has[name] = list(session.scalars(query))
