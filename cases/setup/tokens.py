"""Secrets of one use or one browser, kept as their hash alone, and keys."""

import hashlib
from secrets import token_hex, token_urlsafe


def make() -> tuple[str, str]:
    """A new token of 256 bits, and what is kept of it."""
    token = token_urlsafe(32)
    return token, digest(token)


def key() -> str:
    """A key of 256 random bits that is kept as it is: by which the log-in library knows a user, 64 signs."""
    return token_hex(32)


def digest(token: str) -> str:
    """What is kept of a token: its SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
