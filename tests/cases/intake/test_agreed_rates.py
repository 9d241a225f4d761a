"""Agreed interest in a claim file: what is taken, and what is refused at its column."""

from decimal import Decimal

import pytest

from tests.cases.intake.claims import read, row

MONTH, YEAR = "Rente per maand", "Rente per jaar"


@pytest.mark.parametrize(("column", "cell", "percent"), [
    (MONTH, "1,5", "1.5"), (MONTH, "10", "10"), (YEAR, "8", "8"), (YEAR, "100", "100"),
])
def test_a_lawful_rate_is_taken(column: str, cell: str, percent: str) -> None:
    claim = read({**row(), column: cell}).rows[0]
    assert claim.contract_rate_percent == Decimal(percent)
    assert claim.contract_rate_per == {MONTH: "month", YEAR: "year"}[column]


@pytest.mark.parametrize(("column", "cell", "bound"), [
    (MONTH, "10,01", "10"), (MONTH, "24", "10"), (MONTH, "100", "10"), (YEAR, "100,01", "100"), (YEAR, "1200", "100"),
    (YEAR, "-1", "100"), (YEAR, "wettelijke rente + 2", "100"), (MONTH, "wettelijk", "10"),
])
def test_an_absurd_rate_or_a_surcharge_is_refused_with_the_bound(column: str, cell: str, bound: str) -> None:
    """A surcharge on the statutory rate is no rate: taken as one it would count too little or too much."""
    found = read({**row(), column: cell})
    assert found.rows == ()
    assert found.refused[0].column == column
    assert f"van 0 tot en met {bound}," in found.refused[0].expected


def test_a_file_without_a_rate_is_taken_as_before() -> None:
    claim = read(row()).rows[0]
    assert (claim.contract_rate_percent, claim.contract_rate_per) == (None, None)
