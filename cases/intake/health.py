"""Takes words about someone's health out of a table before anything is read of it.

What is read, shown and kept are then one and the same, and the copy that is kept reads as the file did.
Law: art. 9 AVG.
"""

from collections.abc import Sequence
from dataclasses import replace

from cases.intake import delimited, values
from cases.intake.columns import Plan
from cases.intake.model import Field
from cases.intake.privacy import MASK, NOT_KEPT, holds_citizen_number, speaks_of_health, tells_nothing
from cases.intake.readings import tidied
from cases.intake.table import AT_ONCE, Record, Sheet, Table, text_of

# Who owes, where that is, and which claim: a debtor "GGZ Noord" or a street "Ziekenhuisweg" tells of nobody's health.
NAMING_FIELDS = (
    Field.CUSTOMER_NUMBER, Field.NAME, Field.FIRST_NAMES, Field.INITIALS, Field.PREFIX, Field.SURNAME,
    Field.COMPANY_NAME, Field.CONTACT_PERSON, Field.LEGAL_FORM, Field.ADDRESS, Field.STREET, Field.HOUSE_NUMBER,
    Field.HOUSE_NUMBER_ADDITION, Field.CITY, Field.INVOICE_NUMBER, Field.TERM_OF, Field.PERIOD,
)


def taken_out(table: Table, plan: Plan) -> tuple[Table, Plan]:
    """`table` and its plan with NOT_KEPT for every cell that seems to tell of health; the same table when none does.

    The header stays. Cells that name the debtor or the claim stay too, unless the row has the wrong number of cells:
    then nobody knows what stands in which column.
    """
    sheets = tuple(_sheet(sheet, plan if sheet is plan.sheet else None, table.delimiter) for sheet in table.sheets)
    if all(new is old for new, old in zip(sheets, table.sheets, strict=True)):
        return table, plan
    read = next(new for new, old in zip(sheets, table.sheets, strict=True) if old is plan.sheet)
    return replace(table, sheets=sheets), replace(plan, sheet=read)


def _sheet(sheet: Sheet, plan: Plan | None, delimiter: str | None) -> Sheet:
    records: list[Record] = []
    for start in range(0, len(sheet.records), AT_ONCE):
        some = sheet.records[start : start + AT_ONCE]
        records += some if _tell_nothing(some, delimiter) else [_record(record, plan, delimiter) for record in some]
    unchanged = all(new is old for new, old in zip(records, sheet.records, strict=True))
    return sheet if unchanged else sheet._replace(records=tuple(records))


def _tell_nothing(records: Sequence[Record], delimiter: str | None) -> bool:
    """True when no cell of the records has a word on health: so of nearly every file."""
    return tells_nothing(text_of(records, delimiter))


def _record(record: Record, plan: Plan | None, delimiter: str | None) -> Record:
    if _tell_nothing((record,), delimiter):
        return record
    tidy = tidied(record)
    found = {index for index, text in enumerate(tidy.cells) if speaks_of_health(text)}
    if found and plan is not None and record.row >= plan.header.row:
        found = {index for index in found if not _stays(plan, tidy, index)}
    if not found:
        return record
    cells = tuple(_marker(tidy.cells[i]) if i in found else cell for i, cell in enumerate(record.cells))
    raw = delimited.rewritten(record, cells, delimiter=delimiter) if delimiter else ""
    return Record(record.row, cells, raw)


def _stays(plan: Plan, tidy: Record, index: int) -> bool:
    """True when a cell that seems to tell of health names something instead."""
    if tidy.row == plan.header.row:
        return True
    if plan.filled(tidy) != len(plan.columns):
        return False
    field = plan.columns[index].field
    return field in NAMING_FIELDS or (field is Field.EMAIL and values.email(tidy.cells[index]) is not None)


def _marker(text: str) -> str:
    """What is left of a cell: that it held something, and a citizen number if it did, which refuses the row."""
    return f"{MASK} {NOT_KEPT}" if holds_citizen_number(text) else NOT_KEPT
