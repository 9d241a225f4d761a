"""What the PostgreSQL server keeps in the folder of backups, from which any moment can be put back.

    server/wal/000000010000000000000003.20261130T054512Z.<sha256>.age    a file of its log (WAL), packed and encrypted
    server/20261130T010000Z/basis.age     its data folder (tar, encrypted), whole from that moment on
    server/20261130T010000Z/basis.json    from which file of the log on it goes on, readable

A file of the log carries the moment of its last change: what the server kept until then is in it or in those before.
"""

import hashlib
import json
import os
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pyrage

from agency.backup.folder import MOMENT, BackupFolder, moment_of
from agency.backup.keys import Secrets
from agency.backup.trouble import BackupTrouble

ABOUT: Final = "basis.json"
_NAME: Final = re.compile(r"[0-9A-F]{8}(?:\.history|[0-9A-F]{16}(?:\.partial|\.[0-9A-F]{8}\.backup)?)")
_SEGMENT: Final = re.compile(r"[0-9A-F]{24}")
_KEPT: Final = re.compile(rf"({_NAME.pattern})\.(\d{{8}}T\d{{6}}Z)\.([0-9a-f]{{64}})\.age")
_MADE: Final = re.compile(r"\d{8}T\d{6}Z")
_OF_LOG: Final = 2**32  # bytes of the log of which the middle part of a name counts
_FAST: Final = 1  # of zlib: most of a file that was closed by the clock is empty


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A file of the log that was kept: `until` is its last change by the server's clock."""

    name: str
    until: datetime
    digest: str
    path: Path


@dataclass(frozen=True, kw_only=True)
class Base:
    """A copy of the data folder. `first`: the file of the log from which it goes on, `segment`: bytes of such a file.

    `version`: of PostgreSQL, as 15; another one cannot read it.
    """

    first: str
    segment: int
    version: int

    @property
    def timeline(self) -> str:
        """Of the log that it goes on with: a server that was put back begins another."""
        return self.first[:8]


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How far a base goes on: `until`, by the `files` that follow without a gap; `missing`: the first that lacks."""

    until: datetime
    files: tuple[Kept, ...]
    missing: str | None


class Archive:
    """The part of a folder of backups that is the server's."""

    def __init__(self, root: Path) -> None:
        self.folder, self.place = BackupFolder(root), root / "server"
        self.wal = self.place / "wal"

    def keep(self, source: Path) -> None:
        """Keep a file of the log, durably; one that is there already stays. Raises BackupTrouble.

        The server asks again until this succeeds, and may ask once more after it did.
        """
        name, recipient = source.name, self.folder.begun_for()
        if not _NAME.fullmatch(name):
            raise BackupTrouble(f"{name} is geen naam van een WAL-bestand.")
        try:
            until, content = source.stat().st_mtime, source.read_bytes()
            as_open_as(self.place)
            as_open_as(self.wal)
            digest = hashlib.sha256(content).hexdigest()
            if not self._is_there(name, digest):
                self._write(name, datetime.fromtimestamp(until, UTC), digest, _encrypted(content, recipient))
            _make_durable(self.wal)
        except OSError as error:
            raise BackupTrouble(f"{name} kon niet worden bewaard in {self.wal}: {error.strerror}.") from error

    def open(self, kept: Kept, opened: Secrets) -> bytes:
        """What it holds. Raises BackupTrouble where it is damaged, or for other keys."""
        try:
            content = zlib.decompress(pyrage.decrypt(kept.path.read_bytes(), [opened.opener()]))
        except (pyrage.DecryptError, zlib.error, OSError) as error:
            raise BackupTrouble(
                f"{kept.path.name} is niet te openen: het is beschadigd, of hoort bij andere sleutels."
            ) from error
        if hashlib.sha256(content).hexdigest() != kept.digest:
            raise BackupTrouble(f"{kept.path.name} is niet wat de server heeft bewaard.")
        return content

    def histories(self) -> list[Kept]:
        """What says where one log goes over into another."""
        return list(self._all("*.history.*.age"))

    def segments(self, timeline: str) -> list[Kept]:
        """The files of one log, in order; without what is said beside it."""
        found = [each for each in self._all(f"{timeline}*.age") if _SEGMENT.fullmatch(each.name)]
        return sorted(found, key=lambda each: each.name)

    def bases(self) -> list[Path]:
        """The folders of bases that are whole, the oldest first."""
        if not self.place.is_dir():
            return []
        return sorted(each for each in self.place.iterdir() if _MADE.fullmatch(each.name))

    def base_for(self, until: datetime | None) -> Path:
        """The last base, or the last that was whole by `until`. Raises BackupTrouble where there is none."""
        made = self.bases()
        if not made:
            raise BackupTrouble(f"In {self.folder.root} staat nog geen basis. Voer agency wal base uit.")
        found = [each for each in made if until is None or moment_of(each) <= until]
        if not found:
            raise BackupTrouble(f"Van zo vroeg is er geen basis: de eerste is van {told(moment_of(made[0]))}.")
        return found[-1]

    def reach(self, base: Path) -> Reach:
        """How far this base goes on now."""
        about = about_base(base)
        kept = {_number(each.name, about.segment): each for each in self.segments(about.timeline)}
        until, number, files = moment_of(base), _number(about.first, about.segment), []
        while number in kept:
            files.append(kept[number])
            until = max(until, kept[number].until)
            number += 1
        is_gap = any(each > number for each in kept)
        missing = _name(about.timeline, number, about.segment) if is_gap else None
        return Reach(until=until, files=tuple(files), missing=missing)

    def forget(self, *, keep_days: int) -> None:
        """Remove bases, and files of the log, that no moment of the last `keep_days` days before the newest base needs.

        A file that was left half for a day goes too.
        """
        bases = self.bases()
        oldest = moment_of(bases[-1]) - timedelta(days=keep_days)
        needed = [each for each in bases if moment_of(each) > oldest]
        earlier = [each for each in bases if moment_of(each) <= oldest]
        for each in earlier[:-1]:
            for path in each.iterdir():
                path.unlink()
            each.rmdir()
        from_base = about_base((earlier[-1:] or needed)[0])
        for kept in self._all("*.age"):
            if kept.name[:8] <= from_base.timeline and kept.name[8:24] < from_base.first[8:] \
                    and not kept.name.endswith(".history"):
                kept.path.unlink()
        for half in self.wal.glob("*.part"):
            if datetime.fromtimestamp(half.stat().st_mtime, UTC) < moment_of(bases[-1]) - timedelta(days=1):
                half.unlink()

    def _is_there(self, name: str, digest: str) -> bool:
        kept = next(self._named(name), None)
        if kept is not None and kept.digest != digest:
            raise BackupTrouble(
                f"{name} is al bewaard, met een andere inhoud. Schrijft een andere server in deze map? Geef elke "
                "server een eigen map."
            )
        return kept is not None

    def _write(self, name: str, until: datetime, digest: str, content: bytes) -> None:
        """Under a name of its own first: a server that was killed may have left another that does the same."""
        half = self.wal / f"{name}.{os.getpid()}.part"
        try:
            with half.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            half.replace(self.wal / f"{name}.{until.strftime(MOMENT)}.{digest}.age")
        finally:
            half.unlink(missing_ok=True)

    def _named(self, name: str) -> Iterator[Kept]:
        return (each for each in self._all(f"{name}.*.age") if each.name == name)

    def _all(self, pattern: str) -> Iterator[Kept]:
        for path in self.wal.glob(pattern):
            if found := _KEPT.fullmatch(path.name):
                name, until, digest = found.groups()
                yield Kept(
                    name=name, until=datetime.strptime(until, MOMENT).replace(tzinfo=UTC), digest=digest, path=path
                )


def about_base(base: Path) -> Base:
    """What is known of it without a key. Raises BackupTrouble."""
    try:
        return Base(**json.loads((base / ABOUT).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise BackupTrouble(f"{base / ABOUT} ontbreekt of is onleesbaar.") from None


def write_about(base: Path, about: Base) -> None:
    """Keep that with it; who may read the folder may read this."""
    path = base / ABOUT
    path.write_text(json.dumps(asdict(about)), encoding="utf-8")
    path.chmod(0o600 | base.stat().st_mode & 0o040)


def segment_at(position: str, timeline: int, segment: int) -> str:
    """The name of the file of the log in which a position such as 0/2000028 lies."""
    log, _, offset = position.partition("/")
    return _name(f"{timeline:08X}", (int(log, 16) * _OF_LOG + int(offset, 16)) // segment, segment)


def as_open_as(folder: Path) -> None:
    """Make a folder, as open to its group as the one that it lies in, whatever the umask of who makes it.

    Not by a change afterwards: of a group to which the server's user does not belong that would lose the folder.
    """
    if not folder.is_dir():
        before = os.umask(0)
        try:
            folder.mkdir(mode=folder.parent.stat().st_mode & 0o770)
        finally:
            os.umask(before)


def told(moment: datetime) -> str:
    """A moment by the clock of the Netherlands."""
    from agency.clock import AMSTERDAM  # with Flask, which the server need not load for each file

    return f"{moment.astimezone(AMSTERDAM):%d-%m-%Y %H:%M:%S}"


def behind(archive: Archive, now: datetime) -> timedelta | None:
    """How much would be lost if the server went now; None where there is no base, or a gap after the last one."""
    bases: Sequence[Path] = archive.bases()
    if not bases:
        return None
    reach = archive.reach(bases[-1])
    return None if reach.missing else now - reach.until


def _encrypted(content: bytes, recipient: str) -> bytes:
    packed: bytes = pyrage.encrypt(zlib.compress(content, _FAST), [pyrage.x25519.Recipient.from_str(recipient)])
    return packed


def _number(name: str, segment: int) -> int:
    return int(name[8:16], 16) * (_OF_LOG // segment) + int(name[16:24], 16)


def _name(timeline: str, number: int, segment: int) -> str:
    log, rest = divmod(number, _OF_LOG // segment)
    return f"{timeline}{log:08X}{rest:08X}"


def _make_durable(folder: Path) -> None:
    """That a name is in it, also after the power failed."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
