"""One creditor, one consumer, one letter, one fee: what stands in the way of a second letter, and joining two cases."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.amicable import holds
from cases.claims import joining
from cases.correspondence import posting, previewing
from cases.counting import statement
from cases.errors import Incomplete, NotFound, Refused
from cases.events.claims import CasesJoined
from cases.invariants.verifying import verify
from cases.models import (
    Case,
    CaseEvent,
    ClosingReason,
    EventKind,
    HoldKind,
    LetterKind,
    LetterState,
    NextStep,
    Stage,
)
from cases.parties import links
from cases.queries.desk import case_page
from cases.store import DocumentStore
from legal.counting.valuation import DebtorKind
from tests.cases.invariants.good_record import looked_at
from tests.factories import (
    FIGURES,
    TODAY,
    by,
    claim_row,
    make_case,
    make_client,
    make_terms,
    make_upload,
    order_first_notice,
    post_first_notice,
)

LATER = date(2026, 12, 12)  # after the term of a letter of 21 November
NewCase = Callable[..., Case]


@pytest.fixture
def first(session: Session, store: DocumentStore) -> Case:
    """Invoice F-1 of 500 euro, in default since 16 June."""
    return make_case(session, store)


@pytest.fixture
def new_case(session: Session, store: DocumentStore, first: Case) -> NewCase:
    """Another case on the same debtor: an invoice that came while the first one could not take it in."""
    def made(**row: str) -> Case:
        make_upload(session, store, first.client, claim_row(**{"invoice": "F-2", "amount": "100,00"} | row))
        return session.scalars(select(Case).order_by(Case.id.desc())).first()  # type: ignore[return-value]
    return made


def skipped(session: Session, case: Case, on: date = TODAY) -> str:
    shown = previewing.preview(session, [case.id], kind=LetterKind.FIRST_NOTICE, letter_date=on, figures=FIGURES)
    return shown.items[0].skipped.replace("\u00a0", " ")


def test_a_second_letter_inside_the_term_is_refused_with_both_sums(
    session: Session, store: DocumentStore, first: Case, new_case: NewCase
) -> None:
    post_first_notice(session, store, first)
    second = new_case()
    told = skipped(session, second)
    assert f"de termijn van de brief van 21-11-2026 in dossier {first.number} loopt tot en met" in told
    assert "Los zijn de kosten € 40,00 en € 75,00, samen € 90,00 (art. 6:96 lid 7 BW)" in told


def test_after_the_term_a_claim_that_could_have_been_in_it_gets_no_second_fee(
    session: Session, store: DocumentStore, first: Case, new_case: NewCase
) -> None:
    post_first_notice(session, store, first)
    second = new_case()
    assert "factuur F-2 kon al in de brief van 21-11-2026" in skipped(session, second, LATER)


def test_a_claim_that_fell_due_later_gets_its_own_letter_after_the_term(
    session: Session, store: DocumentStore
) -> None:
    first = make_case(session, store, today=date(2026, 10, 1))
    post_first_notice(session, store, first, posted_on=date(2026, 11, 5))
    make_upload(session, store, first.client, claim_row(invoice="F-2", due="05-11-2026", reminder=""))
    second = session.scalars(select(Case).order_by(Case.id.desc())).first()
    assert second is not None
    assert second.claims[0].default_from == date(2026, 11, 6)
    assert "loopt tot en met 23-11-2026" in skipped(session, second, date(2026, 11, 23))
    assert skipped(session, second, date(2026, 11, 24)) == ""
    make_upload(session, store, first.client, claim_row(invoice="F-3", due="04-11-2026", reminder=""))
    assert len(second.claims) == 2, "it waits for its letter, so it takes the next one in"
    assert "factuur F-3 kon al" in skipped(session, second, date(2026, 11, 24))


def test_an_ordered_letter_waits_for_the_other_case(
    session: Session, first: Case, new_case: NewCase
) -> None:
    order_first_notice(session, first)
    assert f"de eerste brief van dossier {first.number} is besteld en nog niet weg" in skipped(session, new_case())


def test_two_cases_that_both_wait_are_named_to_each_other_and_a_disputed_one_is_not(
    session: Session, first: Case, new_case: NewCase
) -> None:
    hold = holds.place(session, by(), first.id, kind=HoldKind.CLIENT_REQUEST, reason="Even wachten", on=TODAY)
    second = new_case()
    assert skipped(session, second) == ""
    holds.end(session, by(), hold.id, case_id=first.id, outcome="Mag door", on=TODAY)
    assert f"dossier {first.number} wacht ook op een eerste brief" in skipped(session, second)
    assert f"dossier {second.number} wacht ook op een eerste brief" in skipped(session, first)


def test_neither_another_client_nor_another_person_nor_a_closed_case_stands_in_the_way(
    session: Session, store: DocumentStore, first: Case
) -> None:
    post_first_notice(session, store, first)
    make_upload(session, store, first.client, claim_row(invoice="F-2", customer="K-2", surname="Bakker", prefix=""))
    make_upload(session, store, make_client(session, name="Z B.V."), claim_row(invoice="F-3"))
    others = session.scalars(select(Case).where(Case.id != first.id)).all()
    assert [skipped(session, each) for each in others] == ["", ""]


def test_two_debtors_count_as_one_once_a_person_linked_them(
    session: Session, store: DocumentStore, first: Case, new_case: NewCase
) -> None:
    post_first_notice(session, store, first)
    second = new_case(customer="K-77")
    assert skipped(session, second) == ""
    links.decide(session, by(), first.debtor_id, second.debtor_id, is_same=True, reason="Zelfde persoon")
    assert "loopt tot en met" in skipped(session, second)


def test_a_business_and_a_term_of_an_agreement_get_their_own_letter(
    session: Session, store: DocumentStore, first: Case, new_case: NewCase
) -> None:
    post_first_notice(session, store, first)
    assert skipped(session, new_case(term_of="C-1")) == ""
    firm = make_client(session, name="Groothandel B.V.", terms=make_terms(debtor_kind=DebtorKind.BUSINESS))
    company = {"company": "Bakkerij Jansen B.V.", "first_name": "", "prefix": "", "surname": "", "born": "",
               "customer": "B-1"}
    make_upload(session, store, firm, claim_row(**company))
    one = session.scalars(select(Case).order_by(Case.id.desc())).first()
    assert one is not None
    post_first_notice(session, store, one)
    make_upload(session, store, firm, claim_row(**company, invoice="F-2"))
    two = session.scalars(select(Case).order_by(Case.id.desc())).first()
    assert two is not None
    assert two.id != one.id
    assert skipped(session, two) == ""


def test_joining_before_any_letter_makes_one_letter_and_one_fee(
    session: Session, store: DocumentStore, first: Case, new_case: NewCase
) -> None:
    order_first_notice(session, first)
    second = new_case()
    into = joining.join(session, by(), second.id, first.id, reason="Eén brief", figures=FIGURES)
    assert (second.stage, second.closing_reason, second.claims) == (Stage.CLOSED, ClosingReason.JOINED, [])
    assert [claim.invoice_number for claim in into.claims] == ["F-1", "F-2"]
    assert into.next_step is NextStep.SEND_FIRST_NOTICE
    letter = post_first_notice(session, store, into).letters[0]
    assert letter.fee == Decimal("90.00")
    assert statement.valuation(session, into, on=TODAY, figures=FIGURES).principal == Decimal("600.00")
    told = [events.read(row) for row in session.scalars(
        select(CaseEvent).where(CaseEvent.kind == EventKind.CASES_JOINED).order_by(CaseEvent.id)
    )]
    assert [(each.other, each.costs_apart, each.costs_together) for each in told if isinstance(each, CasesJoined)] == [
        (second.number, Decimal("115.00"), Decimal("90.00")), (first.number, Decimal("115.00"), Decimal("90.00")),
    ]
    assert verify(looked_at(session, store)).is_good
    page = case_page.case_page(session, second.id, today=TODAY, figures=FIGURES)
    assert page.head.is_closed


def test_joining_after_the_letter_adds_principal_and_interest_and_no_fee(
    session: Session, store: DocumentStore, first: Case, new_case: NewCase
) -> None:
    post_first_notice(session, store, first)
    second = new_case()
    joining.join(session, by(), second.id, first.id, reason="Had in de brief moeten staan", figures=FIGURES)
    owed = statement.valuation(session, first, on=LATER, figures=FIGURES)
    assert (owed.principal, owed.costs) == (Decimal("600.00"), Decimal("75.00"))
    assert verify(looked_at(session, store)).is_good


def test_what_cannot_be_joined_is_refused_with_what_to_do(
    session: Session, store: DocumentStore, first: Case, new_case: NewCase
) -> None:
    letter = post_first_notice(session, store, first).letters[0]
    second = new_case()

    def refused(case: Case, into: Case, match: str) -> None:
        with pytest.raises(Refused, match=match):
            joining.join(session, by(), case.id, into.id, reason="Eén brief", figures=FIGURES)

    refused(first, second, "al een brief vertrokken")
    refused(second, second, "twee dossiers")
    with pytest.raises(NotFound):
        joining.join(session, by(), second.id, 99, reason="Eén brief", figures=FIGURES)
    with pytest.raises(Incomplete):
        joining.join(session, by(), second.id, first.id, reason=" ", figures=FIGURES)
    other = new_case(invoice="F-9", customer="K-77")
    refused(other, first, "niet dezelfde persoon")
    holds.place(session, by(), second.id, kind=HoldKind.DISPUTE, reason="Klopt niet", on=TODAY)
    refused(second, first, "staat stil")
    posting.mark_returned(session, by(), letter.id, returned_on=TODAY)
    assert letter.state is LetterState.POSTED
