"""A term that was missed: who gets a letter and who does not, what it asks, and what follows when it left."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from cases.amicable import arrangements, holds, payments
from cases.amicable.payment_doubts import PaymentInput
from cases.correspondence import by_hand, making, ordering, posting, previewing
from cases.correspondence.by_hand import Wanted
from cases.correspondence.kinds.missed_term import RULE, MissedTermDetails
from cases.correspondence.previewing import FILL_IN_FIRST, PreviewItem
from cases.errors import PreviewOutdated
from cases.models import Case, HoldKind, Letter, LetterKind, LetterState, NextStep, PaidTo, Stage
from cases.queries.desk import letters as batches
from cases.store import DocumentStore
from letters.catalogue import render
from letters.kinds.missed_term import MissedTermData
from tests.cases.correspondence.posted_letters import OPENED, POSTED
from tests.factories import FIGURES, TODAY, by, make, make_case, make_letters, post_first_notice

KIND = LetterKind.MISSED_TERM
AGREED, FIRST_TERM = date(2026, 10, 26), date(2026, 11, 2)
CURE = date(2026, 12, 2)  # TODAY is a Saturday: the letter is there on Wednesday 25 November
FILLED = MissedTermDetails(through=1, cure_on=CURE)


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """A case with an arrangement of three terms, of which the first was not paid."""
    made = make_case(session, store, today=OPENED)
    post_first_notice(session, store, made, posted_on=POSTED)
    agree(session, made)
    return made


def agree(session: Session, case: Case, first: date = FIRST_TERM, number: int = 3) -> None:
    schedule = arrangements.propose(
        session, case.id, agreed_on=AGREED, first_due_on=first, figures=FIGURES, number=number
    )
    arrangements.make(session, by(), case.id, schedule, note="", client_agreed=True, figures=FIGURES)


def shown(session: Session, case: Case, filled_in: MissedTermDetails | None = FILLED, on: date = TODAY) -> PreviewItem:
    return previewing.preview(
        session, [case.id], kind=KIND, letter_date=on, figures=FIGURES, filled_in=filled_in
    ).items[0]


def ordered(session: Session, case: Case, filled_in: MissedTermDetails = FILLED) -> Letter:
    marks = {case.id: shown(session, case, filled_in).mark}
    batch = ordering.order(
        session, by(), marks, kind=KIND, letter_date=TODAY, figures=FIGURES, filled_in=filled_in
    )
    return batch.letters[0]


def pay(session: Session, case: Case, amount: str) -> None:
    payments.register(
        session, by(), case.id, PaymentInput(amount=Decimal(amount), received_on=TODAY, paid_to=PaidTo.AGENCY),
        figures=FIGURES,
    )


def test_the_story_of_one_that_leaves(session: Session, store: DocumentStore, case: Case) -> None:
    """Asked before it can be: what to fill in; then seen, ordered, made of the same, posted, and called on the day."""
    assert shown(session, case, None).skipped == FILL_IN_FIRST
    seen, term = shown(session, case), case_term(session, case)
    assert (seen.skipped, seen.total_now, seen.warning) == ("", term, "")
    wanted = Wanted(rule=RULE, letter_date=TODAY, debtor_id=case.debtor_id, filled_in=FILLED)
    looked = by_hand.letter(session, case, wanted, figures=FIGURES)
    letter = ordered(session, case)
    assert letter.batch.details == {"through": 1, "cure_on": "2026-12-02"}
    assert case.next_step is not NextStep.CONTACT_DEBTOR
    made = []
    make(session, store, letter.batch, drawn=lambda data: made.append(data) or render(data))  # type: ignore[func-returns-value]
    assert made == [looked], "what is made is what was looked at"
    assert letter.content is not None
    assert "2 december 2026" in letter.content.text.replace("\xa0", " ")
    posting.confirm_posted(session, by(), letter.batch_id, posted_on=TODAY, figures=FIGURES)
    assert (case.stage, case.next_step, case.next_step_on) == (Stage.ARRANGEMENT, NextStep.CONTACT_DEBTOR, CURE)


def case_term(session: Session, case: Case) -> Decimal:
    running = arrangements.stages.running_arrangement(session, case.id)
    assert running is not None
    return running.instalments[0].amount


def test_a_letter_made_again_says_the_same(session: Session, case: Case) -> None:
    """Its worker died: another makes it from what was kept."""
    letter = ordered(session, case)
    found = []
    for moment in (by().now, by().now.replace(hour=23)):
        claimed = making.claim(session, [letter.id], now=moment, lease=moment - moment)
        (work,) = making.work(session, claimed, figures=FIGURES)
        assert isinstance(work, making.Work)
        found.append(work.data)
    assert found[0] == found[1]
    assert isinstance(found[0], MissedTermData)
    assert found[0].cure_on == CURE


def test_the_story_of_one_that_may_not_leave(session: Session, store: DocumentStore, case: Case) -> None:
    """The money comes while the letter waits: it is withdrawn, and there is nothing to ask any more."""
    letter = ordered(session, case)
    make_letters(session, store, letter.batch)
    pay(session, case, str(case_term(session, case)))
    session.refresh(letter)
    assert letter.state is LetterState.WITHDRAWN
    assert shown(session, case).skipped == "er staat geen termijn open waarvan de dag voorbij is"
    assert case.next_step is NextStep.FOLLOW_ARRANGEMENT


def test_of_a_term_paid_in_part_the_rest_is_asked(session: Session, case: Case) -> None:
    pay(session, case, "10.00")
    assert shown(session, case).total_now == case_term(session, case) - 10


@pytest.mark.parametrize(("happening", "why"), [
    ("ended", "er loopt geen betalingsregeling"), ("dispute", "staat stil: betwisting"),
    ("debt_help", "staat stil"), ("deceased", "staat stil"), ("ordered", "heeft deze brief al"),
])
def test_who_is_skipped_and_why(session: Session, case: Case, happening: str, why: str) -> None:
    if happening == "ended":
        arrangements.end(session, by(), case.id, broken=True, reason="niet betaald", on=TODAY, figures=FIGURES)
    elif happening == "ordered":
        ordered(session, case)
    else:
        holds.place(session, by(), case.id, kind=HoldKind(happening), reason="Zie notitie", on=TODAY)
    assert why in shown(session, case).skipped.lower()
    assert why in shown(session, case, None).skipped.lower(), "said before anything is filled in"


def test_a_term_of_which_the_day_is_not_over_is_not_missed(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store, today=OPENED)
    post_first_notice(session, store, case, posted_on=POSTED)
    agree(session, case, first=date(2026, 11, 20))
    assert "geen termijn open" in shown(session, case, on=date(2026, 11, 20)).skipped
    near = shown(session, case)
    assert near.skipped == ""
    assert "kan nog onderweg zijn" in near.warning


@pytest.mark.parametrize(("cure_on", "why"), [
    (date(2026, 12, 1), "is te vroeg"), (date(2026, 12, 10), "is te laat"), (date(2026, 12, 5), "geen werkdag"),
])
def test_a_day_that_may_not_be_named_is_refused_at_its_field(
    session: Session, case: Case, cure_on: date, why: str
) -> None:
    item = shown(session, case, replace(FILLED, cure_on=cure_on))
    assert list(item.faults) == ["cure_on"]
    assert why in item.skipped
    assert item.mark == ""


def test_a_term_that_is_not_missed_cannot_be_chosen(session: Session, case: Case) -> None:
    item = shown(session, case, replace(FILLED, through=2))
    assert list(item.faults) == ["through"]


def test_what_is_ordered_is_what_was_shown(session: Session, case: Case) -> None:
    """Another day typed after the preview is another letter."""
    marks = {case.id: shown(session, case).mark}
    with pytest.raises(PreviewOutdated):
        ordering.order(
            session, by(), marks, kind=KIND, letter_date=TODAY, figures=FIGURES,
            filled_in=replace(FILLED, cure_on=date(2026, 12, 3)),
        )
    assert batches.batches(session).rows == [] or all(
        row.batch.kind is not KIND for row in batches.batches(session).rows
    )


def test_one_that_left_late_gives_its_days_all_the_same(session: Session, store: DocumentStore, case: Case) -> None:
    letter = ordered(session, case)
    make_letters(session, store, letter.batch)
    late = date(2026, 11, 27)
    posting.confirm_posted(session, by(today=late), letter.batch_id, posted_on=late, figures=FIGURES)
    assert case.next_step_on == date(2026, 12, 8), "there on Tuesday 1 December, and a week after it"


def test_ending_the_arrangement_withdraws_it(session: Session, case: Case) -> None:
    letter = ordered(session, case)
    arrangements.end(session, by(), case.id, broken=False, reason="nieuwe afspraak", on=TODAY, figures=FIGURES)
    session.refresh(letter)
    assert letter.state is LetterState.WITHDRAWN


def test_a_second_one_for_the_same_arrangement_is_warned_of(
    session: Session, store: DocumentStore, case: Case
) -> None:
    letter = ordered(session, case)
    make_letters(session, store, letter.batch)
    posting.confirm_posted(session, by(), letter.batch_id, posted_on=TODAY, figures=FIGURES)
    running = arrangements.stages.running_arrangement(session, case.id)
    assert running is not None
    assert f"ging al zo'n brief uit op {TODAY:%d-%m-%Y}" in shown(session, case).warning


def test_the_form_begins_with_what_was_missed_and_the_first_day(session: Session, case: Case) -> None:
    start = by_hand.start(session, case, RULE, letter_date=TODAY, today=TODAY, figures=FIGURES)
    assert start.proposal == {"through": 1, "cure_on": CURE}
    assert list(start.options["through"]) == [1]
    assert "Termijn 1 van 02-11-2026" in start.options["through"][1]
