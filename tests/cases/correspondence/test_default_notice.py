"""The notice of default: when it leaves, and since when interest runs by it. A day too early would be claimed wrongly.

Posted on Saturday 21 November 2026, it is presumed there on Wednesday 25 November (no Sunday or Monday counts); fifteen
days later is Thursday 10 December, so that the debtor is in default from 11 December on.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.amicable import holds
from cases.correspondence import corrections, posting, receipt_disputes
from cases.counting import statement
from cases.events.claims import DefaultCounted
from cases.models import Case, CaseEvent, Claim, EventKind, HoldKind, LetterKind, NextStep, PartyRole, Stage, Task
from cases.store import DocumentStore
from legal.counting.valuation import DebtorKind
from tests.cases.correspondence.test_plans_and_payments import ordered, pay, posted, shown, text_of
from tests.cases.parties.people import join, person
from tests.conftest import NOW
from tests.factories import FIGURES, TODAY, by, make_case, make_client, make_letters, make_terms

KIND, FIRST = LetterKind.DEFAULT_NOTICE, LetterKind.FIRST_NOTICE
DEFAULT = date(2026, 12, 11)
D = Decimal


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """A consumer whose term of payment stands on the invoice alone."""
    make_client(session, terms=make_terms(payment_term_agreed=False, payment_term_basis=""))
    made = make_case(session, store)
    assert made.claims[0].default_from is None
    return made


def interest(session: Session, case: Case, on: date) -> Decimal:
    return statement.valuation(session, case, on=on, figures=FIGURES).interest


def later(day: date) -> dict[str, object]:
    return {"today": day, "now": NOW + (day - TODAY)}


def told(session: Session, case: Case) -> list[DefaultCounted]:
    query = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind == EventKind.DEFAULT_COUNTED)
    return [each for event in session.scalars(query.order_by(CaseEvent.id)) if isinstance(
        each := events.read(event), DefaultCounted
    )]


def test_it_asks_the_principal_and_puts_in_default_the_day_after_its_term(
    session: Session, store: DocumentStore, case: Case
) -> None:
    assert "nog geen verzuim" in shown(session, case, FIRST).skipped
    text = text_of(session, case, KIND)
    principal = f"{case.claims[0].principal:.2f}".replace(".", ",")
    assert f"Betaal € {principal} binnen 15 dagen nadat deze brief bij u is bezorgd." in text
    letter = posted(session, store, case, KIND)
    claim = case.claims[0]
    assert letter.fee is None
    assert (claim.default_from, claim.default_basis) == (DEFAULT, "notice")
    assert "ontvangst vermoed op 25-11-2026; de termijn van 15 dagen liep tot en met 10-12-2026" in (
        claim.default_explanation
    )
    assert (case.stage, case.next_step, case.next_step_on) == (Stage.INTAKE, NextStep.SEND_FIRST_NOTICE, DEFAULT)
    (event,) = told(session, case)
    assert (event.invoices, event.default_from) == (claim.invoice_number, DEFAULT)


def test_interest_starts_on_the_first_day_of_default_and_the_first_letter_can_leave_then(
    session: Session, store: DocumentStore, case: Case
) -> None:
    posted(session, store, case, KIND)
    eve = DEFAULT - timedelta(days=1)
    assert interest(session, case, eve) == 0
    assert interest(session, case, DEFAULT) > 0
    assert "nog geen verzuim" in shown(session, case, FIRST, on=eve).skipped
    assert shown(session, case, FIRST, on=DEFAULT).skipped == ""
    assert "10-12-2026" in text_of(session, case, FIRST, on=DEFAULT), "the extra time that was given (art. 3.1 Bki)"


def test_who_pays_within_the_term_owes_nothing_more(session: Session, store: DocumentStore, case: Case) -> None:
    posted(session, store, case, KIND)
    pay(session, case, case.claims[0].principal, on=TODAY)
    assert case.stage is Stage.CLOSED
    assert interest(session, case, date(2026, 12, 31)) == 0


def test_over_what_was_paid_within_the_term_no_interest_runs(
    session: Session, store: DocumentStore, case: Case
) -> None:
    posted(session, store, case, KIND)
    whole = interest(session, case, date(2026, 12, 31))
    pay(session, case, case.claims[0].principal / 2, on=TODAY)
    half = interest(session, case, date(2026, 12, 31))
    assert abs(half * 2 - whole) <= D("0.01")


def test_a_term_that_ends_on_a_weekend_ends_on_monday(session: Session, store: DocumentStore, case: Case) -> None:
    letter = posted(session, store, case, KIND)
    day = date(2026, 11, 27)  # fifteen days later is Saturday 12 December
    posting.prove_delivery(session, by(**later(day)), letter.id, delivered_on=day, figures=FIGURES)
    assert case.claims[0].default_from == date(2026, 12, 15)


def test_a_letter_that_came_back_put_nobody_in_default_and_one_that_had_not_did(
    session: Session, store: DocumentStore, case: Case
) -> None:
    letter = posted(session, store, case, KIND)
    day = date(2026, 11, 30)
    posting.mark_returned(session, by(**later(day)), letter.id, returned_on=day)
    claim = case.claims[0]
    assert (claim.default_from, claim.default_basis) == (None, "")
    assert "kwam retour" in claim.default_explanation
    assert interest(session, case, date(2026, 12, 31)) == 0
    corrections.withdraw_return(
        session, by(**later(day)), case.id, letter.id, reason="andere brief", figures=FIGURES
    )
    assert claim.default_from == DEFAULT
    assert [each.default_from for each in told(session, case)] == [DEFAULT, None, DEFAULT]


def test_who_denies_that_it_came_is_not_in_default_until_its_receipt_is_proved(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """Art. 3:37 lid 3 BW."""
    letter = posted(session, store, case, KIND)
    day = date(2026, 11, 30)
    receipt_disputes.dispute(session, by(**later(day)), case.id, letter.id, reason="nooit gezien", figures=FIGURES)
    assert case.claims[0].default_from is None
    assert case.next_step is NextStep.SEND_FIRST_NOTICE
    posting.prove_delivery(session, by(**later(day)), letter.id, delivered_on=date(2026, 11, 26), figures=FIGURES)
    assert case.claims[0].default_from == date(2026, 12, 12)


def test_abroad_nothing_is_presumed(session: Session, store: DocumentStore, case: Case) -> None:
    letter = ordered(session, case, KIND)
    assert letter.contact_point is not None
    letter.contact_point.country = "BE"
    make_letters(session, store, letter.batch)
    posting.confirm_posted(session, by(), letter.batch_id, posted_on=TODAY, figures=FIGURES)
    assert case.claims[0].default_from is None
    posting.prove_delivery(session, by(**later(TODAY)), letter.id, delivered_on=TODAY, figures=FIGURES)
    assert case.claims[0].default_from == date(2026, 12, 8), "fifteen days end on Sunday 6 December, and so on Monday"


def test_a_return_after_the_first_letter_is_work_for_a_person(
    session: Session, store: DocumentStore, case: Case
) -> None:
    letter = posted(session, store, case, KIND)
    posted(session, store, case, FIRST, on=DEFAULT)
    assert case.stage is Stage.NOTICE_RUNNING
    posting.mark_returned(session, by(**later(DEFAULT)), letter.id, returned_on=DEFAULT)
    assert "Ingebrekestelling retour" in session.scalars(select(Task.what).where(Task.case_id == case.id)).one()


@pytest.fixture
def firm(session: Session, store: DocumentStore) -> Case:
    """A business whose term of payment stands on the invoice alone."""
    make_client(session, terms=make_terms(
        debtor_kind=DebtorKind.BUSINESS, payment_term_agreed=False, payment_term_basis="",
    ))
    return make_case(
        session, store, company="Bouw B.V.", legal_form="BV", kvk="12345678", first_name="", prefix="", surname="",
        born="",
    )


def test_a_business_is_asked_no_costs_before_its_default(session: Session, firm: Case) -> None:
    principal = f"{firm.claims[0].principal:.2f}".replace(".", ",")
    text = text_of(session, firm, KIND)
    assert f"Betaal € {principal} binnen" in text
    assert "uw gemeente" not in text


def test_a_business_owes_costs_from_its_default_on_and_none_before(
    session: Session, store: DocumentStore, firm: Case
) -> None:
    """Law: art. 6:96 lid 4 BW, from the day after the last day of payment; 15% of the first € 2500 (art. 2 Bik)."""
    def costs(on: date) -> Decimal:
        return statement.valuation(session, firm, on=on, figures=FIGURES).costs

    assert costs(TODAY) == 0
    posted(session, store, firm, KIND)
    assert firm.claims[0].principal == D("500.00")
    assert [costs(DEFAULT - timedelta(days=1)), costs(DEFAULT)] == [0, D("75.00")]


def test_what_a_business_is_not_in_default_of_bears_no_costs_beside_what_it_is(session: Session, firm: Case) -> None:
    claim = firm.claims[0]
    late = Claim(**{
        each.name: getattr(claim, each.name) for each in Claim.__table__.columns if each.name != "id"
    } | {
        "invoice_number": "F-2", "invoice_core": "2", "invoice_key": "F2", "default_from": date(2026, 7, 1),
        "default_basis": "agreed_term",
    })
    firm.claims.append(late)
    session.flush()
    found = statement.valuation(session, firm, on=TODAY, figures=FIGURES)
    assert (found.principal, found.costs) == (D("1000.00"), D("75.00"))


@pytest.mark.parametrize(("event", "why"), [
    ("agreed", "van alle facturen staat vast"), ("held", "staat stil: betwisting"),
    ("several", "moet meer dan één persoon betalen"), ("early", "mag nog worden betaald tot en met"),
])
def test_who_gets_none_is_told_why(session: Session, store: DocumentStore, case: Case, event: str, why: str) -> None:
    on = TODAY
    if event == "agreed":
        posted(session, store, case, KIND)
    if event == "held":
        holds.place(session, by(), case.id, kind=HoldKind.DISPUTE, reason="Nooit gekocht", on=TODAY)
    if event == "several":
        join(session, case, PartyRole.DEBTOR, person(first_names="Petra", surname="Jansen"), on=TODAY)
    if event == "early":
        case.claims[0].due_date = TODAY
    found = shown(session, case, KIND, on=on)
    assert why in found.skipped
    assert found.mark == ""
