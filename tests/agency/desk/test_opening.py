"""Opening a case by hand on its page: errors at their field, questions with one yes, and the case at the end."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cases.models import Case, Claim, Client, Document, Upload
from cases.store import DocumentStore
from tests.factories import SMALL_PDF, make_agency, make_case, make_client
from tests.web import asked, csrf_of

Look = Callable[[Select[Any]], Any]
TYPED = {
    "customer_number": "K-1001", "first_names": "Jansje", "name_prefix": "de", "surname": "Vries",
    "street": "Dorpsstraat", "house_number": "12", "postal_code": "1234 AB", "city": "Voorbeeldstad", "country": "NL",
    "number_0": "H-1", "invoice_date_0": "01-06-2026", "due_date_0": "15-06-2026", "amount_0": "1.234,50",
    "number_1": "H-2", "invoice_date_1": "01-06-2026", "due_date_1": "15-06-2026", "amount_1": "99,00",
}


@pytest.fixture
def client(writing: Session) -> Client:
    make_agency(writing)
    made = make_client(writing)
    writing.commit()
    return made


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ")


def send(browser: FlaskClient, client: Client, *, token: str = "t", **values: object) -> TestResponse:
    data = {"csrf_token": csrf_of(browser), "token": token, "client_id": str(client.id), **TYPED, **values}
    return browser.post("/dossiers/openen", data=data, content_type="multipart/form-data")


def test_two_invoices_with_a_paper_become_a_case(handler: FlaskClient, client: Client, look: Look) -> None:
    answer = send(handler, client, paper_0=(BytesIO(SMALL_PDF), "h1.pdf"))
    case_id = look(select(Case.id))
    assert answer.location == f"/dossiers/{case_id}"
    page = words(handler.get(answer.location).text)
    assert "Het dossier is geopend." in page
    assert "H-1" in page
    assert look(select(func.count()).select_from(Claim)) == 2
    assert look(select(Document.title)) == "Factuur H-1"


def test_sent_twice_opens_one_case(handler: FlaskClient, client: Client, look: Look) -> None:
    first, again = send(handler, client), send(handler, client)
    assert again.location == first.location
    assert "er is niets dubbel opgeslagen" in handler.get(again.location).text
    assert look(select(func.count()).select_from(Case)) == 1


@pytest.mark.parametrize(("field", "typed", "told"), [
    ("surname", "", "Vul een achternaam of een bedrijfsnaam in."),
    ("amount_1", "12.50", "Schrijf de centen achter een komma"),
    ("amount_1", "", "Vul het bedrag in."),
    ("due_date_0", "01-12-2026", "nog niet opeisbaar"),
    ("postal_code", "12", "vier cijfers en twee letters"),
    ("client_id", "", "Kies de opdrachtgever."),
])
def test_what_is_wrong_stands_at_its_field_with_what_was_typed(
    handler: FlaskClient, client: Client, look: Look, field: str, typed: str, told: str
) -> None:
    answer = send(handler, client, **{field: typed})
    assert answer.status_code == 422
    assert told in words(answer.text)
    assert f'id="{field}-fout"' in answer.text
    assert 'value="Dorpsstraat"' in answer.text
    assert look(select(func.count()).select_from(Upload)) == 0


def test_a_known_debtor_is_asked_and_a_yes_opens(
    handler: FlaskClient, client: Client, writing: Session, store: DocumentStore
) -> None:
    made = make_case(writing, store, client=client)
    writing.commit()
    asked = send(handler, client)
    assert asked.status_code == 422
    assert "staat al bij ons" in words(asked.text)
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]{32})"', asked.text)
    assert seen is not None
    answer = send(handler, client, sure="y", seen=seen[1])
    assert answer.location == f"/dossiers/{made.id}"


def test_a_debtor_is_found_and_filled_in(
    handler: FlaskClient, client: Client, writing: Session, store: DocumentStore
) -> None:
    made = make_case(writing, store, client=client)
    debtor_id = made.debtor_id
    writing.commit()
    found = handler.get(asked(handler, f"/dossiers/openen/zoeken?opdrachtgever={client.id}&zoek=vries")).text
    link = f"/dossiers/openen?opdrachtgever={client.id}&amp;debiteur={debtor_id}"
    assert link in found
    page = handler.get(link.replace("&amp;", "&")).text
    assert 'value="Dorpsstraat"' in page
    assert "Bekende debiteur" in page
    answer = send(handler, client, debtor_id=str(debtor_id))
    assert answer.location == f"/dossiers/{made.id}", "who was chosen is not asked about"


def test_a_debtor_of_another_client_is_not_filled_in(
    handler: FlaskClient, client: Client, writing: Session, store: DocumentStore
) -> None:
    made = make_case(writing, store, client=make_client(writing, name="Ander"))
    debtor_id = made.debtor_id
    writing.commit()
    assert "Dorpsstraat" not in handler.get(f"/dossiers/openen?opdrachtgever={client.id}&debiteur={debtor_id}").text


def test_a_known_invoice_asks_why_it_is_another(handler: FlaskClient, client: Client) -> None:
    send(handler, client)
    again = send(handler, client, token="u", number_0="H1", number_1="", invoice_date_1="", due_date_1="", amount_1="")
    assert again.status_code == 422
    assert "lijkt al ingediend" in words(again.text)
    assert 'name="other_reason_0"' in again.text


def test_zakelijk_where_consumers_were_agreed_is_asked_first(handler: FlaskClient, client: Client, look: Look) -> None:
    page = words(send(handler, client, in_business_0="zakelijk").text)
    assert "volgens de afspraken zijn het consumenten" in page
    assert look(select(func.count()).select_from(Case)) == 0
    assert send(handler, client, in_business_0="prive", token="u").status_code == 302
