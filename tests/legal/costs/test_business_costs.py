"""Forty euro without demand, agreed costs, and the old guideline. Sources at each test."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from legal.calendar import ONE_DAY
from legal.costs.business_costs import (
    AgreedCosts,
    AgreedFee,
    agreed_fee,
    is_of_trade,
    late_payments,
    minimum_without_demand,
)
from legal.errors import InvalidFacts
from legal.facts import CaseFacts, Claim, ClaimNature, DebtorKind, InterestKind, Payment, Valuation
from legal.policies import BusinessCostBasis, CostsPolicy
from tests.legal.factories import FIGURES, claim, facts, paid, value
from tests.legal.figures import FIGURES_2026

BUSINESS, CONSUMER = DebtorKind.BUSINESS, DebtorKind.CONSUMER


@pytest.mark.parametrize(
    ("debtor", "concluded_on", "amount"),
    [
        (BUSINESS, date(2013, 3, 16), "40.00"),
        (BUSINESS, date(2013, 3, 15), None),  # art. 183a Overgangswet nieuw BW
        (CONSUMER, date(2020, 1, 1), None),
    ],
)
def test_forty_euro_without_demand(debtor: DebtorKind, concluded_on: date, amount: str | None) -> None:
    """Art. 6:96 lid 4 BW: from the day after the last day of payment."""
    found = minimum_without_demand(
        debtor, concluded_on=concluded_on, last_payment_day=date(2026, 1, 31), figures=FIGURES
    )
    assert (str(found.amount) if found else None) == amount
    if found:
        assert (found.code, found.on, found.law) == ("commercial_minimum", date(2026, 2, 1), "art. 6:96 lid 4 BW")
        assert found.explanation == "zonder aanmaning verschuldigd vanaf 01-02-2026; onderdeel van de incassokosten"


def test_the_forty_euro_past_the_days_that_were_checked_is_carried_on_and_says_so() -> None:
    day, last_payment_day = date(2020, 1, 1), date(2026, 12, 31)
    told = []
    for last in (last_payment_day - ONE_DAY, last_payment_day):
        found = minimum_without_demand(BUSINESS, concluded_on=day, last_payment_day=last, figures=FIGURES_2026)
        assert found is not None
        assert found.amount == Decimal("40.00")
        told.append("ongewijzigd, niet nagekeken na 31-12-2026" in found.explanation)
    assert told == [False, True]


def test_agreed_costs_are_never_less_than_the_forty_euro_in_a_new_year_either() -> None:
    last_day = date(2026, 12, 31)
    assert agreed("1", on=last_day).item.amount == Decimal("40.00")
    assert agreed("1", on=last_day + ONE_DAY).item.amount == Decimal("40.00")


def agreed(
    percent: str,
    base: str = "1000.00",
    minimum: str = "0.00",
    concluded: date = date(2020, 1, 1),
    clause: str = "artikel 9 van de voorwaarden",
    on: date = date(2026, 6, 1),
) -> AgreedFee:
    return agreed_fee(
        Decimal(base),
        AgreedCosts(
            percent=Decimal(percent),
            minimum=Decimal(minimum),
            concluded_on=concluded,
            clause=clause,
        ),
        debtor=BUSINESS,
        by_scale=Decimal("150.00"),
        on=on,
        figures=FIGURES_2026,
    )


@pytest.mark.parametrize(
    ("percent", "base", "minimum", "concluded", "amount", "may_moderate"),
    [
        ("15", "1000.00", "0.00", date(2020, 1, 1), "150.00", False),
        ("15.001", "1000.00", "0.00", date(2020, 1, 1), "150.01", True),
        ("20", "1000.00", "0.00", date(2020, 1, 1), "200.00", True),
        ("10", "1000.00", "250.00", date(2020, 1, 1), "250.00", True),
        ("1", "1000.00", "0.00", date(2020, 1, 1), "40.00", False),  # never less than art. 6:96 lid 4
        ("1", "1000.00", "0.00", date(2013, 3, 15), "10.00", False),  # an older agreement
        ("20", "0.00", "250.00", date(2020, 1, 1), "0.00", False),
        ("20", "0.50", "250.00", date(2020, 1, 1), "250.00", True),
    ],
)
def test_agreed_costs_between_businesses(
    percent: str, base: str, minimum: str, concluded: date, amount: str, may_moderate: bool
) -> None:
    found = agreed(percent, base, minimum, concluded)
    assert str(found.item.amount) == amount
    assert bool(found.remarks) is may_moderate
    assert (found.item.code, found.item.on, found.by_scale) == ("agreed_costs", date(2026, 6, 1), Decimal("150.00"))


AGREED_LAW = "art. 6:96 BW, bedongen incassokosten"
MODERATED, BY_LAW = f"{AGREED_LAW}; art. 242 lid 1 Rv", f"art. 6:96 lid 4 BW; {AGREED_LAW}"


@pytest.mark.parametrize(
    ("percent", "minimum", "concluded", "explanation", "law"),
    [
        ("20", "0.00", date(2020, 1, 1), "20% van € 1.000,00", MODERATED),
        ("12.50", "125.00", date(2020, 1, 1), "12,5% van € 1.000,00", MODERATED),  # as much as the minimum
        ("10", "250.00", date(2020, 1, 1), "10% van € 1.000,00, minimaal € 250,00", MODERATED),
        ("1", "40.00", date(2020, 1, 1), "1% van € 1.000,00, minimaal € 40,00", MODERATED),  # agreed, as the law has it
        ("4", "0.00", date(2020, 1, 1), "4% van € 1.000,00", MODERATED),
        ("1", "39.99", date(2020, 1, 1), "1% van € 1.000,00, minimaal € 40,00", BY_LAW),
        ("1", "0.00", date(2020, 1, 1), "1% van € 1.000,00, minimaal € 40,00", BY_LAW),
        ("1", "0.00", date(2013, 3, 15), "1% van € 1.000,00", MODERATED),
    ],
)
def test_agreed_costs_say_what_they_rest_on(
    percent: str, minimum: str, concluded: date, explanation: str, law: str
) -> None:
    item = agreed(percent, minimum=minimum, concluded=concluded, clause="").item
    assert (item.explanation, item.law) == (f"{explanation}; de staffel geeft € 150,00", law)
    by_law = FIGURES.commercial_minimum.on(date(2026, 6, 1)).cited
    assert item.source == (by_law if law == BY_LAW else "overeenkomst van partijen")
    clause = agreed(percent, minimum=minimum, concluded=concluded, clause="artikel 9").item.explanation
    assert clause == f"{explanation.replace('0,00', '0,00 (artikel 9)', 1)}; de staffel geeft € 150,00"


def test_moderation_is_said_with_its_article() -> None:
    assert agreed("20").remarks[0].text == (
        "De rechter kan bedongen incassokosten tussen bedrijven ambtshalve matigen (art. 242 lid 1 Rv), niet onder wat "
        "redelijk is."
    )


def test_a_consumer_owes_no_agreed_costs() -> None:
    with pytest.raises(InvalidFacts, match="lid 5 BW") as refused:
        agreed_fee(
            Decimal("1000.00"),
            AgreedCosts(percent=Decimal(20)),
            debtor=CONSUMER,
            by_scale=Decimal("150.00"),
            on=date(2026, 6, 1),
            figures=FIGURES,
        )
    assert refused.value.field == "debtor"


def test_capitalised_interest_is_not_in_the_base_of_the_fee() -> None:
    """The decree names the principal; two years of interest were added to the base of the interest, not of the fee."""
    found = value(facts(claim(interest_from=date(2023, 2, 1)), sent_on=date(2025, 10, 6)), date(2026, 6, 1))
    assert found.lines[-1].base == Decimal("1000.00")
    assert found.costs == Decimal("150.00")


def test_there_is_one_fee_and_never_a_second() -> None:
    case = facts(claim(), debtor=BUSINESS, handed_over_on=date(2026, 3, 1))
    fees = {value(case, day).costs for day in (date(2026, 3, 1), date(2026, 6, 1), date(2026, 12, 31))}
    assert fees == {Decimal("150.00")}


def agreed_case(percent: str, **more: object) -> CaseFacts:
    case = facts(claim(), debtor=BUSINESS, handed_over_on=date(2026, 6, 1), reclaims_vat=False)
    costs = AgreedCosts(percent=Decimal(percent), concluded_on=date(2025, 1, 1), **more)  # type: ignore[arg-type]
    return replace(case, agreed_costs=costs)


@pytest.mark.parametrize(("percent", "amount", "codes"), [
    ("10", "100.00", []), ("15", "150.00", []), ("20", "200.00", ["agreed_costs_moderation"]), ("1", "40.00", []),
])  # fmt: skip
def test_agreed_costs_take_the_place_of_the_scale(percent: str, amount: str, codes: list[str]) -> None:
    """One fee, one line, no VAT; above the scale the moderation is said."""
    found = value(agreed_case(percent), date(2026, 6, 30))
    assert (str(found.costs), found.vat_on_costs) == (amount, 0)
    assert [remark.code for remark in found.remarks] == codes
    assert [str(line.amount) for line in found.lines if line.claim is None] == [amount]
    assert value(agreed_case(percent), date(2026, 5, 31)).costs == 0


def test_agreed_costs_are_one_line_of_the_first_day_that_they_are_due() -> None:
    (line,) = [line for line in value(agreed_case("10"), date(2026, 6, 30)).lines if line.claim is None]
    assert (line.first_day, line.last_day, line.days) == (date(2026, 6, 1), date(2026, 6, 1), 0)
    assert (str(line.base), str(line.rate_percent), str(line.amount)) == ("1000.00", "10", "100.00")


def test_a_principal_paid_before_the_hand_over_bears_no_agreed_costs() -> None:
    """1013.15 pays the interest of 120 days, 13.15, and the principal."""
    case = replace(agreed_case("10", minimum=Decimal("75.00")), payments=(paid(date(2026, 5, 31), "1013.15"),))
    found = value(case, date(2026, 6, 30))
    assert (found.costs, found.balance) == (0, 0)


def test_agreed_costs_of_a_consumer_are_refused() -> None:
    case = replace(agreed_case("20"), debtor=CONSUMER)
    late = replace(case, notice=facts(sent_on=date(2026, 3, 2)).notice)
    with pytest.raises(InvalidFacts):
        value(late, date(2026, 6, 30))


TRADE = claim(interest=InterestKind.COMMERCIAL)


def test_forty_euro_for_each_claim_of_a_trade_is_one_line() -> None:
    """Art. 6:96 lid 4 BW: for each transaction that was paid late."""
    claims = (TRADE, replace(TRADE, ref="F2"), claim(ref="F3"), replace(TRADE, ref="F4", nature=ClaimNature.DAMAGES))
    found = late_payments(claims, on=date(2026, 6, 1), figures=FIGURES)
    assert found is not None
    assert (found.refs, str(found.amount)) == (("F1", "F2"), "80.00")
    due = found.as_fee(date(2026, 6, 1))
    assert (str(due.base), str(due.amount), str(due.vat)) == ("80.00", "80.00", "0.00")
    (line,) = due.lines
    assert (line.first_day, line.last_day, line.days) == (date(2026, 6, 1), date(2026, 6, 1), 0)
    assert (str(line.amount), line.law) == ("80.00", "art. 6:96 lid 4 BW, 2 × € 40,00")
    assert late_payments((claim(),), on=date(2026, 6, 1), figures=FIGURES) is None


def test_damages_are_of_no_trade() -> None:
    assert is_of_trade(TRADE, FIGURES)
    assert not is_of_trade(replace(TRADE, nature=ClaimNature.DAMAGES), FIGURES)


def between_businesses(*claims: Claim, basis: BusinessCostBasis, payments: tuple[Payment, ...] = ()) -> Valuation:
    """A case that was handed over on 1 June 2026, as it stands on that day."""
    case = facts(*claims, debtor=BUSINESS, handed_over_on=date(2026, 6, 1), payments=payments)
    return value(replace(case, costs_policy=CostsPolicy(b2b_cost_basis=basis)), date(2026, 6, 1))


def test_a_claim_that_was_paid_in_time_is_no_late_payment() -> None:
    """F1 was paid a day before it was due; what came later went to F2."""
    first, other = replace(TRADE, principal=Decimal("50.00")), replace(TRADE, ref="F2", principal=Decimal("60.00"))
    in_time, later = paid(date(2026, 1, 31), "50.00", "F1"), paid(date(2026, 5, 1), "20.00", "F2")
    found = between_businesses(first, other, basis=BusinessCostBasis.GREATER_OF, payments=(in_time, later))
    assert str(found.costs) == "40.00"
    too_late = paid(date(2026, 2, 2), "51.00", "F1")
    found = between_businesses(first, other, basis=BusinessCostBasis.GREATER_OF, payments=(too_late, later))
    assert str(found.costs) == "80.00"


@pytest.mark.parametrize(("many", "is_told"), [(1, False), (2, True)])
def test_by_the_scale_it_is_told_where_forty_euro_for_each_would_be_more(many: int, is_told: bool) -> None:
    claims = (replace(TRADE, ref=f"F{number}", principal=Decimal("50.00")) for number in range(many))
    found = between_businesses(*claims, basis=BusinessCostBasis.SCALE)
    assert str(found.costs) == "40.00"
    assert any("te late betalingen" in remark.text for remark in found.remarks) == is_told
