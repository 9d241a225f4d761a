"""The number columns of a file: how each writes its numbers is decided once, and each different text is read once."""

from collections.abc import Iterable
from decimal import Decimal
from functools import partial

from cases.intake import amounts
from cases.intake.columns import PlannedColumn
from cases.intake.seen import Once, Seen


class Numbers:
    """What stands in the number columns, for everything that asks for it."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._decided: dict[int, amounts.NumberReading] = {}
        self._read: dict[amounts.NumberReading, Once[str, Decimal | amounts.NumberFault]] = {}
        self._known: set[tuple[int, amounts.NumberReading]] = set()

    def decided(self, column: PlannedColumn) -> amounts.NumberReading:
        """How a column writes its numbers: as was told, else as its own cells show."""
        if column.mark:
            return amounts.NumberReading(mark=column.mark)
        if column.index not in self._decided:
            self._decided[column.index] = amounts.decide(self._seen.columns[column.index])
        return self._decided[column.index]

    def read_each(self, column: PlannedColumn, cells: Iterable[str]) -> list[Decimal | amounts.NumberFault]:
        """The numbers in many cells of a column, read as it was decided."""
        return self.read(column.index, self.decided(column)).each(cells, typed=self._seen.typed)

    def read(self, index: int, reading: amounts.NumberReading) -> Once[str, Decimal | amounts.NumberFault]:
        """The numbers in the cells of column `index` when they are read so."""
        numbers = self._read.setdefault(reading, Once(partial(amounts.parse, reading=reading)))
        if (index, reading) not in self._known:
            self._known.add((index, reading))
            new = [text for text in self._seen.texts[index] if text not in numbers]
            numbers.update(amounts.usual_numbers(new, reading))
        return numbers
