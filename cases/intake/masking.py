"""The copy of a claim file that may be kept: the same layout without citizen service numbers and health data."""

from collections.abc import Sequence
from itertools import chain, compress

from cases.intake import delimited, spreadsheet, workbook
from cases.intake.columns import Role
from cases.intake.model import MediaKind
from cases.intake.privacy import MASK, NOT_KEPT, mask, speaks_of_health
from cases.intake.readings import NINE_DIGITS_NORMAL, Reading
from cases.intake.table import Record, Table
from cases.intake.values import clean
from cases.intake.workbook import Unseen
from cases.privacy.citizen_numbers import SHORT, spans

_AT_ONCE = 2_000


def masked_cells(reading: Reading, record: Record) -> tuple[str, ...]:
    """Cells of a record with what may not be kept taken out. Above the header every cell is free text."""
    columns = reading.plan.columns
    if record.row <= reading.plan.header.row:
        return tuple(_masked(cell) for cell in record.cells)
    cells = []
    for index, cell in enumerate(record.cells):
        column = columns[index] if index < len(columns) else None
        if not cell.strip():
            cells.append(cell)
        elif index in reading.private:
            cells.append(MASK)
        elif column is not None and column.role is Role.HEALTH:
            cells.append(NOT_KEPT)
        elif column is not None and column.field in NINE_DIGITS_NORMAL:
            cells.append(cell)
        else:
            cells.append(_masked(cell))
    return tuple(cells)


def _masked(cell: str) -> str:
    """The cell without a citizen number, also one with signs between its digits that nobody sees."""
    if len(cell) < SHORT:
        return cell
    masked, tidy = mask(cell), clean(cell)
    if masked != cell:
        return masked
    return cell if tidy == cell or not spans(tidy) else mask(tidy)  # an untouched cell keeps its type


def masked_copy(content: bytes, table: Table, reading: Reading) -> tuple[bytes, bool]:
    """The copy of `table` that may be kept, and whether nothing was taken out of it, nor hides in `content`.

    `table` holds no words about health any more.
    """
    if table.kind is MediaKind.CSV:
        copy = _masked_text(table, reading)
        return copy, copy == content
    changed = False
    sheets: list[tuple[str, Sequence[Sequence[str]]]] = []
    unseen = [Unseen(sheet.is_hidden, sheet.hidden_rows, sheet.hidden_columns) for sheet in table.sheets]
    for sheet in table.sheets:
        is_read = sheet is reading.plan.sheet
        rows = [
            masked_cells(reading, record) if is_read else tuple(map(_masked, record.cells)) for record in sheet.records
        ]
        changed = changed or any(row != record.cells for row, record in zip(rows, sheet.records, strict=True))
        sheets.append((mask(sheet.name), rows))
    keep = not changed and not spreadsheet.hides(content, lambda text: mask(text) != text or speaks_of_health(text))
    return workbook.write(sheets, unseen), keep


def _masked_text(table: Table, reading: Reading) -> bytes:
    assert table.delimiter is not None
    assert table.encoding is not None
    records, header = table.sheets[0].records, reading.plan.header.row
    copies = [table.prologue, *(_rewritten(reading, record, table.delimiter) for record in records[:header])]
    for start in range(header, len(records), _AT_ONCE):
        some = records[start : start + _AT_ONCE]
        held = _held(reading, some)
        copies += [
            record.raw if held.isdisjoint(record.cells) else _rewritten(reading, record, table.delimiter)
            for record in some
        ]
    return encoded("".join(copies), table.encoding)


def _rewritten(reading: Reading, record: Record, delimiter: str) -> str:
    return delimited.rewritten(record, masked_cells(reading, record), delimiter=delimiter)


def _held(reading: Reading, records: Sequence[Record]) -> set[str]:
    """Cells of these records, below the header, of which something may have to be taken out: mostly none."""
    columns = reading.plan.columns
    gone = [column.index in reading.private or column.role is Role.HEALTH for column in columns]
    searched = [column.field not in NINE_DIGITS_NORMAL for column in columns]
    held = {cell for record in records for cell in compress(record.cells, gone)} - {""} if any(gone) else set()
    texts = {cell for record in records for cell in compress(record.cells, searched) if len(cell) >= SHORT}
    texts.update(chain.from_iterable(record.cells[len(columns) :] for record in records))
    return held.union(cell for cell in texts if _masked(cell) != cell)


def encoded(text: str, encoding: str) -> bytes:
    """`text` in the encoding of the file; a sign that it lacks becomes a question mark."""
    return text.encode(encoding, errors="replace")
