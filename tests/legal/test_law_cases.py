"""The law cases of `cases/*.yaml`: their form is right, their written steps are true, and the program agrees."""

import re
from datetime import date
from typing import Any

import pytest

from legal.parameters import Figures
from tests.legal.cases import sums
from tests.legal.cases.questions import QUESTIONS, question_differences
from tests.legal.cases.quotes import LINE, quote_differences
from tests.legal.cases.reading import CASES
from tests.legal.figures import FIGURES, as_in_2026

HEAD = ["id", "title", "law", "source", "calculation"]
FORMS = [[*HEAD, "request", "expect"], [*HEAD, "ask", "request", "expect"], [*HEAD, "ask", "request", "by_day"]]
TOTALS = {"principal", "interest", "costs", "vat_on_costs", "other_costs", "penalty", "paid", "balance"}
EXPECT = {
    *TOTALS, "costs_claimable_from", "notice", "lines", "printed", "payments", "prescription", "remarks", "error",
    "debtors",
}
DEBTOR = {"owes", "costs", "vat_on_costs", "costs_claimable_from"}
NOTICE = ["delivered_on", "delivery_basis", "last_free_day", "costs_claimable_from"]
PARTS = {"costs", "interest", "principal"}
PAYMENT = {"penalty", "received_on", "unallocated", "per_claim", *PARTS}
AMOUNT = re.compile(r"-?\d+\.\d\d")

EACH = pytest.mark.parametrize("case", [pytest.param(case, id=f"{stem}:{case['id']}") for stem, case in CASES])
QUOTES = pytest.mark.parametrize(
    "case", [pytest.param(case, id=f"{stem}:{case['id']}") for stem, case in CASES if "ask" not in case]
)


def differences(case: dict[str, Any], figures: Figures) -> list[str]:
    """What the program answers otherwise than the case expects; of figures of 2026 it is asked as in 2026."""
    figures = as_in_2026(figures) if "figures" in case else figures
    return question_differences(case, figures) if "ask" in case else quote_differences(case, figures)


def test_there_are_many_and_each_has_its_own_name() -> None:
    names = [case["id"] for _, case in CASES]
    assert len(names) >= 150
    assert sorted(names) == sorted(set(names))


def test_every_question_has_its_case() -> None:
    assert {case["ask"] for _, case in CASES if "ask" in case} == set(QUESTIONS)


@EACH
def test_the_form(case: dict[str, Any]) -> None:
    assert [key for key in case if key != "figures"] in FORMS
    assert case.get("figures", 2026) == 2026
    assert all(isinstance(case[key], str) and case[key].strip() for key in ("id", "title", "law", "source"))
    assert re.fullmatch(r"[a-z0-9-]+", case["id"].replace("_", "-"))
    assert not case["source"].startswith("berekening"), "name what the amount was worked out from"
    assert case["calculation"]
    assert all(isinstance(step, str) for step in case["calculation"])
    if "by_day" in case:
        assert all(type(day) is date for day in case["by_day"])
        assert list(case["by_day"]) == sorted(case["by_day"])
    else:
        assert case["expect"]


@QUOTES
def test_the_form_of_what_is_owed(case: dict[str, Any]) -> None:
    expect = case["expect"]
    assert set(expect) <= EXPECT
    assert all(AMOUNT.fullmatch(expect[key]) for key in TOTALS & set(expect))
    assert all(list(line) == LINE and AMOUNT.fullmatch(line["amount"]) for line in expect.get("lines", []))
    assert "notice" not in expect or list(expect["notice"]) == NOTICE
    assert all(set(parts) <= DEBTOR for parts in expect.get("debtors", {}).values())
    for payment in expect.get("payments", []):
        assert set(payment) <= PAYMENT
        assert all(set(shares) == PARTS for shares in payment.get("per_claim", {}).values())
    assert "error" not in expect or (set(expect) == {"error"} and set(expect["error"]) == {"code", "field"})


def test_the_written_steps_are_true() -> None:
    for stem, case in CASES:
        for step in case["calculation"]:
            assert sums.is_true(step), f"{stem}:{case['id']}: {step}"


@EACH
def test_the_program_agrees(case: dict[str, Any]) -> None:
    assert differences(case, FIGURES) == []
