"""The folder of backups: what lies where, and how long.

    back-up.json                     the public half of the key, readable
    bestanden/000001.age             documents, some thousands together (tar, encrypted), each of them once
    bestanden/000001.lijst           their hashes, readable: what is here already is not written again
    20261130T054512Z/database.age    the database at that moment
    20261130T054512Z/inhoud.age      what it held, and in which of `bestanden` its documents are
    server/                          what a PostgreSQL server keeps for any moment (`archive`)
    ankers.txt                       where the chain ended each time that documents were added for that
    gewist.txt                       which cases went after their term: numbers and days; a restore lets them go again
    niet-meer.txt                    hashes of documents that no row names any more, and since which backup

A backup that has its name is whole: it is written under another one first.
"""

import fcntl
import json
import re
import shutil
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from agency.backup.trouble import BackupTrouble
from cases.trace.anchors import ERASED_NAME

FORMAT: Final = 1
MOMENT: Final = "%Y%m%dT%H%M%SZ"
_MADE: Final = re.compile(r"\d{8}T\d{6}Z")
KEEP_ALL: Final = timedelta(days=1)


class BackupFolder:
    """A folder that holds backups, or will."""

    def __init__(self, root: Path) -> None:
        self.root, self.packs, self._about = root, root / "bestanden", root / "back-up.json"
        self.anchors = root / "ankers.txt"
        self.erased = root / ERASED_NAME
        self._unnamed = root / "niet-meer.txt"

    def recipient(self) -> str | None:
        """For which key it is encrypted; None for a folder that is new. Raises BackupTrouble for any other."""
        if not self.root.exists() or not any(self.root.iterdir()):
            return None
        try:
            about = json.loads(self._about.read_text(encoding="utf-8"))
            if about["format"] == FORMAT:
                return str(about["recipient"])
        except (OSError, ValueError, KeyError, TypeError):
            pass
        raise BackupTrouble(f"In {self.root} staat iets anders dan back-ups van dit programma. Geef een lege map.")

    def begun_for(self) -> str:
        """For which key it is encrypted. Raises BackupTrouble also where there is no backup yet."""
        found = self.recipient()
        if found is None:
            raise BackupTrouble(f"In {self.root} staat geen back-up. Maak eerst een back-up met: agency backup MAP")
        return found

    def begin(self, recipient: str) -> None:
        """Make it one, for this key."""
        self.packs.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._about.write_text(json.dumps({"format": FORMAT, "recipient": recipient}), encoding="utf-8")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else writes in it meanwhile; what somebody left half is gone. Raises BackupTrouble."""
        with self._about.open("rb") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BackupTrouble("Er wordt al een back-up in deze map gemaakt. Wacht tot die klaar is.") from None
            for half in [*self.root.glob("*.part"), *self.packs.glob("*.part")]:
                shutil.rmtree(half) if half.is_dir() else half.unlink()
            yield

    def made(self) -> list[Path]:
        """The backups that are whole, the oldest first."""
        if not self.root.is_dir():
            return []
        return sorted(each for each in self.root.iterdir() if each.is_dir() and _MADE.fullmatch(each.name))

    def newest(self, *, until: datetime | None = None) -> Path:
        """The last backup, or the last through `until`. Raises BackupTrouble where there is none."""
        found = [each for each in self.made() if until is None or moment_of(each) <= until]
        if not found:
            raise BackupTrouble("Van zo vroeg is er geen back-up." if self.made() else "Hier staat nog geen back-up.")
        return found[-1]

    @contextmanager
    def new(self, now: datetime) -> Iterator[Path]:
        """A folder to write a backup in; it gets its name when all went well.

        A name is a second. Where a backup of this second exists, it waits for the next, so that no name lies ahead of
        what is in it.
        """
        while (self.root / (name := now.astimezone(UTC).strftime(MOMENT))).exists():
            time.sleep(1)
            now += timedelta(seconds=1)
        half = self.root / f"{name}.part"
        half.mkdir(mode=0o700)
        try:
            yield half
        except BaseException:
            shutil.rmtree(half)
            raise
        half.rename(self.root / name)

    def packed(self) -> set[str]:
        """The hashes of the documents that lie in it."""
        return {name for pack in self.all_packs() for name in self.names_in(pack) or ()}

    def names_in(self, pack: Path) -> list[str] | None:
        """The hashes of the documents in it; None where that was not written any more."""
        try:
            return pack.with_suffix(".lijst").read_text(encoding="ascii").split()
        except FileNotFoundError:
            return None

    def all_packs(self) -> list[Path]:
        """The packs of documents, in order."""
        return sorted(self.packs.glob("*.age"))

    def note_unnamed(self, named: Collection[str], *, now: datetime) -> None:
        """Write down since when no row names a document that lies here; one that is named again is not listed."""
        since, moment = self.unnamed(), now.astimezone(UTC).replace(microsecond=0)
        listed = {each: since.get(each, moment) for each in sorted(self.packed() - set(named))}
        if listed != since:
            half = self._unnamed.with_suffix(".part")
            half.write_text("".join(f"{each} {at.strftime(MOMENT)}\n" for each, at in listed.items()), encoding="ascii")
            half.replace(self._unnamed)

    def unnamed(self) -> dict[str, datetime]:
        """Of each document here that no row names any more since when, by the hash."""
        if not self._unnamed.exists():
            return {}
        lines = (line.split() for line in self._unnamed.read_text(encoding="ascii").splitlines())
        return {digest: datetime.strptime(at, MOMENT).replace(tzinfo=UTC) for digest, at in lines}

    def forget(self, *, keep_days: int) -> int:
        """Remove old backups of the database, and how many: all of the last day stay, then the last of each day."""
        backups = self.made()
        if not backups:
            return 0
        newest = moment_of(backups[-1])
        last_of_day = {moment_of(each).date(): each for each in backups}
        gone = 0
        for each in backups[:-1]:
            age = newest - moment_of(each)
            if age > KEEP_ALL and (last_of_day[moment_of(each).date()] != each or age > timedelta(days=keep_days)):
                shutil.rmtree(each)
                gone += 1
        return gone


def secrets_beside(folder: Path) -> Path:
    """Where the file of keys is made when no other place is named."""
    return folder.with_name(f"{folder.name}.sleutels")


def moment_of(backup: Path) -> datetime:
    """When it was made."""
    return datetime.strptime(backup.name, MOMENT).replace(tzinfo=UTC)
