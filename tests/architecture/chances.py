"""Values, bodies, files and headers by chance: what a browser, a program or an attacker may send. Same seed, same."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from urllib.parse import quote, quote_from_bytes

from tests.agency.crawling import TYPED
from tests.architecture.hostile import PARTS, VALUES
from tests.factories import SMALL_PDF, TODAY, claim_file, claim_row

NUMBERS = (0, 1, -1, 2**31 - 1, 2**31, 2**53 + 1, 2**63 - 1, 2**63, 10**18, 10**40, 10**400)
IDS = ("1", "1", "1", "1", "2", "2", "3", "4", "7", "0", "999")
ENDS = ("", "", ",00", ".5", "e9", "%", " ", "-", "\n", ":", "/1", "~1")
PLAIN = ("1", "2", "ja", "nee", "", "on", "x", "10,00", "21-11-2026", "2026-11-21", "14:30", "true", "alle", "mij")
HEADERS = (
    "X_FORWARDED_FOR", "ACCEPT", "ACCEPT_LANGUAGE", "ACCEPT_ENCODING", "IF_NONE_MATCH", "IF_MODIFIED_SINCE", "IF_RANGE",
    "RANGE", "REFERER", "ORIGIN", "USER_AGENT", "HX_CURRENT_URL", "HX_TARGET", "X_REQUEST_ID", "AUTHORIZATION", "HOST",
    "X_FORWARDED_HOST", "X_FORWARDED_PROTO", "EXPECT", "SEC_FETCH_SITE", "X_CSRFTOKEN",
)
ODD_TYPES = (
    "", "x", "text/plain", "application/json; charset=utf-99", "multipart/form-data", "multipart/form-data; boundary=",
    "application/x-www-form-urlencoded; charset=utf-16", "application/xml", "\u00ff/\u00fe", "application/octet-stream",
)
NAMES = ("a.pdf", "a.csv", "a.xlsx", "a.png", "a.txt", "", "..", "../../a.pdf", "a\0b.pdf", "CON", "é" * 200,
         "a.pdf\r\nX: y")
STARTS = (b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"\xff\xd8\xff\xe0", b"<svg ", b"\xef\xbb\xbf", b"GIF89a",
          b"")
MOST_BYTES = 3_000
FORM = "application/x-www-form-urlencoded"
Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Sending:
    """One request, as it goes out. `raw`: variables of the server's own words, as headers become them."""

    who: str
    method: str
    path: str
    query: str = ""
    body: bytes = b""
    kind: str = ""
    raw: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """As a line to look at."""
        where = f"{self.path}?{self.query}" if self.query else self.path
        return f"{self.who} {self.method} {where[:600]} {self.kind!r} {self.body[:600]!r} {self.raw}"


class Dice(Random):
    """Chance that makes requests."""

    def often(self, share: float) -> bool:
        """Yes in this share of the times."""
        return self.random() < share

    def value(self) -> str:
        """What nobody types."""
        return self.choice((self._known, self._parts, self._letters, self._number, self._day, self._long, self._json))()

    def plain(self, name: str) -> str:
        """What may well be right for a field of this name."""
        return TYPED.get(name) or self.choice(PLAIN)

    def fields(self, names: Iterable[str]) -> list[tuple[str, str]]:
        """Some of these with values: most right, some wrong, one twice, one that nobody asks for."""
        wrong = self.choice((0.0, 0.2, 0.2, 0.6, 1.0))
        found = [
            (name, self.value() if self.often(wrong) else self.plain(name)) for name in names if self.often(0.9)
        ]
        if found and self.often(0.15):
            found.append((self.choice(found)[0], self.value()))
        if self.often(0.1):
            found.append((self.value()[:100], self.value()))
        self.shuffle(found)
        return found

    def changed(self, fields: Fields) -> list[tuple[str, str]]:
        """The same with one of them wrong."""
        found = list(fields)
        if found:
            at = self.randrange(len(found))
            found[at] = (found[at][0], self.value())
        return found

    def body(self, fields: Fields) -> tuple[bytes, str]:
        """A form in one of the forms that it may have, and what it says it is."""
        how = self.random()
        if how < 0.6:
            return encoded(fields).encode(), FORM
        content, kind = self._multipart(fields)
        if how < 0.82:
            return content, kind
        if how < 0.88:
            return content[:self.randrange(len(content))], kind
        if how < 0.93:
            return json.dumps(dict(fields)).encode(), "application/json"
        if how < 0.97:
            return self.some_bytes(), self.choice(("application/json", kind, FORM))
        return encoded(fields).encode(), self.choice(ODD_TYPES)

    def headers(self) -> dict[str, str]:
        """None mostly, or some that say odd things."""
        if self.often(0.8):
            return {}
        found = {f"HTTP_{name}": wire(self.value()) for name in self.sample(HEADERS, k=self.randint(1, 3))}
        if self.often(0.5):
            found["HTTP_HX_REQUEST"] = "true"
        if self.often(0.05):
            found["CONTENT_LENGTH"] = wire(self._number())
        return found

    def part_of_address(self, *, is_number: bool) -> str:
        """A number or a word in an address, as it stands there."""
        if is_number and self.often(0.85):
            return self.choice(IDS)
        if self.often(0.05):
            return quote_from_bytes(self.randbytes(self.randint(1, 6)))
        return encode(self._number() if is_number else self.value()) or "x"

    def some_bytes(self) -> bytes:
        """A file: a right one, one with bytes changed, or anything after a beginning that promises something."""
        how = self.random()
        if how < 0.3:
            return self.choice(STARTS) + self.randbytes(self.randint(0, MOST_BYTES))
        right = self.choice((SMALL_PDF, claim_file(claim_row(invoice=f"F-{self.randint(1, 99)}", surname="Visser"))))
        if how < 0.5:
            return right
        broken = bytearray(right)
        for _ in range(self.randint(1, 20)):
            broken[self.randrange(len(broken))] = self.randrange(256)
        return bytes(broken[:self.randint(1, len(broken))])

    def _known(self) -> str:
        return self.choice(VALUES)

    def _parts(self) -> str:
        return "".join(self.choices(PARTS, k=self.randint(1, 6)))

    def _letters(self) -> str:
        return "".join(chr(self.randrange(self.choice((0x80, 0x250, 0x3000, 0x110000)))) for _ in range(
            self.randint(1, 40)
        ))

    def _number(self) -> str:
        return f"{self.choice(NUMBERS) + self.randint(-1, 1)}{self.choice(ENDS)}"

    def _day(self) -> str:
        if self.often(0.4):
            near = TODAY + timedelta(days=self.randint(-3000, 3000))
            return f"{near:%d-%m-%Y}"
        day, month, year = self.randint(0, 32), self.randint(0, 13), self.choice((0, 1, 26, 1899, 2026, 9999, 10_000))
        return self.choice((f"{day:02}-{month:02}-{year}", f"{year:04}-{month:02}-{day:02}", f"{day}/{month}/{year}"))

    def _long(self) -> str:
        return self.choice("x9 é\n🙂<") * self.choice((255, 301, 2_001, 20_000))

    def _json(self) -> str:
        return self.choice(('{"a": [1e999]}', "[[[[", '{"$ne": null}', "[" * 500, '"\\ud800"', "null", "{}"))

    def _multipart(self, fields: Fields) -> tuple[bytes, str]:
        boundary = f"grens{self.getrandbits(32):x}"
        parts = []
        for name, value in fields:
            head = f'Content-Disposition: form-data; name="{_quoted(name)}"'
            content = value.encode("utf-8", "surrogatepass")
            if self.often(0.6 if "file" in name or "proof" in name else 0.03):
                said = self.choice(("application/pdf", "text/csv", "x"))
                head += f'; filename="{_quoted(self.choice(NAMES))}"\r\nContent-Type: {said}'
                content = self.some_bytes()
            parts.append(f"--{boundary}\r\n{head}\r\n\r\n".encode("utf-8", "surrogatepass") + content + b"\r\n")
        return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def encoded(fields: Fields) -> str:
    """As a browser sends a form, or a query."""
    return "&".join(f"{encode(name)}={encode(value)}" for name, value in fields)


def encode(text: str) -> str:
    """With a percent sign before every byte that may not stand there; also for half a sign."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def wire(text: str) -> str:
    """A value as a server gives it to the program: one sign for each byte, without those that it refuses itself."""
    return re.sub(r"[\r\n\0]", "", text.encode("utf-8", "surrogatepass").decode("latin-1"))


def _quoted(text: str) -> str:
    return text.replace('"', "%22")
