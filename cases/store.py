"""Stored files, known by their SHA-256: written whole or not at all, never changed, compared at every read."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from cases.errors import StoredFileDamaged, StoredFileMissing

_PRIVATE_FOLDER = 0o700


class DocumentStore:
    """Files under one folder, two levels deep, named by their hash. Files and folders are for their owner alone."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, content: bytes) -> str:
        """Store `content` and give its SHA-256. The file is on disk before this returns; a second time does nothing.

        A file that lies there damaged is replaced: its name says what it must hold.
        """
        digest = hashlib.sha256(content).hexdigest()
        target = self.path(digest)
        if target.exists() and _hash_of(target.read_bytes()) == digest:
            return digest
        target.parent.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
        scratch = target.with_name(f"{digest}.{uuid4().hex}.part")
        with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(target)
        return digest

    def get(self, digest: str) -> bytes:
        """The content. Raises StoredFileMissing, or StoredFileDamaged where it is not what was stored."""
        try:
            content = self.path(digest).read_bytes()
        except FileNotFoundError:
            raise StoredFileMissing(digest) from None
        if _hash_of(content) != digest:
            raise StoredFileDamaged(digest)
        return content

    def names(self) -> Iterator[str]:
        """The name of every file that lies here, in order; what was written half has one that is no hash."""
        for first in sorted(self.root.iterdir()) if self.root.is_dir() else ():
            for second in sorted(first.iterdir()):
                yield from sorted(file.name for file in second.iterdir())

    def path(self, digest: str) -> Path:
        """Where the file with this hash lies."""
        if len(digest) != 64 or not digest.isalnum():
            raise ValueError("not a SHA-256")
        return self.root / digest[:2] / digest[2:4] / digest


def _hash_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
