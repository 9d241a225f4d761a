"""Reads a claim file: bytes and a day in; columns with good, waiting and refused rows out. No database, web, clock."""

import gc
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from operator import is_

from cases.intake import balances, columns, delimited, health, readings, sorting, spreadsheet, totals
from cases.intake.errors import FileFault, IntakeRefused
from cases.intake.masking import masked_copy
from cases.intake.model import (
    ClaimFile,
    ClaimRow,
    Column,
    Fault,
    FaultCode,
    Field,
    FlagCode,
    MediaKind,
    RefusedRow,
    RowFlag,
)
from cases.intake.numbers import Numbers
from cases.intake.privacy import mask
from cases.intake.readings import Reading
from cases.intake.seen import look
from cases.intake.table import MAX_BYTES, Record, Table
from cases.intake.values import clean

_EXPORT = "Maak in uw boekhouding een uitvoer als CSV of Excel en lever die aan."
_SAVE_AGAIN = "Open het bestand in Excel, sla het op als XLSX (Excel-werkmap) en lever dat bestand aan."
_OTHER_FORMATS = (
    (b"%PDF", "een pdf", _EXPORT), (b"<", "een XML- of HTML-bestand", _SAVE_AGAIN),
    (b"{\\rtf", "een RTF-document", _EXPORT),
)

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
    with _uncollected():
        return _read(content, filename, today=today, mapping=mapping, known=known)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for garbage meanwhile: all that is read stays, and nothing of it points back at itself."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _read(
    content: bytes, filename: str, *, today: date, mapping: Mapping[str, str] | None, known: Known | None
) -> ClaimFile:
    original = _table(content)
    table, plan = health.taken_out(original, columns.plan(original, mapping))
    filled = readings.all_tidied(plan.data, table.delimiter)
    total_lines = totals.among(plan, filled, table.delimiter)
    left_out = {record.row for record in total_lines}
    records = [record for record in filled if record.row not in left_out] if left_out else filled
    if not records:
        raise delimited.empty_file()
    reading, understood = _understood(plan, records, total_lines, typed=table.kind is not MediaKind.CSV)
    rows = sorting.sort(reading, records, today=today)
    accepted, refused = _with_shared_numbers(rows.accepted), rows.refused
    if known is not None:
        accepted, refused = _without_known(reading, records, accepted, refused, known(accepted))
    masked, unchanged = masked_copy(content, table, reading, tidy=all(map(is_, plan.data, filled)))
    stated = totals.stated(reading, total_lines)
    return ClaimFile(
        sha256=hashlib.sha256(content).hexdigest(), filename=mask(clean(filename)), kind=table.kind,
        encoding=table.encoding, delimiter=table.delimiter, newline=table.newline,
        sheet=mask(plan.sheet.name) or None, header_row=plan.header.row,
        columns=understood, rows=accepted, refused=refused, waiting=rows.waiting,
        skipped=(*totals.skipped(total_lines), *rows.skipped), masked=masked,
        keep_original=unchanged and table is original, stated_total=stated,
        notes=(
            *totals.notes(reading, records, total_lines, stated), *_notes(reading), *_notes_on_rows(reading, accepted),
            *sorting.notes(rows.skipped),
        ),
    )


def _understood(
    plan: columns.Plan, records: Sequence[Record], total_lines: Sequence[Record], *, typed: bool
) -> tuple[Reading, tuple[Column, ...]]:
    """How each column is read, and how that is explained."""
    seen = look(records, len(plan.columns), typed=typed)
    numbers = Numbers(seen)
    reading = readings.read(balances.settled(plan, records, numbers), seen, numbers, total_lines)
    return reading, readings.explained(reading, seen)


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
    for magic, what, remedy in _OTHER_FORMATS:
        if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(magic):
            raise IntakeRefused(
                FileFault.UNKNOWN_FORMAT,
                found=f"Het bestand is {what}, geen lijst met vorderingen.",
                expected="een CSV-, XLSX-, XLS- of ODS-bestand.",
                remedy=remedy,
            )
    return delimited.parse(content)


def _notes(reading: Reading) -> Iterable[str]:
    """What the client should know about the file as a whole."""
    for name in reading.plan.unread:
        yield f"Het verborgen werkblad ‘{mask(name)}’ bevat ook vorderingen. Het is niet gelezen."
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


def _without_known(
    reading: Reading, records: Sequence[Record], accepted: Sequence[ClaimRow], refused: Sequence[RefusedRow],
    faults: Mapping[int, Fault],
) -> tuple[tuple[ClaimRow, ...], tuple[RefusedRow, ...]]:
    known = {
        row: replace(one, code=FaultCode.KNOWN) if one.code is FaultCode.VALUE else one for row, one in faults.items()
    }
    late = [sorting.refused_row(reading, record, [known[record.row]]) for record in records if record.row in known]
    good = tuple(row for row in accepted if row.row not in faults)
    return good, tuple(sorted([*refused, *late], key=lambda row: row.row))


def _with_shared_numbers(rows: Sequence[ClaimRow]) -> tuple[ClaimRow, ...]:
    """Flag rows whose customer number or invoice number is that of another debtor too."""
    customers = [row.customer_number.casefold() for row in rows]
    invoices = [row.invoice_number.casefold() for row in rows]
    shared_customers, shared_invoices = _shared(rows, customers) - {""}, _shared(rows, invoices)
    if not shared_customers and not shared_invoices:
        return tuple(rows)
    flagged = []
    for row, customer, invoice in zip(rows, customers, invoices, strict=True):
        flags = list(row.flags)
        if customer in shared_customers:
            why = f"Klantnummer {row.customer_number} staat in dit bestand bij verschillende personen."
            flags.append(RowFlag(code=FlagCode.CUSTOMER_NUMBER_SHARED, explanation=why))
        if invoice in shared_invoices:
            why = f"Factuurnummer {row.invoice_number} staat in dit bestand bij verschillende klanten."
            flags.append(RowFlag(code=FlagCode.INVOICE_NUMBER_SHARED, explanation=why))
        flagged.append(row if len(flags) == len(row.flags) else row._replace(flags=tuple(flags)))
    return tuple(flagged)


def _shared(rows: Sequence[ClaimRow], numbers: Sequence[str]) -> set[str]:
    """The numbers that stand with rows of different debtors."""
    first: dict[str, ClaimRow] = {}
    numbered = zip(numbers, rows, strict=True)
    others = [(number, row) for number, row in numbered if first.setdefault(number, row) is not row]
    return {number for number, row in others if not row.is_of(first[number])}
