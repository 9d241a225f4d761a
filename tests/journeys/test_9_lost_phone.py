"""A lost phone: in with a recovery code; and who has nothing left is let in by others, never without a second step."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrival
from tests.journeys.story import ADMINISTRATOR, HANDLER, SECOND_ADMINISTRATOR, Story
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

HANDLER_NAME = "Hanna de Handelaar"


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
    story.end("passkey")


def test_who_has_nothing_left_is_let_in_by_two_administrators_and_sets_up_the_second_step(
    story: Story, arrive: Arrival
) -> None:
    story.needs("passkey")
    handler = arrive()  # the computer with the passkey is gone too
    handler.log_in(HANDLER, story.passwords[HANDLER])
    handler.fill({"Code": "aaaa-bbbb-cccc"})
    handler.press("Verder")
    handler.sees("Deze code klopt niet", "Vraag een beheerder van het incassobureau")

    admin, second = arrive(ADMINISTRATOR), arrive(SECOND_ADMINISTRATOR)
    admin.open("/beheer/gebruikers")
    admin.follow(HANDLER_NAME)
    admin.page.once("dialog", lambda dialog: dialog.accept())
    admin.press("Tweede stap opnieuw laten instellen")
    admin.sees("Er is nog niets gewijzigd: een ander moet dit eerst bevestigen.")
    _open_what_waits(admin)
    admin.sees_no("button", "Bevestigen")  # not by who asked it
    _open_what_waits(second)
    second.sees(HANDLER_NAME)
    second.look("bevestigen-tweede-stap")
    second.press("Bevestigen")
    second.sees("Bevestigd.")
    second.look("bevestigen-afgehandeld")
    _sets_up_again(handler, HANDLER, "/werkbak", story)
    handler.heading("Werkbak")


def test_an_administrator_alone_is_let_in_by_the_command_line(story: Story, arrive: Arrival) -> None:
    story.needs("passkey")
    second = arrive(SECOND_ADMINISTRATOR)
    said = story.installation.command("user", "reset-step", SECOND_ADMINISTRATOR)
    assert "is overal uitgelogd en stelt na het wachtwoord de tweede stap opnieuw in" in said
    second.page.reload()
    second.heading("Inloggen")
    _sets_up_again(second, SECOND_ADMINISTRATOR, "/beheer", story)
    second.heading("Wat moet er nog gebeuren")


def _open_what_waits(admin: Visitor) -> None:
    admin.open("/beheer/bevestigen")
    admin.look("bevestigen")
    admin.follow("Nieuwe tweede stap")


def _sets_up_again(visitor: Visitor, email: str, wanted: str, story: Story) -> None:
    """With the password alone nothing opens but the page to set up the second step; the page wanted comes after it."""
    visitor.log_in(email, story.passwords[email])
    visitor.open(wanted)
    expect(visitor.page).to_have_url(re.compile("/beveiliging/app$"))
    story.phones[email] = visitor.set_up_app()
