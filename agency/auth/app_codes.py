"""Codes of an app on a phone (TOTP): the secret that it shares with the program, and checking what it shows.

A secret is kept sealed by AES-256-GCM for its user, so that one that was changed, or put at another user, is noticed.
One of before was encrypted by the library, whose way notices nothing: it is read still, and sealed when it is used.
So is one that was sealed with an earlier key of the installation, as long as that is named.
"""

import base64
import os
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

import segno
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from passlib.totp import TOTP, TokenError  # type: ignore[import-untyped]  # it has no types

from agency import clock
from cases.models import SecondFactor

ISSUER: Final = "Incasso"
EACH_SECONDS: Final = 30
_SQUARE_SIZE: Final = 4
_SEALED, _OLD = "gcm:", "{"  # how a secret begins
_NONCE_BYTES, _KEY_BYTES = 12, 32


class SecretChanged(Exception):
    """The secret of an app is not what was kept, or was sealed with another key."""


def new_secret(user_id: int) -> str:
    """A secret for a new app of this user, sealed."""
    return _seal(_codes().new(), user_id)


def sealed_anew(app: SecondFactor) -> str | None:
    """The secret of an app, sealed with the key of now; None where it is already. Raises SecretChanged."""
    opened, is_of_now = _opened_by(app.secret or "", app.user_id)
    return None if is_of_now else _seal(opened, app.user_id)


def is_of(secret: str, user_id: int) -> bool:
    """Whether it is a secret that was sealed here, for this user."""
    try:
        _opened(secret, user_id)
    except SecretChanged:
        return False
    return True


def matched(code: str, secret: str, user_id: int, *, after: int = 0) -> int | None:
    """The number of this code, where it is right, newer than `after`, and of this half minute.

    Else None. Raises SecretChanged.
    """
    return _matched(code, secret, user_id, after, clock.unpinned())


def was_right(code: str, secret: str, user_id: int, *, after: int = 0) -> bool:
    """Whether it was the code of the half minute before, which nobody used; of the one to come this never tells.

    Raises SecretChanged.
    """
    return _matched(code, secret, user_id, after, clock.unpinned() - timedelta(seconds=EACH_SECONDS)) is not None


def just_ended(code: str, apps: list[SecondFactor]) -> bool:
    """Whether one of these apps showed this code until a moment ago. Raises SecretChanged."""
    return any(was_right(code, app.secret or "", app.user_id, after=app.counter) for app in apps)


def matching(code: str, apps: list[SecondFactor]) -> tuple[SecondFactor, int] | None:
    """The app that shows this code now, and the number of the code.

    Raises SecretChanged where the code may be of an app whose secret cannot be read.
    """
    changed: SecretChanged | None = None
    for app in apps:
        try:
            number = matched(code, app.secret or "", app.user_id, after=app.counter)
        except SecretChanged as found:
            changed = found
            continue
        if number is not None:
            return app, number
    if changed is not None:
        raise changed
    return None


def address(secret: str, user_id: int, email: str) -> str:
    """What an app reads from the square, as an address."""
    return str(_opened(secret, user_id).to_uri(email))


def square(address: str) -> str:
    """The square to scan, as an image in the page."""
    return str(segno.make(address, micro=False).svg_data_uri(scale=_SQUARE_SIZE, light="#fff"))


def key_to_type(secret: str, user_id: int) -> str:
    """The secret in groups, for who cannot scan."""
    return str(_opened(secret, user_id).pretty_key())


def _matched(code: str, secret: str, user_id: int, after: int, moment: datetime) -> int | None:
    try:
        found = _opened(secret, user_id).match("".join(code.split()), moment, window=0, last_counter=after or None)
    except TokenError:
        return None
    return int(found.counter)


def _seal(app: TOTP, user_id: int) -> str:
    nonce = os.urandom(_NONCE_BYTES)
    hidden = _ciphers()[0].encrypt(nonce, app.key, str(user_id).encode())
    return _SEALED + base64.urlsafe_b64encode(nonce + hidden).decode()


def _opened(secret: str, user_id: int) -> TOTP:
    """Raises SecretChanged."""
    return _opened_by(secret, user_id)[0]


def _opened_by(secret: str, user_id: int) -> tuple[TOTP, bool]:
    """What is in it, and whether it is sealed with the key of now. Raises SecretChanged."""
    try:
        if secret.startswith(_OLD):
            return _codes().from_source(secret), False
        raw = base64.b64decode(secret.removeprefix(_SEALED), altchars=b"-_", validate=True)
    except (ValueError, TypeError, KeyError) as wrong:
        raise SecretChanged from wrong
    for number, cipher in enumerate(_ciphers()):
        with suppress(InvalidTag, ValueError):
            key = cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], str(user_id).encode())
            return _codes()(key=key, format="raw"), number == 0
    raise SecretChanged


def _ciphers() -> list[AESGCM]:
    """That of the key of now, which seals, and those of the keys of before."""
    made: list[AESGCM] | None = current_app.extensions.get("app_ciphers")
    if made is None:
        # the keys of the installation are random and long: they need no stretching
        made = [
            AESGCM(HKDF(SHA256(), _KEY_BYTES, salt=None, info=b"secrets of apps").derive(each.encode()))
            for each in _keys()
        ]
        current_app.extensions["app_ciphers"] = made
    return made


def _codes() -> type[TOTP]:
    """Apps, as the library knows them. What it encrypted itself was before any other key than the oldest one."""
    made: type[TOTP] | None = current_app.extensions.get("app_codes")
    if made is None:
        made = TOTP.using(issuer=ISSUER, secrets={1: _keys()[-1]})
        current_app.extensions["app_codes"] = made
    return made


def _keys() -> tuple[str, ...]:
    """Of the installation, the newest first."""
    return current_app.config["FACTOR_KEY"], *current_app.config["FACTOR_KEYS_OLD"]
