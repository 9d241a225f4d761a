"""Costs beside those of collection: owed only where the debtor bears them, with article, paper and award."""

from datetime import date
from decimal import Decimal
from typing import Any  # a table of mixed values

import pytest
from sqlalchemy.orm import Session

from cases.amicable import closings
from cases.claims import other_costs
from cases.claims.following import Basis, Foreseen
from cases.claims.other_costs import CostInput
from cases.correspondence import letter_data
from cases.counting import statement
from cases.documents import File
from cases.errors import NotFound, Refused
from cases.events.debts import OtherCostBooked, OtherCostWithdrawn
from cases.models import Case, ClosingReason, CostBearer, LedgerEntry, OtherCost, Stage
from cases.store import DocumentStore
from legal.facts import CostKind
from letters.catalogue import content
from letters.document import plain_text
from tests.cases.amicable.endings import close, on, owed, pay, posted_case, told, whats_wrong
from tests.cases.claims.bookings import Desk
from tests.factories import FIGURES, SMALL_PDF, TODAY

DAY = date(2026, 11, 10)


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """500 euro of a consumer; a letter of 2 November names 75 euro, due from 19 November."""
    return posted_case(session, store)


def cost(**changes: Any) -> CostInput:
    values = {
        "kind": CostKind.COURT_FEE, "amount": Decimal("132.00"), "on": DAY, "borne_by": CostBearer.DEBTOR,
        "is_awarded": True,
    }
    return CostInput(**values | changes)


def foresee(session: Session, case: Case, told_: CostInput) -> Foreseen:
    return other_costs.foresee(session, case.id, told_, today=TODAY, figures=FIGURES)


def book(session: Session, store: DocumentStore, case: Case, **changes: Any) -> OtherCost:
    what = cost(**changes)
    basis = Basis(reason="Vonnis van 10 november", paper=File("vonnis.pdf", SMALL_PDF),
                  seen=foresee(session, case, what).mark)
    booked = other_costs.book(session, on(TODAY), store, case.id, what, basis=basis, figures=FIGURES)
    session.refresh(case)
    return booked


def test_what_the_debtor_bears_is_owed_from_its_day_and_what_another_bears_is_not(
    session: Session, store: DocumentStore, case: Case
) -> None:
    before = owed(session, case, TODAY)
    of_client = book(session, store, case, borne_by=CostBearer.CLIENT, is_awarded=False)
    assert owed(session, case, TODAY) == before
    day_before = owed(session, case, date(2026, 11, 9))
    of_debtor = book(session, store, case)
    assert owed(session, case, TODAY) == before + 132
    assert owed(session, case, date(2026, 11, 9)) == day_before
    assert (of_client.entry_id, of_debtor.entry_id is None) == (None, False)
    assert [each.id for each in other_costs.of_case(session, case.id)] == [of_client.id, of_debtor.id]
    assert [(each.law, each.is_awarded) for each in told(session, case, OtherCostBooked)] == [
        ("art. 237 lid 1 Rv", False), ("art. 237 lid 1 Rv", True),
    ]
    assert whats_wrong(session, store, TODAY) == []


@pytest.mark.parametrize("kind", CostKind)
def test_a_consumer_bears_nothing_of_it_without_an_award(session: Session, case: Case, kind: CostKind) -> None:
    with pytest.raises(Refused, match="toegewezen"):
        foresee(session, case, cost(kind=kind, is_awarded=False))
    assert foresee(session, case, cost(kind=kind)).changed is not None


def test_interest_over_costs_runs_only_where_it_is_claimed(session: Session, store: DocumentStore, case: Case) -> None:
    plain = statement.valuation(session, case, on=TODAY, figures=FIGURES).interest
    book(session, store, case)
    assert statement.valuation(session, case, on=TODAY, figures=FIGURES).interest == plain
    book(session, store, case, amount=Decimal("365.00"), interest_from=date(2026, 11, 12), kind=CostKind.SALARY)
    counted = statement.valuation(session, case, on=TODAY, figures=FIGURES)
    assert counted.interest == plain + Decimal("0.40")  # 365 x 4 % x 10 / 365
    assert whats_wrong(session, store, TODAY) == []


def test_a_payment_takes_these_costs_first(session: Session, store: DocumentStore, case: Case) -> None:
    book(session, store, case)
    pay(session, case, "132.00", TODAY)
    counted = statement.valuation(session, case, on=TODAY, figures=FIGURES)
    assert (counted.payments[0].costs, counted.other_costs) == (Decimal("132.00"), Decimal("132.00"))


def test_taking_them_back_leaves_every_amount_as_it_was(session: Session, store: DocumentStore, case: Case) -> None:
    before = owed(session, case, TODAY)
    booked = book(session, store, case)
    other_costs.withdraw(session, on(TODAY), booked.id, case_id=case.id, reason="Andere zaak", figures=FIGURES)
    assert owed(session, case, TODAY) == before
    assert other_costs.of_case(session, case.id) == []
    with pytest.raises(NotFound):
        other_costs.withdraw(session, on(TODAY), booked.id, case_id=case.id, reason="Weer", figures=FIGURES)
    assert whats_wrong(session, store, TODAY) == []


@pytest.mark.parametrize("changes", [
    {"amount": Decimal("0.00")}, {"amount": Decimal("1.005")}, {"on": date(2026, 5, 31)}, {"on": date(2026, 11, 22)},
    {"interest_from": date(2026, 11, 9)},
    {"borne_by": CostBearer.CLIENT, "interest_from": DAY},
])
def test_impossible_amounts_and_days_are_refused(session: Session, case: Case, changes: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        foresee(session, case, cost(**changes))


def test_the_specification_names_them_and_adds_up(session: Session, store: DocumentStore, case: Case) -> None:
    book(session, store, case)
    text = plain_text(content(letter_data.specification_data(session, case, on=TODAY, figures=FIGURES)))
    assert "griffierecht" in text
    assert "€\u00a0132,00" in text


def test_a_case_that_was_never_owed_asks_none_of_it(session: Session, store: DocumentStore, case: Case) -> None:
    book(session, store, case)
    close(session, case, ClosingReason.DISPUTE_UPHELD, TODAY)
    assert owed(session, case, TODAY) == 0
    assert whats_wrong(session, store, TODAY) == []


def test_of_which_every_invoice_was_credited_too_the_costs_alone_are_given_up(
    session: Session, store: DocumentStore, case: Case
) -> None:
    book(session, store, case)
    Desk(session, store, case).credit("", "500.00", TODAY)
    assert (case.stage, owed(session, case, TODAY)) == (Stage.NOTICE_RUNNING, Decimal("132.00"))
    close(session, case, ClosingReason.DISPUTE_UPHELD, TODAY)
    assert (case.stage, owed(session, case, TODAY)) == (Stage.CLOSED, Decimal("0.00"))
    assert whats_wrong(session, store, TODAY) == []


def test_the_entry_says_nothing_that_its_row_does_not(session: Session, store: DocumentStore, case: Case) -> None:
    booked = book(session, store, case)
    entry = session.get_one(LedgerEntry, booked.entry_id)
    assert (entry.amount, entry.effective_on, entry.note) == (booked.amount, booked.incurred_on, booked.note)
    assert closings.open_now(session, case, act=on(TODAY), figures=FIGURES) == owed(session, case, TODAY)


@pytest.mark.parametrize(("bearer", "reads"), [
    (CostBearer.AGENCY, False), (CostBearer.CLIENT, True), (CostBearer.DEBTOR, True),
])
def test_a_client_reads_that_costs_went_away_only_where_he_read_of_them(
    session: Session, store: DocumentStore, case: Case, bearer: CostBearer, reads: bool
) -> None:
    booked = book(session, store, case, borne_by=bearer, is_awarded=bearer is CostBearer.DEBTOR)
    other_costs.withdraw(
        session, on(TODAY), booked.id, case_id=case.id, reason="Andere zaak", figures=FIGURES
    )
    (came,), (went,) = told(session, case, OtherCostBooked), told(session, case, OtherCostWithdrawn)
    assert (came.is_for_client(), went.is_for_client()) == (reads, reads)
