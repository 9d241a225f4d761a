"""A letter of December told day by day through January: the figures come on the 4th, on the 12th, or not at all."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from cases import daily_run
from cases.counting import statement
from cases.models import Case, Stage
from cases.queries.balance import Balance, balance
from cases.store import DocumentStore
from legal.counting.valuation import valuate
from legal.parameters import Figures
from tests.cases.year_end.turn import (
    DUE,
    EARLY,
    FEE,
    LAST,
    MIDDLE,
    POSTED,
    at,
    business_case,
    figures_on,
    pay,
    with_notice,
    with_rates,
)
from tests.legal.figures import FIGURES_2026

END = date(2027, 1, 20)
COMES = [pytest.param(EARLY, id="on the 4th"), pytest.param(MIDDLE, id="on the 12th"), pytest.param(None, id="never")]


def days(first: date, last: date) -> Iterator[date]:
    yield from (first + timedelta(days=each) for each in range((last - first).days + 1))


def live(session: Session, day: date, figures: Figures) -> None:
    daily_run.run(session, day=day, figures=figures, now=at(day))


def shown(session: Session, case: Case, day: date, figures: Figures) -> Balance:
    found = balance(session, case, on=day, figures=figures)
    assert found.refusal == ""
    return found


@pytest.mark.parametrize("come_on", COMES)
def test_every_day_of_january_says_what_is_owed(
    session: Session, store: DocumentStore, come_on: date | None
) -> None:
    case = with_notice(session, store)
    for day in days(POSTED, END):
        figures = figures_on(day, come_on=come_on)
        live(session, day, figures)
        found = shown(session, case, day, figures)
        assert found.valuation is not None
        is_known = day <= LAST or figures is not FIGURES_2026
        assert found.on == (day if is_known else LAST)
        assert found.is_cut is not is_known
        assert (found.valuation.costs == FEE) is (is_known and day >= DUE)
        later = None if found.later_costs is None else (found.later_costs.first_day, found.later_costs.amount)
        assert later == (None if is_known else (DUE, FEE))
        assert ("Een beheerder voegt" in found.why_cut) is not is_known


@pytest.mark.parametrize("come_on", COMES)
def test_the_term_of_the_letter_ends_on_its_day_whatever_is_known(
    session: Session, store: DocumentStore, come_on: date | None
) -> None:
    case = with_notice(session, store)
    stages = {}
    for day in days(POSTED, EARLY):
        live(session, day, figures_on(day, come_on=come_on))
        stages[day] = case.stage
    assert (stages[LAST], stages[DUE]) == (Stage.NOTICE_RUNNING, Stage.AMICABLE)


@pytest.mark.parametrize("come_on", [EARLY, MIDDLE])
def test_when_the_figures_come_the_balance_goes_on_as_if_they_had_always_been_there(
    session: Session, store: DocumentStore, come_on: date
) -> None:
    case = with_notice(session, store)
    for day in days(POSTED, come_on):
        live(session, day, figures_on(day, come_on=come_on))
    found = shown(session, case, END, figures_on(END, come_on=come_on)).valuation
    assert found is not None
    # 688,20 × 4 % × 61/365 = 4,60 (4,6006) in 2026; × 5 % × 20/365 = 1,89 (1,8855) in 2027
    assert (found.interest, found.costs) == (Decimal("6.49"), FEE)
    assert found.balance == Decimal("688.20") + Decimal("6.49") + FEE
    assert [remark.code for remark in found.remarks] == ["figure_not_rechecked"]
    assert "niet nagekeken na 31-12-2026" in found.remarks[0].text


def test_money_that_comes_in_meanwhile_is_told_beside_the_balance_and_counts_later(
    session: Session, store: DocumentStore
) -> None:
    case = with_notice(session, store)
    pay(session, case, "100.00", EARLY, FIGURES_2026)
    before = shown(session, case, EARLY, FIGURES_2026)
    assert (before.on, before.valuation and before.valuation.paid) == (LAST, Decimal("0.00"))
    assert [entry.amount for entry in before.uncounted] == [Decimal("-100.00")]
    after = shown(session, case, EARLY, with_rates("statutory_interest"))
    assert (after.on, after.valuation and after.valuation.paid) == (EARLY, Decimal("100.00"))
    assert after.uncounted == ()


def test_a_consumer_waits_for_no_commercial_rate(session: Session, store: DocumentStore) -> None:
    consumer = with_notice(session, store)
    business = business_case(session, store)
    for name, known, cut in (
        ("statutory_interest", consumer, business), ("statutory_commercial_interest", business, consumer),
    ):
        figures = with_rates(name)
        assert shown(session, known, EARLY, figures).on == EARLY
        assert shown(session, cut, EARLY, figures).on == LAST
    assert "De wettelijke handelsrente is gecontroleerd" in shown(
        session, business, EARLY, with_rates("statutory_interest")
    ).why_cut


def test_a_case_that_was_paid_in_december_is_of_today(session: Session, store: DocumentStore) -> None:
    case = with_notice(session, store)
    pay(session, case, "692.80", LAST, FIGURES_2026)  # 688,20 with 4,60 interest
    assert case.stage is Stage.CLOSED
    found = shown(session, case, EARLY, FIGURES_2026)
    assert (found.on, found.total, found.why_cut) == (EARLY, Decimal("0.00"), "")


def test_the_amounts_of_one_valuation_are_those_of_the_law_on_that_day(session: Session, store: DocumentStore) -> None:
    case = with_notice(session, store)
    found = shown(session, case, EARLY, FIGURES_2026)
    facts = statement.facts_of(session, case, figures=FIGURES_2026)
    assert found.total == valuate(facts, on=LAST, figures=FIGURES_2026).balance
