"""Public holidays of the Algemene termijnenwet as a dated table: rules to compute by, and days named by decree."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from legal.errors import ParameterUnknown
from legal.parameters.series import ONE_DAY, Confidence, Source
from legal.wording import dutch_day

SUNDAY = 6


class HolidayKind(StrEnum):
    """How the day of a holiday is found."""

    FIXED = "fixed"
    EASTER = "easter"


@dataclass(frozen=True, kw_only=True)
class HolidayRule:
    """A yearly holiday: a fixed day of the year, or a number of days from Easter Sunday.

    `eve_when_sunday`: kept a day earlier when it falls on a Sunday (King's Day). Both years count.
    """

    name: str
    kind: HolidayKind
    month: int = 0
    day: int = 0
    offset: int = 0
    first_year: int
    last_year: int | None = None
    eve_when_sunday: bool = False
    law: str
    sources: tuple[Source, ...]
    confidence: Confidence

    def in_year(self, year: int) -> date | None:
        """The day in `year`, None when the rule did not hold then."""
        if year < self.first_year or (self.last_year is not None and year > self.last_year):
            return None
        if self.kind is HolidayKind.EASTER:
            return easter_sunday(year) + timedelta(days=self.offset)
        found = date(year, self.month, self.day)
        return found - ONE_DAY if self.eve_when_sunday and found.weekday() == SUNDAY else found


@dataclass(frozen=True, kw_only=True)
class EquatedDay:
    """A single day equated with a holiday by decree (art. 3 lid 3 Algemene termijnenwet)."""

    day: date
    sources: tuple[Source, ...]
    confidence: Confidence


@dataclass(frozen=True, kw_only=True)
class Holidays:
    """The holidays from `first_day` through `checked_through`; decrees were collected from `equated_from` on."""

    name: str
    law: str
    first_day: date
    equated_from: date
    checked_through: date
    rules: tuple[HolidayRule, ...]
    equated_days: tuple[EquatedDay, ...]
    _years: dict[int, dict[date, str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def name_on(self, day: date) -> str | None:
        """The name of the holiday on `day`, None on another day. Raises ParameterUnknown outside the table."""
        if not self.first_day <= day <= self.checked_through:
            known = f"{dutch_day(self.first_day)} tot en met {dutch_day(self.checked_through)}"
            raise ParameterUnknown(
                f"{self.name}: bekend van {known}, niet voor {dutch_day(day)}",
                series=self.name,
                day=day,
            )
        return self.in_year(day.year).get(day)

    def in_year(self, year: int) -> dict[date, str]:
        """Every holiday of a calendar year with its name. The caller checks the borders of the table."""
        known = self._years.get(year)
        if known is None:
            known = {equated.day: "Gelijkgestelde dag" for equated in self.equated_days if equated.day.year == year}
            known |= {day: rule.name for rule in self.rules if (day := rule.in_year(year)) is not None}
            self._years[year] = known
        return known


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm of Meeus, Jones and Butcher).

    >>> easter_sunday(2026)
    datetime.date(2026, 4, 5)
    """
    golden = year % 19
    century, in_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    correction = (century + 8) // 25
    lunar = (century - correction + 1) // 3
    epact = (19 * golden + century - leap_centuries - lunar + 15) % 30
    leap_years, year_rest = divmod(in_century, 4)
    weekday = (32 + 2 * century_rest + 2 * leap_years - epact - year_rest) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
