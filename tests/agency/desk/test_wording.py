"""What the desk says where a number, a sign or a tense misled before."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cases import documents
from cases.amicable import holds, payments
from cases.amicable.payment_doubts import PaymentInput
from cases.correspondence import ordering
from cases.documents import File, NewDocument
from cases.models import Case, DocumentKind, HoldKind, LetterState, PaidTo
from cases.store import DocumentStore
from tests.agency.desk.test_actions import send, words
from tests.factories import FIGURES, SMALL_PDF, TODAY, by, make_case, make_letters, order_first_notice
from tests.web import asked


def pay(session: Session, case: Case, amount: str, paid_to: PaidTo, *, on: date = TODAY) -> None:
    payments.register(
        session, by(), case.id, PaymentInput(amount=Decimal(amount), received_on=on, paid_to=paid_to), figures=FIGURES,
    )
    session.commit()


@pytest.mark.parametrize(("paid_to", "said"), [
    (PaidTo.AGENCY, "ontvangen door ons. Betaal dit terug aan de debiteur."),
    (PaidTo.CLIENT, "ontvangen door Voorbeeld Energie B.V. Vraag Voorbeeld Energie B.V. dit terug te betalen"),
    (PaidTo.BAILIFF, "ontvangen door de deurwaarder. Vraag de deurwaarder dit terug te betalen"),
])
def test_who_received_a_surplus_pays_it_back(
    handler: FlaskClient, writing: Session, case: Case, paid_to: PaidTo, said: str
) -> None:
    pay(writing, case, "5000.00", paid_to)
    for page in ("", "/betaling"):
        text = words(handler.get(f"/dossiers/{case.id}{page}").text)
        assert "Te veel betaald op 21-11-2026" in text
        assert "Te betalen op" not in text
        assert "saldo daarna -€" not in text
    assert said in words(handler.get(f"/dossiers/{case.id}").text)


def test_a_surplus_at_two_places_names_both(handler: FlaskClient, writing: Session, case: Case) -> None:
    pay(writing, case, "5000.00", PaidTo.CLIENT, on=TODAY - timedelta(days=1))
    pay(writing, case, "25.00", PaidTo.AGENCY)
    assert "€ 25,00 door ons. Wie het ontving, betaalt het terug" in words(handler.get(f"/dossiers/{case.id}").text)


def test_a_case_that_stands_still_offers_no_first_letter(
    handler: FlaskClient, writing: Session, store: DocumentStore
) -> None:
    waiting = make_case(writing, store)
    writing.commit()
    assert "Eerste brief b" in words(handler.get(f"/dossiers/{waiting.id}").text)
    holds.place(writing, by(), waiting.id, kind=HoldKind.DISPUTE, reason="Nooit besteld", on=TODAY)
    writing.commit()
    held = words(handler.get(f"/dossiers/{waiting.id}").text)
    assert "Eerste brief b" not in held
    assert "Nooit besteld. Er gaan geen brieven" in held, "a full stop after the reason"


def test_nobody_gets_a_letter_is_said_and_nothing_can_be_ordered(handler: FlaskClient, case: Case) -> None:
    page = words(send(handler, "/brieven/voorbeeld", dossier=case.id).text)
    assert "Eerste brief: geen brieven" in page
    assert "Geen van de gekozen dossiers krijgt deze brief" in page
    assert "Kies andere dossiers" in page
    assert "Dit gaat er gebeuren" not in page
    assert "bestellen" not in page


def test_a_withdrawn_letter_was_made_all_the_same(handler: FlaskClient, writing: Session, store: DocumentStore) -> None:
    first = make_case(writing, store)
    second = make_case(writing, store, customer="K-2", invoice="F-2", surname="Jansen", house_number="14")
    batch = order_first_notice(writing, first, second)
    make_letters(writing, store, batch)
    writing.commit()
    assert "Alle 2 brieven zijn gemaakt." in words(handler.get(f"/brieven/{batch.id}").text)
    ordering.withdraw(writing, by(), batch.letters[0].id, reason="verhuisd", on=TODAY)
    writing.commit()
    assert batch.letters[0].state is LetterState.WITHDRAWN
    assert "Alle 2 brieven zijn gemaakt; 1 ingetrokken." in words(handler.get(f"/brieven/{batch.id}").text)


def test_a_search_without_result_says_so_and_offers_a_way_on(handler: FlaskClient, case: Case) -> None:
    page = words(handler.get(asked(handler, "/zoeken?q=bestaatniet")).text)
    assert "Niets gevonden voor “bestaatniet”" in page
    assert "Gevonden voor" not in page
    assert "Bekijk alle dossiers" in page
    assert case.number not in page


def test_the_largest_document_is_named_as_it_is(handler: FlaskClient, case: Case) -> None:
    megabytes = documents.MAX_BYTES // 1024 // 1024
    for page in ("", "/gerechtelijk"):
        assert f"PDF, PNG of JPEG. Ten hoogste {megabytes} MB." in handler.get(f"/dossiers/{case.id}{page}").text


def test_a_document_without_a_title_goes_by_its_kind(
    handler: FlaskClient, writing: Session, store: DocumentStore, case: Case
) -> None:
    documents.add(
        writing, by(), store, File("scan.pdf", SMALL_PDF),
        NewDocument(kind=DocumentKind.INVOICE, case_id=case.id, claim_id=case.claims[0].id),
    )
    writing.commit()
    page = words(handler.get(f"/dossiers/{case.id}").text)
    assert "Stuk toegevoegd: factuur" in page
    assert "scan.pdf" in page
