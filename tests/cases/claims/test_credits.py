"""A claim is lowered after a letter named it: counted as of its day, shown beforehand, taken back, paper kept."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any  # a table of mixed values

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import holds
from cases.claims import credits as credits_
from cases.claims.credits import CreditInput
from cases.claims.following import Basis, Foreseen
from cases.counting import ledger_entries, statement
from cases.documents import File
from cases.errors import Incomplete, NotFound, PreviewOutdated, Refused
from cases.events.debts import ClaimCredited, CreditWithdrawn
from cases.models import (
    Case,
    ClosingReason,
    CreditEffect,
    EntryPaper,
    HoldKind,
    LedgerEntry,
    LedgerKind,
    Letter,
    LetterState,
    NextStep,
    Overpaid,
    RoleName,
    Stage,
)
from cases.queries.client import portfolio
from cases.queries.client.portfolio import Selection
from cases.queries.desk import work
from cases.store import DocumentStore
from legal.money import round_cents
from tests.cases.amicable.endings import POSTED, allow_alone, close, on, owed, pay, posted_case, told, whats_wrong
from tests.factories import FIGURES, SMALL_PDF, TODAY, make_case, make_user, order_first_notice, post_first_notice

COSTS_DUE = date(2026, 11, 19)
PAPER = File("creditnota.pdf", SMALL_PDF)


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """500 euro in default since 16 June 2026; a letter of 2 November names 75 euro, due from 19 November."""
    return posted_case(session, store)


def asked(case: Case, amount: str, day: date, **changes: Any) -> CreditInput:
    values = {
        "claim_id": case.claims[0].id, "kind": LedgerKind.CREDIT_NOTE, "amount": Decimal(amount), "on": day,
        "effect": CreditEffect.FROM_ORIGIN,
    }
    return CreditInput(**values | changes)


def basis(seen: str) -> Basis:
    return Basis(reason="Retour, mail van de opdrachtgever", paper=PAPER, seen=seen)


def foresee(session: Session, case: Case, told_: CreditInput, *, today: date = TODAY) -> Foreseen:
    return credits_.foresee(session, case.id, told_, today=today, figures=FIGURES)


def credit(
    session: Session, store: DocumentStore, case: Case, amount: str, day: date, *, today: date = TODAY, **changes: Any
) -> LedgerEntry:
    """Book it after having seen what it changes."""
    what = asked(case, amount, day, **changes)
    entry = credits_.credit(
        session, on(today), store, case.id, what, basis=basis(foresee(session, case, what, today=today).mark),
        figures=FIGURES,
    )
    session.refresh(case)
    return entry


def withdraw(session: Session, case: Case, entry: LedgerEntry, *, today: date = TODAY) -> None:
    credits_.withdraw(session, on(today), entry.id, case_id=case.id, reason="Andere factuur", figures=FIGURES)
    session.refresh(case)


@pytest.mark.parametrize(("day", "costs"), [
    (date(2026, 11, 1), "0.00"),
    (POSTED, "0.00"),            # on the day of the letter: it named too much
    (date(2026, 11, 3), "60.00"),  # the day after: 15 % of what is left
])
def test_a_credit_note_of_before_the_letter_makes_it_fail_and_one_of_after_it_lowers_the_costs(
    session: Session, store: DocumentStore, case: Case, day: date, costs: str
) -> None:
    assert statement.valuation(session, case, on=TODAY, figures=FIGURES).costs == Decimal("75.00")
    credit(session, store, case, "100.00", day)
    counted = statement.valuation(session, case, on=TODAY, figures=FIGURES)
    assert (counted.principal, counted.costs) == (Decimal("400.00"), Decimal(costs))
    is_asked_anew = (case.stage, case.next_step) == (Stage.INTAKE, NextStep.SEND_FIRST_NOTICE)
    assert is_asked_anew is (costs == "0.00")
    assert whats_wrong(session, store, TODAY) == []


def test_what_was_never_owed_bore_no_interest_and_what_is_given_away_did_until_its_day(
    session: Session, store: DocumentStore, case: Case
) -> None:
    day = date(2026, 11, 10)
    whole = statement.valuation(session, case, on=TODAY, figures=FIGURES).interest
    entry = credit(session, store, case, "250.00", day)
    half = statement.valuation(session, case, on=TODAY, figures=FIGURES)
    assert half.interest == round_cents(whole / 2)
    withdraw(session, case, entry)
    credit(session, store, case, "250.00", day, kind=LedgerKind.PRINCIPAL_WITHDRAWN, effect=CreditEffect.FROM_DAY)
    lines = statement.valuation(session, case, on=TODAY, figures=FIGURES).lines
    spans = [(line.last_day, line.base) for line in lines if line.claim and line.kind.value == "interest"]
    assert spans == [(date(2026, 11, 9), Decimal("500.00")), (TODAY, Decimal("250.00"))]
    assert whats_wrong(session, store, TODAY) == []


def test_what_it_changes_is_shown_first_and_kept_with_the_event(
    session: Session, store: DocumentStore, case: Case
) -> None:
    pay(session, case, "50.00", date(2026, 11, 20))
    what = asked(case, "100.00", date(2026, 11, 10))
    shown = foresee(session, case, what)
    assert shown.changed is not None
    assert shown.changed.after.costs == Decimal("60.00")
    told_of_fee = (
        "De veertiendagenbrief van 02-11-2026 noemde {} incassokosten; over wat overblijft is dat {}. Laat dat de "
        "debiteur weten."
    )
    named, left = "€\u00a075,00", "€\u00a060,00"
    assert shown.untrue == (
        told_of_fee.format(named, left),
        "Eerste brief (veertiendagenbrief) van 02-11-2026 noemt nog het oude bedrag.",
    )
    credit(session, store, case, "100.00", date(2026, 11, 10))
    (kept,) = told(session, case, ClaimCredited)
    assert (kept.changed, kept.untrue) == (shown.changed, shown.untrue)
    assert kept.changed.after.balance == owed(session, case, TODAY)


def test_payments_that_are_counted_otherwise_are_named(session: Session, case: Case) -> None:
    payment = pay(session, case, "80.00", date(2026, 11, 20))
    shown = foresee(session, case, asked(case, "100.00", date(2026, 11, 10)))
    assert [each.entry_id for each in shown.changed.recounted] == [payment.id]
    before, after = shown.changed.recounted[0].before, shown.changed.recounted[0].after
    assert (before.costs, after.costs) == (Decimal("75.00"), Decimal("60.00"))


def test_taking_it_back_leaves_every_amount_as_it_was(session: Session, store: DocumentStore, case: Case) -> None:
    before = [owed(session, case, day) for day in (date(2026, 11, 18), COSTS_DUE, TODAY)]
    entry = credit(session, store, case, "100.00", POSTED)
    assert case.stage is Stage.INTAKE
    withdraw(session, case, entry)
    assert [owed(session, case, day) for day in (date(2026, 11, 18), COSTS_DUE, TODAY)] == before
    assert (case.stage, case.next_step) == (Stage.AMICABLE, NextStep.CONTACT_DEBTOR)
    (back,) = told(session, case, CreditWithdrawn)
    assert back.amount == 100
    with pytest.raises(NotFound):
        withdraw(session, case, entry)
    assert whats_wrong(session, store, TODAY) == []


def test_a_case_of_which_all_is_credited_closes_and_opens_again_when_that_was_wrong(
    session: Session, store: DocumentStore, case: Case
) -> None:
    entry = credit(session, store, case, "500.00", date(2026, 11, 10))
    assert (case.stage, case.closing_reason) == (Stage.CLOSED, ClosingReason.CREDITED)
    assert owed(session, case, TODAY) == 0
    assert whats_wrong(session, store, TODAY) == []  # forgets what it read
    case, entry = session.get_one(Case, case.id), session.get_one(LedgerEntry, entry.id)
    withdraw(session, case, entry)
    assert case.stage is Stage.AMICABLE
    assert whats_wrong(session, store, TODAY) == []


def test_a_case_that_opens_again_with_its_hold_waits_since_the_day_on_which_that_was_to_be_looked_at(
    session: Session, store: DocumentStore, case: Case
) -> None:
    holds.place(session, on(date(2026, 11, 9)), case.id, kind=HoldKind.MINOR, reason="Jong", on=date(2026, 11, 9))
    withdraw(session, case, credit(session, store, case, "500.00", date(2026, 11, 10)))
    assert (case.next_step, case.next_step_on) == (NextStep.REVIEW_HOLD, date(2026, 11, 9))
    assert whats_wrong(session, store, TODAY) == []


def test_a_credit_note_after_full_payment_puts_what_is_too_much_on_the_list(
    session: Session, store: DocumentStore, case: Case
) -> None:
    pay(session, case, owed(session, case, date(2026, 11, 10)), date(2026, 11, 10))
    assert case.stage is Stage.CLOSED
    credit(session, store, case, "100.00", date(2026, 11, 12))
    assert session.get(Overpaid, case.id) is not None
    assert owed(session, case, TODAY) <= -100
    assert case.closing_reason is ClosingReason.PAID_IN_FULL
    assert whats_wrong(session, store, TODAY) == []


def test_a_case_that_closed_on_a_small_difference_is_closed_by_the_money_alone(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """What was booked off is no money: it is not paid back."""
    case.terms.small_difference = Decimal("1.00")
    day = date(2026, 11, 20)  # the term of the letter is over
    pay(session, case, owed(session, case, day) - Decimal("0.10"), day)
    assert case.closing_reason is ClosingReason.SMALL_DIFFERENCE
    credit(session, store, case, "100.00", date(2026, 11, 20))
    assert (case.stage, case.closing_reason) == (Stage.CLOSED, ClosingReason.PAID_IN_FULL)
    paid = statement.valuation(session, case, on=TODAY, figures=FIGURES).paid
    assert paid == ledger_entries.together(ledger_entries.payments_of(session, case.id))
    assert whats_wrong(session, store, TODAY) == []


def test_where_interest_alone_is_left_the_first_letter_asks_no_costs(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store)
    credit(session, store, case, "500.00", TODAY, effect=CreditEffect.FROM_DAY)
    assert 0 < owed(session, case, TODAY) < 10
    post_first_notice(session, store, case)
    letter = session.scalars(select(Letter).where(Letter.case_id == case.id)).one()
    assert (letter.state, letter.fee) == (LetterState.POSTED, Decimal("0.00"))


def test_a_letter_that_did_not_leave_is_withdrawn(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store)
    batch = order_first_notice(session, case)
    credit(session, store, case, "100.00", TODAY)
    letter = session.scalars(select(Letter).where(Letter.batch_id == batch.id)).one()
    assert letter.state is LetterState.WITHDRAWN
    assert case.next_step is NextStep.SEND_FIRST_NOTICE


@pytest.mark.parametrize(("amount", "day"), [
    ("500.01", date(2026, 11, 10)), ("0.00", date(2026, 11, 10)), ("1.005", date(2026, 11, 10)),
    ("100.00", date(2026, 5, 31)), ("100.00", date(2026, 11, 22)),
])
def test_more_than_the_invoice_or_an_impossible_day_is_refused(
    session: Session, case: Case, amount: str, day: date
) -> None:
    with pytest.raises(Refused):
        foresee(session, case, asked(case, amount, day))


def test_two_credits_are_together_no_more_than_the_invoice(
    session: Session, store: DocumentStore, case: Case
) -> None:
    credit(session, store, case, "450.00", date(2026, 11, 10))
    with pytest.raises(Refused):
        foresee(session, case, asked(case, "50.01", date(2026, 11, 10)))
    assert foresee(session, case, asked(case, "50.00", date(2026, 11, 10))).changed is not None


def test_what_was_booked_off_is_taken_back_first(session: Session, case: Case) -> None:
    allow_alone(session, handler="1000.00", lead="1000.00")
    handler = make_user(session, RoleName.HANDLER)
    close(session, case, ClosingReason.UNCOLLECTABLE, TODAY, actor_id=handler.id)
    with pytest.raises(Refused, match="Heropen"):
        foresee(session, case, asked(case, "100.00", date(2026, 11, 10)))


def test_other_figures_than_were_shown_are_not_booked(session: Session, store: DocumentStore, case: Case) -> None:
    what = asked(case, "100.00", date(2026, 11, 10))
    seen = foresee(session, case, what).mark
    pay(session, case, "10.00", TODAY)
    with pytest.raises(PreviewOutdated):
        credits_.credit(session, on(TODAY), store, case.id, what, basis=basis(seen), figures=FIGURES)
    seen = foresee(session, case, what).mark
    for lacking in ({"reason": " "}, {"paper": None}):
        with pytest.raises(Incomplete):
            credits_.credit(
                session, on(TODAY), store, case.id, what, basis=replace(basis(seen), **lacking), figures=FIGURES
            )


def test_the_paper_is_kept_with_the_entry_and_its_client_sees_it(
    session: Session, store: DocumentStore, case: Case
) -> None:
    entry = credit(session, store, case, "100.00", date(2026, 11, 10))
    paper = session.get(EntryPaper, entry.id)
    assert paper is not None
    assert store.get(paper.document.sha256) == SMALL_PDF
    assert portfolio.document_of(session, case.client_id, paper.document_id) is not None


def test_lists_show_the_principal_that_is_still_claimed(session: Session, store: DocumentStore, case: Case) -> None:
    entry = credit(session, store, case, "100.00", date(2026, 11, 10))

    def shown() -> tuple[Decimal, Decimal, Decimal]:
        (row,) = portfolio.case_list(
            session, case.client_id, selection=Selection.ALL, words="", on=TODAY, figures=FIGURES
        ).rows
        assert row.balance == owed(session, case, TODAY)
        of_desk = work.rows(session, [case.id], today=TODAY)[0].principal
        return row.principal, portfolio.sums(session, case.client_id).principal, of_desk

    assert shown() == (Decimal("400.00"),) * 3
    withdraw(session, case, entry)
    assert shown() == (Decimal("500.00"),) * 3
