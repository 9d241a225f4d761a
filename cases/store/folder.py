"""A folder of the machine, or one that several machines share. Files and folders are for their owner alone."""

import errno
import fcntl
import os
import re
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

from cases.store.place import HALF, Lying, Unreadable

_PRIVATE_FOLDER: Final = 0o700
_PRIVATE_FILE: Final = 0o600
_OTHERS: Final = 0o077
_OF_ONE_FILE: Final = {errno.EIO, errno.EACCES, errno.EISDIR}
_OURS: Final = re.compile("[0-9a-f]{2}")
_OF_THE_DISK: Final = "lost+found"  # where the folder is a disk by itself


class Folder:
    """Files under one folder, two levels deep. What is being written lies beside its place and is held."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, key: str) -> bytes:
        """What lies under that key. Raises Unreadable for a bad spot on the disk, or what was closed to this user."""
        try:
            return (self.root / key).read_bytes()
        except OSError as error:
            if error.errno in _OF_ONE_FILE and os.access(self.root, os.R_OK | os.X_OK):
                raise Unreadable(key) from error
            raise

    def write(self, key: str, content: bytes, *, at_once: bool = True) -> None:
        """Put it there; a write that fails leaves nothing."""
        target = self.root / key
        _make_private(target.parent, self.root)
        scratch = target.with_name(f"{target.name}.{uuid4().hex}{HALF}")
        try:
            with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE), "wb") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                file.write(content)
                file.flush()
                if at_once:
                    os.fsync(file.fileno())
                scratch.replace(target)
        except BaseException:
            scratch.unlink(missing_ok=True)
            raise
        if at_once:
            _keep_name(target.parent)

    def remove(self, key: str) -> None:
        """Take it away; nothing where it is gone."""
        (self.root / key).unlink(missing_ok=True)

    def lying(self, after: str) -> Iterator[Lying]:
        """Everything that lies here, by key; a folder only where it is open to others or none of ours."""
        if self.root.exists():
            if not after:
                yield from _where_open("./", self.root.stat())
            yield from _inside(self.root, "", after)

    def room(self) -> int:
        """Bytes that are free to this user."""
        there = next(each for each in (self.root, *self.root.parents) if each.is_dir())
        found = os.statvfs(there)
        return found.f_bavail * found.f_frsize

    def sweep(self, before: datetime) -> int:
        """Remove what was left half before that moment; what somebody writes at now is held by a lock."""
        return sum(
            _remove_unused(self.root / each.key) for each in self.lying("") if each.is_half and each.stored_at < before
        )


def _make_private(folder: Path, root: Path) -> None:
    """Make it and those above it through `root`, for their owner alone whatever the umask."""
    if folder.is_dir():
        return
    if folder == root:
        folder.parent.mkdir(parents=True, exist_ok=True)
    else:
        _make_private(folder.parent, root)
    folder.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)


def _keep_name(folder: Path) -> None:
    """Have the names in a folder on disk too: a file that is there under no name is lost.

    A journal keeps the order of such changes, so that the folder itself, which was made before, is there as well.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_unused(half: Path) -> bool:
    try:
        with half.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            half.unlink()
    except (BlockingIOError, FileNotFoundError):
        return False
    return True


def _inside(folder: Path, prefix: str, after: str) -> Iterator[Lying]:
    """What lies in a folder and in ours below it. Folders are ordered as their keys are, slash included."""
    with os.scandir(folder) as found:
        entries = sorted((f"{prefix}{each.name}{'/' * each.is_dir(follow_symlinks=False)}", each) for each in found)
    for key, entry in entries:
        is_folder = key.endswith("/")
        if key <= after and not (is_folder and after.startswith(key)):
            continue
        try:
            about = entry.stat(follow_symlinks=False)
        except FileNotFoundError:  # it was written half, and is whole now
            continue
        if not is_folder:
            yield Lying(key=key, size=about.st_size, stored_at=_moment(about), is_open=_is_open(about))
        elif key.count("/") <= 2 and _OURS.fullmatch(entry.name):
            if key > after:
                yield from _where_open(key, about)
            yield from _inside(Path(entry.path), key, after)
        elif entry.name != _OF_THE_DISK:
            yield Lying(key=key, size=0, stored_at=_moment(about))


def _where_open(key: str, about: os.stat_result) -> Iterator[Lying]:
    if _is_open(about):
        yield Lying(key=key, size=0, stored_at=_moment(about), is_open=True)


def _is_open(about: os.stat_result) -> bool:
    return bool(stat.S_IMODE(about.st_mode) & _OTHERS)


def _moment(about: os.stat_result) -> datetime:
    return datetime.fromtimestamp(about.st_mtime, UTC)
