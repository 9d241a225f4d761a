"""A part is booked off: alone within the limit of one's role, above it by a second person; and taken back."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import arrangements, payments, reopening, write_off_decisions, write_offs
from cases.amicable.payment_doubts import PaymentInput
from cases.amicable.write_offs import WriteOffInput
from cases.errors import AlreadyDone, NotFound, Refused, SecondPersonNeeded
from cases.events.settlement import BookedOff, WriteOffProposed, WriteOffRejected
from cases.models import (
    Case,
    ClosingReason,
    LedgerKind,
    Letter,
    LetterState,
    PaidTo,
    RoleName,
    Stage,
    User,
    WriteOff,
    WriteOffState,
)
from cases.store import DocumentStore
from tests.cases.amicable.endings import allow_alone, close, entries, on, owed, pay, posted_case, told, whats_wrong
from tests.factories import FIGURES, TODAY, make_case, make_letters, make_store, make_user, order_first_notice

LATER = date(2026, 12, 10)


@pytest.fixture
def store(tmp_path) -> DocumentStore:
    return make_store(tmp_path)


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    return posted_case(session, store)


@pytest.fixture
def people(session: Session, case: Case) -> tuple[User, User]:
    """A handler who may book off 25 euro alone, a legal lead who may 250."""
    assert case.terms.small_difference == 0
    allow_alone(session, handler="25.00", lead="250.00")
    return make_user(session, RoleName.HANDLER), make_user(session, RoleName.LEGAL_LEAD)


def write_off(session: Session, case: Case, amount: str, by: User, *, day: date = TODAY) -> WriteOff:
    """Ask it."""
    return write_offs.write_off(
        session, on(day, by.id), case.id, WriteOffInput(amount=Decimal(amount), reason="Coulance"), figures=FIGURES
    )


@pytest.mark.parametrize(("who", "amount", "state"), [
    (0, "25.00", WriteOffState.BOOKED), (0, "25.01", WriteOffState.PROPOSED),
    (1, "250.00", WriteOffState.BOOKED), (1, "250.01", WriteOffState.PROPOSED),
])
def test_the_limit_of_a_role_counts_itself(
    session: Session, store: DocumentStore, case: Case, people: tuple[User, User], who: int, amount: str,
    state: WriteOffState,
) -> None:
    before = owed(session, case, TODAY)
    asked = write_off(session, case, amount, people[who])
    assert asked.state is state
    off = Decimal(amount) if state is WriteOffState.BOOKED else 0
    assert owed(session, case, TODAY) == before - off
    assert whats_wrong(session, store, TODAY) == []


def test_where_nothing_was_agreed_nobody_books_off_alone(session: Session, case: Case) -> None:
    lead = make_user(session, RoleName.LEGAL_LEAD)
    assert write_off(session, case, "0.01", lead).state is WriteOffState.PROPOSED


def test_another_person_confirms_and_who_proposed_cannot(
    session: Session, store: DocumentStore, case: Case, people: tuple[User, User]
) -> None:
    handler, lead = people
    before = owed(session, case, TODAY)
    write_off(session, case, "100.00", handler)
    (waits,) = told(session, case, WriteOffProposed)
    assert waits.amount == 100
    with pytest.raises(SecondPersonNeeded):
        write_off_decisions.confirm(session, on(TODAY, handler.id), case.id, note="", figures=FIGURES)
    write_off_decisions.confirm(session, on(TODAY, lead.id), case.id, note="Akkoord", figures=FIGURES)
    assert owed(session, case, TODAY) == before - 100
    assert case.stage is not Stage.CLOSED
    with pytest.raises(NotFound):
        write_off_decisions.confirm(session, on(TODAY, lead.id), case.id, note="", figures=FIGURES)
    assert whats_wrong(session, store, TODAY) == []


def test_what_is_rejected_is_not_booked_off_and_can_be_asked_again(
    session: Session, case: Case, people: tuple[User, User]
) -> None:
    handler, lead = people
    before = owed(session, case, TODAY)
    write_off(session, case, "100.00", handler)
    with pytest.raises(AlreadyDone):
        write_off(session, case, "30.00", handler)
    write_off_decisions.reject(session, on(TODAY, lead.id), case.id, note="Eerst nog bellen")
    assert owed(session, case, TODAY) == before
    assert [each.note for each in told(session, case, WriteOffRejected)] == ["Eerst nog bellen"]
    write_off(session, case, "30.00", handler)


def test_closing_as_uncollectable_waits_for_the_second_person_and_books_what_is_open_then(
    session: Session, store: DocumentStore, case: Case, people: tuple[User, User]
) -> None:
    handler, lead = people
    asked = close(session, case, ClosingReason.UNCOLLECTABLE, TODAY, actor_id=handler.id, note="Geen verhaal")
    assert asked is not None
    assert case.stage is not Stage.CLOSED
    left = owed(session, case, LATER)
    assert left > asked.amount
    write_off_decisions.confirm(session, on(LATER, lead.id), case.id, note="", figures=FIGURES)
    assert (case.stage, case.closing_reason) == (Stage.CLOSED, ClosingReason.UNCOLLECTABLE)
    assert entries(session, case, LedgerKind.WRITE_OFF) == [-left]
    assert whats_wrong(session, store, LATER) == []
    reopening.reopen(session, on(LATER), case.id, reason="Toch verhaal", figures=FIGURES)
    assert owed(session, case, LATER) == left
    assert whats_wrong(session, store, LATER) == []


def test_a_case_that_is_paid_meanwhile_needs_no_decision(
    session: Session, store: DocumentStore, case: Case, people: tuple[User, User]
) -> None:
    handler, _lead = people
    write_off(session, case, "100.00", handler)
    pay(session, case, owed(session, case, TODAY), TODAY)
    assert case.stage is Stage.CLOSED
    assert session.scalars(select(WriteOff.state)).all() == [WriteOffState.DROPPED]
    assert whats_wrong(session, store, TODAY) == []


def test_all_that_is_open_is_not_a_part(session: Session, case: Case, people: tuple[User, User]) -> None:
    left = owed(session, case, TODAY)
    for amount in (left, left + 1):
        with pytest.raises(Refused, match="Wilt u alles afboeken"):
            write_off(session, case, str(amount), people[1])
    for amount in ("0.00", "-1.00", "1.001"):
        with pytest.raises(Refused):
            write_off(session, case, amount, people[1])


def test_a_plan_is_ended_before_a_part_is_booked_off(session: Session, case: Case, people: tuple[User, User]) -> None:
    schedule = arrangements.propose(
        session, case.id, agreed_on=TODAY, first_due_on=date(2026, 12, 1), figures=FIGURES, number=3
    )
    arrangements.make(session, on(TODAY), case.id, schedule, note="", client_agreed=False, figures=FIGURES)
    with pytest.raises(Refused, match="Er loopt een regeling"):
        write_off(session, case, "10.00", people[0])


def test_a_letter_that_waits_names_too_much_and_does_not_leave(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store)
    allow_alone(session, handler="25.00", lead="25.00")
    batch = order_first_notice(session, case)
    make_letters(session, store, batch)
    write_off(session, case, "10.00", make_user(session, RoleName.HANDLER))
    (letter,) = session.scalars(select(Letter).where(Letter.case_id == case.id)).all()
    assert letter.state is LetterState.WITHDRAWN
    assert whats_wrong(session, store, TODAY) == []


def test_taking_it_back_asks_the_same_again_with_its_interest(
    session: Session, store: DocumentStore, case: Case, people: tuple[User, User]
) -> None:
    would_be = owed(session, case, LATER)
    asked = write_off(session, case, "20.00", people[0])
    write_offs.take_back(session, on(LATER), asked.entry_id, case_id=case.id, reason="Verkeerd", figures=FIGURES)
    assert owed(session, case, LATER) == would_be
    assert sum(entries(session, case, LedgerKind.WRITE_OFF)) == 0
    with pytest.raises(NotFound):
        write_offs.take_back(session, on(LATER), asked.entry_id, case_id=case.id, reason="Nog eens", figures=FIGURES)
    assert whats_wrong(session, store, LATER) == []


def test_what_was_booked_off_is_no_payment(session: Session, case: Case, people: tuple[User, User]) -> None:
    asked = write_off(session, case, "20.00", people[0])
    with pytest.raises(NotFound):
        payments.reverse(session, on(TODAY), asked.entry_id, case_id=case.id, reason="x", figures=FIGURES)
    told_twice = PaymentInput(amount=Decimal("20.00"), received_on=TODAY, paid_to=PaidTo.AGENCY)
    payments.register(session, on(TODAY), case.id, told_twice, figures=FIGURES, answered="")  # no repeat of a payment
    (off,) = told(session, case, BookedOff)
    assert off.client_parts()[0] == "Dit bedrag is niet ontvangen."
