"""A form that could not be handled, to be sent again as it was: nobody types twice what the program could not take."""

from dataclasses import dataclass

from flask import request
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
