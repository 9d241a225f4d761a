"""A client reports a payment: a doubtful one comes back as a question, and a slip can be taken back by the client.

The case owes 500 euro at 4 % a year since 16 June 2026: 508,71 on 21 November.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from agency import database
from cases.amicable import contacts
from cases.amicable.contacts import ContactInput
from cases.models import Case, ContactChannel, ContactOutcome, LedgerEntry, LedgerKind, RoleName, Stage
from tests.agency.client_portal.test_known_invoices import words
from tests.agency.portals import at, browser_of, field_of, portal_app, same_for_all, store_of
from tests.factories import TODAY, by, make_agency, make_case, make_client, make_user
from tests.web import csrf_of, questions


@dataclass
class World:
    """A case of `own`; `other` is another client."""

    app: Flask
    own: FlaskClient
    other: FlaskClient
    case_id: int

    @property
    def address(self) -> str:
        """The page of the case."""
        return f"/opdrachtgever/dossiers/{self.case_id}"

    def page(self) -> str:
        """The words of that page."""
        return words(self.own.get(self.address).text)

    def send(self, path: str, browser: FlaskClient | None = None, **data: object) -> TestResponse:
        """Send a form of the case."""
        browser = browser or self.own
        return browser.post(f"{self.address}/{path}", data={"csrf_token": csrf_of(browser)} | data)

    def report(self, amount: str, **more: object) -> TestResponse:
        """Report a payment of today."""
        return self.send(
            "betaling", **({"amount": amount, "received_on": "21-11-2026", "claim": "", "token": amount} | more)
        )

    def report_after_all(self, amount: str, **more: object) -> TestResponse:
        """Report it, and answer yes to what is asked."""
        asked = self.report(amount, **more)
        assert asked.status_code == 422
        return self.report(amount, sure="y", seen=field_of(asked.text, "seen"), **more)

    def booked(self) -> int:
        """Payments on record, reversed ones too."""
        with self.app.app_context():
            query = select(func.count()).select_from(LedgerEntry).where(LedgerEntry.kind == LedgerKind.PAYMENT)
            return database.session().scalar(query) or 0

    def stage(self) -> Stage:
        """Where the case stands."""
        with self.app.app_context():
            return database.session().get_one(Case, self.case_id).stage

    def newest(self) -> int:
        """The payment that was booked last."""
        with self.app.app_context():
            query = select(func.max(LedgerEntry.id)).where(LedgerEntry.kind == LedgerKind.PAYMENT)
            return database.session().scalars(query).one()


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> World:
    app = portal_app(sqlite_url, tmp_path)
    with app.app_context(), database.transaction() as session:
        make_agency(session)
        own, other = make_client(session).id, make_client(session, name="Andere B.V.").id
        case_id = make_case(session, store_of(app)).id
    return World(
        app=app, case_id=case_id, own=browser_of(app, RoleName.CLIENT, email="own@klant.test", client_id=own),
        other=browser_of(app, RoleName.CLIENT, email="other@klant.test", client_id=other),
    )


def test_a_million_is_asked_about_first_with_the_figures(world: World) -> None:
    answer = world.report("1.000.000,00", note="Onze bank")
    assert answer.status_code == 422
    text = words(answer.text)
    assert "Er is nog niets opgeslagen. Controleer dit eerst" in text
    assert "Met € 508,71 is alles betaald; van € 1.000.000,00 is € 999.491,29 te veel. Klopt dit bedrag?" in text
    assert field_of(answer.text, "amount") == "1.000.000,00"
    assert "Onze bank" in answer.text
    assert not re.search(r'name="sure"[^>]*checked', answer.text)
    assert world.booked() == 0


def test_without_the_tick_the_question_comes_again(world: World) -> None:
    seen = field_of(world.report("1.000.000,00").text, "seen")
    assert world.report("1.000.000,00", seen=seen).status_code == 422
    assert world.report("1.000.000,00", sure="y").status_code == 422
    assert world.report("999.000,00", seen=seen, sure="y").status_code == 422, "a yes to another amount"
    assert world.booked() == 0


def test_a_million_that_was_meant_is_booked_and_leaves_the_case_open(world: World) -> None:
    assert world.report_after_all("1.000.000,00").status_code == 302
    assert world.stage() is Stage.INTAKE
    page = world.page()
    assert "gemelde betaling: nakijken" in page
    assert "De opdrachtgever meldde een betaling van € 1.000.000,00; daarmee is € 999.491,29 te veel betaald" in page


def test_an_ordinary_payment_is_booked_without_a_question(world: World) -> None:
    assert world.report("100,00").status_code == 302
    assert world.booked() == 1


def test_the_same_payment_again_is_asked_about(world: World) -> None:
    world.report("100,00")
    again = world.report("100,00", token="second", received_on="18-11-2026")
    assert again.status_code == 422
    assert (
        "Er staat al een betaling van € 100,00, ontvangen op 21-11-2026 door de opdrachtgever. Is dit een tweede"
        in words(again.text)
    )
    assert world.booked() == 1
    assert world.report_after_all("100,00", token="second", received_on="18-11-2026").status_code == 302
    assert world.booked() == 2


def test_a_double_click_on_the_yes_books_once(world: World) -> None:
    seen = field_of(world.report("1.000.000,00").text, "seen")
    for _ in range(2):
        assert world.report("1.000.000,00", sure="y", seen=seen).status_code == 302
    assert world.booked() == 1


def test_the_client_takes_its_slip_back_and_the_case_goes_on(world: World) -> None:
    world.report_after_all("508,71")
    assert world.stage() is Stage.CLOSED
    assert "klopt niet, terugnemen" in world.page()
    form = world.own.get(f"{world.address}/betaling/{world.newest()}/terugnemen")
    assert "U meldde een betaling van € 508,71, ontvangen op 21-11-2026" in words(form.text)
    for _ in range(2):
        answer = world.send(f"betaling/{world.newest()}/terugnemen", reason="Verkeerd dossier", token="t")
        assert answer.status_code == 302
    assert world.stage() is Stage.INTAKE
    page = world.page()
    assert "Betaling van € 508,71 teruggeboekt" in page
    assert "terugnemen" not in page


def test_taking_back_needs_a_reason(world: World) -> None:
    world.report("100,00")
    answer = world.send(f"betaling/{world.newest()}/terugnemen", reason=" ")
    assert answer.status_code == 422
    assert "Vul in waarom de melding niet klopt." in answer.text


def test_once_a_handler_worked_on_the_page_says_to_call(world: World) -> None:
    world.report("100,00")
    with world.app.app_context(), database.transaction() as session:
        handler = make_user(session, RoleName.HANDLER)
        contacts.log(
            session, by(handler.id, at(TODAY)), world.case_id,
            ContactInput(channel=ContactChannel.PHONE_OUT, outcome=ContactOutcome.OTHER, right_party=True),
        )
    page = world.page()
    assert "Wij hebben met deze melding al verder gewerkt. Klopt zij niet, bel ons dan" in page
    assert "klopt niet, terugnemen" not in page
    form = world.own.get(f"{world.address}/betaling/{world.newest()}/terugnemen").text
    assert 'name="reason"' not in form
    answer = world.send(f"betaling/{world.newest()}/terugnemen", reason="Typefout")
    assert answer.status_code == 422
    assert "bel ons dan" in answer.text


def test_another_client_can_neither_see_nor_take_back(world: World) -> None:
    world.report("100,00")
    path = f"betaling/{world.newest()}/terugnemen"
    foreign = world.send(path, world.other, reason="x")
    assert foreign.status_code == 404
    assert same_for_all(foreign.text) == same_for_all(world.other.get("/opdrachtgever/dossiers/999").text)


def test_more_reports_ask_no_more_of_the_database(world: World) -> None:
    world.report("1,00")
    world.own.get(world.address)
    few = len(questions(world.own, world.address))
    for amount in ("2,00", "3,00", "4,00", "5,00"):
        world.report(amount)
    assert len(questions(world.own, world.address)) == few
