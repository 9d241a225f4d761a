"""What stands in a file, each text once: the same few days, places and words stand in thousands of rows."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from cases.intake.table import NativeDate, NativeNumber, Record

Key = TypeVar("Key")
Meaning = TypeVar("Meaning")
Counted = Collection[tuple[str, int]]  # texts with how often each stands there


class Once(dict[Key, Meaning]):
    """A function of a cell or of several that keeps its answers.

    A cell that a spreadsheet typed is another than a text like it.
    """

    def __init__(self, understand: Callable[[Key], Meaning]) -> None:
        super().__init__()
        self._understand = understand

    def __missing__(self, cell: Key) -> Meaning:
        meaning = self[cell] = self._understand(cell)
        return meaning

    def __call__(self, cell: Key) -> Meaning:
        return self._understand(cell) if isinstance(cell, (NativeNumber, NativeDate)) else self[cell]

    def each(self, cells: Iterable[Key], *, typed: bool = False) -> list[Meaning]:
        """The answers for many; `typed` when a spreadsheet may have typed them and that makes a difference."""
        return list(map(self if typed else self.__getitem__, cells))


@dataclass(frozen=True)
class Seen:
    """The different cells of each column that are not empty, in the order in which they came, of so many `rows`.

    `typed`: whether a spreadsheet typed any of them.
    """

    rows: int
    columns: Sequence[Counted]
    typed: bool

    @cached_property
    def texts(self) -> Sequence[Sequence[str]]:
        """The different cells alone."""
        return [[cell for cell, _ in column] for column in self.columns]


def look(records: Sequence[Record], width: int, *, typed: bool) -> Seen:
    """What stands in the first `width` columns of tidied records; `typed` when a spreadsheet may have typed cells."""
    padding = ("",) * width
    rows = [record.cells if len(record.cells) >= width else (*record.cells, *padding) for record in records]
    columns = list(zip(*rows, strict=False))[:width] if rows else [()] * width
    return Seen(len(rows), [_counted(column, typed=typed) for column in columns], typed)


def _counted(cells: Sequence[str], *, typed: bool) -> Counted:
    if typed:
        kinds = Counter((type(cell), cell) for cell in cells if cell)
        return [(cell, count) for (_, cell), count in kinds.items()]
    counts = Counter(cells)
    del counts[""]
    return counts.items()
