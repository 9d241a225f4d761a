"""What stands in a file, each text once: the same few days, places and words stand in thousands of rows."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from cases.intake.table import Record

Meaning = TypeVar("Meaning")
Counted = Collection[tuple[str, int]]  # texts with how often each stands there


class Once(dict[str, Meaning]):
    """A function of a cell that keeps its answers. A cell that a spreadsheet typed is another than a text like it."""

    def __init__(self, understand: Callable[[str], Meaning]) -> None:
        super().__init__()
        self._understand = understand

    def __missing__(self, cell: str) -> Meaning:
        meaning = self[cell] = self._understand(cell)
        return meaning

    def __call__(self, cell: str) -> Meaning:
        return self[cell] if type(cell) is str else self._understand(cell)

    def each(self, cells: Iterable[str], *, typed: bool) -> list[Meaning]:
        """The answers for many cells, some of them `typed` or none."""
        return list(map(self if typed else self.__getitem__, cells))


@dataclass(frozen=True)
class Seen:
    """The different cells of each column that are not empty, in the order in which they came, of so many `rows`.

    `typed`: whether a spreadsheet typed any of them.
    """

    rows: int
    columns: Sequence[Counted]
    typed: bool = False

    def texts(self, index: int) -> list[str]:
        """The different cells of one column."""
        return [cell for cell, _ in self.columns[index]]


def look(records: Sequence[Record], width: int) -> Seen:
    """What stands in the first `width` columns of tidied records."""
    padding = ("",) * width
    rows = [record.cells if len(record.cells) >= width else (*record.cells, *padding) for record in records]
    typed = not set(map(type, chain.from_iterable(rows))) <= {str}
    columns = list(zip(*rows, strict=False))[:width] if rows else [()] * width
    return Seen(len(rows), [_counted(column, typed=typed) for column in columns], typed)


def _counted(cells: Sequence[str], *, typed: bool) -> Counted:
    if typed:
        kinds = Counter((type(cell), cell) for cell in cells if cell)
        return [(cell, count) for (_, cell), count in kinds.items()]
    counts = Counter(cells)
    del counts[""]
    return counts.items()
