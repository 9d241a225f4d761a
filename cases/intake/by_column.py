"""The cells of a file by column, to ask a rule once of each different text, and to set odd rows apart."""

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import chain

from cases.intake.columns import PlannedColumn
from cases.intake.draft import Draft
from cases.intake.model import Field
from cases.intake.readings import Reading
from cases.intake.seen import Meaning, Once
from cases.intake.table import Record


class Columns:
    """Records that fill every column, and which of them are odd: something in them needs a second look.

    A rule is asked in a `draft` that holds the one text only; whatever it notes makes the rows with that text odd.
    """

    def __init__(self, reading: Reading, records: Sequence[Record], draft: Draft) -> None:
        self.reading, self.draft = reading, draft
        columns = zip(*(record.cells for record in records), strict=False)  # empty cells may stand behind
        self._cells = list(columns) or [()] * len(reading.plan.columns)
        self._rows = len(records)
        self._odd: set[int] = set()

    @property
    def even(self) -> Sequence[bool]:
        """Row by row whether it is not odd."""
        return [at not in self._odd for at in range(self._rows)]

    def different(self, fields: Iterable[Field]) -> set[str]:
        """The different texts of these fields."""
        held = filter(None, map(self.reading.plan.of, fields))
        return set(chain.from_iterable(self.reading.seen.texts[column.index] for column in held))

    def texts(self, fields: Iterable[Field]) -> Iterable[tuple[str, ...]]:
        """The texts of these fields, row by row; empty ones where no column holds it."""
        held = map(self.reading.plan.of, fields)
        return zip(*(self._cells[column.index] if column else ("",) * self._rows for column in held), strict=True)

    def answers(self, field: Field, rule: Callable[[Draft], Meaning]) -> Sequence[Meaning]:
        """What `rule` says of the text of one field, row by row."""
        noted: set[str] = set()

        def understand(text: str) -> Meaning:
            self.draft.hold([(field, text)])
            meaning = rule(self.draft)
            if self.draft.forget():
                noted.add(text)
            return meaning

        column = self.reading.plan.of(field)
        if column is None:
            return (understand(""),) * self._rows
        found = Once(understand).each(self._cells[column.index], typed=self.reading.seen.typed)
        self.set_apart([column], noted)
        return found

    def numbers(self, columns: Iterable[PlannedColumn]) -> Iterable[tuple[object, ...]]:
        """The numbers in these columns, row by row."""
        return zip(*(self.reading.numbers_in(each, self._cells[each.index]) for each in columns), strict=True)

    def judge(self, column: PlannedColumn, rule: Callable[[Draft, PlannedColumn, str], object]) -> None:
        """Set the rows apart of whose cell in a column `rule` says or notes anything."""
        cells = ("", *self.reading.seen.texts[column.index])
        said = [(cell, rule(self.draft, column, cell), self.draft.forget()) for cell in cells]
        self.set_apart([column], {cell for cell, answer, noted in said if answer or noted})

    def set_apart(self, columns: Iterable[PlannedColumn | None], cells: Collection[str]) -> None:
        """Let the rows be odd in which one of `cells` stands in one of these columns."""
        for column in filter(None, columns if cells else ()):
            self._odd.update(at for at, cell in enumerate(self._cells[column.index]) if cell in cells)
