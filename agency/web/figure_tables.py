"""The statutory figures arranged for a page: every series as rows with its sources, and as a line for a chart."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from typing import Any  # Any: a figure is a number or a table

from agency.web.formatting import euro, number, percent
from cases.counting.figures import WARN_AHEAD, addable, has_ended
from legal.parameters import BailiffTariffs, CourtLocations, DatedValue, Figures, Holidays, Series, Source
from legal.parameters.series import DUTCH_CONFIDENCE, ChangeKind, Confidence, shown

ONE_DAY = timedelta(days=1)
WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 420, 190, 48, 24, 12, 12
UNITS = {
    "percent per year": "procent per jaar", "percent": "procent", "euro per month": "euro per maand",
    "euro and months": "euro en maanden", "place": "plaats", "day": "dag",
}
# The Dutch word for a part of a figure that is a table.
PARTS = {
    "over": "over meer dan", "up_to": "tot en met", "percent": "percentage", "minimum": "minimum", "maximum": "maximum",
    "amount": "bedrag", "legal_entity": "rechtspersoon", "natural_person": "natuurlijk persoon",
    "limited_means": "onvermogend", "per_point": "per punt", "max_points": "hoogste aantal punten",
    "eviction": "ontruiming", "other_requests": "andere verzoeken", "undetermined_from": "onbepaalde waarde vanaf",
    "undetermined_to": "onbepaalde waarde tot", "claim": "vordering", "consumer_credit": "consumentenkrediet",
    "single": "alleenstaand", "single_parent": "alleenstaande ouder", "couple": "paar",
    "couple_with_children": "paar met kinderen", "threshold": "drempel", "months": "maanden",
}


@dataclass(frozen=True, kw_only=True)
class FigureRow:
    """One figure: what it is about (empty in a plain series), from when, the value in words, and its support.

    The notes in the files of figures are written for those who keep them, in English; `note` is Dutch.
    """

    about: str
    first_day: date | None
    value: tuple[str, ...]
    sources: tuple[Source, ...]
    doubt: str
    note: str


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A tick of a chart: its place and its text."""

    at: int
    text: str


@dataclass(frozen=True, kw_only=True)
class LineChart:
    """A series as a line in steps, in the units of the drawing."""

    points: str
    across: tuple[Mark, ...]
    up: tuple[Mark, ...]
    description: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


@dataclass(frozen=True, kw_only=True)
class FigureTable:
    """One figure of the law through time."""

    key: str
    name: str
    unit: str
    law: str
    checked_through: date | None
    days_left: int | None
    ended: bool
    is_carried_on: bool
    can_grow: bool
    rows: tuple[FigureRow, ...]
    gaps: tuple[str, ...]
    chart: LineChart | None

    @property
    def runs_out(self) -> bool:
        """Whether it ran out, or will within the time of the warning."""
        return self.days_left is not None and not self.ended and self.days_left <= WARN_AHEAD.days


def tables(figures: Figures, today: date) -> list[FigureTable]:
    """Every figure, in the order of the program."""
    growing = addable(figures)
    shown = []
    for each in fields(figures):
        held = getattr(figures, each.name)
        through: date | None = getattr(held, "checked_through", None)
        shown.append(FigureTable(
            key=each.name, name=held.name, unit=_unit(held), law=held.law, checked_through=through,
            days_left=None if through is None else (through - today).days, ended=has_ended(held),
            is_carried_on=held.change.kind is ChangeKind.BY_DECREE if isinstance(held, Series) else False,
            can_grow=each.name in growing, rows=tuple(_rows(held)), gaps=_gaps(held), chart=_chart(held),
        ))
    return shown


def _unit(held: object) -> str:
    unit = str(getattr(held, "unit", ""))
    return UNITS.get(unit, unit)


def _gaps(held: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(
        f"{gap.first_day:%d-%m-%Y} tot en met {gap.last_day:%d-%m-%Y}: {gap.reason}"
        for series in (held, *(act.tariff for act in getattr(held, "acts", ()))) for gap in getattr(series, "gaps", ())
    ))


def _rows(held: object) -> Iterator[FigureRow]:
    if isinstance(held, Series):
        yield from (_row(value, held.unit) for value in reversed(held.values))
    elif isinstance(held, BailiffTariffs):
        for act in held.acts:
            for value in reversed(act.tariff.values):
                yield _row(value, "euro", about=f"{act.letter}. {act.act}")
    elif isinstance(held, Holidays):
        yield from _holiday_rows(held)
    elif isinstance(held, CourtLocations):
        for place in held.rows:
            yield FigureRow(
                about=place.municipality, first_day=place.first_day, value=(f"{place.court}, {place.place}",),
                sources=shown(place.sources), doubt=_doubt(place.confidence), note="",
            )


def _holiday_rows(holidays: Holidays) -> Iterator[FigureRow]:
    for rule in holidays.rules:
        last = "" if rule.last_year is None else f" tot en met {rule.last_year}"
        yield FigureRow(
            about=rule.name, first_day=None, value=(f"vanaf {rule.first_year}{last}",), sources=shown(rule.sources),
            doubt=_doubt(rule.confidence), note=rule.law,
        )
    for equated in reversed(holidays.equated_days):
        yield FigureRow(
            about="Gelijkgestelde dag", first_day=equated.day, value=("bij besluit",), sources=shown(equated.sources),
            doubt=_doubt(equated.confidence), note="",
        )


def in_words(series: Series[Any]) -> tuple[str, ...]:
    """The last value of a series as text: one line, or one for each band of a table."""
    return tuple(_in_words(series.values[-1].value, series.unit))


def _row(value: DatedValue[Any], unit: str, *, about: str = "") -> FigureRow:
    return FigureRow(
        about=about, first_day=value.first_day, value=tuple(_in_words(value.value, unit)),
        sources=shown(value.sources, value.cites), doubt=_doubt(value.confidence), note="",
    )


def _doubt(confidence: Confidence) -> str:
    return DUTCH_CONFIDENCE.get(confidence, "")


def _in_words(value: object, unit: str) -> Iterator[str]:
    """A figure as text: one line, or one for each band of a table."""
    if isinstance(value, Decimal):
        yield in_unit(value, unit)
        return
    own = []
    for part in fields(value):  # type: ignore[arg-type]  # a figure is a number or a frozen dataclass
        held = getattr(value, part.name)
        if isinstance(held, tuple):
            for band in held:
                yield "; ".join(_in_words(band, unit))
        elif held is not None:
            own.append(f"{PARTS.get(part.name, part.name)} {_part(part.name, held)}")
    if own:
        yield ", ".join(own)


def _part(name: str, held: object) -> str:
    if not isinstance(held, Decimal):
        return number(held) if isinstance(held, int) else str(held)
    if name == "max_points":
        return number(int(held))
    return in_unit(held, "percent" if name == "percent" else "euro")


def in_unit(value: Decimal, unit: str) -> str:
    """A value with its sign of euro or percent."""
    return percent(value) if "percent" in unit else euro(value)


def _chart(held: object) -> LineChart | None:
    """A chart of a series of numbers that changed at least twice."""
    if not isinstance(held, Series) or len(held.values) < 3 or not isinstance(held.values[0].value, Decimal):
        return None
    first, last = held.first_day, held.checked_through
    top = max(value.value for value in held.values)
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000, 10_000) if top <= step * 6)
    ceiling = Decimal(ceil(top / step) * step)

    def across(day: date) -> int:
        return LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days // (last - first).days

    def up(value: Decimal) -> int:
        return HEIGHT - BOTTOM - int((HEIGHT - BOTTOM - TOP) * value / ceiling)

    ends = [*(value.first_day for value in held.values[1:]), last + ONE_DAY]
    points = " ".join(
        f"{across(value.first_day)},{up(value.value)} {across(end - ONE_DAY)},{up(value.value)}"
        for value, end in zip(held.values, ends, strict=True)
    )
    years = (last.year - first.year) // 5 + 1
    return LineChart(
        points=points,
        across=tuple(Mark(at=across(day), text=str(day.year)) for day in _new_years(first, last, years)),
        up=tuple(Mark(at=up(Decimal(each)), text=in_unit(Decimal(each), held.unit).replace(",00", ""))
                 for each in range(0, int(ceiling) + 1, step)),
        description=f"{held.name}: van {in_unit(held.values[0].value, held.unit)} op {first:%d-%m-%Y} naar "
        f"{in_unit(held.values[-1].value, held.unit)} op {last:%d-%m-%Y}; hoogste {in_unit(top, held.unit)}",
    )


def _new_years(first: date, last: date, every: int) -> Iterator[date]:
    year = first.year + 1 if (first.month, first.day) > (1, 1) else first.year
    while year <= last.year:
        yield date(year, 1, 1)
        year += every
