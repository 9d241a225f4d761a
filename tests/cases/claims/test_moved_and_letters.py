"""What proves of a letter after its invoices moved: it came back, it named too much, its receipt is denied."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import holds, payments
from cases.amicable.payment_doubts import PaymentInput
from cases.claims import moving
from cases.claims.moving import Moving
from cases.correspondence import corrections, posting, previewing, receipt_disputes
from cases.counting import overpaid, statement
from cases.events.letters import NoticeDefective
from cases.invariants.verifying import verify
from cases.models import (
    Arrangement,
    ArrangementState,
    Case,
    CaseEvent,
    EventKind,
    HoldKind,
    LedgerEntry,
    LedgerKind,
    Letter,
    LetterKind,
    NextStep,
    Overpaid,
    PaidTo,
    Stage,
)
from cases.store import DocumentStore
from tests.cases.claims.bookings import INVOICES, end_term, open_case, write, young_case
from tests.cases.claims.test_moved_and_more import add_invoice, post_added
from tests.cases.invariants.good_record import looked_at
from tests.conftest import NOW
from tests.factories import (
    FIGURES,
    TODAY,
    by,
    post_first_notice,
)

WAITS = (Stage.INTAKE, NextStep.SEND_FIRST_NOTICE)
GOES_ON = (Stage.AMICABLE, NextStep.CONTACT_DEBTOR)


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """Two invoices of 600 euro in one letter of 7 September; since the 24th costs of 90.00 are due."""
    case = open_case(session, store, INVOICES[:2])
    write(session, store, case)
    return case


def move(session: Session, case: Case, *numbers: str, into: Case | None = None) -> Case:
    ids = tuple(claim.id for claim in case.claims if claim.invoice_number in numbers)
    return moving.move(session, by(), case.id, Moving(
        claim_ids=ids, reason="Betwist", into_id=None if into is None else into.id
    ), figures=FIGURES)


def letter_of(session: Session, case: Case) -> Letter:
    return session.scalars(select(Letter).where(Letter.case_id == case.id)).one()


def pay(session: Session, case: Case, amount: Decimal, on: date = TODAY) -> None:
    told = PaymentInput(amount=amount, received_on=on, paid_to=PaidTo.AGENCY)
    payments.register(session, by(), case.id, told, figures=FIGURES)


def stands(session: Session, *cases: Case) -> list[tuple[Stage, NextStep]]:
    now = [session.get_one(Case, each.id) for each in cases]  # the checker lets go of what it read
    return [(each.stage, each.next_step) for each in now]


def costs(session: Session, *cases: Case) -> list[Decimal]:
    return [statement.valuation(session, each, on=TODAY, figures=FIGURES).costs for each in cases]


def is_good(session: Session, store: DocumentStore) -> bool:
    session.commit()
    return verify(looked_at(session, store), numbers={4, 5, 7, 9, 10, 101, 102, 121, 125}).is_good


def test_a_letter_that_comes_back_sends_back_every_case_with_invoices_that_it_named(
    session: Session, store: DocumentStore, case: Case
) -> None:
    other = move(session, case, "F-2")
    letter = letter_of(session, case)
    posting.mark_returned(session, by(), letter.id, returned_on=TODAY)
    assert stands(session, case, other) == [WAITS, WAITS]
    assert is_good(session, store)
    corrections.withdraw_return(session, by(), case.id, letter.id, reason="Andere brief", figures=FIGURES)
    assert stands(session, case, other) == [GOES_ON, GOES_ON]
    assert costs(session, case, other) == [Decimal("75.00"), Decimal("15.00")]
    assert is_good(session, store)


def test_both_wait_for_one_letter_then_and_joining_is_the_way_on(
    session: Session, store: DocumentStore, case: Case
) -> None:
    other = move(session, case, "F-2")
    posting.mark_returned(session, by(), letter_of(session, case).id, returned_on=TODAY)
    kind = LetterKind.FIRST_NOTICE
    shown = previewing.preview(session, [other.id], kind=kind, letter_date=TODAY, figures=FIGURES)
    assert shown.items[0].skipped
    move(session, other, "F-2", into=case)
    assert stands(session, case) == [WAITS]
    assert [claim.invoice_number for claim in case.claims] == ["F-1", "F-2"]
    assert is_good(session, store)


def test_what_was_paid_in_the_other_case_proves_too_much_when_the_letter_came_back(
    session: Session, store: DocumentStore, case: Case
) -> None:
    other = move(session, case, "F-2")
    pay(session, other, statement.valuation(session, other, on=TODAY, figures=FIGURES).balance)
    session.refresh(other)
    assert other.stage is Stage.CLOSED
    posting.mark_returned(session, by(), letter_of(session, case).id, returned_on=TODAY)
    assert session.scalars(select(Overpaid.case_id)).all() == [other.id]
    assert (stands(session, case), other.stage) == ([WAITS], Stage.CLOSED)
    assert is_good(session, store)


def test_a_case_with_a_letter_of_its_own_that_names_what_it_has_stays_where_it_is(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """The first letter named too much, a second is good; only then was it split, and came the first back."""
    first = letter_of(session, case)
    pay(session, case, Decimal("20.00"), date(2026, 9, 2))
    assert stands(session, case) == [WAITS]
    post_first_notice(session, store, case, posted_on=date(2026, 10, 1))
    end_term(session, case)
    before = costs(session, case)
    other = move(session, case, "F-2")
    posting.mark_returned(session, by(), first.id, returned_on=TODAY)
    assert stands(session, case, other) == [GOES_ON, GOES_ON]
    assert [sum(costs(session, case, other))] == before
    assert is_good(session, store)


def test_what_holds_the_other_case_is_looked_at_first(session: Session, store: DocumentStore, case: Case) -> None:
    other = move(session, case, "F-2")
    hold = holds.place(session, by(), other.id, kind=HoldKind.DISPUTE, reason="Niet geleverd", on=TODAY)
    posting.mark_returned(session, by(), letter_of(session, case).id, returned_on=TODAY)
    assert stands(session, case, other) == [WAITS, (Stage.INTAKE, NextStep.REVIEW_HOLD)]
    holds.end(session, by(), hold.id, case_id=other.id, outcome="Klopt toch", on=TODAY)
    assert stands(session, other) == [WAITS]
    assert is_good(session, store)


def test_a_payment_of_before_the_letter_breaks_it_for_every_case_that_it_named(
    session: Session, store: DocumentStore, case: Case
) -> None:
    other = move(session, case, "F-2")
    pay(session, other, Decimal("20.00"), date(2026, 9, 2))
    assert stands(session, case, other) == [WAITS, WAITS]
    assert costs(session, case, other) == [0, 0]
    told = session.scalars(select(CaseEvent.case_id).where(CaseEvent.kind == EventKind.NOTICE_DEFECTIVE)).all()
    assert (NoticeDefective.kind, sorted(told)) == (EventKind.NOTICE_DEFECTIVE, [case.id, other.id])
    assert is_good(session, store)


def test_a_denied_receipt_takes_the_costs_of_both_and_what_was_paid_of_them(
    session: Session, store: DocumentStore, case: Case
) -> None:
    other = move(session, case, "F-2")
    pay(session, other, statement.valuation(session, other, on=TODAY, figures=FIGURES).balance)
    letter = letter_of(session, case)
    receipt_disputes.dispute(session, by(), case.id, letter.id, reason="Nooit gezien", figures=FIGURES)
    assert costs(session, case, other) == [0, 0]
    assert is_good(session, store), "the other case is on the list of what was paid too much"
    receipt_disputes.end(session, by(), case.id, letter.id, reason="Toch gevonden", figures=FIGURES)
    overpaid.look(session, other, today=TODAY, figures=FIGURES)
    assert costs(session, case, other) == [Decimal("75.00"), Decimal("15.00")]
    assert is_good(session, store)


def test_a_case_that_waits_goes_on_by_the_letter_of_what_comes_in_and_waits_again_when_that_leaves(
    session: Session, store: DocumentStore, case: Case
) -> None:
    late = young_case(session, store, case)
    assert stands(session, late) == [WAITS]
    move(session, case, "F-2", into=late)
    assert stands(session, case, late) == [GOES_ON, GOES_ON]
    move(session, late, "F-2", into=case)
    assert stands(session, case, late) == [GOES_ON, WAITS]
    assert costs(session, case, late) == [Decimal("90.00"), 0]
    assert is_good(session, store)


def test_a_third_case_that_waits_is_told_nothing_of_what_came_to_another(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """The payment that broke the letter bounced: it names what comes in, and of the third case nothing changed."""
    late = young_case(session, store, case)
    other = move(session, case, "F-2")
    pay(session, other, Decimal("20.00"), date(2026, 9, 2))
    paid = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == LedgerKind.PAYMENT)).one()
    payments.reverse(session, by(), paid.id, case_id=other.id, reason="Storno", figures=FIGURES)
    assert stands(session, case, other, late) == [GOES_ON, GOES_ON, WAITS]
    told = select(CaseEvent.id).where(CaseEvent.case_id == case.id, CaseEvent.kind == EventKind.STAGE_CHANGED)
    before = session.scalars(told).all()
    move(session, other, "F-2", into=late)
    assert stands(session, late) == [GOES_ON]
    assert session.scalars(told).all() == before
    assert is_good(session, store)


@pytest.mark.parametrize(("claim", "breaks"), [("", True), ("F-2", True), ("F-9", False)])
def test_a_payment_of_before_the_letter_breaks_it_only_where_it_was_on_what_the_letter_named(
    session: Session, store: DocumentStore, case: Case, claim: str, *, breaks: bool
) -> None:
    """F-2 stands in a case with a younger invoice that no letter named."""
    late = young_case(session, store, case)
    move(session, case, "F-2", into=late)
    claim_id = next((each.id for each in late.claims if each.invoice_number == claim), None)
    payments.register(session, by(), late.id, PaymentInput(
        amount=Decimal("20.00"), received_on=date(2026, 9, 2), paid_to=PaidTo.AGENCY, claim_id=claim_id
    ), figures=FIGURES)
    assert stands(session, case, late) == ([WAITS, WAITS] if breaks else [GOES_ON, GOES_ON])
    assert sum(costs(session, case, late)) == (0 if breaks else Decimal("90.00"))
    assert is_good(session, store)


def test_costs_that_rest_by_a_plan_that_was_kept_rest_for_what_was_split_off_too(
    session: Session, case: Case
) -> None:
    """The plan was made inside the term and kept; a payment bounced, and somebody opened the case again."""
    session.add(Arrangement(
        case_id=case.id, state=ArrangementState.KEPT, agreed_on=date(2026, 9, 10), total=Decimal("600.00"),
        costs_rest=True, made_at=NOW,
    ))
    session.flush()
    assert costs(session, case) == [0]
    other = move(session, case, "F-2")
    assert costs(session, case, other) == [0, 0]


def test_costs_of_an_added_notice_that_rest_by_such_a_plan_rest_for_its_invoice_once_that_was_split_off(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """Of one fee of 120.00 over 800 euro the notice of F-9 named 30.00."""
    add_invoice(session, store, case)
    post_added(session, store, case)
    other, later = move(session, case, "F-9"), date(2026, 12, 28)
    assert statement.valuation(session, other, on=later, figures=FIGURES).costs == Decimal("30.00")
    session.add(Arrangement(
        case_id=case.id, state=ArrangementState.KEPT, agreed_on=date(2026, 9, 10), total=Decimal("800.00"),
        costs_rest=True, made_at=NOW,
    ))
    session.flush()
    assert [statement.valuation(session, each, on=later, figures=FIGURES).costs for each in (case, other)] == [0, 0]
