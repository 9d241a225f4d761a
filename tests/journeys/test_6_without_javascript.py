"""With JavaScript switched off the pages still do their work."""

import pytest

from tests.journeys.claim_file import PAYER
from tests.journeys.conftest import Arrival
from tests.journeys.story import HANDLER, Story
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser


def search(handler: Visitor, words: str) -> None:
    """Type in the box on top of the page, and find that the words stand in no address."""
    box = handler.page.get_by_role("searchbox")
    box.fill(words)
    with handler.going_on():
        box.press("Enter")
    assert not words or words.split()[-1] not in handler.page.url


def test_without_javascript_one_can_log_in_search_and_log_a_contact(story: Story, arrive: Arrival) -> None:
    story.needs("handler")
    handler = arrive(HANDLER, javascript=False)
    search(handler, "jurgen boomgaard")
    if "Gevonden voor" in handler.heading("Gevonden voor|Jürgen van den Boomgaard"):
        handler.look("zoeken")
        handler.follow(story.numbers[PAYER])
    handler.heading("Jürgen van den Boomgaard")
    handler.field("Uitkomst").select_option(label="Voicemail")
    handler.fill({"Notitie": "Ingesproken zonder de zaak te noemen"})
    handler.press("Vastleggen")
    handler.sees("Het contact is vastgelegd.", "Ingesproken zonder de zaak te noemen")
    handler.open(f"{handler.path()}?op=01-12-2026")
    handler.sees("Te betalen op 01-12-2026")  # the balance on another day, by the address
    handler.log_out()
    handler.heading("Inloggen")


def test_a_search_that_finds_nothing_says_what_to_try(story: Story, arrive: Arrival) -> None:
    story.needs("handler")
    handler = arrive(HANDLER)
    for text in ("bestaat-niet", ""):
        search(handler, text)
        handler.sees("dossiernummer")
    search(handler, "voorbeeldstad-niets")
    handler.look("zoeken-niets")
