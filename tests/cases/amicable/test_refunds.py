"""What was paid too much stands in a list until it went back, and comes back when it did not arrive."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import daily_run
from cases.amicable import payments, refunds
from cases.amicable.refunds import RefundInput
from cases.correspondence import posting
from cases.errors import Incomplete, NotFound, Refused
from cases.models import Case, LedgerEntry, LedgerKind, Letter, Overpaid, PaidTo, Stage
from cases.store import DocumentStore
from tests.cases.amicable.endings import entries, on, owed, pay, posted_case, whats_wrong
from tests.factories import FIGURES, TODAY, make_store

PAID, BACK = date(2026, 11, 20), date(2026, 11, 27)


@pytest.fixture
def store(tmp_path) -> DocumentStore:
    return make_store(tmp_path)


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """Paid with forty euro too much on 20 November."""
    made = posted_case(session, store)
    pay(session, made, owed(session, made, PAID) + 40, PAID)
    return made


def refund(session: Session, case: Case, amount: str, *, paid_on: date = BACK, how: str = "Overgemaakt") -> LedgerEntry:
    """Record it."""
    told = RefundInput(amount=Decimal(amount), paid_on=paid_on, paid_by=PaidTo.AGENCY, how=how)
    return refunds.record(session, on(BACK), case.id, told, figures=FIGURES)


def listed(session: Session) -> list[int]:
    """Cases on the list."""
    return list(session.scalars(select(Overpaid.case_id)))


def test_it_stands_in_the_list_until_all_of_it_went_back(session: Session, store: DocumentStore, case: Case) -> None:
    assert (case.stage, listed(session)) == (Stage.CLOSED, [case.id])
    refund(session, case, "15.00")
    assert (owed(session, case, BACK), listed(session)) == (-25, [case.id])
    refund(session, case, "25.00")
    assert (owed(session, case, BACK), listed(session)) == (0, [])
    assert owed(session, case, PAID) == -40  # a day of before says what stood then
    assert whats_wrong(session, store, BACK) == []


def test_no_more_goes_back_than_was_too_much(session: Session, case: Case) -> None:
    with pytest.raises(Refused, match="40,00 te veel betaald"):
        refund(session, case, "40.01")
    with pytest.raises(Refused, match="toekomst"):
        refund(session, case, "1.00", paid_on=date(2026, 11, 28))
    with pytest.raises(Refused, match="0,00 te veel betaald"):
        refund(session, case, "1.00", paid_on=date(2026, 11, 19))  # nothing had come in
    with pytest.raises(Incomplete):
        refund(session, case, "1.00", how=" ")
    refund(session, case, "40.00")
    with pytest.raises(Refused):
        refund(session, case, "0.01")


def test_what_did_not_arrive_is_too_much_again(session: Session, store: DocumentStore, case: Case) -> None:
    entry = refund(session, case, "40.00")
    refunds.reverse(session, on(BACK), entry.id, case_id=case.id, reason="Rekening bestaat niet", figures=FIGURES)
    assert (owed(session, case, BACK), listed(session)) == (-40, [case.id])
    assert entries(session, case, LedgerKind.REFUND) == [40, -40]
    with pytest.raises(NotFound):
        refunds.reverse(session, on(BACK), entry.id, case_id=case.id, reason="Nog eens", figures=FIGURES)
    assert whats_wrong(session, store, BACK) == []


def test_a_storno_after_the_money_went_back_asks_that_too(session: Session, store: DocumentStore, case: Case) -> None:
    (payment,) = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == LedgerKind.PAYMENT)).all()
    refund(session, case, "40.00")
    payments.reverse(session, on(BACK), payment.id, case_id=case.id, reason="gestorneerd", figures=FIGURES)
    assert case.stage is not Stage.CLOSED
    settled = -payment.amount - 40
    assert owed(session, case, PAID) == settled
    assert owed(session, case, BACK) > settled + 40 - 1
    assert whats_wrong(session, store, BACK) == []


def test_costs_that_fall_away_after_they_were_paid_stand_in_the_list(session: Session, store: DocumentStore) -> None:
    """The letter comes back after all: its costs of 75 euro were never due, and they were paid."""
    case = posted_case(session, store)
    pay(session, case, owed(session, case, PAID), PAID)
    letter = session.scalars(select(Letter)).one()
    assert listed(session) == []
    posting.mark_returned(session, on(BACK), letter.id, returned_on=BACK)
    assert owed(session, case, BACK) < -70
    assert listed(session) == [case.id]
    assert whats_wrong(session, store, BACK) == []


def test_the_daily_run_takes_off_the_list_what_is_not_too_much(session: Session, store: DocumentStore) -> None:
    too_much, not_so = (
        posted_case(session, store, customer=f"K-{at}", invoice=f"F-{at}", surname=name, born=f"0{at}-02-1970")
        for at, name in ((1, "Bakker"), (2, "Smit"))
    )
    pay(session, too_much, owed(session, too_much, PAID) + 1, PAID)
    session.add(Overpaid(case_id=not_so.id, since=PAID))
    daily_run.run(session, day=TODAY, figures=FIGURES, now=on(TODAY).now)
    assert listed(session) == [too_much.id]
