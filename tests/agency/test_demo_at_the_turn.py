"""The demo round the turn of the year: every page opened and every button pressed, by everybody who logs in."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from agency import create_app
from agency.demo import story
from agency.settings import SettingsError
from legal.parameters import Figures
from tests.agency.crawling import Crawl
from tests.cases.year_end.turn import RATES, with_rates
from tests.legal.figures import FIGURES_2026
from tests.web import sign_in, stand_on

BEFORE, AFTER = date(2026, 12, 29), date(2027, 1, 5)
# The administrator last: he presses what locks the others out.
HOMES = {
    "behandelaar": "/werkbak", "jurist": "/werkbak", "energie": "/opdrachtgever", "bouw": "/opdrachtgever",
    "deurwaarder": "/deurwaarder", "beheerder": "/beheer",
}
SCENES = {
    "29 December": (BEFORE, FIGURES_2026),
    "5 January, no figures": (AFTER, FIGURES_2026),
    "5 January, both rates": (AFTER, with_rates(*RATES)),
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Callable[[date, Figures], Flask]:
    """A demo as of that day, with those figures."""

    def make(day: date, figures: Figures) -> Flask:
        settings = story.settings_in(tmp_path_factory.mktemp("demo"), story.pinned_day(day))
        story.fill(settings)
        app = create_app(settings)
        app.config["PROPAGATE_EXCEPTIONS"] = False
        stand_on(app, figures)
        return app

    return make


@pytest.mark.parametrize("scene", SCENES)
def test_every_page_and_button_answers_in_its_own_form(
    demo: Callable[[date, Figures], Flask], scene: str
) -> None:
    app = demo(*SCENES[scene])
    wrong, pressed = [], 0
    for login, home in HOMES.items():
        browser = app.test_client()
        assert sign_in(browser, f"{login}@demo.example", story.PASSWORD).status_code == 302
        crawl = Crawl(browser).walk(home)
        assert crawl.pages > 5
        pressed += crawl.pressed
        wrong += [f"{login}: {each}" for each in crawl.wrong]
    assert pressed > 50
    assert wrong == []


@pytest.mark.parametrize(("today", "pinned"), [(BEFORE, BEFORE), (AFTER, AFTER), (None, None)])
def test_the_demo_stands_on_the_day_that_is_asked(today: date | None, pinned: date | None) -> None:
    assert story.pinned_day(today) == pinned


@pytest.mark.parametrize("day", [date(2016, 1, 4), date(2029, 1, 5)])
def test_a_day_that_no_demo_can_be_made_on_is_refused_and_never_another_one(day: date) -> None:
    with pytest.raises(SettingsError, match=f"De demo kan niet op {day:%d-%m-%Y}"):
        story.pinned_day(day)


def test_a_demo_of_january_is_made_without_a_refusal(tmp_path: Path) -> None:
    settings = story.settings_in(tmp_path, story.pinned_day(AFTER))
    assert story.fill(settings)[0].email == "behandelaar@demo.example"
