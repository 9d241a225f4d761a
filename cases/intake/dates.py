"""Days in text: whether day or month comes first is decided per column over all rows, never per cell."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from cases.intake.table import NativeDate


class DateOrder(StrEnum):
    """Which part of a day comes first; a four-digit year in front needs no decision."""

    DMY = "dmy"
    MDY = "mdy"


@dataclass(frozen=True, kw_only=True)
class DateReading:
    """How a column writes its days.

    `mixed`: so many use the other order that a day which can be read in two ways is refused.
    `open`: the column never tells, though some day depends on it.
    """

    order: DateOrder | None
    guessed: bool = False
    mixed: bool = False
    open: bool = False
    slashes: bool = False


class DateFault(StrEnum):
    """What is wrong with a day; the value is the Dutch text of what was expected instead."""

    NOT_A_DATE = "een datum als dag-maand-jaar, bijvoorbeeld 05-03-2026"
    IMPOSSIBLE = "een bestaande datum, bijvoorbeeld 28-02-2026"
    TWO_DIGIT_YEAR = "een jaartal van vier cijfers, bijvoorbeeld 05-03-2026"
    AMBIGUOUS = "een datum waarvan dag en maand vaststaan, bijvoorbeeld 2026-03-05 (jaar-maand-dag)"
    MIXED = "overal in deze kolom dezelfde volgorde van dag en maand, bijvoorbeeld 05-03-2026 (dag-maand-jaar)"


class _Parts(NamedTuple):
    first: int
    second: int
    year: int
    separator: str


MINORITY_PERCENT = 10  # up to this share of contrary evidence is a slip of single cells
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})(\d{2})(\d{2})", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}([-/. ])\d{1,2}\1'?\d{2}", re.ASCII)
_WORDS = re.compile(r"(\d{1,2})[ .\-/]+([^\W\d_]{3,9})\.?[ .\-/]+(\d{4})", re.ASCII)
_MONTHS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january", "feb februari february", "mrt maart mar march", "apr april", "mei may",
            "jun juni june", "jul juli july", "aug augustus august", "sep sept september", "okt oktober oct october",
            "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}


def decide(values: Iterable[tuple[str, int]]) -> DateReading:
    """Order of day and month in a column, from the values in which one of the two exceeds twelve, and how many each."""
    day_first = month_first = 0
    slashes = open_ = False
    for value, count in values:
        parts = None if isinstance(value, NativeDate) else _parts(value)
        if parts is None:
            continue
        slashes = slashes or parts.separator == "/"
        open_ = open_ or (parts.first != parts.second and max(parts.first, parts.second) <= 12)
        day_first += count * (parts.second <= 12 < parts.first)
        month_first += count * (parts.first <= 12 < parts.second)
    mixed = min(day_first, month_first) * 100 > MINORITY_PERCENT * (day_first + month_first)
    if day_first == month_first:
        return DateReading(order=None, mixed=mixed, open=open_ and not mixed, slashes=slashes)
    order = DateOrder.DMY if day_first > month_first else DateOrder.MDY
    return DateReading(order=order, mixed=mixed, slashes=slashes)


def settle(readings: Mapping[int, DateReading]) -> dict[int, DateReading]:
    """Give columns that do not tell their order that of the other columns of the file, marked as a guess.

    Without any other column, dashes and dots are read as the Dutch order; slashes stay undecided, because
    spreadsheets set to American English write them month first.
    """
    known = {reading.order for reading in readings.values() if reading.order is not None and not reading.mixed}
    settled = dict(readings)
    for index, reading in readings.items():
        if not reading.open:
            continue
        if len(known) == 1:
            settled[index] = DateReading(order=next(iter(known)), guessed=True, slashes=reading.slashes)
        elif not known and not reading.slashes:
            settled[index] = DateReading(order=DateOrder.DMY, guessed=True)
    return settled


def parse(value: str, reading: DateReading) -> date | DateFault:
    """The day that `value` is in a column read so, or what is wrong with it."""
    if isinstance(value, NativeDate):
        return date.fromisoformat(value)
    text = _TIME.sub("", value)
    year_first = _YEAR_FIRST.fullmatch(text)
    if year_first:
        year, month, day = (int(group) for group in year_first.groups() if group and group.isdigit())
        return _day(year, month, day)
    worded = _WORDS.fullmatch(text)
    if worded:
        named = _MONTHS.get(worded.group(2).casefold())
        return _day(int(worded.group(3)), named, int(worded.group(1))) if named else DateFault.NOT_A_DATE
    parts = _parts(text)
    if parts is None:
        return DateFault.TWO_DIGIT_YEAR if _SHORT_YEAR.fullmatch(text) else DateFault.NOT_A_DATE
    return _ordered(parts, reading)


def _ordered(parts: _Parts, reading: DateReading) -> date | DateFault:
    if parts.first != parts.second:
        two_ways = max(parts.first, parts.second) <= 12
        if reading.mixed and (two_ways or reading.order is None):
            return DateFault.MIXED
        if reading.order is None:
            return DateFault.AMBIGUOUS
    if reading.order is DateOrder.MDY:
        return _day(parts.year, parts.first, parts.second)
    return _day(parts.year, parts.second, parts.first)


@lru_cache(maxsize=8192)  # the same few days stand in thousands of rows
def _parts(value: str) -> _Parts | None:
    match = _NUMBERS.fullmatch(_TIME.sub("", value))
    return _Parts(int(match.group(1)), int(match.group(3)), int(match.group(4)), match.group(2)) if match else None


def numbers_of(value: str) -> tuple[int, int] | None:
    """The first two numbers of a day written in numbers, its year last; None for any other text."""
    parts = _parts(value)
    return (parts.first, parts.second) if parts else None


def _day(year: int, month: int, day: int) -> date | DateFault:
    try:
        return date(year, month, day)
    except ValueError:
        return DateFault.IMPOSSIBLE


def in_dutch(day: date) -> str:
    """A day as 21-11-2026."""
    return f"{day.day:02}-{day.month:02}-{day.year:04}"


def age_on(day: date, *, born: date) -> int:
    """Completed years of someone `born` on that day. Born on 29 February, a year is full on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
