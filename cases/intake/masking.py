"""The copy of a claim file that may be kept: the same layout without citizen service numbers and health data."""

from collections.abc import Sequence
from itertools import chain

from cases.intake import delimited, spreadsheet, workbook
from cases.intake.columns import Role
from cases.intake.model import MediaKind
from cases.intake.privacy import MASK, NOT_KEPT, mask, speaks_of_health
from cases.intake.readings import NINE_DIGITS_NORMAL, Reading
from cases.intake.table import AT_ONCE, Record, Table
from cases.intake.values import clean, is_tidy
from cases.intake.workbook import Unseen
from cases.privacy.citizen_numbers import SHORT, spans


def masked_cells(reading: Reading, record: Record) -> tuple[str, ...]:
    """Cells of a record with what may not be kept taken out. Above the header every cell is free text."""
    columns = reading.plan.columns
    if _stay(reading, (record,)):
        return record.cells
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


def _stay(reading: Reading, records: Sequence[Record], *, tidy: bool = False) -> bool:
    """True for rows of the list in which the reading saw nothing that must be taken out: so nearly always."""
    width, cells = len(reading.plan.columns), [record.cells for record in records]
    return (
        records[0].row > reading.plan.header.row
        and not reading.private and not reading.health
        and max(map(len, cells)) <= width
        and all(map(reading.numbered.isdisjoint, cells if reading.numbered else ()))
        and (tidy or is_tidy(chain.from_iterable(cells)))
    )


def _masked(cell: str) -> str:
    """The cell without a citizen number, also one with signs between its digits that nobody sees."""
    if len(cell) < SHORT:
        return cell
    masked, tidy = mask(cell), clean(cell)
    if masked != cell:
        return masked
    return cell if tidy == cell or not spans(tidy) else mask(tidy)  # an untouched cell keeps its type


def masked_copy(content: bytes, table: Table, reading: Reading, *, tidy: bool) -> tuple[bytes, bool]:
    """The copy of `table` that may be kept, and whether nothing was taken out of it, nor hides in `content`.

    `table` holds no words about health any more; it is `tidy` when every row of the list is.
    """
    if table.kind is MediaKind.CSV:
        copy = _masked_text(table, reading, tidy=tidy)
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


def _masked_text(table: Table, reading: Reading, *, tidy: bool) -> bytes:
    assert table.delimiter is not None
    assert table.encoding is not None
    records, texts = table.sheets[0].records, [table.prologue]
    for start in range(0, len(records), AT_ONCE):
        some = records[start : start + AT_ONCE]
        if _stay(reading, some, tidy=tidy):
            texts += [record.raw for record in some]
        else:
            texts += [
                delimited.rewritten(record, masked_cells(reading, record), delimiter=table.delimiter)
                for record in some
            ]
    return encoded("".join(texts), table.encoding)


def encoded(text: str, encoding: str) -> bytes:
    """`text` in the encoding of the file; a sign that it lacks becomes a question mark."""
    return text.encode(encoding, errors="replace")
