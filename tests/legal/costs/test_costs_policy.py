"""Over what the fee is counted: the principal alone, or with interest that joined it (art. 6:119 lid 2 BW)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from legal.counting.valuation import valuate
from legal.facts import CaseFacts, Channel, Claim, DebtorKind, InterestKind, Notice, Payment
from legal.policies import CostsPolicy, FeeBase
from tests.legal.factories import FIGURES

WITH_INTEREST = CostsPolicy(fee_base=FeeBase.WITH_CAPITALISED_INTEREST)
CLAIM = Claim(
    ref="F1",
    principal=Decimal("1000.00"),
    interest_from=date(2024, 10, 1),
    interest=InterestKind.STATUTORY,
)


def business(handed_over_on: date, *payments: Payment) -> CaseFacts:
    return CaseFacts(
        debtor=DebtorKind.BUSINESS,
        creditor_reclaims_vat=True,
        claims=(CLAIM,),
        handed_over_on=handed_over_on,
        payments=payments,
        costs_policy=WITH_INTEREST,
    )


def base(facts: CaseFacts, on: date = date(2026, 11, 21)) -> Decimal:
    return sum(line.base for line in valuate(facts, on=on, figures=FIGURES).lines if line.kind == "costs")


@pytest.mark.parametrize(
    ("handed_over_on", "expected"),
    [
        (date(2025, 9, 30), "1000.00"),  # the last day of the first year: nothing joined the principal yet
        (date(2025, 10, 1), "1062.52"),  # 7% of 92 days in 2024 is 17.64, 6% of 273 days in 2025 is 44.88
    ],
)
def test_interest_joins_the_base_after_a_year(handed_over_on: date, expected: str) -> None:
    facts = business(handed_over_on)
    assert base(facts) == Decimal(expected)
    assert base(replace(facts, costs_policy=CostsPolicy())) == Decimal("1000.00")


def test_interest_that_was_paid_is_no_part_of_the_base() -> None:
    paid = Payment(received_on=date(2025, 10, 1), amount=Decimal("100.00"))
    assert base(business(date(2025, 10, 2), paid)) == Decimal("962.69")  # 100 less 62.52 and a day's interest of 0.17


def test_the_lines_of_interest_stay_as_they_are() -> None:
    facts = business(date(2025, 12, 15))
    plain = replace(facts, costs_policy=CostsPolicy())
    on = date(2026, 11, 21)
    assert valuate(facts, on=on, figures=FIGURES).interest == valuate(plain, on=on, figures=FIGURES).interest


def test_a_consumer_pays_by_the_same_choice() -> None:
    notice = Notice(sent_on=date(2026, 9, 7), channel=Channel.ORDINARY_POST)
    facts = replace(business(date(2026, 9, 7)), debtor=DebtorKind.CONSUMER, handed_over_on=None, notice=notice)
    assert base(facts) == Decimal("1062.52")
