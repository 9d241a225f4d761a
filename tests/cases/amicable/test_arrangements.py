"""Payment arrangements: the schedule before saving, the limits of the client, missed terms, costs that rest."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from cases import daily_run
from cases.amicable import arrangements, payments
from cases.amicable.payment_doubts import PaymentInput
from cases.counting import instalments, statement
from cases.counting.instalments import uncovered_terms
from cases.errors import AlreadyDone, Incomplete, Refused
from cases.models import ArrangementState, Case, NextStep, PaidTo, Stage
from cases.progress import stages
from tests.conftest import NOW
from tests.factories import FIGURES, TODAY, by, make_case, make_store, post_first_notice
from tests.legal.figures import FIGURES_2026

FIRST_DUE = date(2026, 12, 1)


@pytest.fixture
def case(session: Session, tmp_path: Path) -> Case:
    """One claim of 500 euro, notice posted on TODAY."""
    store = make_store(tmp_path)
    made = make_case(session, store)
    post_first_notice(session, store, made)
    return made


def at(day: date) -> datetime:
    return datetime.combine(day, time(10), tzinfo=NOW.tzinfo)


def test_terms_add_up_to_the_balance_and_the_last_takes_the_remainder(session: Session, case: Case) -> None:
    schedule = arrangements.propose(
        session, case.id, agreed_on=TODAY, first_due_on=FIRST_DUE, figures=FIGURES, number=3
    )
    owed = statement.valuation(session, case, on=TODAY, figures=FIGURES).balance
    assert sum(term.amount for term in schedule.terms) == owed
    assert [term.amount for term in schedule.terms[:2]] == [schedule.terms[0].amount] * 2
    assert schedule.terms[2].amount >= schedule.terms[0].amount


def test_a_schedule_is_looked_at_on_a_connection_that_only_reads(engine: Engine, session: Session, case: Case) -> None:
    session.commit()
    with Session(engine.execution_options(read_only=True)) as reading:
        assert arrangements.propose(
            reading, case.id, agreed_on=TODAY, first_due_on=FIRST_DUE, figures=FIGURES, number=3
        ).terms


def test_a_term_on_a_holiday_or_weekend_moves_to_the_next_working_day(session: Session, case: Case) -> None:
    schedule = arrangements.propose(
        session, case.id, agreed_on=TODAY, first_due_on=date(2026, 12, 25), figures=FIGURES, number=2
    )
    assert [term.due_on for term in schedule.terms] == [date(2026, 12, 28), date(2027, 1, 25)]


def test_interest_after_the_last_known_figure_is_not_guessed(session: Session, case: Case) -> None:
    inside = arrangements.propose(
        session, case.id, agreed_on=TODAY, first_due_on=FIRST_DUE, figures=FIGURES_2026, number=1
    )
    beyond = arrangements.propose(
        session, case.id, agreed_on=TODAY, first_due_on=FIRST_DUE, figures=FIGURES_2026, number=3
    )
    assert inside.later_interest is not None
    assert 0 < inside.later_interest < 2
    assert beyond.later_interest is None


@pytest.mark.parametrize(("amount", "number"), [(None, None), (Decimal("50.00"), 3)])
def test_either_an_amount_or_a_number_of_terms(
    session: Session, case: Case, amount: Decimal | None, number: int | None
) -> None:
    with pytest.raises(Incomplete):
        arrangements.propose(
            session, case.id, agreed_on=TODAY, first_due_on=FIRST_DUE, figures=FIGURES, amount=amount, number=number
        )


def _make(session: Session, case: Case, **how: object) -> arrangements.Schedule:
    schedule = arrangements.propose(
        session, case.id, agreed_on=TODAY, first_due_on=FIRST_DUE, figures=FIGURES, **how  # type: ignore[arg-type]
    )
    _keep(session, case, schedule)
    return schedule


def _keep(session: Session, case: Case, schedule: arrangements.Schedule) -> None:
    arrangements.make(session, by(), case.id, schedule, note="", client_agreed=False, figures=FIGURES)


def test_outside_the_clients_limits_the_client_is_asked_first(session: Session, case: Case) -> None:
    with pytest.raises(Refused, match="vraag eerst akkoord"):
        _make(session, case, amount=Decimal("20.00"))
    assert stages.running_arrangement(session, case.id) is None


def test_one_arrangement_at_a_time(session: Session, case: Case) -> None:
    schedule = _make(session, case, number=4)
    assert case.stage is Stage.ARRANGEMENT
    with pytest.raises(AlreadyDone):
        _keep(session, case, schedule)


def test_a_missed_term_comes_to_the_queue_after_its_days_of_grace(session: Session, case: Case) -> None:
    schedule = _make(session, case, number=4)
    due = schedule.terms[0].due_on
    grace_over = due + timedelta(days=instalments.GRACE_DAYS + 1)
    on_time = daily_run.run(session, day=grace_over - timedelta(days=1), figures=FIGURES, now=at(grace_over))
    assert on_time["instalments_missed"] == 0
    late = daily_run.run(session, day=grace_over, figures=FIGURES, now=at(grace_over))
    assert late["instalments_missed"] == 1
    assert (case.next_step, case.next_step_on) == (NextStep.FOLLOW_ARRANGEMENT, grace_over)
    assert daily_run.run(session, day=grace_over, figures=FIGURES, now=at(grace_over)) == {"already_done": True}


def test_costs_rest_while_an_arrangement_made_inside_the_term_is_kept(session: Session, case: Case) -> None:
    schedule = _make(session, case, number=4)
    assert schedule.costs_rest
    after_term = date(2026, 12, 20)
    assert statement.valuation(session, case, on=after_term, figures=FIGURES).costs == 0
    arrangements.end(
        session, by(None, at(after_term)), case.id, broken=True, reason="twee termijnen gemist", on=after_term,
        figures=FIGURES,
    )
    assert statement.valuation(session, case, on=after_term, figures=FIGURES).costs == Decimal("75.00")


@pytest.mark.parametrize("received_on", [TODAY, TODAY - timedelta(days=1)], ids=["that day", "before it was agreed"])
def test_paying_everything_closes_the_case_and_the_arrangement_as_kept(
    session: Session, case: Case, received_on: date
) -> None:
    _make(session, case, number=4)
    arrangement = stages.running_arrangement(session, case.id)
    assert arrangement is not None
    payments.register(
        session, by(), case.id,
        PaymentInput(amount=Decimal("600.00"), received_on=received_on, paid_to=PaidTo.AGENCY), figures=FIGURES,
    )
    assert (arrangement.state, arrangement.ended_on) == (ArrangementState.KEPT, TODAY)
    assert case.stage is Stage.CLOSED


def test_a_paid_term_moves_the_next_step_to_the_first_open_one(session: Session, case: Case) -> None:
    schedule = _make(session, case, number=4)
    payments.register(
        session, by(None, NOW + timedelta(minutes=5), TODAY), case.id,
        PaymentInput(amount=schedule.terms[0].amount, received_on=TODAY, paid_to=PaidTo.AGENCY), figures=FIGURES,
    )
    assert (case.next_step, case.next_step_on) == (NextStep.FOLLOW_ARRANGEMENT, schedule.terms[1].due_on)


def test_what_was_paid_before_the_agreement_covers_no_term(session: Session, case: Case) -> None:
    payments.register(
        session, by(None, NOW - timedelta(minutes=5), TODAY), case.id,
        PaymentInput(amount=Decimal("100.00"), received_on=TODAY, paid_to=PaidTo.AGENCY), figures=FIGURES,
    )
    _make(session, case, number=4)
    arrangement = stages.running_arrangement(session, case.id)
    assert arrangement is not None
    assert len(uncovered_terms(session, arrangement)) == 4
