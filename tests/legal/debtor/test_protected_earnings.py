"""The protected earnings level as an indication. Source: schuldinfo.nl (groups, 95 %, maximum amounts January 2024)."""

from datetime import date
from decimal import Decimal

import pytest

from legal.debtor.protected_earnings import (
    Household,
    IncomeGroup,
    Indication,
    explanation,
    indicative_protected_earnings,
)
from legal.errors import InvalidFacts, NotSupported, ParameterUnknown
from legal.parameters import Confidence, LivingSituation
from tests.legal.figures import FIGURES_2026

SINGLE = LivingSituation.SINGLE
JANUARY = date(2024, 1, 15)


def found(income: str, on: date = JANUARY, norm: str | None = "1300.00", **more: object) -> Indication:
    values: dict[str, object] = {"situation": SINGLE, "norm_source": "opgave gemeente"} | more
    household = Household(
        net_income=Decimal(income), norm=Decimal(norm) if norm else None, **values  # type: ignore[arg-type]
    )
    return indicative_protected_earnings(household, on=on, figures=FIGURES_2026)


@pytest.mark.parametrize(
    ("income", "protected", "capacity"),
    [("1000.00", "950.00", "50.00"), ("1300.00", "1235.00", "65.00"), ("0.00", "0.00", "0.00")],
)
def test_a_low_income_keeps_95_percent(income: str, protected: str, capacity: str) -> None:
    indication = found(income)
    assert (indication.group, str(indication.protected), str(indication.capacity)) == (
        IncomeGroup.LOW, protected, capacity
    )  # fmt: skip
    assert [step.amount for step in indication.steps][-1] == indication.protected


def test_between_low_and_high_the_formula_is_not_known() -> None:
    with pytest.raises(NotSupported, match="formule"):
        found("1300.01")


@pytest.mark.parametrize(
    ("situation", "maximum"),
    [
        (LivingSituation.SINGLE, "1996.21"),
        (LivingSituation.SINGLE_PARENT, "2162.60"),
        (LivingSituation.COUPLE, "2631.49"),
        (LivingSituation.COUPLE_WITH_CHILDREN, "2747.09"),
    ],
)
def test_a_high_income_keeps_the_maximum_of_january_2024(situation: LivingSituation, maximum: str) -> None:
    indication = found("4000.00", situation=situation, norm=None, is_high_income=True)
    assert str(indication.protected) == maximum
    assert indication.capacity == Decimal("4000.00") - Decimal(maximum)


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2024, 2, 1), date(2026, 11, 21)])
def test_other_months_have_no_known_maximum(day: date) -> None:
    with pytest.raises(ParameterUnknown):
        found("4000.00", on=day, is_high_income=True)


@pytest.mark.parametrize(
    ("income", "norm", "more"),
    [
        ("1000.00", None, {}),
        ("1000.00", "1300.00", {"norm_source": " "}),
        ("-1.00", "1300.00", {}),
        ("1996.21", None, {"is_high_income": True}),
    ],
)
def test_facts_that_do_not_fit_are_refused(income: str, norm: str | None, more: dict[str, object]) -> None:
    with pytest.raises(InvalidFacts):
        found(income, norm=norm, **more)


def test_it_says_that_it_is_an_indication_from_one_source() -> None:
    indication = found("1000.00")
    assert {remark.code for remark in indication.remarks} == {"indication_only", "protected_earnings_one_source"}
    assert indication.confidence is Confidence.ONE_SOURCE
    assert explanation(indication).startswith("Indicatief.")
    assert "€ 950,00" in explanation(indication)
