"""A case of two invoices with their papers, opened by hand: at most eight clicks, the rest is typed."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator

from tests.factories import SMALL_PDF
from tests.journeys.conftest import Arrival
from tests.journeys.story import CLIENT_NAME, HANDLER, Story
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

MOST_CLICKS = 8
COUNT_CLICKS = "addEventListener('click', (e) => { if (e.isTrusted && e.detail) window.tell_click(); }, true);"


def test_the_handler_opens_a_case_by_hand(story: Story, arrive: Arrival, tmp_path: Path) -> None:
    story.needs("client")
    handler, clicks = arrive(HANDLER), list[int]()
    page = handler.page
    page.expose_function("tell_click", lambda: clicks.append(1))
    page.add_init_script(COUNT_CLICKS)
    page.reload()
    handler.follow("Dossiers")
    handler.follow("Dossier openen")
    handler.look("dossier-openen")

    handler.field("Opdrachtgever").select_option(label=CLIENT_NAME)
    clicks.append(1)  # a person clicks on the list to choose from it
    handler.fill({
        "Klantnummer": "NL-8001", "Voornaam of voorletters": "Sanne", "Achternaam": "Handgemaakt",
        "Straat": "Kade", "Huisnummer": "8", "Postcode": "9711 AB", "Plaats": "Groningen",
    })
    for place, number in enumerate(("H-8001", "H-8002")):
        invoice = page.get_by_role("group", name=f"Factuur {place + 1}", exact=True)
        handler.fill({
            "Factuurnummer": number, "Factuurdatum": "01-06-2026", "Vervaldatum": "15-06-2026", "Bedrag": "120,00",
        }, within=invoice)
        _choose_file(handler, handler.field("De factuur zelf", within=invoice), tmp_path / f"{number}.pdf")
    handler.press("Dossier openen")
    handler.sees("Het dossier is geopend.", "Sanne Handgemaakt", "H-8001", "H-8002")
    assert len(clicks) <= MOST_CLICKS, f"{len(clicks)} clicks"
    handler.look("dossier-met-de-hand")


def _choose_file(visitor: Visitor, field: Locator, path: Path) -> None:
    path.write_bytes(SMALL_PDF)
    with visitor.page.expect_file_chooser() as asked:
        field.click()
    asked.value.set_files(path)
