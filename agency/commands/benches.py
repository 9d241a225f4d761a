"""`agency bench`: how fast and how small. What measures is imported by the command that needs it."""

from typing import TYPE_CHECKING

import click

from agency.commands.dutch_click import DutchGroup, Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agency.commands.measures import Measure

DEFAULT_BENCH_LETTERS = 100
DEFAULT_BENCH_CASES = 1_000_000
DEFAULT_PAGES_CASES = 100_000
DEFAULT_READING_ROWS = 10_000
DEFAULT_SCALE_CASES = 100_000
DEFAULT_CHAIN_CASES = 20_000
DEFAULT_RESTORE_CASES = 100_000
DEFAULT_LOAD_CASES, DEFAULT_LOAD_HANDLERS, DEFAULT_LOAD_MINUTES = 100_000, 30, 10.0
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Antwoord als JSON.")


@click.group(cls=DutchGroup)
def bench() -> None:
    """Meet hoe snel het systeem rekent."""


@bench.command("law")
@click.option("--cases", default=DEFAULT_BENCH_CASES, type=click.IntRange(1, 10_000_000), metavar="AANTAL",
              help=f"Aantal vorderingen in de portefeuille ({DEFAULT_BENCH_CASES}).")
@AS_JSON
def bench_law(cases: int, as_json: bool) -> int:
    """Meet de renteberekening, naast een kale lus en kaal numpy."""
    from agency.commands import bench
    from legal.parameters import load_figures

    return _told(bench.measure(cases, load_figures()), as_json=as_json)


@bench.command("letters")
@click.option("--letters", default=DEFAULT_BENCH_LETTERS, type=click.IntRange(1, 10_000), metavar="AANTAL",
              help=f"Aantal brieven per ronde ({DEFAULT_BENCH_LETTERS}).")
@click.option("--database", metavar="URL", help="Een lege database; anders SQLite in een map die weer verdwijnt.")
@AS_JSON
def bench_letters(letters: int, database: str | None, as_json: bool) -> int:
    """Meet eerste brieven: bestellen, maken met vastlegging naast alleen tekenen, en posten."""
    from agency.commands import bench_letters as bench
    from legal.parameters import load_figures

    return _told(bench.measure(letters, load_figures(), database_url=database), as_json=as_json)


@bench.command("pages")
@click.option("--cases", default=DEFAULT_PAGES_CASES, type=click.IntRange(1_000, 1_000_000), metavar="AANTAL",
              help=f"Aantal verzonnen dossiers ({DEFAULT_PAGES_CASES}).")
@AS_JSON
def bench_pages(cases: int, as_json: bool) -> int:
    """Meet wat lijsten de database kosten, naast kale SQL voor dezelfde regels."""
    from agency.commands import bench_pages as pages
    from legal.parameters import load_figures

    return _told(pages.measure(cases, load_figures()), as_json=as_json)


@bench.command("reading")
@click.option("--rows", default=DEFAULT_READING_ROWS, type=click.IntRange(1, 100_000), metavar="AANTAL",
              help=f"Aantal regels per bestand ({DEFAULT_READING_ROWS}).")
@AS_JSON
def bench_reading(rows: int, as_json: bool) -> int:
    """Meet het lezen van een bestand met vorderingen, naast csv.DictReader over dezelfde bytes."""
    from agency.commands import bench_reading as reading

    return _told(reading.measure(rows), as_json=as_json)


@bench.command("scale")
@click.option("--cases", default=DEFAULT_SCALE_CASES, type=click.IntRange(100, 1_000_000), metavar="AANTAL",
              help=f"Aantal dossiers in de administratie ({DEFAULT_SCALE_CASES}).")
@click.option("--database", metavar="URL",
              help="Een lege database, die wordt gevuld en geleegd; anders SQLite in een map die weer verdwijnt.")
@AS_JSON
def bench_scale(cases: int, database: str | None, as_json: bool) -> int:
    """Meet dossiers maken naast kaal wegschrijven, wachten van anderen, en pagina's in een grote administratie."""
    from agency.commands import bench_scale as scale
    from legal.parameters import load_figures

    return _told(scale.measure(cases, load_figures(), database_url=database), as_json=as_json)


@bench.command("load")
@click.option("--cases", default=DEFAULT_LOAD_CASES, type=click.IntRange(100, 1_000_000), metavar="AANTAL",
              help=f"Aantal dossiers in de administratie ({DEFAULT_LOAD_CASES}).")
@click.option("--handlers", default=DEFAULT_LOAD_HANDLERS, type=click.IntRange(1, 300), metavar="AANTAL",
              help=f"Aantal behandelaars tegelijk ({DEFAULT_LOAD_HANDLERS}).")
@click.option("--minutes", default=DEFAULT_LOAD_MINUTES, type=click.FloatRange(0, 600, min_open=True), metavar="AANTAL",
              help=f"Hoe lang zij werken ({DEFAULT_LOAD_MINUTES:.0f}).")
@click.option("--database", metavar="URL",
              help="Een lege database als rol van het programma, met haar eigenaar in DATABASE_OWNER_URL; "
                   "anders SQLite in een map die weer verdwijnt.")
@AS_JSON
def bench_load(cases: int, handlers: int, minutes: float, database: str | None, as_json: bool) -> int:
    """Meet behandelaars die tegelijk werken in het draaiende programma, naast één die er alleen werkt."""
    from agency.commands import bench_load as load
    from agency.settings import SettingsError
    from legal.parameters import load_figures

    try:
        return _told(load.measure(cases, handlers, minutes, load_figures(), database_url=database), as_json=as_json)
    except SettingsError as error:
        raise Refusal(str(error)) from error


@bench.command("chain")
@click.option("--cases", default=DEFAULT_CHAIN_CASES, type=click.IntRange(100, 1_000_000), metavar="AANTAL",
              help=f"Aantal dossiers waarvan de regels in de keten staan ({DEFAULT_CHAIN_CASES}).")
@click.option("--database", metavar="URL", help="Een lege database; anders SQLite in een map die weer verdwijnt.")
@AS_JSON
def bench_chain(cases: int, database: str | None, as_json: bool) -> int:
    """Meet het verzegelen en het volgen van de keten, naast kaal hashen van dezelfde regels."""
    from agency.commands import bench_chain as chain
    from legal.parameters import load_figures

    return _told(chain.measure(cases, load_figures(), database_url=database), as_json=as_json)


@bench.command("restore")
@click.option("--cases", default=DEFAULT_RESTORE_CASES, type=click.IntRange(100, 1_000_000), metavar="AANTAL",
              help=f"Aantal dossiers, en documenten, die worden teruggezet ({DEFAULT_RESTORE_CASES}).")
@AS_JSON
def bench_restore(cases: int, as_json: bool) -> int:
    """Meet het terugzetten van een PostgreSQL-server en van documenten, naast kaal kopiëren van dezelfde bytes."""
    from agency.commands import bench_restore as restore
    from legal.parameters import load_figures

    return _told(restore.measure(cases, load_figures()), as_json=as_json)


@bench.command("memory")
@AS_JSON
def bench_memory(as_json: bool) -> int:
    """Meet het geheugen van een draaiende demo, en wat starten en de eerste pagina kosten (Linux)."""
    from agency.commands import bench_memory as memory

    return _told(memory.measure(), as_json=as_json)


def _told(found: "Sequence[Measure]", *, as_json: bool) -> int:
    """On standard output; 1 where a goal is missed."""
    from agency.commands import measures

    click.echo((measures.as_json(found) if as_json else measures.table(found)).encode())
    return 0 if all(each.is_met for each in found) else 1
