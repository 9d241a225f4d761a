"""The client hands in a file: a preview first, then cases; what is refused comes back with the reason."""

import csv
import io
import re
from pathlib import Path

import pytest

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
from tests.journeys.visitor import Visitor, plain

pytestmark = pytest.mark.browser

SAMPLE = Path(__file__).resolve().parents[3] / "shared" / "samples" / "claims" / "energie-noord.csv"
NAME = "vorderingen-november.csv"


def test_the_client_hands_in_a_file(story: Story, arrive: Arrival) -> None:
    story.needs("administrator")
    client = arrive(CLIENT_USER)
    assert "U hebt nog geen vorderingen aangeleverd" in client.said()
    client.look("opdrachtgever-begin")

    _hand_in(client, NAME, claim_file())
    _check_the_preview(client)
    client.look("opdrachtgever-voorbeeld")
    client.open("/opdrachtgever/dossiers")
    assert "U hebt nog geen dossiers" in client.said(), "a preview makes no case"
    client.look("opdrachtgever-geen-dossiers")
    client.open("/opdrachtgever")
    client.look("opdrachtgever-bestand-wacht")
    client.follow(NAME)
    _check_the_refused_rows(client)

    client.press("Bevestigen")
    assert f"Ingelezen: {ACCEPTED} vorderingen in 6 dossiers." in client.said()
    client.look("opdrachtgever-verslag")
    report = client.page.url
    _see_the_cases(client, story)

    _hand_in(client, "zelfde-inhoud.csv", claim_file())
    client.page.get_by_role("link", name="Bekijk de eerste upload").wait_for()
    client.look("opdrachtgever-zelfde-bestand")
    client.follow("Bekijk de eerste upload")
    assert client.page.url == report
    story.end("client")


def test_a_large_real_file_is_previewed_to_the_cent(story: Story, arrive: Arrival) -> None:
    story.needs("client")
    if not SAMPLE.is_file():
        pytest.skip("samples: ../shared/samples is not there")
    client = arrive(CLIENT_USER)
    _hand_in(client, SAMPLE.name, SAMPLE.read_bytes())
    client.page.get_by_role("button", name="Bevestigen").wait_for()
    said = client.said()
    assert "Goede regels 289 regels" in said
    assert "€ 158.250,01" in said
    assert "Geweigerd: 11 regels" in said
    client.look("opdrachtgever-voorbeeld-groot")
    client.press("Annuleren")
    assert "Er is geen dossier van gemaakt" in client.said()
    client.open("/opdrachtgever/uploads")
    client.look("opdrachtgever-uploads")


def _hand_in(client: Visitor, name: str, content: bytes) -> None:
    client.open("/opdrachtgever/aanleveren")
    if name == NAME:
        client.look("opdrachtgever-aanleveren")
    client.field("Bestand met vorderingen").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    client.press("Bestand lezen")


def _check_the_preview(client: Visitor) -> None:
    client.page.get_by_role("button", name="Bevestigen").wait_for()
    said = client.said()
    assert "Er is nog geen dossier gemaakt" in said
    assert f"Goede regels {ACCEPTED} regels" in said
    assert TOTAL in said
    refused = client.page.get_by_role("table", name="Geweigerde regels")
    for row, column in FAULTS.items():
        line = refused.get_by_role("row").filter(has=client.page.get_by_role("cell", name=str(row), exact=True))
        assert column in line.inner_text(), f"row {row} is refused for its column {column}"
    columns = plain(client.page.get_by_role("table", name="Kolommen").inner_text())
    assert re.search(r"Vervaldatum .*dag-maand-jaar", columns, re.IGNORECASE), columns
    assert "Minderjarig bij het sluiten van de overeenkomst" in said
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
    assert "staat stil" in table.get_by_role("row").filter(has_text=MINOR).inner_text(), "a minor waits for a person"
    client.follow(story.numbers[WRIT])
    said = client.said()
    assert "Zoë Hendriksz" in said
    assert "NL-0001" in said
    assert "€ 1.250,00" in said
    client.look("opdrachtgever-dossier")
