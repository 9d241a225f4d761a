"""Periodic terms in a quote request: read strictly, limited by default, and told with its remark."""

import json
from typing import Any

import pytest

from agency.quote.answering import answer
from tests.legal.factories import FIGURES


def request(**more: Any) -> dict[str, Any]:
    claims = [
        {"ref": f"T{month}", "principal": "200.00", "interest_from": f"2026-0{month}-02", "interest": "statutory",
         "term_of": "HUUR-1"}
        for month in (6, 7)
    ]  # fmt: skip
    notice = {"sent_on": "2026-09-07", "channel": "ordinary_post"}
    base = {"on": "2026-11-21", "debtor": "consumer", "creditor_reclaims_vat": True, "claims": claims, "notice": notice}
    return base | more


def answered(**more: Any) -> Any:
    text, _ = answer(json.dumps(request(**more)), FIGURES)
    return json.loads(text)


def test_small_terms_bear_one_fee_and_the_remark_says_how_sure_that_is() -> None:
    found = answered()
    assert found["costs"] == "40.00"
    assert [remark["code"] for remark in found["remarks"]] == ["periodic_limit_one_source"]


def test_the_policy_can_be_that_of_before_october_2024() -> None:
    assert answered(costs_policy={"periodic_stacking": "per_term"})["costs"] == "60.00"


def test_the_base_of_the_fee_is_a_choice_too() -> None:
    claim = {"ref": "F1", "principal": "1000.00", "interest_from": "2024-10-01", "interest": "statutory"}
    base = {"claims": [claim], "debtor": "business", "notice": None, "handed_over_on": "2025-10-01"}
    assert answered(**base)["costs"] == "150.00"
    assert answered(**base, costs_policy={"fee_base": "with_capitalised_interest"})["costs"] == "159.38"


def test_terms_missed_before_leave_less_room() -> None:
    before = {"principal": "60.00", "missed_on": "2026-05-02", "fee_charged": "40.00", "term_of": "HUUR-1"}
    assert answered(earlier_terms=[before])["costs"] == "0.00"
    assert answered(earlier_terms=[before | {"has_own_notice": False}])["costs"] == "40.00"
    assert answered(earlier_terms=[before | {"fee_charged": "0.00"}])["costs"] == "40.00"


def test_a_notice_that_names_the_fee_of_the_sum_is_defective() -> None:
    notice = {"sent_on": "2026-09-07", "channel": "ordinary_post", "fee_named": "60.00"}
    found = answered(notice=notice)
    assert (found["costs"], found["notice_verdict"]["defects"][0]["code"]) == ("0.00", "fee_too_high")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"earlier_terms": [{"principal": "60.00", "missed_on": "2026-05-02"}]}, "earlier_terms.0.term_of"),
        ({"earlier_terms": [{"principal": "0.00"}]}, "earlier_terms.0.principal"),
        ({"earlier_terms": [{"bedrag": "1.00"}]}, "earlier_terms.0.bedrag"),
        ({"costs_policy": {"periodic_stacking": "none"}}, "costs_policy.periodic_stacking"),
        ({"costs_policy": {"fee_base": "interest"}}, "costs_policy.fee_base"),
    ],
)
def test_what_is_wrong_is_named_by_its_path(more: dict[str, Any], field: str) -> None:
    assert answered(**more)["error"]["field"] == field
