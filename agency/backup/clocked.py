"""Backups by the clock: the program makes them itself where BACKUP_TARGET names a folder with one made by hand.

By hand, because the first one writes the keys, and somebody has to take those to another place.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from agency import clock
from agency.background.noting import note
from agency.background.setting import application, at_work
from agency.backup import archive, making
from agency.backup.archive import Archive
from agency.backup.folder import BackupFolder, moment_of
from agency.backup.trouble import BackupTrouble
from agency.maintenance import UnderMaintenance
from agency.settings import Settings
from cases.models import DutyName

log = logging.getLogger(__name__)


def once(settings: Settings, *, with_database: bool) -> bool:
    """Do what is due, `with_database` a whole backup too; whether that backup went well or was not due."""
    if settings.archive_minutes:
        _guarded(_follow_server, settings)
    return not with_database or _guarded(_back_up, settings)


def is_due(folder: BackupFolder, now: datetime, every: timedelta) -> bool:
    """Whether the newest backup is older than that, or made after now by this clock."""
    made = folder.made()
    return not made or not timedelta(0) <= now - moment_of(made[-1]) < every


def note_good(settings: Settings, duty: DutyName) -> bool:
    """That it was done, for who watches; whether that could be written. What was made stands, also where it cannot."""
    try:
        with at_work(application(settings)):
            note(duty)
    except (DBAPIError, UnderMaintenance):
        return False
    return True


def _back_up(settings: Settings) -> None:
    target = _target(settings)
    folder = BackupFolder(target)
    folder.begun_for()
    if not is_due(folder, clock.now(), timedelta(minutes=settings.backup_minutes)):
        return
    made = making.make(settings, target, now=clock.now())
    if made.lost:
        raise BackupTrouble(f"{len(made.lost)} bestanden die de administratie noemt ontbreken of zijn beschadigd.")
    note_good(settings, DutyName.BACKUP)


def _follow_server(settings: Settings) -> None:
    """Keep the documents beside what the server keeps, and look how far behind that is."""
    target = _target(settings)
    making.add_documents(settings, target)
    behind = archive.behind(Archive(target), clock.unpinned())
    if behind is None or behind > timedelta(minutes=settings.archive_minutes):
        raise BackupTrouble("De server bewaart haar WAL niet, of er is geen basis.")
    note_good(settings, DutyName.ARCHIVE)


def _target(settings: Settings) -> Path:
    assert settings.backup_target is not None
    return settings.backup_target


def _guarded(work: Callable[[Settings], None], settings: Settings) -> bool:
    try:
        work(settings)
    except Exception:
        log.exception("%s failed; it is tried again", work.__name__)
        return False
    return True
