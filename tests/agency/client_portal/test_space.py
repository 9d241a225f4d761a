"""A client whose space is full is told what to do; its handlers go on, and an administrator sees it coming."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from agency import database
from cases.models import Case, Document, DocumentKind, RoleName, Upload
from cases.store import Space
from tests.agency.portals import browser_of, portal_app, store_of
from tests.factories import claim_file, claim_row, make_agency, make_case, make_client
from tests.papers import pdf
from tests.web import csrf_of

FULL = "Vraag het incassobureau om meer ruimte, of stuur het bestand naar uw behandelaar"


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    made = portal_app(database_url, tmp_path)
    yield made
    with made.app_context():
        database.engine().dispose()


@pytest.fixture
def case_id(app: Flask) -> int:
    with app.app_context(), database.transaction() as session:
        make_agency(session)
        return make_case(session, store_of(app), client=make_client(session)).id


@pytest.fixture
def own(app: Flask, case_id: int) -> FlaskClient:
    with app.app_context():
        client_id = database.session().get_one(Case, case_id).client_id
    return browser_of(app, RoleName.CLIENT, email="own@klant.test", client_id=client_id)


def add_evidence(app: Flask, browser: FlaskClient, case_id: int, token: str) -> TestResponse:
    with app.app_context():
        claim_id = database.session().get_one(Case, case_id).claims[0].id
    return browser.post(f"/opdrachtgever/dossiers/{case_id}/stuk", data={
        "csrf_token": csrf_of(browser), "token": token, "kind": "invoice", "claim": str(claim_id),
        "file": (io.BytesIO(pdf()), "nota.pdf"),
    })


def hand_in(browser: FlaskClient, row: str) -> TestResponse:
    data = {"csrf_token": csrf_of(browser), "file": (io.BytesIO(claim_file(row)), "vorderingen.csv")}
    return browser.post("/opdrachtgever/aanleveren", data=data, content_type="multipart/form-data")


def count(app: Flask) -> tuple[int, int]:
    """Invoices and claim files on record."""
    with app.app_context():
        papers = select(func.count()).select_from(Document).where(Document.kind == DocumentKind.INVOICE)
        session = database.session()
        return session.scalar(papers) or 0, session.scalar(select(func.count()).select_from(Upload)) or 0


def test_a_full_client_is_refused_in_words_its_handler_goes_on_and_the_administrator_sees_it(
    app: Flask, own: FlaskClient, case_id: int
) -> None:
    app.config["CLIENT_SPACE"] = Space(files=2, size=0)
    admin = browser_of(app, RoleName.ADMIN, email="beheer@bureau.test")
    assert "kan straks niets meer aanleveren" not in admin.get("/beheer").text
    assert add_evidence(app, own, case_id, "a").status_code == 302
    assert hand_in(own, claim_row(invoice="N-1")).status_code == 302
    before = count(app)
    for refused in (add_evidence(app, own, case_id, "b"), hand_in(own, claim_row(invoice="N-2"))):
        assert refused.status_code == 422
        assert FULL in refused.text
        assert "Er is niets opgeslagen." in refused.text
    assert count(app) == before
    shown = admin.get("/beheer").text
    assert "kan niets meer aanleveren" in shown
    with app.app_context():
        client_id = database.session().get_one(Case, case_id).client_id
    assert "(100% van wat mag)" in admin.get(f"/beheer/opdrachtgevers/{client_id}").text
    handler = browser_of(app, RoleName.HANDLER, email="behandelaar@bureau.test")
    with app.app_context():
        claim_id = database.session().get_one(Case, case_id).claims[0].id
    added = handler.post(f"/dossiers/{case_id}/stukken", data={
        "kind": "invoice", "claim_id": str(claim_id), "title": "Nota", "csrf_token": csrf_of(handler), "token": "t",
        "file": (io.BytesIO(pdf()), "nota.pdf"),
    })  # fmt: skip
    assert added.status_code == 302
    app.config["CLIENT_SPACE"] = Space(files=3, size=0)
    assert add_evidence(app, own, case_id, "c").status_code == 302
