"""What follows from a defective letter: who reads it, when a new one goes out, and what a snapshot holds."""

import json
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agency.quote.answering import answer
from cases import daily_run
from cases.amicable import arrangements, holds, payments
from cases.correspondence import posting, previewing
from cases.correspondence.new_notice import UNSENT
from cases.counting import valuation_records
from cases.models import (
    Case,
    CaseEvent,
    Claim,
    EventKind,
    HoldKind,
    LedgerEntry,
    LedgerKind,
    Letter,
    LetterKind,
    NextStep,
    Stage,
)
from cases.queries.client import portfolio
from cases.queries.desk import case_page, work
from cases.store import DocumentStore
from legal.facts import DebtorKind
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
from tests.conftest import NOW
from tests.factories import (
    FIGURES,
    TODAY,
    by,
    confirm_address,
    make_case,
    make_client,
    make_terms,
    post_first_notice,
)


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """500 euro, opened on 28 September; a letter names 75 euro costs."""
    return make_case(session, store, today=OPENED)


def test_a_returned_letter_is_judged_as_not_received(session: Session, store: DocumentStore, case: Case) -> None:
    letter = send(session, made(session, store, case))
    posting.mark_returned(session, by(), letter.id, returned_on=date(2026, 10, 12))
    assert codes(session, case) == ["bounced"]
    assert costs(session, case) == 0
    confirm_address(session, case)
    renewed = previewing.preview(
        session, [case.id], kind=LetterKind.FIRST_NOTICE, letter_date=TODAY, figures=FIGURES
    )
    assert [item.replaces for item in renewed.sending] == [POSTED]


def test_everybody_reads_that_the_next_letter_is_a_new_one(
    session: Session, store: DocumentStore, case: Case
) -> None:
    def said_next() -> set[str]:
        (listed,) = work.rows(session, [case.id], today=TODAY)
        shown = portfolio.case_list(
            session, case.client_id, selection=portfolio.Selection.ALL, words="", on=TODAY, figures=FIGURES
        )
        head = case_page.case_head(session, case.id, today=TODAY, figures=FIGURES)
        words = (listed.next_step_name, shown.rows[0].next_step, portfolio.next_step(session, case), head.next_step)
        return {each.lower() for each in words}

    assert said_next() == {"eerste brief versturen"}
    batch = made(session, store, case)
    assert said_next() == {"posten van de brief bevestigen"}
    letter = send(session, batch)
    posting.mark_returned(session, by(), letter.id, returned_on=date(2026, 10, 12))
    assert said_next() == {"nieuwe veertiendagenbrief maken"}


def test_the_daily_run_asks_for_a_new_letter_and_never_ends_a_term_that_does_not_run(
    session: Session, store: DocumentStore, case: Case
) -> None:
    letter = send(session, made(session, store, case))
    assert case.stage is Stage.NOTICE_RUNNING
    said(session, letter, text=RIGHT_TEXT.replace("vijftien", "tien"))
    report = daily_run.run(session, day=DUE_FROM, figures=FIGURES, now=NOW)
    assert report["notice_terms_ended"] == 0
    assert (case.stage, case.next_step, case.next_step_on) == (Stage.INTAKE, NextStep.SEND_FIRST_NOTICE, DUE_FROM)


@pytest.mark.parametrize(("meanwhile", "step"), [
    ("nothing", NextStep.CONTACT_DEBTOR), ("a new letter was ordered", NextStep.CONTACT_DEBTOR),
    ("a dispute", NextStep.REVIEW_HOLD),
])
def test_a_case_goes_on_from_the_letter_it_has_where_the_payment_that_broke_it_bounced(
    session: Session, store: DocumentStore, case: Case, meanwhile: str, step: NextStep
) -> None:
    """Money of before the letter makes its costs too high: a new one is asked, and none could leave once it is good."""
    send(session, made(session, store, case))
    pay(session, case, "20.00", date(2026, 9, 30))
    assert (case.stage, case.next_step) == (Stage.INTAKE, NextStep.SEND_FIRST_NOTICE)
    if meanwhile == "a new letter was ordered":
        made(session, store, case, letter_date=date(2026, 11, 3))
    elif meanwhile == "a dispute":
        holds.place(session, by(), case.id, kind=HoldKind.DISPUTE, reason="Klopt niet", on=TODAY)
    paid = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == LedgerKind.PAYMENT)).one()
    payments.reverse(session, by(), paid.id, case_id=case.id, reason="Storno", figures=FIGURES)
    assert (case.stage, case.next_step, codes(session, case)) == (Stage.AMICABLE, step, [])
    still = select(Letter.id).where(Letter.case_id == case.id, Letter.state.in_(UNSENT))
    assert session.scalars(still).all() == [], "what was ordered meanwhile names another amount"


def test_a_held_case_that_waits_for_a_new_letter_is_told_once_what_is_wrong_with_the_one_it_has(
    session: Session, store: DocumentStore, case: Case
) -> None:
    letter = send(session, made(session, store, case))
    said(session, letter, text=RIGHT_TEXT.replace("vijftien", "tien"))
    pay(session, case, "10.00", TODAY)
    holds.place(session, by(), case.id, kind=HoldKind.DISPUTE, reason="Klopt niet", on=TODAY)
    pay(session, case, "20.00", TODAY)
    told = select(func.count()).where(CaseEvent.case_id == case.id, CaseEvent.kind == EventKind.NOTICE_DEFECTIVE)
    assert session.scalar(told) == 1
    assert (case.stage, case.next_step) == (Stage.INTAKE, NextStep.REVIEW_HOLD)


def test_a_new_letter_can_go_out_in_the_amicable_phase_and_before_the_writ(
    session: Session, store: DocumentStore, case: Case
) -> None:
    letter = send(session, made(session, store, case))
    said(session, letter, text=RIGHT_TEXT.replace("vijftien", "tien"))
    for stage, becomes, step in (
        (Stage.AMICABLE, Stage.NOTICE_RUNNING, NextStep.WAIT_NOTICE_TERM),
        (Stage.PRE_LEGAL, Stage.PRE_LEGAL, NextStep.COMPLETE_FILE),
    ):
        with session.begin_nested() as undo:
            case.stage = stage
            session.flush()
            send(session, made(session, store, case, letter_date=date(2026, 11, 3)), posted_on=date(2026, 11, 3))
            assert (case.stage, case.next_step) == (becomes, step)
            undo.rollback()
        session.expire_all()
    case.stage = Stage.ARRANGEMENT
    session.flush()
    shown = previewing.preview(
        session, [case.id], kind=LetterKind.FIRST_NOTICE, letter_date=TODAY, figures=FIGURES
    )
    assert "Betalingsregeling" in shown.items[0].skipped


def test_a_business_is_not_judged(session: Session, store: DocumentStore) -> None:
    creditor = make_client(session, terms=make_terms(debtor_kind=DebtorKind.BUSINESS))
    case = make_case(session, store, client=creditor, today=OPENED, company="Bouwbedrijf Voorbeeld B.V.",
                     legal_form="besloten vennootschap", kvk="12345678", reminder="")
    assert case.debtor_kind is DebtorKind.BUSINESS
    letter = send(session, made(session, store, case))
    said(session, letter, text="Betaal binnen drie dagen na dagtekening.")
    assert codes(session, case) == []
    assert costs(session, case) > 0


@pytest.mark.parametrize("what", ["valid", "text", "fee", "claims", "returned", "payment"])
def test_a_snapshot_answers_the_same_through_a_quote(
    session: Session, store: DocumentStore, case: Case, what: str
) -> None:
    """Whatever the verdict: the request that is kept gives the same totals by itself."""
    letter = send(session, made(session, store, case))
    if what == "text":
        said(session, letter, text=RIGHT_TEXT.replace("vijftien", "tien"))
    elif what == "fee":
        said(session, letter, fee=Decimal("41.30"))
    elif what == "claims":
        said(session, letter, claim_ids=[])
    elif what == "returned":
        posting.mark_returned(session, by(), letter.id, returned_on=date(2026, 10, 12))
    elif what == "payment":
        pay(session, case, "100.00", date(2026, 9, 30))
    taken = valuation_records.snapshot(session, case, on=TODAY, figures=FIGURES)
    found, status = answer(json.dumps(taken["request"]), FIGURES)
    assert status == 0, found
    assert {key: json.loads(found)[key] for key in valuation_records.TOTALS} == taken["totals"]
    expected = {"valid": "75.00", "fee": "41.30"}.get(what, "0.00")
    assert taken["totals"]["costs"] == expected


def test_an_arrangement_still_lets_the_costs_rest(session: Session, store: DocumentStore, case: Case) -> None:
    send(session, made(session, store, case))
    inside = date(2026, 10, 12)
    schedule = arrangements.propose(
        session, case.id, agreed_on=inside, first_due_on=date(2026, 10, 30), figures=FIGURES, number=2
    )
    arrangements.make(session, by(), case.id, schedule, note="", client_agreed=True, figures=FIGURES)
    assert costs(session, case) == 0
    assert codes(session, case) == []


def test_a_claim_named_later_is_not_in_an_earlier_letter(session: Session, store: DocumentStore, case: Case) -> None:
    """After a returned letter new invoices join the case; the letter that came back never named them."""
    letter = send(session, made(session, store, case))
    posting.mark_returned(session, by(), letter.id, returned_on=date(2026, 10, 12))
    make_case(session, store, today=TODAY, invoice="F-2")
    session.refresh(case)
    assert session.scalars(select(Claim.case_id).where(Claim.invoice_number == "F-2")).one() == case.id
    assert letter.content is not None
    assert len(letter.content.claim_ids) == 1
    confirm_address(session, case)
    new = post_first_notice(session, store, case, posted_on=TODAY)
    assert new.letters[0].content is not None
    assert len(new.letters[0].content.claim_ids) == 2
