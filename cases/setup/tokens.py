"""Secrets of one use or one browser: made here, kept as their hash alone."""

import hashlib
from secrets import token_urlsafe


def make() -> tuple[str, str]:
    """A new token of 256 bits, and what is kept of it."""
    token = token_urlsafe(32)
    return token, digest(token)


def digest(token: str) -> str:
    """What is kept of a token: its SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
