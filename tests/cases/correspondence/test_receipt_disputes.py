"""The debtor denies that a letter came: no costs and no interruption until its receipt is proved."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.correspondence import corrections, posting, receipt_disputes, receipts
from cases.counting import prescriptions, statement
from cases.errors import AlreadyDone, Incomplete, Refused
from cases.events.letters import ReceiptDisputed
from cases.models import Case, Letter, NextStep, Overpaid, Stage
from cases.store import DocumentStore
from tests.cases.amicable.endings import on, owed, pay, posted_case, told, whats_wrong
from tests.factories import FIGURES, TODAY

IN_TERM, PROVED = date(2026, 11, 10), date(2026, 11, 6)


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """500 euro; a letter of 2 November, presumed there on the 4th, makes 75 euro due from the 19th."""
    return posted_case(session, store)


@pytest.fixture
def letter(session: Session, case: Case) -> Letter:
    return session.scalars(select(Letter).where(Letter.case_id == case.id)).one()


def dispute(session: Session, case: Case, letter: Letter, day: date = TODAY) -> None:
    receipt_disputes.dispute(
        session, on(day), case.id, letter.id, reason="“Ik heb nooit iets gekregen”", figures=FIGURES
    )
    session.refresh(case)


def costs(session: Session, case: Case) -> str:
    return str(statement.valuation(session, case, on=TODAY, figures=FIGURES).costs)


def test_nothing_is_presumed_any_more_until_a_day_is_proved(
    session: Session, store: DocumentStore, case: Case, letter: Letter
) -> None:
    assert costs(session, case) == "75.00"
    dispute(session, case, letter)
    assert costs(session, case) == "0.00"
    assert [each.reason for each in told(session, case, ReceiptDisputed)] == ["“Ik heb nooit iets gekregen”"]
    assert whats_wrong(session, store, TODAY) == []
    letter = session.get_one(Letter, letter.id)
    posting.prove_delivery(session, on(TODAY), letter.id, delivered_on=PROVED, figures=FIGURES)
    counted = statement.valuation(session, case, on=TODAY, figures=FIGURES)
    assert (str(counted.costs), counted.costs_claimable_from) == ("75.00", date(2026, 11, 21))


def test_within_the_term_the_case_waits_for_contact_and_not_for_the_term(
    session: Session, case: Case, letter: Letter
) -> None:
    assert case.stage is Stage.NOTICE_RUNNING
    dispute(session, case, letter, IN_TERM)
    assert (case.stage, case.next_step) == (Stage.AMICABLE, NextStep.CONTACT_DEBTOR)


def test_taking_it_back_leaves_every_amount_as_it_was(session: Session, case: Case, letter: Letter) -> None:
    before = owed(session, case, TODAY)
    dispute(session, case, letter)
    receipt_disputes.end(session, on(TODAY), case.id, letter.id, reason="Toch gevonden", figures=FIGURES)
    assert owed(session, case, TODAY) == before
    with pytest.raises(AlreadyDone):
        receipt_disputes.end(session, on(TODAY), case.id, letter.id, reason="Weer", figures=FIGURES)


def test_what_was_presumed_to_interrupt_interrupts_no_longer(session: Session, case: Case, letter: Letter) -> None:
    barred = case.claims[0].barred_from
    receipts.record(session, on(TODAY), case.id, letter.id, figures=FIGURES)
    assert case.claims[0].barred_from != barred
    dispute(session, case, letter)
    assert case.claims[0].barred_from == barred
    assert prescriptions.of_claims(session, case.claims)[case.claims[0].id].barred_from == barred
    with pytest.raises(Refused, match="betwist"):
        receipts.record(session, on(TODAY), case.id, letter.id, figures=FIGURES)


def test_money_that_paid_costs_which_are_not_owed_is_looked_at(
    session: Session, case: Case, letter: Letter
) -> None:
    pay(session, case, "560.00", TODAY)
    dispute(session, case, letter)
    assert owed(session, case, TODAY) < 0
    assert session.get(Overpaid, case.id) is not None


def test_a_proof_goes_before_a_denial_and_a_return_needs_none(session: Session, case: Case, letter: Letter) -> None:
    posting.prove_delivery(session, on(TODAY), letter.id, delivered_on=PROVED, figures=FIGURES)
    with pytest.raises(Refused, match="bewezen"):
        dispute(session, case, letter)
    corrections.withdraw_delivery(session, on(TODAY), case.id, letter.id, reason="Andere brief", figures=FIGURES)
    with pytest.raises(Incomplete):
        receipt_disputes.dispute(session, on(TODAY), case.id, letter.id, reason=" ", figures=FIGURES)
    dispute(session, case, letter)
    with pytest.raises(AlreadyDone):
        dispute(session, case, letter)
