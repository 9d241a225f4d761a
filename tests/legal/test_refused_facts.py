"""Facts that no valuation can rest on are refused, each at the field where it went wrong."""

from dataclasses import replace
from datetime import date

import pytest

from legal.errors import InvalidFacts
from legal.facts import CaseFacts, DebtorKind, InterestKind
from legal.interest import rate_span
from tests.legal.factories import FIGURES, claim, facts, paid, value

ON = date(2026, 11, 21)
CONSUMER, BUSINESS = DebtorKind.CONSUMER, DebtorKind.BUSINESS


def test_agreed_interest_without_a_rate_is_refused() -> None:
    with pytest.raises(InvalidFacts):
        rate_span(claim(interest=InterestKind.CONTRACTUAL), BUSINESS, ON, FIGURES)


def test_a_case_without_claims_is_refused() -> None:
    with pytest.raises(InvalidFacts) as refused:
        value(CaseFacts(debtor=CONSUMER, creditor_reclaims_vat=True, claims=()), ON)
    assert refused.value.field == "claims"


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        ("0.00", "meer dan nul"), ("-0.01", "meer dan nul"), ("-0.001", "meer dan nul"),
        ("0.001", "twee decimalen"), ("1.005", "twee decimalen"), ("100.001", "twee decimalen"),
    ],
)  # fmt: skip
def test_an_amount_is_refused_for_what_is_wrong_with_it(amount: str, reason: str) -> None:
    with pytest.raises(InvalidFacts, match=reason) as refused:
        value(facts(claim(amount)), ON)
    assert refused.value.field == "claims.0.principal"
    with pytest.raises(InvalidFacts, match=reason) as refused:
        value(facts(payments=(paid(ON, amount),)), ON)
    assert refused.value.field == "payments.0.amount"


def test_an_agreed_rate_that_would_not_be_counted_is_refused_at_its_claim() -> None:
    both = (claim(ref="F1"), replace(claim(ref="F2", percent="5"), interest=InterestKind.STATUTORY))
    with pytest.raises(InvalidFacts, match="telt alleen bij contractuele rente") as refused:
        value(facts(*both), ON)
    assert refused.value.field == "claims.1.contract_rate"
