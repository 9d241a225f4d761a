"""Stored files, known by their SHA-256: written whole or not at all, never changed, compared at every read."""

import errno
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from cases.errors import StoredFileDamaged, StoredFileMissing, StoredFileUnreadable, StoreFull, StoreUnavailable
from cases.store.folder import Folder
from cases.store.place import NO_DOCUMENTS, NOTE, PROBE, SPARE_BYTES, Lying, Place, Unreadable, key_of

_NO_ROOM: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_BUCKET: Final = "s3://"


class DocumentStore:
    """Files in one place, known by their hash. It keeps `spare` bytes free, for the database beside it.

    Every method raises StoreUnavailable where the place does not answer.
    """

    def __init__(self, place: Path | Place, *, spare: int = 0) -> None:
        self._place: Place = Folder(place) if isinstance(place, Path) else place
        self._spare = spare

    def put(self, content: bytes) -> str:
        """Store `content` and give its SHA-256. It is durable before this returns; a second time does nothing.

        A file that lies there damaged is replaced: its name says what it must hold. Raises StoreFull; nothing of it is
        kept then.
        """
        digest = hashlib.sha256(content).hexdigest()
        with _reached():
            with suppress(Unreadable):  # it is written again
                if self._read(digest) == content:
                    return digest
            if not self.has_room(len(content)):
                raise StoreFull
            self._place.write(key_of(digest), content)
        return digest

    def put_back(self, digest: str, content: bytes) -> None:
        """Write a file of a backup, into an empty place; whoever calls sees to it that all of it is on disk."""
        with _reached():
            self._place.write(key_of(digest), content, at_once=False)

    def get(self, digest: str) -> bytes:
        """The content. Raises StoredFileMissing, StoredFileUnreadable, or StoredFileDamaged: not what was stored."""
        try:
            with _reached():
                content = self._read(digest)
        except Unreadable as error:
            raise StoredFileUnreadable(digest) from error
        if content is None:
            raise StoredFileMissing(digest)
        if hashlib.sha256(content).hexdigest() != digest:
            raise StoredFileDamaged(digest)
        return content

    def remove(self, digest: str) -> None:
        """Take a file away that may not be kept; nothing where it is gone. Whoever calls knows that no row names it."""
        with _reached():
            self._place.remove(key_of(digest))

    def has_room(self, needed: int = 0) -> bool:
        """Whether so many bytes can be stored and what is to stay free does."""
        room = self.room()
        return room is None or room - needed >= self._spare

    def room(self) -> int | None:
        """Bytes that are free; None where that is not known, as of a bucket."""
        with _reached():
            return self._place.room()

    @property
    def spare(self) -> int:
        """Bytes that stay free."""
        return self._spare

    def lying(self, *, after: str = "") -> Iterator[Lying]:
        """What lies here, by key, from after that one; also what does not belong here."""
        with _reached():
            yield from (each for each in self._place.lying(after) if each.key not in NO_DOCUMENTS)

    def names(self) -> Iterator[str]:
        """The name of every file that lies here, in order; what was written half has one that is no hash."""
        return (each.key.rpartition("/")[2] for each in self.lying() if not each.key.endswith("/"))

    def sweep(self, before: datetime) -> int:
        """Remove what was left half before that moment and is not in use; how many."""
        with _reached():
            return self._place.sweep(before)

    def note(self) -> bytes | None:
        """How the last check of this store went, as it was noted; it lies with the files that it is of."""
        with _reached():
            try:
                return self._place.read(NOTE)
            except FileNotFoundError:
                return None

    def write_note(self, content: bytes) -> None:
        """Note how a check of this store stands. A full store does not refuse it."""
        with _reached():
            self._place.write(NOTE, content)

    def try_writing(self) -> None:
        """Write something that says nothing. Raises StoreFull too."""
        with _reached():
            self._place.write(PROBE, b"", at_once=False)

    @property
    def root(self) -> Path:
        """The folder, of a store that is one."""
        assert isinstance(self._place, Folder)
        return self._place.root

    def path(self, digest: str) -> Path:
        """Where the file with this hash lies, in a store that is a folder."""
        return self.root / key_of(digest)

    def _read(self, digest: str) -> bytes | None:
        try:
            return self._place.read(key_of(digest))
        except FileNotFoundError:
            return None


def open_store(address: str, *, spare: int = SPARE_BYTES) -> DocumentStore:
    """The store at an address: a folder, or s3://bucket/prefix. It connects at first use."""
    if not address.startswith(_BUCKET):
        return DocumentStore(Path(address), spare=spare)
    from cases.store.bucket import Bucket  # its libraries are large, and most installations keep a folder

    return DocumentStore(Bucket(address.removeprefix(_BUCKET)))


@contextmanager
def _reached() -> Iterator[None]:
    """What the place says, in the words of the record."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise StoreFull from error
        raise StoreUnavailable from error
