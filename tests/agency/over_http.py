"""Somebody with a browser, who asks a program that really runs over the network."""

import re
import urllib.request
from dataclasses import dataclass
from http.cookiejar import CookieJar
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode


@dataclass(frozen=True)
class Answer:
    """What came back; nothing was followed. Status 0: nobody answered."""

    status: int
    text: str
    location: str = ""


class _Nowhere(urllib.request.HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *_given: object) -> None:
        return None


class Visitor:
    """Somebody with one browser, who may be sent to this machine or that."""

    def __init__(self) -> None:
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._following = urllib.request.build_opener(cookies)
        self._staying = urllib.request.build_opener(cookies, _Nowhere)
        self._token = ""

    def get(self, address: str) -> str:
        """A page."""
        return self._good(address)

    def post(self, address: str, **fields: str) -> str:
        """The page after a form was sent."""
        return self._good(self._form(address, fields))

    def try_to_get(self, address: str) -> Answer:
        """A page, or what is said instead of it."""
        return self._any(address)

    def try_to_post(self, address: str, **fields: str) -> Answer:
        """What is said to a form."""
        return self._any(self._form(address, fields))

    def hand_in(self, address: str, content: bytes) -> str:
        """The page after a claim file was sent."""
        edge = "grens"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{self._token}\r\n',
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="v.csv"\r\n\r\n{content.decode()}',
            f"\r\n--{edge}--\r\n",
        ]
        return self._good(urllib.request.Request(
            address, "".join(parts).encode(), {"Content-Type": f"multipart/form-data; boundary={edge}"}
        ))

    def _form(self, address: str, fields: dict[str, str]) -> urllib.request.Request:
        return urllib.request.Request(address, urlencode({"csrf_token": self._token} | fields).encode())

    def _good(self, asked: str | urllib.request.Request) -> str:
        with self._following.open(asked, timeout=60) as answer:
            return self._read(answer.read())

    def _any(self, asked: str | urllib.request.Request) -> Answer:
        try:
            with self._staying.open(asked, timeout=60) as answer:
                return Answer(answer.status, self._read(answer.read()))
        except HTTPError as other:
            with other:
                return Answer(other.code, other.read().decode(), other.headers.get("Location", ""))
        except (URLError, ConnectionError):
            return Answer(0, "")

    def _read(self, page: bytes) -> str:
        text = page.decode()
        self._token = re.findall(r'name="csrf-token" content="([^"]+)"', text)[0]
        return text
