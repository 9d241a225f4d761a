"""A form that comes again: offered as it was where the program could not take it, told from one with other words."""

import hashlib
import hmac
import json
from dataclasses import dataclass

from flask import current_app, request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import HTTPException

_WITH_PASSWORDS = ("security", "auth")
_SESSION_TOKEN = "csrf_token"  # noqa: S105 - the name of a field


@dataclass(frozen=True)
class SentForm:
    """Where it was sent, with which token of the session, and the name and value of each other field in order.

    The token is the one that was sent, never a new one: a form that another site made up stays worth nothing.
    """

    address: str
    csrf_token: str
    fields: tuple[tuple[str, str], ...]


def what_was_sent() -> SentForm | None:
    """The form of this request; None where there is none, or it cannot be sent from another page: with a file, because
    only the browser has that, or with a password, because that is not shown again.
    """
    if request.method != "POST" or request.blueprint in _WITH_PASSWORDS or request.endpoint is None:
        return None
    try:
        fields = tuple(each for each in request.form.items(multi=True) if each[0] != _SESSION_TOKEN)
        token = request.form.get(_SESSION_TOKEN, "")
        has_file = any(file.filename for file in request.files.values())
    except HTTPException:  # too large, or broken off
        return None
    address = f"{request.script_root}{request.full_path}".rstrip("?")
    return None if has_file else SentForm(address, token, fields)


def digest_of_request(*, besides: str) -> str:
    """A fingerprint of what this request sends and where to, but for the tokens: that of the form is called `besides`.

    Names come in any order, values of one name in theirs; of a file its name and content count. It is made with the
    secret of this installation, so that nobody who reads it can try words until they fit.
    """
    fields = {
        name: [value.replace("\r\n", "\n") for value in values] for name, values in request.form.lists()
        if name != besides and not name.endswith(_SESSION_TOKEN)
    }
    files = {
        name: [(file.filename, _digest_of_file(file)) for file in sent if file.filename]
        for name, sent in request.files.lists()
    }
    said = json.dumps([request.path, request.args.to_dict(flat=False), fields, files], sort_keys=True)
    return hmac.digest(current_app.config["SECRET_KEY"].encode(), said.encode(), hashlib.sha256).hex()


def _digest_of_file(file: FileStorage) -> str:
    """Of its content; afterwards it stands where it stood."""
    place = file.stream.tell()
    file.stream.seek(0)
    digest = hashlib.sha256(file.stream.read()).hexdigest()
    file.stream.seek(place)
    return digest
