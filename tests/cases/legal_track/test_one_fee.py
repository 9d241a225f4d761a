"""The gate: a second fee where one letter could have named all is claimed of nobody; both sums are shown."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import booking_off, linking
from cases.amicable.booking_off import Off
from cases.legal_track import gate
from cases.models import Case, LedgerKind
from cases.store import DocumentStore
from legal.court.gate import GateItem
from tests.factories import FIGURES, TODAY, by, claim_row, make_case, make_upload, post_first_notice

FIRST_SENT, SECOND_SENT = date(2026, 9, 7), date(2026, 10, 5)


@pytest.fixture
def first(session: Session, store: DocumentStore) -> Case:
    """Invoice F-1 of 500 euro, in default since 16 June; its letter left on 7 September."""
    case = make_case(session, store, today=date(2026, 9, 1))
    post_first_notice(session, store, case, posted_on=FIRST_SENT)
    return case


def another(session: Session, store: DocumentStore, first: Case, *, posted_on: date, **row: str) -> Case:
    """The same person by another customer number: nobody knows that yet, so a letter of its own leaves."""
    given = {"customer": "K-2", "invoice": "F-2", "amount": "100,00"} | row
    make_upload(session, store, first.client, claim_row(**given), today=date(2026, 9, 20))
    case = session.scalars(select(Case).order_by(Case.id.desc())).first()
    assert case is not None
    post_first_notice(session, store, case, posted_on=posted_on)
    return case


def link(session: Session, one: Case, other: Case) -> None:
    linking.decide(session, by(), one.debtor_id, other.debtor_id, is_same=True, reason="Zelf gezegd")


def point(session: Session, case: Case) -> GateItem | None:
    items = gate.requirements(session, case, on=TODAY, figures=FIGURES)
    return next((item for item in items if item.code == "one_fee"), None)


def test_the_later_of_two_fees_is_blocked_with_both_sums_and_its_article(
    session: Session, store: DocumentStore, first: Case
) -> None:
    second = another(session, store, first, posted_on=SECOND_SENT)
    assert point(session, second) is None, "two people, as far as is known"
    link(session, first, second)
    found = point(session, second)
    assert found is not None
    assert (found.met, found.law) == (False, "art. 6:96 lid 7 BW")
    assert "zijn de kosten los € 115,00, in één brief € 90,00." in found.found.replace("\u00a0", " ")
    assert "Van de kosten van dit dossier mag € 25,00 niet worden gevorderd" in found.missing.replace("\u00a0", " ")
    assert point(session, first) is None, "the first letter keeps its fee"


def test_booking_off_what_is_over_opens_the_point(session: Session, store: DocumentStore, first: Case) -> None:
    second = another(session, store, first, posted_on=SECOND_SENT)
    link(session, first, second)
    for amount, is_met in (("24.99", False), ("0.01", True)):
        booking_off.book(session, by(), second, Off(
            kind=LedgerKind.WRITE_OFF, amount=Decimal(amount), on=TODAY, effect=None
        ), figures=FIGURES)
        found = point(session, second)
        assert found is not None
        assert found.met is is_met


@pytest.mark.parametrize(("due", "posted_on", "is_asked"), [
    ("07-09-2026", SECOND_SENT, False),     # in default on the 8th, after the first letter, which had run its term
    ("06-09-2026", SECOND_SENT, True),      # in default on the 7th: it could have been in that letter
    ("07-09-2026", date(2026, 9, 23), True),   # the last day of that term
    ("07-09-2026", date(2026, 9, 24), False),
])
def test_what_could_not_be_in_the_first_letter_bears_its_own_fee(
    session: Session, store: DocumentStore, first: Case, *, due: str, posted_on: date, is_asked: bool
) -> None:
    second = another(session, store, first, posted_on=posted_on, due=due, invoice_date="20-08-2026", reminder="")
    link(session, first, second)
    assert (point(session, second) is not None) is is_asked


def test_terms_of_one_agreement_have_their_own_letters(session: Session, store: DocumentStore, first: Case) -> None:
    second = another(session, store, first, posted_on=SECOND_SENT, term_of="C-1")
    link(session, first, second)
    assert point(session, second) is None
