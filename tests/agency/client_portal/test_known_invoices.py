"""What a client sees before confirming: invoices on record beside their case, new details, and what is barred."""

import html
import io
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from agency import database
from cases.models import Case, Claim, RoleName, Upload
from tests.agency.portals import browser_of, portal_app, same_for_all
from tests.factories import claim_file, claim_row, make_agency, make_client
from tests.web import csrf_of

OTHER = {"customer": "K-2", "surname": "Anders", "prefix": "", "street": "Kade", "amount": "75,00"}


@dataclass
class World:
    """A client with one case, and another client."""

    app: Flask
    own: FlaskClient
    other: FlaskClient

    def hand_in(self, *rows: str) -> str:
        """Send a claim file; the address of its preview."""
        data = {"csrf_token": csrf_of(self.own), "file": (io.BytesIO(claim_file(*rows)), "lijst.csv")}
        answer = self.own.post("/opdrachtgever/aanleveren", data=data, content_type="multipart/form-data")
        assert answer.status_code == 302
        return str(answer.location)

    def send(self, address: str, browser: FlaskClient | None = None, **data: object) -> TestResponse:
        """Press a button on a preview."""
        browser = browser or self.own
        return browser.post(address, data={"csrf_token": csrf_of(browser)} | data)

    def read(self, address: str) -> str:
        """The words of a page, with plain spaces."""
        return words(self.own.get(address).text)

    def claims(self) -> int:
        """Claims on record."""
        with self.app.app_context():
            return database.session().scalar(select(func.count()).select_from(Claim)) or 0


def words(page: str) -> str:
    plain = html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))
    return re.sub(r"\s+", " ", plain.replace("\xa0", " "))


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> World:
    app = portal_app(sqlite_url, tmp_path)
    with app.app_context(), database.transaction() as session:
        make_agency(session)
        ids = make_client(session).id, make_client(session, name="Andere B.V.").id
    found = World(
        app=app, own=browser_of(app, RoleName.CLIENT, email="own@klant.test", client_id=ids[0]),
        other=browser_of(app, RoleName.CLIENT, email="other@klant.test", client_id=ids[1]),
    )
    found.send(f"{found.hand_in(claim_row(invoice='F2026-0101'))}/bevestigen")
    return found


def test_a_known_invoice_is_shown_beside_its_case_and_not_claimed(world: World) -> None:
    shown = world.hand_in(claim_row(invoice="20260101"), claim_row(invoice="F-9", **OTHER))
    page = world.read(shown)
    assert "Staat al bij ons: is dit een andere factuur?" in page
    assert (
        "Deze staat al in dossier 2026-000001 (Jansje de Vries, factuur F2026-0101 van 01-06-2026, € 500,00)" in page
    )
    assert "Bevestigen: 1 vordering inlezen" in page
    world.send(f"{shown}/bevestigen")
    assert world.claims() == 2


def test_a_tick_with_a_reason_takes_the_row_in(world: World) -> None:
    shown = world.hand_in(claim_row(invoice="20260101", **OTHER))
    answer = world.send(f"{shown}/andere-factuur", andere="2", **{"reden-2": "Reeks van onze winkel"})
    assert answer.location == shown
    page = world.read(shown)
    assert "1 regel telt weer mee" in page
    assert "Andere factuur, volgens u Regel 2: Reeks van onze winkel" in page
    assert "Bevestigen: 1 vordering inlezen" in page
    world.send(f"{shown}/bevestigen")
    assert world.claims() == 2
    with world.app.app_context():
        case_id = database.session().scalar(select(func.max(Case.id)))
    assert "Factuur 20260101 is een andere, volgens u" in world.read(f"/opdrachtgever/dossiers/{case_id}")


@pytest.mark.parametrize(("sent", "message"), [
    ({}, "Vink aan welke regels een andere factuur zijn."),
    ({"reden-2": "Reeks van onze winkel"}, "Vink aan welke regels"),
    ({"andere": "2", "reden-2": " "}, "Vul bij regel 2 in waarom"),
    ({"andere": "2", "reden-2": "BSN 111222333"}, "burgerservicenummer"),
    ({"andere": "77", "reden-77": "x"}, "Over regel 77 is geen vraag"),
])
def test_without_tick_or_reason_nothing_is_taken_in_and_what_was_typed_stays(
    world: World, sent: dict[str, str], message: str
) -> None:
    shown = world.hand_in(claim_row(invoice="20260101", **OTHER))
    answer = world.send(f"{shown}/andere-factuur", **sent)
    assert answer.status_code == 422
    assert message in words(answer.text)
    if "andere" in sent and sent["andere"] == "2":
        assert re.search(r'name="andere" value="2" checked', answer.text)
    if sent.get("reden-2", "").strip():
        assert sent["reden-2"] in answer.text
    with world.app.app_context():
        assert database.session().scalars(select(Upload).order_by(Upload.id.desc())).first().accepted_count == 0


def test_the_very_same_number_has_no_tick(world: World) -> None:
    shown = world.hand_in(claim_row(invoice="F2026-0101", amount="20,00"))
    page = world.own.get(shown).text
    assert 'name="andere"' not in page
    assert "Geef een andere factuur een eigen nummer" in page


def test_another_client_cannot_answer(world: World) -> None:
    shown = world.hand_in(claim_row(invoice="20260101", **OTHER))
    foreign = world.send(f"{shown}/andere-factuur", world.other, andere="2", **{"reden-2": "x"})
    unknown = world.send("/opdrachtgever/uploads/999/andere-factuur", world.other, andere="2", **{"reden-2": "x"})
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert same_for_all(foreign.text) == same_for_all(unknown.text)


def test_new_details_of_a_known_debtor_are_said_before_confirming(world: World) -> None:
    page = world.read(world.hand_in(claim_row(invoice="F-2", street="Nieuwstraat")))
    assert "Bekende debiteur met andere gegevens : 1 regel" in page
    assert "het dossier staat stil tot een medewerker het heeft bekeken" in page
    assert "Adres in ons dossier: Dorpsstraat 12, 1234 AB Voorbeeldstad, in dit bestand: Nieuwstraat 12" in page


def test_a_row_that_is_probably_barred_says_so_before_confirming(world: World) -> None:
    shown = world.hand_in(
        claim_row(invoice="F-2", invoice_date="01-05-2019", due="31-05-2019", reminder="", **OTHER),
    )
    page = world.read(shown)
    assert "Waarschijnlijk verjaard, of binnen drie maanden : 1 regel" in page
    assert "Factuur F-2 is waarschijnlijk verjaard sinds 01-06-2021" in page
    assert "Lever het bewijs aan" in page
    assert "Bevestigen: 1 vordering inlezen" in page, "the client decides"


def test_nothing_is_said_of_rows_that_need_nobody(world: World) -> None:
    page = world.read(world.hand_in(claim_row(invoice="F-2")))
    for words_of_a_question in ("maar let op", "Staat al bij ons", "verjaard"):
        assert words_of_a_question not in page
