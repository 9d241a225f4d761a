"""Consumer or business is per claim: one client can have both for one person, each by its own rules."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.claims import arriving, uploads
from cases.counting import statement
from cases.models import Case, Client, Upload
from cases.store import DocumentStore
from legal.counting.valuation import DebtorKind, InterestKind
from tests.factories import FIGURES, HEADER, TODAY, by, claim_row, make_agency, make_client, make_terms

CONSUMER, BUSINESS = DebtorKind.CONSUMER, DebtorKind.BUSINESS
SOLE_TRADE = {"company": "Klusbedrijf Jansen", "legal_form": "eenmanszaak", "first_name": "Jan", "prefix": "",
              "surname": "Jansen"}


def handed_in(session: Session, store: DocumentStore, client: Client, *rows: tuple[dict[str, str], str]) -> Upload:
    """Rows with what their column "Zakelijk of particulier" says."""
    lines = [f"{HEADER};Zakelijk of particulier", *(f"{claim_row(**row)};{said}" for row, said in rows), ""]
    return uploads.preview(
        session, by(), store, client_id=client.id, content="\n".join(lines).encode(), filename="lijst.csv"
    )


def taken_in(session: Session, store: DocumentStore, client: Client, *rows: tuple[dict[str, str], str]) -> list[Case]:
    shown = handed_in(session, store, client, *rows)
    assert shown.refused_count == 0, shown.report["refused"]
    arriving.confirm(session, by(), store, upload_id=shown.id, client_id=client.id, figures=FIGURES)
    return list(session.scalars(select(Case).order_by(Case.id)))


def business_client(session: Session) -> Client:
    make_agency(session)
    return make_client(session, terms=make_terms(debtor_kind=BUSINESS, interest=InterestKind.COMMERCIAL))


def test_the_owner_of_a_sole_trade_who_bought_privately_is_a_consumer_for_that(
    session: Session, store: DocumentStore
) -> None:
    cases = taken_in(
        session, store, business_client(session), (SOLE_TRADE | {"invoice": "F-1"}, "zakelijk"),
        (SOLE_TRADE | {"invoice": "F-2", "amount": "100,00"}, "particulier"),
    )
    assert [case.debtor_kind for case in cases] == [BUSINESS, CONSUMER]
    assert [case.claims[0].invoice_number for case in cases] == ["F-1", "F-2"]
    assert cases[0].debtor_id == cases[1].debtor_id
    assert [case.claims[0].interest for case in cases] == [InterestKind.COMMERCIAL, InterestKind.STATUTORY]
    costs = [statement.valuation(session, case, on=TODAY, figures=FIGURES).costs for case in cases]
    assert costs == [Decimal("75.00"), Decimal("0.00")], "towards a consumer a notice makes them due"


@pytest.mark.parametrize(("row", "said", "kind"), [
    (SOLE_TRADE, "", BUSINESS), (SOLE_TRADE, "b2c", CONSUMER), ({}, "", CONSUMER), ({}, "ja", BUSINESS),
    ({"company": "Jansen B.V.", "legal_form": "besloten vennootschap", "born": ""}, "particulier", BUSINESS),
])
def test_what_the_row_says_decides_where_the_terms_allow_it(
    session: Session, store: DocumentStore, row: dict[str, str], said: str, kind: DebtorKind
) -> None:
    (case,) = taken_in(session, store, business_client(session), (row, said))
    assert case.debtor_kind is kind


def test_where_consumers_are_agreed_their_rules_stay_and_the_client_reads_so(
    session: Session, store: DocumentStore
) -> None:
    make_agency(session)
    client = make_client(session)
    shown = handed_in(session, store, client, ({}, "zakelijk"))
    assert [entry["flag"] for entry in shown.report["flagged"]] == ["business_as_consumer"]
    (case,) = taken_in(session, store, client, ({}, "zakelijk"))
    assert case.debtor_kind is CONSUMER


def test_another_word_is_refused_at_its_column(session: Session, store: DocumentStore) -> None:
    (refused,) = handed_in(session, store, business_client(session), ({}, "misschien")).report["refused"]
    assert (refused["column"], refused["expected"]) == ("Zakelijk of particulier", "zakelijk of particulier")


def test_a_public_body_owes_the_rate_of_its_own_article(session: Session, store: DocumentStore) -> None:
    make_agency(session)
    client = make_client(session, terms=make_terms(
        debtor_kind=BUSINESS, interest=InterestKind.COMMERCIAL, government_debtors=True
    ))
    body = {"company": "Gemeente Voorbeeld", "first_name": "", "prefix": "", "surname": "", "born": ""}
    (case,) = taken_in(session, store, client, (body, ""))
    assert case.claims[0].interest is InterestKind.GOVERNMENT
    owed = statement.valuation(session, case, on=date(2026, 11, 21), figures=FIGURES)
    assert {line.law for line in owed.lines if line.claim} == {"art. 6:119b lid 1 BW"}
