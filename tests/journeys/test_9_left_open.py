"""Pages that stand open when somebody logs out, goes away, or is logged out elsewhere: nothing stays on the screen."""

from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrival
from tests.journeys.story import HANDLER, Story
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

HANDLER_NAME = "Hanna de Handelaar"


def test_nothing_stays_on_the_screen(story: Story, arrive: Arrival) -> None:
    story.needs("administrator")
    handler = arrive(HANDLER)
    handler.open("/werkbak")
    _goes_after_half_an_hour(_tab(handler))
    _goes_when_logging_out_without_a_connection(handler)
    handler.open("/werkbak")
    handler.heading("Werkbak")
    beside = _tab(handler)
    handler.log_out()
    handler.heading("Inloggen")
    _is_empty(beside, "U heeft in een ander venster op Uitloggen gedrukt.")
    beside.get_by_role("link", name="Inloggen").click()
    expect(beside.get_by_role("heading", name="Inloggen")).to_be_visible()


def _goes_after_half_an_hour(tab: Page) -> None:
    tab.clock.install()
    tab.reload()
    tab.clock.fast_forward("27:30")
    expect(tab.get_by_text("wordt u uitgelogd")).to_have_count(0)
    tab.clock.fast_forward("01:00")
    expect(tab.locator("#bijna-uitgelogd")).to_contain_text("Binnen twee minuten wordt u uitgelogd.")
    tab.get_by_role("button", name="Ingelogd blijven").click()
    expect(tab.get_by_text("wordt u uitgelogd")).to_have_count(0)
    tab.clock.fast_forward("27:30")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Werkbak")
    tab.clock.fast_forward("03:00")
    _is_empty(tab, "U deed hier een half uur niets.")
    tab.close()


def _goes_when_logging_out_without_a_connection(handler: Visitor) -> None:
    beside, context = _tab(handler), handler.page.context
    context.set_offline(True)
    handler.page.locator("summary").filter(has=handler.page.locator("svg")).first.click()
    handler.page.get_by_role("button", name="Uitloggen").click()
    _is_empty(beside, "U heeft in een ander venster op Uitloggen gedrukt.")
    assert HANDLER_NAME not in handler.page.content()
    beside.close()
    context.set_offline(False)
    handler.problems.clear()  # that there was no connection


def _tab(visitor: Visitor) -> Page:
    """Another page of the same browser, with the work of today."""
    tab = visitor.page.context.new_page()
    tab.goto(urljoin(visitor.page.url, "/werkbak"))
    expect(tab.get_by_role("heading", level=1)).to_have_text("Werkbak")
    assert HANDLER_NAME in tab.content()
    return tab


def _is_empty(tab: Page, why: str) -> None:
    expect(tab.get_by_role("heading", level=1)).to_have_text("Uitgelogd")
    expect(tab.get_by_text(why)).to_be_visible()
    assert HANDLER_NAME not in tab.content()
    assert tab.title() == "Uitgelogd · Incasso"
    assert tab.locator("form, table, input").count() == 0
