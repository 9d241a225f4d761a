"""Making a backup while the program runs."""

import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from agency.backup import keys
from agency.backup.archive import Archive
from agency.backup.folder import BackupFolder, moment_of, secrets_beside
from agency.backup.keys import Secrets
from agency.settings import Settings
from cases.errors import StoredFileFault
from cases.invariants import contents
from cases.invariants.contents import Contents
from cases.schema import snapshots
from cases.store import DocumentStore
from cases.trace import anchors, erased_list
from cases.trace.anchors import Anchor

IN_PACK: Final = 64 * 2**20  # bytes of documents
SMALL_PACK, MANY_PACKS = IN_PACK // 4, 100
KEEP_DAYS: Final = 14
A_SECOND: Final = timedelta(seconds=1)  # an anchor names whole ones, and by then it held
_SCRATCH: Final = "back-up-"


@dataclass(frozen=True, kw_only=True)
class Made:
    """What a backup holds. `secrets` is the file of keys that was made with the first one, None later.

    `lost`: hashes of documents that the record names and the store no longer has as they were.
    """

    at: Path
    contents: Contents
    added: int
    lost: tuple[str, ...]
    secrets: Path | None
    forgotten: int


def make(
    settings: Settings, target: Path, *, now: datetime, secrets: Path | None = None, keep_days: int = KEEP_DAYS
) -> Made:
    """A backup of database and documents in `target`. Raises BackupTrouble or SnapshotFailed.

    First the database, at one moment, then the documents that it names: each lies in the store before a row names it.
    """
    folder, written = BackupFolder(target), None
    recipient = folder.recipient()
    if recipient is None:
        made = Secrets(
            identity=keys.new_identity(), secret_key=settings.secret_key, factor_key=settings.factor_key
        )
        written, recipient = secrets or secrets_beside(target), made.recipient
        made.write(written)
        folder.begin(recipient)
    _sweep(settings.instance)
    mine = f"{_SCRATCH}{os.getpid()}-"
    with folder.alone(), tempfile.TemporaryDirectory(dir=settings.instance, prefix=mine) as scratch_name:
        scratch = Path(scratch_name)
        with folder.new(now) as place:
            dump = scratch / "database"
            held = snapshots.take(settings.database_url, dump, contents.look)
            keys.encrypt(dump, place / "database.age", recipient)
            dump.unlink()
            packer = Packer(folder, settings.store(), recipient, scratch)
            packer.add(held.files)
            packer.gather()
            erased_list.add(folder.erased, erased_list.read(settings.erased))
            anchors.thin(folder.anchors, before=now - timedelta(days=keep_days))
            about = scratch / "contents"
            about.write_text(json.dumps(
                asdict(held) | {"ledger": str(held.ledger), "database": settings.database_kind, "lost": packer.lost}
            ), encoding="utf-8")
            keys.encrypt(about, place / "inhoud.age", recipient)
        lost, forgotten = tuple(packer.lost), folder.forget(keep_days=keep_days)
        folder.note_unnamed(held.files, now=now)
        packer.drop(_nowhere_named(folder))
        return Made(
            at=target / place.name.removesuffix(".part"), contents=held, added=packer.added, lost=lost,
            secrets=written, forgotten=forgotten,
        )


def _nowhere_named(folder: BackupFolder) -> set[str]:
    """The documents that nothing names that can be put back: neither a backup nor any moment of a server's log."""
    kept = [moment_of(each) for each in (*folder.made(), *Archive(folder.root).bases())]
    return {digest for digest, since in folder.unnamed().items() if since < min(kept)}


@dataclass(frozen=True, kw_only=True)
class Added:
    """What came to documents that a server's log names: how many, and the hashes of those that are lost."""

    documents: int
    lost: tuple[str, ...]


def add_documents(settings: Settings, target: Path) -> Added:
    """Keep what the record names by now and is not kept yet, and where its chain ends; on PostgreSQL.

    Beside a server's archive it is what makes any moment whole. Raises BackupTrouble, SnapshotFailed or StoreTrouble.
    """
    folder = BackupFolder(target)
    recipient = folder.begun_for()
    _sweep(settings.instance)
    mine = f"{_SCRATCH}{os.getpid()}-"
    with folder.alone(), tempfile.TemporaryDirectory(dir=settings.instance, prefix=mine) as scratch:
        stands = snapshots.looked_at(settings.database_url, contents.standing)
        packer = Packer(folder, settings.store(), recipient, Path(scratch))
        packer.add(stands.files)
        folder.note_unnamed(stands.files, now=stands.at)
        erased_list.add(folder.erased, erased_list.read(settings.erased))
        known = anchors.read(folder.anchors)
        if stands.position and (not known or known[-1].position != stands.position):
            anchors.add(folder.anchors, Anchor(at=stands.at + A_SECOND, position=stands.position, hash=stands.head))
    return Added(documents=packer.added, lost=tuple(packer.lost))


def _sweep(instance: Path) -> None:
    """Remove what a backup that was killed left in plain form; one that still runs keeps it."""
    for left in instance.glob(f"{_SCRATCH}*"):
        pid = left.name.removeprefix(_SCRATCH).partition("-")[0]
        if pid.isdigit() and not Path(f"/proc/{pid}").exists():
            shutil.rmtree(left)


class Packer:
    """Puts documents that are not in the folder yet together, and notes those that are lost."""

    def __init__(self, folder: BackupFolder, store: DocumentStore, recipient: str, scratch: Path) -> None:
        self._folder, self._store, self._recipient, self._scratch = folder, store, recipient, scratch
        self.added = 0
        self.lost: list[str] = []

    def add(self, hashes: Sequence[str]) -> None:
        there = self._folder.packed()
        missing = iter([each for each in hashes if each not in there])
        while names := self._write_pack(missing):
            self.added += len(names)

    def gather(self) -> None:
        """Put small packs together when they are many: those that were made every few minutes.

        The documents are read from the store again, because what opens a pack is not here; what is not in the store any
        more stays where it is.
        """
        small = [each for each in self._folder.all_packs() if each.stat().st_size < SMALL_PACK]
        if len(small) < MANY_PACKS:
            return
        self._pack_again({pack: self._folder.names_in(pack) or [] for pack in small})

    def drop(self, gone: Collection[str]) -> None:
        """Pack again without these what lies with them; a pack waits while another of its documents is in no store."""
        for pack in self._folder.all_packs() if gone else ():
            names = self._folder.names_in(pack) or []
            if set(gone).isdisjoint(names):
                continue
            before = set(self._folder.all_packs())
            self._pack_again({pack: [each for each in names if each not in gone]})
            for made in set(self._folder.all_packs()) - before if pack.exists() else ():
                made.with_suffix(".lijst").unlink()
                made.unlink()

    def _pack_again(self, held: Mapping[Path, Sequence[str]]) -> None:
        again = Packer(self._folder, self._store, self._recipient, self._scratch)
        names = iter(sorted({name for each in held.values() for name in each}))
        while again._write_pack(names):
            pass
        for pack, each in held.items():
            if set(again.lost).isdisjoint(each):
                pack.with_suffix(".lijst").unlink(missing_ok=True)
                pack.unlink()

    def _write_pack(self, missing: Iterator[str]) -> list[str]:
        """The hashes of the next documents, put in one pack; none when all are done."""
        names, size, plain = [], 0, self._scratch / "pack"
        with tarfile.open(plain, "w") as pack:
            for digest in missing:
                try:
                    content = self._store.get(digest)
                except StoredFileFault:
                    self.lost.append(digest)
                    continue
                about = tarfile.TarInfo(digest)
                about.size = len(content)
                pack.addfile(about, io.BytesIO(content))
                names.append(digest)
                size += len(content)
                if size >= IN_PACK:
                    break
        if names:
            last = self._folder.all_packs()
            number = int(last[-1].stem) + 1 if last else 1
            target = self._folder.packs / f"{number:06d}.age"
            keys.encrypt(plain, target, self._recipient)
            target.with_suffix(".lijst").write_text("\n".join(names), encoding="ascii")
        plain.unlink()
        return names
