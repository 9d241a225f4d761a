"""From one YAML file to one series: name, unit, law, sources, dated values, and the spans that stay unknown."""

import re
from collections.abc import Callable
from typing import TypeVar

from legal.errors import FiguresInvalid
from legal.parameters.reading import Record, parse, refuse_unused, source_list
from legal.parameters.series import UNKNOWN_AFTERWARDS, Change, ChangeKind, DatedValue, Gap, Series, Source

T = TypeVar("T")
MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])")


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
        change=change_of(record),
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


def change_of(record: Record) -> Change:
    """How the figure of a file changes; a file that does not say so counts as unknown after its last day."""
    if "change" not in record:
        return UNKNOWN_AFTERWARDS
    rule = Record(record.raw("change"), f"{record.where}.change")
    kind, days = rule.text("kind"), tuple(rule.text("days", "").split())
    rule.asked.add("days")
    rule.done()
    if kind not in list(ChangeKind):
        raise FiguresInvalid(f"{rule.where}: {kind!r} is not one of {[str(each) for each in ChangeKind]}")
    if bool(days) != (kind == ChangeKind.FIXED_DAYS) or not all(MONTH_DAY.fullmatch(day) for day in days):
        raise FiguresInvalid(f"{rule.where}: fixed days are named as month-day, and for no other kind")
    return Change(kind=ChangeKind(kind), days=days)


def _gap(record: Record) -> Gap:
    gap = Gap(first_day=record.day("from"), last_day=record.day("through"), reason=record.text("reason"))
    record.done()
    if gap.last_day < gap.first_day:
        raise FiguresInvalid(f"{record.where}: a gap must end after it starts")
    return gap
