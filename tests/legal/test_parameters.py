"""Figures: what holds on both sides of a border, and what a wrong file is refused for."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from legal import parameters
from legal.calendar import ONE_DAY
from legal.errors import FiguresInvalid, ParameterUnknown
from legal.parameters import Confidence, DatedValue, Series
from legal.parameters.loader import read_cost_scale, read_holidays, read_percentages
from legal.parameters.series import ChangeKind
from tests.legal.cases.moved import all_series
from tests.legal.figures import FIGURES, FIGURES_2026, as_in_2026

GOOD = """
name: Wettelijke rente
unit: percent per year
law: "art. 6:120 lid 1 BW"
checked_through: 2026-12-31
sources:
  STB: {name: "Stb. 2014, 491", address: "https://zoek.officielebekendmakingen.nl/stb-2014-491.html"}
  RVA: {name: "Raad van Arbitrage", address: "https://www.raadvanarbitrage.nl/"}
values:
  - {from: 2015-01-01, value: "2.00", sources: [STB, RVA], confidence: two sources}
  - {from: 2023-01-01, value: "4.00", sources: [RVA], confidence: one source, note: "new decree"}
"""


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        (date(1976, 4, 1), "8.00"),
        (date(1990, 6, 30), "10.00"),
        (date(1990, 7, 1), "11.00"),
        (date(2014, 12, 31), "3.00"),
        (date(2015, 1, 1), "2.00"),  # Stb. 2014, 491
        (date(2022, 12, 31), "2.00"),
        (date(2023, 1, 1), "4.00"),  # BWBR0047640
        (date(2023, 6, 30), "4.00"),
        (date(2023, 7, 1), "6.00"),
        (date(2024, 1, 1), "7.00"),
        (date(2025, 12, 31), "6.00"),
        (date(2026, 1, 1), "4.00"),
        (date(2026, 12, 31), "4.00"),
    ],
)
def test_statutory_interest_changes_on_the_day(day: date, percent: str) -> None:
    assert FIGURES.statutory_interest.on(day).value == Decimal(percent)


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        (date(2002, 11, 30), "7.00"),
        (date(2002, 12, 1), "10.35"),
        (date(2013, 3, 15), "7.75"),
        (date(2013, 3, 16), "8.75"),  # Stb. 2012, 647: seven points became eight
        (date(2016, 6, 30), "8.05"),
        (date(2016, 7, 1), "8.00"),
        (date(2026, 6, 30), "10.15"),
        (date(2026, 7, 1), "10.40"),
    ],
)
def test_commercial_interest_changes_on_the_day(day: date, percent: str) -> None:
    assert FIGURES.statutory_commercial_interest.on(day).value == Decimal(percent)


@pytest.mark.parametrize(("day", "percent"), [(date(2012, 9, 30), "19.00"), (date(2012, 10, 1), "21.00")])
def test_vat_changes_on_the_day(day: date, percent: str) -> None:
    assert FIGURES.vat.on(day).value == Decimal(percent)


EVERY_SERIES = [pytest.param(series, id=series.name) for series, _ in all_series(FIGURES)]


@pytest.mark.parametrize("series", EVERY_SERIES)
def test_a_series_answers_through_the_last_day_that_was_checked(series: Series[Any]) -> None:
    """Which day that is changes every year, so no law case holds it; that it ends with a month is all that is asked."""
    last_day, before = series.checked_through, series.first_day - ONE_DAY
    assert (last_day + ONE_DAY).day == 1
    assert series.on(last_day) == series.values[-1]
    for ask in (series.on, series.run_on):
        with pytest.raises(ParameterUnknown, match=str(before.year)):
            ask(before)


@pytest.mark.parametrize("series", EVERY_SERIES)
def test_afterwards_only_what_a_decree_changes_is_carried_on(series: Series[Any]) -> None:
    after = series.checked_through + ONE_DAY
    if series.change.kind is ChangeKind.BY_DECREE:
        assert series.on(after) == series.on(after.replace(year=after.year + 5)) == series.values[-1]
        assert (series.is_carried_on(series.checked_through), series.is_carried_on(after)) == (False, True)
        return
    for ask in (series.on, series.run_on):
        with pytest.raises(ParameterUnknown, match=str(after.year)):
            ask(after)
    assert not series.is_carried_on(after)


def test_every_file_of_a_series_says_how_its_figure_changes() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in Path(parameters.__file__).parent.glob("*.yaml")}
    silent = [name for name, text in texts.items() if "\nchange: {kind: " not in text]
    assert sorted(silent) == ["court_locations.yaml", "holidays.yaml"]  # tables of days and places: no figures


@pytest.mark.parametrize(("day", "last"), [
    (date(2027, 1, 1), date(2027, 6, 30)),
    (date(2027, 6, 30), date(2027, 6, 30)),
    (date(2027, 7, 1), date(2027, 12, 31)),
])
def test_a_rate_holds_until_the_next_day_on_which_it_can_change(day: date, last: date) -> None:
    assert FIGURES.statutory_interest.change.last_day_before(day) == last


@pytest.mark.parametrize("wrong", [
    "change: {kind: sometimes}", "change: {kind: fixed_days}", 'change: {kind: by_decree, days: "01-01"}',
    'change: {kind: fixed_days, days: "1 januari"}', "change: by_decree",
])
def test_a_rule_of_change_that_says_nothing_is_refused(wrong: str) -> None:
    with pytest.raises(FiguresInvalid):
        read_percentages(GOOD.replace("checked_through:", f"{wrong}\nchecked_through:"), "test")


def test_holidays_refuse_after_the_last_year_with_known_decrees() -> None:
    assert FIGURES_2026.holidays.name_on(date(2028, 12, 25)) == "Eerste kerstdag"
    with pytest.raises(ParameterUnknown):
        FIGURES_2026.holidays.name_on(date(2029, 1, 1))


def test_a_later_figure_leaves_the_figures_of_2026_as_they_are() -> None:
    series = FIGURES_2026.statutory_interest
    addition = replace(series.values[-1], first_day=date(2027, 1, 1), value=Decimal("4.50"))
    later = replace(
        FIGURES_2026, statutory_interest=series.extended(addition, checked_through=date(2027, 12, 31))
    )
    assert as_in_2026(later) == FIGURES_2026
    assert as_in_2026(FIGURES_2026) == FIGURES_2026


def test_equal_neighbours_make_one_run() -> None:
    run = FIGURES.statutory_commercial_interest.run_on(date(2010, 3, 1))
    assert (run.first_day, run.last_day, run.value) == (date(2009, 7, 1), date(2011, 6, 30), Decimal("8.00"))


def test_a_figure_says_how_sure_it_is() -> None:
    assert "(één bron)" in FIGURES.statutory_interest.on(date(1996, 8, 1)).cited
    assert "bron" not in FIGURES.statutory_interest.on(date(2015, 1, 1)).cited
    assert FIGURES.vat.on(date(2012, 8, 1)).confidence is Confidence.UNVERIFIED


def test_an_agency_can_add_a_later_value() -> None:
    series = read_percentages(GOOD, "test")
    addition = DatedValue(
        value=Decimal("5.00"),
        first_day=date(2027, 1, 1),
        sources=series.values[0].sources,
        confidence=Confidence.ONE_SOURCE,
    )
    later = series.extended(addition, checked_through=date(2027, 6, 30))
    assert later.on(date(2026, 12, 31)).value == Decimal("4.00")
    assert later.on(date(2027, 1, 1)).value == Decimal("5.00")
    with pytest.raises(FiguresInvalid):
        later.extended(addition, checked_through=date(2027, 12, 31))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('value: "2.00"', "value: 2.00"),
        ('value: "2.00"', 'value: "2,00"'),
        ('value: "2.00"', 'value: "200.00"'),
        ("from: 2015-01-01", "from: 2024-01-01"),
        ("from: 2015-01-01", "from: 2023-01-01"),
        ("from: 2015-01-01", 'from: "soon"'),
        ("unit: percent per year\n", ""),
        ("unit: percent per year\n", "unit: percent per year\nunit: percent\n"),
        ("unit: percent per year\n", "unit: percent per year\ncolour: red\n"),
        ("sources: [STB, RVA]", "sources: [STB, XYZ]"),
        ("sources: [STB, RVA]", "sources: []"),
        ("sources: [STB, RVA]", "sources: [RVA]"),
        ("confidence: two sources", "confidence: certain"),
        ('note: "new decree"', 'remark: "new decree"'),
        ("checked_through: 2026-12-31", "checked_through: 2020-12-31"),
        ('address: "https://www.raadvanarbitrage.nl/"', 'address: ""'),
        ('address: "https://www.raadvanarbitrage.nl/"', 'address: "raadvanarbitrage.nl"'),
        ('address: "https://www.raadvanarbitrage.nl/"', 'address: "https://www.raadvanarbitrage.nl/ (page 3)"'),
        (', address: "https://www.raadvanarbitrage.nl/"', ""),
        ('address: "https://www.raadvanarbitrage.nl/"', "unpublished: false"),
        ('"https://www.raadvanarbitrage.nl/"', '"https://www.raadvanarbitrage.nl/", unpublished: true'),
        ('{name: "Stb. 2014, 491"', '{secondary: "a table"'),  # then the official one comes second
        ('note: "new decree"', 'note: "new decree, see STB_2022_1"'),
        ("values:", "values: }"),
    ],
)
def test_a_wrong_file_is_refused(right: str, wrong: str) -> None:
    assert right in GOOD
    with pytest.raises(FiguresInvalid):
        read_percentages(GOOD.replace(right, wrong, 1), "test")


def test_a_scale_must_have_no_gap() -> None:
    text = """
name: Staffel
unit: euro
law: "art. 2"
checked_through: 2026-12-31
sources: {A: {name: "Stb. 2012, 141", address: "https://zoek.officielebekendmakingen.nl/stb-2012-141.html"}}
values:
  - from: 2012-07-01
    value:
      minimum: "40"
      maximum: "6775"
      brackets: [{over: "0", up_to: "2500", percent: "15"}, {over: "OVER", percent: "1"}]
    sources: [A]
    confidence: one source
"""
    assert read_cost_scale(text.replace("OVER", "2500"), "test").values[0].value.minimum == Decimal(40)
    with pytest.raises(FiguresInvalid):
        read_cost_scale(text.replace("OVER", "2600"), "test")


def test_an_equated_day_outside_the_years_checked_is_refused() -> None:
    text = """
name: Feestdagen
unit: day
law: "art. 3 Atw"
first_day: 2012-07-01
equated_from: 2023-01-01
checked_through: 2028-12-31
sources: {A: {name: "Atw", address: "https://wetten.overheid.nl/BWBR0002448/2010-10-10/"}}
rules:
  - {name: K, kind: fixed, month: "12", day: "25", first_year: "2012", law: lid 1, sources: [A], confidence: one source}
equated_days: [{day: DAY, sources: [A], confidence: one source}]
"""
    assert read_holidays(text.replace("DAY", "2026-05-15"), "test").equated_days[0].day == date(2026, 5, 15)
    with pytest.raises(FiguresInvalid):
        read_holidays(text.replace("DAY", "2029-05-15"), "test")


def test_every_packaged_series_names_its_law_unit_and_addresses() -> None:
    series: list[Series[Decimal]] = [FIGURES.statutory_interest, FIGURES.statutory_commercial_interest, FIGURES.vat]
    for each in series:
        assert each.law.startswith("art. ")
        assert each.unit.startswith("percent")
        assert all(source.address for value in each.values for source in value.sources if source.is_official)


def test_a_source_without_an_address_says_so() -> None:
    text = GOOD.replace('address: "https://www.raadvanarbitrage.nl/"', "unpublished: true")
    assert [source.address for source in read_percentages(text, "test").values[1].sources] == [""]


def test_a_listed_source_that_supports_no_figure_is_refused_also_beside_its_like() -> None:
    other = '  X: {secondary: "a table", unpublished: true}\n  Y: {secondary: "a page", unpublished: true}\n'
    text = GOOD.replace("values:", f"{other}values:").replace("sources: [RVA]", "sources: [RVA, X]")
    with pytest.raises(FiguresInvalid, match="sources Y support no figure"):
        read_percentages(text, "test")
