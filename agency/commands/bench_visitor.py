"""A handler with a browser for `agency bench load`: logs in, and does the work of a day on a program that runs.

What each page took is kept by its kind, and what was kept of it is looked up afterwards: an answer is a promise.
"""

import html
import http.client
import http.cookiejar
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from passlib.totp import TOTP  # type: ignore[import-untyped]  # it has no types

PATIENCE_SECONDS = 60.0  # as long as a web process may take: who waited longer got no answer
LOOK_SECONDS = 2.0  # between two looks at how far a letter is, as its page does
LETTER_SECONDS = 120.0
REFUSED = (409, 422)
WRONG = 400


class Wrote(StrEnum):
    """What a handler was told is kept."""

    CONTACT = "contact"
    PAYMENT = "betaling"
    ARRANGEMENT = "regeling"
    LETTER = "brief"


@dataclass(frozen=True, kw_only=True)
class Written:
    """One such answer: in which case, and by what it is found; of a letter that is the number of its batch."""

    what: Wrote
    case_id: int
    mark: str


@dataclass
class Notes:
    """What one handler saw. `asked`: the milliseconds of each page, by its kind."""

    asked: dict[str, list[float]] = field(default_factory=dict)
    written: list[Written] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Page:
    """An answer, after the pages that it led to."""

    path: str
    text: str
    is_refusal: bool = False


class Failed(Exception):
    """A page did not come, or not as it should. The message says which."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """What a handler works on. `name_of`: the surname in a case. `thinks`: least and most seconds between two pages."""

    address: str
    year: int
    cases: int
    name_of: Callable[[int], str]
    next_case: Callable[[], int]
    thinks: tuple[float, float]


class Visitor:
    """One handler, in a thread of his own."""

    def __init__(self, work: Work, *, email: str, password: str, seed: int) -> None:
        self.notes, self._work, self._email, self._password = Notes(), work, email, password
        self._random = Random(seed)  # noqa: S311 - which case to look at
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._browser = urllib.request.build_opener(cookies)

    def work_until(self, stop: threading.Event) -> None:
        """Log in, and do round after round until `stop`, but one whole round at least."""
        try:
            self._log_in()
        except Failed as failure:
            self.notes.wrong.append(str(failure))
            return
        self._round(until=threading.Event())
        while not stop.is_set():
            self._round(until=stop)

    def _log_in(self) -> None:
        """Password and second step: the first time a user sets up the app that shows codes."""
        fields = fields_of(self._read("inlogpagina", "/inloggen").text)
        asked = self._send("inloggen", "/inloggen", fields | {"email": self._email, "password": self._password})
        key = re.search(r'user-select-all[^>]*>([^<]+)<', asked.text)
        if key is None:
            raise Failed(f"inloggen: {asked.path} vraagt niet om een tweede stap")
        code = TOTP(key=re.sub(r"[\s-]", "", key[1]), format="base32").generate().token
        sent = fields_of(asked.text) | {"code": str(code), "name": "Telefoon"}
        self._send("tweede stap", asked.path, sent)

    def _round(self, *, until: threading.Event) -> None:
        """Some twenty pages of work, in any order; the pieces of one work in theirs."""
        works = [self._call, self._pay, self._agree, self._write, self._find, self._leaf]
        self._random.shuffle(works)
        for work in works:
            if until.is_set():
                return
            try:
                work()
            except Failed as failure:
                self.notes.wrong.append(str(failure))

    def _call(self) -> None:
        """From the work list to a case by its number, and what came of the call."""
        began = self._read("werkbak", "/werkbak")
        case_id = self._work.next_case()
        page = self._search("zoeken op nummer", began, f"{self._work.year}-{case_id:06d}")
        action, note = f"/dossiers/{case_id}/contact", self._note()
        self._keep(Wrote.CONTACT, case_id, note, self._send("contact vastleggen", action, form_on(page, action) | {
            "channel": "phone_out", "outcome": self._random.choice(("promises_payment", "asks_information")),
            "right_party": "ja", "note": note,
        }))

    def _pay(self) -> None:
        """Money that came in."""
        case_id = self._work.next_case()
        self._case(case_id)
        action, note = f"/dossiers/{case_id}/betaling", self._note()
        fields = form_on(self._read("betaling invullen", action), action)
        amount = f"{self._random.randint(1, 9)},{self._random.randint(0, 99):02d}"
        self._keep(Wrote.PAYMENT, case_id, note, self._send(
            "betaling boeken", action, fields | {"amount": amount, "paid_to": "agency", "note": note}
        ))

    def _agree(self) -> None:
        """An arrangement in three terms: first its schedule, then kept."""
        case_id = self._work.next_case()
        self._case(case_id)
        action, note = f"/dossiers/{case_id}/regeling", self._note()
        shown = self._read("schema van een regeling", f"{action}?termijnen=3")
        fields = form_on(shown, action)
        self._keep(Wrote.ARRANGEMENT, case_id, note, self._send(
            "regeling vastleggen", action, fields | {"note": note, "client_agreed": "y"}
        ))

    def _write(self) -> None:
        """A first letter: seen beforehand, ordered, awaited, and read."""
        case_id = self._work.next_case()
        chosen = form_on(self._case(case_id), "/brieven/voorbeeld")
        shown = self._send("brief vooraf bekijken", "/brieven/voorbeeld", chosen)
        batch = self._send("brief bestellen", "/brieven", form_on(shown, "/brieven"))
        self._keep(Wrote.LETTER, case_id, batch.path.rpartition("/")[2], batch)
        if not batch.is_refusal:
            self._read_letter(batch)

    def _read_letter(self, batch: Page) -> None:
        until = time.monotonic() + LETTER_SECONDS
        while not (paper := re.search(r'href="(/stukken/\d+)"[^>]*>PDF', batch.text)):
            if time.monotonic() > until:
                raise Failed(f"brief: {batch.path} is na {LETTER_SECONDS:.0f} seconden niet gemaakt")
            time.sleep(LOOK_SECONDS)
            batch = self._read("verzending", batch.path)
        if not self._read("brief lezen", paper[1]).text.startswith("%PDF"):
            raise Failed(f"brief: {paper[1]} is geen PDF")

    def _find(self) -> None:
        """Somebody calls and says a name."""
        case_id = self._random.randint(1, self._work.cases)
        began = self._read("werkbak", "/werkbak")
        self._search("zoeken op naam", began, self._work.name_of(case_id))
        self._case(case_id)

    def _leaf(self) -> None:
        """Through the list of cases."""
        page = self._read("dossiers", "/dossiers")
        onwards = re.search(r'href="(/dossiers\?[^"]*\bna=[^"]*)"', page.text)
        if onwards is not None:
            self._read("dossiers, volgende", html.unescape(onwards[1]))
        self._read("dossiers op naam", "/dossiers?volgorde=naam")

    def _case(self, case_id: int) -> Page:
        return self._read("dossier", f"/dossiers/{case_id}")

    def _note(self) -> str:
        """Words that nobody else writes."""
        return f"Belproef {self._random.getrandbits(60):x}"

    def _keep(self, what: Wrote, case_id: int, mark: str, answer: Page) -> None:
        if answer.is_refusal:
            self.notes.refused.append(f"{what}: dossier {case_id}")
        else:
            self.notes.written.append(Written(what=what, case_id=case_id, mark=mark))

    def _search(self, kind: str, page: Page, words: str) -> Page:
        """By the box on top of a page, to what it finds."""
        return self._send(kind, "/zoeken", form_on(page, "/zoeken") | {"q": words})

    def _read(self, kind: str, path: str) -> Page:
        return self._ask(kind, path, None)

    def _send(self, kind: str, path: str, fields: dict[str, str]) -> Page:
        return self._ask(kind, path, urllib.parse.urlencode(fields).encode())

    def _ask(self, kind: str, path: str, sent: bytes | None) -> Page:
        """One page, timed from the click to its last byte. Raises Failed."""
        time.sleep(self._random.uniform(*self._work.thinks))
        began = time.perf_counter()
        status, where, content = self._answer(kind, self._work.address + path, sent)
        self.notes.asked.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
        there = urllib.parse.urlsplit(where).path
        if status >= WRONG and status not in REFUSED:
            raise Failed(f"{kind}: {there} antwoordt {status}")
        if there == "/inloggen" and path != "/inloggen":
            raise Failed(f"{kind}: {path} vraagt opnieuw om in te loggen")
        return Page(path=there, text=content.decode(errors="replace"), is_refusal=status in REFUSED)

    def _answer(self, kind: str, address: str, sent: bytes | None) -> tuple[int, str, bytes]:
        try:
            with self._browser.open(address, sent, PATIENCE_SECONDS) as answer:
                return answer.status, answer.url, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.url or address, error.read()
        except (OSError, http.client.HTTPException) as error:
            raise Failed(f"{kind}: geen antwoord ({type(error).__name__})") from error


def form_on(page: Page, action: str) -> dict[str, str]:
    """What the first form that is posted to `action` holds as it stands; empty where there is none."""
    forms = (each.groups() for each in re.finditer(r"<form\b([^>]*)>(.*?)</form>", page.text, re.DOTALL))
    return next((
        fields_of(text) for head, text in forms
        if _said(head, "method") == "post" and (_said(head, "action") or page.path) == action
    ), {})


def fields_of(form: str) -> dict[str, str]:
    """Name and value of its fields as they stand; of a choice what is chosen, of a list else the first."""
    inputs = (each[1] for each in re.finditer(r"<input\b([^>]*)>", form))
    found = {
        _said(each, "name"): _said(each, "value") for each in inputs
        if _said(each, "type") not in ("checkbox", "radio") or re.search(r"\bchecked\b", each)
    }
    for head, options in re.findall(r"<select\b([^>]*)>(.*?)</select>", form, re.DOTALL):
        tags = re.findall(r"<option\b[^>]*>", options)
        chosen = [each for each in tags if re.search(r"\bselected\b", each)] or tags
        found[_said(head, "name")] = _said(chosen[0], "value") if chosen else ""
    return {name: value for name, value in found.items() if name}


def _said(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""
