"""Lines that add up others: recognised by their word, left out, and compared with what was read."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from cases.intake import amounts
from cases.intake.columns import Plan
from cases.intake.model import Field, SkipCode, SkippedRow
from cases.intake.readings import Reading, cell_of
from cases.intake.table import AT_ONCE, Record, text_of
from cases.intake.values import may_hold
from legal.money import ZERO

_TOTALS = (
    "totaal", "total", "eindtotaal", "subtotaal", "som", "totaalbedrag", "totaal generaal", "grand total",
    "*", "**", "***",  # as SAP marks a sum, one star more for each level
)
_PARTS = ("tota", "som", "*")  # in every word for a total stands one of these
_FEW_CELLS = 3
_SHOWN = 12
_BEGINS = re.compile(
    r"\W*(?:sub[ -]?tota(?:al|l)|eind[ -]?totaal|grand total|tota(?:al|l)(?:bedrag)?|totalen|totals)\b", re.IGNORECASE
)
_NAMES_DEBTOR = (Field.NAME, Field.COMPANY_NAME, Field.SURNAME, Field.CUSTOMER_NUMBER, Field.DESCRIPTION)
_ADDRESS = (Field.STREET, Field.ADDRESS, Field.POSTAL_CODE, Field.POSTCODE_AND_CITY)


def among(plan: Plan, records: Sequence[Record], delimiter: str | None) -> list[Record]:
    """Those of `records` that add up others: looked for where many together hold a word for it, so nearly nowhere."""
    found: list[Record] = []
    for start in range(0, len(records), AT_ONCE):
        some = records[start : start + AT_ONCE]
        if may_hold(_PARTS, text_of(some, delimiter)):
            found += [record for record in some if is_total(plan, record)]
    return found


def is_total(plan: Plan, record: Record) -> bool:
    """True for a line that adds up the others: it says so where its invoice number stands, or has no claim in it.

    A company may be called "Totaal Bouw": then there is an invoice number, or an address.
    """
    number = _text(plan, record, Field.INVOICE_NUMBER)
    if number:
        return bool(_BEGINS.match(number)) or _is_short(plan, record)
    begins = any(_BEGINS.match(_text(plan, record, field)) for field in _NAMES_DEBTOR)
    has_address = any(_text(plan, record, field) for field in _ADDRESS)
    has_due_date = bool(_text(plan, record, Field.DUE_DATE))
    return (begins and not has_address and not has_due_date) or _is_short(plan, record)


def _is_short(plan: Plan, record: Record) -> bool:
    """True for a word for total among few cells, without a due date."""
    if len(record.cells) - record.cells.count("") > _FEW_CELLS:
        return False
    filled = [cell for cell in record.cells if cell]
    if not any(cell.casefold().rstrip(" :") in _TOTALS for cell in filled):
        return False
    return not _text(plan, record, Field.DUE_DATE)


def _text(plan: Plan, record: Record, field: Field) -> str:
    column = plan.of(field)
    return cell_of(record, column.index) if column else ""


def stated(reading: Reading, lines: Sequence[Record]) -> Decimal | None:
    """The amount in the last line that totals the whole file, None when there is none that can be read."""
    column = reading.plan.of(Field.AMOUNT)
    whole = [record for record in lines if not _is_part(record, alone=len(lines) == 1)]
    if column is None or not whole:
        return None
    amount = reading.number(column, cell_of(whole[-1], column.index))
    return amount if isinstance(amount, Decimal) else None


def _is_part(record: Record, *, alone: bool) -> bool:
    """True for a total of some rows: "Subtotaal", a total that names its debtor, one of several with one star."""
    cells = [cell.casefold().rstrip(" :") for cell in record.cells if cell]
    return "subtotaal" in cells or ("*" in cells and not alone) or not any(cell in _TOTALS for cell in cells)


def skipped(lines: Iterable[Record]) -> Iterable[SkippedRow]:
    """The lines as rows that are left out."""
    return (SkippedRow(row=record.row, reason="totaalregel, geen vordering", code=SkipCode.TOTAL) for record in lines)


def notes(
    reading: Reading, records: Sequence[Record], lines: Sequence[Record], whole: Decimal | None
) -> Iterable[str]:
    """Which lines were left out, and whether the total of the file is that of its rows."""
    column = reading.plan.of(Field.AMOUNT)
    assert column is not None
    if lines:
        more = len(lines) - _SHOWN
        rows = ", ".join(str(record.row) for record in lines[:_SHOWN]) + (f" en nog {more}" if more > 0 else "")
        yield f"Totaalregel {rows} is geen vordering en is overgeslagen."
    if whole is not None:
        read = (reading.number(column, cell_of(record, column.index)) for record in records)
        added = sum((amount for amount in read if isinstance(amount, Decimal)), ZERO)
        verdict = "gelijk aan" if added == whole else "niet gelijk aan"
        yield (
            f"Het totaal in het bestand, {amounts.in_euro(whole)}, is {verdict} "
            f"de som van de regels, {amounts.in_euro(added)}."
        )
