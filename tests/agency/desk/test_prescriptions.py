"""Prescription on the desk: the number on the queue, the list, and an interruption recorded on the case page."""

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cases.models import Case, CaseEvent, Claim, ClosingReason, Document, EventKind, Interruption, RoleName
from cases.progress import stages
from cases.store import DocumentStore
from legal.counting.valuation import DebtorKind
from legal.debtor.prescription import PrescriptionRegime
from tests.factories import (
    SMALL_PDF,
    TODAY,
    by,
    claim_row,
    make_agency,
    make_case,
    make_client,
    make_terms,
    make_upload,
)
from tests.web import csrf_of, questions

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


@pytest.mark.usefixtures("case")
def test_the_queue_names_the_list_in_red_when_something_is_barred_within_a_month(handler: FlaskClient) -> None:
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


@pytest.mark.usefixtures("quiet_case")
def test_the_queue_does_not_name_an_empty_list(handler: FlaskClient) -> None:
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


def test_an_invoice_that_is_barred_is_not_chosen_beforehand(
    handler: FlaskClient, writing: Session, store: DocumentStore, case: Case
) -> None:
    row = claim_row(invoice="F-3", due="05-03-2021", **OLD | {"invoice_date": "01-02-2021"})
    make_upload(writing, store, case.client, row)
    writing.refresh(case)
    ids = {claim.invoice_number: claim.id for claim in case.claims}
    writing.commit()
    page = handler.get(f"/dossiers/{case.id}").text
    chosen = re.findall(r'name="claims"[^>]*value="(\d+)" checked', page)
    assert chosen == [str(ids["F-1"])]
    assert "F-3: verjaard sinds" in words(page)


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


@pytest.mark.usefixtures("case")
def test_queue_and_list_ask_few_queries(handler: FlaskClient, writing: Session) -> None:
    make_agency(writing)
    writing.commit()
    handler.get("/werkbak")  # a process asks now and then how its duties stand
    for address, most in (("/werkbak", 13), ("/werkbak/verjaring", 13)):
        asked = questions(handler, address)
        assert len(asked) <= most, "\n\n".join(asked)


# The kind of a claim, and a wrong interruption.


@pytest.fixture
def unstated(writing: Session, store: DocumentStore) -> Case:
    """A consumer's case of one invoice due on 1 December 2024: as a consumer sale it is barred from 2 December 2026."""
    made = make_case(writing, store, due="01-12-2024", **(OLD | {"invoice_date": "01-11-2024"}))
    assert len(made.claims) == 1
    writing.commit()
    return made


def state(browser: FlaskClient, case: Case, **values: object) -> TestResponse:
    data = {
        "csrf_token": csrf_of(browser), "token": "k", "regime": "contract", "regime_claims": [case.claims[0].id],
        "regime_reason": "Overeenkomst van opdracht",
    }
    return browser.post(f"/dossiers/{case.id}/soort-vordering", data=data | values)


def test_an_assumed_term_is_said_everywhere(handler: FlaskClient, unstated: Case) -> None:
    page = words(handler.get(f"/dossiers/{unstated.id}").text)
    assert "F-1: verjaart op 02-12-2026 soort niet vastgelegd, 2 jaar aangenomen; art. 7:28 BW" in page
    assert page.count("Het kan om een consumentenkoop gaan (2 jaar, art. 7:28 BW). Leg de soort vordering vast.") == 2
    assert "F-1 · soort niet vastgelegd, 2 jaar aangenomen" in words(handler.get("/werkbak/verjaring").text)


def test_the_kind_is_stated_on_the_case_page_and_counts_once(
    handler: FlaskClient, look: Look, unstated: Case
) -> None:
    answer = state(handler, unstated)
    assert answer.location == f"/dossiers/{unstated.id}"
    text = words(handler.get(answer.location).text)
    assert "De soort vordering is vastgelegd. Nu verjaart factuur F-1 op 02-12-2029 (overeenkomst, 5 jaar)." in text
    assert "Soort vordering vastgelegd: overeenkomst" in text
    assert "F-1: verjaart op 02-12-2029 overeenkomst, 5 jaar; art. 3:307 lid 1 BW" in text
    assert "Leg de soort vordering vast" not in text
    assert look(select(Claim.prescription_regime)) is PrescriptionRegime.CONTRACT
    assert "was al vastgelegd" in handler.get(state(handler, unstated).location).text
    kept = select(func.count()).select_from(CaseEvent).where(CaseEvent.kind == EventKind.CLAIM_KIND_STATED)
    assert look(kept) == 1
    assert "Verjaring (" not in handler.get("/werkbak").text


def test_a_claim_that_may_be_barred_leads_to_the_form(
    handler: FlaskClient, writing: Session, store: DocumentStore
) -> None:
    made = make_case(writing, store, due="01-11-2024", **(OLD | {"invoice_date": "01-10-2024"}))
    writing.commit()
    page = handler.get(f"/dossiers/{made.id}").text
    assert "Misschien verjaard." in words(page)
    assert "F-1: als consumentenkoop verjaard sinds 02-11-2026" in words(page)
    assert f'href="/dossiers/{made.id}?soort=1#soort">Soort vordering vastleggen</a>' in page
    assert re.search(r'<details[^>]* id="soort" open>', handler.get(f"/dossiers/{made.id}?soort=1").text)
    page = handler.get(f"/dossiers/{made.id}/gerechtelijk").text
    gate = words(page)
    assert page.count(f'href="/dossiers/{made.id}?soort=1#soort"') == 2  # the warning and the point of the gate
    assert "Soort vordering vaststellen" in gate
    assert "opdrachtgever of behandelaar" in gate


@pytest.mark.parametrize(("values", "told"), [
    ({"regime": ""}, "Kies de soort vordering."), ({"regime": "judgment"}, "Fout:"),
    ({"regime_claims": []}, "Kies van welke factuur"), ({"regime_claims": ["zomaar"]}, "Fout:"),
    ({"regime_reason": ""}, "Schrijf op waaruit de soort vordering blijkt."),
    ({"regime_reason": "bsn 111222333"}, "burgerservicenummer"),
])
def test_a_refused_kind_keeps_what_was_typed(
    handler: FlaskClient, look: Look, unstated: Case, values: dict[str, object], told: str
) -> None:
    answer = state(handler, unstated, **({"regime_reason": "Zie de offerte"} | values))
    assert answer.status_code == 422
    assert told in answer.text
    assert "<title>Fout:" in answer.text
    assert re.search(r'<details[^>]* id="soort" open>', answer.text)
    assert str(values.get("regime_reason", "Zie de offerte")) in answer.text
    assert look(select(Claim.prescription_regime)) is None


def withdraw(browser: FlaskClient, case: Case, number: int, **values: object) -> TestResponse:
    data = {"csrf_token": csrf_of(browser), "token": "w", "withdrawal_reason": "De brief kwam retour"}
    return browser.post(f"/dossiers/{case.id}/stuiting/{number}/intrekken", data=data | values)


def test_a_wrong_interruption_is_withdrawn_with_its_reason_and_once(
    handler: FlaskClient, look: Look, case: Case
) -> None:
    send(handler, case)
    number = look(select(Interruption.id))
    page = handler.get(f"/dossiers/{case.id}").text
    assert f'href="/dossiers/{case.id}?intrekken={number}#intrekken"' in page
    assert 'name="withdrawal_reason"' not in page
    assert 'name="withdrawal_reason"' in handler.get(f"/dossiers/{case.id}?intrekken={number}").text
    answer = withdraw(handler, case, number)
    assert answer.location == f"/dossiers/{case.id}"
    text = words(handler.get(answer.location).text)
    assert "De stuiting is ingetrokken. Factuur F-1 verjaart nu op 02-12-2026." in text
    assert "Stuiting ingetrokken: stuitingsbrief van 18-11-2026" in text
    assert "De brief kwam retour" in text
    assert "gestuit op 18-11-2026" not in text
    assert look(select(Claim.barred_from)) == date(2026, 12, 2)
    assert "was al ingetrokken" in handler.get(withdraw(handler, case, number).location).text
    assert look(select(func.count()).select_from(Interruption)) == 2


@pytest.mark.parametrize(("reason", "told"), [
    ("", "Schrijf op waarom de stuiting wordt ingetrokken."), ("bsn 111222333", "burgerservicenummer"),
])
def test_a_refused_withdrawal_keeps_what_was_typed(
    handler: FlaskClient, look: Look, case: Case, reason: str, told: str
) -> None:
    send(handler, case)
    answer = withdraw(handler, case, look(select(Interruption.id)), withdrawal_reason=reason)
    assert answer.status_code == 422
    assert told in answer.text
    assert reason in answer.text
    assert look(select(func.count()).select_from(Interruption)) == 1


def test_an_interruption_of_another_case_is_not_there(
    handler: FlaskClient, look: Look, case: Case, quiet_case: Case
) -> None:
    send(handler, case)
    assert withdraw(handler, quiet_case, look(select(Interruption.id))).status_code == 404
    assert withdraw(handler, case, 987654).status_code == 404
    assert withdraw(handler, case, look(select(Interruption.id)), token="other").status_code == 302


@pytest.mark.parametrize("role", [RoleName.CLIENT, RoleName.BAILIFF, RoleName.ADMIN])
def test_nobody_else_states_a_kind_or_withdraws(
    login: Callable[[RoleName], FlaskClient], case: Case, role: RoleName
) -> None:
    browser = login(role)
    assert state(browser, case).status_code == 403
    assert withdraw(browser, case, 1).status_code == 403


def test_what_was_done_meanwhile_by_someone_else_is_said(
    handler: FlaskClient, look: Look, case: Case, writing: Session
) -> None:
    send(handler, case)
    number = look(select(Interruption.id))
    withdraw(handler, case, number)
    again = withdraw(handler, case, number, token="of a second handler")
    assert "Deze stuiting is al ingetrokken." in handler.get(again.location).text
    stages.close(writing, by(), writing.get_one(Case, case.id), reason=ClosingReason.WITHDRAWN_BY_CLIENT, on=TODAY)
    writing.commit()
    for sent in (send, state, partial(withdraw, number=number)):
        answer = sent(handler, case, token=f"{number}")
        assert "is gesloten. Heropen het dossier eerst." in handler.get(answer.location).text


@pytest.mark.parametrize("debtor", DebtorKind)
def test_a_consumer_sale_is_offered_for_a_consumer_alone(
    handler: FlaskClient, writing: Session, store: DocumentStore, debtor: DebtorKind
) -> None:
    firm = {"company": "Bouwbedrijf Voorbeeld B.V.", "legal_form": "bv", "kvk": "87654321", "first_name": "",
            "prefix": "", "surname": "", "born": ""} if debtor is DebtorKind.BUSINESS else {}
    client = make_client(writing, terms=make_terms(debtor_kind=debtor))
    made = make_case(writing, store, client=client, **firm)
    writing.commit()
    page = words(handler.get(f"/dossiers/{made.id}").text)
    assert "Overeenkomst: 5 jaar (art. 3:307 lid 1 BW)" in page
    assert ("Consumentenkoop: 2 jaar (art. 7:28 BW)" in page) == (debtor is DebtorKind.CONSUMER)
