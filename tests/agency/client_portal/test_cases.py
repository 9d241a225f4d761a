"""A client follows its cases, adds what is asked and sees nothing of another client or of what is private."""

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
from cases import documents
from cases.amicable import holds, payments
from cases.amicable.payment_doubts import PaymentInput
from cases.correspondence import posting
from cases.counting import statement
from cases.documents import File, NewDocument
from cases.legal_track import gate
from cases.models import (
    Case,
    CostApproval,
    Document,
    DocumentKind,
    HoldKind,
    LedgerEntry,
    LedgerKind,
    PaidTo,
    PartyRole,
    RoleName,
    Stage,
)
from cases.queries.client import portfolio
from letters.words import euro
from tests.agency.portals import at, browser_of, field_of, portal_app, pre_legal_case, same_for_all, staff, store_of
from tests.cases.parties.people import join, person
from tests.factories import FIGURES, SMALL_PDF, TODAY, by, make_agency, make_case, make_client, post_first_notice
from tests.legal.figures import FIGURES_2026
from tests.web import asked, csrf_of, stand_on


@dataclass
class World:
    """One case in the legal track of `own`; `other` is another client with a case of its own."""

    app: Flask
    own: FlaskClient
    other: FlaskClient
    case_id: int
    claim_id: int
    other_case_id: int

    @property
    def page(self) -> str:
        """The page of the case, with plain spaces."""
        return self.own.get(f"/opdrachtgever/dossiers/{self.case_id}").text.replace("\xa0", " ")

    def post(self, path: str, browser: FlaskClient | None = None, **data: object) -> TestResponse:
        """Send a form of the case."""
        browser = browser or self.own
        return browser.post(f"/opdrachtgever/dossiers/{self.case_id}/{path}",
                            data={"csrf_token": csrf_of(browser)} | data, content_type="multipart/form-data")

    def evidence(self, **changes: object) -> TestResponse:
        """Add a copy of the invoice, unless `changes` say otherwise."""
        values: dict[str, object] = {"kind": "invoice", "claim": str(self.claim_id), "token": "e1",
                                     "file": (io.BytesIO(SMALL_PDF), "factuur.pdf")}
        return self.post("stuk", **(values | changes))

    def pay(self, **changes: object) -> TestResponse:
        """Report a payment, unless `changes` say otherwise."""
        values: dict[str, object] = {"amount": "100,00", "received_on": "20-11-2026", "claim": "", "token": "p1"}
        return self.post("betaling", **(values | changes))

    def pay_after_all(self, **changes: object) -> TestResponse:
        """Report a payment, and say yes to what the form asks first."""
        asked = self.pay(**changes)
        assert asked.status_code == 422
        return self.pay(**changes, sure="y", seen=field_of(asked.text, "seen"))


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> World:
    app = portal_app(sqlite_url, tmp_path)
    store = store_of(app)
    with app.app_context(), database.transaction() as session:
        make_agency(session)
        own, other = make_client(session), make_client(session, name="Andere B.V.")
        case = pre_legal_case(session, store, staff(session))
        foreign = make_case(session, store, client=other, surname="Geheim")
        ids = own.id, other.id, case.id, case.claims[0].id, foreign.id
    return World(
        app=app, case_id=ids[2], claim_id=ids[3], other_case_id=ids[4],
        own=browser_of(app, RoleName.CLIENT, email="own@klant.test", client_id=ids[0], name="K. Klant"),
        other=browser_of(app, RoleName.CLIENT, email="other@klant.test", client_id=ids[1]),
    )


def test_the_start_page_asks_what_is_asked(world: World) -> None:
    page = world.own.get("/opdrachtgever").text.replace("\xa0", " ")
    assert f"/opdrachtgever/dossiers/{world.case_id}/kosten" in page
    assert f"/opdrachtgever/dossiers/{world.case_id}/stuk" in page
    assert "€ 500,00" in page
    assert "Er is niets dat op u wacht" in world.other.get("/opdrachtgever").text


def test_with_many_cases_the_sums_come_after_the_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portfolio, "MOST_COUNTED", 0)
    page = world.own.get("/opdrachtgever").text
    assert "€ 500,00" not in page.replace("\xa0", " ")
    assert 'hx-get="/opdrachtgever" hx-trigger="load"' in page
    assert 'href="/opdrachtgever?bedragen=1"' in page  # without a script
    piece = world.own.get("/opdrachtgever", headers={"HX-Request": "true"}).text.replace("\xa0", " ")
    assert "<h1" not in piece
    whole = world.own.get("/opdrachtgever?bedragen=1").text.replace("\xa0", " ")
    for text in (piece, whole):
        assert "Hoofdsom van lopende dossiers" in text
        assert "€ 500,00" in text
        assert "hx-get" not in text
    foreign = world.other.get("/opdrachtgever", headers={"HX-Request": "true"}).text.replace("\xa0", " ")
    assert foreign.count("€ 500,00") == 1  # of its own case


def test_the_case_shows_the_same_balance_as_the_record_and_how_it_was_made(world: World) -> None:
    with world.app.app_context():
        case = database.session().get_one(Case, world.case_id)
        owed = statement.valuation(database.session(), case, on=TODAY, figures=FIGURES)
    page = world.page
    for amount in (owed.balance, owed.interest, owed.costs):
        assert f"€ {amount:.2f}".replace(".", ",") in page
    assert owed.costs == Decimal("75.00")
    for line in owed.lines:
        assert line.law in page
        assert f"€ {line.amount:.2f}".replace(".", ",") in page


def test_what_one_of_several_paid_too_much_is_a_line_of_its_own(world: World) -> None:
    """She owes no costs, so that ten euro is over; the costs of 75 euro stay his."""
    with world.app.app_context(), database.transaction() as session:
        case = session.get_one(Case, world.case_id)
        petra = join(session, case, PartyRole.DEBTOR, person(first_names="Petra", surname="Jansen"), on=TODAY)
        owed = statement.valuation(session, case, on=TODAY, figures=FIGURES)
        told = PaymentInput(
            amount=owed.balance - owed.costs + 10, received_on=TODAY, paid_to=PaidTo.AGENCY, debtor_id=petra.person_id
        )
        payments.register(session, by(), case.id, told, figures=FIGURES)
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", world.page))
    assert "Te veel betaald door Petra Jansen: gaat terug € 10,00" in shown
    assert f"Betaald {euro(told.amount)}".replace("\u00a0", " ") in shown
    assert "Nog te betalen tot en met 21-11-2026 € 75,00" in shown


def test_the_balance_on_another_day_and_on_a_day_that_is_none(world: World) -> None:
    earlier = world.own.get(f"/opdrachtgever/dossiers/{world.case_id}?op=01-10-2026").text
    assert 'Saldo op <time datetime="2026-10-01">' in earlier
    assert "bijvoorbeeld 21-11-2026" in world.own.get(f"/opdrachtgever/dossiers/{world.case_id}?op=morgen").text
    stand_on(world.app, FIGURES_2026)
    later = world.own.get(f"/opdrachtgever/dossiers/{world.case_id}?op=01-10-2031").text
    assert "nog niet bekend" in later


def test_the_time_line_tells_steps_but_nothing_private(world: World) -> None:
    with world.app.app_context(), database.transaction() as session:
        holds.place(
            session, by(None, at(TODAY)), world.case_id, kind=HoldKind.VULNERABLE, reason="Opgenomen in een kliniek",
            on=TODAY,
        )
        holds.place(
            session, by(None, at(TODAY)), world.case_id, kind=HoldKind.DISPUTE, reason="De meterstand klopt niet",
            on=TODAY,
        )
        holds.place(
            session, by(None, at(TODAY)), world.case_id, kind=HoldKind.DEBT_HELP, reason="Schulden bij negen anderen",
            on=TODAY,
        )
    page = world.page
    for shown in ("Eerste brief (veertiendagenbrief) gepost", "betalingsonwil", "De meterstand klopt niet",
                  "Schuldhulpverlening"):
        assert shown in page, shown
    for private in ("scheiding", "Interne overweging", "Interne instemming", "kliniek", "Kwetsbaarheid",
                    "negen anderen", "Weigert te betalen"):
        assert private not in page, private


def test_the_letter_as_posted_can_be_read_and_a_proof_of_the_register_cannot(world: World) -> None:
    with world.app.app_context(), database.transaction() as session:
        letter = session.scalars(select(Document).where(
            Document.kind == DocumentKind.LETTER, Document.media_type == "application/pdf")).one()
        proof = documents.add(
            session, by(None, at(TODAY)), store_of(world.app), File("cir.pdf", SMALL_PDF),
            NewDocument(kind=DocumentKind.INSOLVENCY_PROOF, case_id=world.case_id),
        )
        letter_id, proof_id = letter.id, proof.id
    answer = world.own.get(f"/opdrachtgever/stukken/{letter_id}")
    assert answer.data == SMALL_PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert f"/opdrachtgever/stukken/{letter_id}" in world.page
    unknown = same_for_all(world.own.get("/opdrachtgever/stukken/98765").text)
    for browser, document_id in ((world.own, proof_id), (world.other, letter_id)):
        answer = browser.get(f"/opdrachtgever/stukken/{document_id}")
        assert answer.status_code == 404
        assert same_for_all(answer.text) == unknown


def test_a_case_of_another_client_is_not_there(world: World) -> None:
    for path in ("", "/stuk", "/betaling", "/kosten"):
        foreign = world.own.get(f"/opdrachtgever/dossiers/{world.other_case_id}{path}")
        unknown = world.own.get(f"/opdrachtgever/dossiers/98765{path}")
        assert (foreign.status_code, unknown.status_code) == (404, 404), path
        assert same_for_all(foreign.text) == same_for_all(unknown.text), path
    for path in ("stuk", "betaling", "kosten"):
        assert world.post(path, browser=world.other, agreed="y").status_code == 404, path
    listed = world.own.get("/opdrachtgever/dossiers?toon=alles").text
    assert "2026-000001" in listed
    assert "2026-000002" not in listed
    for words in ("Geheim", "2026-000002"):
        answer = world.own.get(asked(world.own, f"/opdrachtgever/dossiers?q={words}"))
        assert "Geen dossier gevonden" in answer.text, words
        assert "Jansje Geheim" not in answer.text


def test_an_invoice_of_another_case_cannot_be_named(world: World) -> None:
    with world.app.app_context():
        foreign = database.session().get_one(Case, world.other_case_id).claims[0].id
    assert world.evidence(claim=str(foreign)).status_code == 422
    assert world.pay(claim=str(foreign)).status_code == 422
    with world.app.app_context():
        assert database.session().scalar(select(Document).where(Document.claim_id == foreign)) is None


def test_evidence_is_asked_until_it_is_there(world: World) -> None:
    assert "kopie van factuur F-1" in world.page
    assert world.evidence().status_code == 302
    assert "kopie van factuur F-1" not in world.page
    assert world.evidence(kind="terms", token="e2", file=(io.BytesIO(SMALL_PDF), "av.pdf")).status_code == 302
    assert "ontbreken nog stukken" not in world.page
    with world.app.app_context():
        case = database.session().get_one(Case, world.case_id)
        met_by_code = {i.code: i.met for i in gate.requirements(database.session(), case, on=TODAY, figures=FIGURES)}
        added = database.session().scalars(select(Document).where(
            Document.kind.in_((DocumentKind.INVOICE, DocumentKind.TERMS))).order_by(Document.id)).all()
    assert [(d.case_id, d.claim_id, d.client_id) for d in added] == [
        (world.case_id, world.claim_id, None), (world.case_id, None, None)
    ], "a paper of one case is no evidence in another"
    assert all(met for code, met in met_by_code.items() if "invoice" in code or "agreement" in code), met_by_code


def test_an_added_invoice_goes_by_its_number_and_a_nameless_paper_by_its_kind(world: World) -> None:
    assert "Factuur F-1 toegevoegd." in world.own.get(world.evidence().location).text
    with world.app.app_context(), database.transaction() as session:
        documents.add(
            session, by(None, at(TODAY)), store_of(world.app), File("av.pdf", SMALL_PDF),
            NewDocument(kind=DocumentKind.TERMS, case_id=world.case_id),
        )
    page = world.page
    assert "<strong>Algemene voorwaarden toegevoegd</strong>" in page
    assert ">Algemene voorwaarden</a>" in page
    assert ">Factuur F-1</a>" in page


def test_the_only_paper_that_is_missing_is_chosen_beforehand(world: World) -> None:
    form = f"/opdrachtgever/dossiers/{world.case_id}/stuk"
    assert "checked" not in world.own.get(form).text, "two papers are missing: no guess"
    world.evidence()
    asked = world.own.get(form).text
    assert re.search(r"<input[^>]*checked[^>]*value=.agreement.", asked)
    assert "checked" not in world.own.get(f"{form}?soort=").text


def test_what_was_paid_too_much_is_not_called_owed(world: World) -> None:
    world.pay_after_all(amount="9.999,00")
    page = world.page
    assert "Te veel betaald op" in page
    assert "Te veel betaald tot en met" in page
    assert "Daarna te veel betaald: €" in page
    assert "-€" not in page


def test_a_wrong_document_is_refused_at_the_form(world: World) -> None:
    wrong: list[tuple[dict[str, object], str]] = [
        ({"kind": ""}, "Kies wat voor stuk het is"),
        ({"file": (io.BytesIO(b""), "")}, "Kies een bestand"),
        ({"file": (io.BytesIO(b"MZ program"), "factuur.pdf")}, "geen PDF, PNG of JPEG"),
    ]
    for changes, message in wrong:
        answer = world.evidence(**changes)
        assert answer.status_code == 422, message
        assert message in answer.text


def test_a_payment_to_the_client_counts_from_its_day_and_once(world: World) -> None:
    assert world.pay().status_code == 302
    assert world.pay().status_code == 302
    with world.app.app_context():
        booked = database.session().scalars(select(LedgerEntry).where(LedgerEntry.kind == LedgerKind.PAYMENT)).one()
        assert (booked.amount, booked.paid_to, booked.effective_on.day) == (Decimal("-100.00"), PaidTo.CLIENT, 20)
    page = world.page
    assert "€ 100,00 ontvangen door u" in page
    assert "Kosten € 75,00" in page, "costs first, art. 6:44 BW"
    assert "K. Klant" in page


def test_paying_it_all_closes_the_case(world: World) -> None:
    with world.app.app_context():
        case = database.session().get_one(Case, world.case_id)
        owed = statement.valuation(database.session(), case, on=TODAY, figures=FIGURES).balance
    world.pay_after_all(amount=f"{owed:.2f}".replace(".", ","), received_on="21-11-2026")
    with world.app.app_context():
        assert database.session().get_one(Case, world.case_id).stage is Stage.CLOSED
    assert "Dossier gesloten: volledig betaald" in world.page
    assert "2026-000001" in world.own.get("/opdrachtgever/dossiers?toon=gesloten").text


def test_a_wrong_payment_is_not_booked(world: World) -> None:
    wrong = [
        ({"amount": ""}, "Vul het bedrag in"), ({"amount": "12.5"}, "komma"), ({"amount": "0,00"}, "meer dan nul"),
        ({"received_on": "22-11-2026"}, "in de toekomst"), ({"received_on": "01-01-2020"}, "vóór de eerste factuur"),
        ({"note": "BSN 111222333"}, "burgerservicenummer"),
    ]
    for changes, message in wrong:
        answer = world.pay(**changes)
        assert answer.status_code == 422, message
        assert message in answer.text
    with world.app.app_context():
        kinds = select(func.count()).select_from(LedgerEntry).where(LedgerEntry.kind == LedgerKind.PAYMENT)
        assert database.session().scalar(kinds) == 0


def test_costs_need_an_explicit_yes(world: World) -> None:
    page = world.own.get(f"/opdrachtgever/dossiers/{world.case_id}/kosten").text.replace("\xa0", " ")
    for words in ("€ 350,00", "Wat er dan gebeurt", "In het slechtste geval"):
        assert words in page
    assert world.post("kosten").status_code == 422
    with world.app.app_context():
        assert database.session().scalar(select(CostApproval)) is None
    assert world.post("kosten", agreed="y").status_code == 302
    assert world.post("kosten", agreed="y").status_code == 302
    with world.app.app_context():
        given = database.session().scalars(select(CostApproval)).one()
        assert (given.ceiling, given.case_id) == (Decimal("350.00"), world.case_id)
    assert "/kosten" not in world.page
    assert "Kosten goedgekeurd" in world.page


def test_costs_cannot_be_approved_before_they_are_asked(world: World) -> None:
    browser = world.other
    answer = browser.post(f"/opdrachtgever/dossiers/{world.other_case_id}/kosten",
                          data={"csrf_token": csrf_of(browser), "agreed": "y"})
    assert answer.status_code == 302
    with world.app.app_context():
        assert database.session().scalar(select(CostApproval)) is None


def test_after_a_letter_that_came_back_the_next_one_is_a_new_one(world: World) -> None:
    def pages() -> tuple[str, str]:
        own = f"/opdrachtgever/dossiers/{world.other_case_id}"
        return world.other.get("/opdrachtgever/dossiers").text, world.other.get(own).text

    listed, shown = pages()
    assert "Eerste brief versturen" in listed
    assert "volgende stap: eerste brief versturen" in shown
    with world.app.app_context(), database.transaction() as session:
        case = session.get_one(Case, world.other_case_id)
        batch = post_first_notice(session, store_of(world.app), case)
        posting.mark_returned(session, by(None, at(TODAY)), batch.letters[0].id, returned_on=TODAY)
    listed, shown = pages()
    assert "Nieuwe veertiendagenbrief maken" in listed
    assert "volgende stap: nieuwe veertiendagenbrief maken" in shown
    assert "eerste brief versturen" not in (listed + shown).lower()


def test_every_list_and_every_search_key_finds_the_case(world: World) -> None:
    for shown in ("lopend", "akkoord", "stukken", "alles", "onzin"):
        assert "2026-000001" in world.own.get(f"/opdrachtgever/dossiers?toon={shown}").text, shown
    assert "2026-000001" not in world.own.get("/opdrachtgever/dossiers?toon=gesloten").text
    for words in ("vries", "K-1001", "F-1", "1234AB 12", "0612345678"):
        assert "2026-000001" in world.own.get(asked(world.own, f"/opdrachtgever/dossiers?q={words}")).text, words
    exact = world.own.get(asked(world.own, "/opdrachtgever/dossiers?q=2026-000001"))
    assert exact.location.endswith(f"/dossiers/{world.case_id}")
