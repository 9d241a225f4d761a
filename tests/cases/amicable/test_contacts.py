"""Contact: what may be logged, and what it sets in motion."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from cases.amicable import contacts
from cases.amicable.contacts import ContactInput
from cases.errors import Incomplete, Refused
from cases.models import Case, ContactChannel, ContactOutcome, HoldKind, NextStep, Stage
from cases.progress.outcomes import OUTCOMES
from cases.progress.stages import open_holds
from tests.factories import TODAY, by, make_case, make_store


@pytest.fixture
def case(session: Session, tmp_path: Path) -> Case:
    made = make_case(session, make_store(tmp_path))
    made.stage, made.next_step = Stage.AMICABLE, NextStep.CONTACT_DEBTOR
    return made


def log(session: Session, case: Case, outcome: ContactOutcome, *, right_party: bool | None, note: str = "",
        call_back_on: date | None = None) -> None:
    contacts.log(
        session, by(), case.id,
        ContactInput(
            channel=ContactChannel.PHONE_OUT, outcome=outcome, right_party=right_party, note=note,
            call_back_on=call_back_on,
        ),
    )


def test_a_call_back_becomes_the_next_step(session: Session, case: Case) -> None:
    log(session, case, ContactOutcome.ASKS_INFORMATION, right_party=True, call_back_on=TODAY + timedelta(days=2))
    assert (case.next_step, case.next_step_on) == (NextStep.CALL_BACK, TODAY + timedelta(days=2))


def test_a_dispute_by_the_debtor_stops_the_case_at_once(session: Session, case: Case) -> None:
    log(session, case, ContactOutcome.DISPUTES, right_party=True, note="De meterstand klopt niet")
    assert [hold.kind for hold in open_holds(session, case.id)] == [HoldKind.DISPUTE]
    assert case.next_step is NextStep.REVIEW_HOLD


def test_someone_else_cannot_dispute_for_the_debtor(session: Session, case: Case) -> None:
    log(session, case, ContactOutcome.DISPUTES, right_party=False, note="Buurman zegt dat het niet klopt")
    assert open_holds(session, case.id) == []


@pytest.mark.parametrize("outcome", [outcome for outcome, rule in OUTCOMES.items() if not rule.is_spoken])
def test_nobody_spoken_is_no_right_party(session: Session, case: Case, outcome: ContactOutcome) -> None:
    with pytest.raises(Refused, match="niemand gesproken"):
        log(session, case, outcome, right_party=True)


def test_who_was_spoken_must_be_said(session: Session, case: Case) -> None:
    with pytest.raises(Incomplete):
        log(session, case, ContactOutcome.REFUSES, right_party=None)


def test_a_citizen_service_number_is_never_noted(session: Session, case: Case) -> None:
    with pytest.raises(Refused, match="burgerservicenummer"):
        log(session, case, ContactOutcome.OTHER, right_party=True, note="Zijn nummer is 111222333")


def test_a_call_back_lies_ahead(session: Session, case: Case) -> None:
    with pytest.raises(Refused, match="verleden"):
        log(session, case, ContactOutcome.OTHER, right_party=True, call_back_on=TODAY - timedelta(days=1))
