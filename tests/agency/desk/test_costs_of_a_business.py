"""What the balance of a business says of collection costs while nothing shows that it is in default."""

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cases.store import DocumentStore
from legal.counting.valuation import DebtorKind
from tests.agency.desk.test_actions import words
from tests.factories import make_case, make_client, make_terms

FIRM = {
    "company": "Bouw B.V.", "legal_form": "BV", "kvk": "12345678", "first_name": "", "prefix": "", "surname": "",
    "born": "",
}
NOT_YET = "Een bedrijf betaalt pas kosten als het in verzuim is"


def test_it_says_that_default_comes_first_and_names_no_day(
    handler: FlaskClient, writing: Session, store: DocumentStore
) -> None:
    make_client(writing, terms=make_terms(
        debtor_kind=DebtorKind.BUSINESS, payment_term_agreed=False, payment_term_basis="",
    ))
    case = make_case(writing, store, **FIRM)
    writing.commit()
    page = words(handler.get(f"/dossiers/{case.id}").text)
    assert "Incassokosten (nog niet verschuldigd) € 0,00" in page
    assert NOT_YET in page
    assert "Verschuldigd vanaf" not in page


def test_one_in_default_reads_since_when(handler: FlaskClient, writing: Session, store: DocumentStore) -> None:
    make_client(writing, terms=make_terms(debtor_kind=DebtorKind.BUSINESS))
    case = make_case(writing, store, **FIRM)
    writing.commit()
    page = words(handler.get(f"/dossiers/{case.id}").text)
    assert "Verschuldigd vanaf 21-11-2026" in page
    assert NOT_YET not in page
