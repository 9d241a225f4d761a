"""The confirmation of an arrangement says what was agreed, and nothing that was not."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from legal.costs.scale import Fee
from legal.counting.reach import LaterCosts
from letters.catalogue import content
from letters.document import plain_text
from letters.errors import AmountsDiffer, FieldsMissing
from letters.examples import standard as factories
from tests.letters.reading import threats


def said(**changes: Any) -> str:
    return plain_text(content(factories.arrangement_confirmation(**changes))).replace("\xa0", " ")


def test_it_names_every_term_with_its_day_and_amount_and_the_total() -> None:
    data = factories.arrangement_confirmation()
    text = said()
    for term in data.terms:
        assert f"{term.ordinal} | " in text
        assert f"€ {term.amount:.2f}".replace(".", ",") in text
    assert "1 december 2026" in text
    assert "4 januari 2027" in text


@pytest.mark.parametrize("words", [
    "De regeling kost u niets extra.", "De rente loopt door", "Na de laatste termijn laten wij u weten hoeveel het is.",
    "Lukt een termijn niet?", "Verandert er iets in uw leven", "Zolang u elke termijn op tijd betaalt",
    "Nederlandse Schuldhulproute", "NL91 ABNA 0417 1643 00", "2026000042",
])
def test_it_says_what_a_confirmation_has_to_say(words: str) -> None:
    """The list of process law 4.1.4."""
    assert words in said()


def test_resting_costs_are_promised_only_where_they_rest() -> None:
    assert "betaalt u ook geen incassokosten" in said()
    assert "betaalt u ook geen incassokosten" not in said(costs_rest=False)


def test_what_was_paid_since_the_agreement_is_told_beside_the_terms() -> None:
    assert "Sinds de afspraak ontvingen wij al € 50,00." in said(paid_since=Decimal("50.00"))
    assert "ontvingen wij al" not in said()


def test_where_the_rate_was_not_known_it_says_through_which_day_it_counts_and_what_comes_later() -> None:
    data = factories.arrangement_confirmation()
    earlier = data.valuation._replace(on=data.agreed_on - timedelta(days=5))
    costs = LaterCosts(data.agreed_on, Fee(Decimal(500), Decimal("75.00"), Decimal(0)))
    plain, later = said(), said(valuation=earlier, costs_later=costs)
    assert "nog niet bekend hoeveel rente" not in plain
    assert "Toen wij de afspraak maakten, was nog niet bekend hoeveel rente" in later
    assert "bent u ook incassokosten verschuldigd, € 75,00. Ook die kosten zitten nog niet in de termijnen." in later
    assert "€ 75,00" not in said(valuation=earlier, costs_later=LaterCosts(data.agreed_on, None))
    assert threats(later) == []


def test_a_total_counted_after_the_day_of_the_agreement_makes_no_letter() -> None:
    data = factories.arrangement_confirmation()
    with pytest.raises(AmountsDiffer, match="latere dag"):
        content(replace(data, valuation=data.valuation._replace(on=data.agreed_on + timedelta(days=1))))


def test_it_has_nobody_acknowledge_a_debt_and_threatens_with_nothing() -> None:
    """An acknowledgement interrupts prescription (art. 3:318 BW): it is never slipped in."""
    text = said()
    assert "erken" not in text.lower()
    assert threats(text) == []


def test_terms_that_do_not_add_up_make_no_letter() -> None:
    data = factories.arrangement_confirmation()
    short = (*data.terms[:-1], replace(data.terms[-1], amount=Decimal("1.00")))
    with pytest.raises(AmountsDiffer, match="terms"):
        content(replace(data, terms=short))


def test_another_balance_than_was_agreed_makes_no_letter() -> None:
    data = factories.arrangement_confirmation()
    with pytest.raises(AmountsDiffer):
        content(replace(data, total=data.total + 1, total_now=data.total_now + 1))


def test_a_letter_without_terms_is_refused_by_name() -> None:
    with pytest.raises(FieldsMissing, match="termijnen"):
        content(factories.arrangement_confirmation(terms=()))


def test_where_nothing_bears_interest_none_is_announced() -> None:
    text = said(interest_runs=False)
    assert "Er komt geen rente bij." in text
    assert "rente loopt door" not in text
    assert "Na de laatste termijn laten wij u weten hoeveel het is" not in text
