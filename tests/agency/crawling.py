"""A visitor who opens every page that he finds and presses every button on it, as the page stands."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import TypeAlias
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.sizes import size

SEARCHED = 303  # where it leads is what was found
NUMBERS = re.compile("(?<=[?&]z=)[^&]+|[0-9]+")  # and words that are veiled
BARE = 'href="/">Naar uw startpagina</a>'  # the page of a refusal that no form took up
# What stands on no page that people read: English, a value of the program, a wrong plural, a sentence that broke off.
ODD = re.compile(
    r"\b(?:[Tt]he|[Aa]nd|[Ww]ith|[Pp]lease|[Cc]annot|[Mm]ust|[Ee]rror|[Ii]nvalid|[Ss]ubmit|[Rr]equired|[Ff]ailed|None|True"
    r"|False|null|undefined|Decimal|datetime)\b"
    r"|\b[a-z]+(?:_[a-z]+)+\b|\b1 (?:dagen|dossiers|brieven|facturen|regels|rijen|termijnen|taken|betalingen|stukken"
    r"|vorderingen|debiteuren|maanden|punten|personen|uploads|opdrachten)\b|[a-z]\.\.(?!\.)|\(\)|  ,|€ (?:None|–)"
)
NOT_READ = re.compile(r"<(script|style|code|kbd)\b.*?</\1>|<[^>]*>", re.S)
MOVED = (301, 302, 303)  # the library says so in English, and no browser shows it
NOT_PRESSED = ("/uitloggen", "/wachtwoord")  # they would leave the rest to a visitor
MOST_STEPS = 1_500
# What a visitor types where a field is empty, by its name: so that a button does something.
TYPED = {
    "amount": "10,00", "number": "3", "termijnen": "3", "reason": "Zo is het met de debiteur besproken.",
    "note": "Nagevraagd bij de opdrachtgever.", "how": "E-mail van de opdrachtgever", "source": "Telefoongesprek",
}
Button: TypeAlias = tuple[str, str, str]  # its address, name and value
NO_BUTTON: Button = ("", "", "")


@dataclass
class Form:
    """A form with what it holds, and its buttons."""

    method: str
    action: str
    values: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)


class Reader(HTMLParser):
    """The links and forms of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""
        self._text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes links, forms and what they hold."""
        had = {name: value or "" for name, value in attrs}
        if tag == "a" and had.get("href", "").startswith(("/", "?")):
            self.links.append(had["href"])
        elif tag == "form":
            self._form = Form(method=had.get("method", "get").lower(), action=had.get("action", ""))
            self.forms.append(self._form)
        elif self._form is not None and "disabled" not in had:
            self._field(self._form, tag, had)

    def handle_endtag(self, tag: str) -> None:
        """Closes a form."""
        if tag == "form":
            self._form = None

    def _field(self, form: Form, tag: str, had: dict[str, str]) -> None:
        name, kind = had.get("name", ""), had.get("type", "text")
        if tag == "button" and kind in ("text", "submit"):
            form.buttons.append((had.get("formaction", ""), name, had.get("value", "")))
        elif tag == "input" and name and (kind not in ("checkbox", "radio", "file") or "checked" in had):
            form.values.append((name, had.get("value", "") or TYPED.get(name, "")))
        elif tag == "textarea" and name:
            form.values.append((name, TYPED.get(name, "")))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in had or self._select not in dict(form.values)):
            form.values = [each for each in form.values if each[0] != self._select]
            form.values.append((self._select, had.get("value", "")))


@dataclass
class Crawl:
    """What one visitor met: how many pages and buttons, and every answer that was wrong."""

    browser: FlaskClient
    pages: int = 0
    pressed: int = 0
    wrong: list[str] = field(default_factory=list)
    met: set[tuple[str, str]] = field(default_factory=set)
    _waiting: list[str] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _kinds: Counter[str] = field(default_factory=Counter)

    def walk(self, start: str) -> "Crawl":
        """Opens all that can be reached, first every page, then presses what stands on them."""
        self._waiting.append(start)
        forms: list[tuple[str, Form]] = []
        while self._waiting and self.pages < MOST_STEPS:
            address = self._waiting.pop(0)
            answer = self.browser.get(address)
            self.pages += 1
            self._judge("GET", address, answer)
            forms += [(address, form) for form in self._read(address, answer)]
        for address, form in forms:
            for button in (form.buttons or [NO_BUTTON]) if form.method in ("get", "post") else ():
                self._press(address, form, button)
        return self

    def _read(self, address: str, answer: TestResponse) -> list[Form]:
        if answer.status_code in MOVED:
            self._wait(urljoin(address, answer.location))
            return []
        if not answer.content_type.startswith("text/html"):
            return []
        read = Reader(answer.text)
        for link in read.links:
            self._wait(urljoin(address, link))
        return read.forms

    def _wait(self, address: str) -> None:
        parts = urlsplit(address)
        address = f"{parts.path}?{parts.query}" if parts.query else parts.path
        kind = f"GET {NUMBERS.sub('#', address)}"
        if address in self._seen or parts.path.startswith((*NOT_PRESSED, "/static")) or self._has_enough(kind):
            return
        self._seen.add(address)
        self._waiting.append(address)

    def _has_enough(self, kind: str) -> bool:
        self._kinds[kind] += 1
        return self._kinds[kind] > size("CRAWLED_OF_A_KIND")

    def _press(self, page: str, form: Form, button: Button) -> None:
        """Presses a button as it stands on its page now; what was pressed before may have taken it away."""
        path = urlsplit(urljoin(page, button[0] or form.action)).path
        kind = f"{form.method} {re.sub('[0-9]+', '#', path)} {button[1]} {','.join(sorted(dict(form.values)))}"
        if path.startswith(NOT_PRESSED) or self._has_enough(kind):
            return
        now = [each for each in self._read(page, self.browser.get(page)) if _is_same(each, form, button)]
        if now:
            self._send(form.method, path, [*now[0].values, *([(button[1], button[2])] if button[1] else [])])

    def _send(self, method: str, path: str, values: list[tuple[str, str]]) -> None:
        data: dict[str, list[str]] = {}
        for name, value in values:
            data.setdefault(name, []).append(value)
        sent = {"data": data} if method == "post" else {"query_string": data}
        answer = self.browser.open(path, method=method.upper(), **sent)
        self.pressed += 1
        self._judge(method.upper(), f"{path} {values}", answer)
        if answer.status_code == SEARCHED:
            self._judge("GET", answer.location, self.browser.get(answer.location))

    def _judge(self, method: str, where: str, answer: TestResponse) -> None:
        is_page = answer.content_type.startswith("text/html")
        self.met.add((method, urlsplit(where.partition(" ")[0]).path))
        if is_page and answer.status_code not in MOVED and (odd := odd_in(answer.text)):
            self.wrong.append(f"{method} {where[:120]}: {', '.join(odd)}")
        if answer.status_code >= 500 or (is_page and BARE in answer.text):
            self.wrong.append(f"{answer.status_code} {method} {where[:300]}: {_said(answer.text)}")


def odd_in(page: str) -> list[str]:
    """What no page should say, each with the words around it."""
    words = " ".join(unescape(NOT_READ.sub(" ", page)).split())
    return [words[max(0, found.start() - 30):found.end() + 30] for found in ODD.finditer(words)]


def _is_same(now: Form, then: Form, button: Button) -> bool:
    return (now.method, now.action) == (then.method, then.action) and button in (now.buttons or [NO_BUTTON])


def _said(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>\s*<p>(.*?)</p>", page, re.S)
    return "" if found is None else f"{found[1]}: {found[2]}"
