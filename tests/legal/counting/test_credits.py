"""What was credited: never owed or given away from a day, in every count of a case and in what a correction changes."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legal.counting.daily_interest import daily_interest
from legal.counting.portfolio import KindCode, Portfolio, portfolio_value
from legal.counting.replay import after_booking, after_correction
from legal.counting.valuation import valuate
from legal.errors import InvalidFacts
from legal.facts import CaseFacts, Claim, CostKind, Credit, CreditEffect, DebtorKind, OtherCost, Surcharge, Valuation
from legal.money import to_cents
from tests.legal.factories import FIGURES, claim, facts, interest_lines, paid, value
from tests.sizes import examples

ON = date(2026, 11, 21)
FROM_ORIGIN, FROM_DAY = CreditEffect.FROM_ORIGIN, CreditEffect.FROM_DAY


def credit(on: date, amount: str, effect: CreditEffect = FROM_ORIGIN) -> Credit:
    return Credit(on=on, amount=Decimal(amount), effect=effect)


def credited(*credits_: Credit, principal: str = "1000.00") -> Claim:
    return replace(claim(principal), credits=credits_)


def test_what_was_never_owed_is_as_if_the_invoice_had_been_lower() -> None:
    """Whatever its day, and also for a day asked before the credit note was written."""
    smaller = facts(claim("800.00"), sent_on=date(2026, 10, 5), payments=(paid(date(2026, 6, 1), "50.00"),))
    for day in (date(2026, 1, 1), date(2026, 9, 1), date(2027, 3, 1)):
        case = replace(smaller, claims=(credited(credit(day, "200.00")),))
        found, wanted = value(case, ON), value(smaller, ON)
        assert found._replace(remarks=()) == wanted
        assert value(case, date(2026, 8, 1)) == value(smaller, date(2026, 8, 1))


@pytest.mark.parametrize(("effect", "costs"), [(FROM_ORIGIN, "40.00"), (FROM_DAY, "80.00")])
def test_a_term_is_as_small_as_what_was_ever_owed_of_it(effect: CreditEffect, costs: str) -> None:
    """Two terms of 266.68; up to 266.67 only the largest counts (art. 2a of the decree). A cent is credited of each."""
    cent = credit(date(2025, 1, 26), "0.01", effect)
    terms = [
        replace(claim("266.68", date(2025, 1, day), ref=f"T{day}"), term_of="A", credits=(cent,)) for day in (1, 8)
    ]
    assert value(facts(*terms, sent_on=date(2025, 1, 8)), date(2025, 1, 25)).costs == Decimal(costs)


def test_all_of_it_credited_leaves_nothing() -> None:
    found = value(facts(credited(credit(date(2026, 9, 1), "1000.00")), sent_on=date(2026, 10, 5)), ON)
    assert (found.principal, found.interest, found.costs, found.balance) == (Decimal(0),) * 4
    assert found.lines == ()


def test_what_is_given_away_bears_interest_through_the_day_before() -> None:
    case = facts(credited(credit(date(2026, 3, 1), "400.00", FROM_DAY), credit(date(2026, 3, 1), "100.00", FROM_DAY)))
    assert [line[:4] for line in interest_lines(value(case, ON))] == [
        ("2026-02-01", "2026-02-28", 28, "1000.00"), ("2026-03-01", "2026-11-21", 266, "500.00"),
    ]  # fmt: skip
    assert str(daily_interest(case, on=date(2026, 2, 28), figures=FIGURES)) == "0.11"
    assert str(daily_interest(case, on=date(2026, 3, 1), figures=FIGURES)) == "0.05"


def test_giving_away_before_default_bears_nothing_over_it() -> None:
    case = facts(credited(credit(date(2026, 1, 15), "400.00", FROM_DAY)))
    assert [line[3] for line in interest_lines(value(case, ON))] == ["600.00"]


def test_on_one_day_a_credit_goes_before_a_payment() -> None:
    day = date(2026, 6, 1)
    case = facts(credited(credit(day, "400.00", FROM_DAY)), payments=(paid(day, "700.00"),))
    found = value(case, ON)
    assert (found.payments[0].principal, found.balance) == (Decimal("600.00"), found.interest - Decimal("100.00"))


def test_what_was_paid_before_it_was_given_away_is_owed_back() -> None:
    """900.00 of the principal was paid when 200.00 is given away: 100.00 of it falls on what was paid."""
    first = paid(date(2026, 2, 1), "900.11")  # 0.11 is the interest of that day
    found = value(facts(credited(credit(date(2026, 3, 1), "200.00", FROM_DAY)), payments=(first,)), ON)
    assert found.claims[0].balance == found.balance
    assert found.balance == Decimal("-100.00") + found.interest - Decimal("0.11")


def test_a_correction_says_what_it_changed_and_which_payments_are_counted_otherwise() -> None:
    """On 1 June 400.00 was 13.26 interest of 1,000.00; of 800.00 it is 10.61."""
    case = facts(claim(), payments=(paid(date(2026, 6, 1), "400.00"),))
    before = value(case, ON)
    after = value(replace(case, claims=(credited(credit(date(2026, 5, 1), "200.00")),)), ON)
    found = after_correction(before, after)
    assert (found.credited, found.other_costs) == (Decimal("200.00"), Decimal("0.00"))
    assert [(str(each.before.interest), str(each.after.interest)) for each in found.recounted] == [("13.26", "10.61")]
    assert found.before.balance - found.after.balance == found.credited + before.interest - after.interest


def test_a_correction_is_of_one_case_with_one_history() -> None:
    case = facts(claim(), payments=(paid(date(2026, 6, 1), "400.00"),))
    with pytest.raises(InvalidFacts):
        after_correction(value(case, ON), value(replace(case, payments=()), ON))
    with pytest.raises(InvalidFacts):
        after_correction(value(case, ON), value(case, ON + timedelta(days=1)))
    with pytest.raises(InvalidFacts):
        after_correction(value(case, ON), value(replace(case, claims=(claim(ref="F2"),)), ON))


def test_a_payment_on_a_credited_claim_is_replayed() -> None:
    case = facts(credited(credit(date(2026, 5, 1), "200.00"), credit(date(2026, 7, 1), "50.00", FROM_DAY)))
    having = replace(case, payments=(paid(date(2026, 6, 1), "100.00"),))
    found = after_booking(value(case, ON), value(having, ON), place=0)
    assert found.after.principal_open == found.before.principal_open - found.payment.principal


def test_a_portfolio_counts_what_its_columns_cannot_say() -> None:
    told = [
        credited(credit(date(2026, 5, 1), "200.00")),
        credited(credit(date(2026, 5, 1), "200.00", FROM_DAY)),
        replace(claim(), surcharge=Surcharge(percent=Decimal(2), per="year")),
        replace(claim(), other_costs=(OtherCost(kind=CostKind.COURT_FEE, on=ON, amount=Decimal("90.00")),)),
        claim(),
    ]
    asked = Portfolio(
        principal=np.full(len(told), 100_000, dtype=np.int64),
        interest_from=np.full(len(told), date(2026, 2, 1).toordinal(), dtype=np.int32),
        kind=np.full(len(told), KindCode.STATUTORY, dtype=np.int8), told=dict(enumerate(told[:4])),
    )
    found = portfolio_value(asked, on=ON, figures=FIGURES)
    for number, each in enumerate(told):
        single = value(facts(each), ON)
        assert (found.interest[number], found.balance[number]) == (to_cents(single.interest), to_cents(single.balance))


amounts = st.integers(1, 60_000).map(lambda cents: Decimal(cents) / 100)
days = st.integers(0, 900).map(lambda offset: date(2024, 6, 1) + timedelta(days=offset))
credits_ = st.lists(st.builds(Credit, on=days, amount=amounts, effect=st.sampled_from(CreditEffect)), max_size=3)
payments = st.lists(st.tuples(days, amounts), max_size=4)


@settings(deadline=None, max_examples=examples(200))
@given(given_credits=credits_, given_payments=payments, on=days, consumer=st.booleans(), start=days)
def test_a_credit_never_raises_what_is_owed_and_no_cent_is_lost(
    given_credits: list[Credit], given_payments: list[tuple[date, Decimal]], on: date, consumer: bool, start: date
) -> None:
    plain = facts(
        claim("2000.00", start), sent_on=start + timedelta(days=30),
        debtor=DebtorKind.CONSUMER if consumer else DebtorKind.BUSINESS, handed_over_on=start + timedelta(days=60),
        payments=tuple(paid(day, str(amount)) for day, amount in given_payments),
    )  # fmt: skip
    found = value(replace(plain, claims=(replace(plain.claims[0], credits=tuple(given_credits)),)), on)
    assert_adds_up(found)
    assert found.balance <= value(plain, on).balance + Decimal("0.02")


@settings(deadline=None, max_examples=examples(100))
@given(given_credits=credits_, given_payments=payments, on=days, start=days)
def test_a_later_day_never_lowers_interest(
    given_credits: list[Credit], given_payments: list[tuple[date, Decimal]], on: date, start: date
) -> None:
    case = facts(
        replace(claim("2000.00", start), credits=tuple(given_credits)),
        payments=tuple(paid(day, str(amount)) for day, amount in given_payments),
    )
    assert value(case, on).interest <= value(case, on + timedelta(days=1)).interest


def assert_adds_up(found: Valuation) -> None:
    gross = found.principal + found.interest + found.costs + found.vat_on_costs + found.other_costs
    assert found.balance == gross - found.paid
    assert sum((line.amount for line in found.lines), Decimal(0)) == gross - found.principal
    for payment in found.payments:
        assert payment.amount == payment.costs + payment.interest + payment.principal + payment.unallocated


def test_the_naive_sum_of_a_case_with_everything() -> None:
    """One case with all of it through `valuate`: the parts of every payment are those of its claims."""
    case: CaseFacts = replace(
        facts(credited(credit(date(2026, 5, 1), "200.00", FROM_DAY)), sent_on=date(2026, 10, 5),
              payments=(paid(date(2026, 11, 1), "300.00"),)),
        creditor_reclaims_vat=False,
    )  # fmt: skip
    burdened = replace(
        case.claims[0],
        other_costs=(OtherCost(kind=CostKind.BAILIFF_ACT, on=date(2026, 10, 1), amount=Decimal("125.57")),),
    )
    found = valuate(replace(case, claims=(burdened,)), on=ON, figures=FIGURES)
    assert_adds_up(found)
    assert found.payments[0].costs == Decimal("125.57") + found.costs + found.vat_on_costs


def test_a_claim_on_a_consumer_in_a_case_of_a_business_keeps_its_own_interest_with_a_credit_too() -> None:
    """One percent agreed: a consumer then owes the statutory rate, art. 6:119 lid 3 BW; a business what it agreed."""
    agreed = claim("1000.00", date(2026, 2, 1), percent="1")
    credited = replace(
        agreed, principal=Decimal("1100.00"), debtor_kind=DebtorKind.CONSUMER,
        credits=(Credit(on=date(2026, 2, 1), amount=Decimal("100.00")),),
    )
    of_consumer = value(facts(replace(agreed, debtor_kind=DebtorKind.CONSUMER), debtor=DebtorKind.BUSINESS), ON)
    of_business = value(facts(agreed, debtor=DebtorKind.BUSINESS), ON)
    assert of_consumer.interest > of_business.interest
    assert value(facts(credited, debtor=DebtorKind.BUSINESS), ON).interest == of_consumer.interest
