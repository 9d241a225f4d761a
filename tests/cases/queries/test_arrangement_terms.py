"""How each term of a running arrangement stands, by what came in, in the order of the terms."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from cases.amicable import arrangements, payments
from cases.amicable.payment_doubts import PaymentInput
from cases.models import Arrangement, PaidTo, TermState
from cases.names import name
from cases.progress import stages
from cases.queries.desk import arrangement as questions
from tests.conftest import NOW
from tests.factories import FIGURES, TODAY, by, make_case, make_store, post_first_notice

FIRST_DUE = date(2026, 12, 1)


@pytest.fixture
def running(session: Session, tmp_path: Path) -> Arrangement:
    """Three terms from 1 December, of which the first is paid and the second in part."""
    store = make_store(tmp_path)
    case = make_case(session, store)
    post_first_notice(session, store, case)
    schedule = arrangements.propose(
        session, case.id, agreed_on=TODAY, first_due_on=FIRST_DUE, figures=FIGURES, number=3
    )
    arrangements.make(session, by(), case.id, schedule, note="", client_agreed=True, figures=FIGURES)
    payments.register(
        session, by(None, NOW + timedelta(minutes=5), TODAY), case.id,
        PaymentInput(
            amount=schedule.terms[0].amount + Decimal("10.00"), received_on=TODAY, paid_to=PaidTo.AGENCY
        ),
        figures=FIGURES,
    )
    made = stages.running_arrangement(session, case.id)
    assert made is not None
    return made


def test_terms_fill_in_their_order(session: Session, running: Arrangement) -> None:
    rows = questions.terms(session, running, today=TODAY)
    assert [row.state for row in rows] == [TermState.PAID, TermState.PART_PAID, TermState.OPEN]
    assert [str(row.covered) for row in rows[1:]] == ["10.00", "0.00"]
    assert [name(row.state) for row in rows] == ["betaald", "deels betaald", "open"]


def test_a_term_is_late_the_day_after_and_missed_once_that_was_seen(session: Session, running: Arrangement) -> None:
    second = running.instalments[1]
    on_the_day, late = (
        questions.terms(session, running, today=second.due_on + timedelta(days=days))[1] for days in (0, 1)
    )
    assert [(row.state, row.is_late) for row in (on_the_day, late)] == [
        (TermState.PART_PAID, False), (TermState.LATE, True),
    ]
    second.missed_on = second.due_on + timedelta(days=8)
    missed = questions.terms(session, running, today=second.missed_on)[1]
    assert (missed.state, missed.is_late, name(missed.state)) == (TermState.MISSED, True, "gemist")
