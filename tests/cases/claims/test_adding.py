"""An invoice joins a case that goes on: counted with its own days, without costs by a letter that does not name it."""

from datetime import date
from decimal import Decimal
from typing import Any  # a table of mixed values

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import arrangements
from cases.claims import adding
from cases.claims.following import Basis, Foreseen
from cases.claims.stated import StatedClaim
from cases.counting import statement
from cases.documents import File
from cases.errors import CaseClosed, Refused
from cases.events.debts import InvoiceAdded
from cases.input_checks import InvalidInput
from cases.models import Case, Claim, Document, DocumentKind, Letter, LetterState, NextStep
from cases.store import DocumentStore
from legal.counting.valuation import InterestKind
from legal.debtor.prescription import PrescriptionRegime
from tests.cases.amicable.endings import on, owed, pay, posted_case, told, whats_wrong
from tests.factories import FIGURES, SMALL_PDF, TODAY, make_case, make_client, make_terms, order_first_notice


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """500 euro; a letter of 2 November names 75 euro, due from 19 November."""
    return posted_case(session, store)


def invoice(**changes: Any) -> StatedClaim:
    values = {
        "invoice_number": "F-2", "invoice_date": date(2026, 10, 1), "due_date": date(2026, 10, 15),
        "principal": Decimal("200.00"), "subject": "Levering gas", "payment_term_agreed": True,
        "interest": InterestKind.STATUTORY,
    }
    return StatedClaim(**values | changes)


def foresee(session: Session, case: Case, told_: StatedClaim) -> Foreseen:
    return adding.foresee(session, case.id, told_, today=TODAY, figures=FIGURES)


def add(session: Session, store: DocumentStore, case: Case, **changes: Any) -> Claim:
    what, paper = invoice(**changes), File("F-2.pdf", SMALL_PDF)
    basis = Basis(reason="Hoort bij dezelfde overeenkomst", paper=paper, seen=foresee(session, case, what).mark)
    made = adding.add(session, on(TODAY), store, case.id, what, basis=basis, figures=FIGURES)
    session.refresh(case)
    return made


def test_it_bears_interest_from_its_own_default_and_no_costs_by_the_letter_of_before(
    session: Session, store: DocumentStore, case: Case
) -> None:
    before = statement.valuation(session, case, on=TODAY, figures=FIGURES)
    add(session, store, case)
    after = statement.valuation(session, case, on=TODAY, figures=FIGURES)
    assert (after.principal, after.costs) == (Decimal("700.00"), before.costs)
    lines = [line for line in after.lines if line.claim == after.claims[1].ref]
    assert [(line.first_day, line.base) for line in lines] == [(date(2026, 10, 16), Decimal("200.00"))]
    assert whats_wrong(session, store, TODAY) == []


def test_what_it_changes_is_shown_first_kept_and_its_copy_stored(
    session: Session, store: DocumentStore, case: Case
) -> None:
    pay(session, case, "100.00", date(2026, 11, 20))
    shown = foresee(session, case, invoice())
    claim = add(session, store, case)
    (kept,) = told(session, case, InvoiceAdded)
    assert shown.changed is not None
    assert (kept.changed.before, kept.changed.after) == (shown.changed.before, shown.changed.after)
    assert kept.changed.after.balance == owed(session, case, TODAY)
    paper = session.scalars(select(Document).where(Document.claim_id == claim.id)).one()
    assert (paper.kind, store.get(paper.sha256)) == (DocumentKind.INVOICE, SMALL_PDF)


def test_a_first_letter_that_did_not_leave_names_too_little_and_is_withdrawn(
    session: Session, store: DocumentStore
) -> None:
    case = make_case(session, store)
    batch = order_first_notice(session, case)
    add(session, store, case)
    assert session.scalars(select(Letter.state).where(Letter.batch_id == batch.id)).one() is LetterState.WITHDRAWN
    assert case.next_step is NextStep.SEND_FIRST_NOTICE
    batch = order_first_notice(session, case)
    assert batch.letters[0].state is LetterState.QUEUED


@pytest.mark.parametrize(("changes", "refusal"), [
    ({"invoice_number": "F-1"}, Refused), ({"principal": Decimal("0.00")}, InvalidInput),
    ({"invoice_date": date(2026, 11, 22), "due_date": date(2026, 12, 1)}, InvalidInput),
    ({"due_date": date(2026, 9, 30)}, InvalidInput),
])
def test_what_stands_already_or_cannot_be_is_refused(
    session: Session, case: Case, changes: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        foresee(session, case, invoice(**changes))


def test_not_while_a_plan_runs_and_not_on_a_closed_case(session: Session, case: Case) -> None:
    schedule = arrangements.propose(
        session, case.id, agreed_on=TODAY, first_due_on=TODAY, figures=FIGURES, number=3
    )
    arrangements.make(session, on(TODAY), case.id, schedule, note="", client_agreed=True, figures=FIGURES)
    with pytest.raises(Refused, match="regeling"):
        foresee(session, case, invoice())
    pay(session, case, owed(session, case, TODAY), TODAY)
    with pytest.raises(CaseClosed):
        foresee(session, case, invoice())


def test_it_is_of_the_kind_that_was_agreed_for_all_claims_of_the_client(session: Session, store: DocumentStore) -> None:
    """By contract five years after it fell due, and not the two of a sale to a consumer."""
    client = make_client(session, terms=make_terms(prescription_regime=PrescriptionRegime.CONTRACT))
    claim = add(session, store, make_case(session, store, client=client))
    assert (claim.prescription_regime, claim.barred_from) == (PrescriptionRegime.CONTRACT, date(2031, 10, 16))
