"""A handler loses the phone: in with a recovery code, a passkey in its place, the phone taken away."""

import pytest

from tests.journeys.conftest import Arrival
from tests.journeys.story import HANDLER, Story

pytestmark = pytest.mark.browser


def test_a_lost_phone(story: Story, arrive: Arrival) -> None:
    story.needs("administrator")
    handler = arrive(HANDLER, host="localhost")  # passkeys belong to a name, never to a number
    handler.has_passkeys()
    handler.open("/beveiliging")
    handler.page.once("dialog", lambda dialog: dialog.accept())
    handler.press("Nieuwe herstelcodes maken")
    code = handler.page.locator("#herstelcodes li").first.inner_text()
    handler.follow("Ik heb ze bewaard")
    handler.look("tweede-stap-beheer")
    handler.log_out()

    handler.log_in(HANDLER, story.passwords[HANDLER])
    handler.fill({"Code": code})
    handler.press("Verder")
    handler.sees("Die herstelcode is nu gebruikt.")
    handler.follow("Toegangssleutel toevoegen")
    handler.look("toegangssleutel-toevoegen")
    handler.fill({"Naam": "Deze computer"})
    handler.press("Toegangssleutel maken")
    handler.sees("Toegevoegd.", "Deze computer")
    handler.page.once("dialog", lambda dialog: dialog.accept())
    handler.press("Verwijderen", within=handler.page.locator("tr", has_text="Telefoon"))
    handler.sees("Verwijderd.")
    handler.log_out()

    handler.log_in(HANDLER, story.passwords[HANDLER])
    handler.look("tweede-stap-toegangssleutel")
    handler.press("Toegangssleutel gebruiken")
    handler.heading("Werkbak")
