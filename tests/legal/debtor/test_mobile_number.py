"""Which numbers a message goes to: one mobile number of the Netherlands, however it was typed."""

import pytest

from legal.debtor.mobile_number import mobile_number


@pytest.mark.parametrize("typed", [
    "0612345678", "06 12345678", "06-12345678", "06 - 12 34 56 78", "06.12.34.56.78", "+31612345678", "+31 6 12345678",
    "+31 (0)6 12345678", "0031612345678", "0031 (0)6-12345678", " 06\u00a012345678 ",
])
def test_each_way_of_writing_gives_one_number(typed: str) -> None:
    assert mobile_number(typed) == "+31612345678"


@pytest.mark.parametrize(("typed", "found"), [
    ("06 11111111", True), ("06 51111111", True), ("06 81111111", True),
    ("06 61111111", False), ("06 71111111", False), ("06 01111111", False), ("06 91111111", False),
])
def test_by_the_numbering_plan(typed: str, found: bool) -> None:
    assert (mobile_number(typed) is not None) is found


@pytest.mark.parametrize("typed", [
    "", "030 123 45 67", "+31 30 1234567", "06 1234567", "06 123456789", "0800 1234", "097 012345678",
    "+32 470 12 34 56", "+49 151 12345678", "612345678", "31612345678", "06 12345678 (werk)",
    "06 12345678 / 06 87654321", "06 12345678 of 87654321", "onbekend", "06 1234567\u0668", "06 12345678\n06 87654321",
])
def test_whatever_else_is_not_guessed_at(typed: str) -> None:
    assert mobile_number(typed) is None
