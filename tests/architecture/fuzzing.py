"""Requests by chance against a whole application: no error of the program, nothing in its log, nothing of others.

A round has a record of its own and one seed, so that the seed alone brings back what went wrong. Which addresses there
are and what they ask for is found as it is for the fixed table (`hostile`).
"""

import logging
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias
from urllib.parse import urljoin, urlsplit

from flask import Flask, Response, request
from flask.testing import FlaskClient
from flask_security import hash_password
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from agency import database
from agency.web.access import HOME, ROLES, permission_of
from cases.models.accounts import RoleName
from tests.agency.crawling import NO_BUTTON, NOT_PRESSED, Form, Reader
from tests.agency.portals import store_of
from tests.architecture.chances import FORM, Dice, Sending, encoded
from tests.architecture.hostile import NOT_TRIED, asked
from tests.factories import make_bailiff_office, make_case, make_client, make_user
from tests.plugins import traces
from tests.web import PASSWORD, csrf_of

FOREIGN = "Zwaluwenburg"  # stands in all that is of a client and an office whose users ask nothing
VISITOR = "visitor"
SEES_ONLY_ITS_OWN = {VISITOR, RoleName.CLIENT.value, RoleName.BAILIFF.value}
METHODS = ("PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "\u00e9")
MOST_LINKS = 300
Sender: TypeAlias = Callable[[Sending, Rule | None], TestResponse | None]
TOKENS = {"csrf_token", "csrf-token"}
_PART = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>")


@dataclass
class Outcome:
    """What came of it. `counts`: by address of the program and status. `wrong`: each with the request before it."""

    counts: Counter[tuple[str, int]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def make_foreign(app: Flask) -> None:
    """A client, an office and cases of which no page of another may say anything."""
    with app.app_context(), database.transaction() as session:
        client = make_client(session, name=f"{FOREIGN} Energie B.V.")
        make_bailiff_office(session, name=f"Deurwaarders {FOREIGN}")
        for number in (1, 2):
            make_case(
                session, store_of(app), client=client, customer=f"{FOREIGN}-{number}", invoice=f"{FOREIGN}-F{number}",
                surname=FOREIGN, street=f"{FOREIGN}straat", email=f"{number}@{FOREIGN}.test",
            )


class Fuzz:
    """One round; of `only` these views, where they are named."""

    def __init__(self, app: Flask, seed: int, *, only: Collection[str] = ()) -> None:
        self.outcome, self._app, self._dice = Outcome(), app, Dice(seed)
        self._seed, self._sent = seed, 0
        rules = (
            rule for rule in app.url_map.iter_rules()
            if (rule.endpoint in only if only else rule.endpoint not in NOT_TRIED)
        )
        self._rules = sorted(rules, key=lambda rule: rule.rule)
        self._names: dict[tuple[str, str], set[str]] = {}
        self._browsers: dict[str, FlaskClient] = {}
        self._tokens: dict[str, str] = {}
        self._links = {role.value: [HOME[role]] for role in RoleName}
        self._ends: list[tuple[str, int]] = []
        app.after_request(self._note_end)
        for who in (VISITOR, *(role.value for role in RoleName)):
            self._come_in(who)

    def run(self, requests: int) -> Outcome:
        """Send so many, a few more where the last belong together."""
        with _logged() as errors:
            while self._sent < requests:
                self._step(errors)
        return self.outcome

    def _step(self, errors: list[str]) -> None:
        send = partial(self._send, errors=errors)
        if self._dice.often(0.4):
            self._walk(send)
            return
        rule = self._dice.choice(self._rules)
        who = self._dice.choice(self._who_may(rule) if self._dice.often(0.8) else sorted(self._browsers))
        method = self._dice.choice(sorted((rule.methods or set()) & {"GET", "POST"}) or ["GET"])
        if (rule.endpoint, method) not in self._names:  # first what it asks for
            send(Sending(who=who, method=method, path=self._address(rule), kind=FORM if method == "POST" else ""), rule)
        if self._dice.often(0.03):
            method = self._dice.choice(METHODS)
        send(self._hostile(rule, method, who), rule)

    def _who_may(self, rule: Rule) -> list[str]:
        needed = permission_of(self._app.view_functions[rule.endpoint])
        if needed == "public":
            return sorted(self._browsers)
        return [role.value for role in RoleName if needed in ROLES[role]]

    def _hostile(self, rule: Rule, method: str, who: str) -> Sending:
        fields = self._dice.fields(sorted(self._names.get((rule.endpoint, method), ())))
        path, raw = self._address(rule), self._dice.headers()
        if method in ("GET", "HEAD", "OPTIONS"):
            return Sending(who=who, method=method, path=path, query=encoded(fields), raw=raw)
        body, kind = self._dice.body(fields)
        query = encoded(self._dice.fields(["na", "voor", "q"])) if self._dice.often(0.1) else ""
        return Sending(who=who, method=method, path=path, query=query, body=body, kind=kind, raw=raw)

    def _address(self, rule: Rule) -> str:
        return _PART.sub(lambda part: self._dice.part_of_address(is_number=part[1] == "int"), rule.rule)

    def _walk(self, send: Sender) -> None:
        """Open a page that somebody found, and press a button on it as it stands, or with one thing changed."""
        who = self._dice.choice(sorted(self._links))
        where = self._dice.choice(self._links[who])
        parts = urlsplit(where)
        page = send(Sending(who=who, method="GET", path=parts.path, query=parts.query), None)
        if page is None or not (page.content_type or "").startswith("text/html"):
            return
        read = Reader(page.text)
        self._remember(who, (urljoin(where, link) for link in read.links))
        forms = [form for form in read.forms if form.method in ("get", "post") and _may_be_sent(where, form)]
        if forms:
            answer = send(self._filled(who, where, self._dice.choice(forms)), None)
            if answer is not None and answer.location:
                self._remember(who, [urljoin(where, answer.location)])

    def _filled(self, who: str, where: str, form: Form) -> Sending:
        action, name, value = self._dice.choice(form.buttons or [NO_BUTTON])
        fields = [(each, typed or self._dice.plain(each)) for each, typed in form.values]
        fields += [(name, value)] if name else []
        if self._dice.often(0.3):
            fields = self._dice.changed(fields)
        path = urlsplit(urljoin(where, action or form.action)).path
        if form.method == "get":
            return Sending(who=who, method="GET", path=path, query=encoded(fields))
        return Sending(who=who, method="POST", path=path, body=encoded(fields).encode(), kind=FORM)

    def _remember(self, who: str, links: Iterable[str]) -> None:
        known = self._links[who]
        for link in links:
            parts = urlsplit(link)
            address = f"{parts.path}?{parts.query}" if parts.query else parts.path
            is_new = address not in known and not parts.path.startswith((*NOT_PRESSED, "/static"))
            if is_new and len(known) < MOST_LINKS:
                known.append(address)

    def _send(self, sending: Sending, rule: Rule | None, *, errors: list[str]) -> TestResponse | None:
        """Send it and judge what comes; None where nothing does."""
        self._sent += 1
        asked.clear()
        errors.clear()
        self._ends.clear()
        try:
            answer = self._opened(sending)
        except Exception as error:  # whatever it is, a server would have had it too
            self._tell(sending, f"raised {type(error).__name__}: {error}")
            return None
        if rule is not None:
            names = self._names.setdefault((rule.endpoint, sending.method), set())
            names |= asked - TOKENS
        self.outcome.counts[self._ends[-1] if self._ends else ("none", answer.status_code)] += 1
        self._judge(sending, answer, errors)
        if answer.status_code == 302 and (answer.location or "").startswith("/inloggen") and sending.who != VISITOR:
            self._come_in(sending.who)
        return answer

    def _opened(self, sending: Sending) -> TestResponse:
        token = {} if "HTTP_X_CSRFTOKEN" in sending.raw else {"HTTP_X_CSRFTOKEN": self._tokens[sending.who]}
        return self._browsers[sending.who].open(
            sending.path, method=sending.method, query_string=sending.query, data=sending.body,
            content_type=sending.kind or None, buffered=True, environ_overrides=token | sending.raw,
        )

    def _judge(self, sending: Sending, answer: TestResponse, errors: Sequence[str]) -> None:
        if answer.status_code >= 500:
            self._tell(sending, f"answered {answer.status}")
        for line in errors:
            self._tell(sending, f"logged {line}")
        for line in traces.untold:
            self._tell(sending, line)
        traces.untold.clear()
        if sending.who in SEES_ONLY_ITS_OWN and FOREIGN.encode() in answer.data:
            self._tell(sending, "shows what is of somebody else")

    def _tell(self, sending: Sending, what: str) -> None:
        self.outcome.wrong.append(f"FUZZ_SEED={self._seed}, request {self._sent}: {what}\n    {sending}")

    def _note_end(self, response: Response) -> Response:
        self._ends.append((request.endpoint or "none", response.status_code))
        return response

    def _come_in(self, who: str) -> None:
        """A browser at an address of its own; of a user it is one who is new, and logs in."""
        browser = self._app.test_client()
        browser.environ_base["REMOTE_ADDR"] = f"10.0.{self._sent // 250 % 250}.{self._sent % 250}"
        self._browsers[who] = browser
        if who != VISITOR:
            email = f"{who}{self._sent}@hostile.test"
            with self._app.app_context(), database.transaction() as session:
                make_user(
                    session, RoleName(who), email=email, password_hash=hash_password(PASSWORD),
                    client_id=1 if who == RoleName.CLIENT else None,
                    bailiff_office_id=1 if who == RoleName.BAILIFF else None,
                )
            sent = {"email": email, "password": PASSWORD, "csrf_token": csrf_of(browser)}
            assert browser.post("/inloggen", data=sent).status_code == 302
        self._tokens[who] = csrf_of(browser)


def _may_be_sent(where: str, form: Form) -> bool:
    paths = [urlsplit(urljoin(where, action or form.action)).path for action, _, _ in form.buttons or [NO_BUTTON]]
    return not any(path.startswith(NOT_PRESSED) for path in paths)


@contextmanager
def _logged() -> Iterator[list[str]]:
    """What is logged of errors, until it is cleared."""
    found: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.levelno >= logging.ERROR or (record.exc_info and record.exc_info[1] is not None):
                found.append(f"{record.name}: {record.getMessage()} {record.exc_info[1]!r}" if record.exc_info else
                             f"{record.name}: {record.getMessage()}")

    keeper = Keeper()
    logging.getLogger().addHandler(keeper)
    try:
        yield found
    finally:
        logging.getLogger().removeHandler(keeper)
