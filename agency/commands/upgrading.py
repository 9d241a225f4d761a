"""The command `agency upgrade`: a backup, a rehearsal on a copy, the new tables, and back when anything fails."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agency import secret_files
from agency.commands import smoke
from agency.commands.comparing import compared, lines
from agency.commands.dutch_click import PATH, REFUSED, Refusal
from agency.settings import Settings, SettingsError, owner_url

if TYPE_CHECKING:
    from agency.backup.making import Made

# What says where the installation itself is: its copy has everything in a folder of its own.
ITS_OWN = frozenset({
    "AGENCY_INSTANCE", "AGENCY_MAINTENANCE_FILE", "ANCHORS", "DOCUMENT_STORE", "STORE_URL", secret_files.FOLDER,
    *secret_files.names_of("DATABASE_URL", "FACTOR_KEY", "REDIS_URL", "SECRET_KEY"),
})


class StepFailed(Exception):
    """A step did not succeed; the message is Dutch and says why."""


@click.command()
@click.argument("backup", type=PATH, metavar="MAP")
@click.option("--instance", type=PATH, metavar="MAP", help="Map met database, documenten en instellingen.")
@click.option("--secrets", type=PATH, metavar="BESTAND",
              help="Bestand met de sleutels van de back-up; zonder dit staat het naast de map van de back-up.")
@click.option("--compare", "before", type=PATH, metavar="BESTAND",
              help="Wat agency compare --write met de oude versie schreef: elk verschil houdt het bijwerken tegen.")
def upgrade(backup: Path, instance: Path | None, secrets: Path | None, before: Path | None) -> int:
    """Werk de database bij: back-up in MAP, proef op een kopie, bijwerken, controleren; terug als er iets misgaat."""
    from agency.background.setting import url_of_owner
    from agency.backup.folder import secrets_beside
    from cases.schema.snapshots import is_empty

    try:
        if instance is not None and not instance.is_dir():
            raise Refusal("Deze map bestaat niet.")
        settings = Settings.load(instance=instance)
        owner = url_of_owner(settings, owner_url())
    except SettingsError as error:
        raise Refusal(str(error)) from error
    if is_empty(settings.database_url):
        raise Refusal("Er is hier nog geen database om bij te werken.")
    folder = backup.resolve()
    return run(Upgrade(
        settings=settings, owner=owner, folder=folder, secrets=secrets or secrets_beside(folder), before=before,
        say=click.echo,
    ))


@dataclass(frozen=True, kw_only=True)
class Upgrade:
    """What is upgraded, where its backups go, and whom it tells each step. `owner`: where its tables are made."""

    settings: Settings
    owner: str
    folder: Path
    secrets: Path
    before: Path | None
    say: Callable[[str], object]


def run(asked: Upgrade) -> int:
    """All steps; 0 where the new version can start, 1 where everything is as it was or has to be put back by hand."""
    try:
        asked.say("1. Back-up terwijl het programma draait.")
        _backup(asked)
        asked.say("2. Proef op een kopie van die back-up.")
        _rehearse(asked)
    except StepFailed as failure:
        asked.say(f"Niet gelukt: {failure}. Er is niets gewijzigd.")
        return REFUSED
    with _maintenance(asked) as turn_off:
        try:
            asked.say("4. Laatste back-up, nu niets meer verandert.")
            made = _backup(asked)
        except StepFailed as failure:
            asked.say(f"Niet gelukt: {failure}. Er is niets gewijzigd.")
            turn_off()
            return REFUSED
        return _change(asked, made, turn_off)


def _change(asked: Upgrade, made: "Made", turn_off: Callable[[], None]) -> int:
    try:
        asked.say("5. Tabellen bijwerken.")
        _migrate(asked.settings, asked.owner)
        asked.say("6. Werkt het: inlogpagina, dossierpagina, brief, controle van een steekproef.")
        _smoke(asked.settings)
    except StepFailed as failure:
        asked.say(f"Niet gelukt: {failure}.")
        return _back(asked, made, turn_off)
    turn_off()
    asked.say("Klaar. Start nu de nieuwe versie van het programma.")
    return 0


def _backup(asked: Upgrade) -> "Made":
    """A backup; one each second at most, for it has its second as its name."""
    from agency import clock
    from agency.backup import making
    from agency.backup.folder import BackupFolder
    from agency.backup.trouble import BackupTrouble
    from cases.errors import StoreTrouble
    from cases.schema.snapshots import SnapshotFailed

    try:
        last = BackupFolder(asked.folder).made()
        while last and last[-1].name >= f"{clock.now():%Y%m%dT%H%M%SZ}":
            time.sleep(0.1)
        made = making.make(asked.settings, asked.folder, now=clock.now(), secrets=asked.secrets)
    except (BackupTrouble, SnapshotFailed, StoreTrouble) as error:
        raise StepFailed(str(error)) from error
    if made.lost:
        raise StepFailed(f"{len(made.lost)} documenten ontbreken of zijn beschadigd; agency verify noemt ze")
    return made


def _rehearse(asked: Upgrade) -> None:
    """Put the backup back beside the installation, upgrade that, and look whether it holds and counts the same.

    Where there is no second place to try it, it says so.
    """
    from cases.schema.snapshots import SnapshotFailed, scratch

    settings = asked.settings
    if settings.document_store != str(settings.instance / "documents"):
        asked.say("   Overgeslagen: de documenten staan ergens anders. Probeer het zelf op een kopie.")
        return
    try:
        if settings.database_kind == "sqlite":
            _try_copy(asked, None)
            return
        with scratch(asked.owner) as name:
            if name is not None:
                _try_copy(asked, name)
                return
    except SnapshotFailed as error:
        raise StepFailed(str(error)) from error
    asked.say("   Overgeslagen: de eigenaar van de database maakt er geen (CREATEDB). Probeer het zelf op een kopie.")


def _try_copy(asked: Upgrade, database: str | None) -> None:
    """All of it on a copy in a folder that goes afterwards; on a server in this empty database."""
    with tempfile.TemporaryDirectory(prefix="proef-", dir=asked.settings.instance.parent) as folder:
        owner, copy = _restored(asked, Path(folder) / "kopie", database)
        _migrate(copy, owner)
        _smoke(copy)
        if asked.before is not None:
            _compare(copy, asked.before)


def _restored(asked: Upgrade, folder: Path, database: str | None) -> tuple[str, Settings]:
    """The address of the owner of the copy, and its settings."""
    from agency.background.setting import url_of_owner
    from agency.backup import restoring
    from agency.backup.trouble import BackupTrouble
    from cases.schema.snapshots import SnapshotFailed

    environ = {name: value for name, value in os.environ.items() if name not in ITS_OWN}
    owner = None
    if database is not None:
        owner, environ["DATABASE_URL"] = _on(asked.owner, database), _on(asked.settings.database_url, database)
    try:
        made = restoring.restore(asked.folder, folder, secrets=asked.secrets, owner=owner, environ=environ)
    except (BackupTrouble, SettingsError, SnapshotFailed) as error:
        raise StepFailed(f"de back-up kan niet worden teruggezet: {error}") from error
    return url_of_owner(made.settings, owner), replace(made.settings, today=asked.settings.today)


def _on(url: str, database: str) -> str:
    from sqlalchemy.engine import make_url

    return make_url(url).set(database=database).render_as_string(hide_password=False)


def _compare(settings: Settings, before: Path) -> None:
    try:
        found = list(compared(settings, before))
    except Refusal as refusal:
        raise StepFailed(refusal.message) from refusal
    if found:
        raise StepFailed("de nieuwe versie telt anders:\n" + "\n".join(lines(found)) + "\n")


def _migrate(settings: Settings, owner: str) -> None:
    from sqlalchemy.exc import SQLAlchemyError

    from agency.background.setting import bring_up_to_date

    try:
        bring_up_to_date(settings, owner)
    except SettingsError as error:
        raise StepFailed(str(error)) from error
    except SQLAlchemyError as error:
        raise StepFailed(f"de tabellen konden niet worden bijgewerkt ({type(error).__name__})") from error


def _smoke(settings: Settings) -> None:
    found = list(smoke.troubles(settings))
    if found:
        raise StepFailed("; ".join(found))


@contextmanager
def _maintenance(asked: Upgrade) -> Iterator[Callable[[], None]]:
    """Nothing is kept from here; what it gives turns it off again, unless it was on before. It stays on after an error.
    """
    from agency.commands.maintaining import turn_off as end_maintenance
    from agency.maintenance import begin, on_since
    from cases.schema import writers

    mark = asked.settings.maintenance_mark
    was_on = on_since(mark) is not None
    asked.say("3. Onderhoud aan: alles is te lezen, niets wordt opgeslagen.")
    begin(mark)
    if writers.wait_for_all(asked.settings.database_url):
        if not was_on:
            end_maintenance(asked.settings)
        raise Refusal("Er wordt nog iets opgeslagen dat al begonnen was. Er is niets gewijzigd; probeer het zo weer.")

    def turn_off() -> None:
        if was_on:
            asked.say("Onderhoud stond al aan en blijft aan.")
            return
        end_maintenance(asked.settings)
        asked.say("Onderhoud uit.")

    yield turn_off


def _back(asked: Upgrade, made: "Made", turn_off: Callable[[], None]) -> int:
    """Put the last backup back, and see that it is what it was; on PostgreSQL a person does that, where it is needed.
    """
    from agency.backup import restoring
    from agency.backup.trouble import BackupTrouble
    from cases.invariants import contents
    from cases.schema import revisions, snapshots

    settings = asked.settings
    if settings.database_kind != "sqlite":
        if snapshots.looked_at(settings.database_url, revisions.of) == made.contents.revision:
            turn_off()
            asked.say("De tabellen staan zoals ze waren. Start de oude versie van het programma.")
            return REFUSED
        asked.say(
            "7. Terug: zet de laatste back-up terug in een lege database (agency restore) en start daarop de oude "
            "versie. Onderhoud blijft aan tot u het uitzet."
        )
        return REFUSED
    asked.say("7. Terug: de laatste back-up wordt teruggezet.")
    try:
        restoring.put_database_back(settings, asked.folder, secrets=asked.secrets)
        if different := made.contents.differences(snapshots.looked_at(settings.database_url, contents.look)):
            raise BackupTrouble("wat is teruggezet verschilt van de back-up: " + "; ".join(different))
    except (BackupTrouble, snapshots.SnapshotFailed) as error:
        asked.say(f"Ook dat is niet gelukt: {error}. Onderhoud blijft aan. Zet de back-up terug met agency restore.")
        return REFUSED
    turn_off()
    asked.say("Alles staat zoals het was. Start de oude versie van het programma.")
    return REFUSED
