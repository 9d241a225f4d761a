"""The page on which a claim is corrected: what stands there, what is refused and where, and what follows."""

import re
from collections.abc import Callable
from typing import Any  # whatever a query asks

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cases.models import Case, Claim
from cases.store import DocumentStore
from tests.factories import make_case, post_first_notice
from tests.web import csrf_of

BOXES = ("payment_term_agreed", "contract_compound")


@pytest.fixture
def case(writing: Session, store: DocumentStore) -> Case:
    """Invoice F-1 of 500 euro, before its first letter."""
    made = make_case(writing, store)
    assert len(made.claims) == 1  # read here: a later read would hold the write lock
    writing.commit()
    return made


def address(case: Case) -> str:
    return f"/dossiers/{case.id}/facturen/{case.claims[0].id}/corrigeren"


def shown(browser: FlaskClient, case: Case) -> dict[str, str]:
    """What stands in the form, as a browser would send it."""
    page = browser.get(address(case)).text
    found = dict.fromkeys(("contract_per", *BOXES), "")
    for item in re.findall(r"<input[^>]*>", page):
        name, value, kind = (re.search(rf'{each}="([^"]*)"', item) for each in ("name", "value", "type"))
        if name and (kind is None or kind[1] not in ("radio", "checkbox") or "checked" in item):
            found[name[1]] = value[1] if value else "y"
    return found


def send(browser: FlaskClient, case: Case, **changes: str) -> TestResponse:
    data = shown(browser, case) | {"reason": "De opdrachtgever mailde", "csrf_token": csrf_of(browser)} | changes
    return browser.post(address(case), data=data)


def test_the_balance_leads_to_the_form_with_what_stands_there(handler: FlaskClient, case: Case) -> None:
    assert address(case) in handler.get(f"/dossiers/{case.id}").text
    values = shown(handler, case)
    assert (values["invoice_number"], values["principal"], values["due_date"]) == ("F-1", "500,00", "15-06-2026")
    assert values["interest"] == "statutory"


def test_a_correction_is_told_with_the_days_that_follow(
    handler: FlaskClient, look: Callable[[Select[Any]], Any], case: Case
) -> None:
    answer = send(handler, case, principal="450,00", due_date="15-07-2026")
    assert answer.status_code == 302
    page = handler.get(answer.location).text
    assert "Verzuim vanaf 16-07-2026; verjaart op 16-07-2028." in page
    assert "Factuur F-1 gecorrigeerd" in page
    assert look(select(Claim.principal)) == 450


@pytest.mark.parametrize(("changes", "told"), [
    ({"principal": "0"}, "bedrag"), ({"due_date": "31-05-2026"}, "op of na de factuurdatum"),
    ({"reason": ""}, "Vul in waarom"), ({"interest": "commercial"}, "alleen tussen bedrijven"), ({}, "niets gewijzigd"),
    ({"principal": "veel"}, "bedrag"),
])
def test_what_is_refused_stands_at_its_field_with_what_was_typed(
    handler: FlaskClient, case: Case, changes: dict[str, str], told: str
) -> None:
    answer = send(handler, case, **({"subject": "Andere levering"} | changes if changes else {}))
    assert answer.status_code == 422
    assert told in answer.text
    assert not changes or "Andere levering" in answer.text


def test_who_comes_second_sees_what_stands_there_now(handler: FlaskClient, case: Case) -> None:
    old = shown(handler, case) | {"reason": "x", "csrf_token": csrf_of(handler), "subject": "Water", "token": "ander"}
    assert send(handler, case, subject="Gas").status_code == 302
    answer = handler.post(address(case), data=old)
    assert answer.status_code == 422
    assert "intussen gewijzigd" in answer.text
    assert "“Gas”" in answer.text
    assert "Water" in answer.text


def test_after_the_letter_the_page_says_what_can_be_done(
    handler: FlaskClient, writing: Session, store: DocumentStore, case: Case
) -> None:
    before = shown(handler, case) | {"reason": "x", "csrf_token": csrf_of(handler), "subject": "Water"}
    post_first_notice(writing, store, writing.get_one(Case, case.id))
    writing.commit()
    assert "creditnota" in handler.get(address(case)).text
    answer = handler.post(address(case), data=before)
    assert answer.status_code == 422
    assert "creditnota" in answer.text
    assert "Correctie vastleggen" not in answer.text


def test_a_claim_of_another_case_is_not_found(handler: FlaskClient, case: Case) -> None:
    assert handler.get(f"/dossiers/{case.id}/facturen/99/corrigeren").status_code == 404
    assert handler.get(f"/dossiers/99/facturen/{case.claims[0].id}/corrigeren").status_code == 404
