"""Where files may lie: what every such place can do, and what is said of a file that lies in one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

NOTE: Final = "controle.json"  # how the last check of a store went, which lies in it
PROBE: Final = "proef"  # what is written to see whether anything can be
NO_DOCUMENTS: Final = (NOTE, PROBE)
HALF: Final = ".part"
SPARE_BYTES: Final = 500 * 2**20


@dataclass(frozen=True, kw_only=True)
class Lying:
    """Something that lies in a store. `key`: where, from its root; that of a folder ends with a slash.

    `is_open`: others than the owner may read or change it.
    """

    key: str
    size: int
    stored_at: datetime
    is_open: bool = False

    @property
    def digest(self) -> str | None:
        """The hash that it is known by; None for what is no stored file, or lies where that should not be."""
        name = self.key.rpartition("/")[2]
        return name if is_digest(name) and key_of(name) == self.key else None

    @property
    def is_half(self) -> bool:
        """Whether it is what was left, or is being written, of a file that is not whole."""
        return self.key.endswith(HALF)


class Unreadable(Exception):
    """What lies under one key cannot be read, while the place itself answers."""


class Place(Protocol):
    """Bytes by key, each written whole or not at all.

    Raises FileNotFoundError for a key that is not there, OSError for anything that keeps it from answering.
    """

    def read(self, key: str) -> bytes:
        """What lies under that key. Raises Unreadable too."""

    def write(self, key: str, content: bytes, *, at_once: bool = True) -> None:
        """Put it there, in the place of what lies there. It is durable when this returns, unless not `at_once`."""

    def remove(self, key: str) -> None:
        """Take it away; nothing where it is gone."""

    def lying(self, after: str) -> Iterator[Lying]:
        """Everything whose key comes after that one, in the order of the keys; of folders only what is wrong."""

    def room(self) -> int | None:
        """Bytes that can still be written; None where that is not known."""

    def sweep(self, before: datetime) -> int:
        """Remove what was left half before that moment and is not in use; how many."""


def is_digest(name: str) -> bool:
    """Whether it is a SHA-256 as a store writes it."""
    return len(name) == 64 and set(name) <= set("0123456789abcdef")


def key_of(digest: str) -> str:
    """Under which key the file with this hash lies: two levels deep, so that no folder holds very many."""
    if not is_digest(digest):
        raise ValueError("not a SHA-256")
    return f"{digest[:2]}/{digest[2:4]}/{digest}"
