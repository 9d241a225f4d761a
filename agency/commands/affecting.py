"""The command `agency affected`: whom a mistake touched, what is too much for each, and the tasks that follow."""

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from agency.commands.checks import opened_record, refused, write
from agency.commands.dutch_click import DAY, PATH, Refusal

if TYPE_CHECKING:
    from cases.mistakes.affected import Affected
    from cases.mistakes.asked import Mistake
    from cases.mistakes.preparing import Prepared


@click.command()
@click.option("--text", metavar="SOORT/vN", help="Brieven met deze versie van een tekst, zoals first_notice/v2.")
@click.option("--figure", metavar="CIJFER",
              help="Wat anders uitkomt met dit cijfer zoals het nu geldt, zoals statutory_interest.")
@click.option("--code", metavar="VERSIE",
              help="Wat deze versie van het programma anders rekende dan de versie van nu.")
@click.option("--between", nargs=2, type=DAY, metavar="VAN TOT", help="Wat op deze dagen is gemaakt (beide meegeteld).")
@click.option("--prepare", is_flag=True, help="Zet de taken klaar, elk één keer, ook bij een tweede keer.")
@click.option("--json", "as_json", is_flag=True, help="Antwoord als JSON.")
@click.option("--instance", type=PATH, metavar="MAP", help="Map met database, documenten en instellingen.")
@click.option("--today", type=DAY, metavar="DATUM", help="Doe alsof het vandaag deze datum is.")
def affected(
    prepare: bool, as_json: bool, instance: Path | None, today: date | None,
    **wrong: Any,  # Any: the four ways to say what was wrong, each as its option gives it
) -> int:
    """Noem wie door een fout is geraakt, met welke brieven, en wat voor ieder te veel is."""
    from agency.settings import Settings, SettingsError
    from cases.errors import DomainError
    from cases.mistakes import telling

    given = {way: value for way, value in wrong.items() if value}
    if len(given) != 1:
        raise click.UsageError("geef één van --text, --figure, --code of --between")
    try:
        if instance is not None and not instance.is_dir():
            raise Refusal("Deze map bestaat niet.")
        mistake = _mistake(*next(iter(given.items())))
        with opened_record(Settings.load(instance=instance, today=today)):
            found = _look(mistake)
            answer, said = telling.answer(found), list(telling.lines(found))
            prepared = _prepare(found) if prepare else None
    except (SettingsError, DomainError, Refusal) as error:
        return refused(str(error), as_json=as_json)
    if as_json:
        write(json.dumps(answer | telling.prepared_answer(prepared), ensure_ascii=False))
    else:
        write("\n".join([*said, *telling.prepared_lines(prepared)]))
    return 0


def _mistake(way: str, value: Any) -> "Mistake":
    from cases.mistakes import asked

    if way == "between":
        return asked.between(*value)
    return {"text": asked.of_text, "figure": asked.of_figure, "code": asked.of_code}[way](value)


def _look(mistake: "Mistake") -> "Affected":
    """Everybody who was touched, read without a change."""
    from agency import clock, database
    from agency.quote.recounting import count_again
    from agency.resources import figures
    from cases.mistakes.affected import affected as affected_by
    from cases.mistakes.said import Search

    search = Search(session=database.session(), mistake=mistake, figures=figures(), count_again=count_again)
    return affected_by(search, on=clock.today())


def _prepare(found: "Affected") -> "Prepared":
    """The tasks, a piece of the cases in each transaction: a command that was broken off is given again."""
    from agency import clock, database
    from agency.resources import figures
    from cases.mistakes import preparing

    known, prepared = figures(), preparing.Prepared()
    for start in range(0, len(found.cases), preparing.IN_PIECES):
        with database.transaction() as session:
            prepared += preparing.prepare(
                session, clock.act(), found.mistake, found.cases[start:start + preparing.IN_PIECES], figures=known
            )
        database.give_way()
    return prepared
