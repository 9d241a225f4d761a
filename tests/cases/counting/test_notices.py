"""A first letter is judged as it was sent: a defect makes the costs zero in every place until a new letter is valid."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.quote.answering import answer
from cases.amicable import payments
from cases.amicable.payment_doubts import PaymentInput
from cases.correspondence import letter_data, posting, previewing
from cases.counting import ledger_entries, statement, valuation_records
from cases.legal_track import gate
from cases.models import (
    Case,
    CaseEvent,
    EventKind,
    LetterKind,
    LetterState,
    NextStep,
    PaidTo,
    Stage,
    ValuationRecord,
)
from cases.queries.client import client_timeline, portfolio
from cases.queries.desk import case_page
from cases.store import DocumentStore
from legal.court.gate import summons_gate
from letters.catalogue import content
from letters.document import plain_text
from tests.cases.correspondence.posted_letters import (
    DUE_FROM,
    OPENED,
    POSTED,
    RIGHT_TEXT,
    codes,
    costs,
    made,
    pay,
    said,
    send,
)
from tests.cases.legal_track.writ_cases import exhibit_titles
from tests.conftest import NOW
from tests.factories import (
    FIGURES,
    TODAY,
    by,
    make_case,
)


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """500 euro, opened on 28 September; a letter names 75 euro costs."""
    return make_case(session, store, today=OPENED)


def test_a_letter_of_the_system_is_valid_and_its_costs_fall_due(
    session: Session, store: DocumentStore, case: Case
) -> None:
    send(session, made(session, store, case))
    assert codes(session, case) == []
    assert costs(session, case, DUE_FROM - timedelta(days=1)) == 0
    assert costs(session, case, DUE_FROM) == Decimal("75.00")


def test_a_payment_from_before_the_letter_makes_its_fee_too_high_everywhere(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """The client got 100 euro before the letter left and told it later: the letter named 75, right was 60."""
    letter = send(session, made(session, store, case))
    pay(session, case, "100.00", date(2026, 9, 30))
    assert codes(session, case) == ["fee_too_high"]
    assert costs(session, case) == 0
    assert (case.stage, case.next_step) == (Stage.INTAKE, NextStep.SEND_FIRST_NOTICE)
    told = session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.NOTICE_DEFECTIVE)).one()
    assert "De brief noemt € 75,00" in told.data["reason"].replace("\u00a0", " ")
    facts = gate.gate_facts(session, case, on=TODAY, figures=FIGURES)
    items = {item.code: item for item in summons_gate(facts)}
    assert not items["notice"].met
    assert "te hoog" in items["notice"].missing
    specification = letter_data.specification_data(session, case, on=TODAY, figures=FIGURES)
    assert specification.valuation.costs == 0
    printed = plain_text(content(specification))
    assert "is gebrekkig. De brief noemt" in printed
    assert "fee_too_high" not in printed
    listed = portfolio.case_list(
        session, case.client_id, selection=portfolio.Selection.ALL, words="", on=TODAY, figures=FIGURES
    )
    owed = specification.valuation
    assert [row.balance for row in listed.rows] == [owed.principal + owed.interest - owed.paid]
    told_to_client = [event.kind for event in client_timeline.timeline(session, case)]
    assert EventKind.NOTICE_DEFECTIVE in told_to_client
    assert exhibit_titles(session, case) == []
    assert letter.state is LetterState.POSTED


def test_a_new_complete_letter_makes_the_costs_due_and_the_old_stays_on_file(
    session: Session, store: DocumentStore, case: Case
) -> None:
    old = send(session, made(session, store, case))
    pay(session, case, "100.00", date(2026, 9, 30))
    sent_again = date(2026, 11, 3)
    new = send(session, made(session, store, case, letter_date=sent_again), posted_on=sent_again)
    assert (old.state, old.standing, old.sent_on) == (LetterState.POSTED, False, POSTED)
    assert (case.stage, case.next_step) == (Stage.NOTICE_RUNNING, NextStep.WAIT_NOTICE_TERM)
    judged = statement.counting_notice(session, case, figures=FIGURES)
    assert judged is not None
    assert judged.letter.id == new.id
    assert costs(session, case) == Decimal("60.88")
    term = statement.notice_term(case, judged, figures=FIGURES)
    assert term is not None
    assert case.next_step_on == term.costs_claimable_from == date(2026, 11, 20)
    titles = exhibit_titles(session, case)
    assert len(titles) == 1
    assert "03-11-2026" in titles[0]
    record = session.scalars(select(ValuationRecord).where(ValuationRecord.letter_id == new.id)).one()
    assert record.reasons["request"]["notice"]["verdict"] == {"defects": ["fee_too_high"], "claims": []}
    found, status = answer(json.dumps(record.reasons["request"]), FIGURES)
    assert status == 0, found
    assert {key: json.loads(found)[key] for key in valuation_records.TOTALS} == record.reasons["totals"]
    again = previewing.preview(
        session, [case.id], kind=LetterKind.FIRST_NOTICE, letter_date=TODAY, figures=FIGURES
    )
    assert "heeft deze brief al (gepost)" in again.items[0].skipped


def test_the_costs_follow_the_first_valid_letter_when_the_payment_proves_wrong(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """Never a stale verdict: the reversal makes the first letter right again, and its term is long over."""
    send(session, made(session, store, case))
    pay(session, case, "100.00", date(2026, 9, 30))
    entry = ledger_entries.payments_of(session, case.id)[0]
    payments.reverse(session, by(), entry.id, case_id=case.id, reason="verkeerd geboekt", figures=FIGURES)
    assert codes(session, case) == []
    assert costs(session, case) == Decimal("75.00")


def test_a_letter_that_counts_on_a_payment_does_not_leave_when_that_is_reversed(
    session: Session, store: DocumentStore, case: Case
) -> None:
    pay(session, case, "100.00", date(2026, 9, 30))
    batch = made(session, store, case)
    entry = ledger_entries.payments_of(session, case.id)[0]
    payments.reverse(session, by(), entry.id, case_id=case.id, reason="verkeerd geboekt", figures=FIGURES)
    assert batch.letters[0].state is LetterState.WITHDRAWN
    assert case.next_step is NextStep.SEND_FIRST_NOTICE


@pytest.mark.parametrize(("received_on", "found"), [
    (date(2026, 10, 4), ["fee_too_high"]),  # after the date on the letter, before the post
    (date(2026, 10, 6), []),                # after the post: the term runs, the base is lower
])
def test_a_letter_is_judged_on_the_day_it_left_not_on_its_date(
    session: Session, store: DocumentStore, case: Case, received_on: date, found: list[str]
) -> None:
    send(session, made(session, store, case), posted_on=date(2026, 10, 5))
    pay(session, case, "100.00", received_on)
    assert codes(session, case) == found


def test_money_that_comes_in_on_the_day_of_posting_does_not_break_the_letter(
    session: Session, store: DocumentStore, case: Case
) -> None:
    send(session, made(session, store, case))
    pay(session, case, "100.00", POSTED)
    assert codes(session, case) == []
    assert costs(session, case) == Decimal("60.90")


def test_a_payment_before_sending_that_was_known_is_in_the_letter(
    session: Session, store: DocumentStore, case: Case
) -> None:
    payments.register(
        session, by(None, NOW - timedelta(hours=1), TODAY), case.id,
        PaymentInput(amount=Decimal("100.00"), received_on=POSTED, paid_to=PaidTo.AGENCY), figures=FIGURES,
    )
    send(session, made(session, store, case))
    assert codes(session, case) == []


def test_a_letter_dated_before_a_payment_is_not_made(session: Session, case: Case) -> None:
    pay(session, case, "100.00", POSTED)
    shown = previewing.preview(
        session, [case.id], kind=LetterKind.FIRST_NOTICE, letter_date=POSTED - timedelta(days=1), figures=FIGURES
    )
    assert "kies een latere briefdatum" in shown.items[0].skipped


@pytest.mark.parametrize(("text", "code"), [
    (RIGHT_TEXT, None),
    (RIGHT_TEXT.replace("nadat deze brief bij u is bezorgd", "na dagtekening"), "term_from_dating"),
    (RIGHT_TEXT.replace("vijftien", "veertien"), "term_too_short"),
    (RIGHT_TEXT.replace("75,00", "80,00"), "fee_too_high"),
    (RIGHT_TEXT.replace("€ 75,00", "een bedrag"), "fee_missing"),
    (RIGHT_TEXT + " Betaal uiterlijk 19 oktober 2026.", "deadline_too_early"),
    (RIGHT_TEXT + " Betaal uiterlijk 20 oktober 2026.", None),
])
def test_the_text_on_file_is_read(
    session: Session, store: DocumentStore, case: Case, text: str, code: str | None
) -> None:
    letter = send(session, made(session, store, case))
    said(session, letter, text=text)
    assert (code in codes(session, case)) if code else codes(session, case) == []
    assert costs(session, case) == (Decimal("0.00") if code else Decimal("75.00"))


def test_a_later_proof_of_delivery_can_break_a_letter_with_a_date(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """Presumed received on 6 October the date is right; received on 9 October it comes too early."""
    letter = send(session, made(session, store, case))
    said(session, letter, text=RIGHT_TEXT + " Betaal uiterlijk 20 oktober 2026.")
    posting.prove_delivery(session, by(), letter.id, delivered_on=date(2026, 10, 9), figures=FIGURES)
    assert codes(session, case) == ["deadline_too_early"]
    assert (case.stage, case.next_step) == (Stage.INTAKE, NextStep.SEND_FIRST_NOTICE)


def test_a_fee_below_the_scale_is_the_most(session: Session, store: DocumentStore, case: Case) -> None:
    letter = send(session, made(session, store, case))
    said(session, letter, fee=Decimal("40.00"))
    assert codes(session, case) == []
    assert costs(session, case) == Decimal("40.00")
    head = case_page.case_head(session, case.id, today=TODAY, figures=FIGURES)
    assert any("niet meer dan het genoemde bedrag" in warning.text for warning in head.warnings)


def test_costs_are_only_over_the_claims_that_the_letter_names(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store, today=OPENED)
    make_case(session, store, today=OPENED, invoice="F-2", amount="1000,00")
    session.refresh(case)
    first, second = case.claims
    letter = send(session, made(session, store, case))
    assert costs(session, case) == Decimal("225.00")
    said(session, letter, claim_ids=[first.id], fee=Decimal("75.00"))
    assert codes(session, case) == []
    assert costs(session, case) == Decimal("75.00")
    head = case_page.case_head(session, case.id, today=TODAY, figures=FIGURES)
    assert any(second.invoice_number in warning.text and "lid 7" in warning.text for warning in head.warnings)


def test_a_claim_that_was_not_in_default_bears_no_costs(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store, today=OPENED)
    make_case(session, store, today=OPENED, invoice="F-2", amount="1000,00")
    session.refresh(case)
    letter = send(session, made(session, store, case))
    case.claims[1].default_from = POSTED + timedelta(days=1)
    session.flush()
    assert codes(session, case) == ["fee_too_high"], "the fee was counted over both"
    said(session, letter, fee=Decimal("75.00"))
    assert codes(session, case) == []
    assert costs(session, case) == Decimal("75.00")
    case.claims[0].default_from = POSTED + timedelta(days=1)
    session.flush()
    assert "sent_before_default" in codes(session, case)
    assert costs(session, case) == 0


def test_a_letter_to_another_debtor_makes_no_costs_due(session: Session, store: DocumentStore, case: Case) -> None:
    other = make_case(session, store, customer="K-2", surname="Bakker", invoice="F-7")
    letter = send(session, made(session, store, case))
    said(session, letter, debtor_id=other.debtor_id)
    assert codes(session, case) == ["no_debtor_addressed"]
    assert costs(session, case) == 0
