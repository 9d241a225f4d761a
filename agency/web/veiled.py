"""Words that stand in an address so that nobody reads them there.

An address is kept by histories, logs and whatever stands between: a name or telephone number does not belong in it. So
a search goes by a form, and leads to an address in which its words are encrypted. Back, a bookmark, the next page and
another order work as ever, and nobody keeps a list of what people searched. Who sees the same rows may open them: the
agency's own people, one client, one office; to anybody else it is a search for nothing. The same words make the same
address: a browser marks what was visited, and a log tells at most that something was looked for again.
"""

import base64
from collections.abc import Iterable
from typing import Any, Final  # Any: values of an address
from urllib.parse import parse_qsl, urlencode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms import Field

from agency.web.access import viewer

NAME: Final = "z"  # of the value in an address
LONGEST: Final = 200  # of what is searched
_KEY_BYTES: Final = 64  # AES-256, and as much for what makes the same words the same
_STEP: Final = 32  # bytes: of the length of the words only this is told
_SEE_OTHER: Final = 303


def veil(words: str) -> str:
    """These words for an address; "" for none."""
    if not words:
        return ""
    plain = words.encode(errors="replace")
    hidden = _cipher().encrypt(plain + bytes(-len(plain) % _STEP), [_readers()])
    return base64.urlsafe_b64encode(hidden).decode().rstrip("=")


def unveil(text: str) -> str:
    """The words again; "" for what was not made here, or not for who asks."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return _cipher().decrypt(raw, [_readers()]).rstrip(b"\0").decode()
    except (InvalidTag, ValueError):
        return ""


def searched() -> str:
    """What the address of this request looks for."""
    return unveil(request.args.get(NAME, ""))


def typed(field: str) -> str:
    """What was typed in the field of a search that was sent."""
    return request.form.get(field, "").strip()[:LONGEST]


def sent_with(form: Iterable[Field]) -> str:
    """What was sent in the fields of this form, as words to veil."""
    return urlencode([(field.name, value) for field in form for value in request.form.getlist(field.name)])


def asked() -> MultiDict[str, str]:
    """The same, of the address of this request."""
    return MultiDict(parse_qsl(searched(), keep_blank_values=True))


def on_to(endpoint: str, words: str, **others: str | int | None) -> Response:
    """From a search that was sent to the page that shows what it finds."""
    values: dict[str, Any] = {NAME: veil(words) or None, **others}
    return redirect(url_for(endpoint, **values), _SEE_OTHER)


def _readers() -> bytes:
    seen_as = viewer()
    return b"" if seen_as is None else f"{seen_as.ending} {seen_as.value}".encode()


def _cipher() -> AESSIV:
    made: AESSIV | None = current_app.extensions.get("veil")
    if made is None:
        # the key of the installation is random and long: it needs no stretching
        derived = HKDF(SHA256(), _KEY_BYTES, salt=None, info=b"words in addresses")
        made = AESSIV(derived.derive(current_app.config["SECRET_KEY"].encode()))
        current_app.extensions["veil"] = made
    return made
