"""From one YAML file to one series: name, unit, law, sources, dated values, and the spans that stay unknown."""

from collections.abc import Callable
from typing import TypeVar

from legal.errors import FiguresInvalid
from legal.parameters.reading import Record, parse, refuse_unused, source_list
from legal.parameters.series import DatedValue, Gap, Series, Source

T = TypeVar("T")


def read_series(text: str, where: str, read_value: Callable[[Record], T]) -> Series[T]:
    """A series from YAML; `read_value` reads what is special to it. Raises FiguresInvalid."""
    record = parse(text, where)
    known = source_list(record)
    series = Series(
        name=record.text("name"),
        unit=record.text("unit"),
        law=record.text("law"),
        checked_through=record.day("checked_through"),
        values=tuple(dated_value(each, known, read_value) for each in record.records("values")),
        gaps=gaps_of(record),
    )
    record.done()
    refuse_unused(known, (source for value in series.values for source in value.sources), where)
    return series


def dated_value(record: Record, known: dict[str, Source], read_value: Callable[[Record], T]) -> DatedValue[T]:
    """One figure with its first day, sources and confidence."""
    sources = record.sources(known)
    dated = DatedValue(
        value=read_value(record),
        first_day=record.day("from"),
        sources=sources,
        confidence=record.confidence(sources),
        note=record.note(known),
        cites=record.text("cites", ""),
    )
    record.asked.add("cites")
    record.done()
    return dated


def gaps_of(record: Record) -> tuple[Gap, ...]:
    """The spans of a file that stay unknown; none when it names none."""
    if "gaps" not in record:
        return ()
    return tuple(_gap(each) for each in record.records("gaps"))


def _gap(record: Record) -> Gap:
    gap = Gap(first_day=record.day("from"), last_day=record.day("through"), reason=record.text("reason"))
    record.done()
    if gap.last_day < gap.first_day:
        raise FiguresInvalid(f"{record.where}: a gap must end after it starts")
    return gap
