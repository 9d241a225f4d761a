"""Records of a file before anything is understood: cells as text, numbered as a spreadsheet shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cases.intake.errors import FileFault, IntakeRefused
from cases.intake.model import MediaKind

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 50_000
MAX_COLUMNS = 200


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
        return not any(cell.strip() for cell in self.cells)


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


NO_VALUE = "[formule zonder waarde]"


def check_extent(records: Sequence[Record]) -> None:
    """Refuse a table with more rows or columns than a claim file ever has."""
    filled = sum(1 for record in records if not record.is_blank)
    if filled > MAX_ROWS:
        raise IntakeRefused(
            FileFault.TOO_MANY_ROWS,
            found=f"Het bestand heeft {filled} regels.",
            expected=f"ten hoogste {MAX_ROWS} regels.",
            remedy="Splits het bestand en lever de delen na elkaar aan.",
        )
    widest = max((len(record.cells) for record in records), default=0)
    if widest > MAX_COLUMNS:
        raise IntakeRefused(
            FileFault.TOO_MANY_COLUMNS,
            found=f"Het bestand heeft {widest} kolommen.",
            expected=f"ten hoogste {MAX_COLUMNS} kolommen.",
            remedy="Verwijder de kolommen die niet over de vorderingen gaan.",
        )
