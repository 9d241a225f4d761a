"""What stands on invoices that move: credits, amounts booked off, other costs, money that went back. It adds up."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import booking_off, payments, refunds, write_offs
from cases.amicable.payment_doubts import PaymentInput
from cases.amicable.refunds import RefundInput
from cases.claims import credits as credits_
from cases.claims import moving, other_costs
from cases.claims.following import Basis
from cases.claims.moving import Moving, MovingAsked
from cases.claims.other_costs import CostInput
from cases.counting import ledger_entries
from cases.errors import Refused
from cases.models import (
    CREDITS,
    Case,
    ClosingReason,
    CostBearer,
    CreditEffect,
    Document,
    DocumentKind,
    LedgerEntry,
    LedgerKind,
    NextStep,
    PaidTo,
    PartyRole,
    Stage,
    WriteOff,
)
from cases.store import DocumentStore
from legal.facts import CostKind
from tests.cases.claims.bookings import DUE, OPENED, PAPER, Desk, is_good, open_case, per_claim, sums, write
from tests.cases.parties.people import join, person
from tests.factories import (
    FIGURES,
    TODAY,
    by,
)

BEFORE, AFTER = date(2026, 9, 2), date(2026, 10, 5)
FROM_DAY = CreditEffect.FROM_DAY


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """Three invoices of 850 euro in one letter of 7 September; since the 24th costs of 127.50 are due."""
    case = open_case(session, store)
    write(session, store, case)
    return case


Story = Callable[[Desk], object]
STORIES: dict[str, Story] = {
    "credited after the letter": lambda desk: desk.credit("F-2", "30.00", AFTER),
    "credited from that day": lambda desk: desk.credit("F-2", "30.00", AFTER, FROM_DAY),
    "credited before the letter": lambda desk: desk.credit("F-2", "30.00", BEFORE),
    "credited on both sides": lambda desk: (desk.credit("F-2", "30.00", AFTER), desk.credit("F-1", "50.00", AFTER)),
    "credited as a whole": lambda desk: desk.credit("F-2", "100.00", AFTER),
    "credited and paid": lambda desk: (desk.pay("200.00", DUE), desk.credit("F-2", "30.00", AFTER)),
    "paid, credited from a day": lambda desk: (
        desk.pay("60.00", DUE, "F-2"), desk.credit("F-2", "30.00", AFTER, FROM_DAY),
    ),
    "booked off": lambda desk: (desk.pay("40.00", AFTER), desk.write_off("200.00")),
    "other costs": lambda desk: desk.charge("132.00", AFTER),
    "other costs that were paid": lambda desk: (desk.charge("132.00", AFTER), desk.pay("300.00", TODAY)),
    "other costs paid in part": lambda desk: (desk.charge("132.00", AFTER), desk.pay("60.00", TODAY)),
    "costs of the client": lambda desk: desk.charge("25.00", AFTER, bearer=CostBearer.CLIENT),
    "a penalty": lambda desk: (desk.penalise("F-2", "40.00", date(2026, 7, 1)), desk.charge("132.00", AFTER)),
    "a penalty that was paid": lambda desk: (
        desk.penalise("F-2", "40.00", date(2026, 7, 1)), desk.charge("132.00", AFTER), desk.pay("300.00", AFTER, "F-2"),
    ),
    "everything": lambda desk: (
        desk.pay("150.00", DUE), desk.charge("132.00", AFTER), desk.credit("F-2", "30.00", AFTER),
        desk.pay("200.00", date(2026, 10, 20)), desk.credit("F-3", "20.00", date(2026, 10, 25), FROM_DAY),
        desk.write_off("10.00"),
    ),
}


def move(session: Session, case: Case, *numbers: str, into: Case | None = None) -> Case:
    ids = tuple(claim.id for claim in case.claims if claim.invoice_number in numbers)
    return moving.move(session, by(), case.id, Moving(
        claim_ids=ids, reason="Betwist", into_id=None if into is None else into.id
    ), figures=FIGURES)


OLDEST, OTHERS = ("F-1",), ("F-2", "F-3")


@pytest.mark.parametrize(("story", "numbers"), [
    ("credited after the letter", OTHERS), ("credited from that day", OLDEST), ("credited before the letter", OTHERS),
    ("credited on both sides", OLDEST), ("credited as a whole", OTHERS), ("credited and paid", OTHERS),
    ("paid, credited from a day", OTHERS), ("booked off", OLDEST), ("other costs", OLDEST),
    ("other costs that were paid", OLDEST), ("other costs paid in part", OLDEST), ("costs of the client", OLDEST),
    ("a penalty", OTHERS), ("a penalty that was paid", OTHERS), ("a penalty that was paid", OLDEST),
    ("everything", OLDEST), ("everything", OTHERS),
], ids=str)
def test_together_it_is_what_it_was_and_back_again_to_the_cent(
    session: Session, store: DocumentStore, case: Case, story: str, numbers: tuple[str, ...]
) -> None:
    STORIES[story](Desk(session, store, case))
    before, claims = sums(session, case), per_claim(session, case)
    found = moving.sums(session, case, Moving(
        claim_ids=tuple(each.id for each in case.claims if each.invoice_number in numbers), reason="Kijken"
    ), act=by(), figures=FIGURES)
    other = move(session, case, *numbers)
    assert sums(session, case, other) == before
    assert per_claim(session, case) | per_claim(session, other) == claims
    assert [each.balance for each in found.after or ()] == [
        sums(session, each)["balance"] for each in (case, other)
    ], "what was shown is what came"
    assert move(session, other, *numbers, into=case).id == case.id
    assert (sums(session, case), per_claim(session, case)) == (before, claims)
    assert (other.stage, other.closing_reason) == (Stage.CLOSED, ClosingReason.JOINED)
    assert is_good(session, store)


def test_a_credit_goes_with_its_paper_and_can_be_taken_back_where_it_stands_now(
    session: Session, store: DocumentStore, case: Case
) -> None:
    desk = Desk(session, store, case)
    before = sums(session, case)
    desk.credit("F-2", "30.00", AFTER)
    other = move(session, case, "F-2")
    papers = session.scalars(select(Document.case_id).where(Document.kind == DocumentKind.CREDIT_NOTE)).all()
    assert papers == [other.id]
    (entry,) = session.scalars(select(LedgerEntry).where(
        LedgerEntry.case_id == other.id, LedgerEntry.kind == LedgerKind.CREDIT_NOTE
    ))
    assert entry.note.startswith(f"Meegekomen uit dossier {case.number}. Mail")
    credits_.withdraw(session, by(), entry.id, case_id=other.id, reason="Andere klant", figures=FIGURES)
    assert sums(session, case, other) == before
    assert is_good(session, store)


@pytest.mark.parametrize("paid", ["", "60.00", "300.00"])
def test_a_case_that_loses_all_its_invoices_takes_its_other_costs_along_and_what_was_paid_of_them(
    session: Session, store: DocumentStore, case: Case, paid: str
) -> None:
    other = move(session, case, "F-3")
    desk = Desk(session, store, other)
    desk.charge("132.00", AFTER)
    desk.charge("25.00", AFTER, bearer=CostBearer.CLIENT)
    if paid:
        desk.pay(paid, TODAY)
    before = sums(session, case, other)
    move(session, other, "F-3", into=case)
    assert sums(session, case) == before
    assert sums(session, case)["other_costs"] == Decimal("132.00")
    assert [each.borne_by for each in other_costs.of_case(session, case.id)] == [CostBearer.DEBTOR, CostBearer.CLIENT]
    assert other_costs.of_case(session, other.id) == []
    papers = session.scalars(select(Document.case_id).where(Document.kind == DocumentKind.COST_PROOF)).all()
    assert papers == [case.id, case.id]
    assert is_good(session, store)


def test_an_older_invoice_that_comes_in_leaves_what_was_paid_of_the_costs_of_the_case(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """Other costs are counted on the first invoice: that is another one from then on."""
    other = move(session, case, "F-2", "F-3")
    desk = Desk(session, store, other)
    desk.charge("132.00", AFTER)
    desk.pay("200.00", TODAY)
    before, claims = sums(session, case, other), per_claim(session, case) | per_claim(session, other)
    move(session, case, "F-1", into=other)
    assert (sums(session, other), per_claim(session, other)) == (before, claims)
    assert is_good(session, store)


def test_what_is_too_much_on_one_invoice_stays_with_what_it_lowers(
    session: Session, store: DocumentStore, case: Case
) -> None:
    desk = Desk(session, store, case)
    desk.pay("116.50", DUE, "F-2")
    desk.credit("F-2", "40.00", AFTER, FROM_DAY)
    session.commit()
    for numbers in (("F-2",), ("F-1", "F-3")):
        with pytest.raises(Refused, match="te veel betaald, terwijl in"):
            move(session, case, *numbers)
        session.rollback()
    assert [each.invoice_number for each in move(session, case, "F-1").claims] == ["F-1"], "it lowers F-3 as it did"


def test_money_that_went_back_stays_with_the_case_and_cannot_be_left_without_an_invoice(
    session: Session, store: DocumentStore, case: Case
) -> None:
    other = move(session, case, "F-3")
    desk = Desk(session, store, other)
    desk.pay("400.00", TODAY)
    too_much = -sums(session, other)["balance"]
    refunds.record(session, by(), other.id, RefundInput(
        amount=too_much, paid_on=TODAY, paid_by=PaidTo.AGENCY, how="Overgemaakt"
    ), figures=FIGURES)
    entry = session.scalars(select(LedgerEntry).where(
        LedgerEntry.case_id == other.id, LedgerEntry.kind == LedgerKind.PAYMENT
    )).one()
    payments.reverse(session, by(), entry.id, case_id=other.id, reason="Storno", figures=FIGURES)
    session.refresh(other)
    assert other.stage is Stage.AMICABLE
    with pytest.raises(Refused, match="Dat hoort bij geen factuur"):
        move(session, other, "F-3", into=case)
    before = sums(session, case, other)
    move(session, case, "F-2", into=other)
    assert sums(session, case, other) == before
    assert is_good(session, store)


def test_a_write_off_that_was_divided_keeps_who_decided_on_it(
    session: Session, store: DocumentStore, case: Case
) -> None:
    desk = Desk(session, store, case)
    desk.write_off("650.00")
    other = move(session, case, "F-2", "F-3")
    rows = session.scalars(select(WriteOff).order_by(WriteOff.id)).all()
    assert {row.case_id for row in rows} == {case.id, other.id}
    assert len({(row.decided_by, row.reason, row.state) for row in rows}) == 1
    assert sum((row.amount for row in rows[1:]), Decimal(0)) == rows[0].amount
    assert is_good(session, store)


def test_a_letter_of_a_case_that_lost_all_its_invoices_is_judged_by_what_it_named(
    session: Session, store: DocumentStore, case: Case
) -> None:
    other = move(session, case, "F-1", "F-2")
    Desk(session, store, other).pay("10.00", AFTER)
    before = sums(session, case, other)
    move(session, case, "F-3", into=other)
    assert sums(session, other) == before
    Desk(session, store, other).credit("F-3", "100.00", BEFORE)
    assert sums(session, other)["costs"] == 0, "it named a fee over 100 euro too much, wherever its invoices stand"
    assert (other.stage, other.next_step) == (Stage.INTAKE, NextStep.SEND_FIRST_NOTICE)
    assert is_good(session, store)


@pytest.mark.parametrize("story", ["paid", "credited"])
def test_a_case_with_nothing_left_to_ask_closes_and_opens_again_when_its_invoices_come_back(
    session: Session, store: DocumentStore, case: Case, story: str
) -> None:
    desk = Desk(session, store, case)
    if story == "paid":
        desk.pay("600.00", AFTER, "F-1")
    else:
        desk.credit("F-1", "500.00", AFTER)
    before = sums(session, case)
    other = move(session, case, "F-2", "F-3")
    reason = ClosingReason.PAID_IN_FULL if story == "paid" else ClosingReason.CREDITED
    assert (case.stage, case.closing_reason) == (Stage.CLOSED, reason)
    assert sums(session, case, other) == before
    assert is_good(session, store)
    case, other = (session.get_one(Case, each.id) for each in (case, other))
    assert moving.move_back(session, by(), other.id, reason="Toch samen", figures=FIGURES).id == case.id
    assert (case.stage, case.closed_on, other.closing_reason) == (Stage.AMICABLE, None, ClosingReason.JOINED)
    assert sums(session, case) == before
    assert is_good(session, store)


def test_what_is_paid_already_gets_no_case_of_its_own(session: Session, store: DocumentStore, case: Case) -> None:
    Desk(session, store, case).credit("F-2", "100.00", AFTER)
    with pytest.raises(Refused, match="niets open"):
        move(session, case, "F-2")


def test_all_that_went_along_is_taken_back_where_it_stands_now_and_leaves_what_was(
    session: Session, store: DocumentStore, case: Case
) -> None:
    before = sums(session, case)
    STORIES["everything"](Desk(session, store, case))
    other = move(session, case, "F-2", "F-3")
    for each in (case, other):
        for entry in booking_off.standing(session, each.id, LedgerKind.WRITE_OFF):
            write_offs.take_back(session, by(), entry.id, case_id=each.id, reason="Toch niet", figures=FIGURES)
        for entry in booking_off.standing(session, each.id, *CREDITS):
            credits_.withdraw(session, by(), entry.id, case_id=each.id, reason="Andere factuur", figures=FIGURES)
        for cost in other_costs.of_case(session, each.id):
            other_costs.withdraw(session, by(), cost.id, case_id=each.id, reason="Andere zaak", figures=FIGURES)
        for entry in ledger_entries.payments_of(session, each.id):
            payments.reverse(session, by(), entry.id, case_id=each.id, reason="Storno", figures=FIGURES)
    assert sums(session, case, other) == before
    assert is_good(session, store)


def test_what_one_of_two_debtors_paid_stays_hers_beside_a_credit_and_other_costs(
    session: Session, store: DocumentStore, case: Case
) -> None:
    petra = join(session, case, PartyRole.DEBTOR, person(first_names="Petra", surname="Jansen"), on=OPENED)
    desk = Desk(session, store, case)
    desk.charge("132.00", AFTER)
    desk.pay("300.00", TODAY, debtor_id=petra.person_id)
    desk.credit("F-2", "30.00", AFTER)
    before = sums(session, case)
    other = move(session, case, "F-1")
    assert sums(session, case, other) == before
    payers = [
        entry.debtor_id for each in (case, other) for entry in ledger_entries.payments_of(session, each.id)
    ]
    assert set(payers) == {petra.person_id}
    assert is_good(session, store)


def test_after_the_turn_of_the_year_what_came_in_later_is_counted_before_invoices_move(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """The rates of 2027 are not known: what was paid before that moves as ever, what came in since waits."""
    Desk(session, store, case).pay("200.00", DUE)
    before = sums(session, case)
    january = by(now=datetime(2027, 1, 5, 9, tzinfo=UTC))
    chosen = Moving(claim_ids=(case.claims[1].id,), reason="Betwist")
    other = moving.move(session, january, case.id, chosen, figures=FIGURES)
    assert sums(session, case, other) == before
    payments.register(session, january, case.id, PaymentInput(
        amount=Decimal("10.00"), received_on=date(2027, 1, 4), paid_to=PaidTo.AGENCY
    ), figures=FIGURES)
    chosen = Moving(claim_ids=(case.claims[1].id,), reason="Betwist")
    with pytest.raises(Refused, match="kan nog niet worden geteld"):
        moving.move(session, january, case.id, chosen, figures=FIGURES)


def test_costs_of_after_the_last_day_that_can_be_counted_go_along_and_none_is_said_to_stay(
    session: Session, store: DocumentStore, case: Case
) -> None:
    other = move(session, case, "F-3")
    january, day = by(now=datetime(2027, 1, 5, 9, tzinfo=UTC)), date(2027, 1, 4)
    told = CostInput(
        kind=CostKind.COURT_FEE, amount=Decimal("50.00"), on=day, borne_by=CostBearer.DEBTOR, is_awarded=True
    )
    seen = other_costs.foresee(session, other.id, told, today=january.today, figures=FIGURES).mark
    basis = Basis(reason="Vonnis", paper=PAPER, seen=seen)
    other_costs.book(session, january, store, other.id, told, basis=basis, figures=FIGURES)
    chosen = Moving(claim_ids=(other.claims[0].id,), reason="Toch samen", into_id=case.id)
    with pytest.raises(MovingAsked) as asked:
        moving.move_as_seen(session, january, other.id, chosen, answered="", figures=FIGURES)
    said = [line.replace("\u00a0", " ") for line in asked.value.questions if "andere kosten" in line]
    assert said == ["Alle facturen gaan weg: ook de andere kosten, € 50,00, gaan mee."]
