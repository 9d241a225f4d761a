"""The command `agency verify`: whether all that must hold of the record does, in words or as JSON. Changes nothing."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any  # Any: what JSON says

import click

from agency.commands.checks import opened_record, refused, write
from agency.commands.dutch_click import PATH, REFUSED, Refusal

if TYPE_CHECKING:
    from agency.settings import Settings
    from cases.invariants import Result, Verdict
    from cases.trace.anchors import Anchor


@click.command()
@click.option("--instance", type=PATH, metavar="MAP", help="Map met database, documenten en instellingen.")
@click.option("--json", "as_json", is_flag=True, help="Antwoord als JSON.")
@click.option("--sample", type=click.IntRange(min=1), metavar="AANTAL",
              help="Tel zoveel dossiers en bewaarde uitkomsten opnieuw; zonder dit alle.")
@click.option("--anchors", "anchor_file", type=PATH, metavar="BESTAND",
              help="Ankers van de keten die elders zijn bewaard; zonder dit die van deze installatie.")
def verify(instance: Path | None, as_json: bool, sample: int | None, anchor_file: Path | None) -> int:
    """Controleer of alles in de administratie klopt: boekingen, brieven, regelingen, bestanden."""
    from agency.settings import Settings, SettingsError
    from cases.errors import StoreTrouble
    from cases.trace import anchors

    try:
        if instance is not None and not instance.is_dir():
            raise Refusal("Deze map bestaat niet.")
        if anchor_file is not None and not anchor_file.is_file():
            raise Refusal("Dit bestand met ankers bestaat niet.")
        settings = Settings.load(instance=instance)
        verdict = look(settings, sample, anchors.read(anchor_file or settings.anchors))
    except (SettingsError, anchors.AnchorsUnreadable, Refusal, StoreTrouble) as error:
        return refused(str(error), as_json=as_json)
    write(json.dumps(answer(verdict), ensure_ascii=False) if as_json else "\n".join(verdict_lines(verdict)))
    return 0 if verdict.is_good else REFUSED


def answer(verdict: "Verdict") -> dict[str, Any]:
    """The verdict in the words of the contract."""
    from cases.invariants import Flaw

    return {
        "good": verdict.is_good,
        "chain": {"events": verdict.links, "head": verdict.head, "broken": verdict.flawed(Flaw.CHAIN)},
        "sums": {"cases": verdict.cases, "wrong": verdict.flawed(Flaw.SUM)},
        "files": {
            "count": verdict.files, "missing": verdict.flawed(Flaw.MISSING), "changed": verdict.flawed(Flaw.CHANGED),
            "orphans": verdict.flawed(Flaw.ORPHAN),
        },
        "invariants": [_of_rule(result) for result in verdict.results],
    }


def _of_rule(result: "Result") -> dict[str, Any]:
    first = [{"table": each.table, "row": each.row, "what": each.what} for each in result.first]
    return {"number": result.invariant.number, "wrong": result.wrong, "first": first}


def look(settings: "Settings", sample: int | None, anchors: "tuple[Anchor, ...]" = ()) -> "Verdict":
    """What is found on record, read without a change. Raises Refusal where there is none."""
    from agency import clock, database
    from agency.quote.recounting import recount
    from agency.resources import figures, store
    from cases.invariants import Looked
    from cases.invariants import verify as verify_record

    with opened_record(settings):
        return verify_record(Looked(
            session=database.session(), store=store(), on=clock.today(), figures=figures(), recount=recount,
            sample=sample, anchors=anchors,
        ))


def verdict_lines(verdict: "Verdict") -> list[str]:
    """The verdict in Dutch words."""
    looked_at = f"{verdict.cases} dossiers, {verdict.files} bestanden en {verdict.links} schakels"
    lines = [f"{looked_at} bekeken. Er is niets gewijzigd."]
    for result in verdict.results:
        said = "klopt" if not result.wrong else f"{result.wrong} keer niet"
        lines.append(f"{result.invariant.number}. {result.invariant.holds}: {said}")
        lines += [f"   {each.table}{f', rij {each.row}' if each.row else ''}: {each.what}" for each in result.first]
        if result.wrong > len(result.first):
            lines.append(f"   en nog {result.wrong - len(result.first)}")
    return [*lines, "Alles klopt." if verdict.is_good else "Niet alles klopt."]
