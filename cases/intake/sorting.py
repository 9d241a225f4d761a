"""Every record of a file sorted: taken in, waiting for an answer, refused, or accounted for in another row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cases.intake import same_invoice, taking_off
from cases.intake.draft import fault
from cases.intake.masking import masked_cells
from cases.intake.model import (
    ClaimRow,
    Doubt,
    Fault,
    FaultCode,
    Field,
    RefusedRow,
    SkipCode,
    SkippedRow,
    WaitingRow,
)
from cases.intake.owners import Owner, owners_of
from cases.intake.plain_rows import read_rows
from cases.intake.readings import Reading, cell_of
from cases.intake.row_reading import ReadRow
from cases.intake.table import Record

_SHOWN = 12
_OF_AN_ENTRY = (Field.INVOICE_NUMBER, Field.INVOICE_DATE, Field.DUE_DATE)
_TAKEN_TOGETHER = {
    SkipCode.ADDED: "opgeteld bij een eerdere regel van dezelfde factuur; die regel noemt het bedrag.",
    SkipCode.DEDUCTED: "verrekend met een factuur van dezelfde debiteur; die regel noemt het bedrag.",
}


@dataclass(frozen=True, kw_only=True)
class SortedRows:
    """The rows of a file by what becomes of them, each in the order of the file."""

    accepted: tuple[ClaimRow, ...]
    waiting: tuple[WaitingRow, ...]
    refused: tuple[RefusedRow, ...]
    skipped: tuple[SkippedRow, ...]


def sort(reading: Reading, records: Sequence[Record], *, today: date) -> SortedRows:
    """Read every record by itself, then look at rows that are about one invoice or one debtor together."""
    read = read_rows(reading, records, today=today)
    owners = _owners(reading, records, read)
    sums = same_invoice.sums(reading.plan, _entries(records, read, owners))
    doubts = {row: doubt for row, doubt in sums.items() if read[row].claim is not None}
    claims = [one.claim for row, one in read.items() if one.claim is not None and row not in doubts]
    once = same_invoice.once_each(reading.plan, claims)
    doubts |= once.doubts
    credit_rows = _credit_rows(reading, records, read, owners)
    alone = _alone(records, read, owners, once.added) if credit_rows else frozenset()
    settled = taking_off.settle(once.rows, owners, credit_rows, alone=alone)
    doubts |= settled.doubts
    refused = {row: one.faults for row, one in read.items() if one.faults and not one.waits}
    refused |= {
        row: (_duplicate(reading, claim, first),) for claim in claims
        for row, first in once.duplicates.items() if row == claim.row
    }
    skipped = tuple(_skipped(once.added, settled.deducted))
    gone = {one.row for one in skipped}
    return SortedRows(
        accepted=tuple(settled.rows[row] for row in sorted(settled.rows) if row not in doubts),
        waiting=tuple(
            _waiting(reading, record, read[record.row], doubts.get(record.row)) for record in records
            if (read[record.row].doubts and read[record.row].waits) or record.row in doubts
        ),
        refused=tuple(
            refused_row(reading, record, refused[record.row]) for record in records
            if record.row in refused and record.row not in gone
        ),
        skipped=skipped,
    )


def notes(skipped: Sequence[SkippedRow]) -> Iterable[str]:
    """Which rows are accounted for in others."""
    for code, what in _TAKEN_TOGETHER.items():
        rows = [str(one.row) for one in skipped if one.code is code]
        if rows:
            more = f" en nog {len(rows) - _SHOWN}" if len(rows) > _SHOWN else ""
            yield f"Regel {', '.join(rows[:_SHOWN])}{more}: {what}"


def refused_row(reading: Reading, record: Record, faults: Sequence[Fault]) -> RefusedRow:
    """A record with what is wrong with it."""
    decisive = faults[0]
    return RefusedRow(
        row=record.row, column=decisive.column, found=decisive.found, expected=decisive.expected, code=decisive.code,
        cells=masked_cells(reading, record), also=tuple(faults[1:]),
    )


def _waiting(reading: Reading, record: Record, read: ReadRow, late: Doubt | None) -> WaitingRow:
    decisive, *others = (*read.doubts, late) if late else read.doubts
    assert decisive is not None
    return WaitingRow(
        row=record.row, column=decisive.column, reason=decisive.reason, code=decisive.code, amount=read.amount,
        cells=masked_cells(reading, record), also=tuple(one for one in others if one is not None),
    )


def _skipped(added: Mapping[int, int], deducted: Mapping[int, int]) -> Iterable[SkippedRow]:
    for row, first in sorted(added.items()):
        yield SkippedRow(row=row, reason=f"opgeteld bij regel {first}, dezelfde factuur", code=SkipCode.ADDED)
    for row, invoice in sorted(deducted.items()):
        yield SkippedRow(row=row, reason=f"verrekend met regel {invoice}", code=SkipCode.DEDUCTED)


def _owners(reading: Reading, records: Sequence[Record], read: Mapping[int, ReadRow]) -> dict[int, Owner]:
    """Whose every row is. Where a debtor stands on the first of its rows only, it has the rows below it too."""
    owners = {record.row: owner for record, owner in zip(records, owners_of(reading.plan, records), strict=True)}
    unknown = [row for row, owner in owners.items() if not owner.is_known]
    if all(read[row].credit is not None for row in unknown):
        return owners
    above = Owner("", "")
    for row, own in owners.items():
        above = owners[row] = own if own.is_known else above
    return owners


def _alone(
    records: Sequence[Record], read: Mapping[int, ReadRow], owners: Mapping[int, Owner], added: Mapping[int, int]
) -> frozenset[int]:
    """Rows that are the only ones of their debtor in the whole file, credit_rows apart."""
    rows: dict[Owner, list[int]] = {}
    for record in records:
        if read[record.row].credit is None and record.row not in added:
            rows.setdefault(owners[record.row], []).append(record.row)
    return frozenset(own[0] for owner, own in rows.items() if len(own) == 1 and owner.is_known)


def _entries(
    records: Sequence[Record], read: Mapping[int, ReadRow], owners: Mapping[int, Owner]
) -> list[same_invoice.Entry]:
    entries = []
    for record in records:
        one = read[record.row]
        amount = -one.credit.amount if one.credit and one.credit.amount is not None else one.amount
        if amount is not None:
            entries.append(same_invoice.Entry(record, owners[record.row], amount))
    return entries


def _credit_rows(
    reading: Reading, records: Sequence[Record], read: Mapping[int, ReadRow], owners: Mapping[int, Owner]
) -> list[taking_off.CreditRow]:
    return [
        taking_off.CreditRow(
            row=record.row, amount=credit.amount, certain=credit.certain, owner=owners[record.row],
            invoice_number=_text(reading, record, Field.INVOICE_NUMBER),
            words=frozenset(word for cell in record.cells for word in cell.casefold().split()),
            day=_day(reading, record),
        )
        for record in records
        if (credit := read[record.row].credit) is not None and (
            owners[record.row].is_known or any(_text(reading, record, field) for field in _OF_AN_ENTRY)
        )  # a note below the list is of nobody
    ]


def _day(reading: Reading, record: Record) -> date | None:
    """The day of a row that is no claim: of its invoice, else its due date; None when neither can be read."""
    for field in (Field.INVOICE_DATE, Field.DUE_DATE):
        column = reading.plan.of(field)
        day = reading.day(column, cell_of(record, column.index)) if column else None
        if isinstance(day, date):
            return day
    return None


def _duplicate(reading: Reading, row: ClaimRow, first: int) -> Fault:
    column = reading.plan.of(Field.INVOICE_NUMBER) or reading.plan.of(Field.PERIOD)
    assert column is not None
    found = row.invoice_number if column.field is Field.INVOICE_NUMBER else row.period
    expected = f"elke factuur één keer; deze staat ook op regel {first}"
    return fault(column.header, found, expected, FaultCode.DUPLICATE)


def _text(reading: Reading, record: Record, field: Field) -> str:
    column = reading.plan.of(field)
    return cell_of(record, column.index) if column else ""
