"""A complaint is acknowledged within two working days (art. 6.1 Bki)."""

from datetime import date

import pytest

from legal.debtor.complaints import acknowledge_by
from tests.legal.figures import FIGURES_2026


@pytest.mark.parametrize(("received", "last"), [
    (date(2026, 11, 23), date(2026, 11, 25)),  # Monday: Wednesday
    (date(2026, 11, 26), date(2026, 11, 30)),  # Thursday: Friday, then Monday
    (date(2026, 11, 27), date(2026, 12, 1)),   # Friday
    (date(2026, 11, 28), date(2026, 12, 1)),   # Saturday: the days are those after it
    (date(2026, 12, 24), date(2026, 12, 29)),  # Thursday before Christmas: the 25th and the weekend do not count
])
def test_the_last_day_is_the_second_working_day_after_it(received: date, last: date) -> None:
    assert acknowledge_by(received, FIGURES_2026.holidays) == last
