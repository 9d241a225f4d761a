"""What becomes of a letter has a day that can be, and what was told in error is taken back: the costs as they stood."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import holds
from cases.correspondence import corrections, ordering, posting
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.models import Case, CaseEvent, EventKind, HoldKind, Letter, NextStep, Stage
from cases.store import DocumentStore
from tests.cases.correspondence.posted_letters import DUE_FROM, OPENED, POSTED, codes, costs, made, send
from tests.conftest import NOW
from tests.factories import FIGURES, TODAY, by, confirm_address, make_case

RETURNED = date(2026, 10, 12)


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """500 euro; a letter that names 75 euro costs was posted on 2 October."""
    return make_case(session, store, today=OPENED)


@pytest.fixture
def letter(session: Session, store: DocumentStore, case: Case) -> Letter:
    """That letter."""
    return send(session, made(session, store, case))


def came_back(session: Session, letter: Letter, on: date = RETURNED) -> None:
    posting.mark_returned(session, by(), letter.id, returned_on=on)


def take_back(session: Session, case: Case, letter: Letter, *, reason: str = "Verkeerde brief aangeklikt") -> None:
    corrections.withdraw_return(session, by(), case.id, letter.id, reason=reason, figures=FIGURES)


@pytest.mark.parametrize("on", [POSTED - timedelta(days=1), TODAY + timedelta(days=1), date(2030, 1, 1)])
def test_a_letter_comes_back_between_its_posting_and_today(
    session: Session, letter: Letter, case: Case, on: date
) -> None:
    with pytest.raises(Refused):
        came_back(session, letter, on)
    assert letter.returned_on is None
    assert costs(session, case) > 0


@pytest.mark.parametrize("on", [POSTED, TODAY])
def test_both_ends_of_that_time_can_be(session: Session, letter: Letter, on: date) -> None:
    came_back(session, letter, on)
    assert letter.returned_on == on


@pytest.mark.parametrize("on", [POSTED - timedelta(days=1), TODAY + timedelta(days=1)])
def test_receipt_is_proved_only_on_a_day_that_can_be(session: Session, letter: Letter, on: date) -> None:
    with pytest.raises(Refused):
        posting.prove_delivery(session, by(), letter.id, delivered_on=on, figures=FIGURES)
    assert letter.delivered_on is None


def test_taking_a_return_back_gives_the_costs_back(session: Session, letter: Letter, case: Case) -> None:
    before = costs(session, case)
    came_back(session, letter)
    assert costs(session, case) == 0
    take_back(session, case, letter)
    assert costs(session, case) == before > 0
    assert (case.stage, case.next_step) == (Stage.AMICABLE, NextStep.CONTACT_DEBTOR)
    told = session.scalars(
        select(CaseEvent).where(CaseEvent.kind == EventKind.LETTER_RETURN_WITHDRAWN)
    ).one()
    assert (told.data["was"], told.data["reason"]) == ("2026-10-12", "Verkeerde brief aangeklikt")


def test_while_the_term_runs_the_case_waits_for_it_again(session: Session, letter: Letter, case: Case) -> None:
    early = NOW - timedelta(days=38)  # 14 October
    posting.mark_returned(session, by(None, early), letter.id, returned_on=RETURNED)
    corrections.withdraw_return(session, by(None, early), case.id, letter.id, reason="vergissing", figures=FIGURES)
    assert (case.stage, case.next_step, case.next_step_on) == (
        Stage.NOTICE_RUNNING, NextStep.WAIT_NOTICE_TERM, DUE_FROM
    )


def test_a_return_is_not_taken_back_twice_nor_without_a_reason(session: Session, letter: Letter, case: Case) -> None:
    came_back(session, letter)
    with pytest.raises(Incomplete):
        take_back(session, case, letter, reason=" ")
    take_back(session, case, letter)
    with pytest.raises(AlreadyDone):
        take_back(session, case, letter)


def test_a_new_letter_meanwhile_decides(session: Session, store: DocumentStore, letter: Letter, case: Case) -> None:
    """Ordered: withdraw that one first, then it can. Posted: it can no more."""
    came_back(session, letter)
    confirm_address(session, case)
    newer = made(session, store, case, letter_date=TODAY)
    with pytest.raises(Refused, match="nieuwe brief besteld"):
        take_back(session, case, letter)
    ordering.withdraw(session, by(), newer.letters[0].id, reason="toch niet", on=TODAY)
    take_back(session, case, letter)
    assert costs(session, case) > 0
    came_back(session, letter)
    confirm_address(session, case)
    send(session, made(session, store, case, letter_date=TODAY), posted_on=TODAY)
    with pytest.raises(Refused, match="nieuwe brief gepost"):
        take_back(session, case, letter)


def test_a_case_on_hold_stays_there_through_both(session: Session, letter: Letter, case: Case) -> None:
    holds.place(session, by(), case.id, kind=HoldKind.DEBT_HELP, reason="hulp", on=TODAY)
    came_back(session, letter)
    assert case.next_step is NextStep.REVIEW_HOLD
    take_back(session, case, letter)
    assert (case.stage, case.next_step) == (Stage.AMICABLE, NextStep.REVIEW_HOLD)


def test_a_letter_of_another_case_is_not_found(
    session: Session, store: DocumentStore, letter: Letter, case: Case
) -> None:
    other = make_case(session, store, customer="K-2", invoice="F-2", surname="Bakker", email="b@voorbeeld.test")
    came_back(session, letter)
    with pytest.raises(NotFound):
        take_back(session, other, letter)
    assert codes(session, case) == ["bounced"]


def test_a_proved_day_of_receipt_is_taken_back(session: Session, letter: Letter, case: Case) -> None:
    """A day too late takes costs away for a while; without it the presumed day counts again."""
    late = TODAY - timedelta(days=2)
    posting.prove_delivery(session, by(), letter.id, delivered_on=late, figures=FIGURES)
    assert costs(session, case) == 0
    corrections.withdraw_delivery(session, by(), case.id, letter.id, reason="andere brief", figures=FIGURES)
    assert letter.delivered_on is None
    assert costs(session, case) > 0
