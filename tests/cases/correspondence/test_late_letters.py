"""A letter by post that lay too long before it was printed: the day that it names would be too soon, or past."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from cases.correspondence import ordering, posting, previewing, print_runs
from cases.correspondence.kinds.reminder import ReminderDetails
from cases.correspondence.printed import NotPrinted
from cases.errors import Refused
from cases.models import Case, LetterBatch, LetterKind, LetterState, PrintState
from cases.store import DocumentStore
from legal.policies import MAILING
from letters.catalogue import render
from tests.cases.correspondence.posted_letters import OPENED, POSTED
from tests.conftest import NOW
from tests.factories import FIGURES, TODAY, by, make, make_case, make_letters, order_first_notice, post_first_notice

PAY_BY = date(2026, 12, 8)
STILL = TODAY + timedelta(days=MAILING.late_days)
LATE = STILL + timedelta(days=1)
PAST = PAY_BY + timedelta(days=1)


@pytest.fixture
def reminder(session: Session, store: DocumentStore) -> LetterBatch:
    """A reminder for a case whose first letter was posted weeks ago, made and waiting for the printer."""
    case = make_case(session, store, today=OPENED)
    post_first_notice(session, store, case, posted_on=POSTED)
    told = ReminderDetails(pay_by=PAY_BY)
    shown = previewing.preview(
        session, [case.id], kind=LetterKind.REMINDER, letter_date=TODAY, figures=FIGURES, filled_in=told
    )
    batch = ordering.order(
        session, by(), shown.marks, kind=LetterKind.REMINDER, letter_date=TODAY, figures=FIGURES, filled_in=told
    )
    make(session, store, batch, drawn=render)
    return batch


def run_of(session: Session, store: DocumentStore, batch: LetterBatch, on: date) -> tuple[int, print_runs.Composed]:
    run = print_runs.make(session, by(), [batch.id], to_folder=False)
    return run.id, print_runs.compose(session, store, run.id, today=on, figures=FIGURES)


@pytest.mark.parametrize(("on", "why"), [(STILL, ""), (LATE, ""), (PAST, "08-12-2026 is te vroeg")])
def test_it_is_printed_as_long_as_its_day_leaves_time(
    session: Session, store: DocumentStore, reminder: LetterBatch, on: date, why: str
) -> None:
    _, composed = run_of(session, store, reminder, on)
    assert bool(composed.pages) is not bool(why)
    assert [why in each for each in composed.left_out.values()] == [True] * bool(why)


def test_it_stays_out_of_the_run_and_is_not_posted(
    session: Session, store: DocumentStore, reminder: LetterBatch
) -> None:
    first = order_first_notice(session, _another(session, store))
    make_letters(session, store, first)
    run = print_runs.make(session, by(), [reminder.id, first.id], to_folder=False)
    past = NOW + (PAST - TODAY)
    composed = print_runs.compose(session, store, run.id, today=PAST, figures=FIGURES)
    handed = print_runs.hand_over(session, by(None, past, today=PAST), run.id, composed)
    assert handed.state is PrintState.HANDED_OVER
    assert [each.is_printed for each in handed.letters] == [False, True]
    assert "bleef te lang liggen" in handed.letters[0].why
    assert reminder.letters[0].state is LetterState.RENDERED
    with pytest.raises(NotPrinted):
        posting.confirm_posted(session, by(None, past, today=PAST), reminder.id, posted_on=PAST, figures=FIGURES)


def test_by_hand_it_is_not_printed_either(session: Session, reminder: LetterBatch) -> None:
    posting.require_printable(session, reminder.id, today=STILL, figures=FIGURES)
    with pytest.raises(Refused, match=r"bleef te lang liggen.* Trek de brief in"):
        posting.require_printable(session, reminder.id, today=PAST, figures=FIGURES)


def test_a_letter_whose_term_counts_from_its_receipt_may_wait(session: Session, store: DocumentStore) -> None:
    batch = order_first_notice(session, _another(session, store))
    make_letters(session, store, batch)
    _, composed = run_of(session, store, batch, PAST)
    assert len(composed.pages) == 1


def _another(session: Session, store: DocumentStore) -> Case:
    return make_case(session, store, customer="K-2", invoice="F-2", surname="Ander", born="02-02-1971",
                     email="ander@voorbeeld.test", phone="06 12345670", house_number="9")
