"""Interest of what is lodged ends the day before the order (art. 23, 128 and 303 lid 1 Fw)."""

from datetime import date

import pytest

from legal.debtor.insolvency import interest_through


@pytest.mark.parametrize(("ordered", "last"), [
    (date(2026, 11, 24), date(2026, 11, 23)),
    (date(2027, 1, 1), date(2026, 12, 31)),
    (date(2028, 3, 1), date(2028, 2, 29)),
])
def test_the_day_of_the_order_bears_no_interest_any_more(ordered: date, last: date) -> None:
    assert interest_through(ordered) == last
