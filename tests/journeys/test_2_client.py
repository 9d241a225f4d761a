"""The client hands in a file: a preview first, then cases; what is refused comes back with the reason."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect

from tests.journeys.claim_file import (
    ACCEPTED,
    CITIZEN_NUMBER,
    DISPUTER,
    FAULTS,
    MINOR,
    OTHER_OFFICE,
    PAID_LATER,
    PAYER,
    TOTAL,
    WRIT,
    claim_file,
)
from tests.journeys.conftest import Arrival
from tests.journeys.story import CLIENT_USER, Story
from tests.journeys.visitor import Visitor
from tests.samples import SAMPLES

pytestmark = pytest.mark.browser

SAMPLE = SAMPLES / "claims" / "energie-noord.csv"
NAME = "vorderingen-november.csv"


def test_the_client_hands_in_a_file(story: Story, arrive: Arrival) -> None:
    story.needs("administrator")
    client = arrive(CLIENT_USER)
    client.sees("U hebt nog geen vorderingen aangeleverd")
    client.look("opdrachtgever-begin")

    _hand_in(client, NAME, claim_file())
    _check_the_preview(client)
    client.look("opdrachtgever-voorbeeld")
    client.open("/opdrachtgever/dossiers")
    client.sees("U hebt nog geen dossiers")  # a preview makes no case
    client.look("opdrachtgever-geen-dossiers")
    client.open("/opdrachtgever")
    client.look("opdrachtgever-bestand-wacht")
    client.follow(NAME)
    _check_the_refused_rows(client)

    client.press("Bevestigen")
    client.sees(f"Ingelezen: {ACCEPTED} vorderingen in 6 dossiers.")
    client.look("opdrachtgever-verslag")
    report = client.page.url
    _see_the_cases(client, story)

    _hand_in(client, "zelfde-inhoud.csv", claim_file())
    client.page.get_by_role("link", name="Bekijk de eerste upload").wait_for()
    client.look("opdrachtgever-zelfde-bestand")
    client.follow("Bekijk de eerste upload")
    expect(client.page).to_have_url(report)
    story.end("client")


@pytest.mark.samples
def test_a_large_real_file_is_previewed_to_the_cent(story: Story, arrive: Arrival) -> None:
    story.needs("client")
    client = arrive(CLIENT_USER)
    _hand_in(client, SAMPLE.name, SAMPLE.read_bytes())
    client.page.get_by_role("button", name="Bevestigen").wait_for()
    client.sees("Goede regels 289 regels", "€ 158.250,01", "Geweigerd: 11 regels")
    client.look("opdrachtgever-voorbeeld-groot")
    client.press("Annuleren")
    client.sees("Er is geen dossier van gemaakt")
    client.open("/opdrachtgever/uploads")
    client.look("opdrachtgever-uploads")


def _hand_in(client: Visitor, name: str, content: bytes) -> None:
    client.open("/opdrachtgever/aanleveren")
    if name == NAME:
        client.look("opdrachtgever-aanleveren")
    client.field("Bestand met vorderingen").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    client.press_here("Bestand lezen")


def _check_the_preview(client: Visitor) -> None:
    client.page.get_by_role("button", name="Bevestigen").wait_for()
    client.sees("Er is nog geen dossier gemaakt", f"Goede regels {ACCEPTED} regels", TOTAL)
    refused = client.page.get_by_role("table", name="Geweigerde regels")
    for row, column in FAULTS.items():
        line = refused.get_by_role("row").filter(has=client.page.get_by_role("cell", name=str(row), exact=True))
        client.sees(column, within=line)  # the row is refused for this column
    columns = client.said("Vervaldatum", within=client.page.get_by_role("table", name="Kolommen"))
    assert re.search(r"Vervaldatum .*dag-maand-jaar", columns, re.IGNORECASE), columns
    client.sees("Minderjarig bij het sluiten van de overeenkomst")
    assert CITIZEN_NUMBER not in client.page.content()


def _check_the_refused_rows(client: Visitor) -> None:
    name, content = client.download(client.page.get_by_role("link", name="Download met reden"))
    assert name.endswith(".csv")
    rows = list(csv.reader(io.StringIO(content.decode("cp1252"), newline=""), delimiter=";"))
    assert rows[0][-1] == "reden"
    assert rows[0][:-1] == claim_file().decode("cp1252").splitlines()[0].split(";"), "the client's own layout"
    assert len(rows) == 1 + len(FAULTS)
    assert all(row[-1] for row in rows[1:])
    assert CITIZEN_NUMBER not in content.decode("cp1252")


def _see_the_cases(client: Visitor, story: Story) -> None:
    client.open("/opdrachtgever/dossiers")
    client.look("opdrachtgever-dossiers")
    table = client.page.get_by_role("table", name="Dossiers")
    for surname in (WRIT, PAYER, DISPUTER, MINOR, PAID_LATER, OTHER_OFFICE):
        row = table.get_by_role("row").filter(has_text=surname)
        story.numbers[surname] = row.get_by_role("link").inner_text().strip()
    assert len(set(story.numbers.values())) == 6
    client.sees("staat stil", within=table.get_by_role("row").filter(has_text=MINOR))  # a minor waits for a person
    client.follow(story.numbers[WRIT])
    client.sees("Zoë Hendriksz", "NL-0001", "€ 1.250,00")
    client.look("opdrachtgever-dossier")
