"""The pages on 5 January 2027 while no rate of that year is known: each says of which day its amounts are, and why."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from agency import database
from cases.models import Case, RoleName
from cases.queries.balance import balance
from tests.agency.portals import browser_of, store_of
from tests.cases.year_end.turn import DUE, business_case, december_case, with_notice, with_rates
from tests.legal.figures import FIGURES_2026
from tests.web import csrf_of, make_app, stand_on

DAY = date(2027, 1, 5)
MISSING = "De wettelijke rente is gecontroleerd tot en met 31-12-2026. Een beheerder voegt het cijfer daarna toe"


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).replace("\xa0", " ").split())


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Flask:
    made = make_app(sqlite_url, tmp_path, today=DAY)
    stand_on(made, FIGURES_2026)
    return made


def put(app: Flask, make: Callable[[Session], Case]) -> Case:
    with app.app_context(), database.transaction() as session:
        return make(session)


@pytest.fixture
def case(app: Flask) -> Case:
    """A consumer whose letter of 15 December named the fee due from 1 January."""
    return put(app, lambda session: with_notice(session, store_of(app)))


@pytest.fixture
def handler(app: Flask) -> FlaskClient:
    return browser_of(app, RoleName.HANDLER, email="h@voorbeeld.test")


def test_the_case_page_is_of_the_last_day_that_is_known_and_tells_what_came_since(
    handler: FlaskClient, case: Case
) -> None:
    said = words(handler.get(f"/dossiers/{case.id}").text)
    assert MISSING in said
    assert "Alle bedragen hieronder zijn van 31-12-2026, niet van 05-01-2027." in said
    assert "Te betalen op 31-12-2026 : € 692,80" in said
    assert "Incassokosten, verschuldigd sinds 01-01-2027 (nog niet meegeteld) € 103,23" in said


def test_a_schedule_starts_from_the_amount_in_the_head_of_the_same_page(handler: FlaskClient, case: Case) -> None:
    answer = handler.get(f"/dossiers/{case.id}/regeling?termijnen=3")
    said = words(answer.text)
    assert answer.status_code == 200
    assert "Te betalen op 31-12-2026 : € 692,80" in said
    assert "€ 692,80 , in 3 termijnen" in said or "€ 692,80, in 3 termijnen" in said
    assert f"{MISSING} bij Beheer, Jaarwisseling. De regeling gaat uit van wat op 31-12-2026 open staat" in said
    assert "€ 103,23, verschuldigd sinds 01-01-2027" in said


def test_an_arrangement_is_kept_as_it_was_shown(handler: FlaskClient, case: Case) -> None:
    address = f"/dossiers/{case.id}/regeling"
    page = handler.get(f"{address}?termijnen=3").text
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', page)
    assert seen is not None
    typed = {"number": "3", "amount": "", "first_due_on": "05-01-2027", "note": "", "seen": seen[1]}
    kept = handler.post(address, data=typed | {"csrf_token": csrf_of(handler)})
    assert kept.status_code == 302, words(kept.text)
    assert "Totaal € 692,80" in words(handler.get(address).text)


def test_a_letter_is_previewed_with_its_amounts(app: Flask, handler: FlaskClient) -> None:
    waiting = put(app, lambda session: december_case(session, store_of(app)))
    page = handler.post("/brieven/voorbeeld", data={"dossier": str(waiting.id), "csrf_token": csrf_of(handler)})
    said = words(page.text)
    assert page.status_code == 200
    assert "€ 692,80" in said
    assert "€ 103,23" in said
    assert "Rente berekend tot en met 31-12-2026" in said


@pytest.mark.parametrize("page", ["betaling", "regeling", "gerechtelijk", "pauze"])
def test_no_page_of_the_case_is_a_bare_refusal(handler: FlaskClient, case: Case, page: str) -> None:
    answer = handler.get(f"/dossiers/{case.id}/{page}")
    assert answer.status_code in (200, 404)
    assert "Dit cijfer is niet bekend" not in answer.text


def test_a_client_sees_all_balances_of_a_list_of_one_day(app: Flask, case: Case) -> None:
    client = browser_of(app, RoleName.CLIENT, email="k@voorbeeld.test", client_id=case.client_id)
    said = words(client.get("/opdrachtgever/dossiers").text)
    assert "€ 692,80" in said
    assert "Saldo met rente en kosten tot en met 31-12-2026." in said
    assert "alle saldi en ontvangsten in deze lijst zijn van die dag" in said
    shown = words(client.get(f"/opdrachtgever/dossiers/{case.id}").text)
    assert "De rente na 31-12-2026 is nog niet bekend." in shown
    assert "€ 103,23, verschuldigd sinds 01-01-2027" in shown


def test_a_list_of_consumers_is_of_today_once_their_rate_is_there(app: Flask, case: Case) -> None:
    stand_on(app, with_rates("statutory_interest"))
    client = browser_of(app, RoleName.CLIENT, email="k@voorbeeld.test", client_id=case.client_id)
    assert "tot en met 05-01-2027." in words(client.get("/opdrachtgever/dossiers").text)
    assert "nog niet bekend" not in words(client.get(f"/opdrachtgever/dossiers/{case.id}").text)


def test_a_business_waits_for_its_own_rate_alone(app: Flask, handler: FlaskClient) -> None:
    case = put(app, lambda session: business_case(session, store_of(app)))
    stand_on(app, with_rates("statutory_interest"))
    assert "De wettelijke handelsrente is gecontroleerd tot en met 31-12-2026" in words(
        handler.get(f"/dossiers/{case.id}").text
    )
    stand_on(app, with_rates("statutory_commercial_interest"))
    assert "Te betalen op 05-01-2027" in words(handler.get(f"/dossiers/{case.id}").text)


def test_the_calculator_answers_through_the_last_day_in_its_own_page(handler: FlaskClient) -> None:
    typed = {
        "on": "05-01-2027", "debtor": "consumer", "reclaims_vat": "ja", "notice_sent_on": "",
        "notice_channel": "ordinary_post",
        "notice_delivered_on": "", "handed_over_on": "", "claims-0-ref": "F1", "claims-0-principal": "688,20",
        "claims-0-interest_from": "01-11-2026", "claims-0-interest": "statutory", "claims-0-contract_percent": "",
        "claims-0-contract_per": "month",
    }
    answer = handler.post("/rekenen", data=typed | {"csrf_token": csrf_of(handler)})
    said = words(answer.text)
    assert answer.status_code == 200
    assert "Uitkomst tot en met 31 december 2026" in said
    assert MISSING in said
    assert "Alle bedragen hieronder zijn van 31-12-2026, niet van 05-01-2027." in said
    assert 'value="05-01-2027"' in answer.text


def test_what_is_shown_is_what_the_record_says(app: Flask, case: Case) -> None:
    with app.app_context():
        found = balance(database.session(), database.session().get_one(Case, case.id), on=DAY, figures=FIGURES_2026)
    assert found.total is not None
    assert found.later_costs is not None
    assert found.later_costs.first_day == DUE
