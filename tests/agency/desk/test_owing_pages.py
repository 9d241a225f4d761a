"""The pages of a case in which more than one owes: what each owes, who paid, with whom an arrangement is made."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cases.correspondence import posting
from cases.models import (
    Arrangement,
    Case,
    CaseParty,
    Interruption,
    LedgerEntry,
    LedgerKind,
    PartyRole,
    RegisterCheck,
    RoleName,
    Stage,
)
from cases.store import DocumentStore
from tests.agency.desk.test_actions import send, words
from tests.cases.legal_track.writ_cases import ready_case
from tests.cases.parties.people import join, person
from tests.factories import SMALL_PDF, by, make_case, make_user, post_first_notice
from tests.web import questions

Look = Callable[[Select[Any]], Any]
SINCE = date(2026, 9, 28)


@pytest.fixture
def petra(writing: Session, store: DocumentStore) -> CaseParty:
    """She owes 500 euro together with Jansje; her letter came back, so that she owes no costs."""
    made = make_case(writing, store, today=SINCE)
    joined = join(writing, made, PartyRole.DEBTOR, person(first_names="Petra", surname="Jansen"), on=SINCE)
    for letter in post_first_notice(writing, store, made, posted_on=date(2026, 10, 2)).letters:
        if letter.debtor_id == joined.person_id:
            posting.mark_returned(writing, by(), letter.id, returned_on=date(2026, 10, 9))
    made.stage = Stage.AMICABLE
    writing.commit()
    return joined


def test_what_each_owes_stands_under_the_balance(handler: FlaskClient, petra: CaseParty) -> None:
    text = words(handler.get(f"/dossiers/{petra.case_id}").text)
    assert "Wie moet wat betalen" in text
    assert "Jansje de Vries voor het geheel € 583,71" in text
    assert "Petra Jansen voor het geheel € 508,71" in text
    assert "Met € 75,00 incassokosten, verschuldigd vanaf" in text
    assert "Zonder incassokosten: daarvoor is een geldige brief aan deze persoon zelf nodig" in text
    assert "Op de dag van verzending was geen vordering in verzuim" not in text
    assert "Tegenover Petra Jansen: F-1 verjaart op" in text
    assert "aan Petra Jansen op 02-10-2026" in text, "each letter says to whom it went"


def test_a_case_of_one_debtor_asks_nobody(handler: FlaskClient, case: Case) -> None:
    for page in ("", "/betaling", "/regeling?termijnen=3"):
        text = words(handler.get(f"/dossiers/{case.id}{page}").text)
        assert "Wie moet wat betalen" not in text
        assert "Wie betaalde" not in text
        assert "Regeling met" not in text


def test_a_payment_is_booked_for_who_paid(handler: FlaskClient, look: Look, petra: CaseParty) -> None:
    address = f"/dossiers/{petra.case_id}/betaling"
    assert "Wie betaalde" in words(handler.get(address).text)
    done = send(
        handler, address, amount="100,00", received_on="20-11-2026", paid_to="agency", claim_id="",
        debtor_id=str(petra.person_id),
    )
    assert done.status_code == 302
    assert look(select(LedgerEntry.debtor_id).where(LedgerEntry.kind == LedgerKind.PAYMENT)) == petra.person_id
    text = words(handler.get(f"/dossiers/{petra.case_id}").text)
    assert "betaald door Petra Jansen" in text
    assert "Zelf betaald: € 100,00" in text
    assert "kosten € 0,00" in text, "she owes none, so that it takes none"


def test_a_payment_of_a_stranger_is_refused_on_the_form(handler: FlaskClient, petra: CaseParty) -> None:
    done = send(
        handler, f"/dossiers/{petra.case_id}/betaling", amount="100,00", received_on="20-11-2026", paid_to="agency",
        claim_id="", debtor_id="999",
    )
    assert done.status_code == 422
    assert 'value="100,00"' in done.text


def test_what_she_paid_too_much_goes_back_to_her(handler: FlaskClient, look: Look, petra: CaseParty) -> None:
    """She owes 508.71 without costs; he owes those of 75.00, which her surplus does not pay."""
    address = f"/dossiers/{petra.case_id}"
    money = {"received_on": "21-11-2026", "paid_to": "agency", "claim_id": "", "debtor_id": str(petra.person_id)}
    asked = send(handler, f"{address}/betaling", token="a", amount="518,71", **money)
    assert asked.status_code == 302, "less than the case: nothing stands out"
    text = words(handler.get(address).text)
    assert "Te betalen op 21-11-2026 € 75,00" in text
    assert "Petra Jansen voor het geheel, te veel betaald € 10,00" in text
    assert "Te veel betaald door Petra Jansen € 10,00" in text
    assert "Er is € 10,00 te veel betaald, ontvangen door ons." in text
    assert "Het is van Petra Jansen, en betaalt de schuld van een ander niet." in text
    assert "€ 10,00 van Petra Jansen" in words(handler.get("/afwikkeling").text)
    to_tell = words(handler.get(f"{address}/bedrag-noemen").text)
    assert "Petra Jansen is niets meer verschuldigd." in to_tell
    assert "Noem € 75,00" in to_tell
    form = words(handler.get(f"{address}/terugbetalen").text)
    assert "Wie te veel betaalde, krijgt dat zelf terug." in form
    assert "Petra Jansen: € 10,00" in form
    assert "Jansje de Vries: " not in form
    back = {"amount": "10,00", "paid_on": "21-11-2026", "paid_by": "agency", "how": "Overgemaakt"}
    to_nobody = send(handler, f"{address}/terugbetalen", token="b", debtor_id="", **back)
    assert to_nobody.status_code == 422
    done = send(handler, f"{address}/terugbetalen", token="c", debtor_id=str(petra.person_id), **back)
    assert done.status_code == 302
    assert look(select(LedgerEntry.debtor_id).where(LedgerEntry.kind == LedgerKind.REFUND)) == petra.person_id
    text = words(handler.get(address).text)
    assert "Terugbetaald op 21-11-2026 aan Petra Jansen € 10,00" in text
    assert "€ 10,00 terugbetaald door ons aan Petra Jansen" in text
    assert "Te betalen op 21-11-2026 € 75,00" in text
    assert "Er is nergens te veel betaald" in words(handler.get("/afwikkeling").text)


def test_who_adds_an_invoice_reads_who_owe_it_then(handler: FlaskClient, petra: CaseParty) -> None:
    text = words(handler.get(f"/dossiers/{petra.case_id}/facturen/toevoegen").text)
    assert "moet dan ook deze factuur betalen: Jansje de Vries, Petra Jansen." in text
    assert "Open dan een nieuw dossier." in text


def test_an_arrangement_is_made_with_one_of_them(handler: FlaskClient, look: Look, petra: CaseParty) -> None:
    address = f"/dossiers/{petra.case_id}/regeling"
    shown = handler.get(f"{address}?termijnen=3&met={petra.person_id}").text
    assert "€ 508,71 op 21-11-2026" in words(shown)
    assert "€ 194,57" in words(handler.get(f"{address}?termijnen=3").text)
    seen = shown.split('name="seen" type="hidden" value="')[1].split('"')[0]
    done = send(
        handler, address, amount="", number="3", first_due_on="", debtor_id=str(petra.person_id), seen=seen, note=""
    )
    assert done.status_code == 302
    assert look(select(Arrangement.debtor_id)) == petra.person_id
    text = words(handler.get(address).text)
    assert "Gemaakt met Petra Jansen" in text
    assert "Jansje de Vries voor het geheel" in text
    assert "Gemaakt met Petra Jansen" in words(handler.get(f"/dossiers/{petra.case_id}").text)


def test_what_the_debtor_is_told_is_what_he_owes(handler: FlaskClient, petra: CaseParty) -> None:
    assert "€ 583,71" in words(handler.get(f"/dossiers/{petra.case_id}/bedrag-noemen").text)


def test_who_owes_less_is_no_choice_and_what_she_owes_is_said(handler: FlaskClient, petra: CaseParty) -> None:
    address = f"/dossiers/{petra.case_id}/bedrag-noemen"
    page = handler.get(address).text
    assert "Petra Jansen is zelf € 508,71 verschuldigd. Daarmee is niet alles betaald" in words(page)
    assert f'<option value="{petra.person_id}"' not in page
    told = {"through_day": "05-12-2026", "note": "", "seen": "583.71"}
    assert send(handler, address, **told | {"with_whom": str(petra.person_id)}).status_code == 422
    assert send(handler, address, **told | {"with_whom": "1", "token": "b"}).status_code == 302
    assert "Genoemd aan Jansje de Vries: € 583,71" in words(handler.get(f"/dossiers/{petra.case_id}").text)


def test_an_interruption_is_recorded_towards_her(handler: FlaskClient, look: Look, petra: CaseParty) -> None:
    done = send(
        handler, f"/dossiers/{petra.case_id}/stuiting", interruption="reservation", interrupted_on="20-11-2026",
        claims="1", towards=str(petra.person_id), remark="Brief aan haar",
    )
    assert done.status_code == 302
    assert look(select(Interruption.debtor_id)) == petra.person_id
    text = words(handler.get(f"/dossiers/{petra.case_id}").text)
    assert "gestuit op 20-11-2026" in text
    assert "F-1: verjaart op 16-06-2028" in text, "towards him nothing moved"


def test_each_is_looked_up_in_the_register(
    handler: FlaskClient, writing: Session, store: DocumentStore, look: Look
) -> None:
    people = make_user(writing, RoleName.HANDLER, email="a@voorbeeld.test"), make_user(
        writing, RoleName.LEGAL_LEAD, email="b@voorbeeld.test"
    )
    made = ready_case(writing, store, people)
    joined = join(writing, made, PartyRole.DEBTOR, person(first_names="Petra", surname="Jansen"), on=SINCE)
    writing.commit()
    address = f"/dossiers/{made.id}/gerechtelijk"
    assert "Petra Jansen: Er is niet in het insolventieregister gekeken" in words(handler.get(address).text)
    done = send(
        handler, f"/dossiers/{made.id}/register", register="insolvency", checked_on="21-11-2026", found="nee",
        debtor_id=str(joined.person_id), note="", file=(io.BytesIO(SMALL_PDF), "uitdraai.pdf"),
    )
    assert done.status_code == 302
    newest = look(select(RegisterCheck).order_by(RegisterCheck.id.desc()).limit(1))
    assert newest.debtor_id == joined.person_id
    assert "Petra Jansen : gecontroleerd op 21-11-2026" in words(handler.get(address).text)


def test_the_page_of_a_case_asks_little_more_for_two_who_owe(
    handler: FlaskClient, case: Case, writing: Session
) -> None:
    """The people, whom few cases have, the interruptions towards the other, and what holds her elsewhere: one each."""
    alone = len(questions(handler, f"/dossiers/{case.id}"))
    join(writing, case, PartyRole.DEBTOR, person(first_names="Petra", surname="Jansen"), on=SINCE)
    writing.commit()
    assert len(questions(handler, f"/dossiers/{case.id}")) <= alone + 3
