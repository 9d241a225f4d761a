"""The folder of a printer: files that come there whole or not at all, and what the printer answers beside them.

A run is two files, `<name>.pdf` and `<name>.csv`. They are written under another name first, so that a printer who
looks meanwhile sees nothing, and get their own name in one step each, the PDF last. The printer answers in `ontvangen/`
with `<name>.ok` or `<name>.fout`. That folder is made by whoever sets this up and never by the program: a disk that is
not mounted leaves an empty folder in which letters would disappear. The group of the folder may read what lies there.
"""

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Final

ANSWERS: Final = "ontvangen"
READ: Final = "verwerkt"
ENDINGS: Final = (".ok", ".fout")
LARGEST_ANSWER: Final = 2**20
ANSWERS_AT_ONCE: Final = 100


class Lies(Enum):
    """How far the files of a run came."""

    READY = "written, under another name"
    GIVEN = "at the printer, which may have taken and answered it"
    NOWHERE = "nowhere: not written, or taken by the printer"


class FolderTrouble(Exception):
    """Nothing can be put there now; the message is Dutch."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A file that the printer put there; `content` None where it is larger than any answer."""

    path: Path
    content: bytes | None


@dataclass(frozen=True)
class PrinterFolder:
    """The folder at `root`. Raises FolderTrouble where it is gone, full or closed."""

    root: Path

    def require_there(self) -> None:
        """It can be reached and written."""
        with _told():
            is_there = (self.root / ANSWERS).is_dir()
        if not is_there:
            raise FolderTrouble(
                "De map van de drukker is niet bereikbaar. Het drukwerk wacht en gaat daarna vanzelf, het oudste eerst."
            )
        if not os.access(self.root, os.W_OK | os.X_OK):
            raise FolderTrouble("In de map van de drukker mag het programma niet schrijven. Het drukwerk wacht.")

    def lay_ready(self, name: str, token: str, *, pdf: bytes, manifest: bytes) -> None:
        """Write both files to the disk under another name; what a worker before left of this run goes."""
        self.require_there()
        with _told():
            self._clear(name)
            try:
                _write(self._part(name, token, ".csv"), manifest)
                _write(self._part(name, token, ".pdf"), pdf)
                _sync_folder(self.root)
            except OSError:
                self._clear(name)  # a full disk must not stay full by it
                raise

    def lies(self, name: str, digest: str) -> Lies:
        """How far the files of a run came; of one that lies ready only what has this fingerprint counts."""
        self.require_there()
        with _told():
            if (self.root / f"{name}.pdf").exists() or any((self.root / ANSWERS).rglob(f"{name}*")):
                return Lies.GIVEN
            ready = self._ready(name, ".pdf")
            return Lies.READY if ready and sha256(ready.read_bytes()).hexdigest() == digest else Lies.NOWHERE

    def give(self, name: str) -> None:
        """Let both files that lie ready come under their own name."""
        with _told():
            for ending in (".csv", ".pdf"):
                ready = self._ready(name, ending)
                if ready is not None:
                    ready.rename(self.root / f"{name}{ending}")
            _sync_folder(self.root)

    def answers(self) -> Sequence[Answer]:
        """What the printer answered and was not put away yet, by name; a piece of it where it is much."""
        self.require_there()
        with _told():
            found = sorted(
                each for each in (self.root / ANSWERS).iterdir()
                if each.suffix in ENDINGS and each.is_file() and not each.is_symlink()
            )
            return [Answer(path=each, content=_read(each)) for each in found[:ANSWERS_AT_ONCE]]

    def put_away(self, answer: Answer, digest: str) -> None:
        """It was read; where it cannot be moved it is read again, and known by its fingerprint."""
        try:
            away = self.root / ANSWERS / READ
            away.mkdir(exist_ok=True)
            answer.path.rename(away / f"{answer.path.stem}-{digest[:8]}{answer.path.suffix}")
        except OSError:
            return

    def _clear(self, name: str) -> None:
        """What lies ready of this run, whatever was in it, goes."""
        for left in self.root.glob(f".{name.rpartition('-')[0]}-*.part"):
            left.unlink(missing_ok=True)

    def _part(self, name: str, token: str, ending: str) -> Path:
        return self.root / f".{name}.{token}{ending}.part"

    def _ready(self, name: str, ending: str) -> Path | None:
        return next(iter(sorted(self.root.glob(f".{name}.*{ending}.part"))), None)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        os.fchmod(file.fileno(), 0o640)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """What was renamed is on the disk too, where the file system knows that."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def _read(path: Path) -> bytes | None:
    with path.open("rb") as file:
        content = file.read(LARGEST_ANSWER + 1)
    return content if len(content) <= LARGEST_ANSWER else None


@contextmanager
def _told() -> Iterator[None]:
    """What the disk refuses, in Dutch."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise FolderTrouble("De map van de drukker is vol. Het drukwerk wacht en gaat daarna vanzelf.") from error
        raise FolderTrouble(
            "In de map van de drukker kan nu niets worden gezet. Het drukwerk wacht en gaat daarna vanzelf."
        ) from error
