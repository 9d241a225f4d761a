"""Reads a claim file: bytes and a day in, columns with accepted and refused rows out. No database, web or clock."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from cases.intake import amounts, columns, delimited, health, readings, spreadsheet
from cases.intake.columns import Plan
from cases.intake.draft import fault
from cases.intake.errors import FileFault, IntakeRefused
from cases.intake.masking import masked_cells, masked_copy
from cases.intake.model import ClaimFile, ClaimRow, Fault, Field, FlagCode, RefusedRow, RowFlag
from cases.intake.privacy import mask
from cases.intake.readings import Reading, cell_of
from cases.intake.rows import read_row
from cases.intake.table import MAX_BYTES, Record, Table
from cases.intake.values import clean
from legal.money import ZERO

_TOTALS = ("totaal", "total", "eindtotaal", "subtotaal", "som", "totaalbedrag", "totaal generaal", "grand total")
_FEW_CELLS = 3


Known = Callable[[Sequence[ClaimRow]], Mapping[int, Fault]]


def read_claim_file(
    content: bytes, filename: str, *, today: date, mapping: Mapping[str, str] | None = None,
    known: Known | None = None,
) -> ClaimFile:
    """What `content` says on the day `today`. `mapping` holds earlier choices, column header to field.

    A choice is a field name, "ignore", or a field with its way of reading: "due_date:mdy", "amount:comma".
    `known` looks at the good rows together and says which must be refused after all, by row number: an invoice that
    is on record already.
    Raises IntakeRefused when the file as a whole cannot be read; faults of rows are in the answer.
    """
    original = _table(content)
    table, plan = health.taken_out(original, columns.plan(original, mapping))
    filled = [readings.tidied(record) for record in plan.data if not record.is_blank]
    totals = [record for record in filled if _is_total(plan, record)]
    left_out = {record.row for record in totals}
    records = [record for record in filled if record.row not in left_out]
    if not records:
        raise delimited.empty_file()
    reading = readings.read(plan, records)
    accepted, refused = _sorted_rows(reading, records, today)
    if known is not None:
        accepted, refused = _without_known(reading, records, accepted, refused, known(accepted))
    masked, unchanged = masked_copy(content, table, reading)
    stated = _stated_total(reading, totals)
    return ClaimFile(
        sha256=hashlib.sha256(content).hexdigest(), filename=mask(clean(filename)), kind=table.kind,
        encoding=table.encoding, delimiter=table.delimiter, newline=table.newline,
        sheet=mask(plan.sheet.name) or None, header_row=plan.header.row,
        columns=readings.explained(reading, records), rows=accepted, refused=refused, masked=masked,
        keep_original=unchanged and table is original, stated_total=stated,
        notes=(*_notes(reading, records, totals, stated), *_notes_on_rows(reading, accepted)),
    )


def _table(content: bytes) -> Table:
    if not content.strip(b"\0 \t\r\n"):
        raise delimited.empty_file()
    if len(content) > MAX_BYTES:
        raise IntakeRefused(
            FileFault.TOO_BIG,
            found=f"Het bestand is {len(content) / 1024 / 1024:.0f} MB groot.",
            expected=f"ten hoogste {MAX_BYTES // 1024 // 1024} MB.",
            remedy="Splits het bestand en lever de delen na elkaar aan.",
        )
    if spreadsheet.is_spreadsheet(content):
        return spreadsheet.parse(content)
    for magic, what in ((b"%PDF", "een pdf"), (b"<", "een XML- of HTML-bestand"), (b"{\\rtf", "een RTF-document")):
        if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(magic):
            raise IntakeRefused(
                FileFault.UNKNOWN_FORMAT,
                found=f"Het bestand is {what}, geen lijst met vorderingen.",
                expected="een CSV-, XLSX-, XLS- of ODS-bestand.",
                remedy="Maak in uw boekhouding een uitvoer als CSV of Excel en lever die aan.",
            )
    return delimited.parse(content)


def _is_total(plan: Plan, record: Record) -> bool:
    """True for a line that adds up the others: a word for total, few cells, and no claim in it."""
    filled = [cell for cell in record.cells if cell]
    if len(filled) > _FEW_CELLS or not any(cell.casefold().rstrip(" :") in _TOTALS for cell in filled):
        return False
    due = plan.of(Field.DUE_DATE)
    return due is None or not cell_of(record, due.index)


def _stated_total(reading: Reading, totals: Sequence[Record]) -> Decimal | None:
    """The amount in the last total line, None when there is none that can be read."""
    column = reading.plan.of(Field.AMOUNT)
    if column is None or not totals:
        return None
    amount = reading.number(column, cell_of(totals[-1], column.index))
    return amount if isinstance(amount, Decimal) else None


def _notes(
    reading: Reading, records: Sequence[Record], totals: Sequence[Record], stated: Decimal | None
) -> Iterable[str]:
    """What the client should know about the file as a whole."""
    column = reading.plan.of(Field.AMOUNT)
    assert column is not None
    if totals:
        rows = ", ".join(str(record.row) for record in totals)
        yield f"Totaalregel {rows} is geen vordering en is overgeslagen."
    if stated is not None:
        read = (reading.number(column, cell_of(record, column.index)) for record in records)
        whole = sum((amount for amount in read if isinstance(amount, Decimal)), ZERO)
        verdict = "gelijk aan" if whole == stated else "niet gelijk aan"
        yield (
            f"Het totaal in het bestand, {amounts.in_euro(stated)}, is {verdict} "
            f"de som van de regels, {amounts.in_euro(whole)}."
        )
    if reading.plan.of(Field.INVOICE_NUMBER) is None:
        yield (
            "Het bestand heeft geen facturen maar termijnen van een contract: als factuurnummer gelden "
            "contractnummer en periode, als factuurdatum de vervaldatum."
        )
    if reading.health:
        yield "Gezondheidsgegevens worden niet gelezen en niet bewaard."


def _notes_on_rows(reading: Reading, accepted: Sequence[ClaimRow]) -> Iterable[str]:
    """What the good rows were given that the file does not say in so many words."""
    terms = [row for row in accepted if row.term_of]
    if terms:
        many = "1 regel geldt" if len(terms) == 1 else f"{len(terms)} regels gelden"
        yield (
            f"{many} als termijn van een overeenkomst, bijvoorbeeld {terms[0].term_of}. Over kleine termijnen van "
            "één overeenkomst met een consument rekenen wij de incassokosten samen."
        )
    if accepted and reading.plan.of(Field.DESCRIPTION) is None:
        yield f"Het bestand heeft geen omschrijving. In de brief staat dan bijvoorbeeld “{accepted[0].description}”."


def _sorted_rows(
    reading: Reading, records: Sequence[Record], today: date
) -> tuple[tuple[ClaimRow, ...], tuple[RefusedRow, ...]]:
    accepted: list[ClaimRow] = []
    refused: list[RefusedRow] = []
    first_rows: dict[tuple[object, str], int] = {}
    for record in records:
        found = read_row(reading, record, today=today)
        if isinstance(found, ClaimRow):
            key = (found.customer_number.casefold() or found.debtor_key, found.invoice_number.casefold())
            first = first_rows.setdefault(key, found.row)
            if first == found.row:
                accepted.append(found)
                continue
            found = [_duplicate(reading, found, first)]
        refused.append(_refused(reading, record, found))
    return _with_shared_numbers(accepted), tuple(refused)


def _without_known(
    reading: Reading, records: Sequence[Record], accepted: Sequence[ClaimRow], refused: Sequence[RefusedRow],
    faults: Mapping[int, Fault],
) -> tuple[tuple[ClaimRow, ...], tuple[RefusedRow, ...]]:
    late = [_refused(reading, record, [faults[record.row]]) for record in records if record.row in faults]
    good = tuple(row for row in accepted if row.row not in faults)
    return good, tuple(sorted([*refused, *late], key=lambda row: row.row))


def _duplicate(reading: Reading, row: ClaimRow, first: int) -> Fault:
    column = reading.plan.of(Field.INVOICE_NUMBER) or reading.plan.of(Field.PERIOD)
    assert column is not None
    found = row.invoice_number if column.field is Field.INVOICE_NUMBER else row.period
    return fault(column.header, found, f"elke factuur één keer; deze staat ook op regel {first}")


def _refused(reading: Reading, record: Record, faults: Sequence[Fault]) -> RefusedRow:
    decisive = faults[0]
    return RefusedRow(
        row=record.row, column=decisive.column, found=decisive.found, expected=decisive.expected,
        cells=masked_cells(reading, record), also=tuple(faults[1:]),
    )


def _with_shared_numbers(rows: Sequence[ClaimRow]) -> tuple[ClaimRow, ...]:
    """Flag rows whose customer number or invoice number is that of another debtor too."""
    by_customer: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    by_invoice: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for row in rows:
        by_customer[row.customer_number.casefold()].add(row.debtor_key)
        by_invoice[row.invoice_number.casefold()].add(row.debtor_key)
    flagged = []
    for row in rows:
        flags = list(row.flags)
        if row.customer_number and len(by_customer[row.customer_number.casefold()]) > 1:
            why = f"Klantnummer {row.customer_number} staat in dit bestand bij verschillende personen."
            flags.append(RowFlag(code=FlagCode.CUSTOMER_NUMBER_SHARED, explanation=why))
        if len(by_invoice[row.invoice_number.casefold()]) > 1:
            why = f"Factuurnummer {row.invoice_number} staat in dit bestand bij verschillende klanten."
            flags.append(RowFlag(code=FlagCode.INVOICE_NUMBER_SHARED, explanation=why))
        flagged.append(row if len(flags) == len(row.flags) else replace(row, flags=tuple(flags)))
    return tuple(flagged)
