"""Facts that no valuation can rest on are refused, each at the field where it went wrong."""

from datetime import date

import pytest

from legal.errors import InvalidFacts
from legal.facts import CaseFacts, DebtorKind, InterestKind
from legal.interest import rate_span
from tests.legal.factories import FIGURES, claim, value

ON = date(2026, 11, 21)
CONSUMER, BUSINESS = DebtorKind.CONSUMER, DebtorKind.BUSINESS


def test_agreed_interest_without_a_rate_is_refused() -> None:
    with pytest.raises(InvalidFacts):
        rate_span(claim(interest=InterestKind.CONTRACTUAL), BUSINESS, ON, FIGURES)


def test_a_case_without_claims_is_refused() -> None:
    with pytest.raises(InvalidFacts) as refused:
        value(CaseFacts(debtor=CONSUMER, creditor_reclaims_vat=True, claims=()), ON)
    assert refused.value.field == "claims"
