"""Stored files, known by their SHA-256: written whole or not at all, never changed."""

import hashlib
import os
from pathlib import Path
from uuid import uuid4


class DocumentStore:
    """Files under one folder, two levels deep, named by their hash."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, content: bytes) -> str:
        """Store `content` and give its SHA-256. The file is on disk before this returns; a second time does nothing."""
        digest = hashlib.sha256(content).hexdigest()
        target = self.path(digest)
        if target.exists():
            return digest
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = target.with_name(f"{digest}.{uuid4().hex}.part")
        with scratch.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(target)
        return digest

    def get(self, digest: str) -> bytes:
        """The content; raises FileNotFoundError when the store does not hold it."""
        return self.path(digest).read_bytes()

    def path(self, digest: str) -> Path:
        """Where the file with this hash lies."""
        if len(digest) != 64 or not digest.isalnum():
            raise ValueError("not a SHA-256")
        return self.root / digest[:2] / digest[2:4] / digest
