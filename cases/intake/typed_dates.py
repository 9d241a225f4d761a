"""Days that a spreadsheet set to another country may have swapped.

Opened there, 05-03-2026 becomes the typed day 3 May; 13-03-2026 is no day to it and stays text. What is left is a file
with typed days that never exceed twelve, and texts of which a part does.
"""

from collections.abc import Mapping, Sequence

from cases.intake import dates
from cases.intake.table import NativeDate

_MONTHS = 12


def swappable(columns: Mapping[int, Sequence[str]]) -> frozenset[int]:
    """Indexes of the date columns whose typed days may have day and month swapped, from the cells of each column."""
    seen = {index: _Seen(cells) for index, cells in columns.items()}
    found = {index for index, column in seen.items() if column.is_suspect and column.texts_beyond}
    if _whole_file_fits(list(seen.values())):
        found |= {index for index, column in seen.items() if column.is_suspect}
    return frozenset(found)


def may_be_swapped(day: str) -> bool:
    """True for a typed day that is another day with day and month swapped."""
    if not isinstance(day, NativeDate):
        return False
    _, month, number = day.split("-")
    return month != number and int(number) <= _MONTHS


class _Seen:
    """What stands in one column: typed days, and texts with day and month in numbers."""

    def __init__(self, cells: Sequence[str]) -> None:
        typed = [cell for cell in cells if isinstance(cell, NativeDate)]
        numbers = [parts for cell in cells if not isinstance(cell, NativeDate) and (parts := dates.numbers_of(cell))]
        self.typed_beyond = any(int(day[8:10]) > _MONTHS for day in typed)
        self.is_suspect = bool(typed) and not self.typed_beyond
        self.texts_beyond = any(max(first, second) > _MONTHS for first, second in numbers)
        self.texts_within = any(max(first, second) <= _MONTHS for first, second in numbers)


def _whole_file_fits(seen: Sequence[_Seen]) -> bool:
    """True when the swap shows over the columns together: every day up to twelve is typed, all others are text."""
    return any(column.texts_beyond for column in seen) and not any(
        column.texts_within or column.typed_beyond for column in seen
    )
