"""The mailbox in which answers and bounces come, as it is set."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Self
from urllib.parse import unquote, urlsplit

_PORTS: Final = {"imap": 143, "imaps": 993, "imap+plain": 143}
_OWN_MACHINE: Final = ("127.0.0.1", "::1", "localhost")
INBOX: Final = "INBOX"


class Security(StrEnum):
    """How the line to the server is protected."""

    STARTTLS = "imap"
    TLS = "imaps"
    NONE = "imap+plain"


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """Where it lies: the program alone reads it, and marks as seen what it keeps."""

    host: str
    port: int
    security: Security
    user: str
    password: str = field(repr=False)
    folder: str = INBOX

    @classmethod
    def read(cls, url: str) -> Self:
        """From imaps://user:password@host/folder (TLS from the first byte), imap:// (STARTTLS) or imap+plain:// (none,
        on this machine alone). Raises ValueError, without the address: it holds a password.
        """
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname or not parts.username:
            raise ValueError("no address of a mailbox")
        security, folder = Security(parts.scheme), unquote(parts.path.strip("/")) or INBOX
        if security is Security.NONE and parts.hostname not in _OWN_MACHINE:
            raise ValueError("without protection to another machine")
        if not folder.isascii() or not folder.isprintable() or '"' in folder or "\\" in folder:
            raise ValueError("a name of a folder that cannot be asked for")
        return cls(
            host=parts.hostname, port=parts.port or _PORTS[parts.scheme], security=security,
            user=unquote(parts.username), password=unquote(parts.password or ""), folder=folder,
        )
