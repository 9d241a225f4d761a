"""Where messages are handed over, as it is set."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, Self
from urllib.parse import unquote, urlsplit

_PORTS: Final = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
_OWN_MACHINE: Final = ("127.0.0.1", "::1", "localhost")


class Security(StrEnum):
    """How the line to the server is protected."""

    STARTTLS = "smtp"
    TLS = "smtps"
    NONE = "smtp+plain"


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """Where messages are handed over."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = ""

    @classmethod
    def read(cls, url: str) -> Self:
        """From smtp://user:password@host:587 (STARTTLS), smtps:// (TLS from the first byte) or smtp+plain:// (none, on
        this machine alone). Raises ValueError, without the address: it holds a password.
        """
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError("no address of a mail server")
        security = Security(parts.scheme)
        if security is Security.NONE and parts.hostname not in _OWN_MACHINE:
            raise ValueError("without protection to another machine")
        return cls(
            host=parts.hostname, port=parts.port or _PORTS[parts.scheme], security=security,
            user=unquote(parts.username or ""), password=unquote(parts.password or ""),
        )


def message_folder(url: str) -> Path:
    """The folder in which messages to mobile phones are put, from file:///folder.

    Raises ValueError, without the address: that of another service may hold a key.
    """
    parts = urlsplit(url)
    folder = Path(unquote(parts.path))
    if parts.scheme != "file" or parts.netloc or parts.query or parts.fragment or not folder.is_absolute():
        raise ValueError("no folder for messages")
    return folder
