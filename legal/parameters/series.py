"""Dated figures of the law as values: what holds on a day, since when, from which source, and how sure."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Generic, TypeAlias, TypeVar

from legal.errors import FiguresInvalid, ParameterUnknown
from legal.wording import dutch_day

T = TypeVar("T")
ONE_DAY = timedelta(days=1)


class Confidence(StrEnum):
    """How well a figure is supported. Memory alone never raises it."""

    TWO_SOURCES = "two sources"
    ONE_SOURCE = "one source"
    UNVERIFIED = "unverified"


WEAKEST_FIRST = (Confidence.UNVERIFIED, Confidence.ONE_SOURCE, Confidence.TWO_SOURCES)
Support: TypeAlias = tuple[str, Confidence]  # sources as cited, and how sure
DUTCH_CONFIDENCE = {Confidence.ONE_SOURCE: "één bron", Confidence.UNVERIFIED: "niet geverifieerd"}


# Copies of official texts were read there; the address of a repository is shown to nobody.
REPOSITORIES = ("github.com", "gitlab.com", "git.wetgit.nl")
SECONDARY = "secundaire bron"
NOT_READ = "niet zelf nagelezen"


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a figure was read: the name by which people see it, and its address, empty when none is known.

    `is_official`: it is the law or an official publication, read itself or in a copy of its text. A secondary source
    goes by the official publication that it names, else by no name of its own.
    """

    name: str
    address: str
    is_official: bool = True


@dataclass(frozen=True, kw_only=True)
class DatedValue(Generic[T]):
    """A figure that holds from `first_day` until the next one starts.

    `cites`: the official publication that sets it, where that was not read itself.
    """

    value: T
    first_day: date
    sources: tuple[Source, ...]
    confidence: Confidence
    note: str = ""
    cites: str = ""

    @property
    def is_read(self) -> bool:
        """Whether the official text of this figure was read."""
        return is_read(self.sources, self.confidence)

    @cached_property
    def source(self) -> str:
        """The names of the sources, for print."""
        return "; ".join(source.name for source in shown(self.sources, self.cites))

    @cached_property
    def cited(self) -> str:
        """The sources with the confidence in Dutch when it is less than two sources."""
        doubt = DUTCH_CONFIDENCE.get(self.confidence)
        return f"{self.source} ({doubt})" if doubt else self.source


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A span, both days included, for which no figure was found or none that can be relied on; `reason` in Dutch."""

    first_day: date
    last_day: date
    reason: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Run(Generic[T]):
    """A span in which the value really stays the same, both days included, and the figures that say so."""

    value: T
    first_day: date
    last_day: date
    figures: tuple[DatedValue[T], ...]

    def behind(self, first_day: date, last_day: date) -> tuple[DatedValue[T], ...]:
        """The figures that hold on some day of a part of this span, oldest first."""
        if len(self.figures) == 1:
            return self.figures
        started = [figure for figure in self.figures if figure.first_day <= last_day]
        ended = sum(figure.first_day <= first_day for figure in started) - 1
        return tuple(started[ended:])

    def support(self, first_day: date, last_day: date) -> Support:
        """The sources behind a part of this span, as cited, and the confidence of the weakest figure."""
        figures = self.behind(first_day, last_day)
        if len(figures) == 1:
            return figures[0].cited, figures[0].confidence
        cited = "; ".join(dict.fromkeys(figure.cited for figure in figures))
        return cited, weakest(figure.confidence for figure in figures)


class ChangeKind(StrEnum):
    """When a figure can change."""

    FIXED_DAYS = "fixed_days"  # a new value is to be expected: unknown after the last day that was checked
    BY_DECREE = "by_decree"    # no day is set: the last value is carried on, and whoever uses it is told
    ENDED = "ended"            # another rule took its place: nothing is missing


@dataclass(frozen=True, kw_only=True)
class Change:
    """How a figure changes; `days` are the fixed days of a year on which it can, as month-day."""

    kind: ChangeKind
    days: tuple[str, ...] = ()

    def last_day_before(self, day: date) -> date:
        """The day before the first fixed day after `day`; the end of the year of `day` where none is named."""
        following = [date.fromisoformat(f"{year}-{each}") for year in (day.year, day.year + 1) for each in self.days]
        return min((each for each in following if each > day), default=date(day.year + 1, 1, 1)) - ONE_DAY


UNKNOWN_AFTERWARDS = Change(kind=ChangeKind.FIXED_DAYS)


@dataclass(frozen=True, kw_only=True)
class Series(Generic[T]):
    """A figure through time. Answers from its first day through `checked_through`; refuses outside and in its gaps.

    One that only a decree changes answers beyond as well, with its last value; `is_carried_on` says on which days.
    """

    name: str
    unit: str
    law: str
    checked_through: date
    values: tuple[DatedValue[T], ...]
    gaps: tuple[Gap, ...] = ()
    change: Change = UNKNOWN_AFTERWARDS
    _first_days: list[date] = field(init=False, repr=False, compare=False)
    _runs: list[Run[T]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        first_days = [value.first_day for value in self.values]
        if not first_days or first_days != sorted(set(first_days)):
            raise FiguresInvalid(f"{self.name}: the days must ascend, each once")
        if self.checked_through < first_days[-1]:
            raise FiguresInvalid(f"{self.name}: checked through {self.checked_through}, before its last value starts")
        self._check_gaps()
        object.__setattr__(self, "_first_days", first_days)
        object.__setattr__(self, "_runs", self._find_runs())

    @property
    def first_day(self) -> date:
        """First day for which a figure is known."""
        return self._first_days[0]

    @property
    def known_through(self) -> date:
        """The last day for which it answers; without end where the last value is carried on."""
        return date.max if self.change.kind is ChangeKind.BY_DECREE else self.checked_through

    def is_carried_on(self, day: date) -> bool:
        """Whether the figure of `day` is the last one, which nobody compared with its source for that day."""
        return self.checked_through < day <= self.known_through

    def on(self, day: date) -> DatedValue[T]:
        """The figure of `day`. Raises ParameterUnknown before the first one and after `known_through`."""
        return self.values[self._index(day)]

    def run_on(self, day: date) -> Run[T]:
        """The unbroken span of the same value that holds `day`. Raises as `on`."""
        return self._runs[self._index(day)]

    def between(self, first_day: date, last_day: date) -> tuple[DatedValue[T], ...]:
        """Every figure that holds on some day of the span, oldest first. Raises as `on` for both ends."""
        for gap in self.gaps:
            if first_day <= gap.last_day and gap.first_day <= last_day:
                self._refuse_gap(max(first_day, gap.first_day))
        return self.values[self._index(first_day) : self._index(last_day) + 1]

    def extended(self, addition: DatedValue[T], *, checked_through: date) -> "Series[T]":
        """This series with a later figure that an agency added after a second person had checked it."""
        return Series(
            name=self.name,
            unit=self.unit,
            law=self.law,
            checked_through=checked_through,
            values=(*self.values, addition),
            gaps=self.gaps,
            change=self.change,
        )

    def _index(self, day: date) -> int:
        if self.gaps:
            self._refuse_gap(day)
        if day > self.known_through:
            raise ParameterUnknown(
                f"{self.name}: gecontroleerd tot en met {dutch_day(self.checked_through)}, niet voor {dutch_day(day)}",
                series=self.name,
                day=day,
            )
        index = bisect_right(self._first_days, day) - 1
        if index < 0:
            raise ParameterUnknown(
                f"{self.name}: bekend vanaf {dutch_day(self.first_day)}, niet voor {dutch_day(day)}",
                series=self.name,
                day=day,
            )
        return index

    def _refuse_gap(self, day: date) -> None:
        for gap in self.gaps:
            if gap.first_day <= day <= gap.last_day:
                span = f"{dutch_day(gap.first_day)} tot en met {dutch_day(gap.last_day)}"
                raise ParameterUnknown(
                    f"{self.name}: niet bekend van {span}, gevraagd voor {dutch_day(day)}. {gap.reason}",
                    series=self.name,
                    day=day,
                )

    def _check_gaps(self) -> None:
        ends = [end for gap in self.gaps for end in (gap.first_day, gap.last_day)]
        if ends != sorted(ends) or len({gap.first_day for gap in self.gaps}) != len(self.gaps):
            raise FiguresInvalid(f"{self.name}: the gaps must ascend and not overlap")
        if ends and (ends[0] < self.values[0].first_day or ends[-1] > self.checked_through):
            raise FiguresInvalid(f"{self.name}: a gap lies outside of the days that were checked")

    def _last_day_before_gap(self, first_day: date, last_day: date) -> date:
        """Where a run that starts on `first_day` ends: before the first gap in it."""
        ends = [gap.first_day - ONE_DAY for gap in self.gaps if first_day < gap.first_day <= last_day]
        return min(ends, default=last_day)

    def _has_gap_before(self, day: date, *, after: date) -> bool:
        return any(after < gap.first_day < day for gap in self.gaps)

    def _find_runs(self) -> list[Run[T]]:
        """For every value the run it belongs to; equal neighbours share one run."""
        groups: list[list[DatedValue[T]]] = []
        for value in self.values:
            is_same = bool(groups) and groups[-1][0].value == value.value
            if is_same and not self._has_gap_before(value.first_day, after=groups[-1][-1].first_day):
                groups[-1].append(value)
            else:
                groups.append([value])
        starts = [group[0].first_day for group in groups]
        ends = [*(start - ONE_DAY for start in starts[1:]), self.known_through]
        return [
            Run(
                value=group[0].value,
                first_day=start,
                last_day=self._last_day_before_gap(start, end),
                figures=tuple(group),
            )
            for group, start, end in zip(groups, starts, ends, strict=True)
            for _ in group
        ]


def shown(sources: Iterable[Source], cites: str = "") -> tuple[Source, ...]:
    """The sources as people see them, each name once: the official ones, else the official publications not read
    (`cites` and those that the sources name), else that there is a secondary one. No address of those, nor of a
    repository.
    """
    listed = tuple(sources)
    official = [source for source in listed if source.is_official]
    names = [not_read(cites)] if cites else []
    names += [source.name for source in listed if not source.is_official]
    named = dict.fromkeys(name for name in names if name != SECONDARY) or {SECONDARY: None}
    if not official:
        return tuple(Source(name=name, address="", is_official=False) for name in named)
    return tuple(
        replace(source, address="") if any(host in source.address for host in REPOSITORIES) else source
        for source in official
    )


def not_read(publication: str) -> str:
    """An official publication that a secondary source names, as people see it."""
    return f"{publication} ({NOT_READ})"


def is_read(sources: Iterable[Source], confidence: Confidence) -> bool:
    """Whether an official text was read that holds the figure itself."""
    return confidence is not Confidence.UNVERIFIED and any(source.is_official for source in sources)


def weakest(confidences: Iterable[Confidence]) -> Confidence:
    """The least certain of several; two sources when there are none."""
    return min(confidences, key=WEAKEST_FIRST.index, default=Confidence.TWO_SOURCES)


@dataclass(frozen=True, kw_only=True)
class CostBracket:
    """One bracket of the scale: `percent` of the part of the principal over `over` and up to `up_to` (None: no end)."""

    over: Decimal
    up_to: Decimal | None
    percent: Decimal


@dataclass(frozen=True, kw_only=True)
class CostScale:
    """The scale of collection costs (staffel) with its minimum and maximum, in euro without VAT."""

    brackets: tuple[CostBracket, ...]
    minimum: Decimal
    maximum: Decimal
