"""An agreed penalty for paying late: whom it binds, that it bears nothing, and that a payment takes it last."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legal.counting.daily_interest import daily_interest
from legal.counting.owed_by_one import owed_by_one
from legal.counting.portfolio import Portfolio, portfolio_value
from legal.counting.reach import reach
from legal.counting.replay import standing
from legal.facts import (
    CaseFacts,
    Claim,
    ClauseStatus,
    Credit,
    CreditEffect,
    Debtor,
    DebtorKind,
    InterestKind,
    Liability,
    LineKind,
    Penalty,
)
from legal.money import ZERO
from legal.policies import ClausePolicy, InterestBesidePenalty
from tests.legal.factories import FIGURES, claim, facts, paid, value
from tests.sizes import examples

ON, DEFAULT, DUE = date(2026, 11, 21), date(2026, 2, 1), date(2026, 3, 1)
CONSUMER, BUSINESS = DebtorKind.CONSUMER, DebtorKind.BUSINESS
FAIR = Penalty(on=DUE, amount=Decimal("50.00"), clause=ClauseStatus.FAIR)


def penalised(asked: Claim | None = None, penalty: Penalty = FAIR) -> Claim:
    return replace(asked or claim(), penalty=penalty)


@pytest.mark.parametrize(("kind", "clause", "owed", "interest"), [
    (CONSUMER, None, "0.00", "32.22"),
    (CONSUMER, ClauseStatus.SUSPECT, "0.00", "32.22"),
    (CONSUMER, ClauseStatus.UNFAIR, "0.00", "32.22"),
    (CONSUMER, ClauseStatus.FAIR, "50.00", "0.00"),
    (BUSINESS, None, "50.00", "0.00"),
    (BUSINESS, ClauseStatus.UNFAIR, "50.00", "0.00"),
])
def test_whom_it_binds(kind: DebtorKind, clause: ClauseStatus | None, owed: str, interest: str) -> None:
    found = value(facts(penalised(penalty=replace(FAIR, clause=clause)), debtor=kind), ON)
    assert (found.penalty, found.interest) == (Decimal(owed), Decimal(interest))


def test_the_kind_of_the_claim_goes_before_that_of_the_debtor() -> None:
    asked = replace(penalised(penalty=replace(FAIR, clause=None)), debtor_kind=BUSINESS)
    assert value(facts(asked), ON).penalty == Decimal("50.00")


def test_its_line_says_article_day_and_who_stated_it() -> None:
    (line,) = [each for each in value(facts(penalised()), ON).lines if each.kind is LineKind.PENALTY]
    assert (line.claim, line.first_day, line.days, line.amount) == ("F1", DUE, 0, Decimal("50.00"))
    assert line.law.startswith("art. 6:91 BW")
    assert line.source == "opgave van de schuldeiser"


@pytest.mark.parametrize("asked", [
    claim(percent="10", compound=True), claim(percent="1", per="month"), claim(interest=InterestKind.COMMERCIAL),
])
def test_it_takes_the_place_of_every_interest_on_every_day(asked: Claim) -> None:
    case = facts(penalised(asked))
    assert [value(case, day).interest for day in (DEFAULT, DUE, ON)] == [ZERO] * 3
    assert daily_interest(case, on=ON, figures=FIGURES) == ZERO


def test_a_claim_that_bears_none_asks_no_rate_of_the_years_to_come() -> None:
    wanted = date(2031, 1, 1)
    assert reach(facts(penalised()), wanted=wanted, figures=FIGURES).day == wanted
    assert reach(facts(), wanted=wanted, figures=FIGURES).day < wanted


@pytest.mark.parametrize(("day", "owed"), [(DUE - timedelta(days=1), "0.00"), (DUE, "50.00")])
def test_who_paid_before_its_day_owes_none(day: date, owed: str) -> None:
    found = value(facts(penalised(), payments=(paid(day, "1000.00"),)), ON)
    assert (found.penalty, found.balance) == (Decimal(owed), Decimal(owed))


def test_who_paid_but_for_a_cent_before_its_day_owes_it() -> None:
    found = value(facts(penalised(), payments=(paid(DUE - timedelta(days=1), "999.99"),)), ON)
    assert (found.penalty, found.balance) == (Decimal("50.00"), Decimal("50.01"))


@pytest.mark.parametrize(("effect", "day", "owed"), [
    (CreditEffect.FROM_ORIGIN, ON, "0.00"),                       # never owed: nothing to be late with
    (CreditEffect.FROM_DAY, DUE, "0.00"),                         # given away by then
    (CreditEffect.FROM_DAY, DUE + timedelta(days=1), "50.00"),    # it was owed before
])
def test_what_was_credited_whole_bears_none(effect: CreditEffect, day: date, owed: str) -> None:
    credit = Credit(on=day, amount=Decimal("1000.00"), effect=effect)
    assert value(facts(replace(penalised(), credits=(credit,))), ON).penalty == Decimal(owed)


def test_where_interest_was_agreed_beside_it_both_count() -> None:
    both = replace(facts(penalised()), clause_policy=ClausePolicy(beside_penalty=InterestBesidePenalty.AS_AGREED))
    found = value(both, ON)
    assert (found.interest, found.penalty) == (Decimal("32.22"), Decimal("50.00"))
    assert "ernaast" in found.remarks[0].text


def test_two_penalties_are_paid_by_their_days_and_those_of_one_day_pro_rata() -> None:
    later = replace(FAIR, on=date(2026, 4, 1), amount=Decimal("30.00"))
    case = facts(
        penalised(claim(ref="F1"), later), penalised(claim(ref="F2")), penalised(claim(ref="F3"), later),
        payments=(paid(ON, "3080.00"),),
    )
    found = value(case, ON)
    assert {share.ref: share.penalty for share in found.payments[0].per_claim} == {
        "F1": Decimal("15.00"), "F2": Decimal("50.00"), "F3": Decimal("15.00"),
    }
    assert found.balance == Decimal("30.00")


@pytest.mark.parametrize(("named", "amount", "parts"), [
    ("F1", "1020.00", {"F1": ("1000.00", "20.00")}),
    ("F1", "1100.00", {"F1": ("1000.00", "50.00"), "F2": ("50.00", "0.00")}),
    ("F2", "1100.00", {"F2": ("1000.00", "0.00"), "F1": ("100.00", "0.00")}),
    (None, "1100.00", {"F2": ("100.00", "0.00"), "F1": ("1000.00", "0.00")}),
])
def test_who_names_an_invoice_pays_its_penalty_before_another_invoice(
    named: str | None, amount: str, parts: dict[str, tuple[str, str]]
) -> None:
    """Art. 6:43 lid 1 BW; without a name the older invoice goes first, then the other, then the penalty."""
    case = facts(
        penalised(claim(ref="F1")), claim(ref="F2", interest_from=date(2026, 2, 2), interest=InterestKind.NONE),
        payments=(paid(ON, amount, named),),
    )
    shares = value(case, ON).payments[0].per_claim
    assert {each.ref: (str(each.principal), str(each.penalty)) for each in shares} == {
        ref: (str(Decimal(one)), str(Decimal(other))) for ref, (one, other) in parts.items()
    }


def test_who_names_an_invoice_that_is_paid_pays_its_penalty() -> None:
    case = facts(
        penalised(claim(ref="F1")), claim(ref="F2"), payments=(paid(ON, "1000.00", "F1"), paid(ON, "50.00", "F1"))
    )
    assert [each.penalty for each in value(case, ON).payments] == [ZERO, Decimal("50.00")]


def test_a_payment_that_comes_to_light_from_before_its_day_takes_it_off() -> None:
    """What a replay lays side by side names the penalty that fell away."""
    late = value(facts(penalised(), payments=(paid(ON, "1000.00"),)), ON)
    early = value(facts(penalised(), payments=(paid(DEFAULT, "1000.00"),)), ON)
    assert (standing(late).penalty, standing(early).penalty) == (Decimal("50.00"), ZERO)


def test_a_portfolio_counts_it_as_the_case_does() -> None:
    portfolio = Portfolio(
        principal=np.array([100_000]), interest_from=np.array([DEFAULT.toordinal()], dtype=np.int32),
        kind=np.array([1], dtype=np.int8), told={0: penalised(claim(ref="0"))},
    )
    found = portfolio_value(portfolio, on=ON, figures=FIGURES)
    assert (int(found.interest[0]), int(found.balance[0])) == (0, 105_000)


JOINT = tuple(Debtor(ref=ref, kind=CONSUMER) for ref in "AB")
GUARANTEED = (JOINT[0], Debtor(ref="G", kind=CONSUMER, liability=Liability.GUARANTOR))


def test_joint_debtors_owe_it_whole_and_a_guarantor_none_of_it() -> None:
    joint = value(replace(facts(penalised()), debtors=JOINT), ON)
    assert [each.owes for each in joint.debtors] == [Decimal("1050.00")] * 2
    of_one = owed_by_one(replace(facts(penalised()), debtors=JOINT), joint, "B", figures=FIGURES)
    assert (of_one.penalty, of_one.paid, of_one.balance) == (Decimal("50.00"), ZERO, Decimal("1050.00"))
    case = replace(facts(penalised()), debtors=GUARANTEED)
    found = value(case, ON)
    assert [each.owes for each in found.debtors] == [Decimal("1050.00"), Decimal("1000.00")]
    assert owed_by_one(case, found, "G", figures=FIGURES).penalty == ZERO


@pytest.mark.parametrize(("amount", "parts"), [("50.00", ["16.67", "16.67", "16.66"]), ("0.01", ["0.01", "0", "0"])])
def test_heirs_owe_their_parts_and_none_of_them_interest(amount: str, parts: list[str]) -> None:
    """A part of less than a cent of the penalty does not bring back interest over that part of the claim."""
    heirs = tuple(
        Debtor(ref=ref, kind=CONSUMER, liability=Liability.SHARE, share=Fraction(1, 3)) for ref in "ABC"
    )
    asked = penalised(claim("900.00"), replace(FAIR, amount=Decimal(amount)))
    found = value(replace(facts(asked), debtors=heirs), ON)
    assert found.interest == ZERO
    assert sorted((each.owes - 300 for each in found.debtors), reverse=True) == [Decimal(part) for part in parts]
    assert found.penalty == Decimal(amount)


amounts = st.integers(min_value=1, max_value=300_000).map(lambda cents: str(Decimal(cents).scaleb(-2)))
LAST = date(2026, 12, 30)
some_days = st.dates(min_value=date(2021, 1, 1), max_value=LAST)


@st.composite
def cases(draw: st.DrawFn) -> tuple[CaseFacts, CaseFacts]:
    """A case with penalties that count, and the same claims without any, those without interest that had one."""
    kind = draw(st.sampled_from(DebtorKind))
    asked, bare = [], []
    for number in range(draw(st.integers(min_value=1, max_value=3))):
        one = claim(draw(amounts), draw(some_days), ref=f"F{number}")
        if draw(st.booleans()):
            after = timedelta(days=draw(st.integers(min_value=0, max_value=900)))
            asked.append(penalised(one, Penalty(
                on=one.interest_from + after, amount=Decimal(draw(amounts)), clause=ClauseStatus.FAIR
            )))
            bare.append(replace(one, interest=InterestKind.NONE))
        else:
            asked.append(one)
            bare.append(one)
    payments = tuple(draw(st.lists(st.builds(paid, some_days, amounts), max_size=5)))
    sent_on = draw(st.none() | some_days)
    own = facts(*asked, debtor=kind, payments=payments, sent_on=sent_on, handed_over_on=draw(st.none() | some_days))
    return own, replace(own, claims=tuple(bare))


@settings(max_examples=examples(300), deadline=None)
@given(pair=cases(), on=some_days)
def test_without_it_all_else_is_the_same_to_the_cent(pair: tuple[CaseFacts, CaseFacts], on: date) -> None:
    """So that a court that strikes it out changes nothing but what was paid of it."""
    with_it, without = (value(each, on) for each in pair)
    assert with_it.balance == without.balance + with_it.penalty
    same = ("principal", "interest", "costs", "vat_on_costs", "paid", "claims", "costs_claimable_from")
    assert [getattr(with_it, part) for part in same] == [getattr(without, part) for part in same]
    for one, other in zip(with_it.payments, without.payments, strict=True):
        assert (one.costs, one.interest, one.principal) == (other.costs, other.interest, other.principal)
        assert one.penalty + one.unallocated == other.unallocated
        assert one.penalty == sum(share.penalty for share in one.per_claim)
    assert with_it.penalty == sum(line.amount for line in with_it.lines if line.kind is LineKind.PENALTY)
    assert ZERO <= sum(payment.penalty for payment in with_it.payments) <= with_it.penalty


@settings(max_examples=examples(200), deadline=None)
@given(pair=cases(), on=some_days, later=st.integers(min_value=1, max_value=400))
def test_a_later_day_never_lowers_it(pair: tuple[CaseFacts, CaseFacts], on: date, later: int) -> None:
    after = min(on + timedelta(days=later), LAST)
    assert value(pair[0], after).penalty >= value(pair[0], on).penalty
