"""The daily run in pieces: each kept by itself, gone on from where it stopped, and only what changes is looked at."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from cases import daily_run
from cases.amicable import arrangements, contacts, holds, payments
from cases.amicable.contacts import ContactInput
from cases.amicable.payment_doubts import PaymentInput
from cases.correspondence import corrections, posting
from cases.models import (
    Case,
    CaseEvent,
    ContactChannel,
    ContactOutcome,
    DailyRun,
    EventKind,
    HoldKind,
    Instalment,
    Letter,
    NextStep,
    PaidTo,
    Stage,
)
from cases.store import DocumentStore
from tests.cases.selects import selects
from tests.conftest import NOW
from tests.factories import FIGURES, TODAY, by, make_case, post_first_notice

POSTED = TODAY - timedelta(days=14)
OVER = date(2026, 11, 30)  # well past the term of a letter of 7 November


@pytest.fixture
def waiting(session: Session, store: DocumentStore) -> list[Case]:
    """Five cases whose term is over on the day OVER."""
    cases = [
        make_case(
            session, store, today=POSTED, customer=f"K-{n}", invoice=f"F-{n}", surname=f"Nr{n}", house_number=str(n)
        )
        for n in range(1, 6)
    ]
    post_first_notice(session, store, *cases, posted_on=POSTED)
    return cases


def at(day: date) -> datetime:
    """Ten in the morning, UTC."""
    return datetime.combine(day, time(10), tzinfo=NOW.tzinfo)


def go_on(session: Session, day: date = OVER) -> DailyRun | None:
    return daily_run.go_on(session, day=day, figures=FIGURES, now=at(day))


def ended(session: Session) -> list[int]:
    return list(session.scalars(
        select(CaseEvent.case_id).where(CaseEvent.kind == EventKind.NOTICE_TERM_ENDED).order_by(CaseEvent.id)
    ))


def test_a_piece_holds_no_more_than_so_many_cases(
    session: Session, waiting: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daily_run, "CASES_AT_ONCE", 2)
    grew = []
    while (standing := go_on(session)) is not None and standing.done_at is None:
        grew.append(len(ended(session)))
    assert grew[:3] == [2, 4, 5]
    assert ended(session) == [case.id for case in waiting]
    assert session.get_one(DailyRun, OVER).report["notice_terms_ended"] == 5
    assert go_on(session) is None, "the day is done"


def test_broken_off_it_goes_on_where_it_stopped(
    session: Session, waiting: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program dies in the second piece: the first one stands, and the day is done with the next start."""
    monkeypatch.setattr(daily_run, "CASES_AT_ONCE", 2)
    daily_run.run(session, day=OVER - timedelta(days=9), figures=FIGURES, now=NOW)
    go_on(session)
    with session.begin_nested() as dying:
        go_on(session)
        dying.rollback()
    assert len(ended(session)) == 2
    assert not daily_run.is_done(session, OVER)
    assert OVER in daily_run.days_to_run(session, today=OVER)
    report = daily_run.run(session, day=OVER, figures=FIGURES, now=at(OVER))
    assert report["notice_terms_ended"] == 5
    assert ended(session) == [case.id for case in waiting], "each once"


def test_a_term_ends_also_under_another_step(session: Session, waiting: list[Case]) -> None:
    held, promised, *_ = waiting
    holds.place(session, by(), held.id, kind=HoldKind.CLIENT_REQUEST, reason="Even wachten", on=TODAY)
    contacts.log(session, by(), promised.id, ContactInput(
        channel=ContactChannel.PHONE_IN, outcome=ContactOutcome.PROMISES_PAYMENT, right_party=True, call_back_on=OVER,
    ))
    assert promised.next_step is not NextStep.WAIT_NOTICE_TERM
    daily_run.run(session, day=OVER, figures=FIGURES, now=at(OVER))
    assert {case.stage for case in waiting} == {Stage.AMICABLE}
    assert held.next_step is NextStep.REVIEW_HOLD


def test_a_term_ends_after_whatever_was_taken_back_while_it_ran(session: Session, waiting: list[Case]) -> None:
    """A hold that ended, a return that was none, a full payment that was booked back: none keeps a case waiting."""
    held, returned, paid, *_ = waiting
    hold = holds.place(session, by(), held.id, kind=HoldKind.CLIENT_REQUEST, reason="Even wachten", on=TODAY)
    holds.end(session, by(), hold.id, case_id=held.id, outcome="Ga door", on=TODAY)
    letter = session.scalars(select(Letter).where(Letter.case_id == returned.id)).one()
    posting.mark_returned(session, by(), letter.id, returned_on=TODAY)
    corrections.withdraw_return(session, by(), returned.id, letter.id, reason="Brief van een ander", figures=FIGURES)
    all_of_it = PaymentInput(amount=paid.claims[0].principal * 2, received_on=TODAY, paid_to=PaidTo.AGENCY)
    entry = payments.register(session, by(), paid.id, all_of_it, figures=FIGURES)
    assert paid.stage is Stage.CLOSED
    payments.reverse(session, by(), entry.id, case_id=paid.id, reason="storno", figures=FIGURES)
    daily_run.run(session, day=OVER, figures=FIGURES, now=at(OVER))
    assert {case.stage for case in waiting} == {Stage.AMICABLE}


@pytest.mark.usefixtures("waiting")
def test_cases_in_which_nothing_changes_cost_no_question(
    session: Session, store: DocumentStore, engine: Engine
) -> None:
    for day in (OVER, OVER + timedelta(days=1)):  # on 1 December the figures that end become tasks
        daily_run.run(session, day=day, figures=FIGURES, now=at(day))

    def asked(day: date) -> int:
        session.flush()
        with selects(engine) as seen:
            report = daily_run.run(session, day=day, figures=FIGURES, now=at(day))
        assert not any(report.values())
        return len(seen)

    before = asked(OVER + timedelta(days=2))
    more = [
        make_case(session, store, customer=f"M-{n}", invoice=f"2026{n}00", surname=f"Meer{n}", house_number=str(n))
        for n in range(1, 6)
    ]
    post_first_notice(session, store, *more, posted_on=OVER, act=by(None, at(OVER), OVER))
    assert asked(OVER + timedelta(days=3)) == before


def test_a_term_that_was_paid_is_missed_when_the_payment_is_taken_back(
    session: Session, waiting: list[Case]
) -> None:
    case = waiting[0]
    schedule = arrangements.propose(
        session, case.id, agreed_on=TODAY, first_due_on=date(2026, 12, 1), figures=FIGURES, number=3
    )
    arrangements.make(session, by(), case.id, schedule, note="", client_agreed=True, figures=FIGURES)
    paid_on, later = date(2026, 12, 1), date(2026, 12, 10)
    paid = payments.register(
        session, by(None, at(paid_on), paid_on), case.id,
        PaymentInput(amount=schedule.terms[0].amount, received_on=paid_on, paid_to=PaidTo.AGENCY), figures=FIGURES,
    )
    assert daily_run.run(session, day=later, figures=FIGURES, now=at(later))["instalments_missed"] == 0
    payments.reverse(
        session, by(None, at(later), later), paid.id, case_id=case.id, reason="storno", figures=FIGURES
    )
    after = later + timedelta(days=1)
    assert daily_run.run(session, day=after, figures=FIGURES, now=at(after))["instalments_missed"] == 1
    missed = session.scalars(select(Instalment).where(Instalment.missed_on.is_not(None))).all()
    assert [(term.ordinal, term.missed_on) for term in missed] == [(1, after)]
