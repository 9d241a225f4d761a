"""What is claimed changes by the pages of the desk: shown first, booked with its paper, seen by the client.

The case owes 500 euro at 4 % a year since 16 June 2026, and costs of 75 euro: 583,71 on 21 November.
"""

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_security import hash_password
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cases.models import (
    Case,
    Claim,
    LedgerEntry,
    LedgerKind,
    Letter,
    NextStep,
    OtherCost,
    RoleName,
    Stage,
)
from legal.facts import ClauseStatus
from tests.agency.desk.test_actions import words
from tests.factories import SMALL_PDF, make_user
from tests.web import PASSWORD, asked, csrf_of, sign_in

Login = Callable[[RoleName], FlaskClient]
Look = Callable[[Select[Any]], Any]
HIDDEN = re.compile(r'<input id="[^"]*" name="([^"]*)" type="hidden" value="([^"]*)"')


def lower(case: Case, **changes: str) -> str:
    """The address that shows what lowering the invoice would change."""
    values = {"soort": "credit_note", "bedrag": "100,00", "van": "10-11-2026", "telt": "from_origin"} | changes
    asked = "&".join(f"{key}={value}" for key, value in values.items())
    return f"/dossiers/{case.id}/facturen/{case.claims[0].id}/verlagen?{asked}"


def confirm(browser: FlaskClient, address: str, *, paper: bytes | None = SMALL_PDF, **typed: str) -> TestResponse:
    """Send the form that a page of what would change carries."""
    shown = browser.get(address)
    assert shown.status_code == 200, words(shown.text)
    form = shown.text[shown.text.index('enctype="multipart/form-data"'):]
    sent: dict[str, Any] = {key: unescape(value) for key, value in HIDDEN.findall(form)}
    sent |= {"csrf_token": csrf_of(browser)} | typed
    if paper is not None:
        sent["file"] = (BytesIO(paper), "stuk.pdf")
    return browser.post(address.partition("?")[0], data=sent)


def test_a_credit_note_is_shown_first_then_booked_and_stands_in_balance_and_time_line(
    handler: FlaskClient, look: Look, case: Case
) -> None:
    shown = words(handler.get(lower(case)).text)
    for said in ("Wat dit verandert", "€ 583,71", "Wat dan niet meer klopt", "noemde € 75,00 incassokosten"):
        assert said in shown
    assert look(select(func.count()).where(LedgerEntry.kind == LedgerKind.CREDIT_NOTE)) == 0
    assert confirm(handler, lower(case), reason="Retour gestuurd").status_code == 302
    assert look(select(LedgerEntry.amount).where(LedgerEntry.kind == LedgerKind.CREDIT_NOTE)) == -100
    page = words(handler.get(f"/dossiers/{case.id}").text)
    assert "Creditnota op factuur F-1, 10-11-2026" in page
    assert "Creditnota van € 100,00 op factuur F-1" in page
    assert "€ 400,00" in page


@pytest.mark.parametrize(("changes", "told"), [
    ({"bedrag": "500,01"}, "meer dan dat kan niet"), ({"bedrag": ""}, "Vul het bedrag in."),
    ({"van": "22-11-2026"}, "ligt in de toekomst"), ({"van": "31-05-2026"}, "niet van vóór de factuur"),
    ({"bedrag": "vijftig"}, "Controleer uw invoer"), ({"soort": "iets"}, "Controleer uw invoer"),
])
def test_a_wrong_amount_or_day_comes_back_on_the_form(
    handler: FlaskClient, case: Case, changes: dict[str, str], told: str
) -> None:
    answer = handler.get(lower(case, **changes))
    assert answer.status_code == 422
    assert told in words(answer.text)


def test_without_its_paper_or_reason_nothing_is_booked(handler: FlaskClient, look: Look, case: Case) -> None:
    assert confirm(handler, lower(case), paper=None, reason="Retour").status_code == 422
    assert confirm(handler, lower(case), reason="").status_code == 422
    assert look(select(func.count()).where(LedgerEntry.kind == LedgerKind.CREDIT_NOTE)) == 0


def test_a_credit_is_taken_back_beside_what_that_changes(handler: FlaskClient, look: Look, case: Case) -> None:
    confirm(handler, lower(case), reason="Retour gestuurd")
    entry_id = look(select(LedgerEntry.id).where(LedgerEntry.kind == LedgerKind.CREDIT_NOTE))
    address = f"/dossiers/{case.id}/verlaging/{entry_id}/terugnemen"
    assert "€ 583,71" in words(handler.get(address).text)
    sent = handler.post(address, data={"reason": "Andere factuur", "csrf_token": csrf_of(handler), "token": "back"})
    assert sent.status_code == 302
    assert look(select(func.sum(LedgerEntry.amount)).where(LedgerEntry.kind == LedgerKind.CREDIT_NOTE)) == 0
    assert handler.get(address).status_code == 404


def test_a_credit_note_of_before_the_letter_asks_for_a_new_letter(handler: FlaskClient, look: Look, case: Case) -> None:
    shown = words(handler.get(lower(case, van="02-10-2026")).text)
    assert "te veel. De incassokosten vervallen" in shown
    confirm(handler, lower(case, van="02-10-2026"), reason="Retour gestuurd")
    assert look(select(Case.stage).where(Case.id == case.id)) is Stage.INTAKE
    assert look(select(Case.next_step).where(Case.id == case.id)) is NextStep.SEND_FIRST_NOTICE


def test_the_client_sees_the_credit_its_paper_and_what_is_left(
    handler: FlaskClient, writing: Session, case: Case
) -> None:
    confirm(handler, lower(case), reason="Iets dat alleen het bureau weet")
    browser = client_browser(handler, writing, case)
    page = words(browser.get(f"/opdrachtgever/dossiers/{case.id}").text)
    assert "Creditnota van € 100,00 op factuur F-1" in page
    assert "na aftrek van € 100,00" in page
    assert "alleen het bureau weet" not in page


def client_browser(handler: FlaskClient, writing: Session, case: Case) -> FlaskClient:
    """A browser of somebody of the client."""
    with handler.application.app_context():
        kept = hash_password(PASSWORD)
    make_user(
        writing, RoleName.CLIENT, email="klant@voorbeeld.test", client_id=case.client_id, password_hash=kept
    )
    writing.commit()
    browser = handler.application.test_client()
    sign_in(browser, "klant@voorbeeld.test")
    return browser


def test_an_invoice_is_added_after_having_seen_what_it_changes(handler: FlaskClient, look: Look, case: Case) -> None:
    shown = asked(
        handler, f"/dossiers/{case.id}/facturen/bekijken?invoice_number=F-2&principal=200,00&invoice_date=01-10-2026"
        "&due_date=15-10-2026&subject=Levering+gas&payment_term_agreed=y"
    )
    assert "gas" not in shown
    assert "Wat dit verandert" in words(handler.get(shown).text)
    assert look(select(func.count(Claim.id))) == 1
    assert confirm(handler, shown, reason="Zelfde overeenkomst").status_code == 302
    assert look(select(func.count(Claim.id))) == 2
    assert "Factuur F-2 van € 200,00 toegevoegd" in words(handler.get(f"/dossiers/{case.id}").text)
    assert handler.get(shown).status_code == 422  # it stands already


def test_other_costs_are_owed_by_a_consumer_only_with_an_award(handler: FlaskClient, look: Look, case: Case) -> None:
    page = f"/dossiers/{case.id}/kosten"
    asked = f"{page}?soort=court_fee&bedrag=132,00&van=10-11-2026&wie=debtor"
    refused = handler.get(asked)
    assert refused.status_code == 422
    assert "alleen als de rechter ze heeft toegewezen" in words(refused.text)
    assert confirm(handler, f"{asked}&toegewezen=y", reason="Vonnis van 10 november").status_code == 302
    shown = words(handler.get(page).text)
    assert "Griffierecht" in shown
    assert "De debiteur" in shown
    assert "Griffierecht van 10-11-2026" in words(handler.get(f"/dossiers/{case.id}").text)
    cost_id = look(select(OtherCost.id))
    back = handler.post(f"{page}/{cost_id}/terugnemen", data={
        "reason": "Andere zaak", "csrf_token": csrf_of(handler), "token": "cost",
    })
    assert back.status_code == 302
    assert "Er zijn nog geen andere kosten vastgelegd." in words(handler.get(page).text)


def test_costs_of_the_client_change_nothing_for_the_debtor(handler: FlaskClient, case: Case) -> None:
    asked = f"/dossiers/{case.id}/kosten?soort=trade_register&bedrag=2,95&van=10-11-2026&wie=client"
    assert "Dit verandert niets aan wat de debiteur betaalt." in words(handler.get(asked).text)
    assert confirm(handler, asked, reason="Uittreksel").status_code == 302
    assert "€ 583,71" in words(handler.get(f"/dossiers/{case.id}").text)


def test_an_unfair_clause_is_stated_and_said_at_the_balance(handler: FlaskClient, look: Look, case: Case) -> None:
    address = f"/dossiers/{case.id}/facturen/{case.claims[0].id}/afspraken"
    shown = handler.get(address).text
    sent: dict[str, Any] = {key: unescape(value) for key, value in HIDDEN.findall(shown)}
    fields = {
        "nature": "contractual", "interest_clause": "unfair", "costs_clause": "", "surcharge_percent": "",
        "surcharge_per": "", "called_in_on": "", "called_in_clause": "", "reason": "Artikel 9, jurist",
    } | {f"{field}_{row}": "" for field in ("from", "percent") for row in (1, 2, 3)}
    done = handler.post(address, data=sent | fields | {"csrf_token": csrf_of(handler)})
    assert done.status_code == 302
    assert look(select(Claim.interest_clause)) is ClauseStatus.UNFAIR
    page = words(handler.get(f"/dossiers/{case.id}").text)
    assert "Factuur F-1: het rentebeding is oneerlijk" in page
    again = handler.post(address, data=sent | fields | {"csrf_token": csrf_of(handler), "token": "again"})
    assert again.status_code == 422
    assert "Iemand anders heeft dit intussen gewijzigd" in words(again.text)


def fine(case: Case, **changes: str) -> str:
    """The address that shows what an agreed penalty would change."""
    values = {"bedrag": "40,00", "van": "01-07-2026", "beding": "fair"} | changes
    asked = "&".join(f"{key}={value}" for key, value in values.items())
    return f"/dossiers/{case.id}/facturen/{case.claims[0].id}/boete?{asked}"


def test_an_agreed_penalty_is_shown_first_then_stands_at_desk_and_client_and_is_taken_back(
    handler: FlaskClient, writing: Session, look: Look, case: Case
) -> None:
    """40 euro in the place of 8,71 interest: 583,71 becomes 615,00."""
    shown = words(handler.get(fine(case)).text)
    assert "Boete € 0,00 € 40,00 +€ 40,00" in shown
    assert "€ 583,71 € 615,00" in shown
    assert look(select(Claim.penalty)) is None
    assert "Kies een bestand." in words(confirm(handler, fine(case), paper=None, reason="Artikel 12").text)
    assert confirm(handler, fine(case), reason="Artikel 12").status_code == 302
    page = words(handler.get(f"/dossiers/{case.id}").text)
    assert "Afgesproken boete sinds 01-07-2026 € 40,00" in page
    assert "De rechter kan de boete verlagen" in page
    assert "€ 615,00" in page
    of_client = client_browser(handler, writing, case).get(f"/opdrachtgever/dossiers/{case.id}")
    assert "Afgesproken boete € 40,00" in words(of_client.text)
    back = f"/dossiers/{case.id}/facturen/{case.claims[0].id}/boete/terugnemen"
    assert "€ 615,00 € 583,71" in words(handler.get(back).text)
    handler.post(back, data={"csrf_token": csrf_of(handler), "token": "1", "reason": "Andere overeenkomst"})
    assert look(select(Claim.penalty)) is None
    assert handler.get(back).status_code == 404


@pytest.mark.parametrize(("changes", "said"), [
    ({"bedrag": ""}, "Vul het bedrag in."), ({"van": "15-06-2026"}, "Kies een dag van 16-06-2026"),
    ({"van": "31-06-2026"}, "31-06-2026 bestaat niet"), ({"bedrag": "-1,00"}, "bedrag"),
])
def test_a_penalty_that_cannot_be_comes_back_on_the_form(
    handler: FlaskClient, case: Case, changes: dict[str, str], said: str
) -> None:
    answer = handler.get(fine(case, **changes))
    assert answer.status_code == 422
    assert said in words(answer.text)


def test_a_denied_receipt_is_recorded_at_the_letter_and_taken_back_there(
    handler: FlaskClient, look: Look, case: Case
) -> None:
    letter_id = look(select(Letter.id))
    address = f"/dossiers/{case.id}/brieven/{letter_id}/ontvangst-betwist"
    sent = {"csrf_token": csrf_of(handler), "reason": "Niets gekregen"}
    assert handler.post(address, data=sent).status_code == 302
    page = words(handler.get(f"/dossiers/{case.id}").text)
    assert "ontvangst betwist" in page
    assert "€ 508,71" in page
    handler.post(address, data=sent)
    assert "al betwist" in words(handler.get(f"/dossiers/{case.id}").text)
    assert handler.post(f"{address}/intrekken", data=sent).status_code == 302
    assert "€ 583,71" in words(handler.get(f"/dossiers/{case.id}").text)
