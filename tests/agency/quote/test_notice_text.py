"""`agency quote` with the text of a notice: the amount of the costs is read, whether or not it was noted beside it."""

from typing import Any

import pytest

from tests.agency.quote.test_answering import REQUEST, ask, changed
from tests.agency.quote.test_extras import matched

TERM = "Betaal binnen vijftien dagen nadat deze brief bij u is bezorgd. "


def with_text(consequence: str, **notice: Any) -> dict[str, Any]:
    """The request of the contract without its payment, so that 150.00 is due, with the text of its notice."""
    request = changed("payments", [])
    request["notice"] |= {"text": TERM + consequence, **notice}
    return matched(request)


@pytest.mark.parametrize(("consequence", "costs", "code"), [
    ("Anders betaalt u incassokosten van 15 % met een minimum van 40 euro.", "0.00", "fee_missing"),
    ("Anders betaalt u incassokosten van € 200,00.", "0.00", "fee_too_high"),
    ("Anders betaalt u incassokosten.", "0.00", "fee_missing"),
    ("Anders betaalt u honderdvijftig euro incassokosten.", "0.00", "fee_missing"),
    ("Anders betaalt u incassokosten van € 150,00 of € 175,00.", "0.00", "amounts_contradict"),
    ("Anders betaalt u incassokosten van € 100,00.", "100.00", "fee_too_low"),
])
def test_a_text_without_the_right_amount_makes_no_more_due_than_it_names(
    consequence: str, costs: str, code: str
) -> None:
    found = with_text(consequence)
    assert found["costs"] == costs
    assert [defect["code"] for defect in found["notice_verdict"]["defects"]] == [code]
    assert found["notice_verdict"]["is_valid"] is (costs != "0.00")


@pytest.mark.parametrize("consequence", [
    "Anders betaalt u incassokosten van € 150,00.", "Anders komt daar 150 euro bij.", "De kosten zijn EUR 150,00.",
])
def test_a_text_with_the_right_amount_changes_nothing(consequence: str) -> None:
    plain = ask(changed("payments", []))
    found = with_text(consequence)
    assert found["notice_verdict"]["defects"] == []
    assert (found["costs"], found["balance"]) == (plain["costs"], plain["balance"]) == ("150.00", plain["balance"])


def test_a_noted_amount_never_lifts_what_the_text_names() -> None:
    assert with_text("Anders betaalt u incassokosten van € 100,00.", fee_named="150.00")["costs"] == "100.00"
    assert with_text("Anders betaalt u incassokosten van € 150,00.", fee_named="100.00")["costs"] == "100.00"
    assert with_text("Anders betaalt u incassokosten.", fee_named="150.00")["costs"] == "0.00"


def test_a_notice_of_which_no_text_is_given_is_answered_as_before() -> None:
    assert ask(REQUEST)["costs"] == "139.31"
