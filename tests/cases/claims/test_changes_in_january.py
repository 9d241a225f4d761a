"""What is claimed changes while no rate is known yet: counted through one day before and after, and never refused."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from cases.claims import adding, agreements, other_costs
from cases.claims import credits as credits_
from cases.claims.agreements import ClaimTerms, Statement
from cases.claims.credits import CreditInput
from cases.claims.following import Basis
from cases.claims.other_costs import CostInput
from cases.claims.stated import StatedClaim
from cases.documents import File
from cases.events.debts import ClaimCredited, ClaimTermsStated
from cases.models import Case, ClosingReason, CostBearer, CreditEffect, LedgerKind
from cases.store import DocumentStore
from legal.counting.valuation import InterestKind
from legal.facts import ClauseStatus, CostKind
from tests.cases.amicable.endings import on, posted_case, told
from tests.factories import SMALL_PDF
from tests.legal.figures import FIGURES_2026 as FIGURES

JANUARY, LAST = date(2027, 1, 5), date(2026, 12, 31)
PAPER = File("stuk.pdf", SMALL_PDF)


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """500 euro and 75 euro of costs since 19 November; the statutory rate is known through December."""
    return posted_case(session, store)


def credit(session: Session, store: DocumentStore, case: Case, amount: str) -> ClaimCredited:
    what = CreditInput(
        claim_id=case.claims[0].id, kind=LedgerKind.CREDIT_NOTE, amount=Decimal(amount), on=date(2027, 1, 4),
        effect=CreditEffect.FROM_ORIGIN,
    )
    seen = credits_.foresee(session, case.id, what, today=JANUARY, figures=FIGURES).mark
    basis = Basis(reason="Retour", paper=PAPER, seen=seen)
    credits_.credit(session, on(JANUARY), store, case.id, what, basis=basis, figures=FIGURES)
    session.refresh(case)
    (kept,) = told(session, case, ClaimCredited)
    return kept


def test_a_part_is_counted_through_the_last_day_that_can_be(session: Session, store: DocumentStore, case: Case) -> None:
    kept = credit(session, store, case, "200.00")
    assert kept.changed is not None
    assert (kept.changed.on, kept.changed.after.costs) == (LAST, Decimal("45.00"))


def test_all_of_it_asks_no_rate_any_more_and_both_sides_are_of_one_day(
    session: Session, store: DocumentStore, case: Case
) -> None:
    kept = credit(session, store, case, "500.00")
    assert kept.changed is not None
    assert (kept.changed.on, kept.changed.after.balance) == (LAST, 0)
    assert case.closing_reason is ClosingReason.CREDITED


def test_an_unfair_clause_and_back_are_counted_through_one_day(session: Session, case: Case) -> None:
    claim = case.claims[0]
    for status in (ClauseStatus.UNFAIR, ClauseStatus.FAIR):
        terms = ClaimTerms(interest_clause=status)
        stated = Statement(told=terms, reason="Jurist", seen=agreements.mark(claim))
        agreements.state(session, on(JANUARY), case.id, claim.id, stated, figures=FIGURES)
    unfair, fair = told(session, case, ClaimTermsStated)
    assert (unfair.changed.on, fair.changed.on) == (LAST, LAST)
    assert unfair.changed.before.interest == fair.changed.after.interest > unfair.changed.after.interest == 0


def test_costs_and_an_invoice_of_january_are_taken_in(session: Session, store: DocumentStore, case: Case) -> None:
    cost = CostInput(
        kind=CostKind.COURT_FEE, amount=Decimal("90.00"), on=date(2026, 12, 1), borne_by=CostBearer.DEBTOR,
        is_awarded=True,
    )
    seen = other_costs.foresee(session, case.id, cost, today=JANUARY, figures=FIGURES).mark
    basis = Basis(reason="Vonnis", paper=PAPER, seen=seen)
    other_costs.book(session, on(JANUARY), store, case.id, cost, basis=basis, figures=FIGURES)
    invoice = StatedClaim(
        invoice_number="F-2", invoice_date=date(2026, 12, 1), due_date=date(2027, 1, 2), principal=Decimal("10.00"),
        subject="Gas", payment_term_agreed=True, interest=InterestKind.STATUTORY,
    )
    shown = adding.foresee(session, case.id, invoice, today=JANUARY, figures=FIGURES)
    assert shown.changed is not None
    assert shown.changed.after.balance - shown.changed.before.balance == 10
    basis = Basis(reason="Nieuw", paper=PAPER, seen=shown.mark)
    adding.add(session, on(JANUARY), store, case.id, invoice, basis=basis, figures=FIGURES)
    session.refresh(case)
    assert len(case.claims) == 2
