"""Both sides of every date border of the law are held by a law case: a border that moves one day makes a case fail.

The borders are collected, not listed: every date in the files of figures, and every date in the code of the law.
"""

import ast
import importlib
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

import legal
from legal.parameters import DatedValue, Figures, Run, Series
from tests.legal.cases.moved import (
    ONE_DAY,
    Move,
    all_series,
    borders_of,
    moves_of_holidays,
    moves_of_places,
    moves_of_series,
)
from tests.legal.cases.reading import CASES
from tests.legal.factories import FIGURES
from tests.legal.test_law_cases import differences

PACKAGE = Path(legal.__file__).parent
EVERY_CASE = [case for _, case in CASES]


def assert_noticed(moves: Iterator[Move]) -> None:
    """Fails with the law cases to add, one a line, where no case notices a move."""
    wanted = [str(move) for move in moves if not is_noticed(move.figures(), move)]
    assert not wanted, "\n".join(wanted)


def is_noticed(figures: Figures, move: Move) -> bool:
    """Whether some case fails with these figures: those that ask this series first, nearest in days first."""
    asking = [case for case in nearest(move.day) if move.series in asked_series()[case["id"]]]
    rest = [case for case in nearest(move.day) if case not in asking] if not asking else []
    return any(differences(case, figures) for case in asking or rest)


@cache
def nearest(day: date) -> tuple[dict[str, Any], ...]:
    """Every case, the one that names a day closest to this one first."""
    return tuple(sorted(EVERY_CASE, key=lambda case: min(abs((day - each).days) for each in days_in_case(case["id"]))))


@cache
def days_in_case(name: str) -> tuple[date, ...]:
    case = next(case for case in EVERY_CASE if case["id"] == name)
    return tuple(days_in(case)) or (date.min,)


def days_in(content: Any) -> Iterator[date]:
    """Every day in a piece of YAML, keys of tables included."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield from days_in(key)
            yield from days_in(value)
    elif isinstance(content, list):
        for each in content:
            yield from days_in(each)
    elif isinstance(content, date):
        yield date(content.year, content.month, content.day)


class Watched(Series[Any]):
    """A series that notes who asks it."""

    @property
    def first_day(self) -> date:
        ASKED.add(self.name)
        return super().first_day

    def on(self, day: date) -> DatedValue[Any]:
        ASKED.add(self.name)
        return super().on(day)

    def run_on(self, day: date) -> Run[Any]:
        ASKED.add(self.name)
        return super().run_on(day)


ASKED: set[str] = set()


@cache
def asked_series() -> dict[str, frozenset[str]]:
    """The names of the series that each case asks."""
    watched = FIGURES
    for series, _ in all_series(FIGURES):
        put = next(put for each, put in all_series(watched) if each.name == series.name)
        names = [field.name for field in fields(Series) if field.init]
        watched = put(Watched(**{name: getattr(series, name) for name in names}))
    found = {}
    for case in EVERY_CASE:
        ASKED.clear()
        assert differences(case, watched) == []
        found[case["id"]] = frozenset(ASKED)
    return found


def test_borders_are_found_at_all() -> None:
    assert len(list(moves_of_series(FIGURES))) > 2 * len(FIGURES.statutory_commercial_interest.values)
    assert {series.name for series, _ in all_series(FIGURES)} > {FIGURES.vat.name, FIGURES.court_fees.name}
    assert "FIRST_DAY_OF_LARGE_30" in {name for _, name in constants()}


def test_a_case_on_another_series_does_not_hold_a_border() -> None:
    series = FIGURES.bailiff_tariffs.of("k").tariff
    moves = [move for move in moves_of_series(FIGURES) if move.series == series.name]
    assert len(moves) == 2 * len(borders_of(series))
    neighbour = next(case for case in EVERY_CASE if case["id"] == "tarief-j")
    assert not any(differences(neighbour, move.figures()) for move in moves)


def test_a_case_holds_both_sides_of_every_border_of_a_series() -> None:
    assert_noticed(moves_of_series(FIGURES))


def test_a_case_holds_both_sides_of_every_border_of_the_calendar() -> None:
    assert_noticed(moves_of_holidays(FIGURES))


def test_a_case_holds_both_sides_of_every_border_of_the_places_of_session() -> None:
    assert_noticed(moves_of_places(FIGURES))


def test_no_date_in_a_file_of_figures_is_forgotten() -> None:
    holidays, places = FIGURES.holidays, FIGURES.court_locations
    borders = {border for series, _ in all_series(FIGURES) for border in borders_of(series)}
    known = borders | {border - ONE_DAY for border in borders}
    known |= {series.checked_through for series, _ in all_series(FIGURES)}
    known |= {holidays.first_day, holidays.equated_from, holidays.checked_through, places.checked_through}
    known |= {equated.day for equated in holidays.equated_days}
    known |= {day for row in places.rows for day in (row.first_day, row.last_day) if day is not None}
    for path in sorted((PACKAGE / "parameters").glob("*.yaml")):
        assert set(days_in(yaml.safe_load(path.read_text(encoding="utf-8")))) <= known, path.name


def constants() -> Iterator[tuple[ModuleType, str]]:
    """Every date in the code of the law: a name at the top of its module, or the case fails here."""
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {
            id(node.value): node.targets[0].id
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and is_date(node):
                assert id(node) in named, f"{path.name}:{node.lineno}: give this date a name at the top of the module"
                module = ".".join(("legal", *path.relative_to(PACKAGE).with_suffix("").parts))
                yield importlib.import_module(module), named[id(node)]


def is_date(call: ast.Call) -> bool:
    """Whether this is a day that is written out: `date(2024, 10, 1)`, or one read from a written text."""
    called = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    makes_a_day = called in ("date", "datetime", "fromisoformat", "strptime")
    return makes_a_day and bool(call.args) and all(isinstance(each, ast.Constant) for each in call.args)


@pytest.mark.parametrize(
    ("module", "name"), [pytest.param(module, name, id=f"{module.__name__}.{name}") for module, name in constants()]
)
@pytest.mark.parametrize("days", [-1, 1])
def test_a_case_holds_both_sides_of_every_date_in_the_code(
    module: ModuleType, name: str, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = getattr(module, name)
    monkeypatch.setattr(module, name, day + days * ONE_DAY)
    assert any(differences(case, FIGURES) for case in nearest(day))
