"""The command `agency compare`: each cent that differs between two programs over the open cases of a copy."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any  # Any: what JSON says

import click

from agency.commands.checks import opened_record, refused, write
from agency.commands.dutch_click import DAY, PATH, REFUSED, Refusal

if TYPE_CHECKING:
    from agency.settings import Settings
    from cases.mistakes.comparing import Difference

WORDS = {
    "principal": "hoofdsom", "interest": "rente", "costs": "incassokosten", "vat_on_costs": "btw over de kosten",
    "paid": "betaald", "balance": "saldo", "too_much": "te veel betaald", "through": "geteld tot en met",
    "costs_claimable_from": "kosten verschuldigd vanaf", "case": "dossier", "error": "niet te tellen",
    "owes": "schuld van debiteur",
}


@click.command()
@click.argument("file", type=PATH, metavar="BESTAND")
@click.option("--write", "is_writing", is_flag=True, help="Schrijf de bedragen van nu in BESTAND; vergelijk niets.")
@click.option("--copy", "--instance", "instance", type=PATH, metavar="MAP",
              help="Map van de kopie: database, documenten en instellingen.")
@click.option("--today", type=DAY, metavar="DATUM", help="Tel tot en met deze dag; zonder dit tot en met vandaag.")
@click.option("--json", "as_json", is_flag=True, help="Antwoord als JSON.")
def compare(file: Path, is_writing: bool, instance: Path | None, today: date | None, as_json: bool) -> int:
    """Noem elke cent die bij de open dossiers van een kopie verschilt: eerst --write met de oude versie, dan de nieuwe.

    Zonder verschil is de uitgang 0, met verschil 1.
    """
    from agency.settings import Settings, SettingsError

    try:
        if instance is not None and not instance.is_dir():
            raise Refusal("Deze map bestaat niet.")
        settings = Settings.load(instance=instance, today=today)
        if is_writing:
            number = written(settings, file)
            told = f"De bedragen van {number} {'open dossier' if number == 1 else 'open dossiers'} staan in {file}."
            write(json.dumps({"cases": number}) if as_json else told)
            return 0
        found = list(compared(settings, file))
    except (SettingsError, Refusal) as error:
        return refused(str(error), as_json=as_json)
    write(json.dumps([asdict(each) for each in found], ensure_ascii=False) if as_json else "\n".join(lines(found)))
    return REFUSED if found else 0


def written(settings: "Settings", file: Path) -> int:
    """Write what every open case comes to; the number of cases. Raises Refusal."""
    from agency import clock, database
    from agency.resources import figures
    from cases.mistakes import comparing

    number = 0
    with opened_record(settings), _opened(file) as out:
        known, on = figures(), clock.today()
        print(json.dumps(comparing.head(known, on=on)), file=out)
        for each in comparing.values(database.session(), figures=known, on=on):
            print(json.dumps(each), file=out)
            number += 1
    return number


def compared(settings: "Settings", file: Path) -> "Iterator[Difference]":
    """What differs from what another program wrote. Raises Refusal where that cannot be read."""
    from agency import database
    from agency.resources import figures
    from cases.mistakes import comparing

    on, was = read(file)
    through = {number: date.fromisoformat(each["through"]) for number, each in was.items() if "through" in each}
    with opened_record(settings):
        now = comparing.values(database.session(), figures=figures(), on=on, through=through)
        yield from comparing.differences(was, now)


def read(file: Path) -> tuple[date, dict[str, dict[str, Any]]]:
    """The day of a file, and its cases by number. Raises Refusal."""
    from cases.mistakes.comparing import FORM

    try:
        first, *rest = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        if first["form"] != FORM:
            raise ValueError
        return date.fromisoformat(first["on"]), {each["case"]: each for each in rest}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refusal(
            f"{file} is geen bestand dat met agency compare --write is gemaakt, of is niet te lezen."
        ) from error


def lines(found: "list[Difference]") -> Iterator[str]:
    """Each difference in Dutch, and how many there are."""
    for each in found:
        what, _, whose = each.what.partition(" ")
        word = f"{WORDS.get(what, what)}{f' {whose}' if whose else ''}"
        yield f"{each.case}: {word} was {each.was or 'er niet'}, is nu {each.now or 'er niet'}"
    many = "verschil" if len(found) == 1 else "verschillen"
    yield f"{len(found)} {many}." if found else "Geen verschil, tot op de cent."


def _opened(file: Path) -> Any:  # Any: a text file, open to write
    try:
        return file.open("w", encoding="utf-8")
    except OSError as error:
        raise Refusal(f"{file} kan niet worden geschreven: bestaat de map?") from error
