"""The command `agency maintenance`: nothing is kept while the database is upgraded or put back, all can be read."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from agency.commands.dutch_click import PATH, DutchGroup, Refusal

if TYPE_CHECKING:
    from agency.settings import Settings

INSTANCE = click.option("--instance", type=PATH, metavar="MAP", help="Map met database, documenten en instellingen.")


@click.group(cls=DutchGroup)
def maintenance() -> None:
    """Onderhoud: alles blijft leesbaar, niets wordt opgeslagen."""


@maintenance.command()
@INSTANCE
def on(instance: Path | None) -> None:
    """Zet onderhoud aan, en wacht tot niemand meer iets opslaat."""
    from agency.maintenance import begin
    from cases.schema import writers

    settings = _settings(instance)
    begin(settings.maintenance_mark)
    click.echo("Onderhoud staat aan: alles is te lezen, niets wordt opgeslagen, het achtergrondwerk staat stil.")
    left = writers.wait_for_all(settings.database_url)
    if left is None:
        click.echo("De database is nu niet bereikbaar: daarin wordt dus niets opgeslagen.")
    elif left:
        raise Refusal(
            f"Er wordt nog iets opgeslagen dat al begonnen was ({left}). Wacht daarop: geef deze opdracht nog eens."
        )
    else:
        click.echo("Wat al begonnen was is klaar. U kunt nu een back-up maken, bijwerken of terugzetten.")


@maintenance.command()
@INSTANCE
def off(instance: Path | None) -> None:
    """Zet onderhoud uit: iedereen kan weer opslaan, het achtergrondwerk haalt in."""
    if turn_off(_settings(instance)):
        click.echo("Onderhoud staat uit: iedereen kan weer opslaan. Het achtergrondwerk haalt in wat bleef liggen.")
    else:
        click.echo("Onderhoud stond niet aan.")


def turn_off(settings: "Settings") -> bool:
    """Turn it off, and let who was logged in stay so; whether it was on."""
    from agency import clock, database
    from agency.background.setting import application, at_work
    from agency.maintenance import end, on_since
    from cases.schema.writers import is_there
    from cases.setup import logins

    since = on_since(settings.maintenance_mark)
    if since is None:
        return False
    end(settings.maintenance_mark)
    with at_work(application(settings)):
        if is_there(settings.database_url):
            now = clock.now()
            database.try_to_note(lambda session: logins.carry_over(session, since=since, now=now))
    return True


@maintenance.command()
@INSTANCE
def status(instance: Path | None) -> None:
    """Toon of onderhoud aan staat, en sinds wanneer."""
    from agency.clock import AMSTERDAM
    from agency.maintenance import on_since

    since = on_since(_settings(instance).maintenance_mark)
    if since is None:
        click.echo("Onderhoud staat uit.")
    else:
        click.echo(f"Onderhoud staat aan sinds {since.astimezone(AMSTERDAM):%d-%m-%Y %H:%M}.")


def _settings(instance: Path | None) -> "Settings":
    from agency.settings import Settings, SettingsError

    if instance is not None and not instance.is_dir():
        raise Refusal("Deze map bestaat niet.")
    try:
        return Settings.load(instance=instance)
    except SettingsError as error:
        raise Refusal(str(error)) from error
