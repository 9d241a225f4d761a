"""Prescription on the desk: the number on the queue, the list, and an interruption recorded on the case page."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from agency import database
from cases.models import Case, Claim, Document, Interruption, RoleName
from cases.store import DocumentStore
from legal.prescription import PrescriptionRegime
from tests.factories import SMALL_PDF, claim_row, make_case, make_client, make_terms, make_upload
from tests.web import csrf_of, selects

Look = Callable[[Select[Any]], Any]
OLD = {"invoice_date": "02-11-2021", "contract": "01-02-2019", "reminder": ""}
LETTER = {"interruption": "reservation", "interrupted_on": "18-11-2026", "remark": "Aangetekend"}


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ")


def send(browser: FlaskClient, case: Case, **values: object) -> TestResponse:
    """Send the form for an interruption, for the first invoice unless told otherwise."""
    data = {"csrf_token": csrf_of(browser), "token": "t", "claims": [case.claims[0].id], **LETTER, **values}
    return browser.post(f"/dossiers/{case.id}/stuiting", data=data)


@pytest.fixture
def case(writing: Session, store: DocumentStore) -> Case:
    """A case of one invoice that is barred from 2 December 2026, in eleven days."""
    client = make_client(writing, terms=make_terms(prescription_regime=PrescriptionRegime.CONTRACT))
    made = make_case(writing, store, client=client, due="01-12-2021", **OLD)
    assert len(made.claims) == 1  # read here: a later read would hold the write lock
    writing.commit()
    return made


@pytest.fixture
def quiet_case(writing: Session, store: DocumentStore) -> Case:
    """A case in which nothing is near."""
    made = make_case(writing, store, customer="K-2", surname="Bakker", invoice="F-2")
    writing.commit()
    return made


def test_the_queue_names_the_list_in_red_when_something_is_barred_within_a_month(
    handler: FlaskClient, case: Case
) -> None:
    page = handler.get("/werkbak").text
    link = re.search(r'<a class="([^"]*)" href="/werkbak/verjaring">([^<]*)</a>', page)
    assert link is not None
    assert "btn-danger" in link[1]
    assert link[2] == "Verjaring (1)"


def test_the_queue_names_the_list_calmly_when_there_is_time(
    handler: FlaskClient, writing: Session, store: DocumentStore
) -> None:
    make_case(writing, store, due="01-03-2022", **OLD)
    writing.commit()
    link = re.search(r'<a class="([^"]*)" href="/werkbak/verjaring">', handler.get("/werkbak").text)
    assert link is not None
    assert "btn-danger" not in link[1]


def test_the_queue_does_not_name_an_empty_list(handler: FlaskClient, quiet_case: Case) -> None:
    assert "Verjaring" not in handler.get("/werkbak").text
    page = handler.get("/werkbak/verjaring").text
    assert "Er is geen open dossier waarin een factuur binnen een jaar verjaart." in page
    assert 'href="/werkbak"' in page


def test_the_list_tells_what_is_barred_when_and_leads_to_the_case(
    handler: FlaskClient, case: Case, quiet_case: Case
) -> None:
    page = handler.get("/werkbak/verjaring").text
    text = words(page)
    for told in (case.number, "Jansje de Vries", "Voorbeeld Energie B.V.", "02-12-2026", "nog 11 dagen", "F-1",
                 "€ 500,00", "Eerste brief versturen", "1 dossier."):
        assert told in text, told
    assert quiet_case.number not in text
    assert f'href="/dossiers/{case.id}#verjaring-kop"' in page


def test_a_made_up_key_gives_the_first_page(handler: FlaskClient, case: Case) -> None:
    assert case.number in handler.get("/werkbak/verjaring?na=zomaar").text


def test_the_warning_leads_to_the_form(handler: FlaskClient, case: Case) -> None:
    page = handler.get(f"/dossiers/{case.id}").text
    assert "Verjaart binnen 1 maand." in words(page)
    assert f'href="/dossiers/{case.id}?stuiten=1#stuiting">Stuiting vastleggen</a>' in page
    assert re.search(r'<details[^>]* id="stuiting">', page)
    assert re.search(r'<details[^>]* id="stuiting" open>', handler.get(f"/dossiers/{case.id}?stuiten=1").text)


def test_an_interruption_shows_the_new_day_and_counts_once(handler: FlaskClient, look: Look, case: Case) -> None:
    answer = send(handler, case)
    assert answer.location == f"/dossiers/{case.id}"
    text = words(handler.get(answer.location).text)
    assert "De stuiting is vastgelegd. Nu verjaart factuur F-1 op 19-11-2031." in text
    assert "Verjaring gestuit: stuitingsbrief" in text
    assert "F-1: verjaart op 19-11-2031 overeenkomst, 5 jaar; art. 3:307 lid 1 BW en art. 3:319 BW" in text
    assert "gestuit op 18-11-2026 stuitingsbrief" in text
    assert "Verjaart binnen" not in text
    assert look(select(Claim.barred_from)) == date(2031, 11, 19)
    again = handler.get(send(handler, case).location)
    assert "was al vastgelegd" in again.text
    assert look(select(func.count()).select_from(Interruption)) == 1
    assert "Verjaring (" not in handler.get("/werkbak").text


def test_an_interruption_of_one_of_two_invoices_leaves_the_other(
    handler: FlaskClient, writing: Session, store: DocumentStore, case: Case
) -> None:
    make_upload(writing, store, case.client, claim_row(invoice="F-3", due="05-12-2021", **OLD))
    writing.refresh(case)
    ids = {claim.invoice_number: claim.id for claim in case.claims}
    writing.commit()
    page = handler.get(f"/dossiers/{case.id}").text
    assert len(re.findall(r'name="claims"[^>]* checked', page)) == 2
    text = words(handler.get(send(handler, case, claims=[ids["F-3"]]).location).text)
    assert "Nu verjaart factuur F-3 op 19-11-2031." in text
    assert "F-1: verjaart op 02-12-2026" in text


def test_the_proof_can_be_opened_from_the_time_line(handler: FlaskClient, look: Look, case: Case) -> None:
    send(handler, case, proof=(BytesIO(SMALL_PDF), "brief.pdf"))
    document = look(select(Document.id).where(Document.title == "Stuitingsbrief, 18-11-2026"))
    assert f'href="/stukken/{document}"' in handler.get(f"/dossiers/{case.id}").text
    assert handler.get(f"/stukken/{document}").data == SMALL_PDF


@pytest.mark.parametrize(("values", "told"), [
    ({"interrupted_on": "22-11-2026"}, "ligt in de toekomst"),
    ({"interrupted_on": "01-12-2021"}, "viel er niets te stuiten"),
    ({"interrupted_on": ""}, "Vul in op welke dag dat was."),
    ({"interruption": ""}, "Kies waardoor de verjaring is gestuit."),
    ({"claims": []}, "Kies voor welke factuur"),
    ({"claims": ["zomaar"]}, "Fout:"),
    ({"remark": "bsn 111222333"}, "burgerservicenummer"),
    ({"proof": (BytesIO(b"zomaar wat"), "brief.pdf")}, "geen PDF, PNG of JPEG"),
])
def test_a_refused_interruption_keeps_what_was_typed(
    handler: FlaskClient, look: Look, case: Case, values: dict[str, object], told: str
) -> None:
    answer = send(handler, case, **({"remark": "Aangetekend verzonden"} | values))
    assert answer.status_code == 422
    assert told in answer.text
    assert "<title>Fout:" in answer.text
    assert re.search(r'<details[^>]* id="stuiting" open>', answer.text)
    assert str(values.get("remark", "Aangetekend verzonden")) in answer.text
    assert look(select(func.count()).select_from(Interruption)) == 0


def test_another_form_that_was_refused_leaves_this_one_as_it_was(handler: FlaskClient, case: Case) -> None:
    answer = handler.post(f"/dossiers/{case.id}/contact", data={"csrf_token": csrf_of(handler), "outcome": "refuses"})
    assert answer.status_code == 422
    assert re.search(r'<details[^>]* id="stuiting">', answer.text)


@pytest.mark.parametrize("role", [RoleName.CLIENT, RoleName.BAILIFF, RoleName.ADMIN])
def test_nobody_else_sees_the_list_or_interrupts(
    login: Callable[[RoleName], FlaskClient], case: Case, role: RoleName
) -> None:
    browser = login(role)
    assert browser.get("/werkbak/verjaring").status_code == 403
    assert send(browser, case).status_code == 403


def test_queue_and_list_ask_few_queries(app: Flask, handler: FlaskClient, case: Case) -> None:
    with app.app_context():
        engine = database.engine()
    for address, most in (("/werkbak", 13), ("/werkbak/verjaring", 13)):
        with selects(engine) as asked:
            assert handler.get(address).status_code == 200
        assert len(asked) <= most, "\n\n".join(asked)
