"""A large file: a bar that moves, a page that can be left and come back to, and every row taken in once."""

from datetime import date, timedelta

import pytest

from tests.journeys.claim_file import HEADER
from tests.journeys.conftest import Arrival
from tests.journeys.story import CLIENT_USER, UPLOADED, Story
from tests.sizes import size

pytestmark = pytest.mark.browser

ROWS = size("JOURNEY_ROWS")
ENOUGH_TO_SEE = 20_000  # a smaller file may be done before the page is looked at
# The bar has a value once the first rows are in.
MOVED_OR_DONE = """() => document.querySelector("progress[value]") !== null
  || document.body.innerText.includes("en ingelezen")"""
READING_MS = 180_000  # of 20,000 rows, on a machine with other work


def rows_of_file(number: int) -> str:
    """A customer with one invoice."""
    due = UPLOADED - timedelta(days=30 + number % 200)
    return ";".join((
        f"G{number:05d}", "Noor", "", f"Proefnaam{number}", "Proefpad", str(1 + number % 300), "9721 AB", "Groningen",
        "", "", f"{date(1960 + number % 40, 1 + number % 12, 1 + number % 28):%d-%m-%Y}", "01-02-2024",
        f"G26-{100_000 + number}", f"{due - timedelta(days=14):%d-%m-%Y}", f"{due:%d-%m-%Y}", "100,00",
        "Levering elektriciteit", "",
    ))


def test_a_large_file_is_taken_in_while_the_client_does_something_else(story: Story, arrive: Arrival) -> None:
    story.needs("client")
    client = arrive(CLIENT_USER)
    client.page.set_default_timeout(READING_MS)
    client.open("/opdrachtgever/aanleveren")
    content = "\r\n".join((HEADER, *map(rows_of_file, range(ROWS)), "")).encode("cp1252")
    client.field("Bestand met vorderingen").set_input_files(
        {"name": "groot.csv", "mimeType": "text/csv", "buffer": content}
    )
    client.press_here("Bestand lezen")
    client.page.get_by_role("button", name="Bevestigen").wait_for()
    told = f"{ROWS:,}".replace(",", ".")
    client.sees(f"Goede regels {told} regels")
    client.press("Bevestigen")
    page = client.path()
    client.page.wait_for_function(MOVED_OR_DONE, timeout=READING_MS)
    if ROWS >= ENOUGH_TO_SEE:
        client.sees(f"van {told} regels ingelezen", "u kunt deze pagina verlaten")
        assert 0 < int(client.page.get_by_role("progressbar").get_attribute("value") or 0) <= ROWS
        client.look("opdrachtgever-groot-bestand-bezig")

    client.open("/opdrachtgever/dossiers")
    client.sees("Proefnaam")
    client.open("/opdrachtgever/uploads")
    client.sees("groot.csv")
    client.open(page)
    client.page.get_by_text("en ingelezen").wait_for()
    client.sees(f"Dossiers {told}", "Geweigerd geen")
    client.look("opdrachtgever-groot-bestand-klaar")
