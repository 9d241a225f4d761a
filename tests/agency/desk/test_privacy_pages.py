"""What a handler does with a question about data: writes it down, makes the copy, answers; and what is refused."""

import io
import json
import zipfile
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from cases.models import Case, PersonExport, PrivacyRequest, RequestState, TraceKind, TraceLine
from cases.store import DocumentStore
from tests.agency.desk.test_actions import send, words
from tests.factories import make_case

Look = Callable[[Select[Any]], Any]
ASKED = {"kind": "access", "received_on": "20-11-2026", "asked": "Wat weet u van mij?"}
GIVEN = {"state": "granted", "answered_on": "21-11-2026", "identity": "Belde zelf", "answer": "Uitdraai gestuurd"}


def page_of(case: Case) -> str:
    return f"/dossiers/{case.id}/personen/{case.debtor_id}/privacy"


def test_a_question_is_written_down_waits_and_is_answered(handler: FlaskClient, look: Look, case: Case) -> None:
    assert send(handler, page_of(case), **ASKED).status_code == 302
    assert "Privacyverzoeken (1)" in words(handler.get("/werkbak?van=alle").text)
    assert "20-12-2026" in words(handler.get("/privacyverzoeken").text)
    assert send(handler, "/privacyverzoeken/1/verlengen", reason="Veel dossiers").status_code == 302
    assert "20-02-2027" in words(handler.get(page_of(case)).text)
    refused = send(handler, "/privacyverzoeken/1/antwoord", **GIVEN | {"identity": ""})
    assert refused.status_code == 422
    assert "waaruit blijkt dat hij het is" in words(refused.text)
    assert "Uitdraai gestuurd" in refused.text, "what was typed stays"
    assert send(handler, "/privacyverzoeken/1/antwoord", **GIVEN).status_code == 302
    late = send(handler, "/privacyverzoeken/1/antwoord", **GIVEN | {"state": "refused"})
    assert late.status_code == 302
    assert "Dit verzoek is al toegewezen" in words(handler.get(page_of(case)).text)
    assert look(select(PrivacyRequest.state)) is RequestState.GRANTED
    assert "Er wacht geen verzoek" in words(handler.get("/privacyverzoeken").text)
    assert "Verzoek over privacy van Jansje de Vries" in words(handler.get(f"/dossiers/{case.id}").text)


def test_the_copy_holds_all_is_readable_and_is_written_down(handler: FlaskClient, look: Look, case: Case) -> None:
    send(handler, page_of(case), **ASKED)
    made = send(handler, f"{page_of(case)}/uitdraai")
    assert made.mimetype == "application/zip"
    packed = zipfile.ZipFile(io.BytesIO(made.data))
    pdf, data, *letters = packed.namelist()
    read = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(packed.read(pdf))).pages)
    for told in ("Jansje de Vries", case.number, "Wat weet u van mij?", "Autoriteit Persoonsgegevens"):
        assert told in " ".join(read.split())
    assert json.loads(packed.read(data))["claim"][0]["invoice_number"] == "F-1"
    assert [packed.read(each)[:4] for each in letters] == [b"%PDF"]
    assert look(select(PersonExport.sha256)) == sha256(made.data).hexdigest()
    assert look(select(PersonExport.request_id)) == 1
    assert "M. Voorbeeld" in words(handler.get(page_of(case)).text)


def test_somebody_who_is_not_in_the_case_has_no_page_there(
    handler: FlaskClient, writing: Session, store: DocumentStore, look: Look, case: Case
) -> None:
    other = make_case(writing, store, customer="K-2", surname="Ander", invoice="F-2", email="", phone="")
    writing.commit()
    wrong = f"/dossiers/{case.id}/personen/{other.debtor_id}/privacy"
    assert handler.get(wrong).status_code == 404
    assert send(handler, wrong, **ASKED).status_code == 404
    assert send(handler, f"{wrong}/uitdraai").status_code == 404
    assert look(select(func.count()).select_from(PersonExport)) == 0


def test_who_was_in_what_is_found_from_both_sides(handler: FlaskClient, case: Case) -> None:
    send(handler, f"{page_of(case)}/uitdraai")
    page = handler.get(page_of(case)).text
    for kind in ("bestand", "brieven", "uitdraai"):
        address = f"/privacyverzoeken/uitwisseling/{kind}/1"
        assert address in page
        assert "Jansje de Vries" in handler.get(address).text
    assert "Hier zat niemand in" in words(handler.get("/privacyverzoeken/uitwisseling/bestand/2").text)
    assert handler.get("/privacyverzoeken/uitwisseling/iets/1").status_code == 404


def test_the_file_for_an_inspector_comes_in_one_press_and_is_told(handler: FlaskClient, look: Look, case: Case) -> None:
    creditor = f"/schuldeisers/{case.client_id}/inspectie"
    of = (f"/dossiers/{case.id}/inspectie", f"/dossiers/{case.id}/personen/{case.debtor_id}/inspectie", creditor)
    page = handler.get(page_of(case)).text
    for address in of:
        assert f'action="{address}"' in page
        made = send(handler, address)
        assert zipfile.ZipFile(io.BytesIO(made.data)).namelist()[:2] == ["gegevens.pdf", "gegevens.json"]
    assert "Inspectiedossier gemaakt" in words(handler.get(f"/dossiers/{case.id}").text)
    assert look(select(func.count()).where(TraceLine.kind == TraceKind.EXPORTED)) == len(of)


def test_a_creditors_file_is_of_a_period_that_has_cases(handler: FlaskClient, case: Case) -> None:
    address = f"/schuldeisers/{case.client_id}/inspectie"
    assert "1 dossier" in words(handler.get(address).text)
    for first, last, said in (
        ("31-12-2026", "", "geen dossier geopend"), ("02-11-2026", "01-11-2026", "ligt voor de eerste"),
        ("niets", "", "dag-maand-jaar"),
    ):
        refused = send(handler, address, first_day=first, last_day=last)
        assert refused.status_code == 422
        assert said in words(refused.text)
    assert handler.get("/schuldeisers/99/inspectie").status_code == 404


def test_a_file_is_kept_whatever_its_term_until_that_is_lifted(handler: FlaskClient, case: Case) -> None:
    address = f"/dossiers/{case.id}/personen/{case.debtor_id}/bewaren"
    assert send(handler, address, keep_reason="").status_code == 422
    assert send(handler, address, keep_reason="Klacht loopt").status_code == 302
    assert "Klacht loopt" in words(handler.get(page_of(case)).text)
    assert send(handler, address, keep_reason="Nog eens").status_code == 422, "a second one does not lift the first"
    assert send(handler, f"{address}/opheffen", keep_reason="Klacht afgedaan").status_code == 302
    assert "Bewaren tot nader order opgeheven" in words(handler.get(f"/dossiers/{case.id}").text)
