"""One invoice number in several spellings is found; two numbers that only look alike stay two."""

import pytest

from cases.intake.invoice_numbers import Spelling, core, spelling


@pytest.mark.parametrize(("one", "other"), [
    ("20260101", "2026-0101"), ("20260101", "2026/0101"), ("20260101", "2026.0101"), ("20260101", "2026 0101"),
    ("F2026-0101", "20260101"), ("f-2026-0101", "F2026 0101"), ("INV 20260101", "F2026-0101"),
    ("Factuurnr. 20260101", "20260101"), ("0020260101", "20260101"), ("2026-101", "20260101"),
    ("2026-101", "2026-0101"), ("20260101.0", "20260101"), ("20260101,00", "20260101"), ("A101", "101"),
    ("F-01", "F1"), ("abc", "ABC"), ("2026F0101", "20260101"), ("F–2026–0101", "F2026-0101"),
    ("K-1 05-2026", "K-1 5-2026"),
])
def test_spellings_of_one_number_are_the_same(one: str, other: str) -> None:
    assert spelling(one, other) is spelling(other, one) is Spelling.SAME
    assert core(one) == core(other), "or it would not be found"


@pytest.mark.parametrize(("one", "other"), [
    ("A101", "B101"), ("20260101A", "20260101B"), ("20260101", "20260101A"), ("26-0101", "2026-0101"),
    ("260101", "20260101"),
])
def test_numbers_but_for_a_letter_or_the_century_are_alike(one: str, other: str) -> None:
    assert spelling(one, other) is spelling(other, one) is Spelling.ALIKE
    assert core(one) == core(other)


@pytest.mark.parametrize(("one", "other"), [
    ("20260101", "20260110"), ("F-1", "F-2"), ("F-1", "F-10"), ("100", "10"), ("12-3", "1-23"), ("abc", "abd"),
    ("K-1 01-2026", "K-1 10-2026"), ("K-1 jan 2026", "K-1 feb 2026"), ("1001", "10010"), ("2026-0101", "2027-0101"),
    ("abc", "1"),
])
def test_other_numbers_stay_other_numbers(one: str, other: str) -> None:
    assert spelling(one, other) is spelling(other, one) is None


def test_every_number_has_a_core_that_fits_its_column() -> None:
    for number in ("", "0", "000", "F", "F-0", "9" * 60, "x" * 60, "²³"):
        assert len(core(number)) <= 60
