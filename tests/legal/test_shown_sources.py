"""By which names people see the sources of a figure: the law or an official publication, never another's repository."""

import re
from datetime import date
from importlib import resources
from typing import Any

import pytest
import yaml

from legal.errors import FiguresInvalid
from legal.parameters import Confidence, Source, load_figures
from legal.parameters.loader import read_percentages
from legal.parameters.series import REPOSITORIES, shown
from legal.parameters.unread import unread
from tests.legal.test_parameters import GOOD

FIGURES = load_figures()
FILES = {
    each.name: yaml.safe_load(each.read_text(encoding="utf-8"))
    for each in resources.files("legal.parameters").iterdir() if each.name.endswith(".yaml")
}
# Where official texts stand; the repository holds copies of consolidated law.
OFFICIAL_HOSTS = re.compile(
    r"https://(?:zoek\.officielebekendmakingen\.nl|wetten\.overheid\.nl|www\.rijksoverheid\.nl|www\.rechtspraak\.nl"
    r"|uitspraken\.rechtspraak\.nl|op\.europa\.eu|github\.com/statengeneraal/laws-markdown)/"
)
SAYS_NOT_READ = ("niet zelf nagelezen", "secundaire bron", "niet geverifieerd")


def sources_in_files() -> list[tuple[str, str, dict[str, str]]]:
    return [(name, key, source) for name, held in FILES.items() for key, source in held["sources"].items()]


def dated_values() -> list[Any]:
    found = []
    for held in vars(FIGURES).values():
        found += getattr(held, "values", ())
        found += [value for act in getattr(held, "acts", ()) for value in act.tariff.values]
    return found


@pytest.mark.parametrize(("name", "key", "source"), sources_in_files())
def test_a_source_is_an_official_text_or_goes_by_no_name_of_its_own(
    name: str, key: str, source: dict[str, str]
) -> None:
    is_official = bool(OFFICIAL_HOSTS.match(source.get("address", "")))
    assert ("name" in source) is is_official or name == "vat.yaml", (name, key)
    assert ("name" in source) is not ("secondary" in source)


def test_nobody_sees_the_name_or_the_address_of_a_secondary_source() -> None:
    secondary = {source["secondary"].casefold() for _, _, source in sources_in_files() if "secondary" in source}
    for value in dated_values():
        for source in shown(value.sources, value.cites):
            assert source.name.casefold() not in secondary
            assert not any(host in source.address for host in REPOSITORIES)
            assert source.is_official or not source.address


def test_every_figure_without_an_official_text_says_so() -> None:
    for value in dated_values():
        assert value.is_read is not any(words in value.cited for words in SAYS_NOT_READ), value
        assert value.cited


@pytest.mark.parametrize(("day", "cited"), [
    (date(1980, 4, 1), "secundaire bron"),
    (date(1996, 8, 1), "secundaire bron (één bron)"),
    (date(2004, 2, 1), "Stb. 2004, 13 (niet zelf nagelezen)"),
    (date(2011, 7, 1), "besluit van 23 juni 2011 (niet zelf nagelezen)"),
    (date(2015, 1, 1), "Stb. 2014, 491; rijksoverheid.nl"),
    (date(2023, 1, 1), "Besluit vaststelling wettelijke rente, BWBR0047640 (niet zelf nagelezen)"),
    (date(2026, 1, 1), "KB van 10 december 2025 (niet zelf nagelezen); rijksoverheid.nl (niet zelf nagelezen)"),
])
def test_a_rate_is_cited_by_its_publication(day: date, cited: str) -> None:
    assert FIGURES.statutory_interest.on(day).cited == cited


def test_court_fees_are_cited_by_the_official_gazette_that_was_not_read() -> None:
    assert FIGURES.court_fees.on(date(2026, 3, 1)).source.startswith("Stcrt. 2025, 39855 (niet zelf nagelezen)")
    assert FIGURES.court_fees.on(date(2024, 3, 1)).cited == "Stcrt. 2023, 35874 (niet zelf nagelezen) (één bron)"


def test_a_file_speaks_of_its_own_sources_alone() -> None:
    """In notes and comments too: the loader knows only the keys with a part after a line, this knows them all."""
    keys = {key for _, key, _ in sources_in_files()}
    for name, held in FILES.items():
        words = re.findall(r"\w+", resources.files("legal.parameters").joinpath(name).read_text(encoding="utf-8"))
        assert keys & set(words) == set(held["sources"]), name


def test_every_publication_that_is_cited_stands_in_a_file() -> None:
    """A citation comes from the notes and sources of the figures; none is made up in code."""
    written = "".join(resources.files("legal.parameters").joinpath(name).read_text(encoding="utf-8") for name in FILES)
    for each in unread(FIGURES):
        for figure in each.figures:
            assert all(name.removesuffix(" (niet zelf nagelezen)") in written for name in figure.publications)


def test_what_must_be_looked_up_is_exactly_what_was_not_read() -> None:
    listed = {each.key: each for each in unread(FIGURES)}
    assert "collection_costs" not in listed
    assert {"statutory_interest", "court_fees", "bailiff_tariffs", "holidays", "court_locations", "vat"} <= set(listed)
    rates = [figure.first_day for figure in listed["statutory_interest"].figures]
    assert date(2026, 1, 1) in rates
    assert date(2015, 1, 1) not in rates
    assert len(rates) == sum(not value.is_read for value in FIGURES.statutory_interest.values)
    holidays = {figure.about for figure in listed["holidays"].figures}
    assert holidays == {"Koninginnedag", "Gelijkgestelde dag"}


def test_an_added_figure_goes_by_the_name_that_two_people_confirmed() -> None:
    added = Source(name="Stb. 2026, 999", address="https://zoek.officielebekendmakingen.nl/voorbeeld")
    assert shown((added,)) == (added,)


@pytest.mark.parametrize(("right", "wrong"), [
    ('{name: "Raad van Arbitrage", ', '{name: "Raad van Arbitrage", secondary: "Raad van Arbitrage", '),
    ('{name: "Raad van Arbitrage", ', "{"),
    ('{name: "Raad van Arbitrage", ', '{name: "Raad van Arbitrage", cites: "Stb. 2014, 491", '),
])
def test_a_source_that_is_neither_or_both_is_refused(right: str, wrong: str) -> None:
    with pytest.raises(FiguresInvalid):
        read_percentages(GOOD.replace(right, wrong, 1), "test")


def test_a_secondary_source_is_shown_by_what_it_cites_and_once() -> None:
    text = GOOD.replace('{name: "Raad van Arbitrage", ', '{secondary: "een woordenlijst", ')
    text = text.replace('{name: "Stb. 2014, 491", ', '{secondary: "een site", cites: "Stb. 2014, 491", ')
    both, one = read_percentages(text, "test").values
    assert both.source == "Stb. 2014, 491 (niet zelf nagelezen)"
    assert one.cited == "secundaire bron (één bron)"
    assert (both.is_read, one.is_read) == (False, False)


def test_an_official_text_that_does_not_hold_the_figure_was_not_read() -> None:
    """Stb. 2012, 601 names the places of session, not which municipality goes there."""
    assert all(place.confidence is Confidence.UNVERIFIED for place in FIGURES.court_locations.rows)
    assert any(each.key == "court_locations" for each in unread(FIGURES))
