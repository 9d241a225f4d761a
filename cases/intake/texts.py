"""Texts of a row that came in with wrong signs: mended and shown, or a reason to wait."""

from cases.intake import code_pages
from cases.intake.draft import Draft, shortened
from cases.intake.model import FlagCode, WaitCode
from cases.intake.readings import TEXT_FIELDS, Reading
from cases.intake.table import Record


def mended(reading: Reading, record: Record) -> Record:
    """`record` with the texts of which it is certain how they were written; the same record when none is damaged."""
    changed = {}
    if reading.damaged.isdisjoint(record.cells):
        return record
    for column in reading.plan.columns:
        cell = record.cells[column.index]
        if column.field in TEXT_FIELDS and cell in reading.damaged:
            changed[column.index] = code_pages.mended(cell, reading.old_page) or cell
    if not changed:
        return record
    return Record(record.row, tuple(changed.get(index, cell) for index, cell in enumerate(record.cells)), record.raw)


def judge(draft: Draft, written: Record) -> None:
    """Flag what was mended, with both spellings; a text that could not be mended makes the row wait."""
    if draft.reading.damaged.isdisjoint(written.cells):
        return
    for column in draft.plan.columns:
        if column.field not in TEXT_FIELDS:
            continue
        before, now = written.cells[column.index], draft.record.cells[column.index]
        if before != now:
            draft.flag(FlagCode.TEXT_REPAIRED, f"{column.header}: gelezen als “{shortened(now)}”; in het bestand staat "
                                               f"“{shortened(before)}”.")
        elif now in draft.reading.damaged:
            draft.wait(column.header, f"“{shortened(now)}” bevat tekens die niet kloppen. Verbeter de tekst, of sla "
                       "het bestand opnieuw op als ‘CSV UTF-8’", WaitCode.TEXT_DAMAGED)
