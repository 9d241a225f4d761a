"""The confirmation of an arrangement on the record: who gets one, and what happens to it when things change."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import arrangements, holds, payments
from cases.amicable.payment_doubts import PaymentInput
from cases.correspondence import ordering, posting, previewing
from cases.correspondence.dossiers import dossier_of
from cases.correspondence.previewing import BatchPreview
from cases.counting import notices
from cases.models import Case, HoldKind, Letter, LetterBatch, LetterKind, LetterState, NextStep, PaidTo, Stage
from cases.progress import stages
from cases.store import DocumentStore
from letters.catalogue import content
from letters.document import plain_text
from tests.cases.correspondence.posted_letters import OPENED, POSTED
from tests.factories import FIGURES, TODAY, by, confirm_address, make_case, make_letters, post_first_notice

LATER = date(2026, 11, 25)
KIND = LetterKind.ARRANGEMENT_CONFIRMATION


def case_with_plan(session: Session, store: DocumentStore, number: int = 3) -> Case:
    """A case with a running arrangement of today."""
    case = make_case(session, store, today=OPENED)
    post_first_notice(session, store, case, posted_on=POSTED)
    plan(session, case, number)
    return case


def plan(session: Session, case: Case, number: int) -> None:
    schedule = arrangements.propose(
        session, case.id, agreed_on=TODAY, first_due_on=date(2026, 12, 1), figures=FIGURES, number=number
    )
    arrangements.make(session, by(), case.id, schedule, note="", client_agreed=True, figures=FIGURES)


def shown(session: Session, case: Case, letter_date: date = TODAY) -> BatchPreview:
    return previewing.preview(session, [case.id], kind=KIND, letter_date=letter_date, figures=FIGURES)


def ordered(session: Session, case: Case) -> LetterBatch:
    return ordering.order(
        session, by(), shown(session, case).marks, kind=KIND, letter_date=TODAY, figures=FIGURES
    )


def confirmed(session: Session, store: DocumentStore, case: Case) -> Letter:
    """A confirmation that was posted."""
    batch = ordered(session, case)
    make_letters(session, store, batch)
    posting.confirm_posted(session, by(), batch.id, posted_on=TODAY, figures=FIGURES)
    return batch.letters[0]


def test_it_is_made_from_the_running_arrangement_and_says_its_terms(session: Session, store: DocumentStore) -> None:
    case = case_with_plan(session, store)
    preview = shown(session, case)
    assert [item.number for item in preview.sending] == [case.number]
    assert preview.sending[0].fee is None, "it announces no costs"
    data = preview.rule.data(dossier_of(session, case, figures=FIGURES), letter_date=TODAY)
    text = plain_text(content(data)).replace("\xa0", " ")
    plan_now = stages.running_arrangement(session, case.id)
    assert plan_now is not None
    for term in plan_now.instalments:
        assert f"{term.amount:.2f}".replace(".", ",") in text
    assert "1 december 2026" in text


def test_ordered_after_a_term_was_paid_it_says_so(session: Session, store: DocumentStore) -> None:
    case = case_with_plan(session, store)
    payments.register(
        session, by(today=LATER), case.id,
        PaymentInput(amount=Decimal("50.00"), received_on=LATER, paid_to=PaidTo.AGENCY), figures=FIGURES,
    )
    preview = shown(session, case, letter_date=LATER)
    assert [item.number for item in preview.sending] == [case.number]
    data = preview.rule.data(dossier_of(session, case, figures=FIGURES), letter_date=LATER)
    assert "Sinds de afspraak ontvingen wij al € 50,00." in plain_text(content(data)).replace("\xa0", " ")


def test_the_case_goes_on_following_its_terms(session: Session, store: DocumentStore) -> None:
    case = case_with_plan(session, store)
    before = (case.stage, case.next_step, case.next_step_on)
    letter = confirmed(session, store, case)
    assert (case.stage, case.next_step, case.next_step_on) == before == (
        Stage.ARRANGEMENT, NextStep.FOLLOW_ARRANGEMENT, date(2026, 12, 1)
    )
    assert letter.state is LetterState.POSTED
    assert letter.content is not None
    assert letter.content.fee is None
    assert letter.pdf_id is not None


def test_it_is_no_fourteen_day_notice(session: Session, store: DocumentStore) -> None:
    """Costs, terms and the gate know the first letter alone."""
    case = case_with_plan(session, store)
    confirmed(session, store, case)
    kinds = set(session.scalars(select(Letter.kind).where(Letter.case_id == case.id)))
    assert kinds == {LetterKind.FIRST_NOTICE, KIND}
    letters = notices.posted_by_case(session, [case.id])[case.id].letters
    assert [letter.kind for letter in letters] == [LetterKind.FIRST_NOTICE]


@pytest.mark.parametrize("event", ["no_plan", "held", "already_ordered", "already_posted", "dated_before"])
def test_who_gets_none_is_told_why(session: Session, store: DocumentStore, event: str) -> None:
    case = make_case(session, store) if event == "no_plan" else case_with_plan(session, store)
    day = TODAY
    if event == "held":
        holds.place(session, by(), case.id, kind=HoldKind.DISPUTE, reason="Klopt niet", on=TODAY)
    if event == "already_ordered":
        ordered(session, case)
    if event == "already_posted":
        confirmed(session, store, case)
    if event == "dated_before":
        day = date(2026, 11, 20)
    why = {
        "no_plan": "er loopt geen betalingsregeling", "held": "staat stil: betwisting",
        "already_ordered": "heeft deze brief al (in de wachtrij)", "already_posted": "al bevestigd met de brief van",
        "dated_before": "pas op 21-11-2026 afgesproken",
    }[event]
    assert why in shown(session, case, day).skipping[0].skipped


def test_a_plan_that_started_from_another_balance_is_not_confirmed(session: Session, store: DocumentStore) -> None:
    """A payment from before the agreement comes to light: the schedule asks too much."""
    case = case_with_plan(session, store)
    payments.register(
        session, by(), case.id,
        PaymentInput(amount=Decimal("10.00"), received_on=date(2026, 11, 19), paid_to=PaidTo.AGENCY), figures=FIGURES,
    )
    assert "maak een nieuwe regeling" in shown(session, case).skipping[0].skipped


@pytest.mark.parametrize("event", ["ended", "held", "paid_part", "paid_all"])
def test_before_it_left_it_is_withdrawn_when_it_is_no_longer_true(
    session: Session, store: DocumentStore, event: str
) -> None:
    case = case_with_plan(session, store)
    letter = ordered(session, case).letters[0]
    total = stages.running_arrangement(session, case.id)
    assert total is not None
    if event == "ended":
        arrangements.end(session, by(), case.id, broken=False, reason="nieuwe afspraak", on=TODAY, figures=FIGURES)
    elif event == "held":
        holds.place(session, by(), case.id, kind=HoldKind.DEBT_HELP, reason="Meldde zich bij de gemeente", on=TODAY)
    else:
        amount = Decimal("25.00") if event == "paid_part" else total.total
        payments.register(
            session, by(), case.id, PaymentInput(amount=amount, received_on=TODAY, paid_to=PaidTo.AGENCY),
        figures=FIGURES,
        )
    session.refresh(letter)
    assert letter.state is LetterState.WITHDRAWN
    assert case.next_step is not NextStep.SEND_FIRST_NOTICE, "the first letter was sent long ago"
    assert case.stage is (Stage.CLOSED if event == "paid_all" else Stage.AMICABLE if event == "ended" else
                          Stage.ARRANGEMENT)


def test_a_second_arrangement_gets_a_confirmation_of_its_own(session: Session, store: DocumentStore) -> None:
    case = case_with_plan(session, store)
    first = confirmed(session, store, case)
    arrangements.end(session, by(), case.id, broken=True, reason="termijn gemist", on=TODAY, figures=FIGURES)
    assert first.state is LetterState.POSTED, "what was sent stays"
    plan(session, case, 5)
    session.flush()
    arrangement = stages.running_arrangement(session, case.id)
    assert arrangement is not None
    arrangement.made_at = first.batch.ordered_at.replace(hour=23)
    session.flush()
    second = ordered(session, case).letters[0]
    session.refresh(first)
    assert (first.standing, second.standing) == (False, True)


def test_one_that_came_back_moves_nothing(session: Session, store: DocumentStore) -> None:
    case = case_with_plan(session, store)
    letter = confirmed(session, store, case)
    posting.mark_returned(session, by(), letter.id, returned_on=TODAY)
    assert case.stage is Stage.ARRANGEMENT
    assert case.next_step is NextStep.FOLLOW_ARRANGEMENT
    assert "niet bruikbaar" in shown(session, case).skipping[0].skipped
    confirm_address(session, case)
    assert shown(session, case).sending, "it can be sent again"
