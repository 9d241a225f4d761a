"""What handler and client see of periodic terms: which claims are one, why the costs are low, how sure that is."""

import io
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agency import database
from cases.models import Case, Claim, RoleName
from tests.agency.portals import browser_of, portal_app, store_of
from tests.factories import claim_row, make_agency, make_client, make_upload, post_first_notice
from tests.web import csrf_of

FIRST, SECOND = date(2026, 8, 17), date(2026, 9, 21)
ONE_SOURCE = "de grens voor kleine termijnen is gerekend zoals één bron haar beschrijft"


def words(html: str) -> str:
    """The text of a page on one line, with plain spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ")


def term(month: int, agreement: str = "HUUR-7") -> str:
    return claim_row(
        invoice=f"H-{month}", invoice_date=f"01-{month:02}-2026", due=f"15-{month:02}-2026", amount="80,00",
        reminder="", subject="Huur van de garage", term_of=agreement,
    )


@dataclass
class World:
    """Two cases over terms of one agreement; the first letter of both was posted."""

    app: Flask
    handler: FlaskClient
    client: FlaskClient
    first_id: int
    second_id: int

    def desk(self, case_id: int, on: str = "") -> str:
        """The words of the handler's page of a case."""
        return words(self.handler.get(f"/dossiers/{case_id}", query_string={"op": on} if on else {}).text)

    def portal(self, case_id: int, on: str = "") -> str:
        """The words of the client's page of a case."""
        address = f"/opdrachtgever/dossiers/{case_id}"
        return words(self.client.get(address, query_string={"op": on} if on else {}).text)


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> World:
    app = portal_app(sqlite_url, tmp_path)
    ids = []
    with app.app_context(), database.transaction() as session:
        make_agency(session)
        client = make_client(session)
        for posted_on, rows in ((FIRST, (term(6), term(7))), (SECOND, (term(8),))):
            make_upload(session, store_of(app), client, *rows, today=posted_on)
            session.flush()
            case = session.scalars(select(Case).order_by(Case.id.desc())).first()
            assert case is not None
            post_first_notice(session, store_of(app), case, posted_on=posted_on)
            ids.append(case.id)
        client_id = client.id
    return World(
        app=app, first_id=ids[0], second_id=ids[1], handler=browser_of(app, RoleName.HANDLER, email="h@bureau.test"),
        client=browser_of(app, RoleName.CLIENT, email="k@klant.test", client_id=client_id),
    )


def test_each_claim_says_of_which_agreement_it_is_a_term(world: World) -> None:
    assert world.desk(world.first_id).count("termijn van HUUR-7") == 2
    assert world.portal(world.first_id).count("termijn van HUUR-7") == 2


def test_a_claim_that_is_no_term_says_nothing_of_one(world: World) -> None:
    with world.app.app_context(), database.transaction() as session:
        for claim in session.scalars(select(Claim).where(Claim.case_id == world.first_id)):
            claim.term_of = ""
    for page in (world.desk(world.first_id), world.portal(world.first_id)):
        assert "termijn van" not in page
        assert ONE_SOURCE not in page


def test_the_doubt_stands_at_the_costs_and_on_top(world: World) -> None:
    page = world.desk(world.first_id)
    top, costs = page.split("Saldo op", 1)
    assert "Incassokosten. De tekst van art. 2a van het Besluit is niet gelezen" in top
    assert ONE_SOURCE in costs
    assert re.search(r"Incassokosten € 40,00 .{0,400}Let op\. De tekst van art\. 2a", costs)
    assert "Incassokosten. De tekst van art. 2a" in world.portal(world.first_id)


@pytest.mark.parametrize("on", ["01-10-2026", ""], ids=["within the term of the notice", "after it"])
def test_costs_that_an_earlier_term_bore_are_not_said_to_come_later(world: World, on: str) -> None:
    desk, portal = world.desk(world.second_id, on), world.portal(world.second_id, on)
    assert "Incassokosten (al gerekend bij een eerdere termijn) € 0,00" in desk
    assert "Over dit dossier komt er niets bij" in desk
    assert "nog niet verschuldigd" not in desk
    assert "Er komen geen incassokosten bij: bij eerdere termijnen" in portal
    assert "als dan niet is betaald" not in portal
    for page in (desk, portal):
        assert "verschuldigd vanaf" not in page.lower(), "nor in the time line"
    assert "incassokosten verschuldigd vanaf 03-09-2026" in world.desk(world.first_id)


def test_the_preview_of_a_file_shows_the_agreement_and_the_period(world: World) -> None:
    content = (
        "Klantnummer;Naam;Adres;Postcode;Plaats;Factuurnummer;Factuurdatum;Vervaldatum;Bedrag;Abonnementsnummer;"
        "Huurperiode\nK-9;J. Proefstra;Teststraat 1;1234 AB;Utrecht;N-1;01-06-2026;15-06-2026;120,00;AB-7;06-2026\n"
    )
    data = {"csrf_token": csrf_of(world.client), "file": (io.BytesIO(content.encode()), "abonnementen.csv")}
    answer = world.client.post("/opdrachtgever/aanleveren", data=data, content_type="multipart/form-data")
    page = words(world.client.get(answer.location).text)
    assert "Abonnementsnummer termijn van contract AB-7; 1 van 1 regels" in page
    assert "Huurperiode periode 06-2026; 1 van 1 regels" in page
    assert "1 regel geldt als termijn van een overeenkomst, bijvoorbeeld AB-7." in page


def test_the_client_is_told_which_column_names_the_agreement(world: World) -> None:
    page = words(world.client.get("/opdrachtgever/aanleveren").text)
    assert "“Termijn van contract” of “Abonnementsnummer”" in page
