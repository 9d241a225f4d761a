"""A term that gives the same days in other words than those of the Hoge Raad holds; of any other the reason is true."""

from typing import Any

import pytest

from legal.notice.notice_text import text_defects
from tests.agency.quote.test_notice_text import REQUEST, ask, changed


def codes(text: str) -> list[str]:
    return [defect.code for defect in text_defects(f"Betaal uw rekening {text}.")]


@pytest.mark.parametrize("term", [
    "binnen veertien dagen vanaf de dag na ontvangst van deze brief",
    "binnen 15 dagen na ontvangst van deze brief",
    "binnen vijftien dagen na de ontvangst van dit schrijven",
    "binnen 15 dagen na ontvangst",
    "binnen 15 kalenderdagen na bezorging van deze aanmaning",
    "binnen 16 (zestien) dagen na ontvangst door u van deze brief",
    "binnen 15 dagen na de dag van ontvangst van deze brief",
    "binnen veertien dagen, te rekenen vanaf de dag na de bezorging van deze brief",
    "binnen een termijn van veertien dagen, ingaande op de dag na ontvangst van deze e-mail",
    "binnen 14 dagen met ingang van de dag na de dag van ontvangst van deze brief",
    "binnen drie weken na ontvangst van deze brief",
    "binnen twee weken vanaf de dag na ontvangst hiervan",
    "binnen vijftien dagen nadat u dit bericht hebt ontvangen",
])
def test_a_term_in_other_words_that_gives_as_many_days_holds(term: str) -> None:
    assert codes(term) == []


@pytest.mark.parametrize("term", [
    "binnen veertien dagen na ontvangst van deze brief",
    "binnen 14 dagen na ontvangst",
    "binnen twee weken na bezorging van deze brief",
    "binnen dertien dagen vanaf de dag na ontvangst van deze brief",
    "binnen een week vanaf de dag na ontvangst van deze brief".replace("een week", "1 weken"),
])
def test_one_day_less_is_too_short_in_other_words_too(term: str) -> None:
    assert codes(term) == ["term_too_short"]


@pytest.mark.parametrize("term", [
    "binnen vijftien dagen na ontvangst van de factuur",
    "binnen 15 dagen na ontvangst door u van het product",
    "binnen vijftien dagen",
    "binnen 15 werkdagen na ontvangst van deze brief",
    "binnen twee maanden",
])
def test_a_term_that_nobody_can_count_from_delivery_is_unclear_and_not_missing(term: str) -> None:
    (defect,) = text_defects(f"Betaal uw rekening {term}.")
    assert defect.code == "term_unclear"
    assert defect.found.startswith("binnen ")
    assert "staat niet vast" in defect.message


def test_without_any_term_it_is_missing() -> None:
    assert codes("zo snel mogelijk") == ["term_missing"]
    assert codes("binnen 14 dagen na dagtekening") == ["term_from_dating", "term_missing"]


@pytest.mark.parametrize(("term", "costs"), [
    ("binnen 15 dagen na ontvangst van deze brief", "150.00"),
    ("binnen veertien dagen vanaf de dag na ontvangst van deze brief", "150.00"),
    ("binnen veertien dagen na ontvangst van deze brief", "0.00"),
    ("binnen vijftien dagen na ontvangst van uw bestelling", "0.00"),
])
def test_the_fee_follows_the_term(term: str, costs: str) -> None:
    request: dict[str, Any] = changed("payments", [])
    request["notice"] |= {"text": f"Betaal {term}. Anders betaalt u incassokosten van € 150,00."}
    assert REQUEST["notice"] != request["notice"]
    assert ask(request)["costs"] == costs
