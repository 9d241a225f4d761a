"""The bailiff's form: what cannot be true is refused at its field, and a wrong report is corrected on a page."""

import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from agency import database
from cases.models import Case, Interruption, RoleName, ServiceManner, ServiceReport, Stage
from tests.agency.portals import browser_of, field_of, store_of
from tests.cases.legal_track.served import GIVEN, at_bailiff, here
from tests.factories import SMALL_PDF, make_agency, make_client
from tests.web import make_app

TODAY = GIVEN + timedelta(days=5)  # a Wednesday; the hand-over was on Friday at eleven


def words(html: str) -> str:
    """The text of a page as it is read."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ")


class Desk:
    """One package at the office of `own`, another office, and the browsers of handler and client."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context(), database.transaction() as session:
            make_agency(session)
            client = make_client(session)
            writ = at_bailiff(session, store_of(app), given=here(GIVEN, 11))
            self.writ_id, self.case_id, office_id = writ.id, writ.case_id, writ.bailiff_office_id
            other = at_bailiff(session, store_of(app), customer="K-9", invoice="F-9", surname="Bos").bailiff_office_id
            client_id = client.id
        self.own = browser_of(app, RoleName.BAILIFF, email="own@voorbeeld.test", office_id=office_id)
        self.other = browser_of(app, RoleName.BAILIFF, email="other@voorbeeld.test", office_id=other)
        self.handler = browser_of(app, RoleName.HANDLER, email="balie@voorbeeld.test")
        self.client = browser_of(app, RoleName.CLIENT, email="klant2@voorbeeld.test", client_id=client_id)

    def address(self, path: str = "") -> str:
        return f"/deurwaarder/opdrachten/{self.writ_id}{path}"

    def send(self, path: str, browser: FlaskClient | None = None, **data: object) -> TestResponse:
        browser = browser or self.own
        page = browser.get("/deurwaarder?toon=alles").text
        values = {"csrf_token": page.split('name="csrf-token" content="')[1].split('"')[0]}
        return browser.post(self.address(path), data=values | data, content_type="multipart/form-data")

    def report(self, **changes: object) -> TestResponse:
        values = {"manner": "in_person", "served_on": "23-11-2026", "served_at": "14:30", "token": "t1"}
        return self.send("/terugmelding", **(values | changes))

    def correct(self, browser: FlaskClient | None = None, **changes: object) -> TestResponse:
        values = {
            "manner": "in_person", "served_on": "21-11-2026", "served_at": "10:15", "token": "c1",
            "reason": "Datum verkeerd overgenomen", "seen": self.seen(),
        }
        return self.send("/terugmelding/corrigeren", browser, **(values | changes))

    def seen(self) -> str:
        return field_of(self.own.get(self.address("/terugmelding/corrigeren")).text, "seen")

    def count(self, table: type) -> int:
        with self.app.app_context():
            return database.session().scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path) -> Desk:
    return Desk(make_app(sqlite_url, tmp_path, today=TODAY))


REFUSED: list[tuple[dict[str, object], str, str]] = [
    ({"served_on": "22-11-2026"}, "served_on", "Op zondag mag geen exploot worden gedaan (art. 64 Rv)."),
    ({"served_on": "22-11-2026", "leave_court": "Rechtbank Midden-Nederland"}, "leave_on", "op welke dag het verlof"),
    ({"served_at": "6:59"}, "served_at", "Tussen 20.00 en 07.00 uur"),
    ({"served_at": "20:00"}, "served_at", "art. 64 Rv"),
    ({"served_on": "26-11-2026"}, "served_on", "ligt niet tussen de overdracht (20-11-2026) en vandaag"),
    ({"served_on": "20-11-2026", "served_at": "10:59"}, "served_at", "pas om 11.00 uur overgedragen"),
    ({"served_on": "19-11-2026"}, "served_on", "ligt niet tussen de overdracht"),
    ({"manner": "office", "left_with": "R. Bos", "capacity": "receptionist"}, "manner", "natuurlijke persoon"),
    ({"manner": "sealed_envelope"}, "remarks", "waarom het niet anders kon"),
    ({"manner": "public", "remarks": "Staatscourant 1"}, "manner", "art. 54 Rv"),
    ({"costs": "9.999,99"}, "costs", "nog niets vastgelegd of geboekt"),
]


def test_each_refusal_stands_at_its_field_and_nothing_is_kept(desk: Desk) -> None:
    for changes, field, message in REFUSED:
        answer = desk.report(**({"remarks": "Blijft staan", "file": (io.BytesIO(SMALL_PDF), "deed.pdf")} | changes)
                             if "remarks" not in changes and field != "remarks" else changes)
        assert answer.status_code == 422, changes
        at = answer.text.split(f'id="{field}-fout"')[1].split("</p>")[0]
        assert message in at, changes
        assert "<title>Fout:" in answer.text
        if "remarks" not in changes and field != "remarks":
            assert "Blijft staan" in answer.text
    assert desk.count(ServiceReport) == desk.count(Interruption) == 0


def test_high_costs_are_confirmed_with_a_tick(desk: Desk) -> None:
    assert 'name="costs_confirmed"' not in desk.own.get(desk.address("/terugmelding")).text
    asked = desk.report(costs="9.999,99")
    assert 'name="costs_confirmed"' in asked.text
    assert "9.999,99" in asked.text
    assert desk.report(costs="9.999,99", costs_confirmed="y").status_code == 302
    assert desk.count(ServiceReport) == 1


def test_a_sunday_with_leave_passes_and_shows_it(desk: Desk) -> None:
    answer = desk.report(served_on="22-11-2026", leave_court="Rechtbank Midden-Nederland", leave_on="20-11-2026")
    assert answer.status_code == 302
    page = words(desk.own.get(desk.address()).text)
    assert "Rechtbank Midden-Nederland, 20-11-2026 (art. 64 Rv)" in page


def test_a_correction_is_filled_in_with_what_was_reported(desk: Desk) -> None:
    assert desk.own.get(desk.address("/terugmelding/corrigeren")).status_code == 404, "nothing to correct yet"
    desk.report(manner="housemate", left_with="P. Jansen", capacity="partner", costs="98,52", remarks="Deed open")
    page = desk.own.get(desk.address("/terugmelding/corrigeren")).text
    for value in ('value="23-11-2026"', 'value="14:30"', 'value="P. Jansen"', 'value="partner"', 'value="98,52"'):
        assert value in page, value
    assert "Deed open" in page
    assert desk.other.get(desk.address("/terugmelding/corrigeren")).status_code == 404


def test_a_correction_moves_the_day_everywhere_and_counts_once(desk: Desk) -> None:
    desk.report(file=(io.BytesIO(SMALL_PDF), "deed.pdf"))
    seen = desk.seen()
    for _ in range(2):
        assert desk.correct(seen=seen).status_code == 302
    assert desk.count(ServiceReport) == 2
    page = words(desk.own.get(desk.address()).text)
    assert "De verjaring is gestuit op 21-11-2026" in page
    assert "Datum verkeerd overgenomen" in page
    assert "Eerder gemeld" in page
    assert desk.own.get(desk.address("/betekeningsstuk")).data == SMALL_PDF
    handler = words(desk.handler.get(f"/dossiers/{desk.case_id}").text)
    assert "Terugmelding gecorrigeerd: betekend: in persoon" in handler
    assert "er stond: betekend op 23-11-2026" in handler
    assert "Gecorrigeerd op" in desk.handler.get(f"/dossiers/{desk.case_id}/gerechtelijk").text
    client = words(desk.client.get(f"/opdrachtgever/dossiers/{desk.case_id}").text)
    assert "Terugmelding van de deurwaarder gecorrigeerd: het exploot is betekend op 21-11-2026" in client
    assert "Datum verkeerd overgenomen" not in client


def test_not_served_after_all_brings_the_case_back(desk: Desk) -> None:
    desk.report()
    answer = desk.correct(manner="not_served", served_at="", remarks="Woning staat leeg")
    assert answer.status_code == 302
    with desk.app.app_context():
        assert database.session().get_one(Case, desk.case_id).stage is Stage.PRE_LEGAL
        newest = database.session().scalars(select(ServiceReport).order_by(ServiceReport.id.desc())).first()
        assert newest is not None
        assert newest.manner is ServiceManner.NOT_SERVED
    assert "De verjaring is gestuit" not in desk.own.get(desk.address()).text
    client = desk.client.get(f"/opdrachtgever/dossiers/{desk.case_id}").text
    assert "gecorrigeerd: het exploot is niet betekend" in client


@pytest.mark.parametrize(("changes", "message"), [
    ({"reason": ""}, "wat er niet klopte"), ({"reason": "x"}, "wat er niet klopte"),
    ({"served_on": "22-11-2026"}, "Op zondag"), ({"served_on": "23-11-2026", "served_at": "14:30"}, "niets gewijzigd"),
    ({"manner": "housemate"}, "Vul de naam in"),
])
def test_a_refused_correction_keeps_what_was_typed(desk: Desk, changes: dict[str, object], message: str) -> None:
    desk.report()
    answer = desk.correct(**({"remarks": "Blijft staan"} | changes if message != "niets gewijzigd" else changes))
    assert answer.status_code == 422
    assert message in answer.text
    assert desk.count(ServiceReport) == 1


def test_a_correction_of_an_older_report_says_so_and_saves_nothing(desk: Desk) -> None:
    desk.report()
    seen = desk.seen()
    desk.correct(seen=seen)
    answer = desk.correct(seen=seen, token="c2", served_on="24-11-2026")
    assert answer.status_code == 302
    assert "intussen al gecorrigeerd" in desk.own.get(answer.location).text
    assert desk.count(ServiceReport) == 2


def test_the_legal_lead_corrects_it_too_and_a_handler_does_not(desk: Desk) -> None:
    desk.report()
    address = f"/dossiers/{desk.case_id}/exploot/{desk.writ_id}/terugmelding"
    assert desk.handler.get(address).status_code == 403
    assert "Klopt dit niet" not in desk.handler.get(f"/dossiers/{desk.case_id}/gerechtelijk").text
    lead = browser_of(desk.app, RoleName.LEGAL_LEAD, email="lead@voorbeeld.test", name="J. Lead")
    assert address in lead.get(f"/dossiers/{desk.case_id}/gerechtelijk").text
    assert lead.get(f"/dossiers/{desk.case_id}/exploot/{desk.writ_id + 1}/terugmelding").status_code == 404
    page = lead.get(address).text
    form = {
        "csrf_token": page.split('name="csrf-token" content="')[1].split('"')[0], "seen": field_of(page, "seen"),
        "manner": "in_person", "served_on": "22-11-2026", "served_at": "10:15", "token": "d1",
        "reason": "Kantoor belde",
    }
    refused = lead.post(address, data=form)
    assert refused.status_code == 422
    assert "Op zondag" in refused.text
    assert "Kantoor belde" in refused.text
    for _ in range(2):
        assert lead.post(address, data=form | {"served_on": "21-11-2026"}).status_code == 302
    assert desk.count(ServiceReport) == 2
    handler = words(desk.handler.get(f"/dossiers/{desk.case_id}").text)
    assert "Terugmelding gecorrigeerd" in handler
    assert "J. Lead" in handler


def test_another_office_corrects_nothing(desk: Desk) -> None:
    desk.report()
    assert desk.correct(desk.other).status_code == 404
    assert desk.count(ServiceReport) == 1
