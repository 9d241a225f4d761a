"""The pages on which texts are read and approved: by two people, with the reason why each sentence is there."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from agency import database
from agency.admin import texts
from cases.models import LetterKind, RoleName
from cases.names import name
from cases.setup import four_eyes, text_approvals
from cases.store import DocumentStore
from letters.reviewing import reviewed
from tests.agency.admin.test_setup import send
from tests.factories import make_case, order_first_notice
from tests.web import add_user, csrf_of, sign_in

Login = Callable[[RoleName], FlaskClient]
FIRST = LetterKind.FIRST_NOTICE
ASK = "/beheer/teksten/goedkeuren"


@pytest.fixture
def second(app: Flask) -> FlaskClient:
    """A browser of another administrator."""
    browser = app.test_client()
    sign_in(browser, add_user(app, RoleName.ADMIN, email="tweede@voorbeeld.test", name="T. Weede"))
    return browser


def test_an_agency_reads_its_texts_and_two_approve_them(app: Flask, login: Login, second: FlaskClient) -> None:
    admin, every = login(RoleName.ADMIN), [kind.value for kind in LetterKind]
    assert "Teksten goedkeuren" in admin.get("/beheer").text
    page = admin.get("/beheer/teksten").text
    assert "niet goedgekeurd: met die tekst gaat geen brief weg" in page
    assert page.count('name="kinds"') == len(every)
    assert "Kies een tekst." in send(admin, ASK, {}).text
    assert admin.post(ASK, headers={"X-CSRFToken": csrf_of(admin)}).status_code == 422  # no form at all
    assert send(admin, ASK, {"kinds": every}).location == "/beheer/bevestigen"
    assert 'name="kinds"' not in admin.get("/beheer/teksten").text
    assert "U vroeg dit zelf." in admin.get("/beheer/bevestigen/1").text
    send(admin, "/beheer/bevestigen/1/ja", {})
    with app.app_context():
        assert len(text_approvals.unapproved(database.session())) == len(every)
    look = second.get("/beheer/bevestigen/1").text
    assert "Lees eerst elke tekst" in look
    assert all(name(kind) in look for kind in LetterKind)
    send(second, "/beheer/bevestigen/1/ja", {})
    with app.app_context():
        assert text_approvals.unapproved(database.session()) == []
    page = admin.get("/beheer/teksten").text
    assert "door M. Voorbeeld en T. Weede op" in page
    assert "gaat geen brief weg" not in page


@pytest.mark.parametrize("kind", LetterKind)
def test_each_text_says_for_what_a_sentence_is_there_and_how_the_letter_looks(login: Login, kind: LetterKind) -> None:
    page = login(RoleName.ADMIN).get(f"/beheer/teksten/soort/{kind.value}").text
    served = {element.law for said in reviewed(kind.value).said for element in said.serves}
    assert served
    assert all(f"({law})" in page for law in served)
    assert page.count("data:image/png;base64,") >= 1
    assert "Zo kan deze tekst niet worden goedgekeurd" not in page
    assert "Goedkeuring vragen" in page


def test_a_text_with_a_fault_says_so_and_offers_no_button(login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    lacking = replace(reviewed(FIRST.value), faults=("geen zin zegt de termijn (art. 6:96 lid 6 BW)",))
    for module in (four_eyes, texts.reviewing):
        monkeypatch.setattr(module, "reviewed", lambda *_kind: lacking)
    admin = login(RoleName.ADMIN)
    page = admin.get(f"/beheer/teksten/soort/{FIRST.value}").text
    assert "geen zin zegt de termijn" in page
    assert "Goedkeuring vragen" not in page
    refused = send(admin, ASK, {"kinds": [FIRST.value]})
    assert "Deze tekst kan zo niet worden goedgekeurd." in refused.text


def test_a_handler_reads_why_a_letter_waits_and_who_can_help(
    app: Flask, login: Login, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = login(RoleName.HANDLER)
    with app.app_context(), database.transaction() as session:
        case = make_case(session, DocumentStore(tmp_path / "documents"))
        batch_id, case_id = order_first_notice(session, case).id, case.id
    right = text_approvals.fingerprint
    monkeypatch.setattr(text_approvals, "fingerprint", lambda *text: right(*text)[::-1])
    for address in (f"/brieven/{batch_id}", f"/dossiers/{case_id}/brief"):
        page = handler.get(address).text
        assert "nog niet goedgekeurd door twee mensen; een beheerder vraagt dat bij Beheer, Teksten" in page
    assert "er loopt geen termijn" in handler.get(f"/brieven/{batch_id}").text


def test_who_is_no_administrator_sees_no_texts_and_another_kind_is_not_there(login: Login) -> None:
    assert login(RoleName.HANDLER).get(f"/beheer/teksten/soort/{FIRST.value}").status_code == 403
    assert login(RoleName.ADMIN).get("/beheer/teksten/soort/niets").status_code == 404


def test_the_outsider_reads_a_text_and_asks_nothing(app: Flask) -> None:
    lawyer = app.test_client()
    sign_in(lawyer, add_user(app, RoleName.OUTSIDER, email="mr@verweg.test", name="Mr. V. Verweg"))
    page = lawyer.get(f"/beheer/teksten/soort/{FIRST.value}").text
    assert "Elke zin, en waarvoor hij er staat" in page
    assert "Goedkeuring vragen" not in page
    assert lawyer.get("/beheer/teksten").status_code == 403
    assert send(lawyer, ASK, {"kinds": [FIRST.value]}).status_code == 403
