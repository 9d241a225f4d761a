"""What came in closes a case: what was asked in its term, or all but a little; and a payment taken back undoes that."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import daily_run
from cases.amicable import asked, payment_doubts, payments
from cases.amicable.payment_doubts import PaymentInput
from cases.correspondence import posting
from cases.counting import statement
from cases.errors import Refused
from cases.events.settlement import BookedOff
from cases.models import Case, ClosingReason, LedgerKind, Letter, OpenDifference, Overpaid, PaidTo, Stage
from cases.store import DocumentStore
from legal.counting.valuation import DebtorKind
from legal.parameters import Figures
from tests.cases.amicable.endings import days_after, entries, on, owed, pay, posted_case, told, whats_wrong
from tests.factories import (
    FIGURES,
    TODAY,
    make_agency,
    make_case,
    make_client,
    make_store,
    make_terms,
    post_first_notice,
)

LAST_FREE = date(2026, 11, 18)


@pytest.fixture
def store(tmp_path) -> DocumentStore:
    return make_store(tmp_path)


def with_small_difference(session: Session, store: DocumentStore, most: str) -> Case:
    """A case of a client that agreed to a small difference, after its letter."""
    make_agency(session)
    make_client(session, terms=make_terms(small_difference=Decimal(most)))
    return posted_case(session, store)


def asked_in_letter(session: Session, case: Case) -> Decimal:
    """What the posted letter asked: the balance of its date."""
    record = statement.record_of(session, case, figures=FIGURES)
    (found,) = asked.of_case(session, case, record, figures=FIGURES)
    assert found.through_day == LAST_FREE
    return found.amount


def test_ten_cents_left_close_a_case_where_its_client_agreed_to_that(session: Session, store: DocumentStore) -> None:
    case = with_small_difference(session, store, "0.10")
    day = date(2026, 11, 20)
    pay(session, case, owed(session, case, day) - Decimal("0.10"), day)
    assert case.closing_reason is ClosingReason.SMALL_DIFFERENCE
    assert entries(session, case, LedgerKind.SMALL_DIFFERENCE) == [Decimal("-0.10")]
    assert owed(session, case, days_after(day, 60 - 20)) == 0
    assert whats_wrong(session, store, day) == []


@pytest.mark.parametrize(("most", "left"), [("0.10", "0.11"), ("0.00", "0.01")])
def test_more_than_agreed_stays_open(session: Session, store: DocumentStore, most: str, left: str) -> None:
    case = with_small_difference(session, store, most)
    day = date(2026, 11, 20)
    pay(session, case, owed(session, case, day) - Decimal(left), day)
    assert case.stage is not Stage.CLOSED
    assert entries(session, case, LedgerKind.SMALL_DIFFERENCE) == []


def test_what_came_on_between_payment_and_booking_is_not_the_debtors(session: Session, store: DocumentStore) -> None:
    """Paid on the last free day but for ten cents, booked a week later: by then costs would fall due over the ten."""
    case = with_small_difference(session, store, "0.10")
    left = owed(session, case, LAST_FREE) - Decimal("0.10")
    pay(session, case, left, LAST_FREE, booked_on=date(2026, 11, 25))
    assert case.closing_reason in (ClosingReason.SMALL_DIFFERENCE, ClosingReason.PAID_AS_ASKED)
    assert owed(session, case, date(2026, 11, 30)) == 0
    assert whats_wrong(session, store, date(2026, 11, 30)) == []


def test_paying_what_the_letter_asked_within_its_term_closes_the_case(session: Session, store: DocumentStore) -> None:
    case = posted_case(session, store)
    amount = asked_in_letter(session, case)
    assert amount < owed(session, case, LAST_FREE)  # interest ran on
    pay(session, case, amount, LAST_FREE)
    assert case.closing_reason is ClosingReason.PAID_AS_ASKED
    (off,) = told(session, case, BookedOff)
    assert (off.asked, off.asked_through, off.balance) == (amount, LAST_FREE, 0)
    assert -entries(session, case, LedgerKind.SMALL_DIFFERENCE)[0] == off.amount < 1
    assert owed(session, case, date(2026, 12, 20)) == 0
    assert whats_wrong(session, store, TODAY) == []


@pytest.mark.parametrize("too_little", [True, False])
def test_a_cent_less_or_a_day_later_leaves_it_open(session: Session, store: DocumentStore, too_little: bool) -> None:
    case = posted_case(session, store)
    amount = asked_in_letter(session, case)
    if too_little:
        pay(session, case, amount - Decimal("0.01"), LAST_FREE)
    else:
        pay(session, case, amount, days_after(LAST_FREE, 1))
    assert case.stage is not Stage.CLOSED
    assert entries(session, case, LedgerKind.SMALL_DIFFERENCE) == []


def test_two_payments_within_the_term_are_together_what_was_asked(session: Session, store: DocumentStore) -> None:
    case = posted_case(session, store)
    amount = asked_in_letter(session, case)
    pay(session, case, "200.00", date(2026, 11, 9))
    assert case.stage is not Stage.CLOSED
    pay(session, case, amount - 200, LAST_FREE, booked_on=date(2026, 11, 24))
    assert case.closing_reason is ClosingReason.PAID_AS_ASKED
    assert owed(session, case, date(2026, 12, 20)) == 0
    assert whats_wrong(session, store, date(2026, 11, 24)) == []


def test_a_payment_after_what_settled_it_is_too_much(session: Session, store: DocumentStore) -> None:
    """What came in later was booked first: it goes back, and is not eaten by costs that never fell due."""
    case = posted_case(session, store)
    amount = asked_in_letter(session, case)
    pay(session, case, "5.00", date(2026, 11, 20))
    pay(session, case, amount, LAST_FREE, booked_on=date(2026, 11, 23))
    assert case.closing_reason is ClosingReason.PAID_AS_ASKED
    assert owed(session, case, date(2026, 11, 30)) == -5
    assert session.get(Overpaid, case.id) is not None
    assert whats_wrong(session, store, date(2026, 11, 30)) == []


def test_a_letter_that_came_back_asked_nothing(session: Session, store: DocumentStore) -> None:
    case = posted_case(session, store)
    amount = asked_in_letter(session, case)
    letter = session.scalars(select(Letter)).one()
    posting.mark_returned(session, on(date(2026, 11, 9)), letter.id, returned_on=date(2026, 11, 9))
    pay(session, case, amount, date(2026, 11, 10))
    assert case.stage is not Stage.CLOSED


def test_a_storno_of_before_the_letter_makes_what_it_asked_too_little(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store, today=date(2026, 10, 28))
    first = pay(session, case, "100.00", date(2026, 10, 29))
    post_first_notice(session, store, case, posted_on=date(2026, 11, 2), act=on(date(2026, 11, 2)))
    amount = asked_in_letter(session, case)
    payments.reverse(session, on(date(2026, 11, 5)), first.id, case_id=case.id, reason="gestorneerd", figures=FIGURES)
    pay(session, case, amount, date(2026, 11, 10))
    assert case.stage is not Stage.CLOSED
    assert owed(session, case, date(2026, 11, 10)) > 99


def test_a_business_pays_what_its_letter_asked_within_the_days_that_it_gave(
    session: Session, store: DocumentStore
) -> None:
    make_agency(session)
    make_client(session, terms=make_terms(debtor_kind=DebtorKind.BUSINESS))
    case = posted_case(
        session, store, company="Voorbeeld B.V.", legal_form="BV", kvk="12345678", first_name="", prefix="", surname="",
        born="",
    )
    record = statement.record_of(session, case, figures=FIGURES)
    (found,) = asked.of_case(session, case, record, figures=FIGURES)
    assert found.through_day == date(2026, 11, 11)  # received on the 4th, seven days
    pay(session, case, found.amount, date(2026, 11, 11))
    assert case.closing_reason is ClosingReason.PAID_AS_ASKED
    assert whats_wrong(session, store, TODAY) == []


def test_taking_the_payment_back_asks_the_difference_again(session: Session, store: DocumentStore) -> None:
    case = posted_case(session, store)
    before = owed(session, case, TODAY)
    entry = pay(session, case, asked_in_letter(session, case), LAST_FREE)
    payments.reverse(session, on(TODAY), entry.id, case_id=case.id, reason="gestorneerd", figures=FIGURES)
    assert sum(entries(session, case, LedgerKind.SMALL_DIFFERENCE)) == 0
    assert len(entries(session, case, LedgerKind.SMALL_DIFFERENCE)) == 2
    assert (case.stage, owed(session, case, TODAY)) == (Stage.AMICABLE, before)
    assert whats_wrong(session, store, TODAY) == []


def tell(session: Session, case: Case, through: date, seen: Decimal, *, day: date = TODAY) -> None:
    """The debtor was told on `day` that he can pay `seen` through that other day."""
    told = asked.AmountInput(through_day=through, note="Aan de telefoon", seen=seen)
    asked.tell(session, on(day), case.id, told, figures=FIGURES)


def test_an_amount_that_was_told_can_be_paid_through_its_day(session: Session, store: DocumentStore) -> None:
    case = posted_case(session, store)
    seen, through = owed(session, case, TODAY), days_after(TODAY, 14)
    tell(session, case, through, seen)
    assert owed(session, case, through) > seen
    pay(session, case, seen, through)
    assert case.closing_reason is ClosingReason.PAID_AS_ASKED
    assert owed(session, case, through) == 0
    assert whats_wrong(session, store, through) == []


@pytest.mark.parametrize(("days", "is_refused"), [(-1, True), (0, False), (31, False), (32, True)])
def test_the_last_day_lies_within_a_month(
    session: Session, store: DocumentStore, days: int, is_refused: bool
) -> None:
    case = posted_case(session, store)
    seen, through = owed(session, case, TODAY), days_after(TODAY, days)
    if is_refused:
        with pytest.raises(Refused, match="Kies een dag"):
            tell(session, case, through, seen)
    else:
        tell(session, case, through, seen)


@pytest.mark.parametrize(("through", "is_refused"), [(LAST_FREE, False), (days_after(LAST_FREE, 1), True)])
def test_costs_that_fall_due_meanwhile_are_not_given_away(
    session: Session, store: DocumentStore, through: date, is_refused: bool
) -> None:
    case, day = posted_case(session, store), date(2026, 11, 10)
    seen = owed(session, case, day)
    if is_refused:
        with pytest.raises(Refused, match="Vanaf 19-11-2026 komen er incassokosten bij"):
            tell(session, case, through, seen, day=day)
    else:
        tell(session, case, through, seen, day=day)


def test_another_amount_than_was_on_the_screen_is_not_told(session: Session, store: DocumentStore) -> None:
    case = posted_case(session, store)
    with pytest.raises(Refused, match="Het saldo is intussen"):
        tell(session, case, TODAY, Decimal("1.00"))


def known_through(day: date) -> Figures:
    """The figures as they are checked through a day and no further."""
    return replace(
        FIGURES,
        statutory_interest=replace(FIGURES.statutory_interest, checked_through=day),
        statutory_commercial_interest=replace(FIGURES.statutory_commercial_interest, checked_through=day),
    )


def test_the_last_amount_that_could_be_asked_closes_the_case_and_its_interest_is_booked_off_later(
    session: Session, store: DocumentStore
) -> None:
    """Figures through 30 November; the debtor pays on 4 December what the screen said on the last day it could."""
    case = posted_case(session, store)
    last_known, paid_on = date(2026, 11, 30), date(2026, 12, 4)
    few = known_through(last_known)
    amount = owed(session, case, last_known, few)
    pay(session, case, amount, paid_on, figures=few)
    assert case.closing_reason is ClosingReason.PAID_AS_ASKED
    assert session.get(OpenDifference, case.id).paid_on == paid_on
    daily_run.run(session, day=date(2026, 12, 5), figures=few, now=on(date(2026, 12, 5)).now)
    assert entries(session, case, LedgerKind.SMALL_DIFFERENCE) == []
    daily_run.run(session, day=date(2026, 12, 14), figures=FIGURES, now=on(date(2026, 12, 14)).now)
    assert len(entries(session, case, LedgerKind.SMALL_DIFFERENCE)) == 1
    assert session.get(OpenDifference, case.id) is None
    assert owed(session, case, date(2026, 12, 20)) == 0
    assert whats_wrong(session, store, date(2026, 12, 20)) == []


def test_a_cent_less_than_the_last_amount_stays_open(session: Session, store: DocumentStore) -> None:
    case = posted_case(session, store)
    few = known_through(date(2026, 11, 30))
    pay(session, case, owed(session, case, date(2026, 11, 30), few) - Decimal("0.01"), date(2026, 12, 4), figures=few)
    assert case.stage is not Stage.CLOSED


def test_a_client_hears_that_his_payment_closes_the_case_on_a_small_difference(
    session: Session, store: DocumentStore
) -> None:
    case = with_small_difference(session, store, "1.00")
    amount = owed(session, case, TODAY) - Decimal("0.40")
    told_by_client = PaymentInput(amount=amount, received_on=TODAY, paid_to=PaidTo.CLIENT)
    with pytest.raises(payment_doubts.PaymentDoubtful, match="0,40 open"):
        payments.register(
            session, on(TODAY), case.id, told_by_client, figures=FIGURES, by_client=True, answered=""
        )
