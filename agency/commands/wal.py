"""The commands `agency wal`: what a PostgreSQL server keeps for putting any moment back, and putting the server back.

The server itself calls `keep`, as its own user, for each file of its log: what is not needed for that is not imported.
It goes by the status: at any other than 0 it keeps the file, and tries again.
"""

import os
from datetime import datetime
from pathlib import Path

import click

from agency.commands.dutch_click import PATH, DutchGroup, Refusal

MOMENT = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])
SECRETS = click.option("--secrets", type=PATH, metavar="BESTAND",
                       help="Bestand met de sleutels; zonder dit staat het naast de map van de back-up.")
ROOT = click.argument("root", type=PATH, metavar="MAP")


@click.group(cls=DutchGroup)
def wal() -> None:
    """Bewaar wat een PostgreSQL-server schrijft, en zet haar terug tot op de minuut."""


@wal.command()
@ROOT
@click.argument("source", type=PATH, metavar="BESTAND")
def keep(root: Path, source: Path) -> int:
    """Bewaar een WAL-bestand; de server roept dit aan (archive_command = 'agency wal keep MAP %p')."""
    from agency.backup.archive import Archive
    from agency.backup.trouble import BackupTrouble

    try:
        Archive(root).keep(source)
    except BackupTrouble as error:
        raise Refusal(str(error)) from error
    return 0


@wal.command()
@ROOT
@click.option("--keep-days", default=14, type=click.IntRange(1, 3650), metavar="DAGEN",
              help="Zo veel dagen is terug te gaan (14); wat daarvoor niet nodig is verdwijnt.")
def base(root: Path, keep_days: int) -> int:
    """Maak een basis: een kopie van de server terwijl zij draait. Voer dit elke nacht uit als haar gebruiker."""
    from agency.backup import basing
    from agency.backup.archive import told
    from agency.backup.folder import moment_of
    from agency.backup.trouble import BackupTrouble
    from cases.schema.snapshots import SnapshotFailed

    try:
        made = basing.make_base(root.resolve(), keep_days=keep_days)
    except (BackupTrouble, SnapshotFailed) as error:
        raise Refusal(str(error)) from error
    click.echo(f"Basis gemaakt. Vanaf {told(moment_of(made))} is elk moment terug te zetten.")
    return 0


@wal.command("put-back")
@ROOT
@click.option("--data", required=True, type=PATH, metavar="NIEUW", help="Lege map voor de gegevens van de server.")
@click.option("--until", type=MOMENT, metavar="MOMENT",
              help="Tot en met dit moment, zoals 2026-11-30T06:45; zonder dit alles wat er is.")
@SECRETS
def put_back(root: Path, data: Path, until: datetime | None, secrets: Path | None) -> int:
    """Zet de gegevens van een server terug in een lege map; start haar daarna. Voer dit uit als haar gebruiker."""
    from agency.backup import putting_back
    from agency.backup.archive import told
    from agency.backup.folder import moment_of, secrets_beside
    from agency.backup.trouble import BackupTrouble
    from agency.clock import AMSTERDAM

    if os.geteuid() == 0:
        raise Refusal("Voer dit uit als de gebruiker van de server: runuser -u postgres -- agency wal put-back …")
    folder = root.resolve()
    keys = (secrets or secrets_beside(folder)).resolve()
    moment = until.replace(tzinfo=AMSTERDAM) if until else None
    try:
        chosen = putting_back.put_back(folder, data.resolve(), secrets=keys, until=moment)
    except BackupTrouble as error:
        raise Refusal(str(error)) from error
    again = f" --until {until:%Y-%m-%dT%H:%M:%S}" if until else ""
    click.echo(
        f"De basis van {told(moment_of(chosen.base))} staat in {data}, voor PostgreSQL "
        f"{putting_back.version_of(chosen)}. Start de server: zij speelt af tot en met {told(chosen.moment)}.\n"
        f"Daarna: agency restore {root} --beside-database --instance NIEUW{again}"
    )
    return 0
