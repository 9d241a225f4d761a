"""The letter on a missed term: what is open of it, until when, and that calling helps."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from letters.catalogue import content
from letters.document import plain_text
from letters.errors import AmountsDiffer, FieldsMissing, WordingRefused
from letters.examples import standard as factories
from letters.kinds.missed_term import MissedTerm
from tests.letters.reading import threats

TERM = factories.missed_term().terms[0]


def said(**changes: Any) -> str:
    return plain_text(content(factories.missed_term(**changes))).replace("\xa0", " ")


def test_it_asks_what_is_open_of_the_term_and_names_the_last_day_and_the_phone() -> None:
    text = said()
    assert "2 | 2 november 2026 | € 50,00 | € 30,00" in text
    assert "Betaal € 30,00 uiterlijk op 3 december 2026." in text
    assert "Bel ons op 030 000 00 00" in text
    assert "NL91 ABNA 0417 1643 00" in text


def test_several_terms_are_asked_together() -> None:
    second = MissedTerm(
        ordinal=3, due_on=date(2026, 11, 16), amount=Decimal("50.00"), open_amount=Decimal("50.00")
    )
    text = said(terms=(TERM, second))
    assert "Betaal € 80,00 uiterlijk op" in text
    assert "Termijnen van uw betalingsregeling zijn" in text
    assert "Van deze termijnen" in text


def test_it_costs_nothing_extra_and_says_what_happens_otherwise_without_a_threat() -> None:
    text = said()
    assert "kosten u niets extra" in text
    assert "Dan nemen wij contact met u op." in text
    assert f"Nu is dat € {factories.missed_term().total_now:,.2f}".translate(str.maketrans(",.", ".,")) in text
    assert threats(text) == []


@pytest.mark.parametrize(("changes", "there"), [
    ({}, True), ({"costs_rest": False}, False),
])
def test_costs_that_rest_are_named_only_where_they_do(changes: dict[str, Any], there: bool) -> None:
    assert ("kunnen er dan incassokosten bij komen" in said(**changes)) is there


def test_where_interest_runs_it_says_so() -> None:
    assert "Daar komt nog rente bij." in said()
    assert "Daar komt nog rente bij." not in said(interest_runs=False)


def test_where_the_figures_reach_no_further_it_says_through_which_day_it_counts() -> None:
    earlier = factories.valuation(on=factories.ON - timedelta(days=3))
    assert "Gerekend tot en met 18 november 2026 is dat" in said(valuation=earlier)


def test_a_company_gets_no_word_on_municipal_debt_help_or_on_a_family() -> None:
    text = said(consumer=False)
    assert "Schuldhulproute" not in text
    assert "gezin" not in text
    assert "gemeente" in said()


@pytest.mark.parametrize("lacking", [{"terms": ()}, {"cure_on": None}])
def test_without_a_mandatory_field_it_is_not_made(lacking: dict[str, Any]) -> None:
    with pytest.raises(FieldsMissing):
        content(factories.missed_term(**lacking))


@pytest.mark.parametrize("changes", [
    {"terms": (replace(TERM, open_amount=Decimal("0.00")),)}, {"terms": (replace(TERM, open_amount=Decimal("50.01")),)},
    {"terms": (replace(TERM, due_on=factories.ON),)}, {"cure_on": factories.ON},
])
def test_what_contradicts_itself_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(AmountsDiffer):
        content(factories.missed_term(**changes))


def test_a_text_without_what_it_must_say_is_refused_whatever_the_reason() -> None:
    data = factories.missed_term()
    with pytest.raises(WordingRefused, match="vraagt niet om te bellen"):
        data.refuse(said().replace("Bel ons op", "Schrijf ons op"))
