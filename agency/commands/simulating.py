"""The command `agency simulate`: a whole agency by chance, or given stories day by day."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any  # Any: what JSON says

import click

from agency.commands.checks import refused, write
from agency.commands.dutch_click import PATH, REFUSED, Refusal

if TYPE_CHECKING:
    from agency.settings import Settings
    from agency.simulation.summary import Summary

PROBABILITY = click.FloatRange(0, 1, max_open=True)


@click.command()
@click.option("--instance", type=PATH, metavar="MAP", help="Lege map voor de nagespeelde administratie.")
@click.option("--seed", default="1", metavar="TEKST", help="Dezelfde geeft dezelfde dossiers en gebeurtenissen (1).")
@click.option("--days", default=100, type=click.IntRange(1, 5000), metavar="AANTAL", help="Aantal dagen (100).")
@click.option("--cases", type=click.IntRange(1, 1_000_000), metavar="AANTAL", help="Aantal debiteuren.")
@click.option("--check-every", default=10, type=click.IntRange(min=1), metavar="AANTAL",
              help="Om de zoveel dagen wordt alles nageteld (10); de rest elke dag.")
@click.option("--faults", default=0.0, type=PROBABILITY, metavar="KANS",
              help="Kans dat een handeling net voor het bewaren verloren gaat, of een brief half blijft liggen (0).")
@click.option("--json", "as_json", is_flag=True,
              help="Antwoord als JSON; zonder --cases staan verhalen op standaardinvoer.")
def simulate(
    instance: Path | None, seed: str, days: int, cases: int | None, check_every: int, faults: float, as_json: bool
) -> int:
    """Speel een incassobureau na, dag voor dag, en controleer of alles blijft kloppen."""
    if cases is None:
        if not as_json:
            raise click.UsageError("geef --cases, of --json met verhalen op standaardinvoer")
        return _stories()
    from agency.simulation.running import Plan
    from agency.simulation.running import simulate as play
    from agency.simulation.world import Faults

    plan = Plan(
        seed=seed, days=days, cases=cases, check_every=check_every,
        faults=Faults(thrown_away=faults, abandoned=faults),
    )
    try:
        played = play(_empty(instance), plan)
    except Refusal as refusal:
        return refused(str(refusal), as_json=as_json)
    write(json.dumps(_answer(played), ensure_ascii=False) if as_json else "\n".join(_lines(played)))
    return REFUSED if played.violations else 0


def _stories() -> int:
    from agency.simulation.stories.playing import play_all

    try:
        stories: Any = json.loads(sys.stdin.buffer.read())
    except (ValueError, RecursionError):
        return refused("Geen geldige JSON op standaardinvoer.", as_json=True)
    if not isinstance(stories, list):
        return refused("Geef een JSON-lijst van verhalen.", as_json=True)
    write(json.dumps(play_all(stories), ensure_ascii=False))
    return 0


def _empty(instance: Path | None) -> "Settings":
    from agency.settings import Settings

    if instance is None:
        raise Refusal("Geef met --instance een lege map.")
    if instance.exists() and (not instance.is_dir() or any(instance.iterdir())):
        raise Refusal(f"De map {instance} is niet leeg. Kies een lege map; er is niets gewijzigd.")
    return Settings.load(instance=instance, environ={})


def _answer(played: "Summary") -> dict[str, Any]:
    plain = asdict(played)
    return plain | {
        "first_day": played.first_day.isoformat(),
        "amounts": {kind: str(amount) for kind, amount in played.amounts.items()},
        "violations": [asdict(each) | {"day": each.day.isoformat()} for each in played.violations],
    }


def _lines(played: "Summary") -> list[str]:
    from agency.web.formatting import euro

    lines = [f"{played.days} dagen vanaf {played.first_day:%d-%m-%Y}, {played.cases} dossiers, zaad {played.seed}."]
    lines += [f"  {kind}: {euro(amount)}" for kind, amount in played.amounts.items()]
    for head, counts in (
        ("Gebeurtenissen", played.events), ("Gesloten", played.closed), ("Geweigerd", played.refused),
        ("Verloren gegaan", played.lost),
    ):
        lines += [f"{head}:", *(f"  {count} x {what}" for what, count in counts.items())]
    for each in played.violations:
        place = f"{each.table}, rij {each.row}" if each.row else each.table
        lines.append(f"FOUT op {each.day:%d-%m-%Y}, regel {each.number}, {place}: {each.what}")
    return [*lines, "Niet alles klopt." if played.violations else "Alles klopt."]
