"""Which figures rest on no official text that was read, and what to look up: work that a new version closes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any  # Any: a figure is a number or a table

from legal.parameters.court_tables import BailiffTariffs, CourtLocations
from legal.parameters.holidays import Holidays
from legal.parameters.loader import Figures
from legal.parameters.series import SECONDARY, Confidence, DatedValue, Series, Source, is_read, shown


@dataclass(frozen=True, kw_only=True)
class UnreadFigure:
    """One figure: what it is about (empty in a plain series), since when, and the publications named for it."""

    about: str
    first_day: date | None
    publications: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class UnreadSeries:
    """The figures of one series of which no official text was read. `key` is its field in `Figures`."""

    key: str
    name: str
    law: str
    figures: tuple[UnreadFigure, ...]


def unread(figures: Figures) -> tuple[UnreadSeries, ...]:
    """Every series with figures of which no official text was read, in the order of the program."""
    found = []
    for each in fields(figures):
        held = getattr(figures, each.name)
        listed = tuple(_of(held))
        if listed:
            found.append(UnreadSeries(key=each.name, name=held.name, law=held.law, figures=listed))
    return tuple(found)


def _of(held: object) -> Iterator[UnreadFigure]:
    if isinstance(held, Series):
        yield from _values(held.values)
    elif isinstance(held, BailiffTariffs):
        for act in held.acts:
            yield from _values(act.tariff.values, about=f"{act.letter}. {act.act}")
    elif isinstance(held, Holidays):
        for rule in held.rules:
            yield from _unless_read(rule.name, None, rule.sources, rule.confidence)
        for day in held.equated_days:
            yield from _unless_read("Gelijkgestelde dag", day.day, day.sources, day.confidence)
    elif isinstance(held, CourtLocations):
        for place in held.rows:
            yield from _unless_read(place.municipality, place.first_day, place.sources, place.confidence)


def _values(values: Iterable[DatedValue[Any]], *, about: str = "") -> Iterator[UnreadFigure]:
    for value in values:
        yield from _unless_read(about, value.first_day, value.sources, value.confidence, value.cites)


def _unless_read(
    about: str, first_day: date | None, sources: tuple[Source, ...], confidence: Confidence, cites: str = ""
) -> Iterator[UnreadFigure]:
    if not is_read(sources, confidence):
        names = tuple(source.name for source in shown(sources, cites) if source.name != SECONDARY)
        yield UnreadFigure(about=about, first_day=first_day, publications=names)
