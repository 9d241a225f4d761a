"""Somebody at a browser: finds fields and buttons by their names, and keeps everything that went wrong unseen.

A page is never read at once: whoever clicks waits for the page that comes, and whoever reads waits for the words.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Locator, Page, Response, ViewportSize, expect

from tests.phone import MARGIN, Phone

DESKTOP: ViewportSize = {"width": 1366, "height": 768}
TELEPHONE: ViewportSize = {"width": 390, "height": 844}
TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""
# Text that no scrolling brings into sight: it ends right of the window, and nothing around it scrolls sideways.
CUT_OFF = """() => {
  const scrolls = (element) => {
    for (; element && element !== document.body; element = element.parentElement)
      if (/auto|scroll/.test(getComputedStyle(element).overflowX)) return true;
    return false;
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = new Set();
  while (texts.nextNode()) {
    const text = texts.currentNode, range = document.createRange();
    if (!text.data.trim() || !text.parentElement.checkVisibility()) continue;
    if (text.parentElement.getBoundingClientRect().width <= 1) continue;  // for screen readers only
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    if (box.width > 1 && box.right > document.documentElement.clientWidth + 1 && !scrolls(text.parentElement))
      found.add(text.data.trim().slice(0, 60));
  }
  return [...found];
}"""
REFUSED_ON_PURPOSE = re.compile(
    r"Failed to load resource: the server responded with a status of (401|403|404|409|422) "
)
_pictures = count(1)


class Visitor:
    """One browser window with its own cookies; `problems` must be empty at the end of a journey."""

    def __init__(self, context: BrowserContext, address: Callable[[], str], pictures: Path | None) -> None:
        self._context, self._address, self._pictures = context, address, pictures
        self.problems: list[str] = []
        context.add_init_script(TELL_VIOLATIONS)
        context.on("console", lambda message: self._console(message.type, message.text, message.page))
        context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))
        context.on("request", lambda request: self._host(request.url))
        context.on("response", self._status)
        self.page: Page = context.new_page()

    def _console(self, kind: str, text: str, page: Page | None) -> None:
        if kind in {"error", "warning"} and not REFUSED_ON_PURPOSE.match(text):
            self.problems.append(f"console: {text} ({page.url if page else ''})")

    def _host(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and not url.startswith(self._address() + "/"):
            self.problems.append(f"request to another host: {url}")

    def _status(self, response: Response) -> None:
        if response.status >= 500:
            self.problems.append(f"{response.status} on {response.url}")

    def open(self, path: str) -> None:
        """Go to an address of the installation."""
        self.page.goto(self._address() + path)

    def path(self) -> str:
        """The address of the page, within the installation."""
        return urlsplit(self.page.url).path

    def is_in(self) -> bool:
        """Whether the browser is still logged in, with the second step; it shows the own start page then."""
        if not self._context.cookies():
            return False
        self.open("/")
        return self.path() not in ("/inloggen", "/tweede-stap") and not self.path().startswith("/beveiliging")

    def log_in(self, email: str, password: str) -> None:
        """Log in and land on the own start page, or where the second step is asked."""
        self.open("/")
        self.fill({"E-mailadres": email, "Wachtwoord": password})
        self.press("Inloggen")
        expect(self._heading()).not_to_have_text("Inloggen")

    def has_passkeys(self) -> None:
        """From now on the computer makes and shows passkeys, as with a fingerprint."""
        computer = self._context.new_cdp_session(self.page)
        computer.send("WebAuthn.enable")
        computer.send("WebAuthn.addVirtualAuthenticator", {"options": {
            "protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }})  # fmt: skip

    def set_up_app(self) -> Phone:
        """Add an app for the second step, where the first log-in asks for it."""
        phone = Phone(self.page.locator(".font-monospace").inner_text().replace("-", ""), margin=MARGIN)
        self.fill({"Code": phone.code(), "Naam": "Telefoon"})
        self.press("App toevoegen")
        self.sees("Bewaar deze herstelcodes")
        self.look("herstelcodes")
        self.follow("Ik heb ze bewaard")
        return phone

    def make_second_step(self, phone: Phone) -> None:
        """Type the code of the app."""
        self.fill({"Code": phone.code()})
        self.press("Verder")

    def choose_password(self, own: str) -> None:
        """Choose a password on the page of a link."""
        self.fill({"Nieuw wachtwoord": own, "Nieuw wachtwoord nog eens": own})
        self.press("Wachtwoord vastleggen")
        self.sees("Uw wachtwoord is vastgelegd. Log ermee in.")

    def take_own_password(self, given: str, own: str) -> None:
        """Replace the password that somebody else has seen, where the first log-in asks for it."""
        self.fill({"Huidig wachtwoord": given, "Nieuw wachtwoord": own, "Nieuw wachtwoord nog eens": own})
        self.press("Wachtwoord wijzigen")
        self.sees("Uw wachtwoord is gewijzigd")

    def log_out(self) -> None:
        """Log out through the menu."""
        self.page.locator("summary").filter(has=self.page.locator("svg")).first.click()
        self.press("Uitloggen")

    def heading(self, pattern: str) -> str:
        """The heading of the page, once it holds what the pattern describes; any space will do for a space in it."""
        expect(self._heading()).to_have_text(re.compile(pattern.replace(" ", r"\s+")))
        return plain(self._heading().inner_text())

    def _heading(self) -> Locator:
        return self.page.get_by_role("heading", level=1).first

    def sees(self, *words: str, within: Locator | None = None) -> None:
        """Wait until all these words can be read, on the page or in a part of it."""
        for each in words:
            expect(within or self.page.locator("body")).to_contain_text(each, use_inner_text=True)

    def said(self, *words: str, within: Locator | None = None) -> str:
        """Everything that can be read, with plain spaces, once these words are there."""
        assert words, "name words of the page that is expected: what was there before must not be read"
        self.sees(*words, within=within)
        return plain((within or self.page.locator("body")).inner_text())

    def sees_no(self, role: Literal["button", "link"], name: str) -> None:
        """Nothing of this role has a name that holds this."""
        expect(self.page.get_by_role(role, name=name)).to_have_count(0)

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """What happens meanwhile brings another page; it is there afterwards."""
        with self.page.expect_navigation():
            yield

    def field(self, label: str, within: Locator | None = None) -> Locator:
        """The one field with this label."""
        return (within or self.page).get_by_label(re.compile(rf"^{re.escape(label)}( \(niet verplicht\))?$"))

    def fill(self, fields: Mapping[str, str], within: Locator | None = None) -> None:
        """Type a text in each field, named by its label."""
        for label, text in fields.items():
            self.field(label, within).fill(text)

    def choose(self, question: str, answer: str, within: Locator | None = None) -> None:
        """Choose the answer that begins so, of a question with round buttons."""
        group = (within or self.page).get_by_role("group", name=re.compile(f"^{re.escape(question)}"))
        group.get_by_role("radio", name=re.compile(f"^{re.escape(answer)}")).check()

    def follow(self, link: str, within: Locator | None = None) -> None:
        """Follow the link with this name; the page behind it is there afterwards."""
        with self.going_on():
            (within or self.page).get_by_role("link", name=link, exact=True).first.click()

    def press(self, button: str, within: Locator | None = None) -> None:
        """Press the one button whose name begins so; the page that answers is there afterwards."""
        with self.going_on():
            self.press_here(button, within)

    def press_here(self, button: str, within: Locator | None = None) -> None:
        """Press a button that changes a part of the page; wait for its words next."""
        (within or self.page).get_by_role("button", name=re.compile(f"^{re.escape(button)}")).click()

    def key(self, key: str) -> None:
        """Press a key that opens another page; it is there afterwards."""
        with self.going_on():
            self.page.locator("body").press(key)

    def download(self, trigger: Locator) -> tuple[str, bytes]:
        """Name and content of the file that a click gives."""
        with self.page.expect_download() as started:
            trigger.click()
        return started.value.suggested_filename, Path(started.value.path()).read_bytes()

    def file_behind(self, link: Locator) -> bytes:
        """The content of the file behind a link that a browser would show in place."""
        address = link.get_attribute("href") or ""
        answer = self._context.request.get(self._address() + address)
        assert answer.ok, f"{answer.status} on {address}"
        return answer.body()

    def look(self, name: str) -> None:
        """Look at the page on a screen and on a telephone, where nothing may stick out; keep pictures when asked."""
        number = next(_pictures)
        self._picture(f"{number:02}-{name}-1366")
        self.page.set_viewport_size(TELEPHONE)
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        cut_off = self.page.evaluate(CUT_OFF)
        self._picture(f"{number:02}-{name}-390")
        self.page.set_viewport_size(DESKTOP)
        path = self.path()
        if wide > 0:
            self.problems.append(f"{name}: {wide} px sticks out at 390 px ({path})")
        if cut_off:
            self.problems.append(f"{name}: cut off at 390 px: {cut_off} ({path})")

    def _picture(self, name: str) -> None:
        if self._pictures is not None:
            self.page.evaluate("scrollTo(0, 0)")
            self.page.screenshot(path=self._pictures / f"{name}.png", full_page=True)


def plain(text: str) -> str:
    """Text with plain spaces, as somebody reads it."""
    return " ".join(text.split())
