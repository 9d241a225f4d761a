"""The command `agency`. Heavy parts are imported by the command that needs them: `agency quote` must start fast."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agency.commands.affecting import affected
from agency.commands.backing_up import backup, restore
from agency.commands.benches import bench
from agency.commands.checks import check
from agency.commands.comparing import compare
from agency.commands.dutch_click import DAY, PATH, WRONG_USE, DutchGroup, Refusal, run
from agency.commands.maintaining import maintenance
from agency.commands.sealing import reseal
from agency.commands.simulating import simulate
from agency.commands.upgrading import upgrade as upgrade_all
from agency.commands.verifying import verify
from agency.commands.wal import wal
from agency.settings import make_files_private

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from agency.settings import Settings
    from cases.models import BailiffOffice, Client

DEFAULT_PORT = 8000
ROLES = ("handler", "legal_lead", "admin", "client", "bailiff")
INSTANCE = click.option("--instance", type=PATH, metavar="MAP", help="Map met database, documenten en instellingen.")
TODAY = click.option("--today", type=DAY, metavar="DATUM", help="Doe alsof het vandaag deze datum is.")


def main() -> None:
    """Entry point of the command `agency`."""
    make_files_private()
    sys.excepthook = _say_where
    sys.exit(run(agency))


@click.group(cls=DutchGroup)
def agency() -> None:
    """Incassosysteem: van aangeleverd factuurbestand tot sommatie-exploot."""


agency.add_command(affected)
agency.add_command(backup)
agency.add_command(restore)
agency.add_command(maintenance)
agency.add_command(upgrade_all)
agency.add_command(bench)
agency.add_command(compare)
agency.add_command(check)
agency.add_command(verify)
agency.add_command(wal)
agency.add_command(simulate)


@agency.command()
@INSTANCE
@TODAY
@click.option("--host", default="127.0.0.1", metavar="ADRES", help="Adres om op te luisteren (127.0.0.1).")
@click.option("--port", default=DEFAULT_PORT, type=click.IntRange(0, 65535), metavar="POORT",
              help=f"Poort ({DEFAULT_PORT}); 0 kiest een vrije.")
@click.option("--no-worker", is_flag=True, help="Alleen de webserver; achtergrondwerk draait elders.")
def serve(instance: Path | None, today: date | None, host: str, port: int, no_worker: bool) -> None:
    """Start de webserver, met wachtrij en achtergrondwerk."""
    from agency.running.supervisor import serve as run_server
    from agency.settings import require_no_owner

    _log_to_screen()
    with _readable_errors():
        require_no_owner()
        run_server(_settings(instance, today), host=host, port=port, with_worker=not no_worker,
                   announce=lambda address: click.echo(f"Het systeem draait op {address} (stop met Ctrl-C)"))


@agency.command()
@click.option("--port", default=DEFAULT_PORT, type=click.IntRange(0, 65535), metavar="POORT",
              help=f"Poort ({DEFAULT_PORT}); 0 kiest een vrije.")
@click.option("--instance", type=PATH, metavar="MAP", help="Lege map, of die van een eerdere demo.")
@TODAY
def demo(port: int, instance: Path | None, today: date | None) -> None:
    """Start een demo: verse database, verzonnen dossiers in elke fase, log-ins op het scherm."""
    from agency.demo import story
    from agency.running.forking import apart
    from agency.running.supervisor import require_free_port
    from agency.running.supervisor import serve as run_server

    _log_to_screen()
    with _readable_errors():
        require_free_port(port)  # a demo that still runs keeps its files
        folder, pinned = (instance or story.default_folder()).resolve(), story.pinned_day(today)
        story.clear(folder)
        settings = story.settings_in(folder, pinned)
        logins = apart(story.fill, settings)
        run_server(settings, port=port, announce=lambda address: _write("\n".join(story.welcome(address, logins))))


@agency.command()
@INSTANCE
@TODAY
@click.option("--processes", default=1, type=click.IntRange(1, 64), metavar="AANTAL", help="Aantal werkers (1).")
def worker(instance: Path | None, today: date | None, processes: int) -> None:
    """Doe achtergrondwerk: brieven maken, achterblijvers oprapen, de dagelijkse controle."""
    from agency.running.supervisor import work
    from agency.settings import require_no_owner

    _log_to_screen()
    with _readable_errors():
        require_no_owner()
        work(_settings(instance, today), processes=processes,
             ready=lambda: click.echo("Werker gestart (stop met Ctrl-C)"))


@agency.group()
def db() -> None:
    """Beheer van de database."""


@db.command()
@INSTANCE
def upgrade(instance: Path | None) -> None:
    """Breng de tabellen op de nieuwste versie."""
    from agency.background.setting import bring_up_to_date
    from agency.settings import owner_url

    with _readable_errors():
        changed = bring_up_to_date(_settings(instance), owner_url())
    click.echo("De database is bijgewerkt." if changed else "De database was al bij.")


@agency.group()
def user() -> None:
    """Beheer van gebruikers."""


user.add_command(reseal)


@user.command()
@click.argument("email", metavar="E-MAILADRES")
@click.option("--name", required=True, metavar="NAAM", help="Naam van de gebruiker.")
@click.option("--role", required=True, type=click.Choice(ROLES), metavar="ROL", help="Rol: " + ", ".join(ROLES) + ".")
@click.option("--client", metavar="NAAM", help="Opdrachtgever, bij rol client.")
@click.option("--bailiff", metavar="NAAM", help="Deurwaarderskantoor, bij rol bailiff.")
@click.option("--password-stdin", is_flag=True, help="Lees het wachtwoord van standaardinvoer.")
@INSTANCE
def add(
    email: str, name: str, role: str, client: str | None, bailiff: str | None, password_stdin: bool,
    instance: Path | None,
) -> None:
    """Voeg een gebruiker toe; zonder --password-stdin wordt eenmaal een link getoond om een wachtwoord te kiezen."""
    from agency import clock, create_app
    from agency.auth import hash_password
    from agency.background.setting import at_work, prepare_database
    from agency.database import transaction
    from cases.models import BailiffOffice, Client, RoleName
    from cases.setup import account_links, accounts
    from cases.setup.accounts import RoleInput

    settings = _settings(instance)
    with _readable_errors():
        prepare_database(settings)
    password = _password(email, name) if password_stdin else None
    with at_work(create_app(settings)), transaction() as session:
        made = accounts.add_user(
            session, clock.act(), email=email, name=name,
            password_hash="" if password is None else hash_password(password), given=RoleInput(
                role=RoleName(role), client_id=_named(session, Client, client, "opdrachtgever"),
                bailiff_office_id=_named(session, BailiffOffice, bailiff, "deurwaarderskantoor"),
            ),
        )
        kept_email = made.email
        token = account_links.invite(session, clock.act(), made) if password is None else None
    if token is None:
        click.echo(f"Gebruiker {kept_email} is toegevoegd en kiest bij de eerste keer inloggen een eigen wachtwoord.")
        return
    click.echo(f"Gebruiker {kept_email} is toegevoegd en kiest een wachtwoord op deze pagina van uw installatie:")
    click.echo(f"/wachtwoord-kiezen#{token}")
    click.echo("De link werkt één keer, zeven dagen lang, en wordt niet opnieuw getoond.")


@user.command("reset-step")
@click.argument("email", metavar="E-MAILADRES")
@INSTANCE
def reset_step(email: str, instance: Path | None) -> None:
    """Laat een gebruiker die app, toegangssleutel en herstelcodes kwijt is, de tweede stap opnieuw instellen."""
    from agency import clock, create_app
    from agency.background.setting import at_work
    from agency.database import transaction
    from cases.setup import accounts, second_factors

    with at_work(create_app(_settings(instance))), _readable_errors(), transaction() as session:
        user = second_factors.reset(session, clock.act(), accounts.by_email(session, email).id)
        name = user.name
    click.echo(f"{name} is overal uitgelogd en stelt na het wachtwoord de tweede stap opnieuw in.")


@agency.command("import")
@click.argument("arguments", nargs=-1, metavar="[OPDRACHTGEVER] BESTAND...")
@click.option("--dry-run", is_flag=True, help="Lees alleen en toon wat er zou gebeuren; er is geen database nodig.")
@click.option("--json", "as_json", is_flag=True, help="Met --dry-run: antwoord als JSON.")
@INSTANCE
@TODAY
def import_file(
    arguments: tuple[str, ...], dry_run: bool, as_json: bool, instance: Path | None, today: date | None
) -> int:
    """Lees een factuurbestand van een opdrachtgever in."""
    if not arguments or (len(arguments) != 2 and not dry_run):
        raise click.UsageError(
            "geef met --dry-run alleen het bestand" if dry_run else "geef de opdrachtgever en het bestand"
        )
    if as_json and not dry_run:
        raise click.UsageError("--json kan alleen samen met --dry-run")
    if as_json:
        return _dry_run_in_json([Path(name) for name in arguments], today)
    if dry_run:
        return _dry_run([Path(name) for name in arguments], today)
    return _real_import(arguments[0], Path(arguments[1]), _settings(instance, today))


@agency.command()
@click.option("--on", "on", required=True, type=DAY, metavar="DATUM", help="De dag waarvoor de controle draait.")
@INSTANCE
def day(on: date, instance: Path | None) -> None:
    """Voer de dagelijkse controle van een dag uit."""
    from agency.background.schedule import run_day
    from agency.background.setting import application, at_work, prepare_database
    from agency.commands.reports import lines_of_day
    from agency.resources import figures

    settings = _settings(instance, on)
    with _readable_errors():
        prepare_database(settings)
    with at_work(application(settings)):
        report = run_day(on, figures())
    if report is None:
        click.echo(f"De dagelijkse controle van {on:%d-%m-%Y} is al gedaan.")
        return
    click.echo(f"Dagelijkse controle van {on:%d-%m-%Y}:")
    for line in lines_of_day(report):
        click.echo(f"  {line}")


@agency.command()
@click.option("--schema", "side", type=click.Choice(["request", "answer"]), metavar="KANT",
              help="Toon alleen het JSON Schema van het verzoek (request) of het antwoord (answer).")
def quote(side: str | None) -> int:
    """Reken een vordering uit: JSON op standaardinvoer, JSON op standaarduitvoer."""
    from agency.quote.answering import answer, schema
    from legal.parameters import load_figures

    if side is not None:
        _write(schema(side))
        return 0
    text, status = answer(sys.stdin.buffer.read().decode("utf-8", errors="replace"), load_figures())
    _write(text)
    return status


def _dry_run(paths: list[Path], today: date | None) -> int:
    from agency import clock
    from agency.commands.reports import lines_of_file
    from cases.intake import read_claim_file

    for path in paths:
        _write("\n".join(lines_of_file(read_claim_file(_read(path), path.name, today=today or clock.today()))))
    return 0


def _dry_run_in_json(paths: list[Path], today: date | None) -> int:
    """One file prints one object, several a list in the same order; a file that cannot be read says so in its place."""
    from agency import clock
    from agency.commands.reports import refused_answer
    from cases.intake import IntakeRefused, dry_run_answer, read_claim_file

    answers = []
    for path in paths:
        try:
            answers.append(dry_run_answer(read_claim_file(_read(path), path.name, today=today or clock.today())))
        except (IntakeRefused, Refusal) as refusal:
            answers.append(refused_answer(refusal))
    _write(json.dumps(answers[0] if len(answers) == 1 else answers, ensure_ascii=False, indent=2))
    return WRONG_USE if any("error" in answer for answer in answers) else 0


def _real_import(client: str, path: Path, settings: "Settings") -> int:
    from agency import clock
    from agency.background.arriving import take_in
    from agency.background.setting import Pace, application, at_work, prepare_database
    from agency.commands.reports import lines_of_upload
    from agency.database import session, transaction
    from cases.claims import uploads
    from cases.errors import PreviewOutdated
    from cases.inspection.viruses import refuse_virus
    from cases.models import Client, Upload

    content = _read(path)
    if settings.clamd_url:
        refuse_virus(content, path.name, url=settings.clamd_url)
    with _readable_errors():
        prepare_database(settings)
        pace = Pace.load()
    store = settings.store()
    with at_work(application(settings)):
        client_id = _named(session(), Client, client, "opdrachtgever")
        assert client_id is not None
        looked = uploads.look(session(), clock.act(), client_id=client_id, content=content, filename=path.name)
        with transaction() as writing:
            upload_id = uploads.keep(writing, clock.act(), store, looked).id
            uploads.accept(writing, clock.act(), upload_id=upload_id, client_id=client_id)
        take_in(upload_id, store, pace)
        upload = session().get_one(Upload, upload_id, populate_existing=True)
        if upload.outdated:
            raise PreviewOutdated(upload.outdated)
        lines = lines_of_upload(upload)
    _write("\n".join(lines))
    return 0


def _settings(instance: Path | None, today: date | None = None) -> "Settings":
    from agency.settings import Settings

    with _readable_errors():
        return Settings.load(instance=instance, today=today)


@contextmanager
def _readable_errors() -> Iterator[None]:
    """What keeps the program from starting is told in one line, without a trace."""
    from agency.running.supervisor import ProcessFailed
    from agency.settings import NotADemo, SettingsError

    try:
        yield
    except (SettingsError, ProcessFailed, NotADemo) as error:
        raise Refusal(str(error)) from error


def _say_where(_kind: type[BaseException], error: BaseException, _trace: object) -> None:
    """Of an error that nobody expected: its class and its places. Its words may quote anybody, and cron mails them."""
    from agency.logs import told

    click.echo(f"Er ging iets mis in het programma. Meld dit: {json.dumps(told(error))}", err=True)


def _log_to_screen() -> None:
    from agency import logs

    logs.to_screen(logging.WARNING)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refusal(f"Het bestand {path} kan niet worden gelezen: bestaat het, en is het geen map?") from error


def _named(session: "Session", table: "type[Client | BailiffOffice]", wanted: str | None, what: str) -> int | None:
    """Id of the one with this name, in any case of letters, or with this number; None when none is asked for."""
    from sqlalchemy import func, select

    from cases.input_checks import whole_number

    if wanted is None:
        return None
    names = {row.name: row.id for row in session.execute(select(table.id, table.name).order_by(table.name))}
    found = session.scalar(select(table.id).where(func.lower(table.name) == wanted.strip().lower()))
    if found is None and whole_number(wanted) in names.values():
        found = whole_number(wanted)
    if found is None:
        known = "; bekend zijn: " + ", ".join(names) if names else "; er is er nog geen"
        raise Refusal(f"Er is geen {what} met de naam {wanted!r}{known}.")
    return found


def _password(email: str, name: str) -> str:
    """The password on standard input, checked, as it is to be hashed."""
    from agency.auth.passwords import normal, problems

    password = normal(sys.stdin.readline().rstrip("\r\n"))
    found = problems(password, email=email, name=name)
    if found:
        raise Refusal(" ".join(found))
    return password


def _write(text: str) -> None:
    """On standard output in UTF-8, whatever the terminal is set to."""
    click.echo(text.encode())
