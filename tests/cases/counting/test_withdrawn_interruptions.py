"""An interruption that was recorded in error is taken back, and counts nowhere."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.counting import prescriptions
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.events.prescription import InterruptionWithdrawn
from cases.models import Case, Interruption
from cases.queries import bailiff
from cases.queries.desk.case_page import case_page
from cases.store import DocumentStore
from tests.cases.counting.test_claim_kinds import LAST_DAY, TWO_YEARS, interrupt, missing, opened, told, withdraw
from tests.factories import FIGURES, TODAY


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """One claim on a consumer of which nobody stated the kind."""
    return opened(session, store)


def test_a_withdrawn_interruption_counts_nowhere(session: Session, store: DocumentStore, case: Case) -> None:
    interrupt(session, store, case, LAST_DAY)
    row = session.scalars(select(Interruption)).one()
    done = withdraw(session, case, row)
    assert done == prescriptions.Interrupted(invoice_number="F-1", was=date(2028, 6, 16), became=TWO_YEARS)
    assert case.claims[0].barred_from == TWO_YEARS
    assert case_page(session, case.id, today=TODAY, figures=FIGURES).head.expiries[0].interruptions == ()
    assert bailiff.interrupted_on(session, case) is None
    assert list(missing(session, case, TWO_YEARS)) == ["prescription_regime"]
    assert told(session, case).what == "Stuiting ingetrokken: stuitingsbrief van 15-06-2026"
    assert told(session, case).parts == (
        "factuur F-1", "verjaarde op 16-06-2028, nu op 16-06-2026", "Brief kwam retour"
    )
    assert InterruptionWithdrawn.client_sees == ()  # that it was, not why


def test_both_sides_stay_on_record_and_the_right_one_can_be_recorded_after_it(
    session: Session, store: DocumentStore, case: Case
) -> None:
    interrupt(session, store, case, LAST_DAY)
    first = session.scalars(select(Interruption)).one()
    withdraw(session, case, first)
    interrupt(session, store, case, date(2026, 6, 12))
    rows = session.execute(select(Interruption.interrupted_on, Interruption.withdraws_id).order_by(Interruption.id))
    assert [tuple(row) for row in rows] == [(LAST_DAY, None), (LAST_DAY, first.id), (date(2026, 6, 12), None)]
    assert case.claims[0].barred_from == date(2028, 6, 13)


def test_a_later_interruption_that_leaned_on_it_falls_with_it(
    session: Session, store: DocumentStore, case: Case
) -> None:
    interrupt(session, store, case, LAST_DAY)
    first = session.scalars(select(Interruption)).one()
    interrupt(session, store, case, date(2026, 9, 1))
    assert case.claims[0].barred_from == date(2028, 9, 2)
    withdraw(session, case, first)
    assert case.claims[0].barred_from == TWO_YEARS


@pytest.mark.parametrize(("reason", "refusal", "why"), [
    (" ", Incomplete, "waarom de stuiting"), ("bsn 111222333", Refused, "burgerservicenummer"),
])
def test_a_withdrawal_needs_a_reason_that_may_be_kept(
    session: Session, store: DocumentStore, case: Case, reason: str, refusal: type[Exception], why: str
) -> None:
    interrupt(session, store, case, LAST_DAY)
    with pytest.raises(refusal, match=why):
        withdraw(session, case, session.scalars(select(Interruption)).one(), reason)
    assert case.claims[0].barred_from == date(2028, 6, 16)


def test_an_interruption_is_withdrawn_once_and_only_from_its_own_case(
    session: Session, store: DocumentStore, case: Case
) -> None:
    other = opened(session, store, customer="K-2", surname="Bakker", invoice="F-9")
    interrupt(session, store, case, LAST_DAY)
    row = session.scalars(select(Interruption)).one()
    with pytest.raises(NotFound):
        withdraw(session, other, row)
    withdraw(session, case, row)
    with pytest.raises(AlreadyDone):
        withdraw(session, case, row)
    reversal = session.scalars(select(Interruption).where(Interruption.withdraws_id == row.id)).one()
    with pytest.raises(NotFound):
        withdraw(session, case, reversal)
