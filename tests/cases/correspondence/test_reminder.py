"""The reminder once the term of the first letter is over: when it leaves, when it may not, and what it asks."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from cases.amicable import holds
from cases.correspondence import posting
from cases.correspondence.kinds.budget_form import BudgetFormDetails
from cases.correspondence.kinds.reminder import ReminderDetails
from cases.models import Case, HoldKind, LetterKind, NextStep, Stage
from cases.progress import stages
from cases.store import DocumentStore
from legal.counting.valuation import DebtorKind
from tests.cases.correspondence.posted_letters import DUE_FROM, OPENED, POSTED
from tests.cases.correspondence.test_plans_and_payments import plan, posted, shown, text_of
from tests.factories import FIGURES, TODAY, by, make_case, make_client, make_terms, post_first_notice

KIND = LetterKind.REMINDER
TOLD = ReminderDetails(pay_by=date(2026, 12, 8))


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """A case whose first letter was posted weeks ago."""
    made = make_case(session, store, today=OPENED)
    post_first_notice(session, store, made, posted_on=POSTED)
    return made


def test_it_asks_what_is_open_with_the_costs_of_the_first_letter_and_contact_waits_for_its_day(
    session: Session, store: DocumentStore, case: Case
) -> None:
    stages.move(session, by(), case, Stage.AMICABLE, stages.Then(NextStep.CONTACT_DEBTOR, TODAY), reason="x", on=TODAY)
    text = text_of(session, case, KIND, TOLD)
    assert "Op 2 oktober 2026 schreven wij u" in text
    assert "Incassokosten | € 75,00" in text
    letter = posted(session, store, case, KIND, TOLD)
    assert letter.fee is None, "it announces no costs of its own"
    assert (case.stage, case.next_step, case.next_step_on) == (
        Stage.AMICABLE, NextStep.CONTACT_DEBTOR, date(2026, 12, 14)
    ), "Tuesday 8 December, three days for what is under way, and a weekend"


@pytest.mark.parametrize(("on", "leaves"), [(date(2026, 10, 20), False), (DUE_FROM, True)])
def test_it_waits_for_the_last_day_of_the_first_letter(
    session: Session, case: Case, on: date, leaves: bool
) -> None:
    skipped = shown(session, case, KIND, TOLD, on=on).skipped
    assert ("loopt tot en met 20-10-2026" in skipped) is not leaves
    assert (skipped == "") is leaves


def test_a_business_is_reminded_after_its_own_week(session: Session, store: DocumentStore) -> None:
    make_client(session, terms=make_terms(debtor_kind=DebtorKind.BUSINESS))
    firm = make_case(
        session, store, company="Bouw B.V.", legal_form="BV", kvk="12345678", first_name="", prefix="", surname="",
        born="", today=OPENED,
    )
    post_first_notice(session, store, firm, posted_on=POSTED)  # presumed there on Tuesday 6 October
    assert "loopt tot en met 13-10-2026" in shown(session, firm, KIND, TOLD, on=date(2026, 10, 13)).skipped
    assert shown(session, firm, KIND, TOLD, on=date(2026, 10, 14)).skipped == ""


@pytest.mark.parametrize("event", ["held", "plan", "returned", "legal"])
def test_who_gets_none_is_told_why(session: Session, store: DocumentStore, case: Case, event: str) -> None:
    why = {
        "held": "staat stil: betwisting", "plan": "er loopt een betalingsregeling", "legal": "hoort daar niet",
        "returned": "niet bruikbaar (retour gekomen",
    }[event]
    if event == "held":
        holds.place(session, by(), case.id, kind=HoldKind.DISPUTE, reason="Nooit gekocht", on=TODAY)
    if event == "plan":
        plan(session, case)
    if event == "returned":
        letter = posted(session, store, case, KIND, TOLD)
        posting.mark_returned(session, by(), letter.id, returned_on=TODAY)
    if event == "legal":
        then = stages.Then(NextStep.CONTACT_DEBTOR, TODAY)
        for stage in (Stage.AMICABLE, Stage.PRE_LEGAL):
            stages.move(session, by(), case, stage, then, reason="x", on=TODAY)
    found = shown(session, case, KIND, TOLD)
    assert why in found.skipped
    assert found.mark == ""


def test_nobody_is_reminded_of_a_letter_that_never_came(session: Session, store: DocumentStore) -> None:
    new = make_case(session, store, today=OPENED)
    assert "de eerste brief is nog niet gepost" in shown(session, new, KIND, TOLD).skipped


def test_a_second_one_waits_for_the_day_of_the_first_and_is_warned_of_then(
    session: Session, store: DocumentStore, case: Case
) -> None:
    assert shown(session, case, KIND, TOLD).warning == ""
    posted(session, store, case, KIND, TOLD)
    later = ReminderDetails(pay_by=date(2026, 12, 30))
    for day in (TODAY, TOLD.pay_by):
        assert "geeft tijd tot en met 08-12-2026: wacht" in shown(session, case, KIND, later, on=day).skipped
    found = shown(session, case, KIND, later, on=date(2026, 12, 9))
    assert found.skipped == ""
    assert "Er ging al een herinnering uit op 21-11-2026" in found.warning


def test_too_early_a_day_is_named_at_its_field(session: Session, case: Case) -> None:
    found = shown(session, case, KIND, ReminderDetails(pay_by=date(2026, 11, 25)))
    assert "25-11-2026 is te vroeg" in found.faults["pay_by"]


def test_costs_that_fell_due_after_the_last_known_rate_are_asked_and_not_told_as_to_come(
    session: Session, store: DocumentStore
) -> None:
    """The interest of 2027 is not known yet; the costs of a letter of December fell due on 6 January."""
    case = make_case(session, store, today=OPENED)
    post_first_notice(session, store, case, posted_on=date(2026, 12, 18))
    after = date(2027, 1, 11)
    told = BudgetFormDetails(respond_by=date(2027, 1, 27))
    assert "termijn van onze eerste brief" not in text_of(session, case, LetterKind.BUDGET_FORM, told, on=after)
    late = ReminderDetails(pay_by=date(2027, 1, 27))
    assert "Incassokosten | € 75,00" in text_of(session, case, KIND, late, on=after)


def test_it_is_a_demand_that_interrupts_once_its_receipt_is_proved(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """Art. 3:317 lid 1 BW; what came back interrupted nothing."""
    letter = posted(session, store, case, KIND, TOLD)
    before = case.claims[0].barred_from
    posting.prove_delivery(session, by(today=date(2026, 11, 25)), letter.id, delivered_on=TODAY, figures=FIGURES)
    session.refresh(case.claims[0])
    assert case.claims[0].barred_from > before
    posting.mark_returned(session, by(today=date(2026, 11, 25)), letter.id, returned_on=TODAY)
    session.refresh(case.claims[0])
    assert case.claims[0].barred_from == before
