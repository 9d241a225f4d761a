"""A client hands in a claim file: sees how it is read, says yes, and gets the refused rows back with the reason."""

import csv
import io
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from agency import database
from agency.background.arriving import take_in
from agency.background.setting import Pace
from cases.claims import arriving, uploads
from cases.models import Case, Claim, Client, Hold, HoldKind, RoleName, Upload, UploadState
from tests.agency.portals import at, browser_of, portal_app, same_for_all, store_of
from tests.factories import (
    FIGURES,
    TODAY,
    by,
    claim_file,
    claim_row,
    make_agency,
    make_client,
)
from tests.web import csrf_of

BSN = "111222333"
ROWS = (
    claim_row(invoice="F-1", amount="1.509,85"),
    claim_row(invoice="F-2", amount="433,89"),
    claim_row(customer="K-2", surname="Jansen", first_name="Piet", prefix="", invoice="F-3", amount="100,00",
              born="01-05-2007", contract="01-02-2024"),
    claim_row(customer="K-3", invoice="F-4", amount="abc"),
    claim_row(customer="K-4", invoice="", amount="20,00"),
    claim_row(customer="K-5", invoice="F-6", amount="20,00", subject=f"Nota van {BSN}"),
)
FILE = claim_file(*ROWS)


@dataclass
class World:
    """Two clients that each have a user."""

    app: Flask
    own: FlaskClient
    other: FlaskClient
    client_id: int

    def hand_in(self, content: bytes = FILE, name: str = "energie.csv", browser: FlaskClient | None = None,
                **headers: str) -> TestResponse:
        """Send a claim file."""
        browser = browser or self.own
        data = {"csrf_token": csrf_of(browser), "file": (io.BytesIO(content), name)}
        return browser.post("/opdrachtgever/aanleveren", data=data, content_type="multipart/form-data",
                            headers=headers)

    def answer(self, what: str, upload_id: int = 1, browser: FlaskClient | None = None) -> TestResponse:
        """Press a button on the preview."""
        browser = browser or self.own
        return browser.post(f"/opdrachtgever/uploads/{upload_id}/{what}", data={"csrf_token": csrf_of(browser)})

    def count(self, table: type[Case] | type[Claim] | type[Upload]) -> int:
        """Rows of a table."""
        with self.app.app_context():
            return database.session().scalar(select(func.count()).select_from(table)) or 0


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


def test_the_preview_shows_how_the_file_is_read_and_makes_no_case(world: World) -> None:
    answer = world.hand_in()
    assert answer.status_code == 302
    page = world.own.get(answer.location).text.replace("\xa0", " ")
    assert "1.509,85 → € 1.509,85; 5 van 6 regels" in page
    assert "3 regels" in page
    assert "€ 2.043,74" in page
    assert "Minderjarig bij het sluiten van de overeenkomst" in page
    for row, found in (("5", "abc"), ("6", "(leeg)"), ("7", "Nota van *********")):
        line = re.search(rf'<td class="num" data-th="Regel">{row}</td>(.*?)</tr>', page, re.DOTALL)
        assert line is not None, f"row number {row} as in the file"
        assert found in line[1]
    assert world.count(Case) == world.count(Claim) == 0


def test_a_yes_makes_one_case_per_customer_and_stops_the_minor(world: World) -> None:
    world.hand_in()
    assert world.answer("bevestigen").status_code == 302
    with world.app.app_context():
        session = database.session()
        cases = session.scalars(select(Case).order_by(Case.id)).all()
        assert [sum((c.principal for c in case.claims), Decimal(0)) for case in cases] == [
            Decimal("1943.74"), Decimal("100.00")
        ]
        assert session.scalars(select(Hold)).one().kind is HoldKind.MINOR
        assert session.scalars(select(Upload)).one().state is UploadState.CONFIRMED
    report = world.own.get("/opdrachtgever/uploads/1").text
    assert "2026-000001" in report
    assert "Bevestigen" not in report


def test_a_second_yes_shows_the_report_of_the_first(world: World) -> None:
    world.hand_in()
    world.answer("bevestigen")
    assert world.answer("bevestigen").status_code == 302
    assert world.count(Case) == 2


def test_a_large_file_is_taken_in_in_the_background_and_its_page_tells_how_far_it_is(world: World) -> None:
    numbers = range(arriving.ROWS_AT_ONCE + 1)
    rows = [claim_row(customer=f"K-{n}", surname=f"Naam{n}", invoice=f"F-{n}") for n in numbers]
    world.hand_in(claim_file(*rows))
    assert world.answer("bevestigen").status_code == 302
    assert world.count(Case) == 0, "a worker does that"
    page = world.own.get("/opdrachtgever/uploads/1").text
    assert "Daarna worden 501\xa0regels ingelezen." in page
    assert "Bevestigen" not in page
    assert "Wordt ingelezen" in world.own.get("/opdrachtgever/uploads").text
    part = world.own.get("/opdrachtgever/uploads/1", headers={"HX-Request": "true"})
    assert '<progress id="voortgang"' in part.text
    assert "<html" not in part.text
    assert world.answer("annuleren").status_code == 302
    assert world.answer("bevestigen").status_code == 302
    with world.app.app_context():
        take_in(1, store_of(world.app), Pace())
    assert world.count(Case) == 501
    done = world.own.get("/opdrachtgever/uploads/1", headers={"HX-Request": "true"})
    assert (done.text, done.headers["HX-Refresh"]) == ("", "true")
    assert "en ingelezen" in world.own.get("/opdrachtgever/uploads/1").text


def test_sending_the_file_twice_before_the_yes_shows_the_same_preview(world: World) -> None:
    assert world.hand_in().location == world.hand_in().location
    assert world.count(Upload) == 1


def test_the_same_file_again_is_refused_with_a_link_to_the_first(world: World) -> None:
    world.hand_in()
    world.answer("bevestigen")
    answer = world.hand_in(name="andere-naam.csv")
    assert answer.status_code == 409
    assert 'href="/opdrachtgever/uploads/1"' in answer.text
    assert world.count(Upload) == 1
    assert world.hand_in(browser=world.other).status_code == 302, "another client may have the same file"


def test_known_invoices_in_a_new_file_are_refused_and_name_their_case(world: World) -> None:
    world.hand_in()
    world.answer("bevestigen")
    page = world.own.get(world.hand_in(claim_file(ROWS[0], claim_row(invoice="F-9"))).location).text
    assert "deze staat al in dossier 2026-000001" in page
    assert "Dubbel" in page


def test_a_preview_that_is_no_longer_true_is_not_taken_in(world: World) -> None:
    world.hand_in()
    with world.app.app_context(), database.transaction() as session:
        overlap = uploads.preview(
            session, by(None, at(TODAY)), store_of(world.app), client_id=world.client_id, content=claim_file(ROWS[0]),
            filename="een.csv",
        )
        arriving.confirm(
            session, by(None, at(TODAY)), store_of(world.app), upload_id=overlap.id, client_id=world.client_id,
            figures=FIGURES,
        )
    answer = world.answer("bevestigen")
    assert answer.location == "/opdrachtgever/uploads/1"
    page = world.own.get(answer.location).text
    assert "facturen uit dit bestand al ingelezen. Er is niets opgeslagen." in page
    assert 'href="/opdrachtgever/aanleveren">Upload het bestand opnieuw</a>' in page
    assert world.count(Case) == 1
    assert world.count(Claim) == 1


def test_cancelling_leaves_no_case_and_no_way_back(world: World) -> None:
    world.hand_in()
    world.answer("annuleren")
    world.answer("bevestigen")
    assert world.count(Case) == 0
    assert "is geannuleerd" in world.own.get("/opdrachtgever/uploads/1").text


def test_refused_rows_come_back_in_the_own_layout_with_the_reason(world: World) -> None:
    world.hand_in()
    for moment in ("before", "after"):
        answer = world.own.get("/opdrachtgever/uploads/1/geweigerd")
        assert answer.headers["Content-Disposition"] == "attachment; filename=energie-geweigerd.csv", moment
        rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
        assert rows[0] == [*claim_file().decode().splitlines()[0].split(";"), "reden"]
        assert [row[0] for row in rows[1:]] == ["K-3", "K-4", "K-5"]
        assert "abc" in rows[1][-1]
        world.answer("bevestigen")


def test_the_page_to_hand_in_names_the_column_that_sets_prescription(world: World) -> None:
    page = world.own.get("/opdrachtgever/aanleveren").text
    assert "<strong>Soort vordering:</strong>" in page
    assert "consumentenkoop of overeenkomst" in page


def test_a_citizen_number_is_nowhere(world: World) -> None:
    answer = world.hand_in(name=f"nota {BSN}.csv")
    texts = [world.own.get(answer.location).text, world.own.get("/opdrachtgever/uploads").text,
             world.own.get(f"{answer.location}/geweigerd").text]
    world.answer("bevestigen")
    texts.append(world.own.get("/opdrachtgever").text)
    assert not [text for text in texts if BSN in text]
    root = store_of(world.app).root
    kept = [path.read_bytes() for path in root.rglob("*") if path.is_file()]
    assert kept
    assert not [content for content in kept if BSN.encode() in content]
    with world.app.app_context():
        connection = database.session().connection()
        for table in ("upload", "case_event", "claim", "debtor", "document"):
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}"):
                assert BSN not in str(tuple(row)), table


@pytest.mark.parametrize(("content", "message"), [
    (b"", "leeg"), (b"%PDF-1.4 geen lijst", "pdf"), (b"a;b;c\n1;2;3\n", "kolomnamen"),
])
def test_a_file_that_cannot_be_read_says_why_and_leaves_nothing(world: World, content: bytes, message: str) -> None:
    answer = world.hand_in(content)
    assert answer.status_code == 422
    assert message in answer.text
    assert "niets opgeslagen" in answer.text
    assert world.count(Upload) == 0


def test_no_file_chosen_is_an_error_at_the_field(world: World) -> None:
    answer = world.own.post("/opdrachtgever/aanleveren", data={"csrf_token": csrf_of(world.own)})
    assert answer.status_code == 422
    assert "Kies een bestand." in answer.text
    assert "<title>Fout:" in answer.text


def test_without_agreed_terms_the_refusal_names_who_can_help(world: World) -> None:
    with world.app.app_context(), database.transaction() as session:
        bare = Client(name="Nieuw B.V.", legal_form="bv", kvk_number="11112222", created_at=at(TODAY))
        session.add(bare)
        session.flush()
        client_id = bare.id
    browser = browser_of(world.app, RoleName.CLIENT, email="nieuw@klant.test", client_id=client_id)
    answer = world.hand_in(browser=browser)
    assert answer.status_code == 422
    assert "nog geen afspraken vastgelegd" in answer.text


def test_an_upload_of_another_client_is_not_there(world: World) -> None:
    world.hand_in()
    for path in ("", "/geweigerd"):
        foreign = world.other.get(f"/opdrachtgever/uploads/1{path}")
        unknown = world.other.get(f"/opdrachtgever/uploads/99999{path}")
        assert (foreign.status_code, unknown.status_code) == (404, 404)
        assert same_for_all(foreign.text) == same_for_all(unknown.text)
    for button in ("bevestigen", "annuleren"):
        assert world.answer(button, browser=world.other).status_code == 404
    assert "energie.csv" not in world.other.get("/opdrachtgever/uploads").text
    with world.app.app_context():
        assert database.session().scalars(select(Upload)).one().state is UploadState.PREVIEWED


def test_htmx_sends_the_browser_to_the_preview_as_a_page(world: World) -> None:
    answer = world.hand_in(**{"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"] == "/opdrachtgever/uploads/1"


def test_a_store_that_is_full_refuses_a_file_in_words_and_takes_it_later(world: World) -> None:
    world.app.config["STORE_SPARE"] = 2**62
    answer = world.hand_in()
    assert answer.status_code == 422
    for words in ("De opslag van documenten is vol.", "Er is niets opgeslagen.", "Vraag de beheerder"):
        assert words in answer.text, words
    assert world.count(Upload) == 0
    assert not store_of(world.app).root.exists()
    world.app.config["STORE_SPARE"] = 0
    del world.app.extensions["store"]  # as after a new start
    assert world.hand_in().status_code == 302


def test_a_file_that_is_damaged_before_it_is_taken_in_is_told_and_can_be_handed_in_again(world: World) -> None:
    world.hand_in()
    (path,) = (path for path in store_of(world.app).root.rglob("*") if path.is_file())
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    refused = world.own.get("/opdrachtgever/uploads/1/geweigerd")
    assert (refused.status_code, "Het stuk “energie.csv” is beschadigd" in refused.text) == (500, True)
    page = world.answer("bevestigen")
    assert "Uw bestand is bij ons beschadigd geraakt" in world.own.get(page.location).text
    assert world.count(Case) == 0
    world.hand_in()
    world.answer("bevestigen", upload_id=2)
    assert world.count(Case) == 2
