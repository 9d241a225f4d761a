"""The commands `agency check`: what may not be kept, looked for in texts and on the record. They change nothing."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any  # Any: what JSON says

import click

from agency.commands.check_files import check_file
from agency.commands.check_people import check_people
from agency.commands.dutch_click import PATH, WRONG_USE, DutchGroup, Refusal

if TYPE_CHECKING:
    from agency.settings import Settings
    from cases.queries.citizen_numbers import FoundNumber


@click.group(cls=DutchGroup)
def check() -> None:
    """Controleer teksten, bestanden en wat er is opgeslagen; er verandert niets."""


check.add_command(check_file)
check.add_command(check_people)


@check.command()
@click.option("--json", "as_json", is_flag=True, help="Antwoord als JSON.")
def text(as_json: bool) -> int:
    """Zoek burgerservicenummers in een JSON-lijst van teksten op standaardinvoer."""
    from cases.privacy.citizen_numbers import spans

    try:
        texts = _texts(sys.stdin.buffer.read())
    except ValueError as error:
        return refused(str(error), as_json=as_json)
    numbers = [spans(each) for each in texts]
    if as_json:
        write(json.dumps([
            {"accepted": not each, "found": [{"start": start, "end": end} for start, end in each]} for each in numbers
        ]))
        return 0
    for number, each in enumerate(numbers, start=1):
        where = ", ".join(f"teken {start + 1} tot en met {end}" for start, end in each)
        write(f"Tekst {number}: " + (f"geweigerd, burgerservicenummer op {where}" if each else "in orde"))
    return 0


@check.command()
@click.option("--instance", type=PATH, metavar="MAP", help="Map met database, documenten en instellingen.")
@click.option("--json", "as_json", is_flag=True, help="Antwoord als JSON.")
def record(instance: Path | None, as_json: bool) -> int:
    """Noem waar een burgerservicenummer is opgeslagen, zonder het nummer te tonen."""
    from agency.settings import Settings, SettingsError

    try:
        if instance is not None and not instance.is_dir():
            raise Refusal("Deze map bestaat niet.")
        numbers = _on_record(Settings.load(instance=instance))
    except (SettingsError, Refusal) as error:
        return refused(str(error), as_json=as_json)
    if as_json:
        write(json.dumps({"found": [asdict(each) for each in numbers]}))
        return 0
    for each in numbers:
        place = f"{each.column}.{each.path}" if each.path else each.column
        write(f"{each.table}, rij {each.row}, {place}: teken {each.start + 1} tot en met {each.end}")
    write(f"{len(numbers)} burgerservicenummers gevonden. Er is niets gewijzigd.")
    return 0


def _texts(content: bytes) -> list[str]:
    """The list that was sent. Raises ValueError with a Dutch sentence that repeats nothing of it."""
    try:
        sent: Any = json.loads(content)
    except (ValueError, RecursionError):
        raise ValueError("Geen geldige JSON op standaardinvoer.") from None
    if not isinstance(sent, list):
        raise ValueError("Geef een JSON-lijst van teksten.")
    for at, each in enumerate(sent):
        if not isinstance(each, str):
            raise ValueError(f"Onderdeel {at} van de lijst is geen tekst.")
    return sent


def _on_record(settings: "Settings") -> "list[FoundNumber]":
    """What is found, read without a change."""
    from agency import database
    from cases.queries.citizen_numbers import on_record

    with opened_record(settings):
        return list(on_record(database.session()))


@contextmanager
def opened_record(settings: "Settings") -> Iterator[None]:
    """A record to read only: its tables are not brought up to date, and no database is made.

    Raises Refusal where they are of another version, or where tables or columns are gone: then nothing can be read.
    """
    from sqlalchemy.engine import make_url

    import cases.models  # noqa: F401 - what the tables are compared with
    from agency import database
    from agency.background.setting import application, at_work
    from cases.schema import compared, revisions
    from cases.schema.db import Base

    address = make_url(settings.database_url)
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").is_file():
        raise Refusal("Er is hier nog geen database.")
    with at_work(application(settings)):
        with database.engine().connect() as connection:
            if revisions.of(connection) != revisions.newest():
                raise Refusal("De tabellen horen bij een andere versie. Voer eerst uit: agency db upgrade")
            if gone := compared.absent(connection, Base.metadata):
                raise Refusal(
                    f"Dit is uit de database verdwenen: {'; '.join(gone)}. Iemand heeft dat buiten het programma om "
                    "gedaan. Zet een back-up terug."
                )
        yield


def refused(message: str, *, as_json: bool) -> int:
    """Refuse in words, or as an error of the contract; the exit status."""
    if not as_json:
        raise Refusal(message)
    write(json.dumps({"error": {"code": "invalid", "message": message}}, ensure_ascii=False))
    return WRONG_USE


def write(answer: str) -> None:
    """On standard output in UTF-8, whatever the terminal is set to."""
    click.echo(answer.encode())
