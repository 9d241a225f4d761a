"""Making a base: a copy of the server's data folder while it runs, from which its log goes on."""

import fcntl
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, Final, LiteralString  # Any: what a database answers

import psycopg
import pyrage

from agency.backup.archive import Archive, Base, as_open_as, segment_at, write_about
from agency.backup.folder import MOMENT
from agency.backup.making import KEEP_DAYS
from agency.backup.trouble import BackupTrouble
from cases.schema.snapshots import tool_path

ARCHIVE_SECONDS: Final = 300  # the most that a server may keep to itself
PATIENCE_SECONDS: Final = 60.0
_LOOK_SECONDS: Final = 0.2
_POINTS: Final = re.compile(r"write-ahead log (start|end) point: ([0-9A-F]+/[0-9A-F]+)(?: on timeline (\d+))?")
_SETTINGS: Final = (
    "SELECT current_setting('archive_mode'), current_setting('archive_command'),"
    " extract(epoch FROM current_setting('archive_timeout')::interval)::int,"
    " (SELECT setting::int FROM pg_settings WHERE name = 'wal_segment_size'),"
    " current_setting('server_version_num')::int / 10000,"
    " (SELECT count(*) FROM pg_tablespace WHERE spcname NOT LIKE 'pg\\_%')"
)


def make_base(root: Path, *, keep_days: int = KEEP_DAYS, patience: float = PATIENCE_SECONDS) -> Path:
    """A base of the server that the environment names (PGHOST, PGPORT, PGUSER), else the one of this machine.

    Raises BackupTrouble or SnapshotFailed; also where the base stands and the server hands over no log after it within
    `patience` seconds.
    """
    archive = Archive(root)
    recipient = archive.folder.begun_for()
    segment, version = _look()
    as_open_as(archive.place)
    as_open_as(archive.wal)
    with _alone(archive.place):
        half = archive.place / f"{os.getpid()}.part"
        as_open_as(half)
        try:
            said = _copy(half / "basis.age", recipient)
            points = {which: (position, timeline) for which, position, timeline in _POINTS.findall(said)}
            start, timeline = points["start"]
            first = segment_at(start, int(timeline), segment)
            write_about(half, Base(first=first, segment=segment, version=version))
            whole = archive.place / (_clock() + timedelta(seconds=1)).strftime(MOMENT)  # through the second that it is
            half.rename(whole)
        except BaseException:
            shutil.rmtree(half)
            raise
        last = segment_at(points["end"][0], int(timeline), segment)
        _wait_for(archive, last, patience)
        archive.forget(keep_days=keep_days)
    return whole


def _look() -> tuple[int, int]:
    """Bytes of a file of the server's log, and her version, as 15. Raises BackupTrouble where a base is of no use."""
    try:
        found = _asked(_SETTINGS)
    except psycopg.OperationalError as error:
        raise BackupTrouble(
            "De PostgreSQL-server antwoordt niet. Voer dit uit als de gebruiker van de server (runuser -u postgres), "
            f"of noem haar met PGHOST en PGPORT. Zij zegt: {type(error).__name__}."
        ) from error
    mode, command, seconds, segment, version, tablespaces = found
    if mode == "off" or not command or not 0 < seconds <= ARCHIVE_SECONDS:
        raise BackupTrouble(
            "De server bewaart haar WAL niet, of niet vaak genoeg. Zet in postgresql.conf archive_mode = on, "
            f"archive_timeout = {ARCHIVE_SECONDS} en archive_command = 'agency wal keep MAP %p', en start haar opnieuw."
        )
    if tablespaces:
        raise BackupTrouble("De server heeft tablespaces buiten haar eigen map; daarvan kan geen basis worden gemaakt.")
    return segment, version


def _clock() -> datetime:
    """Of the server."""
    moment: datetime = _asked("SELECT clock_timestamp()")[0]
    return moment.astimezone(UTC)


def _asked(question: LiteralString) -> tuple[Any, ...]:
    with psycopg.connect(dbname="postgres") as connection:
        found = connection.execute(question).fetchone()
    assert found is not None
    return found


def _copy(target: Path, recipient: str) -> str:
    """Write the data folder encrypted, on its way never readable on a disk; what the program that copies it says."""
    with tempfile.TemporaryFile() as spoken, target.open("wb") as file:
        copying = subprocess.Popen(  # noqa: S603 - a program of PostgreSQL, with fixed words
            [tool_path("pg_basebackup"), "--pgdata=-", "--format=tar", "--wal-method=fetch", "--checkpoint=fast",
             "--no-manifest", "--verbose"],
            stdout=subprocess.PIPE, stderr=spoken, env=os.environ | {"LC_ALL": "C"},
        )
        assert copying.stdout is not None
        try:
            _encrypt(copying.stdout, file, recipient)
        finally:
            copying.stdout.close()
            copying.wait()
        spoken.seek(0)
        said = spoken.read().decode(errors="replace")
    if copying.returncode:
        raise BackupTrouble(f"pg_basebackup is niet gelukt: {(said.strip().splitlines() or ['zonder uitleg'])[-1]}")
    return said


def _encrypt(source: IO[bytes], target: IO[bytes], recipient: str) -> None:
    try:
        pyrage.encrypt_io(source, target, [pyrage.x25519.Recipient.from_str(recipient)])
        target.flush()
        os.fsync(target.fileno())
    except OSError as error:
        raise BackupTrouble(f"De basis kon niet worden geschreven: {error.strerror or error}.") from error


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Nobody else makes a base meanwhile; what somebody left half is gone."""
    handle = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for half in place.glob("*.part"):
            shutil.rmtree(half)
        yield
    except BlockingIOError:
        raise BackupTrouble("Er wordt al een basis gemaakt. Wacht tot die klaar is.") from None
    finally:
        os.close(handle)


def _wait_for(archive: Archive, last: str, patience: float) -> None:
    """Until the server has handed over the last file of its log that the base needs."""
    until = time.monotonic() + patience
    while not any(each.name >= last for each in archive.segments(last[:8])):
        if time.monotonic() > until:
            raise BackupTrouble(
                f"De basis staat er, maar de server heeft {last} niet bewaard. Kijk in haar logboek wat "
                "archive_command zegt; zolang dat niet lukt, is er niets verder terug te zetten."
            )
        time.sleep(_LOOK_SECONDS)
