"""Pages and static files go out compressed, where the browser can read that.

BREACH reads a secret off the length of compressed pages, by having a browser fetch them again and again with guesses in
the address. The CSRF token is not masked, but signed anew each second: what repeats in it is worth nothing without the
signature. Names and amounts do stand beside what somebody searched for. So a page that another site made the browser
fetch goes out as it is, and each compressed page is longer by a number of bytes that nobody knows. Files that somebody
handed in are never touched.
"""

import gzip
import io
import secrets
from typing import Final

from flask import Flask, Response, request

SMALLEST: Final = 1024
PAGES: Final = frozenset({"text/html", "application/json"})
ASSETS: Final = frozenset({"text/css", "text/javascript", "application/javascript", "image/svg+xml"})
_FAST, _SMALL = 1, 9
_MOST_PADDING = 100


def init_app(app: Flask) -> None:
    """Compress the answers of `app`; a static file once, which is then kept."""
    kept: dict[tuple[str, str | None], bytes] = {}

    def compress(response: Response) -> Response:
        is_asset = request.endpoint == "static"
        if not (_is_whole_asset(response) if is_asset else _is_page(response)):
            return response
        response.vary.add("Accept-Encoding")
        if request.method == "HEAD" or not request.accept_encodings["gzip"] or _size(response) < SMALLEST:
            return response
        if is_asset:
            _pack(response, _once(response, kept))
        elif _is_asked_from_here():
            _pack(response, _padded(response.get_data()))
        return response

    app.after_request(compress)


def _is_whole_asset(response: Response) -> bool:
    return response.status_code == 200 and response.mimetype in ASSETS


def _is_page(response: Response) -> bool:
    """Made here, and no file: what somebody handed in and what is downloaded leave as they are."""
    is_file = response.is_streamed or "Content-Disposition" in response.headers
    return response.mimetype in PAGES and not is_file and "Content-Encoding" not in response.headers


def _once(response: Response, kept: dict[tuple[str, str | None], bytes]) -> bytes:
    key = (request.path, response.headers.get("ETag"))
    response.direct_passthrough = False
    content = response.get_data()  # reads and closes the file, also where it is kept
    if key not in kept:
        kept[key] = gzip.compress(content, _SMALL, mtime=0)
    return kept[key]


def _pack(response: Response, packed: bytes) -> None:
    response.set_data(packed)
    response.headers["Content-Encoding"] = "gzip"
    etag, _ = response.get_etag()
    if etag is not None:
        response.set_etag(etag, weak=True)  # the same file in other bytes


def _size(response: Response) -> int:
    return response.content_length or 0 if response.direct_passthrough else len(response.get_data())


def _is_asked_from_here() -> bool:
    """Whether the user or a page of ours asked. Over https a browser that does not tell is an old one: not sure."""
    asker = request.headers.get("Sec-Fetch-Site")
    return not request.is_secure if asker is None else asker in ("same-origin", "none")


def _padded(content: bytes) -> bytes:
    """Compressed, with a name of random length in its head, which every reader skips."""
    packed = io.BytesIO()
    name = "a" * secrets.randbelow(_MOST_PADDING)
    with gzip.GzipFile(filename=name, mode="wb", compresslevel=_FAST, fileobj=packed, mtime=0) as file:
        file.write(content)
    return packed.getvalue()
