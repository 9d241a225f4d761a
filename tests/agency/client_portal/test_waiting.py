"""A client sees which rows do not go along before they were looked into, why, and what comes of the others."""

import re
from pathlib import Path

import pytest

from agency import database
from cases.models import Claim, Hold, HoldKind, RoleName
from tests.agency.client_portal.test_uploads import World
from tests.agency.portals import browser_of, portal_app
from tests.factories import claim_file, claim_row, make_agency, make_client

ROWS = (
    claim_row(invoice="2026-0001", amount="150,00"),
    claim_row(invoice="2026-0002", amount="40,00"),
    claim_row(invoice="2026-0003", amount="-40,00"),
    claim_row(customer="K-2", surname="Jansen", invoice="2026-0004", amount="100,00"),
)
LABELS = ("", "", "", "afspraak nakijken")


def file_with(header: str, cells: tuple[str, ...], rows: tuple[str, ...] = ROWS) -> bytes:
    """The rows with one more column."""
    first, *others = claim_file(*rows).decode().splitlines()
    lines = [f"{first};{header}", *(f"{line};{cell}" for line, cell in zip(others, cells, strict=True))]
    return "\n".join((*lines, "")).encode()


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> World:
    app = portal_app(sqlite_url, tmp_path)
    with app.app_context(), database.transaction() as session:
        make_agency(session)
        own, other = make_client(session).id, make_client(session, name="Andere B.V.").id
    return World(
        app=app, client_id=own, own=browser_of(app, RoleName.CLIENT, email="own@klant.test", client_id=own),
        other=browser_of(app, RoleName.CLIENT, email="other@klant.test", client_id=other),
    )


def shown(world: World, content: bytes) -> str:
    page = world.own.get(world.hand_in(content).location).text
    return re.sub(r"\s+", " ", page.replace("\xa0", " "))


def test_rows_that_wait_have_a_heading_of_their_own_with_question_and_amount(world: World) -> None:
    page = shown(world, file_with("Status", LABELS))
    assert "Niet meegenomen: eerst uitzoeken (2 regels)" in page
    assert "Er is een creditnota of betaling van dezelfde debiteur" in page
    assert "Wat betekent de stand “afspraak nakijken” voor deze factuur?" in page
    assert "2 regels</a>, samen" in page
    assert "€ 140,00" in page
    assert "Geen openstaande vordering volgens uw bestand" in page


def test_the_page_accounts_for_every_row_and_the_yes_makes_cases_of_the_good_ones_alone(world: World) -> None:
    page = shown(world, file_with("Status", LABELS))
    assert "Bevestigen: 1 vordering inlezen" in page
    world.answer("bevestigen")
    with world.app.app_context():
        claims = database.session().query(Claim).all()
        assert [claim.invoice_number for claim in claims] == ["2026-0001"]
    report = world.own.get("/opdrachtgever/uploads/1").text
    assert "Niet meegenomen: eerst uitzoeken" in report
    assert "werden geen dossier. Pas ze aan" in report


def test_the_download_has_the_waiting_rows_too(world: World) -> None:
    world.hand_in(file_with("Status", LABELS))
    lines = world.own.get("/opdrachtgever/uploads/1/geweigerd").data.decode("utf-8").splitlines()
    assert [line.partition(";")[0] for line in lines[1:]] == ["K-1001", "K-1001", "K-2"]
    assert sum("eerst uitzoeken" in line for line in lines) == 2
    assert world.other.get("/opdrachtgever/uploads/1/geweigerd").status_code == 404


def test_a_disputed_claim_goes_along_and_its_case_is_stopped(world: World) -> None:
    page = shown(world, file_with("Betwist", ("", "", "levering klopt niet"), (ROWS[0], ROWS[1], ROWS[3])))
    assert "Betwist volgens uw bestand" in page
    assert "er gaat geen brief uit tot een medewerker de betwisting heeft bekeken" in page
    world.answer("bevestigen")
    with world.app.app_context():
        hold = database.session().query(Hold).one()
        assert hold.kind is HoldKind.DISPUTE
        assert "levering klopt niet" in hold.reason


def test_a_total_that_is_left_out_is_counted_too(world: World) -> None:
    page = shown(world, claim_file(ROWS[0], claim_row(invoice="Totaal K-1001", amount="150,00")))
    assert "<dt>Overgeslagen</dt><dd>1 regel: totaal, of bij een andere regel verwerkt</dd>" in page


def test_a_file_without_rows_that_wait_says_none(world: World) -> None:
    page = shown(world, claim_file(ROWS[0]))
    assert "<dt>Eerst uitzoeken</dt><dd>geen</dd>" in page
    assert "Niet meegenomen" not in page
