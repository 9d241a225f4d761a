"""Putting a backup back in an empty place, and comparing it with what it held."""

import hashlib
import json
import os
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from agency.background.setting import allow_program, url_of_owner
from agency.backup import keys
from agency.backup.folder import BackupFolder
from agency.backup.keys import Secrets
from agency.backup.trouble import BackupTrouble
from agency.settings import Settings
from cases.invariants import contents
from cases.invariants.contents import Contents
from cases.schema import snapshots
from cases.schema.db import create_engine_for
from cases.store import DocumentStore

KEYS: Final = ("secret_key", "factor_key")


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What was put back, from the backup of which moment. `lost` was lost when the backup was made already."""

    settings: Settings
    backup: Path
    contents: Contents
    lost: tuple[str, ...]


def restore(
    source: Path, instance: Path, *, secrets: Path, until: datetime | None = None, owner: str | None = None,
    environ: Mapping[str, str] | None = None,
) -> Restored:
    """Put the last backup, or the last through `until`, in an empty `instance`, with the settings of `environ`.

    On PostgreSQL the database must be empty too; `owner` is its address as the owner of it. Raises BackupTrouble,
    SnapshotFailed, SettingsError.
    """
    folder = BackupFolder(source)
    folder.begun_for()
    require_empty(instance)
    opened, backup = Secrets.read(secrets), folder.newest(until=until)
    instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    about = _about(backup, instance, opened.identity)
    write_keys(instance, opened)
    settings = Settings.load(instance=instance, environ=environ)
    place = url_of_owner(settings, owner)
    _require_place(settings, place, str(about["database"]))
    require_keys(settings, opened)
    held = Contents(
        revision=about["revision"], rows=about["rows"], ledger=Decimal(about["ledger"]), files=tuple(about["files"]),
        head=about.get("head", ""),  # one of before there was a chain
    )
    lost = tuple(about["lost"])
    wanted = set(held.files) - set(lost)
    if missing := put_documents_back(folder, settings.store(), instance, opened.identity, wanted):
        raise BackupTrouble(f"{len(missing)} bestanden ontbreken in de back-up, waaronder {min(missing)}.")
    dump = instance / "database.back-up"
    keys.decrypt(backup / "database.age", dump, opened.identity)
    snapshots.put_back(place, dump)
    dump.unlink(missing_ok=True)
    os.sync()
    if found := held.differences(snapshots.looked_at(place, contents.look)):
        raise BackupTrouble("Wat is teruggezet verschilt van de back-up: " + "; ".join(found))
    _allow_program(settings, place)
    return Restored(settings=settings, backup=backup, contents=held, lost=lost)


def _allow_program(settings: Settings, owner: str) -> None:
    engine = create_engine_for(owner)
    try:
        allow_program(settings, engine)
    finally:
        engine.dispose()


def put_database_back(settings: Settings, source: Path, *, secrets: Path) -> None:
    """Put the database of the last backup back over the one that is there; documents stay. SQLite alone.

    Raises BackupTrouble, SnapshotFailed.
    """
    folder, opened = BackupFolder(source), Secrets.read(secrets)
    dump = settings.instance / "database.back-up"
    try:
        keys.decrypt(folder.newest() / "database.age", dump, opened.identity)
        snapshots.replace_sqlite(settings.database_url, dump)
    finally:
        dump.unlink(missing_ok=True)


def _about(backup: Path, instance: Path, identity: str) -> dict[str, Any]:
    plain = instance / "inhoud"
    keys.decrypt(backup / "inhoud.age", plain, identity)
    read: dict[str, Any] = json.loads(plain.read_text(encoding="utf-8"))
    plain.unlink()
    return read


def _require_place(settings: Settings, place: str, kind: str) -> None:
    if settings.database_kind != kind:
        named = {"sqlite": "SQLite: laat DATABASE_URL weg", "postgresql": "PostgreSQL: noem een lege in DATABASE_URL"}
        raise BackupTrouble(f"Deze back-up is van een database van {named[kind]}.")
    if not snapshots.is_empty(place):
        raise BackupTrouble("De database waarin teruggezet zou worden is niet leeg.")
    require_empty_store(settings)


def require_empty(instance: Path) -> None:
    """Raises BackupTrouble where there is anything."""
    if instance.exists() and any(instance.iterdir()):
        raise BackupTrouble(f"{instance} is niet leeg. Zet een back-up terug in een lege map.")


def require_empty_store(settings: Settings) -> None:
    """Raises BackupTrouble where there are documents."""
    if next(settings.store().names(), None) is not None:
        raise BackupTrouble(f"De opslag voor documenten ({settings.document_store}) is niet leeg.")


def require_keys(settings: Settings, opened: Secrets) -> None:
    """Raises BackupTrouble where the environment names other keys than those of the backup."""
    if (settings.secret_key, settings.factor_key) != (opened.secret_key, opened.factor_key):
        raise BackupTrouble(
            "SECRET_KEY of FACTOR_KEY in de omgeving is een andere dan die van de back-up. Laat ze weg."
        )


def write_keys(instance: Path, opened: Secrets) -> None:
    """Those of the settings, as an installation keeps them."""
    for name in KEYS:
        _write_private(instance / name, getattr(opened, name))


def put_documents_back(
    folder: BackupFolder, store: DocumentStore, scratch: Path, identity: str, named: set[str]
) -> set[str]:
    """Put every document back, compared with its hash as it is written; those that no pack has."""
    wanted, plain = set(named), scratch / "bestanden"
    for pack in folder.all_packs() if wanted else ():
        listed = folder.names_in(pack)
        if listed is not None and wanted.isdisjoint(listed):
            continue
        keys.decrypt(pack, plain, identity)
        with tarfile.open(plain) as opened:
            for member in opened:
                if member.name in wanted:
                    file = opened.extractfile(member)
                    _put(store, member.name, b"" if file is None else file.read())
                    wanted.discard(member.name)
        plain.unlink()
    return wanted


def _put(store: DocumentStore, digest: str, content: bytes) -> None:
    if hashlib.sha256(content).hexdigest() != digest:
        raise BackupTrouble(f"Bestand {digest} in de back-up is niet wat is opgeslagen.")
    store.put_back(digest, content)


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(text)
