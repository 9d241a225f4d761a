"""Where a payment goes: which claim (art. 6:43 BW), and costs, interest, principal within it (art. 6:44 BW)."""

from datetime import date
from decimal import Decimal

import pytest

from legal.counting.imputation import split
from legal.errors import InvalidFacts
from legal.facts import DebtorKind, InterestKind, Valuation
from tests.legal.factories import claim, facts, paid, value

NONE = InterestKind.NONE


def shares(valuation: Valuation, index: int = 0) -> list[tuple[str, str, str, str]]:
    return [
        (share.ref, str(share.costs), str(share.interest), str(share.principal))
        for share in valuation.payments[index].per_claim
    ]


def test_costs_then_interest_then_principal() -> None:
    """Term through 21 October; on 22 October 150.00 costs and 264 days of interest are open."""
    for amount, split_of in [
        ("100.00", ("F1", "100.00", "0.00", "0.00")),
        ("160.00", ("F1", "150.00", "10.00", "0.00")),
        ("178.93", ("F1", "150.00", "28.93", "0.00")),
        ("200.00", ("F1", "150.00", "28.93", "21.07")),
    ]:
        case = facts(claim(), sent_on=date(2026, 10, 5), payments=(paid(date(2026, 10, 22), amount),))
        assert shares(value(case, date(2026, 11, 21))) == [split_of]


def test_costs_that_are_not_due_take_nothing() -> None:
    case = facts(claim(), sent_on=date(2026, 10, 5), payments=(paid(date(2026, 10, 21), "100.00"),))
    assert shares(value(case, date(2026, 11, 21))) == [("F1", "0.00", "28.82", "71.18")]


def test_costs_include_their_vat() -> None:
    case = facts(claim(), sent_on=date(2026, 10, 5), reclaims_vat=False, payments=(paid(date(2026, 10, 22), "500.00"),))
    assert shares(value(case, date(2026, 11, 21)))[0][1] == "181.50"


def test_the_designated_claim_goes_first_and_the_rest_flows_on() -> None:
    claims = (claim("100.00", interest=NONE, ref="F1"), claim("100.00", interest=NONE, ref="F2"))
    case = facts(*claims, payments=(paid(date(2026, 3, 1), "120.00", "F2"),))
    assert shares(value(case, date(2026, 3, 1))) == [("F1", "0.00", "0.00", "20.00"), ("F2", "0.00", "0.00", "100.00")]


@pytest.mark.parametrize(
    ("first", "second", "winner"),
    [
        # a claim in default before one that is not, whatever the rate
        (claim("100.00", date(2026, 4, 1), ref="F1", percent="9"), claim("100.00", interest=NONE, ref="F2"), "F2"),
        # the highest rate before the oldest
        (claim("100.00", date(2026, 1, 1), ref="F1", percent="5"), claim("100.00", ref="F2", percent="6"), "F2"),
        (claim("100.00", ref="F1", percent="10"), claim("100.00", ref="F2", percent="1", per="month"), "F2"),
        # with equal rates the oldest
        (claim("100.00", date(2026, 2, 2), ref="F1"), claim("100.00", date(2026, 2, 1), ref="F2"), "F2"),
    ],
)
def test_order_without_designation(first, second, winner) -> None:  # type: ignore[no-untyped-def]
    case = facts(first, second, payments=(paid(date(2026, 3, 1), "10.00"),))
    assert [share[0] for share in shares(value(case, date(2026, 3, 1)))] == [winner]


def test_equal_claims_share_pro_rata_to_what_is_open() -> None:
    claims = tuple(claim(amount, interest=NONE, ref=ref) for amount, ref in [("100.00", "F1"), ("50.00", "F2")])
    case = facts(*claims, payments=(paid(date(2026, 3, 1), "10.00"),))
    assert shares(value(case, date(2026, 3, 1))) == [("F1", "0.00", "0.00", "6.67"), ("F2", "0.00", "0.00", "3.33")]


def test_the_fee_is_shared_by_fee_base_with_the_odd_cent_to_the_largest_remainder() -> None:
    """40.00 over bases of 100, 50 and 50: 20, 10, 10; paid claim by claim, the oldest first."""
    claims = (
        claim("100.00", date(2026, 1, 1), NONE, ref="F1"),
        claim("33.33", date(2026, 1, 2), NONE, ref="F2"),
        claim("33.33", date(2026, 1, 3), NONE, ref="F3"),
    )
    case = facts(*claims, sent_on=date(2026, 10, 5), payments=(paid(date(2026, 10, 22), "206.66"),))
    valuation = value(case, date(2026, 10, 22))
    assert [share[:2] for share in shares(valuation)] == [("F1", "24.00"), ("F2", "8.00"), ("F3", "8.00")]
    assert valuation.balance == 0


def test_what_no_claim_can_take_is_unallocated() -> None:
    case = facts(claim("100.00", interest=NONE), payments=(paid(date(2026, 3, 1), "130.00"),))
    valuation = value(case, date(2026, 3, 1))
    assert (valuation.payments[0].unallocated, valuation.balance) == (Decimal("30.00"), Decimal("-30.00"))


def test_money_paid_too_early_is_not_used_for_the_fee_later() -> None:
    """Paid in full with too much before the term ended: the base is zero, so is the fee."""
    case = facts(
        claim("100.00", interest=NONE), sent_on=date(2026, 10, 5), payments=(paid(date(2026, 10, 6), "130.00"),)
    )
    assert value(case, date(2026, 11, 21)).costs == 0


def test_payments_are_booked_by_day_and_later_ones_ignored() -> None:
    case = facts(claim(interest=NONE), payments=(
        paid(date(2026, 5, 1), "30.00"), paid(date(2026, 3, 1), "20.00"), paid(date(2026, 11, 22), "1.00"),
    ))  # fmt: skip
    valuation = value(case, date(2026, 11, 21))
    assert [payment.amount for payment in valuation.payments] == [Decimal("20.00"), Decimal("30.00")]
    assert valuation.paid == Decimal("50.00")


def test_a_payment_before_default_lowers_the_principal() -> None:
    case = facts(claim(), payments=(paid(date(2026, 1, 15), "400.00"),))
    valuation = value(case, date(2026, 2, 1))
    assert valuation.lines[0].base == Decimal("600.00")


def test_capitalised_interest_is_taken_before_principal_and_reported_as_interest() -> None:
    case = facts(claim(interest_from=date(2024, 1, 1)), payments=(paid(date(2026, 1, 1), "100.00"),))
    assert shares(value(case, date(2026, 1, 1))) == [("F1", "0.00", "100.00", "0.00")]


@pytest.mark.parametrize(
    ("case", "field"),
    [
        (facts(claim(), payments=(paid(date(2026, 3, 1), "1.00", "F9"),)), "payments.0.claim"),
        (facts(claim(), payments=(paid(date(2026, 3, 1), "0.00"),)), "payments.0.amount"),
        (facts(claim(), claim()), "claims.1.ref"),
        (facts(claim("0.00")), "claims.0.principal"),
        (facts(claim("1.001")), "claims.0.principal"),
    ],
)
def test_facts_that_contradict_are_refused(case, field: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InvalidFacts) as refused:
        value(case, date(2026, 11, 21))
    assert refused.value.field == field


def test_split_gives_odd_cents_to_the_largest_remainder() -> None:
    thirds = [Decimal(1), Decimal(1), Decimal(1)]
    assert split(Decimal("0.01"), thirds) == [Decimal("0.01"), 0, 0]
    assert split(Decimal("10.00"), thirds) == [Decimal("3.34"), Decimal("3.33"), Decimal("3.33")]
    assert split(Decimal("1.00"), [Decimal(0), Decimal(0)]) == [0, 0]


def test_business_costs_count_for_every_open_claim() -> None:
    case = facts(claim("500.00", ref="F1"), claim("500.00", date(2026, 3, 1), ref="F2"), debtor=DebtorKind.BUSINESS,
                 payments=(paid(date(2026, 3, 1), "2000.00"),))  # fmt: skip
    assert [share[1] for share in shares(value(case, date(2026, 3, 1)))] == ["75.00", "75.00"]
