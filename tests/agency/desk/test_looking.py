"""What a handler is asked to look at: the same payment again, new details, a reported payment, a barred claim."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cases.amicable import payments
from cases.amicable.payment_doubts import PaymentInput
from cases.models import Case, Client, Debtor, DetailsProposal, Hold, HoldKind, LedgerEntry, PaidTo, Stage
from cases.store import DocumentStore
from tests.agency.desk.test_actions import PAYMENT, how_many, send, words
from tests.agency.portals import field_of
from tests.factories import FIGURES, TODAY, by, claim_row, make_case, make_upload

Look = Callable[[Select[Any]], Any]


def read(browser: FlaskClient, address: str) -> str:
    return words(browser.get(address).text)


def new_details(writing: Session, store: DocumentStore, case: Case) -> int:
    """A new invoice of the debtor of `case` comes in with another address; the hold on `case`."""
    client = writing.get_one(Client, case.client_id)
    make_upload(writing, store, client, claim_row(invoice="F-2", street="Nieuwstraat", house_number="3"))
    hold_id = writing.scalars(select(Hold.id).where(Hold.case_id == case.id)).one()
    writing.commit()
    return hold_id


def test_the_same_payment_again_through_back_is_asked_about(handler: FlaskClient, look: Look, case: Case) -> None:
    """Through 10 November 483,69 is left at 4 %: 100,00 less on that day is 11 days, 0,12 less interest."""
    address = f"/dossiers/{case.id}/betaling"
    assert send(handler, address, token="a", **PAYMENT).status_code == 302
    again = send(handler, address, token="b", **PAYMENT)
    assert again.status_code == 422
    assert "Er staat al een betaling van € 100,00, ontvangen op 10-11-2026 door ons. Is dit een tweede" in words(
        again.text
    )
    assert field_of(again.text, "amount") == "100,00"
    assert look(how_many(LedgerEntry)) == 2  # the principal and one payment
    assert send(handler, address, token="b", sure="y", seen=field_of(again.text, "seen"), **PAYMENT).status_code == 302
    assert "Saldo nu € 383,57" in read(handler, f"/dossiers/{case.id}")


def test_more_than_is_owed_is_asked_about(handler: FlaskClient, case: Case) -> None:
    answer = send(handler, f"/dossiers/{case.id}/betaling", **(PAYMENT | {"amount": "5.000,00"}))
    assert answer.status_code == 422
    assert "te veel. Klopt dit bedrag?" in words(answer.text)
    assert "blijft open" not in answer.text


def test_a_handler_sees_old_and_new_details_and_takes_them_over(
    handler: FlaskClient, writing: Session, store: DocumentStore, look: Look, case: Case
) -> None:
    hold_id = new_details(writing, store, case)
    assert "Gewijzigde gegevens: nakijken" in read(handler, f"/dossiers/{case.id}")
    page = read(handler, f"/dossiers/{case.id}/stilstand")
    assert "Neem over: adres Nieuwstraat 3, 1234 AB Voorbeeldstad (nu Dorpsstraat 12, 1234 AB Voorbeeldstad)" in page
    proposal = look(select(DetailsProposal.id))
    address = f"/dossiers/{case.id}/stilstand/{hold_id}/beeindigen"
    refused = send(handler, address, outcome="", take_over=str(proposal))
    assert refused.status_code == 422
    assert f'value="{proposal}" checked' in refused.text
    assert send(handler, address, outcome="Gebeld: is verhuisd", take_over=str(proposal)).status_code == 302
    assert look(select(Debtor.street)) == "Nieuwstraat"
    text = read(handler, f"/dossiers/{case.id}")
    assert "Gegevens van de debiteur gewijzigd" in text
    assert "adres was Dorpsstraat 12, 1234 AB Voorbeeldstad, is nu Nieuwstraat 3" in text
    assert look(select(Hold.id).where(Hold.ended_on.is_(None))) is None, "the other case goes on too"


def test_without_a_tick_the_old_details_stay(
    handler: FlaskClient, writing: Session, store: DocumentStore, look: Look, case: Case
) -> None:
    hold_id = new_details(writing, store, case)
    address = f"/dossiers/{case.id}/stilstand/{hold_id}/beeindigen"
    assert send(handler, address, outcome="Het oude adres klopt").status_code == 302
    assert look(select(Debtor.street)) == "Dorpsstraat"
    assert look(select(DetailsProposal.taken_over)) is False


def test_a_reported_payment_is_looked_at_and_the_paid_case_closes(
    handler: FlaskClient, writing: Session, look: Look, case: Case
) -> None:
    payments.register(
        writing, by(), case.id, PaymentInput(amount=Decimal("5000.00"), received_on=TODAY, paid_to=PaidTo.CLIENT),
        figures=FIGURES, by_client=True,
    )
    writing.commit()
    hold_id = look(select(Hold.id).where(Hold.kind == HoldKind.PAYMENT_CHECK))
    assert "Gemelde betaling: nakijken" in read(handler, f"/dossiers/{case.id}")
    page = read(handler, f"/dossiers/{case.id}/stilstand")
    assert "Is alles betaald, dan sluit het dossier als u dit beëindigt." in page
    send(handler, f"/dossiers/{case.id}/stilstand/{hold_id}/beeindigen", outcome="Nagevraagd: klopt")
    assert look(select(Case.stage).where(Case.id == case.id)) is Stage.CLOSED


def test_holds_that_come_by_themselves_are_not_offered_by_hand(handler: FlaskClient, case: Case) -> None:
    page = handler.get(f"/dossiers/{case.id}/stilstand").text
    assert 'value="client_request"' in page
    assert 'value="new_details"' not in page
    assert 'value="payment_check"' not in page
    answer = send(handler, f"/dossiers/{case.id}/stilstand", kind="new_details", reason="x")
    assert answer.status_code == 422


def test_a_barred_claim_is_said_at_its_letter(
    handler: FlaskClient, writing: Session, store: DocumentStore, case: Case
) -> None:
    barred = make_case(writing, store, customer="K-2", surname="Anders", invoice="F-9", invoice_date="01-05-2019",
                       due="31-05-2019", reminder="", contract="")
    writing.commit()
    alone = send(handler, "/brieven/voorbeeld", dossier=str(barred.id))
    text = words(alone.text)
    assert "Let op: waarschijnlijk verjaard: factuur F-9 sinds 01-06-2021." in text
    assert "1 brief bestellen" in text
    both = words(send(handler, "/brieven/voorbeeld", dossier=[str(barred.id), str(case.id)]).text)
    assert "waarschijnlijk verjaard: factuur F-9 sinds 01-06-2021; bekijk het dossier eerst" in both
    assert "Factuur F-9 is sinds 01-06-2021 verjaard" in read(handler, f"/dossiers/{barred.id}")
