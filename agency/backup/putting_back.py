"""Putting the data folder of a PostgreSQL server back, so that it plays its log through a chosen moment."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import IO, Final

import pyrage

from agency.backup.archive import Archive, Kept, about_base, told
from agency.backup.keys import Secrets
from agency.backup.trouble import BackupTrouble

_SETTINGS: Final = "postgresql.auto.conf"
_PIECE: Final = 2**16  # bytes
_EMPTY: Final = bytes(_PIECE)
MORE_FILES: Final = 3  # after the moment: the server stops at the first change that is later, and must find one


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A base and the files of the log to be played after it, through `until`; None: all, which is through `reach`."""

    base: Path
    until: datetime | None
    reach: datetime
    files: tuple[Kept, ...]

    @property
    def moment(self) -> datetime:
        """Everything that was kept by then comes back."""
        return self.until or self.reach


def choose(archive: Archive, until: datetime | None) -> Chosen:
    """From which base the record of `until` comes back; None: the last there is. Raises BackupTrouble."""
    base = archive.base_for(until)
    reach = archive.reach(base)
    if reach.missing is not None and (until is None or until > reach.until):
        raise BackupTrouble(
            f"WAL-bestand {reach.missing} ontbreekt: terugzetten kan tot {told(reach.until)}. Noem met --until een "
            "moment van daarvoor, of een van na een latere basis."
        )
    if until is not None and until > reach.until:
        raise BackupTrouble(
            f"Zo laat is er niets bewaard: het laatste is van {told(reach.until)}. Laat --until weg voor alles."
        )
    later = sum(until is not None and each.until > until for each in reach.files)
    files = reach.files[:len(reach.files) - max(0, later - MORE_FILES)]
    return Chosen(base=base, until=until, reach=reach.until, files=files)


def put_back(root: Path, data: Path, *, secrets: Path, until: datetime | None) -> Chosen:
    """Fill an empty data folder; the server that is started on it plays its log. Raises BackupTrouble.

    All of the log that it needs is opened and laid ready, so that damage is told before it starts: what the server
    itself cannot find it would take for the end. It hands over no log until somebody says so: it may stand beside the
    one that it comes from.
    """
    archive, opened = Archive(root), Secrets.read(secrets)
    opened.require_for(archive.folder.begun_for())
    if data.exists() and any(data.iterdir()):
        raise BackupTrouble(f"{data} is niet leeg. Zet een server terug in een lege map.")
    chosen = choose(archive, until)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    data.chmod(0o700)
    try:
        _fill(archive, chosen, data, opened)
        with (data / _SETTINGS).open("a", encoding="utf-8") as settings:
            settings.writelines(f"{name} = '{value}'\n" for name, value in _recovery(until))
        (data / "recovery.signal").touch(mode=0o600)
    except BaseException:
        _empty(data)
        raise
    return chosen


def _fill(archive: Archive, chosen: Chosen, data: Path, opened: Secrets) -> None:
    """The base, and beside it the log, by a process for each core: opening one file keeps one of them busy."""
    with ProcessPoolExecutor(mp_context=get_context("fork")) as pool:
        try:
            laid = [
                pool.submit(_lay_ready, archive, kept, data / "pg_wal" / kept.name, opened)
                for kept in (*archive.histories(), *chosen.files)
            ]
            _unpack(chosen.base / "basis.age", data, opened)
            for each in laid:
                each.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _lay_ready(archive: Archive, kept: Kept, path: Path, opened: Secrets) -> None:
    _write(path, archive.open(kept, opened))


def version_of(chosen: Chosen) -> int:
    """Which PostgreSQL can read it."""
    return about_base(chosen.base).version


def _recovery(until: datetime | None) -> Iterator[tuple[str, str]]:
    """Settings for the server: it finds its log in its own folder, and asks nowhere else."""
    yield "restore_command", "false"
    yield "recovery_target_timeline", "current"
    yield "recovery_target_action", "promote"
    if until is not None:
        yield "recovery_target_time", until.isoformat(sep=" ")
    yield "archive_mode", "off"


def _write(path: Path, content: bytes) -> None:
    """Of a file that the clock closed most is empty: that takes no room."""
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        for start in range(0, len(content), _PIECE):
            piece = content[start:start + _PIECE]
            if piece == _EMPTY:
                file.seek(len(piece), os.SEEK_CUR)
            else:
                file.write(piece)
        file.truncate(len(content))


def _unpack(source: Path, data: Path, opened: Secrets) -> None:
    """The files of a base, opened on their way: they are never in one readable piece."""
    tar = shutil.which("tar")
    if tar is None:
        raise BackupTrouble("tar is niet gevonden. Installeer het pakket tar.")
    unpacking = subprocess.Popen([tar, "-x", "-C", str(data)], stdin=subprocess.PIPE)  # noqa: S603 - fixed words
    assert unpacking.stdin is not None
    try:
        with source.open("rb") as file:
            into = _Large(unpacking.stdin)
            pyrage.decrypt_io(file, into, [opened.opener()])
            into.flush()
    except (pyrage.DecryptError, OSError) as error:
        raise BackupTrouble(
            f"{source.name} is niet terug te zetten: het is beschadigd, of {data} kan het niet bevatten."
        ) from error
    finally:
        with suppress(BrokenPipeError):  # then it has ended, and its status says so
            unpacking.stdin.close()
        unpacking.wait()
    if unpacking.returncode:
        raise BackupTrouble(f"De basis kon niet worden uitgepakt in {data}. Is daar genoeg ruimte?")


class _Large:
    """Writes in large pieces what comes in small ones."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target, self._held = target, bytearray()

    def write(self, content: bytes) -> int:
        self._held += content
        if len(self._held) >= 16 * _PIECE:
            self.flush()
        return len(content)

    def flush(self) -> None:
        self._target.write(self._held)
        self._held.clear()


def _empty(folder: Path) -> None:
    for each in folder.iterdir():
        if each.is_dir():
            shutil.rmtree(each)
        else:
            each.unlink()
