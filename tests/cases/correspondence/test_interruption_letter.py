"""The letter that interrupts prescription: it does so from the proved day of receipt, and not a day before."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from cases.amicable import holds, payments
from cases.amicable.payment_doubts import PaymentInput
from cases.correspondence import corrections, ordering, posting, previewing
from cases.correspondence.previewing import BatchPreview
from cases.counting import prescriptions, statement
from cases.models import Case, CaseEvent, EventKind, HoldKind, Letter, LetterBatch, LetterKind, LetterState, PaidTo
from cases.queries.desk.case_page import case_head
from cases.store import DocumentStore
from legal.counting.valuation import Channel
from tests.cases.correspondence.posted_letters import OPENED, POSTED
from tests.factories import FIGURES, TODAY, by, make_case, make_letters, post_first_notice

KIND = LetterKind.INTERRUPTION_LETTER
RECEIVED = date(2026, 11, 20)
SENT = date(2026, 11, 17)


def shown(session: Session, case: Case, letter_date: date = SENT) -> BatchPreview:
    return previewing.preview(session, [case.id], kind=KIND, letter_date=letter_date, figures=FIGURES)


def ordered(session: Session, case: Case, letter_date: date = SENT) -> LetterBatch:
    return ordering.order(
        session, by(), shown(session, case, letter_date).marks, kind=KIND, letter_date=letter_date, figures=FIGURES
    )


def posted(session: Session, store: DocumentStore, case: Case) -> Letter:
    batch = ordered(session, case)
    make_letters(session, store, batch)
    posting.confirm_posted(session, by(), batch.id, posted_on=SENT, figures=FIGURES)
    return batch.letters[0]


def days(session: Session, case: Case) -> list[date]:
    """The days of the interruptions that stand."""
    found = prescriptions.standing(session, case.claims)
    return sorted({row.interrupted_on for rows in found.values() for row in rows})


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """A case whose first letter was posted weeks ago."""
    made = make_case(session, store, today=OPENED)
    post_first_notice(session, store, made, posted_on=POSTED)
    return made


def test_it_goes_by_registered_post_and_moves_nothing_else(session: Session, store: DocumentStore, case: Case) -> None:
    before = (case.stage, case.next_step, case.next_step_on)
    letter = posted(session, store, case)
    assert letter.channel is Channel.REGISTERED_POST
    assert (case.stage, case.next_step, case.next_step_on) == before


def test_posting_interrupts_nothing_receipt_does(session: Session, store: DocumentStore, case: Case) -> None:
    """Art. 3:37 lid 3 BW: it works when it reached the debtor, and the creditor has to prove that."""
    letter = posted(session, store, case)
    was = case.claims[0].barred_from
    assert days(session, case) == []
    posting.prove_delivery(session, by(), letter.id, delivered_on=RECEIVED, figures=FIGURES)
    assert days(session, case) == [RECEIVED]
    assert case.claims[0].barred_from > was
    told = session.query(CaseEvent).filter(CaseEvent.kind == EventKind.PRESCRIPTION_INTERRUPTED).one()
    assert told.effective_on == RECEIVED
    assert told.data["document_id"] == letter.pdf_id


@pytest.mark.parametrize(("event", "left"), [
    ("other_day", [date(2026, 11, 19)]), ("returned", []), ("delivery_withdrawn", []), ("return_withdrawn", [RECEIVED]),
])
def test_the_interruption_follows_what_became_of_the_letter(
    session: Session, store: DocumentStore, case: Case, event: str, left: list[date]
) -> None:
    letter = posted(session, store, case)
    was = case.claims[0].barred_from
    posting.prove_delivery(session, by(), letter.id, delivered_on=RECEIVED, figures=FIGURES)
    if event == "other_day":
        posting.prove_delivery(session, by(), letter.id, delivered_on=date(2026, 11, 19), figures=FIGURES)
    if event in ("returned", "return_withdrawn"):
        posting.mark_returned(session, by(), letter.id, returned_on=TODAY)
    if event == "delivery_withdrawn":
        corrections.withdraw_delivery(session, by(), case.id, letter.id, reason="verkeerde dag", figures=FIGURES)
    if event == "return_withdrawn":
        assert days(session, case) == []
        corrections.withdraw_return(session, by(), case.id, letter.id, reason="was een andere brief", figures=FIGURES)
    assert days(session, case) == left
    if not left:
        assert case.claims[0].barred_from == was


@pytest.mark.parametrize(("kind", "leaves"), [
    (HoldKind.DISPUTE, True), (HoldKind.DEBT_HELP, True), (HoldKind.CLIENT_REQUEST, True), (HoldKind.DECEASED, False),
    (HoldKind.REPRESENTED, False), (HoldKind.ADDRESS_UNKNOWN, False), (HoldKind.INSOLVENCY, False),
    (HoldKind.MINOR, False), (HoldKind.VULNERABLE, False), (HoldKind.NEW_DETAILS, False),
])
def test_it_leaves_where_only_collecting_stands_still(
    session: Session, case: Case, kind: HoldKind, leaves: bool
) -> None:
    """Prescription runs during a dispute; but nobody else than he who may receive it gets it."""
    letter = ordered(session, case).letters[0]
    holds.place(session, by(), case.id, kind=kind, reason="Zie notitie", on=TODAY)
    session.refresh(letter)
    assert (letter.state is LetterState.QUEUED) is leaves
    if not leaves:
        assert "staat stil" in shown(session, case).skipping[0].skipped


def test_a_part_payment_leaves_it_and_full_payment_withdraws_it(session: Session, case: Case) -> None:
    letter = ordered(session, case).letters[0]
    payments.register(
        session, by(), case.id, PaymentInput(amount=Decimal("10.00"), received_on=TODAY, paid_to=PaidTo.AGENCY),
        figures=FIGURES,
    )
    session.refresh(letter)
    assert letter.state is LetterState.QUEUED
    payments.register(
        session, by(), case.id, PaymentInput(amount=Decimal("5000.00"), received_on=TODAY, paid_to=PaidTo.AGENCY),
        figures=FIGURES,
    )
    session.refresh(letter)
    assert letter.state is LetterState.WITHDRAWN


def test_too_late_is_said_before_it_is_ordered(session: Session, store: DocumentStore) -> None:
    """It has to be there before the first day barred; posted the day before, it comes too late."""
    old = make_case(session, store, today=OPENED, due="20-11-2024", invoice_date="01-11-2024", contract="01-10-2024")
    first_barred = old.claims[0].barred_from
    assert first_barred == date(2026, 11, 21)
    on_time = shown(session, old, date(2026, 11, 18))
    assert on_time.sending
    late = shown(session, old, date(2026, 11, 19))
    assert "de brief kan er pas op 21-11-2026 zijn, na het einde van de verjaringstermijn" in late.skipping[0].skipped


@pytest.mark.parametrize(("due", "comes"), [("24-11-2024", False), ("25-11-2024", True)])
def test_the_page_of_a_case_offers_a_letter_as_long_as_it_comes_in_time(
    session: Session, store: DocumentStore, due: str, comes: bool
) -> None:
    """Posted on Saturday 21 November it is there on Wednesday 25: no letter saves a claim that is barred by then."""
    case = make_case(session, store, due=due, invoice_date="01-11-2024", contract="01-10-2024")
    told = [each.text for each in case_head(session, case.id, today=TODAY, figures=FIGURES).warnings]
    assert any("Stuit op tijd: met een stuitingsbrief" in text for text in told) == comes
    assert any("Een stuitingsbrief komt te laat" in text for text in told) != comes
    assert bool(shown(session, case, TODAY).sending) == comes


def test_the_gate_and_the_costs_do_not_take_it_for_a_notice(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store, today=OPENED)
    posted(session, store, case)
    assert statement.counting_notice(session, case, figures=FIGURES) is None
