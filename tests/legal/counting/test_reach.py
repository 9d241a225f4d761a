"""How far a case can be counted: only the rates that its open claims need are asked, and the fee needs none."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from legal.calendar import ONE_DAY
from legal.counting.reach import costs_after, reach
from legal.counting.valuation import (
    CaseFacts,
    Channel,
    Claim,
    ContractRate,
    DebtorKind,
    InterestKind,
    Notice,
    Payment,
    valuate,
)
from legal.errors import ParameterUnknown
from legal.facts import Debtor
from legal.parameters import Figures
from tests.legal.counting.test_several_debtors import by, heir, joint
from tests.legal.figures import FIGURES, FIGURES_2026, as_in_2026

LAST = date(2026, 12, 31)
JANUARY = date(2027, 1, 20)


def claim(interest: InterestKind, *, ref: str = "F1", start: date = date(2026, 11, 1), amount: str = "688.20") -> Claim:
    rate = ContractRate(percent=Decimal("8"), per="year", compound=False)
    return Claim(
        ref=ref, principal=Decimal(amount), interest_from=start, interest=interest,
        contract_rate=rate if interest is InterestKind.CONTRACTUAL else None,
    )


def case(*claims: Claim, debtor: DebtorKind = DebtorKind.CONSUMER, **more: object) -> CaseFacts:
    return CaseFacts(debtor=debtor, creditor_reclaims_vat=True, claims=claims, **more)  # type: ignore[arg-type]


def with_rate(name: str) -> Figures:
    """The figures of 2026 with one later rate: made up, for the half-year after."""
    series = getattr(FIGURES_2026, name)
    later = replace(series.values[-1], first_day=date(2027, 1, 1))
    return replace(FIGURES_2026, **{name: series.extended(later, checked_through=date(2027, 6, 30))})


STATUTORY, COMMERCIAL, AGREED, NONE = (
    InterestKind.STATUTORY, InterestKind.COMMERCIAL, InterestKind.CONTRACTUAL, InterestKind.NONE
)
GOVERNMENT = InterestKind.GOVERNMENT
BUSINESS, CONSUMER = DebtorKind.BUSINESS, DebtorKind.CONSUMER


@pytest.mark.parametrize(("facts", "missing"), [
    pytest.param(case(claim(STATUTORY)), ("Wettelijke rente",), id="statutory"),
    pytest.param(case(claim(COMMERCIAL), debtor=BUSINESS), ("Wettelijke handelsrente",), id="commercial"),
    pytest.param(case(claim(GOVERNMENT), debtor=BUSINESS), ("Wettelijke handelsrente",), id="a public authority"),
    pytest.param(case(claim(AGREED)), ("Wettelijke rente",), id="agreed, a consumer: never below the statutory rate"),
    pytest.param(case(claim(AGREED), debtor=BUSINESS), (), id="agreed between businesses"),
    pytest.param(case(claim(NONE)), (), id="no interest"),
    pytest.param(case(claim(STATUTORY, start=date(2027, 2, 1))), (), id="bears no interest yet"),
    pytest.param(
        case(claim(STATUTORY), claim(COMMERCIAL, ref="F2"), debtor=BUSINESS),
        ("Wettelijke rente", "Wettelijke handelsrente"), id="both rates",
    ),
])
def test_only_the_rates_that_the_claims_bear_are_asked(facts: CaseFacts, missing: tuple[str, ...]) -> None:
    found = reach(facts, wanted=JANUARY, figures=FIGURES_2026)
    assert found == (LAST if missing else JANUARY, JANUARY, missing)
    assert found.is_cut == bool(missing)
    valuate(facts, on=found.day, figures=FIGURES_2026)
    if missing:
        with pytest.raises(ParameterUnknown):
            valuate(facts, on=found.day + ONE_DAY, figures=FIGURES_2026)


def test_a_consumer_needs_no_commercial_rate_and_a_business_no_other() -> None:
    consumer, business = case(claim(STATUTORY)), case(claim(COMMERCIAL), debtor=BUSINESS)
    for name, far, short in (
        ("statutory_interest", consumer, business), ("statutory_commercial_interest", business, consumer),
    ):
        figures = with_rate(name)
        assert reach(far, wanted=JANUARY, figures=figures).day == JANUARY
        assert reach(short, wanted=JANUARY, figures=figures).day == LAST


@pytest.mark.parametrize(("paid_on", "amount", "day"), [
    (date(2026, 12, 31), "692.80", JANUARY),  # 688.20 with 61 days at 4 %: 4.60
    (date(2026, 12, 31), "692.79", LAST),
    (date(2027, 1, 1), "700.00", LAST),       # whether it settles the claim turns on the rate of that day
])
def test_a_claim_that_is_settled_in_time_needs_no_rate_any_more(paid_on: date, amount: str, day: date) -> None:
    facts = case(claim(STATUTORY), payments=(Payment(received_on=paid_on, amount=Decimal(amount)),))
    assert reach(facts, wanted=JANUARY, figures=FIGURES_2026).day == day


HALVES = (heir("B", share=Fraction(1, 2)), heir("C", share=Fraction(1, 2)))


@pytest.mark.parametrize(("debtors", "payments", "day"), [
    pytest.param(HALVES, {"B": "346.40", "C": "346.40"}, JANUARY, id="each paid his half of 692.80"),
    pytest.param(HALVES, {"B": "346.40", "C": "346.39"}, LAST, id="one of them lacks a cent"),
    pytest.param(HALVES, {"B": "692.80"}, LAST, id="one of them paid too much"),
    pytest.param((joint("A"), HALVES[0]), {"B": "692.80"}, LAST, id="too much, beside who owes the whole"),
])
def test_what_one_paid_beyond_his_share_settles_no_claim(
    debtors: tuple[Debtor, ...], payments: dict[str, str], day: date
) -> None:
    paid = tuple(by(ref, LAST, amount) for ref, amount in payments.items())
    facts = case(claim(STATUTORY), debtors=debtors, payments=paid)
    assert reach(facts, wanted=JANUARY, figures=FIGURES_2026).day == day
    valuate(facts, on=day, figures=FIGURES_2026)


@pytest.mark.parametrize(("payments", "day"), [
    ((by("A", LAST, "692.80"),), LAST),
    ((by("B", LAST, "346.40"), by("A", LAST, "346.40")), JANUARY),
])
def test_a_share_beside_the_whole_is_counted_by_itself_and_needs_its_rate(
    payments: tuple[Payment, ...], day: date
) -> None:
    facts = case(claim(STATUTORY), debtors=(joint("A"), HALVES[0]), payments=payments)
    assert reach(facts, wanted=JANUARY, figures=FIGURES_2026).day == day
    assert valuate(facts, on=day, figures=FIGURES_2026).balance == 0


def test_a_case_is_counted_as_far_as_all_its_claims_are() -> None:
    facts = case(claim(STATUTORY), claim(COMMERCIAL, ref="F2"), debtor=BUSINESS)
    found = reach(facts, wanted=JANUARY, figures=with_rate("statutory_interest"))
    assert found == (LAST, JANUARY, ("Wettelijke handelsrente",))


def test_within_the_days_that_were_checked_nothing_is_cut() -> None:
    facts = case(claim(STATUTORY))
    assert reach(facts, wanted=LAST, figures=FIGURES_2026) == (LAST, LAST, ())


NOTICE = Notice(sent_on=date(2026, 12, 15), channel=Channel.ORDINARY_POST)
DUE = date(2027, 1, 1)  # received on 17-12, fourteen days through Thursday 31-12


def told(facts: CaseFacts, *, on: date) -> tuple[date, Decimal | None] | None:
    """From which day costs are due that are not counted yet, and how much."""
    found = costs_after(facts, counted=LAST, on=on, figures=FIGURES_2026)
    return None if found is None else (found.first_day, found.amount)


@pytest.mark.parametrize(("on", "found"), [
    (LAST, None), (DUE, (DUE, Decimal("103.23"))), (JANUARY, (DUE, Decimal("103.23"))),
])
def test_a_fee_that_a_letter_of_december_named_is_told_in_january(
    on: date, found: tuple[date, Decimal] | None
) -> None:
    assert told(case(claim(STATUTORY), notice=NOTICE), on=on) == found


def test_the_fee_told_is_what_is_counted_once_the_rate_is_there() -> None:
    facts = case(claim(STATUTORY), notice=NOTICE)
    counted = valuate(facts, on=JANUARY, figures=with_rate("statutory_interest"))
    assert (counted.costs, counted.costs_claimable_from) == (Decimal("103.23"), DUE)


def test_a_payment_that_is_not_counted_yet_leaves_the_fee_untold() -> None:
    late = Notice(sent_on=date(2026, 12, 22), channel=Channel.ORDINARY_POST)
    for paid_on, amount in ((date(2027, 1, 4), None), (date(2027, 1, 11), Decimal("103.23"))):
        facts = case(claim(STATUTORY), notice=late, payments=(Payment(received_on=paid_on, amount=Decimal("100.00")),))
        assert told(facts, on=JANUARY) == (date(2027, 1, 8), amount)


def test_costs_that_were_due_before_are_in_the_balance_and_told_once() -> None:
    facts = case(claim(STATUTORY), notice=replace(NOTICE, sent_on=date(2026, 12, 1)))
    assert told(facts, on=JANUARY) is None
    assert valuate(facts, on=LAST, figures=FIGURES_2026).costs == Decimal("103.23")


def test_the_figures_that_come_with_the_program_are_asked_no_further_than_they_reach() -> None:
    assert reach(case(claim(STATUTORY)), wanted=date(2100, 1, 1), figures=FIGURES).day >= LAST
    assert as_in_2026(FIGURES) == FIGURES_2026
