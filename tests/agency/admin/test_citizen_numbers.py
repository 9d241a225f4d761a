"""Numbers on record: searched for, shown without themselves, and made unreadable by a second administrator."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from agency import clock, database
from agency.admin.citizen_numbers import PLACES
from agency.background import numbers, schedule
from agency.background.setting import Pace
from cases import documents
from cases.amicable import holds
from cases.documents import File, NewDocument
from cases.models import Case, Document, DocumentKind, FileToRemove, Hold, HoldKind, NumberFound, RoleName, SecondLook
from cases.queries.citizen_numbers import NOT_WORDS, text_columns
from cases.store import DocumentStore
from cases.trace import number_search
from tests.agency.admin.test_second_looks import admin, second  # noqa: F401 - fixtures
from tests.agency.admin.test_setup import send
from tests.factories import SMALL_PDF, TODAY, by

Login = Callable[[RoleName], FlaskClient]
NUMBER = "111222333"
HERE = "/beheer/burgerservicenummers"
REASON = "Gevonden bij de controle van het dossier"


@pytest.fixture
def places(app: Flask, admin: FlaskClient) -> tuple[int, int]:  # noqa: F811
    """A hold whose reason holds a number, and a document; its file lies in the store twice named."""
    with app.app_context(), database.transaction() as session:


        case = session.scalars(select(Case)).one()
        hold = holds.place(session, by(), case.id, kind=HoldKind.DISPUTE, reason="betwist", on=TODAY)
        session.execute(text("UPDATE hold SET reason = :words"), {"words": f"hij zegt: bsn {NUMBER}, en bel"})
        made = [
            documents.keep(
                session, by(), DocumentStore(Path(app.config["DOCUMENT_STORE"])), File("brief.pdf", SMALL_PDF),
                NewDocument(kind=DocumentKind.INVOICE, title=title, case_id=case.id), media_type="application/pdf",
            ) for title in ("Een", "Twee")
        ]
        assert admin is not None
        return hold.id, made[0].id


def search(app: Flask, browser: FlaskClient) -> None:
    send(browser, f"{HERE}/zoeken", {})
    with app.app_context():
        with database.transaction() as session:
            ids = number_search.left_behind(session, clock.now())
        for search_id in (*ids, *ids):
            numbers.search(search_id, DocumentStore(Path()), Pace.load())


def test_what_is_found_is_shown_without_the_number_and_goes_once_a_second_administrator_said_yes(
    app: Flask, admin: FlaskClient, second: FlaskClient, places: tuple[int, int]  # noqa: F811
) -> None:
    assert "nog niet gezocht" in admin.get(HERE).text
    search(app, admin)
    page = admin.get(HERE).text
    assert "1 plaats te gaan" in page
    assert "hij zegt: bsn *********, en bel" in page
    with app.app_context():
        found = database.session().scalars(select(NumberFound)).one()
    assert NUMBER not in page + admin.get(f"{HERE}/{found.id}").text
    assert send(admin, f"{HERE}/{found.id}", {"reason": "kort"}).status_code == 422
    send(admin, f"{HERE}/{found.id}", {"reason": REASON})
    assert "wacht op bevestiging" in admin.get(HERE).text
    with app.app_context():
        look = database.session().scalars(select(SecondLook)).one()
    shown = second.get(f"/beheer/bevestigen/{look.id}").text
    assert "bsn *********" in shown
    assert NUMBER not in shown
    assert "U vroeg dit zelf" in admin.get(f"/beheer/bevestigen/{look.id}").text
    send(admin, f"/beheer/bevestigen/{look.id}/ja", {})
    with app.app_context():
        assert NUMBER in database.session().get_one(Hold, places[0]).reason
    send(second, f"/beheer/bevestigen/{look.id}/ja", {})
    with app.app_context():
        assert database.session().get_one(Hold, places[0]).reason == (
            f"hij zegt: bsn [onleesbaar gemaakt op {clock.today():%d-%m-%Y}: burgerservicenummer], en bel"
        )
    assert "niets gevonden" in admin.get(HERE).text


def test_a_document_stays_listed_and_its_file_is_gone_from_the_store(
    app: Flask, admin: FlaskClient, second: FlaskClient, places: tuple[int, int], login: Login  # noqa: F811
) -> None:
    store = DocumentStore(Path(app.config["DOCUMENT_STORE"]))
    before = set(store.names())
    assert send(admin, f"{HERE}/stuk", {"document": "/stukken/999", "reason": REASON}).status_code == 422
    assert send(admin, f"{HERE}/stuk", {"document": "geen", "reason": REASON}).status_code == 422
    assert "in een zin" in send(admin, f"{HERE}/stuk", {"document": str(places[1]), "reason": "weg"}).text
    send(admin, f"{HERE}/stuk", {"document": f"/stukken/{places[1]}", "reason": REASON})
    with app.app_context():
        look = database.session().scalars(select(SecondLook)).one()
    send(second, f"/beheer/bevestigen/{look.id}/ja", {})
    with app.app_context():
        rows = database.session().scalars(select(Document).where(Document.filename == "brief.txt")).all()
        assert [(each.title, each.kind) for each in rows] == [
            ("Een", DocumentKind.UNREADABLE), ("Twee", DocumentKind.UNREADABLE)
        ]
        assert database.session().scalars(select(FileToRemove)).all() == []
    assert len(before - set(store.names())) == 1
    shown = login(RoleName.HANDLER).get(f"/stukken/{places[1]}")
    assert shown.text.startswith("[onleesbaar gemaakt op")
    assert send(admin, f"{HERE}/stuk", {"document": str(places[1]), "reason": REASON}).status_code == 422


@pytest.mark.usefixtures("places")
def test_the_clock_removes_what_a_crash_left(app: Flask) -> None:
    store = DocumentStore(Path(app.config["DOCUMENT_STORE"]))
    left, named = store.put(b"met een nummer"), store.put(SMALL_PDF)
    with app.app_context():
        with database.transaction() as session:
            session.add_all([FileToRemove(sha256=left), FileToRemove(sha256=named)])
        assert schedule.numbers.remove_files(store) == 1
        assert schedule.numbers.remove_files(store) == 0
    assert (left in set(store.names()), named in set(store.names())) == (False, True)


def test_every_place_that_is_searched_has_a_dutch_name() -> None:
    searched = {column.table.name for column in text_columns() if str(column) not in NOT_WORDS}
    assert searched == set(PLACES)
