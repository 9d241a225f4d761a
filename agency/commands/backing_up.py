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
    from agency.backup import making
    from agency.backup.trouble import BackupTrouble
    from cases.errors import StoreTrouble
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
    _note_good(settings)
    return 0


@click.command()
@click.argument("source", type=PATH, metavar="MAP")
@click.option("--instance", required=True, type=PATH, metavar="NIEUW", help="Lege map waarin alles wordt teruggezet.")
@SECRETS
@click.option("--until", type=click.DateTime(["%Y-%m-%dT%H:%M"]), metavar="MOMENT",
              help="De laatste back-up tot en met dit moment, zoals 2026-11-30T06:45; zonder dit de laatste.")
def restore(source: Path, instance: Path, secrets: Path | None, until: datetime | None) -> int:
    """Zet een back-up uit MAP terug in een lege map, en controleer wat er staat."""
    from agency.backup import making, restoring
    from agency.backup.trouble import BackupTrouble
    from agency.clock import AMSTERDAM
    from cases.errors import StoreTrouble
    from cases.schema.snapshots import SnapshotFailed

    folder = source.resolve()
    try:
        back = restoring.restore(
            folder, instance.resolve(), secrets=secrets or making.secrets_beside(folder),
            until=until.replace(tzinfo=AMSTERDAM) if until else None, owner=owner_url(),
        )
    except (SettingsError, BackupTrouble, SnapshotFailed, StoreTrouble) as error:
        raise Refusal(str(error)) from error
    rows = sum(back.contents.rows.values())
    click.echo(f"De back-up van {restored_moment(back.backup)} is teruggezet: {rows} regels en "
               f"{len(back.contents.files) - len(back.lost)} bestanden, gelijk aan wat de back-up noemt.")
    verdict = look(back.settings, None)
    click.echo("\n".join(verdict_lines(verdict)))
    return 0 if verdict.is_good else REFUSED


def _note_good(settings: Settings) -> None:
    """That a good backup was made, for who watches; the backup stands, also where that cannot be written."""
    from sqlalchemy.exc import DBAPIError

    from agency.background.noting import note
    from agency.background.setting import application, at_work
    from agency.maintenance import UnderMaintenance
    from cases.models import DutyName

    try:
        with at_work(application(settings)):
            note(DutyName.BACKUP)
    except (DBAPIError, UnderMaintenance):
        click.echo("Let op: in de database kon niet worden genoteerd dat deze back-up er is.")


def restored_moment(backup_folder: Path) -> str:
    """When a backup was made, by our clock."""
    from agency.backup.folder import moment_of
    from agency.clock import AMSTERDAM

    return f"{moment_of(backup_folder).astimezone(AMSTERDAM):%d-%m-%Y %H:%M:%S}"


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
