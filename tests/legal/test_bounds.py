"""The largest amount that is counted, and agreed rates that a kind of interest would not hear."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from legal.bounds import MOST_OWED, MOST_PERCENT, check_rate
from legal.errors import InvalidFacts
from legal.facts import Claim, ContractRate, DebtorKind, InterestKind
from legal.policies import CountingPolicy, Rounding
from tests.legal.factories import claim, facts, paid, value

ON = date(2026, 11, 21)
BUSINESS = DebtorKind.BUSINESS


def refused(*claims: Claim, policy: CountingPolicy | None = None) -> InvalidFacts:
    with pytest.raises(InvalidFacts) as found:
        value(facts(*claims, debtor=BUSINESS, policy=policy), ON)
    return found.value


@pytest.mark.parametrize(("percent", "per", "since"), [
    ("100", "month", date(2018, 1, 1)), ("24", "month", date(2000, 1, 1)), ("50", "month", date(2014, 1, 1)),
    ("100", "year", date(1950, 1, 1)), ("10", "month", date(1980, 1, 1)),
])
@pytest.mark.parametrize("rounding", list(Rounding))
def test_interest_that_runs_away_is_refused_at_the_rate(
    percent: str, per: str, since: date, rounding: Rounding
) -> None:
    """Also where the rate stands on record from before there was a bound."""
    asked = claim("10000000.00", since, percent=percent, per=per, compound=True)
    found = refused(asked, policy=CountingPolicy(rounding=rounding))
    assert found.field == "claims.0.contract_rate.percent"
    assert "€ 99.999.999.999.999,99" in str(found)


def test_the_claim_at_fault_is_named_among_others() -> None:
    runaway = claim(ref="F2", interest_from=date(1950, 1, 1), percent="100", compound=True)
    assert refused(claim(), runaway).field == "claims.1.contract_rate.percent"


def test_a_claim_that_was_paid_in_time_does_not_run_away() -> None:
    asked = claim(interest_from=date(1950, 1, 1), percent="100", compound=True)
    found = value(facts(asked, debtor=BUSINESS, payments=(paid(date(1950, 6, 1), "5000.00"),)), ON)
    assert found.balance < 0


def test_the_bound_itself_is_counted_and_a_cent_more_is_not() -> None:
    """One year at a hundred percent doubles the principal: 365 days through the last day."""
    half = MOST_OWED / 2
    last = date(2026, 1, 1) + timedelta(days=364)
    within = claim(str(half.quantize(Decimal("0.01"), "ROUND_DOWN")), date(2026, 1, 1), percent="100")
    handed_over = replace(facts(within, debtor=BUSINESS), handed_over_on=date(2026, 1, 1))
    assert value(handed_over, last).claims[0].balance <= MOST_OWED
    beyond = replace(within, principal=within.principal + Decimal("0.01"))
    with pytest.raises(InvalidFacts) as found:
        value(replace(handed_over, claims=(beyond,)), last)
    assert found.value.field == "claims.0.contract_rate.percent"


@pytest.mark.parametrize("kind", [InterestKind.STATUTORY, InterestKind.COMMERCIAL, InterestKind.NONE])
def test_a_rate_that_nothing_hears_is_refused(kind: InterestKind) -> None:
    assert refused(replace(claim(percent="2"), interest=kind)).field == "claims.0.contract_rate"


@pytest.mark.parametrize("kind", [InterestKind.CONTRACTUAL, InterestKind.GOVERNMENT])
def test_a_rate_that_is_heard_is_counted(kind: InterestKind) -> None:
    found = value(facts(replace(claim(percent="20"), interest=kind), debtor=BUSINESS), ON)
    assert found.lines[0].rate_percent == Decimal(20)


@pytest.mark.parametrize(("per", "most"), list(MOST_PERCENT.items()))
def test_the_highest_rate_is_taken_and_a_higher_one_is_not(per: str, most: Decimal) -> None:
    check_rate(ContractRate(percent=most, per=per), "percentage")
    for percent in (most + Decimal("0.0000000001"), Decimal("-0.01")):
        with pytest.raises(InvalidFacts, match=f"{most} %") as found:
            check_rate(ContractRate(percent=percent, per=per), "percentage")
        assert found.value.field == "percentage"
