"""While a dispute or hold is open, looking at it stays what the case waits for, whatever comes in meanwhile."""

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from cases.amicable import arrangements, contacts, holds, payments
from cases.amicable.contacts import ContactInput
from cases.amicable.payment_doubts import PaymentInput
from cases.correspondence import posting
from cases.models import ContactChannel, ContactOutcome, HoldKind, NextStep, PaidTo, Stage
from cases.store import DocumentStore
from tests.factories import FIGURES, TODAY, by, make_case, post_first_notice


def test_a_proved_receipt_leaves_a_dispute_in_the_queue(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store)
    (letter,) = post_first_notice(session, store, case).letters
    holds.place(session, by(), case.id, kind=HoldKind.DISPUTE, reason="Nooit geleverd", on=TODAY)
    posting.prove_delivery(session, by(), letter.id, delivered_on=TODAY, figures=FIGURES)
    assert (case.stage, case.next_step, case.next_step_on) == (Stage.NOTICE_RUNNING, NextStep.REVIEW_HOLD, TODAY)


def test_a_proved_receipt_leaves_a_call_back_on_its_day(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store)
    (letter,) = post_first_notice(session, store, case).letters
    back_on = TODAY + timedelta(days=2)
    contacts.log(session, by(), case.id, ContactInput(
        channel=ContactChannel.PHONE_OUT, outcome=ContactOutcome.PROMISES_PAYMENT, right_party=True,
        call_back_on=back_on,
    ))
    posting.prove_delivery(session, by(), letter.id, delivered_on=TODAY, figures=FIGURES)
    assert (case.next_step, case.next_step_on) == (NextStep.CALL_BACK, back_on)


def test_a_payment_in_an_arrangement_leaves_a_hold_in_the_queue(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store)
    post_first_notice(session, store, case)
    schedule = arrangements.propose(
        session, case.id, agreed_on=TODAY, first_due_on=date(2026, 12, 1), figures=FIGURES, number=3
    )
    arrangements.make(session, by(), case.id, schedule, note="", client_agreed=False, figures=FIGURES)
    holds.place(session, by(), case.id, kind=HoldKind.DEBT_HELP, reason="Aanvraag gemeente", on=TODAY)
    told = PaymentInput(amount=Decimal("50.00"), received_on=TODAY, paid_to=PaidTo.AGENCY)
    payments.register(session, by(), case.id, told, figures=FIGURES)
    assert (case.stage, case.next_step, case.next_step_on) == (Stage.ARRANGEMENT, NextStep.REVIEW_HOLD, TODAY)


def test_a_later_hold_does_not_put_off_an_earlier_one(session: Session, store: DocumentStore) -> None:
    """A death is looked at in three months; the dispute of before is due now."""
    case = make_case(session, store)
    holds.place(session, by(), case.id, kind=HoldKind.DISPUTE, reason="Nooit geleverd", on=TODAY)
    holds.place(session, by(), case.id, kind=HoldKind.DECEASED, reason="Gemeld door de dochter", on=TODAY)
    assert (case.next_step, case.next_step_on) == (NextStep.REVIEW_HOLD, TODAY)
