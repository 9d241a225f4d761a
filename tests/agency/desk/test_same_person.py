"""The page of a person: who may be him, beside his other cases; one decision for each, and no client sees another."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cases.models import Case
from cases.store import DocumentStore
from tests.factories import make_agency, make_case, make_client
from tests.web import csrf_of


@pytest.fixture
def cases(writing: Session, store: DocumentStore) -> tuple[Case, Case]:
    """Jansje de Vries at two clients."""
    make_agency(writing)
    first = make_case(writing, store, client=make_client(writing))
    second = make_case(writing, store, client=make_client(writing, name="Waterbedrijf N.V."))
    assert first.debtor.id < second.debtor.id  # read here: a later read would hold the write lock
    writing.commit()
    return first, second


def send(browser: FlaskClient, cases: tuple[Case, Case], answer: str, reason: str = "Zij zei het zelf") -> TestResponse:
    first, second = cases
    prefix = f"p{second.debtor_id}-"
    return browser.post(f"/dossiers/{first.id}/dezelfde-persoon/{second.debtor_id}", data={
        "csrf_token": csrf_of(browser), f"{prefix}csrf_token": csrf_of(browser), f"{prefix}answer": answer,
        f"{prefix}reason": reason,
    })


def test_the_case_leads_to_who_may_be_the_same_with_the_grounds(handler: FlaskClient, cases: tuple[Case, Case]) -> None:
    page = handler.get(f"/dossiers/{cases[0].id}").text.replace("\u00a0", " ")
    assert "Misschien dezelfde persoon: 1 debiteur om te bekijken" in page
    page = handler.get(f"/dossiers/{cases[0].id}/dezelfde-persoon").text
    assert "Waterbedrijf N.V." in page
    assert "de naam is gelijk; geboortedatum gelijk; adres gelijk" in page


def test_after_a_yes_the_other_cases_stand_at_the_case_and_after_a_no_nothing(
    handler: FlaskClient, cases: tuple[Case, Case]
) -> None:
    first, second = cases
    assert send(handler, cases, "zelfde").status_code == 302
    page = handler.get(f"/dossiers/{first.id}").text
    assert f"{second.number}</a> (Waterbedrijf N.V." in page
    assert "Dezelfde als Jansje de Vries bij Waterbedrijf N.V." in page
    assert send(handler, cases, "ander", "Toch haar zus").status_code == 302
    page = handler.get(f"/dossiers/{first.id}").text
    assert f"{second.number}</a>" not in page
    assert "Misschien dezelfde persoon" not in page


def test_an_answer_without_a_ground_is_refused_beside_its_question(
    handler: FlaskClient, cases: tuple[Case, Case]
) -> None:
    answer = send(handler, cases, "zelfde", reason="")
    assert answer.status_code == 422
    assert "Vul in waaraan u dat ziet." in answer.text
