"""The figures of the law with one border moved by one day, to see which law case notices."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from legal.errors import ParameterUnknown
from legal.parameters import DatedValue, EquatedDay, Figures, Gap, HolidayRule, Holidays, Series, SessionPlace

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Move:
    """A border of the law, the figures as they would be with it one day off, and the day whose answer changes."""

    series: str
    border: str
    day: date
    figures: Callable[[], Figures]

    def __str__(self) -> str:
        return f"add a law case at {self.day} for {self.series} ({self.border})"


def all_series(figures: Figures) -> Iterator[tuple[Series[Any], Callable[[Series[Any]], Figures]]]:
    """Every series, each with how to put another one in its place."""
    for name, value in vars(figures).items():
        if isinstance(value, Series):
            yield value, partial(_with_series, figures, name)
    for place, act in enumerate(figures.bailiff_tariffs.acts):
        yield act.tariff, partial(_with_tariff, figures, place)


def _with_series(figures: Figures, name: str, other: Series[Any]) -> Figures:
    changed: dict[str, Any] = {name: other}
    return replace(figures, **changed)


def _with_tariff(figures: Figures, place: int, other: Series[Any]) -> Figures:
    acts = figures.bailiff_tariffs.acts
    changed = (*acts[:place], replace(acts[place], tariff=other), *acts[place + 1 :])
    return replace(figures, bailiff_tariffs=replace(figures.bailiff_tariffs, acts=changed))


def borders_of(series: Series[Any]) -> list[date]:
    """The first day of every figure and gap, and the first day after every gap.

    The end of what was checked is no border of the law: it moves with every year that is added.
    """
    days = {value.first_day for value in series.values}
    days |= {gap.first_day for gap in series.gaps} | {gap.last_day + ONE_DAY for gap in series.gaps}
    return sorted(days - {series.checked_through + ONE_DAY})


def moves_of_series(figures: Figures) -> Iterator[Move]:
    """Both sides of every border: the day before takes the figure of the border, and the border that of the day before.

    Where both have the same figure moving is no change: there each of the two days loses its figure.
    """
    for series, put in all_series(figures):
        for border in borders_of(series):
            before, after = figure_on(series, border - ONE_DAY), figure_on(series, border)
            is_same = before is not None and after is not None and before.value == after.value
            for day, other in ((border - ONE_DAY, after), (border, before)):
                changed = partial(with_figure, series, day, None if is_same else other)
                yield Move(series.name, f"border {border}", day, partial(_made, put, changed))


def _made(put: Callable[[Series[Any]], Figures], changed: Callable[[], Series[Any]]) -> Figures:
    return put(changed())


def figure_on(series: Series[Any], day: date) -> DatedValue[Any] | None:
    """The figure of a day, None where the series refuses."""
    try:
        return series.on(day)
    except ParameterUnknown:
        return None


def with_figure(series: Series[Any], day: date, figure: DatedValue[Any] | None) -> Series[Any]:
    """The series with another figure on one day, or with none there."""
    around = [(each, figure_on(series, each)) for each in (day - ONE_DAY, day + ONE_DAY)]
    gaps = [part for gap in series.gaps for part in _without(gap, day)]
    values = {value.first_day: value for value in series.values}
    if figure is None:
        gaps.append(Gap(first_day=day, last_day=day, reason="weggenomen"))
    else:
        following = _in_force(series, day + ONE_DAY)
        values[day] = replace(figure, first_day=day)
        if following is not None and day < series.checked_through:
            values[day + ONE_DAY] = replace(following, first_day=day + ONE_DAY)
    changed = replace(
        series,
        values=tuple(values[first] for first in sorted(values)),
        gaps=tuple(sorted(gaps, key=lambda gap: gap.first_day)),
    )
    assert [_value(changed, each) for each, _ in around] == [one and one.value for _, one in around]
    return changed


def _in_force(series: Series[Any], day: date) -> DatedValue[Any] | None:
    """The last figure that started on or before the day, in a gap too."""
    return next((value for value in reversed(series.values) if value.first_day <= day), None)


def _value(series: Series[Any], day: date) -> Any:
    found = figure_on(series, day)
    return found and found.value


def _without(gap: Gap, day: date) -> Iterator[Gap]:
    """The gap without one day: one part, two, or none."""
    if not gap.first_day <= day <= gap.last_day:
        yield gap
        return
    if gap.first_day < day:
        yield replace(gap, last_day=day - ONE_DAY)
    if day < gap.last_day:
        yield replace(gap, first_day=day + ONE_DAY)


def moves_of_holidays(figures: Figures) -> Iterator[Move]:
    """The first days of the table a day off, every equated day a day off, the years of every rule a year off."""
    holidays = figures.holidays

    def move(name: str, day: date, **changed: Any) -> Move:
        return Move(holidays.name, name, day, lambda: replace(figures, holidays=replace(holidays, **changed)))

    for name in ("first_day", "equated_from"):
        day = getattr(holidays, name)
        for moved in (day - ONE_DAY, day + ONE_DAY):
            yield move(name, moved, **{name: moved})
    for equated in holidays.equated_days:
        others = tuple(each for each in holidays.equated_days if each is not equated)
        yield move("gelijkgesteld", equated.day, equated_days=others)
        for moved in (equated.day - ONE_DAY, equated.day + ONE_DAY):
            added = (*others, EquatedDay(day=moved, sources=equated.sources, confidence=equated.confidence))
            yield move(f"gelijkgesteld in plaats van {equated.day}", moved, equated_days=added)
    for rule in holidays.rules:
        yield from _moves_of_rule(holidays, rule, move)


def _moves_of_rule(holidays: Holidays, rule: HolidayRule, move: Callable[..., Move]) -> Iterator[Move]:
    def put(year: int, **changed: Any) -> Move:
        day = rule.in_year(max(year, rule.first_year)) or holidays.first_day
        rules = tuple(replace(rule, **changed) if each is rule else each for each in holidays.rules)
        return move(f"{rule.name} {year}", day.replace(year=year), rules=rules)

    if rule.first_year > holidays.first_day.year:
        yield put(rule.first_year - 1, first_year=rule.first_year - 1)
        yield put(rule.first_year, first_year=rule.first_year + 1)
    if rule.last_year is not None:
        yield put(rule.last_year, last_year=rule.last_year - 1)
        yield put(rule.last_year + 1, last_year=rule.last_year + 1)


def moves_of_places(figures: Figures) -> Iterator[Move]:
    """Every row of the table of places of session with its first and last day a day off."""
    table = figures.court_locations

    def put(row: SessionPlace, **changed: Any) -> Figures:
        rows = tuple(replace(each, **changed) if each is row else each for each in table.rows)
        return replace(figures, court_locations=replace(table, rows=rows))

    for row in table.rows:
        for end in ("first_day", "last_day"):
            day = getattr(row, end)
            for moved in (day - ONE_DAY, day + ONE_DAY) if day is not None else ():
                yield Move(table.name, row.municipality, moved, partial(put, row, **{end: moved}))
