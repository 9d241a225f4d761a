"""The bailiff sees the packages of the own office, takes them with a log, and reports service back."""

import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from agency import database
from cases.amicable import holds, payments
from cases.amicable.payment_doubts import PaymentInput
from cases.counting import prescriptions, statement
from cases.errors import Refused
from cases.legal_track import writs
from cases.models import (
    Case,
    CaseEvent,
    DocumentKind,
    EventKind,
    HoldKind,
    Interruption,
    PackageDownload,
    PaidTo,
    RoleName,
    ServiceManner,
    ServiceReport,
    Stage,
    Writ,
    WritState,
)
from cases.queries import bailiff
from cases.store import Space
from legal.debtor.prescription import PrescriptionRegime
from tests.agency.portals import (
    at,
    browser_of,
    field_of,
    given_writ,
    pre_legal_case,
    same_for_all,
    staff,
    store_of,
)
from tests.factories import (
    FIGURES,
    SMALL_PDF,
    TODAY,
    by,
    make_agency,
    make_bailiff_office,
    make_client,
    make_terms,
    make_user,
)
from tests.web import asked, make_app

LATER = at(TODAY).replace(hour=15)
DAY_AFTER = TODAY + timedelta(days=2)  # a Monday: by then every hour of the day of service has passed


@dataclass
class World:
    """One package given to the office of `own`; `other` belongs to another office."""

    app: Flask
    own: FlaskClient
    other: FlaskClient
    writ_id: int
    case_id: int

    def post(self, path: str, browser: FlaskClient | None = None, **data: object) -> TestResponse:
        """Send a form to a page of the package, with the token of the page."""
        browser = browser or self.own
        page = browser.get(f"/deurwaarder/opdrachten/{self.writ_id}").text
        token = page.split('name="csrf-token" content="')[1].split('"')[0]
        return browser.post(f"/deurwaarder/opdrachten/{self.writ_id}/{path}", data={"csrf_token": token} | data,
                            content_type="multipart/form-data")

    def report(self, **changes: object) -> TestResponse:
        """Report service in person on TODAY, unless `changes` say otherwise."""
        values = {"manner": "in_person", "served_on": "21-11-2026", "served_at": "14:30", "token": "t1"}
        return self.post("terugmelding", **(values | changes))


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> World:
    app = make_app(sqlite_url, tmp_path, today=DAY_AFTER)
    store = store_of(app)
    with app.app_context(), database.transaction() as session:
        make_agency(session)
        people = staff(session)
        client = make_client(session, terms=make_terms(prescription_regime=PrescriptionRegime.CONTRACT))
        office, other = make_bailiff_office(session), make_bailiff_office(session, name="Ander kantoor")
        approver = make_user(session, RoleName.CLIENT, email="klant@voorbeeld.test", client_id=client.id)
        case = pre_legal_case(session, store, people)
        writ = given_writ(session, store, case, people, office_id=office.id, approver_id=approver.id)
        ids = office.id, other.id, writ.id, case.id
    return World(
        app=app, writ_id=ids[2], case_id=ids[3],
        own=browser_of(app, RoleName.BAILIFF, email="own@voorbeeld.test", office_id=ids[0], name="D. Waarder"),
        other=browser_of(app, RoleName.BAILIFF, email="other@voorbeeld.test", office_id=ids[1]),
    )


def test_the_list_names_what_the_bailiff_plans_by(world: World) -> None:
    page = world.own.get("/deurwaarder").text
    for words in ("2026-000001", "Voorbeeld Energie B.V.", "Jansje de Vries", "Voorbeeldstad", "21-11-2026",
                  "nog niet", "16-06-2031"):  # five years after the day on which the invoice fell due
        assert words in page, words


def test_the_bailiff_is_told_that_a_term_is_assumed(world: World) -> None:
    """Nobody stated what kind of claim it is: two years from the day after 15 June 2026."""
    with world.app.app_context(), database.transaction() as session:
        session.get_one(Case, world.case_id).claims[0].prescription_regime = None
    for path in ("", f"/opdrachten/{world.writ_id}"):
        page = world.own.get(f"/deurwaarder{path}").text
        assert "16-06-2028" in page
        assert "soort niet vastgelegd, 2 jaar aangenomen" in page


def test_a_package_of_another_office_is_not_there(world: World) -> None:
    assert "2026-000001" not in world.other.get("/deurwaarder?toon=alles").text
    for path in ("", "/terugmelding", "/betekeningsstuk"):
        foreign = world.other.get(f"/deurwaarder/opdrachten/{world.writ_id}{path}")
        unknown = world.other.get(f"/deurwaarder/opdrachten/987654{path}")
        assert (foreign.status_code, unknown.status_code) == (404, 404), path
        assert same_for_all(foreign.text) == same_for_all(unknown.text)
    token = {"csrf_token": world.other.get("/deurwaarder").text.split('csrf-token" content="')[1].split('"')[0]}
    for path in ("pakket", "terugmelding"):
        answer = world.other.post(f"/deurwaarder/opdrachten/{world.writ_id}/{path}", data=token)
        assert answer.status_code == 404, path
    with world.app.app_context():
        assert database.session().scalar(select(func.count()).select_from(PackageDownload)) == 0


def test_the_page_shows_what_is_owed_and_what_lies_in_the_package(world: World) -> None:
    page = world.own.get(f"/deurwaarder/opdrachten/{world.writ_id}").text
    with world.app.app_context():
        case = database.session().get_one(Case, world.case_id)
        balance = statement.valuation(database.session(), case, on=DAY_AFTER, figures=FIGURES).balance
    assert f"{balance:.2f}".replace(".", ",") in page
    assert "rente per dag" in page
    assert "sommatie-exploot-concept.docx" in page
    assert "dossier.json" in page


def test_a_case_that_was_paid_has_nothing_owed(world: World) -> None:
    pay(world, Decimal("5000.00"))
    page = world.own.get(f"/deurwaarder/opdrachten/{world.writ_id}").text.replace("\xa0", " ")
    assert "Er is niets meer verschuldigd" in page
    assert re.search(r"er is € 4\.\d{3},\d\d te veel betaald", page)
    assert "rente per dag" not in page
    assert "-€" not in page


def test_taking_the_package_is_written_down_and_a_look_is_not(world: World) -> None:
    world.own.get(f"/deurwaarder/opdrachten/{world.writ_id}")
    assert world.own.get(f"/deurwaarder/opdrachten/{world.writ_id}/pakket").status_code == 405
    answer = world.post("pakket")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "manifest.json" in zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    with world.app.app_context():
        taken = database.session().scalars(select(PackageDownload)).one()
        assert taken.sha256 == hashlib.sha256(answer.data).hexdigest()
        assert taken.writ_id == world.writ_id
        kinds = select(CaseEvent.kind).where(CaseEvent.kind == EventKind.PACKAGE_DOWNLOADED)
        assert len(database.session().scalars(kinds).all()) == 1
    assert "D. Waarder" in world.own.get(f"/deurwaarder/opdrachten/{world.writ_id}").text


@pytest.mark.parametrize(("what", "stamp"), [
    ("paid", "INGETROKKEN: niet betekenen"), ("disputed", "INGETROKKEN: niet betekenen"),
    ("withdrawn", "INGETROKKEN: niet betekenen"), ("partly", "STILGEZET: niet betekenen"),
])
def test_what_happened_meanwhile_stands_on_top_and_nothing_can_be_taken(world: World, what: str, stamp: str) -> None:
    change: dict[str, Callable[[], object]] = {
        "paid": lambda: pay(world, Decimal("10000.00")), "partly": lambda: pay(world, Decimal("50.00")),
        "disputed": lambda: dispute(world), "withdrawn": lambda: withdraw(world),
    }
    change[what]()
    page = world.own.get(f"/deurwaarder/opdrachten/{world.writ_id}").text
    assert page.index(stamp) < page.index("Sommatie-exploot</h2>")
    assert stamp.split(":")[0] in world.own.get("/deurwaarder").text
    assert "Pakket downloaden" not in page
    assert world.post("pakket").status_code == 302
    page = world.own.get(f"/deurwaarder/opdrachten/{world.writ_id}").text
    assert "Het pakket is niet gedownload" in page
    assert "030 123 45 67" in page, "whom to call stands beside it"
    with world.app.app_context():
        assert database.session().scalar(select(PackageDownload)) is None


@pytest.mark.parametrize("was_taken", [False, True])
def test_a_report_is_asked_of_an_order_that_was_taken_back_only_where_it_was_taken(
    world: World, *, was_taken: bool
) -> None:
    if was_taken:
        assert world.post("pakket").status_code == 200
    withdraw(world)
    page = world.own.get(f"/deurwaarder/opdrachten/{world.writ_id}").text
    assert ("Betekening terugmelden" in page) is was_taken
    assert ("Hebt u het al" in page) is was_taken


def test_what_is_said_of_downloads_is_fetched_again_after_one(world: World) -> None:
    page = world.own.get(f"/deurwaarder/opdrachten/{world.writ_id}").text
    assert 'data-refreshes="#pakket-en-downloads"' in page
    assert page.index('id="pakket-en-downloads"') < page.index("Pakket downloaden") < page.index("Nog niet gedownload")


def pay(world: World, amount: Decimal) -> None:
    """The debtor pays after the package was given."""
    with world.app.app_context(), database.transaction() as session:
        payments.register(
            session, by(None, LATER, TODAY), world.case_id,
            PaymentInput(amount=amount, received_on=TODAY, paid_to=PaidTo.AGENCY), figures=FIGURES,
        )


def dispute(world: World) -> None:
    """The debtor disputes after the package was given."""
    with world.app.app_context(), database.transaction() as session:
        holds.place(
            session, by(None, LATER), world.case_id, kind=HoldKind.DISPUTE, reason="Meterstand klopt niet", on=TODAY
        )


def withdraw(world: World) -> None:
    """The agency takes the package back."""
    with world.app.app_context(), database.transaction() as session:
        writs.withdraw(session, by(None, LATER, TODAY), world.case_id, reason="Vergissing")


def test_an_office_whose_space_is_full_is_told_what_to_do_and_reports_without_a_file(world: World) -> None:
    world.app.config["USER_SPACE"] = Space(files=0, size=len(SMALL_PDF) - 1)
    refused = world.report(file=(io.BytesIO(SMALL_PDF), "exploot.pdf"))
    assert refused.status_code == 422
    assert "Vraag het incassobureau om meer ruimte, of stuur het bestand naar de behandelaar" in refused.text
    with world.app.app_context():
        assert database.session().scalars(select(ServiceReport)).all() == []
    assert world.report().status_code == 302


def test_service_moves_the_case_and_interrupts_prescription(world: World) -> None:
    answer = world.report(
        manner="housemate", left_with="P. Jansen", capacity="partner", costs="98,52", remarks="Deed zelf open.",
        file=(io.BytesIO(SMALL_PDF), "exploot.pdf"),
    )
    assert answer.status_code == 302
    with world.app.app_context():
        session = database.session()
        report = session.scalars(select(ServiceReport)).one()
        assert (report.manner, report.left_with, report.costs) == (
            ServiceManner.HOUSEMATE, "P. Jansen, partner", Decimal("98.52")
        )
        assert report.document_id is not None
        assert session.get_one(Case, world.case_id).stage is Stage.SUMMONS_SERVED
        assert session.get_one(Writ, world.writ_id).state is WritState.SERVED
        assert session.scalars(select(Interruption)).one().interrupted_on == TODAY
    page = world.own.get(f"/deurwaarder/opdrachten/{world.writ_id}").text
    assert "De verjaring is gestuit op" in page
    assert "22-11-2031" in page  # a new term of five years from the day after service
    proof = world.own.get(f"/deurwaarder/opdrachten/{world.writ_id}/betekeningsstuk")
    assert proof.data == SMALL_PDF
    assert proof.headers["Content-Disposition"].startswith("attachment")


def test_the_same_form_twice_is_one_report(world: World) -> None:
    assert world.report().status_code == 302
    assert world.report().status_code == 302
    assert world.report(token="another").status_code == 302
    with world.app.app_context():
        assert database.session().scalar(select(func.count()).select_from(ServiceReport)) == 1
        assert database.session().scalar(select(func.count()).select_from(Interruption)) == 1


def test_not_served_goes_back_to_the_desk_without_interruption(world: World) -> None:
    assert world.report(manner="not_served", served_at="", remarks="Woning staat leeg.").status_code == 302
    with world.app.app_context():
        assert database.session().get_one(Case, world.case_id).stage is Stage.PRE_LEGAL
        assert database.session().scalar(select(Interruption)) is None
    assert "Niet betekend" in world.own.get(f"/deurwaarder/opdrachten/{world.writ_id}").text


WRONG: list[tuple[dict[str, object], str]] = [
    ({"manner": ""}, "Kies de wijze van betekening"),
    ({"served_on": ""}, "Vul de datum in"),
    ({"served_on": "31-02-2026"}, "bestaat niet"),
    ({"served_on": "24-11-2026"}, "ligt niet tussen de overdracht"),
    ({"served_on": "20-11-2026"}, "ligt niet tussen de overdracht"),
    ({"served_on": "22-11-2026"}, "Op zondag mag geen exploot worden gedaan"),
    ({"served_at": ""}, "Vul het tijdstip van betekening in"),
    ({"served_at": "25:00"}, "bijvoorbeeld 14:30"),
    ({"served_at": "20:00"}, "art. 64 Rv"),
    ({"manner": "housemate", "left_with": ""}, "Vul de naam in"),
    ({"manner": "office", "left_with": "R. Eceptie", "capacity": ""}, "Vul de hoedanigheid in"),
    ({"manner": "not_served", "remarks": ""}, "waarom het exploot niet is betekend"),
    ({"remarks": "BSN 111222333"}, "burgerservicenummer"),
    ({"costs": "12.50"}, "komma"),
]


def test_a_wrong_report_says_what_is_wrong_and_keeps_what_was_typed(world: World) -> None:
    for changes, message in WRONG:
        answer = world.report(**({"remarks": "Blijft staan"} | changes))
        assert answer.status_code == 422, changes
        assert message in answer.text, changes
        assert "<title>Fout:" in answer.text
        assert "Blijft staan" in answer.text or "remarks" in changes
    with world.app.app_context():
        assert database.session().scalar(select(ServiceReport)) is None


def test_a_file_that_is_no_document_is_refused_and_nothing_is_kept(world: World) -> None:
    answer = world.report(file=(io.BytesIO(b"<html><script>alert(1)</script>"), "exploot.pdf"))
    assert answer.status_code == 422
    assert "geen PDF, PNG of JPEG" in answer.text
    with world.app.app_context():
        assert database.session().scalar(select(ServiceReport)) is None
        kinds = select(func.count()).where(CaseEvent.data["document_kind"].as_string() == DocumentKind.SERVICE_REPORT)
        assert database.session().scalar(kinds) == 0


def test_the_form_carries_a_token_of_its_own(world: World) -> None:
    address = f"/deurwaarder/opdrachten/{world.writ_id}/terugmelding"
    assert field_of(world.own.get(address).text, "token") != field_of(world.own.get(address).text, "token")


def test_a_search_that_finds_one_package_goes_there(world: World) -> None:
    answer = world.own.get(asked(world.own, "/deurwaarder/opdrachten?q=vries"))
    assert answer.status_code == 302
    assert answer.location.endswith(f"/opdrachten/{world.writ_id}")
    assert world.other.get(asked(world.other, "/deurwaarder/opdrachten?q=vries")).status_code == 200


def test_what_was_reported_as_served_is_not_withdrawn_at_the_desk(world: World) -> None:
    world.report()
    with world.app.app_context(), database.transaction() as session:
        row = session.scalars(select(Interruption)).one()
        with pytest.raises(Refused, match="teruggemeld"):
            prescriptions.withdraw(session, by(None, LATER), world.case_id, row.id, reason="Vergissing")
    desk = browser_of(world.app, RoleName.HANDLER, email="balie@voorbeeld.test")
    page = desk.get(f"/dossiers/{world.case_id}").text
    assert "gestuit op" in page
    assert "intrekken=" not in page


def test_a_package_with_one_flipped_bit_is_not_given_and_no_download_is_on_record(world: World) -> None:
    with world.app.app_context():
        package = bailiff.package_of(database.session(), database.session().get_one(Writ, world.writ_id))
        assert package is not None
    path = store_of(world.app).path(package.sha256)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    answer = world.post("pakket")
    assert answer.status_code == 302
    page = world.own.get(answer.location)
    assert page.status_code == 200  # the rest of it helps all the same
    for words in ("Het pakket is niet gedownload.", "Het stuk “Pakket van", package.filename, "is beschadigd",
                  "Vraag de beheerder van het incassobureau"):
        assert words in page.text, words
    with world.app.app_context():
        session = database.session()
        assert session.scalar(select(func.count()).select_from(PackageDownload)) == 0
        assert not session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.PACKAGE_DOWNLOADED)).all()
    path.write_bytes(whole)
    assert world.post("pakket").data == whole
