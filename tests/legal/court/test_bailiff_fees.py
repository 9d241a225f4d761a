"""Tariffs of official acts, by the day of the act. Sources: legal/parameters/bailiff_tariffs.yaml, row by row."""

from datetime import date
from decimal import Decimal

import pytest

from legal.court.bailiff_fees import tariff
from legal.errors import FiguresInvalid, InvalidFacts, ParameterUnknown
from legal.parameters import Confidence
from legal.parameters.court_reading import read_bailiff_tariffs
from tests.legal.factories import FIGURES
from tests.legal.figures import FIGURES_2026


@pytest.mark.parametrize(
    ("letter", "day", "amount"),
    [
        ("a", date(2021, 7, 1), "98.52"),
        ("a", date(2021, 12, 31), "98.52"),
        ("a", date(2022, 1, 1), "104.02"),
        ("a", date(2023, 2, 28), "104.02"),
        ("a", date(2023, 3, 1), "106.73"),  # Stb. 2023, 63
        ("a", date(2023, 12, 31), "106.73"),
        ("a", date(2024, 1, 1), "112.37"),
        ("a", date(2024, 12, 31), "112.37"),
        ("a", date(2026, 1, 1), "125.57"),
        ("b", date(2026, 6, 1), "136.71"),
        ("d", date(2026, 6, 1), "90.11"),
        ("e", date(2026, 6, 1), "164.86"),
        ("i", date(2026, 6, 1), "260.68"),
        ("j", date(2026, 6, 1), "184.91"),
        ("k", date(2022, 6, 1), "134.32"),  # Stb. 2023, 63, against 138.70 elsewhere
        ("n", date(2026, 6, 1), "163.65"),
        ("t", date(2023, 2, 28), "365.10"),
        ("t", date(2024, 1, 1), "384.40"),
        ("v", date(2026, 6, 1), "322.59"),
        ("w", date(2026, 12, 31), "374.67"),
    ],
)
def test_the_tariff_is_that_of_the_day_of_the_act(letter: str, day: date, amount: str) -> None:
    """Art. 14 lid 2 Btag."""
    found = tariff(letter, performed_on=day, figures=FIGURES)
    assert str(found.amount) == amount
    assert f"onder {letter} " in found.law


@pytest.mark.parametrize(
    ("letter", "day"),
    [
        ("a", date(2021, 6, 30)),
        ("a", date(2025, 1, 1)),
        ("a", date(2025, 12, 31)),
        ("a", date(2027, 1, 1)),
        ("t", date(2023, 3, 1)),
        ("w", date(2023, 12, 31)),
    ],
)
def test_a_tariff_that_was_not_found_is_refused(letter: str, day: date) -> None:
    with pytest.raises(ParameterUnknown, match="Tarieven ambtshandelingen"):
        tariff(letter, performed_on=day, figures=FIGURES_2026)


def test_vat_only_when_the_principal_cannot_deduct_it() -> None:
    """Art. 10 Btag: 21% of 125.57 is 26.3697."""
    without = tariff("a", performed_on=date(2026, 6, 1), figures=FIGURES)
    with_vat = tariff("a", performed_on=date(2026, 6, 1), figures=FIGURES, deducts_vat=False)
    assert (without.vat, with_vat.vat, with_vat.total) == (0, Decimal("26.37"), Decimal("151.94"))
    assert "art. 10 Btag" in with_vat.law


def test_half_when_the_debtor_pays_on_the_spot() -> None:
    """Art. 4 Btag; 164.86 halved."""
    found = tariff("e", performed_on=date(2026, 6, 1), figures=FIGURES, was_paid_on_the_spot=True)
    assert found.amount == Decimal("82.43")
    odd = tariff("a", performed_on=date(2026, 6, 1), figures=FIGURES, was_paid_on_the_spot=True)
    assert odd.amount == Decimal("62.79")  # 62.785, half up


def test_confidence_is_said_at_the_amount() -> None:
    assert tariff("a", performed_on=date(2023, 6, 1), figures=FIGURES).confidence is Confidence.TWO_SOURCES
    found = tariff("a", performed_on=date(2026, 6, 1), figures=FIGURES)
    assert found.confidence is Confidence.ONE_SOURCE
    assert "één bron" in found.source


def test_a_summons_to_pay_before_judgment_has_no_tariff() -> None:
    """It is none of the acts of art. 2: no letter of the decree names it."""
    assert [act.letter for act in FIGURES.bailiff_tariffs.acts] == list("abcdefghijklmnopqrstuvw")
    assert not any("sommatie" in act.act for act in FIGURES.bailiff_tariffs.acts)
    with pytest.raises(InvalidFacts):
        tariff("sommatie", performed_on=date(2026, 6, 1), figures=FIGURES)


def test_letters_must_ascend() -> None:
    text = """
name: Tarieven
unit: euro
law: "art. 2 lid 1 Besluit tarieven"
checked_through: 2026-12-31
sources: {A: {name: "Stb.", address: "https://zoek.officielebekendmakingen.nl/"}}
acts:
  - {letter: a, act: "een", values: [{from: 2026-01-01, value: "1.00", sources: [A], confidence: one source}]}
  - {letter: b, act: "twee", values: [{from: 2026-01-01, value: "1.00", sources: [A], confidence: one source}]}
"""
    assert len(read_bailiff_tariffs(text, "test").acts) == 2
    with pytest.raises(FiguresInvalid):
        read_bailiff_tariffs(text.replace("letter: b", "letter: a"), "test")
