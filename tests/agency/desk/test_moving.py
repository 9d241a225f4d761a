"""Invoices are split off from the page of the case: chosen, shown with the costs, confirmed, and sent back."""

import re
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cases.models import Case
from cases.store import DocumentStore
from tests.factories import claim_row, make_case, make_upload, post_first_notice
from tests.web import csrf_of, rows_of


@dataclass(frozen=True, kw_only=True)
class Read:
    case_id: int
    number: str
    second: int


@pytest.fixture
def case(writing: Session, store: DocumentStore) -> Read:
    """A case with two invoices before its first letter."""
    case = make_case(writing, store)
    make_upload(writing, store, case.client, claim_row(invoice="F-2", amount="100,00"))
    writing.refresh(case)
    read = Read(case_id=case.id, number=case.number, second=case.claims[1].id)
    writing.commit()  # a later read would hold the write lock
    return read


def marked(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="([0-9a-f]{32})"', page)
    assert found
    return found[1]


def test_a_handler_sees_the_costs_confirms_and_moves_back(
    handler: FlaskClient, case: Read
) -> None:
    address = f"/dossiers/{case.case_id}/facturen-verhuizen"
    assert address in handler.get(f"/dossiers/{case.case_id}").text
    assert "F-2" in handler.get(address).text
    data = {"csrf_token": csrf_of(handler), "into": "nieuw", "reason": "", "claims": str(case.second)}
    wrong = handler.post(address, data=data)
    assert (wrong.status_code, "Vul in waarom de facturen verhuizen." in wrong.text) == (422, True)
    shown = handler.post(address, data=data | {"reason": "Betwist"})
    told = shown.text.replace("\u00a0", " ")
    assert shown.status_code == 422
    assert "Factuur F-2 gaat naar een nieuw dossier." in told
    assert "De incassokosten zijn nu samen € 0,00 en daarna € 0,00" in told
    assert 'value="Betwist"' in told, "what was typed stays"
    rows = {row[0]: row[1:] for row in rows_of(told)}
    now, stays, goes = (rows[title] for title in (
        f"Nu: {case.number}", f"Daarna: {case.number}", "Daarna: het nieuwe dossier"
    ))
    assert (now[0], stays[0], goes[0]) == ("€ 600,00", "€ 500,00", "€ 100,00")
    assert rows["Daarna: samen"] == now, "together nothing changes"
    done = handler.post(address, data=data | {"reason": "Betwist", "sure": "y", "seen": marked(shown.text)})
    assert done.status_code == 302
    new = done.location.rpartition("/")[2]
    assert int(new) != case.case_id
    page = handler.get(done.location).text
    assert "Factuur F-2 afgesplitst van dossier" in page
    back = handler.get(f"/dossiers/{new}/facturen-verhuizen").text
    assert f"Terugzetten naar {case.number}" in back
    sent = handler.post(f"/dossiers/{new}/facturen-terug", data={
        "csrf_token": csrf_of(handler), "reason": "Was een vergissing"
    })
    assert (sent.status_code, sent.location) == (302, f"/dossiers/{case.case_id}")


def test_while_the_term_runs_the_page_says_why_not(
    handler: FlaskClient, writing: Session, store: DocumentStore, case: Read
) -> None:
    post_first_notice(writing, store, writing.get_one(Case, case.case_id))
    writing.commit()
    assert "De termijn van de brief in dossier" in handler.get(f"/dossiers/{case.case_id}/facturen-verhuizen").text
