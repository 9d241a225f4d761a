"""What comes after the letter on a missed term left: the time that it gave stands, whatever happens meanwhile."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import daily_run
from cases.amicable import arrangements, payments
from cases.correspondence import posting
from cases.errors import Refused
from cases.models import ArrangementState, Case, LedgerEntry, NextStep
from cases.progress.stages import running_arrangement
from cases.store import DocumentStore
from tests.cases.correspondence.posted_letters import OPENED, POSTED
from tests.cases.correspondence.test_missed_term import CURE, agree, case_term, ordered, pay
from tests.factories import FIGURES, TODAY, by, make_case, make_letters, post_first_notice

SECOND_TERM = date(2026, 12, 2)
CALL = (NextStep.CONTACT_DEBTOR, CURE)


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """One whose first term was not paid, after the letter on it left: it gives until CURE."""
    made = make_case(session, store, today=OPENED)
    post_first_notice(session, store, made, posted_on=POSTED)
    agree(session, made)
    letter = ordered(session, made)
    make_letters(session, store, letter.batch)
    posting.confirm_posted(session, by(), letter.batch_id, posted_on=TODAY, figures=FIGURES)
    return made


def step(case: Case) -> tuple[NextStep | None, date | None]:
    return case.next_step, case.next_step_on


def end(session: Session, case: Case, *, broken: bool, on: date) -> None:
    arrangements.end(session, by(today=on), case.id, broken=broken, reason="Niet betaald", on=on, figures=FIGURES)


def test_money_that_covers_it_lets_the_next_term_come(session: Session, case: Case) -> None:
    pay(session, case, str(case_term(session, case)))
    assert step(case) == (NextStep.FOLLOW_ARRANGEMENT, SECOND_TERM)


def test_a_part_of_it_leaves_the_time_as_it_was(session: Session, case: Case) -> None:
    pay(session, case, "5.00")
    assert step(case) == CALL


def test_money_that_goes_back_brings_the_day_back(session: Session, case: Case) -> None:
    """Before, the case waited for the second term as if the first were paid."""
    pay(session, case, str(case_term(session, case)))
    entry = session.scalars(select(LedgerEntry).order_by(LedgerEntry.id.desc()).limit(1)).one()
    payments.reverse(session, by(), entry.id, case_id=case.id, reason="Gestorneerd", figures=FIGURES)
    assert step(case) == CALL


def test_of_a_term_without_a_letter_money_that_goes_back_brings_its_own_day_back(
    session: Session, store: DocumentStore
) -> None:
    made = make_case(session, store, today=OPENED)
    post_first_notice(session, store, made, posted_on=POSTED)
    agree(session, made)
    pay(session, made, str(case_term(session, made)))
    assert step(made) == (NextStep.FOLLOW_ARRANGEMENT, SECOND_TERM)
    entry = session.scalars(select(LedgerEntry).order_by(LedgerEntry.id.desc()).limit(1)).one()
    payments.reverse(session, by(), entry.id, case_id=made.id, reason="Gestorneerd", figures=FIGURES)
    assert step(made) == (NextStep.FOLLOW_ARRANGEMENT, date(2026, 11, 2))


def test_the_daily_run_that_marks_it_missed_leaves_the_day(session: Session, case: Case) -> None:
    session.commit()
    daily_run.run(session, day=TODAY, figures=FIGURES, now=by().now)
    running = running_arrangement(session, case.id)
    assert running is not None
    assert running.instalments[0].missed_on == TODAY
    session.refresh(case)
    assert step(case) == CALL


@pytest.mark.parametrize("on", [TODAY, CURE])
def test_nobody_calls_it_broken_before_that_day_is_over(session: Session, case: Case, on: date) -> None:
    with pytest.raises(Refused, match="De brief van 21-11-2026 geeft tot en met 02-12-2026 de tijd"):
        end(session, case, broken=True, on=on)
    running = running_arrangement(session, case.id)
    assert running is not None


def test_after_it_one_may(session: Session, case: Case) -> None:
    arrangement = running_arrangement(session, case.id)
    assert arrangement is not None
    end(session, case, broken=True, on=CURE + timedelta(days=1))
    assert arrangement.state is ArrangementState.BROKEN


def test_another_agreement_may_be_made_at_once(session: Session, case: Case) -> None:
    end(session, case, broken=False, on=TODAY)
    schedule = arrangements.propose(
        session, case.id, agreed_on=TODAY, first_due_on=date(2026, 12, 9), figures=FIGURES, number=3
    )
    later = by(now=by().now + timedelta(minutes=1))
    arrangements.make(session, later, case.id, schedule, note="", client_agreed=True, figures=FIGURES)
    assert step(case) == (NextStep.FOLLOW_ARRANGEMENT, date(2026, 12, 9))
    pay(session, case, "5.00")
    assert step(case) == (NextStep.FOLLOW_ARRANGEMENT, date(2026, 12, 9)), "the letter was about the one before"


def test_a_later_term_that_is_missed_too_does_not_hide_behind_the_letter(session: Session, case: Case) -> None:
    pay(session, case, str(case_term(session, case) + Decimal("5.00")))
    assert step(case) == (NextStep.FOLLOW_ARRANGEMENT, SECOND_TERM)
