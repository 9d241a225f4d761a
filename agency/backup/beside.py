"""Putting documents, keys and anchors beside a database that came back with its server, and saying what to compare."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from agency.backup import restoring
from agency.backup.archive import Archive
from agency.backup.keys import Secrets
from agency.backup.putting_back import choose
from agency.backup.trouble import BackupTrouble
from agency.settings import Settings
from cases.invariants import contents
from cases.schema import snapshots
from cases.trace import anchors
from cases.trace.anchors import Anchor


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What came back. `moment`: the database holds all that was kept by then.

    `anchors`: where its chain ended each time until then; `files`: documents put back, `missing`: the hashes of those
    that the record names and no backup has.
    """

    settings: Settings
    moment: datetime
    anchors: tuple[Anchor, ...]
    files: int
    missing: tuple[str, ...]


def restore_beside(source: Path, instance: Path, *, secrets: Path, until: datetime | None = None) -> Beside:
    """Fill an empty `instance` for the database in DATABASE_URL, which was put back through `until` (None: whole).

    Raises BackupTrouble, AnchorsUnreadable or StoreTrouble.
    """
    archive, opened = Archive(source), Secrets.read(secrets)
    opened.require_for(archive.folder.begun_for())
    restoring.require_empty(instance)
    moment = choose(archive, until).moment
    instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings = _settled(instance, opened)
    known = tuple(each for each in anchors.read(archive.folder.anchors) if each.at <= moment)
    wanted = set(snapshots.looked_at(settings.database_url, contents.standing).files)
    missing = restoring.put_documents_back(archive.folder, settings.store(), instance, opened.identity, wanted)
    if settings.anchors.parent == instance:
        anchors.add(settings.anchors, *{each.at.date(): each for each in known}.values())
    os.sync()
    return Beside(
        settings=settings, moment=moment, anchors=known, files=len(wanted) - len(missing),
        missing=tuple(sorted(missing)),
    )


def _settled(instance: Path, opened: Secrets) -> Settings:
    """The settings of what comes back. Where a thing is not ready the folder is left empty, to try again."""
    try:
        restoring.write_keys(instance, opened)
        settings = Settings.load(instance=instance)
        restoring.require_keys(settings, opened)
        restoring.require_empty_store(settings)
        _require_played(settings)
    except BaseException:
        for name in restoring.KEYS:
            (instance / name).unlink(missing_ok=True)
        raise
    return settings


def _require_played(settings: Settings) -> None:
    """Raises BackupTrouble where the database is not there, or still comes back."""
    if settings.database_kind != "postgresql" or snapshots.is_empty(settings.database_url):
        raise BackupTrouble(
            "In DATABASE_URL staat geen teruggezette database van PostgreSQL. Begin met: agency wal put-back"
        )
    if snapshots.looked_at(settings.database_url, lambda each: each.scalar(select(func.pg_is_in_recovery()))):
        raise BackupTrouble("De server speelt haar WAL nog af. Wacht tot dat klaar is, en voer dit opnieuw uit.")
