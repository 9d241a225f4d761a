"""Records of a file before anything is understood: cells as text, numbered as a spreadsheet shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from cases.intake.errors import FileFault, IntakeRefused
from cases.intake.model import MediaKind

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 100_000  # beside the header
MAX_COLUMNS = 200
MAX_CELLS = 2_500_000
MAX_CELL_LENGTH = 32_767  # what a cell of a spreadsheet can hold
AT_ONCE = 200  # so many records are looked at together where nearly all have nothing to find
_BLANK_ROWS_TOO = 3  # blank rows between the claims are kept with them: they count too, but less soon


class NativeNumber(str):
    """A cell that the spreadsheet holds as a number, written with a decimal point: no decimal mark to decide."""

    __slots__ = ()


class NativeDate(str):
    """A cell that the spreadsheet holds as a day, written yyyy-mm-dd: no order to decide."""

    __slots__ = ()


class Record(NamedTuple):
    """One record. `row` counts every record from 1, blank ones too; `raw` is its text in a CSV, with line end."""

    row: int
    cells: tuple[str, ...]
    raw: str = ""

    @property
    def is_blank(self) -> bool:
        """True when no cell holds anything but white space."""
        return not any(map(str.strip, self.cells))


class Sheet(NamedTuple):
    """One worksheet, with what a spreadsheet does not show of it: rows counted from 1, columns from 0."""

    name: str
    records: tuple[Record, ...]
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Table:
    """A file taken apart. A CSV has one sheet without a name; `prologue` is what stood before its first record."""

    kind: MediaKind
    sheets: tuple[Sheet, ...]
    encoding: str | None = None
    delimiter: str | None = None
    newline: str = "\r\n"
    prologue: str = ""


def text_of(records: Sequence[Record], delimiter: str | None) -> str:
    """All cells of `records` with `|` between them; from their own text where that says the same, without quotes."""
    whole = "|".join([record.raw.rstrip("\r\n") or "|".join(record.cells) for record in records])
    if delimiter is None or '"' in whole:
        return "|".join(chain.from_iterable(record.cells for record in records))
    return whole.replace(delimiter, "|")


NO_VALUE = "[formule zonder waarde]"


class Extent:
    """What a sheet holds so far, counted while it is read: the first record beyond a limit is refused."""

    def __init__(self, cells: int = 0) -> None:
        self.records = self.filled = 0
        self.cells = cells  # with those of the sheets before it: they are held in memory together

    def add(self, record: Record) -> Record:
        """Count `record` and give it back. Raises IntakeRefused when a claim file never has so much."""
        cells = record.cells
        self.records += 1
        self.filled += any(map(str.strip, cells))
        self.cells += len(cells)
        if self.filled > MAX_ROWS + 1 or self.records > MAX_ROWS * _BLANK_ROWS_TOO:
            raise _too_many_rows()
        if len(cells) > MAX_COLUMNS:
            raise IntakeRefused(
                FileFault.TOO_MANY_COLUMNS,
                found=f"Het bestand heeft {whole(len(cells))} kolommen.",
                expected=f"ten hoogste {MAX_COLUMNS} kolommen.",
                remedy="Verwijder de kolommen die niet over de vorderingen gaan.",
            )
        if self.cells > MAX_CELLS:
            raise IntakeRefused(
                FileFault.TOO_BIG,
                found=f"Het bestand heeft meer dan {whole(MAX_CELLS)} cellen.",
                expected=f"ten hoogste {whole(MAX_CELLS)} cellen: regels maal kolommen.",
                remedy="Verwijder de kolommen die niet over de vorderingen gaan, of splits het bestand.",
            )
        is_short = 0 < len(record.raw) <= MAX_CELL_LENGTH  # and so is every cell in it
        if not is_short and max(map(len, cells), default=0) > MAX_CELL_LENGTH:
            raise too_long(record.row, MAX_CELL_LENGTH, what="een cel")
        return record


def too_long(row: int, longest: int, *, what: str) -> IntakeRefused:
    """Refusal of one record that is longer than any claim, mostly by a quotation mark that is never closed."""
    return IntakeRefused(
        FileFault.TOO_BIG,
        found=f"Op regel {whole(row)} is {what} langer dan {whole(longest)} tekens.",
        expected="een regel per factuur, met een korte tekst in elke cel.",
        remedy="Controleer de aanhalingstekens en de regeleinden en lever het bestand opnieuw aan.",
    )


def _too_many_rows() -> IntakeRefused:
    return IntakeRefused(
        FileFault.TOO_MANY_ROWS,
        found=f"Het bestand heeft meer dan {whole(MAX_ROWS)} regels.",
        expected=f"ten hoogste {whole(MAX_ROWS)} regels.",
        remedy="Splits het bestand en lever de delen na elkaar aan.",
    )


def whole(number: int) -> str:
    """A number as it is written in Dutch: 100.000."""
    return f"{number:,}".replace(",", ".")
