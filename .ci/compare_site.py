"""Every page and file that a user of the program reaches, for `compare`."""

import re
from collections import Counter, deque
from collections.abc import Mapping
from contextlib import closing
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

from compare_text import FRAGMENT, Page, Record, in_words

SEEDS = ("/", "/api/v1/quote/schema", "/no-such-page", f"/no-such-page{FRAGMENT}")
MOST_PAGES = 1500  # of one user
MOST_ALIKE = 160  # of one user, with parameters: addresses that differ only in numbers and in the values of parameters
NOT_WRITTEN = {"date", "server", "connection", "content-length", "set-cookie"}  # headers of the moment


class Answer(NamedTuple):
    """What the server said."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, wanted: str) -> str:
        """The value of a header, empty where there is none."""
        return next((value for name, value in self.headers if name.lower() == wanted), "")


class Visitor:
    """Someone with a browser: keeps cookies, and follows nothing by itself."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, address: str, form: Mapping[str, str] | None = None) -> Answer:
        """Send one request, as a script does where the address is marked as that of a fragment."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"HX-Request": "true"} if address.endswith(FRAGMENT) else {}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        with closing(HTTPConnection(self.host, timeout=60)) as connection:
            connection.request(method, address.partition("#")[0], urlencode(form) if form else None, headers)
            got = connection.getresponse()
            answer = Answer(got.status, got.getheaders(), got.read())
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}
        return answer

    def log_in(self, email: str, password: str) -> None:
        """Send the log-in form; raises RuntimeError when that is refused."""
        token = re.search(r'name="csrf-token" content="([^"]+)"', self.ask("GET", "/inloggen").body.decode())
        form = {"email": email, "password": password, "csrf_token": token[1] if token else ""}
        status = self.ask("POST", "/inloggen", form).status
        if status != 302:
            raise RuntimeError(f"{email} cannot log in: {status}")


def crawl(visitor: Visitor, name: str, record: Record) -> tuple[set[str], set[str]]:
    """Record all within reach of a user, nearest first; the paths that were asked for, and those of its forms."""
    waiting, seen, alike = deque(SEEDS), set(SEEDS), Counter[str]()
    asked: set[str] = set()
    posted: set[str] = set()
    for _ in range(MOST_PAGES):
        if not waiting:
            break
        address = waiting.popleft()
        answer = visitor.ask("GET", address)
        links, text = [answer.header("location")], ""
        if answer.header("content-type").startswith("text/html"):
            page = Page(answer.body.decode())
            # Of a form that was filled in already, other choices would only be one more of the same.
            links += page.addresses + ([] if "?" in address else page.choices)
            text = "\n".join(page.lines)
            posted |= {_path(inside(visitor.host, address, link or address)) for link in page.posted}
        else:
            text = in_words(answer.body)
        headers = sorted(f"{key}: {value}" for key, value in answer.headers if key.lower() not in NOT_WRITTEN)
        record.write(f"pages/{name}", address, "\n".join([f"GET {address}", str(answer.status), *headers, "", text]))
        record.counts[f"answers with status {answer.status}"] += 1
        asked.add(_path(address))
        for found in (inside(visitor.host, address, link) for link in links):
            if found and found not in seen:
                seen.add(found)
                alike[kind(found)] += 1
                if "?" not in found or alike[kind(found)] <= MOST_ALIKE:
                    waiting.append(found)
    for what, number in alike.items():
        if "?" in what and number > MOST_ALIKE:
            record.counts[f"addresses of {name} like {what}, the first {MOST_ALIKE} asked for"] = number
    if waiting:
        record.counts[f"addresses left when {name} had {MOST_PAGES}"] = len(waiting)
    return asked, posted


def inside(host: str, address: str, link: str) -> str:
    """The address in the site that a link on a page leads to; empty when it leads elsewhere or nowhere."""
    parts = urlsplit(urljoin(f"http://{host}{address}", link))
    if not link or parts.netloc != host:
        return ""
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "") + FRAGMENT * link.endswith(FRAGMENT)


def kind(address: str) -> str:
    """What addresses share that differ only in numbers and in the values of their parameters."""
    return re.sub(r"\d+", "0", re.sub(r"=[^&#]*", "", address))


def _path(address: str) -> str:
    return re.split(r"[?#]", address)[0]


def record_site(welcome: str, record: Record) -> None:
    """Every page of everyone whom the demo names; then who may open which address, by an example of each kind."""
    host, password = re.findall(r"http://([^/\s]+)", welcome)[0], re.findall(r"achtwoord.*: (.+)", welcome)[0]
    visitors: dict[str, Visitor] = {}
    examples: set[str] = set()
    forms: set[str] = set()
    for email in ["", *re.findall(r"\S+@\S+", welcome)]:
        name = email.partition("@")[0] or "nobody"
        visitors[name] = visitor = Visitor(host)
        if email:
            visitor.log_in(email, password)
        asked, posted = crawl(visitor, name, record)
        examples.update({kind(path): path for path in sorted(asked, reverse=True)}.values())
        forms.update({kind(path): path for path in sorted(posted, reverse=True)}.values())
    for name, visitor in visitors.items():
        lines = []
        for path in sorted(examples | forms):
            may_be_sent = " ".join(sorted(visitor.ask("OPTIONS", path).header("allow").split(", ")))
            status = visitor.ask("GET", path).status if path in examples else "-"  # a form may log out
            lines.append(f"{path} GET {status}, takes {may_be_sent}")
        record.write("addresses", name, "\n".join(lines))
