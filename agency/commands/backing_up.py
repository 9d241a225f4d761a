"""The commands `agency backup` and `agency restore`."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agency.commands.dutch_click import PATH, REFUSED, Refusal
from agency.commands.verifying import look, verdict_lines
from agency.settings import Settings, SettingsError, owner_url

if TYPE_CHECKING:
    from agency.backup.making import Made
    from cases.trace.anchors import Anchor

    _Back = tuple[list[str], Settings, tuple[Anchor, ...]]  # what to say, what came back, what to compare it with

INSTANCE = click.option("--instance", type=PATH, metavar="MAP", help="Map met database, documenten en instellingen.")
SECRETS = click.option("--secrets", type=PATH, metavar="BESTAND",
                       help="Bestand met de sleutels; zonder dit staat het naast de map van de back-up.")


@click.command()
@click.argument("target", type=PATH, metavar="MAP")
@INSTANCE
@SECRETS
@click.option("--keep-days", default=14, type=click.IntRange(1, 3650), metavar="DAGEN",
              help="Bewaar van elke dag de laatste database zo lang (14); van de laatste dag alle.")
def backup(target: Path, instance: Path | None, secrets: Path | None, keep_days: int) -> int:
    """Maak een versleutelde back-up in MAP, terwijl het programma draait."""
    from agency import clock
    from agency.backup import clocked, making
    from agency.backup.trouble import BackupTrouble
    from cases.errors import StoreTrouble
    from cases.models import DutyName
    from cases.schema.snapshots import SnapshotFailed, is_empty

    try:
        if instance is not None and not instance.is_dir():
            raise Refusal("Deze map bestaat niet.")
        settings = Settings.load(instance=instance)
        if is_empty(settings.database_url):
            raise Refusal("Er is hier nog geen database om een back-up van te maken.")
        made = making.make(settings, target.resolve(), now=clock.now(), secrets=secrets, keep_days=keep_days)
    except (SettingsError, BackupTrouble, SnapshotFailed, StoreTrouble) as error:
        raise Refusal(str(error)) from error
    click.echo("\n".join(_told(made)))
    if made.lost:
        return REFUSED
    if not clocked.note_good(settings, DutyName.BACKUP):
        click.echo("Let op: in de database kon niet worden genoteerd dat deze back-up er is.")
    return 0


@click.command()
@click.argument("source", type=PATH, metavar="MAP")
@click.option("--instance", required=True, type=PATH, metavar="NIEUW", help="Lege map waarin alles wordt teruggezet.")
@SECRETS
@click.option("--until", type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]), metavar="MOMENT",
              help="De laatste back-up tot en met dit moment, zoals 2026-11-30T06:45; zonder dit de laatste.")
@click.option("--beside-database", is_flag=True,
              help="De database staat er al, teruggezet met agency wal put-back: zet er documenten en sleutels bij.")
def restore(
    source: Path, instance: Path, secrets: Path | None, until: datetime | None, beside_database: bool
) -> int:
    """Zet een back-up uit MAP terug in een lege map, en controleer wat er staat."""
    from agency.backup.folder import secrets_beside
    from agency.backup.trouble import BackupTrouble
    from agency.clock import AMSTERDAM
    from cases.errors import StoreTrouble
    from cases.schema.snapshots import SnapshotFailed
    from cases.trace.anchors import AnchorsUnreadable
    from cases.trace.erased_list import ListUnreadable

    folder, put_back = source.resolve(), (_beside if beside_database else _whole)
    try:
        said, settings, anchors = put_back(
            folder, instance.resolve(), secrets or secrets_beside(folder),
            until.replace(tzinfo=AMSTERDAM) if until else None,
        )
        said += _gone_again(settings, folder)
    except (
        SettingsError, BackupTrouble, SnapshotFailed, StoreTrouble, AnchorsUnreadable, ListUnreadable
    ) as error:
        raise Refusal(str(error)) from error
    verdict = look(settings, None, anchors)
    click.echo("\n".join([*said, *verdict_lines(verdict)]))
    return 0 if verdict.is_good else REFUSED


def _whole(folder: Path, instance: Path, secrets: Path, until: datetime | None) -> "_Back":
    from agency.backup import restoring

    back = restoring.restore(folder, instance, secrets=secrets, until=until, owner=owner_url())
    rows = sum(back.contents.rows.values())
    said = (f"De back-up van {restored_moment(back.backup)} is teruggezet: {rows} regels en "
            f"{len(back.contents.files) - len(back.lost)} bestanden, gelijk aan wat de back-up noemt.")
    return [said], back.settings, ()


def _beside(folder: Path, instance: Path, secrets: Path, until: datetime | None) -> "_Back":
    from agency.backup.archive import told
    from agency.backup.beside import restore_beside

    back = restore_beside(folder, instance, secrets=secrets, until=until)
    said = (f"Bij de database van {told(back.moment)} zijn {back.files} bestanden teruggezet. Van toen zijn er "
            f"{len(back.anchors)} ankers van de keten om haar mee te vergelijken.")
    lost = (f"Let op: {len(back.missing)} bestanden zijn niet bewaard, waaronder {back.missing[0]}. Hieronder staat "
            "van welke stukken.") if back.missing else None
    return [said, *([lost] if lost else [])], back.settings, back.anchors


def _gone_again(settings: Settings, folder: Path) -> list[str]:
    """What went after its term since the backup goes again; in Dutch."""
    from agency.backup.erased_again import repeat
    from agency.backup.folder import BackupFolder

    found = repeat(settings, BackupFolder(folder).erased)
    if found.is_later:
        return ["Na deze back-up zijn dossiers gewist. Het programma wist ze opnieuw zodra het weer draait."]
    said = []
    if found.again:
        said.append(f"Dossiers die na deze back-up zijn gewist, zijn opnieuw gewist: {len(found.again)}.")
    if found.stays:
        said.append(
            f"Let op: deze dossiers waren gewist en zijn terug, omdat in deze back-up iets ze vasthoudt: "
            f"{', '.join(found.stays)}. Zij staan bij Beheer, Bewaartermijnen."
        )
    return said


def restored_moment(backup_folder: Path) -> str:
    """When a backup was made, by our clock."""
    from agency.backup.archive import told
    from agency.backup.folder import moment_of

    return told(moment_of(backup_folder))


def _told(made: "Made") -> list[str]:
    rows = sum(made.contents.rows.values())
    lines = [f"Back-up gemaakt in {made.at}: {rows} regels, {len(made.contents.files)} bestanden ({made.added} nieuw)."]
    if made.secrets is not None:
        lines.append(f"De sleutels staan in {made.secrets}. Bewaar dat bestand op een andere plaats dan de back-up: "
                     "zonder dat is de back-up niet te openen, en wie beide heeft leest alles.")
    if made.forgotten:
        lines.append(f"Oude back-ups van de database verwijderd: {made.forgotten}.")
    if made.lost:
        lines.append(f"Let op: {len(made.lost)} bestanden die de administratie noemt ontbreken of zijn beschadigd, "
                     f"waaronder {made.lost[0]}. Zij staan niet in deze back-up; agency verify noemt van elk het stuk.")
    return lines
