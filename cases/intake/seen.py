"""What stands in a file, each text once: the same few days, places and words stand in thousands of rows."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Generic, TypeVar

from cases.intake.table import Record

Meaning = TypeVar("Meaning")
Counted = Collection[tuple[str, int]]  # texts with how often each stands there


class Once(Generic[Meaning]):
    """A function of a cell that keeps its answers. A cell that a spreadsheet typed is another than a text like it."""

    def __init__(self, understand: Callable[[str], Meaning]) -> None:
        self._kept: dict[str, Meaning] = {}
        self._understand = understand

    def __call__(self, cell: str) -> Meaning:
        if type(cell) is not str:
            return self._understand(cell)
        if cell not in self._kept:
            self._kept[cell] = self._understand(cell)
        return self._kept[cell]


@dataclass(frozen=True)
class Seen:
    """The different cells of each column that are not empty, in the order in which they came, of so many `rows`."""

    rows: int
    columns: Sequence[Counted]


def look(records: Sequence[Record], width: int) -> Seen:
    """What stands in the first `width` columns of tidied records."""
    padding = ("",) * width
    rows = [record.cells if len(record.cells) >= width else (*record.cells, *padding) for record in records]
    typed = set(map(type, chain.from_iterable(rows))) > {str}
    return Seen(len(rows), [_counted([row[index] for row in rows], typed=typed) for index in range(width)])


def _counted(cells: Sequence[str], *, typed: bool) -> Counted:
    if typed:
        kinds = Counter((type(cell), cell) for cell in cells if cell)
        return [(cell, count) for (_, cell), count in kinds.items()]
    counts = Counter(cells)
    del counts[""]
    return counts.items()
