"""Invoices that moved or came later, where more happens: a credit note, a second debtor, money of one of two."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.amicable import payments
from cases.amicable.payment_doubts import PaymentInput
from cases.claims import adding, moving
from cases.claims import credits as credits_
from cases.claims.credits import CreditInput
from cases.claims.following import Basis
from cases.claims.moving import Moving
from cases.claims.stated import StatedClaim
from cases.correspondence import dossiers, ordering, posting, previewing
from cases.correspondence.rules import rule_of
from cases.counting import statement
from cases.documents import File
from cases.events.letters import DeliveryProved, LetterPosted
from cases.invariants.verifying import verify
from cases.models import (
    Arrangement,
    ArrangementState,
    Case,
    CaseEvent,
    CreditEffect,
    LedgerEntry,
    LedgerKind,
    Letter,
    LetterKind,
    LetterState,
    NextStep,
    PaidTo,
    PartyRole,
    Stage,
    Task,
    TaskState,
)
from cases.store import DocumentStore
from legal.counting.valuation import InterestKind
from tests.cases.claims.bookings import INVOICES, OPENED, Desk, open_case, per_claim, write
from tests.cases.invariants.good_record import looked_at
from tests.cases.parties.people import join, person
from tests.conftest import NOW
from tests.factories import (
    FIGURES,
    SMALL_PDF,
    TODAY,
    by,
    finish_batch,
    make_letters,
)

CREDITED = date(2026, 9, 2)
ADDED = StatedClaim(
    invoice_number="F-9", invoice_date=date(2026, 9, 20), due_date=date(2026, 10, 4), principal=Decimal("200.00"),
    subject="Levering gas", payment_term_agreed=True, interest=InterestKind.STATUTORY,
)
PAPER = File("stuk.pdf", SMALL_PDF)


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """Two invoices of 600 euro, not yet written about."""
    return open_case(session, store, INVOICES[:2])


def split(session: Session, case: Case, number: str) -> Case:
    ids = tuple(claim.id for claim in case.claims if claim.invoice_number == number)
    return moving.move(session, by(), case.id, Moving(claim_ids=ids, reason="Betwist"), figures=FIGURES)


def credit(session: Session, store: DocumentStore, case: Case, amount: str, on: date) -> None:
    what = CreditInput(
        claim_id=case.claims[0].id, kind=LedgerKind.CREDIT_NOTE, amount=Decimal(amount), on=on,
        effect=CreditEffect.FROM_ORIGIN,
    )
    seen = credits_.foresee(session, case.id, what, today=TODAY, figures=FIGURES).mark
    basis = Basis(reason="Mail van de opdrachtgever", paper=PAPER, seen=seen)
    credits_.credit(session, by(), store, case.id, what, basis=basis, figures=FIGURES)
    session.expire_all()


def costs(session: Session, case: Case) -> Decimal:
    return statement.valuation(session, case, on=TODAY, figures=FIGURES).costs


def is_good(session: Session, store: DocumentStore) -> bool:
    session.commit()
    return verify(looked_at(session, store), numbers={4, 7, 9, 10, 101, 125}).is_good


def test_a_credit_note_of_before_the_letter_on_what_was_split_off_breaks_the_letter_in_both_cases(
    session: Session, store: DocumentStore, case: Case
) -> None:
    write(session, store, case)
    other = split(session, case, "F-2")
    assert costs(session, case) + costs(session, other) == Decimal("90.00"), "one fee over 600 euro"
    credit(session, store, other, "50.00", CREDITED)
    assert (costs(session, case), costs(session, other)) == (0, 0), "the letter named a fee over 50 euro too much"
    assert is_good(session, store)


def test_money_of_one_of_two_stays_hers_in_the_case_that_was_split_off(
    session: Session, store: DocumentStore, case: Case
) -> None:
    petra = join(session, case, PartyRole.DEBTOR, person(first_names="Petra", surname="Jansen"), on=OPENED)
    write(session, store, case)
    told = PaymentInput(
        amount=Decimal("650.00"), received_on=date(2026, 11, 2), paid_to=PaidTo.AGENCY, debtor_id=petra.person_id
    )
    payments.register(session, by(), case.id, told, figures=FIGURES)
    other = split(session, case, "F-2")
    payers = session.scalars(select(LedgerEntry.debtor_id).where(
        LedgerEntry.kind == LedgerKind.PAYMENT, LedgerEntry.case_id == other.id
    )).all()
    assert payers == [petra.person_id]
    assert is_good(session, store)


def test_an_invoice_that_a_handler_adds_gets_a_notice_of_its_own_and_its_costs_then(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """The fee over 800 euro is 120.00; 90.00 was due by the first letter."""
    write(session, store, case)
    before = costs(session, case)
    add_invoice(session, store, case)
    asked = session.scalars(select(Task.what).where(Task.case_id == case.id, Task.state == TaskState.OPEN)).all()
    assert [what.split(".")[0] for what in asked] == ["Aanvullende veertiendagenbrief voor factuur F-9"]
    assert costs(session, case) == before == Decimal("90.00")
    post_added(session, store, case)
    later = date(2026, 12, 28)
    assert statement.valuation(session, case, on=later, figures=FIGURES).costs == Decimal("120.00")
    assert is_good(session, store)


def test_a_named_invoice_that_was_paid_with_its_penalty_does_not_come_back_in_the_added_notice(
    session: Session, store: DocumentStore, case: Case
) -> None:
    write(session, store, case)
    add_invoice(session, store, case)
    add_invoice(session, store, case, replace(ADDED, invoice_number="F-10", principal=Decimal("300.00")))
    desk = Desk(session, store, case)
    desk.penalise("F-9", "40.00", date(2026, 10, 20))
    desk.pay("240.00", date(2026, 11, 2), "F-9")
    dossier = dossiers.dossier_of(session, case, figures=FIGURES)
    named = rule_of(LetterKind.ADDED_NOTICE).data(dossier, letter_date=TODAY).valuation
    last = next(each for each in named.claims if each.ref == str(case.claims[-1].id))
    assert named.penalty == Decimal("40.00")
    assert named.paid == Decimal("240.00")
    assert named.balance == last.balance > 300


def test_who_paid_all_leaves_nobody_a_letter_to_see_to_until_the_payment_bounces(
    session: Session, store: DocumentStore, case: Case
) -> None:
    write(session, store, case)
    add_invoice(session, store, case)
    asked = select(Task).where(Task.case_id == case.id, Task.state == TaskState.OPEN)
    assert [task.key for task in session.scalars(asked)] == [f"added_notice:{case.id}"]
    told = PaymentInput(amount=balance(session, case), received_on=TODAY, paid_to=PaidTo.AGENCY)
    entry = payments.register(session, by(), case.id, told, figures=FIGURES)
    assert (case.stage, session.scalars(asked).all()) == (Stage.CLOSED, [])
    payments.reverse(session, by(), entry.id, case_id=case.id, reason="Storno", figures=FIGURES)
    assert [task.key for task in session.scalars(asked)] == [f"added_notice:{case.id}"]


def post_added(session: Session, store: DocumentStore, case: Case) -> None:
    kind = LetterKind.ADDED_NOTICE
    shown = previewing.preview(session, [case.id], kind=kind, letter_date=TODAY, figures=FIGURES)
    assert shown.items[0].skipped == ""
    batch = ordering.order(session, by(), shown.marks, kind=kind, letter_date=TODAY, figures=FIGURES)
    finish_batch(session, batch)
    make_letters(session, store, batch)
    posting.confirm_posted(session, by(), batch.id, posted_on=TODAY, figures=FIGURES)
    finish_batch(session, batch)
    session.expire_all()


@pytest.mark.parametrize(("rest", "day"), [(False, date(2026, 12, 10)), (True, None)])
def test_an_added_notice_tells_no_day_of_costs_that_rest_by_a_plan_that_was_kept(
    session: Session, store: DocumentStore, case: Case, day: date | None, *, rest: bool
) -> None:
    write(session, store, case)
    add_invoice(session, store, case)
    session.add(Arrangement(
        case_id=case.id, state=ArrangementState.KEPT, agreed_on=date(2026, 9, 10), total=Decimal("600.00"),
        costs_rest=rest, made_at=NOW,
    ))
    post_added(session, store, case)
    letter = session.scalars(select(Letter).where(Letter.kind == LetterKind.ADDED_NOTICE)).one()
    posting.prove_delivery(session, by(), letter.id, delivered_on=TODAY, figures=FIGURES)
    told = [events.read(row) for row in session.scalars(select(CaseEvent).order_by(CaseEvent.id))]
    days = [each.costs_claimable_from for each in told if isinstance(each, LetterPosted | DeliveryProved)]
    assert days[1:] == [day, date(2026, 12, 8) if day else None], "as posted, and with the proved day of receipt"


def add_invoice(session: Session, store: DocumentStore, case: Case, told: StatedClaim = ADDED) -> None:
    seen = adding.foresee(session, case.id, told, today=TODAY, figures=FIGURES).mark
    adding.add(session, by(), store, case.id, told, basis=Basis(reason="Zelfde contract", paper=PAPER, seen=seen),
               figures=FIGURES)
    session.refresh(case)


def balance(session: Session, *cases: Case, on: date = TODAY) -> Decimal:
    return sum((statement.valuation(session, each, on=on, figures=FIGURES).balance for each in cases), Decimal(0))


def test_a_payment_that_closed_the_case_of_a_split_invoice_and_bounced_leaves_all_as_it_was(
    session: Session, store: DocumentStore, case: Case
) -> None:
    write(session, store, case)
    before = balance(session, case)
    other = split(session, case, "F-2")
    told = PaymentInput(amount=balance(session, other), received_on=TODAY, paid_to=PaidTo.AGENCY)
    entry = payments.register(session, by(), other.id, told, figures=FIGURES)
    session.refresh(other)
    assert other.stage is Stage.CLOSED
    payments.reverse(session, by(), entry.id, case_id=other.id, reason="Storno", figures=FIGURES)
    session.refresh(other)
    assert other.stage is not Stage.CLOSED
    assert balance(session, case, other) == before
    assert moving.move_back(session, by(), other.id, reason="Toch samen", figures=FIGURES).id == case.id
    assert balance(session, case) == before
    assert is_good(session, store)


def test_an_added_invoice_that_is_split_off_takes_its_ordered_notice_down_with_it(
    session: Session, store: DocumentStore, case: Case
) -> None:
    write(session, store, case)
    add_invoice(session, store, case)
    kind = LetterKind.ADDED_NOTICE
    shown = previewing.preview(session, [case.id], kind=kind, letter_date=TODAY, figures=FIGURES)
    batch = ordering.order(session, by(), shown.marks, kind=kind, letter_date=TODAY, figures=FIGURES)
    finish_batch(session, batch)
    make_letters(session, store, batch)
    other = split(session, case, "F-9")
    session.expire_all()
    assert [letter.state for letter in batch.letters] == [LetterState.WITHDRAWN]
    assert (costs(session, case), costs(session, other)) == (Decimal("90.00"), 0)
    assert other.next_step is NextStep.SEND_FIRST_NOTICE
    waiting = session.scalars(select(Task.what).where(Task.case_id == case.id, Task.state == TaskState.OPEN)).all()
    assert waiting == [], "no invoice here waits for a notice any more"
    assert is_good(session, store)


def test_a_case_that_closes_since_what_stays_was_paid_waits_for_no_notice(
    session: Session, store: DocumentStore, case: Case
) -> None:
    write(session, store, case)
    add_invoice(session, store, case)
    (added,) = (claim for claim in case.claims if claim.invoice_number == "F-9")
    told = PaymentInput(
        amount=per_claim(session, case)[str(added.id)], received_on=TODAY, paid_to=PaidTo.AGENCY, claim_id=added.id
    )
    payments.register(session, by(), case.id, told, figures=FIGURES)
    moving.move(session, by(), case.id, Moving(
        claim_ids=tuple(claim.id for claim in case.claims if claim is not added), reason="Betwist"
    ), figures=FIGURES)
    assert (case.stage, [claim.invoice_number for claim in case.claims]) == (Stage.CLOSED, ["F-9"])
    tasks = session.execute(select(Task.state, Task.outcome).where(Task.case_id == case.id))
    assert [tuple(task) for task in tasks] == [(TaskState.DROPPED, "Het dossier is gesloten.")]
    assert is_good(session, store)


def test_where_the_first_letter_comes_back_the_added_one_makes_no_more_due_than_it_named(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """It named 30.00, what one fee over 800 euro left beside the 90.00 of the first."""
    write(session, store, case)
    first = session.scalars(select(Letter).where(Letter.case_id == case.id)).one()
    add_invoice(session, store, case)
    post_added(session, store, case)
    later = date(2026, 12, 28)
    posting.mark_returned(session, by(), first.id, returned_on=TODAY)
    assert statement.valuation(session, case, on=later, figures=FIGURES).costs <= Decimal("30.00")
    assert is_good(session, store)
