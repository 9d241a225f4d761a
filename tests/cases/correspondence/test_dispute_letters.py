"""A dispute: that it was received, the question to the client, and the answer by its ground."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from cases.amicable import holds
from cases.claims import credits as credits_
from cases.claims.credits import CreditInput
from cases.claims.following import Basis
from cases.correspondence import posting, undeliverable
from cases.correspondence.details import Details
from cases.correspondence.kinds.client_question import ClientQuestionDetails
from cases.correspondence.kinds.dispute_answered import DisputeAnsweredDetails
from cases.correspondence.kinds.dispute_received import DisputeReceivedDetails
from cases.documents import File
from cases.models import (
    Case,
    CreditEffect,
    HoldKind,
    LedgerKind,
    LetterKind,
    LetterState,
    NextStep,
    PointKind,
    PointState,
)
from cases.parties import contact_points
from cases.progress import stages
from cases.store import DocumentStore
from letters.defences import Defence
from letters.kinds.dispute_answered import Outcome
from letters.kinds.dispute_received import Needed
from tests.cases.correspondence.answering import hold, is_good, ordered, said, sent, shown
from tests.cases.correspondence.posted_letters import OPENED
from tests.factories import FIGURES, SMALL_PDF, TODAY, by, make_case, order_first_notice

SOON = TODAY + timedelta(days=14)
RECEIVED = DisputeReceivedDetails(needed=Needed.PAYMENT_PROOF, answer_by=SOON)
QUESTION = ClientQuestionDetails(defence=Defence.ALREADY_PAID, objection="Ik heb dit al betaald.", answer_by=SOON)
ANSWER = DisputeAnsweredDetails(
    defence=Defence.ALREADY_PAID, outcome=Outcome.REJECTED, answer="Wij kregen geen betaling.", answered_on=TODAY,
    reply_by=SOON,
)
EACH: dict[LetterKind, Details] = {
    LetterKind.DISPUTE_RECEIVED: RECEIVED, LetterKind.CLIENT_QUESTION: QUESTION, LetterKind.DISPUTE_ANSWERED: ANSWER,
}


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """A case of weeks ago."""
    return make_case(session, store, today=OPENED)


def test_an_objection_is_confirmed_while_nothing_else_leaves(
    session: Session, store: DocumentStore, case: Case
) -> None:
    demand = order_first_notice(session, case).letters[0]
    for kind, details in EACH.items():
        assert "er staat geen betwisting open" in shown(session, case, kind, details).skipped
    hold(session, case, HoldKind.DISPUTE)
    letter = sent(session, store, case, LetterKind.DISPUTE_RECEIVED, RECEIVED)
    session.refresh(demand)
    assert (letter.state, demand.state) == (LetterState.POSTED, LetterState.WITHDRAWN)
    text = said(session, letter)
    assert "Op 21 november 2026 liet u ons weten dat de rekening volgens u niet klopt." in text
    assert "uiterlijk op 5 december 2026" in text
    late = shown(session, case, LetterKind.DISPUTE_RECEIVED, replace(RECEIVED, answer_by=TODAY))
    assert set(late.faults) == {"answer_by"}
    assert is_good(session, store)


def test_one_that_did_not_leave_goes_with_the_dispute(session: Session, case: Case) -> None:
    """It says that the dispute is open, and that the rest stands still."""
    hold(session, case, HoldKind.DISPUTE)
    letters = [ordered(session, case, kind, details) for kind, details in EACH.items()]
    (open_hold,) = stages.open_holds(session, case.id)
    holds.end(session, by(), open_hold.id, case_id=case.id, outcome="Ingetrokken", on=TODAY)
    for letter in letters:
        session.refresh(letter)
    assert {letter.state for letter in letters} == {LetterState.WITHDRAWN}


def test_who_disputes_gets_an_answer_until_nobody_is_there(session: Session, case: Case) -> None:
    hold(session, case, HoldKind.DISPUTE)
    letter = ordered(session, case, LetterKind.DISPUTE_RECEIVED, RECEIVED)
    for also, state in (
        (HoldKind.DEBT_HELP, LetterState.QUEUED), (HoldKind.CLIENT_REQUEST, LetterState.QUEUED),
        (HoldKind.VULNERABLE, LetterState.QUEUED), (HoldKind.PERSON_UNCLEAR, LetterState.WITHDRAWN),
    ):
        hold(session, case, also)
        session.refresh(letter)
        assert letter.state is state
    assert "staat stil" in shown(session, case, LetterKind.DISPUTE_RECEIVED, RECEIVED).skipped


def test_the_client_is_asked_and_the_address_of_the_debtor_has_nothing_to_do_with_it(
    session: Session, store: DocumentStore, case: Case
) -> None:
    hold(session, case, HoldKind.DISPUTE)
    item = shown(session, case, LetterKind.CLIENT_QUESTION, QUESTION)
    assert item.address == "Voorbeeld Energie B.V., Stroomweg 2, 3511 AA  Utrecht"
    letter = ordered(session, case, LetterKind.CLIENT_QUESTION, QUESTION)
    to_debtor = ordered(session, case, LetterKind.DISPUTE_RECEIVED, RECEIVED)
    point = contact_points.preferred(session, case.debtor_id, PointKind.ADDRESS)
    assert point is not None
    undeliverable.take_out(
        session, by(), case.debtor, point, PointState.WRONG, on=TODAY, reason="er woont iemand anders"
    )
    session.refresh(letter)
    session.refresh(to_debtor)
    assert (letter.state, to_debtor.state) == (LetterState.QUEUED, LetterState.WITHDRAWN)
    text = said(session, letter)
    assert "Jansje de Vries (klantnummer K-1001) zegt: “Ik heb dit al betaald.”" in text
    assert f"verjaard vanaf {case.claims[0].barred_from.day}" in text
    assert is_good(session, store)


def test_the_question_that_came_back_says_nothing_of_where_the_debtor_lives(
    session: Session, store: DocumentStore, case: Case
) -> None:
    hold(session, case, HoldKind.DISPUTE)
    letter = sent(session, store, case, LetterKind.CLIENT_QUESTION, QUESTION)
    assert (case.next_step, case.next_step_on) == (NextStep.REVIEW_HOLD, SOON)
    posting.mark_returned(session, by(), letter.id, returned_on=TODAY)
    point = contact_points.preferred(session, case.debtor_id, PointKind.ADDRESS)
    assert point is not None
    assert point.is_usable


def test_a_rejection_quotes_the_client_and_names_what_is_owed(
    session: Session, store: DocumentStore, case: Case
) -> None:
    hold(session, case, HoldKind.DISPUTE)
    right = replace(ANSWER, outcome=Outcome.UPHELD, reply_by=None)
    item = shown(session, case, LetterKind.DISPUTE_ANSWERED, right)
    assert (item.skipped, item.total_now) == ("", None)
    letter = sent(session, store, case, LetterKind.DISPUTE_ANSWERED, ANSWER)
    text = said(session, letter)
    assert "Voorbeeld Energie B.V. vindt dat u wel moet betalen." in text
    assert "van 21 november 2026: “Wij kregen geen betaling.”" in text
    assert "Wat is betaald, hoeft u niet nog eens te betalen." in text
    assert "Tot en met die dag doen wij niets anders om het geld te innen." in text
    assert (letter.facts["defence"], letter.facts["defence_version"]) == ("already_paid", "v1")
    (open_hold,) = stages.open_holds(session, case.id)
    assert (case.next_step, case.next_step_on) == (NextStep.REVIEW_HOLD, SOON + timedelta(days=1))
    assert open_hold.review_on == case.next_step_on
    assert is_good(session, store)


def test_what_is_not_true_of_the_case_is_refused_at_its_field(session: Session, case: Case) -> None:
    hold(session, case, HoldKind.DISPUTE)
    for field, changes in (
        ("reply_by", {"reply_by": None}), ("reply_by", {"reply_by": TODAY}), ("taken_off", {"taken_off": Decimal(5)}),
        ("taken_off", {"outcome": Outcome.IN_PART}),
        ("taken_off", {"outcome": Outcome.IN_PART, "taken_off": Decimal("20.00")}),
        ("answered_on", {"answered_on": TODAY + timedelta(days=1)}),
        ("answered_on", {"answered_on": TODAY - timedelta(days=1)}),
        ("answer", {"answer": " "}), ("answer", {"answer": "Anders komt de deurwaarder."}),
    ):
        wrong = replace(ANSWER, **changes)  # type: ignore[arg-type]  # one field of the form
        assert set(shown(session, case, LetterKind.DISPUTE_ANSWERED, wrong).faults) == {field}, changes


def test_what_goes_off_is_booked_first(session: Session, store: DocumentStore, case: Case) -> None:
    hold(session, case, HoldKind.DISPUTE)
    lower = CreditInput(
        claim_id=case.claims[0].id, kind=LedgerKind.CREDIT_NOTE, amount=Decimal("20.00"), on=TODAY,
        effect=CreditEffect.FROM_ORIGIN,
    )
    mark = credits_.foresee(session, case.id, lower, today=TODAY, figures=FIGURES).mark
    basis = Basis(reason="deels gelijk", paper=File("nota.pdf", SMALL_PDF), seen=mark)
    credits_.credit(session, by(), store, case.id, lower, basis=basis, figures=FIGURES)
    in_part = replace(ANSWER, outcome=Outcome.IN_PART, taken_off=Decimal("20.00"))
    letter = ordered(session, case, LetterKind.DISPUTE_ANSWERED, in_part)
    assert "U krijgt voor een deel gelijk. Er gaat € 20,00 af." in said(session, letter)


def test_nobody_is_told_that_a_barred_invoice_is_not_barred(session: Session, store: DocumentStore) -> None:
    old = make_case(
        session, store, today=OPENED, due="20-11-2024", invoice_date="01-11-2024", contract="01-10-2024"
    )
    assert old.claims[0].barred_from == date(2026, 11, 21)
    hold(session, old, HoldKind.DISPUTE)
    told = replace(ANSWER, defence=Defence.PRESCRIBED)
    item = shown(session, old, LetterKind.DISPUTE_ANSWERED, told)
    assert "De debiteur heeft gelijk: verjaard is factuur F-1 sinds 21-11-2026." in item.faults["outcome"]
    right = replace(told, outcome=Outcome.UPHELD, reply_by=None)
    assert not shown(session, old, LetterKind.DISPUTE_ANSWERED, right).faults
