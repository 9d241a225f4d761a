"""Small periodic terms on record: one fee over six months, in the letter, in the balance and in later cases."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.quote.answering import answer
from cases.correspondence.dossiers import dossier_of
from cases.correspondence.rules import rule_of
from cases.counting import statement, valuation_records
from cases.models import Case, Client, LetterKind
from cases.store import DocumentStore
from letters.catalogue import content
from letters.document import plain_text
from tests.factories import (
    FIGURES,
    TODAY,
    claim_row,
    make_agency,
    make_client,
    make_upload,
    post_first_notice,
)

POSTED = date(2026, 8, 17)
LATER = date(2026, 9, 21)
RENT = {"term_of": "HUUR-7", "reminder": "", "subject": "Huur van de garage"}


@pytest.fixture
def client(session: Session) -> Client:
    make_agency(session)
    return make_client(session)


def term(month: int, amount: str = "100,00", **changes: str) -> dict[str, str]:
    days = {"invoice_date": f"01-{month:02}-2026", "due": f"15-{month:02}-2026"}
    return RENT | days | {"invoice": f"H-2026-{month:02}", "amount": amount} | changes


def opened(
    session: Session, store: DocumentStore, client: Client, *rows: dict[str, str], today: date = POSTED
) -> Case:
    """The case that a file with these rows opens."""
    make_upload(session, store, client, *(claim_row(**row) for row in rows), today=today)
    session.flush()
    case = session.scalar(select(Case).order_by(Case.id.desc()).limit(1))
    assert case is not None
    return case


def costs(session: Session, case: Case) -> Decimal:
    return statement.valuation(session, case, on=TODAY, figures=FIGURES).costs


def test_letter_and_balance_hold_the_fee_of_one_term(
    session: Session, store: DocumentStore, client: Client
) -> None:
    """Four terms of 100 added up would bear 60."""
    case = opened(session, store, client, *(term(month) for month in range(4, 8)))
    data = rule_of(LetterKind.FIRST_NOTICE).data(dossier_of(session, case, figures=FIGURES), letter_date=POSTED)
    assert (data.fee, data.fee_vat) == (Decimal("40.00"), Decimal("0.00"))
    post_first_notice(session, store, case, posted_on=POSTED)
    found = statement.valuation(session, case, on=TODAY, figures=FIGURES)
    assert found.costs == Decimal("40.00")
    assert [remark.code for remark in found.remarks] == ["periodic_limit_one_source"]
    (judged,) = statement.record_of(session, case, figures=FIGURES).notices
    assert judged.verdict is not None
    assert judged.verdict.defects == ()


def test_invoices_that_are_no_terms_are_added_up(session: Session, store: DocumentStore, client: Client) -> None:
    case = opened(session, store, client, *(term(month, term_of="") for month in range(4, 8)))
    post_first_notice(session, store, case, posted_on=POSTED)
    assert costs(session, case) == Decimal("60.00")


@pytest.mark.parametrize(
    ("amount", "changes", "fee"),
    [
        ("100,00", {}, "0.00"),                          # together 200: one minimum, which the first letter charged
        ("200,00", {}, "5.00"),                          # together 300: 15% is 45
        ("200,00", {"term_of": "HUUR-8"}, "40.00"),      # another agreement
        ("300,00", {}, "45.00"),                         # no small term
    ],
)  # fmt: skip
def test_a_later_case_bears_what_six_months_leave(
    session: Session, store: DocumentStore, client: Client, amount: str, changes: dict[str, str], fee: str
) -> None:
    first = opened(session, store, client, term(7))
    post_first_notice(session, store, first, posted_on=POSTED)
    second = opened(session, store, client, term(8, amount, **changes), today=LATER)
    assert second.id != first.id
    data = rule_of(LetterKind.FIRST_NOTICE).data(dossier_of(session, second, figures=FIGURES), letter_date=LATER)
    assert data.fee == Decimal(fee)
    post_first_notice(session, store, second, posted_on=LATER)
    assert (costs(session, first), costs(session, second)) == (Decimal("40.00"), Decimal(fee))


def test_a_letter_without_costs_says_why_and_names_none(
    session: Session, store: DocumentStore, client: Client
) -> None:
    first = opened(session, store, client, term(7))
    post_first_notice(session, store, first, posted_on=POSTED)
    second = opened(session, store, client, term(8), today=LATER)
    data = rule_of(LetterKind.FIRST_NOTICE).data(dossier_of(session, second, figures=FIGURES), letter_date=LATER)
    text = plain_text(content(data))
    assert "die zijn al gerekend bij een eerdere termijn van dezelfde overeenkomst" in text
    assert "moet u ook incassokosten betalen" not in text
    assert "€ 0,00" not in text


def test_a_first_letter_that_made_no_costs_due_leaves_all_room(
    session: Session, store: DocumentStore, client: Client
) -> None:
    opened(session, store, client, term(7))  # its letter is never sent
    second = opened(session, store, client, term(8, surname="Bakker", customer="K-2"), today=LATER)
    third = opened(session, store, client, term(6, surname="Bakker", customer="K-2"), today=LATER)
    assert second.id == third.id  # not yet sent: one letter for both terms
    post_first_notice(session, store, second, posted_on=LATER)
    assert costs(session, second) == Decimal("40.00")


def test_a_snapshot_answers_the_same_later(session: Session, store: DocumentStore, client: Client) -> None:
    first = opened(session, store, client, term(7))
    post_first_notice(session, store, first, posted_on=POSTED)
    second = opened(session, store, client, term(8, "200,00"), today=LATER)
    post_first_notice(session, store, second, posted_on=LATER)
    kept = valuation_records.snapshot(session, second, on=TODAY + timedelta(days=10), figures=FIGURES)
    text, status = answer(json.dumps(kept["request"]), FIGURES)
    assert status == 0, text
    assert {key: json.loads(text)[key] for key in kept["totals"]} == kept["totals"]
    assert kept["totals"]["costs"] == "5.00"
