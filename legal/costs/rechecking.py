"""What is said of a figure that was carried on past the day through which it was compared with its source."""

from datetime import date
from typing import Any

from legal.facts import Remark
from legal.parameters import Series
from legal.wording import dutch_day

CODE = "figure_not_rechecked"


def not_rechecked(day: date, *used: Series[Any]) -> tuple[Remark, ...]:  # Any: a number, a scale or a table
    """One remark for every figure used for `day` that only a decree changes and nobody compared for that day."""
    return tuple(
        Remark(code=CODE, text=f"{each.name}: ongewijzigd, niet nagekeken na {dutch_day(each.checked_through)}.")
        for each in used if each.is_carried_on(day)
    )
