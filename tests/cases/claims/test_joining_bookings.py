"""Joining two cases of which one has money, credits, other costs, a letter, a hold or a plan. It adds up."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import holds
from cases.claims import joining, moving, other_costs
from cases.claims.moving import Moving
from cases.correspondence import posting
from cases.errors import Refused
from cases.models import (
    Case,
    ClosingReason,
    CostBearer,
    CreditEffect,
    Document,
    DocumentKind,
    HoldKind,
    Letter,
    NextStep,
    Overpaid,
    Stage,
    Task,
    TaskState,
)
from cases.store import DocumentStore
from tests.cases.claims.bookings import SENT, Desk, is_good, per_claim, sums, write
from tests.factories import FIGURES, TODAY, by, claim_row, make_case, make_upload

AFTER = date(2026, 10, 5)
Story = Callable[[Desk], object]
STORIES: dict[str, Story] = {
    "nothing": lambda _desk: None,
    "paid": lambda desk: desk.pay("60.00", AFTER),
    "credited": lambda desk: desk.credit("", "30.00", AFTER),
    "credited from a day, and paid": lambda desk: (
        desk.pay("20.00", SENT), desk.credit("", "30.00", AFTER, CreditEffect.FROM_DAY),
    ),
    "booked off": lambda desk: desk.write_off("25.00"),
    "other costs, paid in part": lambda desk: (desk.charge("132.00", AFTER), desk.pay("60.00", TODAY)),
    "costs of the client": lambda desk: desk.charge("25.00", AFTER, bearer=CostBearer.CLIENT),
}


@pytest.fixture
def first(session: Session, store: DocumentStore) -> Case:
    """Invoice F-1 of 500 euro, in default since 16 June."""
    return make_case(session, store, today=date(2026, 9, 1))


@pytest.fixture
def second(session: Session, store: DocumentStore, first: Case) -> Case:
    """Invoice F-2 of the same debtor, older, in a case of its own."""
    return other_case(session, store, first)


def other_case(session: Session, store: DocumentStore, first: Case) -> Case:
    step, first.next_step = first.next_step, NextStep.CONTACT_DEBTOR
    make_upload(session, store, first.client, claim_row(
        invoice="F-2", amount="200,00", invoice_date="01-05-2026", due="15-05-2026"
    ), today=date(2026, 9, 1))
    first.next_step = step
    return session.scalars(select(Case).order_by(Case.id.desc())).first()  # type: ignore[return-value]


def join(session: Session, case: Case, into: Case) -> Case:
    return joining.join(session, by(), case.id, into.id, reason="Eén brief", figures=FIGURES)


@pytest.mark.parametrize("there", STORIES)
@pytest.mark.parametrize(("here", "has_letter"), [("booked off", True), ("other costs, paid in part", False)])
def test_joined_it_is_what_both_were(
    session: Session, store: DocumentStore, first: Case, here: str, there: str, *, has_letter: bool
) -> None:
    """The older invoice comes in: what was paid on the one there stays with that."""
    if has_letter:
        write(session, store, first)
    second = other_case(session, store, first)
    STORIES[there](Desk(session, store, first))
    STORIES[here](Desk(session, store, second))
    before, claims = sums(session, first, second), per_claim(session, first) | per_claim(session, second)
    join(session, second, first)
    assert (sums(session, first), per_claim(session, first)) == (before, claims)
    assert (second.stage, second.closing_reason) == (Stage.CLOSED, ClosingReason.JOINED)
    assert is_good(session, store)


def test_papers_and_costs_of_all_go_along(session: Session, store: DocumentStore, first: Case, second: Case) -> None:
    desk = Desk(session, store, second)
    desk.charge("132.00", AFTER)
    desk.charge("25.00", AFTER, bearer=CostBearer.CLIENT)
    desk.credit("F-2", "30.00", AFTER)
    join(session, second, first)
    assert [each.amount for each in other_costs.of_case(session, first.id)] == [Decimal("132.00"), Decimal("25.00")]
    kinds = (DocumentKind.CREDIT_NOTE, DocumentKind.COST_PROOF)
    papers = session.scalars(select(Document.case_id).where(Document.kind.in_(kinds))).all()
    assert papers == [first.id] * 3
    assert is_good(session, store)


def test_what_was_paid_too_much_stays_on_the_list_under_the_case_where_it_was_paid(
    session: Session, store: DocumentStore, first: Case, second: Case
) -> None:
    """A case on which all was paid closed by itself: it is not joined, and its surplus is no payment of the other."""
    Desk(session, store, second).pay("300.00", AFTER)
    session.refresh(second)
    assert second.stage is Stage.CLOSED
    with pytest.raises(Refused, match="staat in de fase"):
        join(session, second, first)
    assert session.scalars(select(Overpaid.case_id)).all() == [second.id]


def test_where_nothing_is_left_to_pay_of_both_the_case_that_takes_in_closes(
    session: Session, store: DocumentStore, first: Case
) -> None:
    """Its letter came back after costs were paid by it: that is more than the invoice that comes in."""
    write(session, store, first)
    make_upload(session, store, first.client, claim_row(invoice="F-2", amount="30,00"), today=date(2026, 9, 25))
    second = session.scalars(select(Case).order_by(Case.id.desc())).first()
    assert second is not None
    assert second is not first
    Desk(session, store, first).pay("560.00", AFTER)
    letter = session.scalars(select(Letter).where(Letter.case_id == first.id)).one()
    posting.mark_returned(session, by(), letter.id, returned_on=TODAY)
    assert (first.stage, second.stage) == (Stage.INTAKE, Stage.INTAKE)
    join(session, second, first)
    assert sums(session, first)["balance"] < 0
    assert (first.stage, first.closing_reason) == (Stage.CLOSED, ClosingReason.PAID_IN_FULL)
    assert session.scalars(select(Overpaid.case_id)).all() == [first.id]
    assert is_good(session, store)


def test_a_hold_of_the_case_that_takes_in_stays_its_next_step(
    session: Session, store: DocumentStore, first: Case, second: Case
) -> None:
    holds.place(session, by(), first.id, kind=HoldKind.DISPUTE, reason="F-1 klopt niet", on=TODAY)
    with pytest.raises(Refused, match="staat stil"):
        join(session, first, second)
    join(session, second, first)
    assert first.next_step is NextStep.REVIEW_HOLD
    assert is_good(session, store)


def test_a_plan_is_ended_before_invoices_join_it(session: Session, first: Case, second: Case) -> None:
    first.stage = Stage.ARRANGEMENT
    session.flush()
    for case, into in ((first, second), (second, first)):
        with pytest.raises(Refused, match="staat in de fase"):
            join(session, case, into)


def test_a_case_that_waited_goes_on_by_the_letter_that_names_what_joins_it(
    session: Session, store: DocumentStore, first: Case
) -> None:
    """F-3 was split off after the letter of its case, and joins a case that never had one."""
    make_upload(session, store, first.client, claim_row(invoice="F-3", amount="80,00"), today=date(2026, 9, 1))
    assert [claim.invoice_number for claim in first.claims][-1] == "F-3"
    write(session, store, first)
    second = other_case(session, store, first)
    (claim,) = (each for each in first.claims if each.invoice_number == "F-3")
    split = moving.move(session, by(), first.id, Moving(claim_ids=(claim.id,), reason="Betwist"), figures=FIGURES)
    before = sums(session, first, second, split)
    join(session, split, second)
    assert (second.stage, second.next_step) == (Stage.AMICABLE, NextStep.CONTACT_DEBTOR)
    assert sums(session, first, second) == before
    assert is_good(session, store)


def test_an_invoice_of_after_the_letter_that_joins_waits_for_its_own_notice(
    session: Session, store: DocumentStore, first: Case
) -> None:
    write(session, store, first)
    make_upload(session, store, first.client, claim_row(
        invoice="F-9", amount="80,00", invoice_date="20-09-2026", due="04-10-2026", reminder=""
    ), today=date(2026, 10, 10))
    late = session.scalars(select(Case).order_by(Case.id.desc())).first()
    assert late is not None
    assert late.id != first.id
    Desk(session, store, late).credit("F-9", "10.00", date(2026, 10, 12))
    join(session, late, first)
    asked = session.scalars(select(Task.what).where(Task.case_id == first.id, Task.state == TaskState.OPEN)).all()
    assert [what.split(".")[0] for what in asked] == ["Aanvullende veertiendagenbrief voor factuur F-9"]
    assert is_good(session, store)
