"""Invoices are split off from the page of the case: chosen, shown with the costs, confirmed, and sent back."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.models import Case
from cases.store import DocumentStore
from tests.factories import claim_row, make_case, make_upload, post_first_notice
from tests.web import csrf_of


@pytest.fixture
def case(writing: Session, store: DocumentStore) -> Case:
    """A case with two invoices before its first letter."""
    case = make_case(writing, store)
    make_upload(writing, store, case.client, claim_row(invoice="F-2", amount="100,00"))
    writing.refresh(case)
    assert len(case.claims) == 2
    writing.commit()
    return case


def marked(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="([0-9a-f]{32})"', page)
    assert found
    return found[1]


def test_a_handler_sees_the_costs_confirms_and_moves_back(
    handler: FlaskClient, writing: Session, case: Case
) -> None:
    address = f"/dossiers/{case.id}/facturen-verhuizen"
    assert address in handler.get(f"/dossiers/{case.id}").text
    assert "F-2" in handler.get(address).text
    data = {"csrf_token": csrf_of(handler), "into": "nieuw", "reason": "", "claims": str(case.claims[1].id)}
    wrong = handler.post(address, data=data)
    assert (wrong.status_code, "Vul in waarom de facturen verhuizen." in wrong.text) == (422, True)
    shown = handler.post(address, data=data | {"reason": "Betwist"})
    told = shown.text.replace("\u00a0", " ")
    assert shown.status_code == 422
    assert "Factuur F-2 gaat naar een nieuw dossier." in told
    assert "De incassokosten zijn nu samen € 0,00 en daarna € 0,00" in told
    assert 'value="Betwist"' in told, "what was typed stays"
    done = handler.post(address, data=data | {"reason": "Betwist", "sure": "y", "seen": marked(shown.text)})
    new = writing.scalars(select(Case).where(Case.id != case.id)).one()
    assert (done.status_code, done.location) == (302, f"/dossiers/{new.id}")
    page = handler.get(done.location).text
    assert "Factuur F-2 afgesplitst van dossier" in page
    back = handler.get(f"/dossiers/{new.id}/facturen-verhuizen").text
    assert f"Terugzetten naar {case.number}" in back
    sent = handler.post(f"/dossiers/{new.id}/facturen-terug", data={
        "csrf_token": csrf_of(handler), "reason": "Was een vergissing"
    })
    assert (sent.status_code, sent.location) == (302, f"/dossiers/{case.id}")


def test_while_the_term_runs_the_page_says_why_not(
    handler: FlaskClient, writing: Session, store: DocumentStore, case: Case
) -> None:
    post_first_notice(writing, store, case)
    writing.commit()
    assert "De termijn van de brief in dossier" in handler.get(f"/dossiers/{case.id}/facturen-verhuizen").text
