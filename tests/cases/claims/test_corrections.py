"""A claim is corrected until a letter names it; default, prescription, ledger and letters follow."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any  # a table of mixed values

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases import events
from cases.amicable import arrangements, payments
from cases.amicable.payment_doubts import PaymentInput
from cases.claims import corrections
from cases.claims.corrections import Corrected, Correction, NamedByLetter
from cases.claims.stated import stated
from cases.correspondence import posting
from cases.counting import statement
from cases.errors import CaseClosed, EditConflict, Incomplete, NotFound, Refused
from cases.events.claims import ClaimCorrected
from cases.input_checks import InvalidInput
from cases.invariants.verifying import verify
from cases.models import (
    Case,
    CaseEvent,
    EventKind,
    LedgerEntry,
    LedgerKind,
    LetterState,
    NextStep,
    PaidTo,
    Stage,
)
from cases.store import DocumentStore
from legal.counting.valuation import InterestKind
from tests.cases.invariants.good_record import looked_at
from tests.factories import FIGURES, TODAY, by, claim_row, make_case, make_upload, order_first_notice, post_first_notice


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """Invoice F-1 of 1 June 2026, due 15 June, 500 euro; the term of payment is agreed."""
    return make_case(session, store)


def correct(session: Session, case: Case, *, reason: str = "Opdrachtgever mailde", **changes: Any) -> Corrected:
    claim = case.claims[0]
    told = replace(stated(claim), **changes)
    asked = Correction(told=told, reason=reason, seen=corrections.mark(claim))
    return corrections.correct(session, by(), case.id, claim.id, asked, figures=FIGURES)


def principal(session: Session, case: Case) -> Decimal:
    kinds = (LedgerKind.PRINCIPAL, LedgerKind.PRINCIPAL_CORRECTED)
    query = select(func.sum(LedgerEntry.amount)).where(LedgerEntry.case_id == case.id, LedgerEntry.kind.in_(kinds))
    found = session.scalar(query)
    return found if isinstance(found, Decimal) else Decimal(int(found or 0)) / 100


def test_another_amount_is_an_entry_an_event_and_another_balance(
    session: Session, store: DocumentStore, case: Case
) -> None:
    before = statement.valuation(session, case, on=TODAY, figures=FIGURES)
    done = correct(session, case, principal=Decimal("450.00"))
    after = statement.valuation(session, case, on=TODAY, figures=FIGURES)
    assert (before.principal, after.principal, principal(session, case)) == (
        Decimal("500.00"), Decimal("450.00"), Decimal("450.00")
    )
    assert after.interest < before.interest
    assert [(each.what, each.was, each.became) for each in done.changed] == [
        ("bedrag", "€\u00a0500,00", "€\u00a0450,00")
    ]
    row = session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.CLAIM_CORRECTED)).one()
    told = events.read(row)
    assert isinstance(told, ClaimCorrected)
    assert (told.invoice, told.reason, told.changes) == ("F-1", "Opdrachtgever mailde", done.changed)
    assert verify(looked_at(session, store), numbers={4, 6}).is_good


def test_another_due_day_counts_default_and_prescription_anew(session: Session, case: Case) -> None:
    assert (case.claims[0].default_from, case.claims[0].barred_from) == (date(2026, 6, 16), date(2028, 6, 16))
    done = correct(session, case, due_date=date(2026, 7, 15))
    assert (done.default_from, done.barred_from) == (date(2026, 7, 16), date(2028, 7, 16))
    assert (case.claims[0].default_from, case.claims[0].barred_from) == (done.default_from, done.barred_from)
    assert [each.what for each in done.changed] == ["vervaldatum"]


def test_without_an_agreed_term_default_waits_for_the_reminder(session: Session, case: Case) -> None:
    assert correct(session, case, payment_term_agreed=False, reminder_sent_on=None).default_from is None
    assert "aanmaning" in case.claims[0].default_explanation
    assert correct(session, case, payment_term_agreed=True).default_from == date(2026, 6, 16)


def test_an_agreed_rate_counts_and_the_commercial_one_not_for_a_consumer(session: Session, case: Case) -> None:
    statutory = statement.valuation(session, case, on=TODAY, figures=FIGURES).interest
    correct(
        session, case, interest=InterestKind.CONTRACTUAL, contract_percent=Decimal("1"), contract_per="month",
    )
    assert statement.valuation(session, case, on=TODAY, figures=FIGURES).interest > statutory
    with pytest.raises(InvalidInput, match="alleen tussen bedrijven"):
        correct(
            session, case, interest=InterestKind.COMMERCIAL, contract_percent=None, contract_per=None,
        )


@pytest.mark.parametrize(("changes", "field"), [
    ({"principal": Decimal(0)}, "principal"), ({"principal": Decimal("1.234")}, "principal"),
    ({"principal": Decimal("1000000000.00")}, "principal"), ({"due_date": date(2026, 5, 31)}, "due_date"),
    ({"invoice_date": date(2026, 11, 22)}, "invoice_date"), ({"invoice_date": date(1989, 12, 31)}, "invoice_date"),
    ({"subject": " "}, "subject"), ({"invoice_number": "--"}, "invoice_number"),
    ({"interest": InterestKind.CONTRACTUAL}, "contract_percent"),
    ({"contract_percent": Decimal(2)}, "contract_percent"),
    ({"reminder_sent_on": date(2026, 11, 22)}, "reminder_sent_on"), ({"due_date": date(2028, 1, 1)}, "due_date"),
], ids=str)
def test_what_cannot_be_is_refused_at_its_field(
    session: Session, case: Case, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        correct(session, case, **changes)
    assert field in {finding.field for finding in refusal.value.findings}
    assert principal(session, case) == Decimal("500.00")


def test_it_takes_a_reason_a_change_and_what_stands_there_now(session: Session, case: Case) -> None:
    claim = case.claims[0]
    old = Correction(told=replace(stated(claim), subject="Water"), reason="x", seen=corrections.mark(claim))
    with pytest.raises(Incomplete):
        correct(session, case, subject="Gas", reason=" ")
    with pytest.raises(Refused, match="niets gewijzigd"):
        correct(session, case)
    correct(session, case, subject="Gas")
    with pytest.raises(EditConflict):
        corrections.correct(session, by(), case.id, claim.id, old, figures=FIGURES)
    with pytest.raises(NotFound):
        corrections.correct(session, by(), case.id, 99, old, figures=FIGURES)
    assert claim.subject == "Gas"


def test_a_letter_that_did_not_leave_is_withdrawn_and_can_be_ordered_anew(
    session: Session, store: DocumentStore, case: Case
) -> None:
    letter = order_first_notice(session, case).letters[0]
    correct(session, case, principal=Decimal("450.00"))
    session.refresh(letter)
    assert letter.state is LetterState.WITHDRAWN
    assert case.next_step is NextStep.SEND_FIRST_NOTICE
    again = post_first_notice(session, store, case).letters[0]
    assert again.content is not None
    assert statement.counting_notice(session, case, figures=FIGURES).is_valid  # type: ignore[union-attr]


def test_what_a_letter_named_is_not_rewritten_unless_it_came_back(
    session: Session, store: DocumentStore, case: Case
) -> None:
    letter = post_first_notice(session, store, case).letters[0]
    with pytest.raises(NamedByLetter, match="creditnota of een gedeeltelijke intrekking"):
        correct(session, case, principal=Decimal("450.00"))
    posting.mark_returned(session, by(), letter.id, returned_on=TODAY)
    correct(session, case, principal=Decimal("450.00"))
    assert principal(session, case) == Decimal("450.00")


def test_an_invoice_that_joined_after_the_letter_can_be_corrected(
    session: Session, store: DocumentStore, case: Case
) -> None:
    post_first_notice(session, store, case)
    make_upload(session, store, case.client, claim_row(invoice="F-2"))
    second = session.scalars(select(Case).where(Case.id != case.id)).one()
    correct(session, second, principal=Decimal("1.00"))
    assert principal(session, second) == Decimal("1.00")


def test_a_running_arrangement_stops_a_correction(session: Session, case: Case) -> None:
    schedule = arrangements.propose(
        session, case.id, agreed_on=TODAY, first_due_on=date(2026, 12, 1), figures=FIGURES, number=3
    )
    arrangements.make(session, by(), case.id, schedule, note="", client_agreed=False, figures=FIGURES)
    with pytest.raises(Refused, match="Stop die eerst"):
        correct(session, case, principal=Decimal("450.00"))


def test_money_stays_where_it_is_and_a_lower_amount_that_is_paid_closes_the_case(
    session: Session, case: Case
) -> None:
    paid = PaymentInput(amount=Decimal("100.00"), received_on=date(2026, 6, 10), paid_to=PaidTo.AGENCY)
    payments.register(session, by(), case.id, paid, figures=FIGURES)
    with pytest.raises(Refused, match="vóór deze factuurdatum"):
        correct(session, case, invoice_date=date(2026, 6, 11))
    correct(session, case, principal=Decimal("100.00"))
    assert case.stage is Stage.CLOSED
    with pytest.raises(CaseClosed):
        correct(session, case, principal=Decimal("90.00"))


def test_a_number_that_stands_elsewhere_is_refused(session: Session, store: DocumentStore, case: Case) -> None:
    make_upload(session, store, case.client, claim_row(invoice="F-2", customer="K-9", surname="Bakker", prefix=""))
    other = session.scalars(select(Case).where(Case.id != case.id)).one()
    with pytest.raises(Refused, match=other.number):
        correct(session, case, invoice_number="F2")
    correct(session, case, invoice_number="F2", principal=Decimal("501.00"))
    assert (case.claims[0].invoice_key, case.claims[0].invoice_core) == ("F2", "2")
