"""What a halted or recalled order looks like to the desk and to the bailiff, and who may let it go on."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from agency import clock, database
from cases.models import Case, MeansShown, NextStep, OrderStop, RoleName, ServiceReport, Stage, Writ, WritState
from tests.agency.portals import browser_of, field_of, portal_app, store_of
from tests.cases.legal_track.track import HALTS, RECALLS, Track, make_track
from tests.factories import TODAY
from tests.web import csrf_of

REASON = "Gebeld op 21 november: de toezegging ging over een ander dossier."


@dataclass
class World:
    """One package given to an office, and those who look at it."""

    app: Flask
    handler: FlaskClient
    lead: FlaskClient
    bailiff: FlaskClient
    track: Track

    def happens(self, event: Callable[[Track], None]) -> None:
        """Something comes in."""
        with self.app.app_context(), database.transaction() as session:
            event(Track(
                session=session, store=self.track.store, case=session.get_one(Case, self.track.case.id),
                handler_id=self.track.handler_id, lead_id=self.track.lead_id, bailiff_id=self.track.bailiff_id,
                office_id=self.track.office_id,
            ))

    def page(self, browser: FlaskClient | None = None) -> str:
        """The page of the legal track."""
        return (browser or self.handler).get(f"/dossiers/{self.track.case.id}/gerechtelijk").text

    def send(self, browser: FlaskClient, path: str, **values: object) -> TestResponse:
        """Send a form of the case, with the token of its page."""
        return browser.post(f"/dossiers/{self.track.case.id}/{path}", data={"csrf_token": csrf_of(browser)} | values)

    @property
    def package(self) -> str:
        """The address of the package at the bailiff."""
        with self.app.app_context():
            writ = database.session().scalars(select(Writ)).one()
        return f"/deurwaarder/opdrachten/{writ.id}"


@pytest.fixture(autouse=True)
def _afternoon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four in the afternoon: what is served at three was served, also when the tests run in the morning."""
    now = datetime.combine(TODAY, time(16), tzinfo=clock.AMSTERDAM).astimezone(UTC)
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> World:
    app = portal_app(sqlite_url, tmp_path)
    with app.app_context(), database.transaction() as session:
        track = make_track(session, store_of(app))
        track.give()
        office_id = track.office_id
    return World(
        app=app, track=track, handler=browser_of(app, RoleName.HANDLER, email="h@voorbeeld.test"),
        lead=browser_of(app, RoleName.LEGAL_LEAD, email="l@voorbeeld.test", name="J. Urist"),
        bailiff=browser_of(app, RoleName.BAILIFF, email="d@voorbeeld.test", office_id=office_id),
    )


def on_record(world: World, model: type, value: str) -> object:
    """One value of the only row."""
    with world.app.app_context():
        return getattr(database.session().scalars(select(model)).one(), value)


def test_a_halted_order_says_so_everywhere_with_the_days_left(world: World) -> None:
    world.happens(HALTS["cannot pay"])
    for path in ("", "/gerechtelijk"):
        page = world.handler.get(f"/dossiers/{world.track.case.id}{path}").text
        assert "De debiteur zegt niet te kunnen betalen" in page, path
        assert re.search("nog.573.dagen", page), path
    queue = world.handler.get("/werkbak").text
    assert "exploot stilgezet: beoordelen; nog 573 dagen tot de verjaring op 16-06-2028" in queue
    for path in (world.package, f"{world.package}/terugmelding", "/deurwaarder"):
        page = world.bailiff.get(path).text
        assert "STILGEZET" in page, path
        assert "kunnen betalen" not in page, "what was told in confidence is not the bailiff's"


def test_the_legal_lead_lets_it_go_on_and_the_handler_does_not(world: World) -> None:
    world.happens(HALTS["promise"])
    assert "Exploot vrijgeven" not in world.page()
    assert world.send(world.handler, "exploot/vrijgeven", seen="1", release_reason=REASON).status_code == 403
    seen = field_of(world.page(world.lead), "seen")
    answer = world.send(world.lead, "exploot/vrijgeven", seen=seen, release_reason="zie boven", token="a")
    assert answer.status_code == 422
    assert "De reden zegt te weinig" in answer.text
    assert "zie boven</textarea>" in answer.text, "what was typed stays"
    assert world.send(world.lead, "exploot/vrijgeven", seen=seen, release_reason=REASON, token="b").status_code == 302
    assert world.send(world.lead, "exploot/vrijgeven", seen=seen, release_reason=REASON, token="b").status_code == 302
    assert "Vrijgegeven door J. Urist" in world.page()
    for path in (world.package, "/deurwaarder"):
        assert "STILGEZET" not in world.bailiff.get(path).text
    assert REASON in world.bailiff.get(world.package).text
    assert "Pakket downloaden" in world.bailiff.get(world.package).text


def test_what_a_lower_invoice_would_do_to_the_order_is_shown_and_does_nothing_yet(world: World) -> None:
    """Read where nothing may be changed, so without the lock that withdrawing takes (tests/plugins/locks.py)."""
    claim_id = world.track.case.claims[0].id
    page = world.handler.get(
        f"/dossiers/{world.track.case.id}/facturen/{claim_id}/verlagen?soort=credit_note&bedrag=10&van=20-11-2026"
        "&telt=from_origin"
    )
    assert "Het exploot noemt het oude bedrag: de opdracht aan de deurwaarder wordt stilgezet." in page.text
    assert "STILGEZET" not in world.bailiff.get(world.package).text


@pytest.mark.parametrize("seen", ["", "x", "9" * 30, "-1"])
def test_a_release_of_what_was_not_seen_changes_nothing(world: World, seen: str) -> None:
    world.happens(HALTS["promise"])
    answer = world.send(world.lead, "exploot/vrijgeven", seen=seen, release_reason=REASON)
    assert answer.status_code == 422
    assert "intussen nog iets binnengekomen" in answer.text
    assert on_record(world, OrderStop, "ended_at") is None


def test_a_recall_stands_first_for_the_bailiff_and_tells_the_desk_to_call(world: World) -> None:
    world.bailiff.post(f"{world.package}/pakket", data={"csrf_token": csrf_of(world.bailiff)})
    world.happens(RECALLS["arrangement"])
    for path in (world.package, f"{world.package}/terugmelding", "/deurwaarder", "/deurwaarder?toon=alles"):
        page = world.bailiff.get(path).text
        assert "INGETROKKEN: niet betekenen." in page, path
    assert "Het kantoor had het pakket al" in world.page()
    assert "bel en vraag of er al is betekend" in world.handler.get(f"/dossiers/{world.track.case.id}").text


def test_service_after_the_recall_is_refused_on_the_form_and_recorded_when_he_says_so(world: World) -> None:
    world.happens(RECALLS["arrangement"])
    values = {"manner": "in_person", "served_on": "21-11-2026", "served_at": "15:00", "remarks": "Blijft staan"}
    answer = _report(world, token="a", **values)
    assert answer.status_code == 422
    assert "daarna mocht niet worden betekend" in answer.text
    assert "Blijft staan" in answer.text
    assert "Er is toch betekend" in answer.text
    assert _report(world, token="b", despite_stop="y", **values).status_code == 302
    assert on_record(world, ServiceReport, "despite_stop") is True
    assert "betekend nadat de opdracht was ingetrokken" in world.bailiff.get(world.package).text


def test_a_package_as_it_was_given_offers_no_such_box(world: World) -> None:
    assert "Er is toch betekend" not in world.bailiff.get(f"{world.package}/terugmelding").text
    assert _report(world, manner="in_person", served_on="21-11-2026", served_at="15:00", token="a").status_code == 302
    assert on_record(world, Writ, "state") is WritState.SERVED
    assert on_record(world, Case, "stage") is Stage.SUMMONS_SERVED


def _report(world: World, **values: str) -> TestResponse:
    address = f"{world.package}/terugmelding"
    return world.bailiff.post(address, data={"csrf_token": csrf_of(world.bailiff)} | values)


def test_a_sign_of_means_is_recorded_with_its_source_and_taken_back(world: World) -> None:
    world.send(world.handler, "exploot/intrekken", reason="Vergissing", token="w")
    values = {"sign": "pays_newer", "shown_on": f"{TODAY:%d-%m-%Y}", "source": "Facturen van oktober betaald"}
    for wrong, said in (
        ({"source": "x"}, "waaruit dit blijkt"), ({"shown_on": "22-11-2026"}, "ligt in de toekomst"),
        ({"sign": "accounts_show_means"}, "hoort bij een organisatie"), ({"sign": ""}, "Kies wat er blijkt"),
        ({"sign": "client_opinion"}, "Fout:"), ({"shown_on": "99-99-2026"}, "bestaat niet"),
        ({"source": "Zijn nummer is 111222333"}, "burgerservicenummer"),
    ):
        answer = world.send(world.handler, "betaalkracht", **(values | wrong))
        assert answer.status_code == 422, wrong
        assert said in answer.text, wrong
    assert world.send(world.handler, "betaalkracht", token="m", **values).status_code == 302
    assert "Betaalt latere facturen en laat deze liggen." in world.page()
    with world.app.app_context():
        shown = database.session().scalars(select(MeansShown).order_by(MeansShown.id.desc())).first()
        assert shown is not None
    back = f"betaalkracht/{shown.id}/intrekken"
    assert world.send(world.handler, back, means_reason="-", token="n").status_code == 422
    assert world.send(world.handler, back, means_reason="Hoort bij een ander dossier", token="o").status_code == 302
    assert "Betaalt latere facturen en laat deze liggen." not in world.page()


def test_a_sign_that_was_taken_back_makes_the_assessment_stale(world: World) -> None:
    world.send(world.handler, "exploot/intrekken", reason="Vergissing", token="w")
    shown = on_record(world, MeansShown, "id")
    world.send(world.handler, f"betaalkracht/{shown}/intrekken", means_reason="Hoort bij een ander dossier", token="o")
    assert "De beoordeling klopt niet meer." in world.page()
    assert "Concept-exploot maken" not in world.page()


def test_costs_above_the_claim_are_shown_and_block_nothing(world: World) -> None:
    with world.app.app_context(), database.transaction() as session:
        session.get_one(Case, world.track.case.id).terms.cost_ceiling *= 10
    page = world.page()
    assert "Het kostenmaximum is hoger dan wat openstaat" in page
    assert "Alles is er." in page


def test_the_client_reads_that_it_is_looked_at_and_not_what_was_said(world: World) -> None:
    world.happens(HALTS["cannot pay"])
    with world.app.app_context():
        client_id = database.session().get_one(Case, world.track.case.id).client_id
    browser = browser_of(world.app, RoleName.CLIENT, email="k@voorbeeld.test", client_id=client_id)
    page = browser.get(f"/opdrachtgever/dossiers/{world.track.case.id}").text
    assert "kunnen betalen" not in page
    assert on_record(world, Case, "next_step") is NextStep.REVIEW_STOP
