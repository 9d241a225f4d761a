"""Workbooks that count their days from 1904, as those of old Macs do: no day is four years off (I11)."""

import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest

from cases.intake import MediaKind, read_claim_file, workbook
from cases.intake.table import NativeDate
from tests.cases.intake.claims import TODAY, row
from tests.cases.intake.old_workbooks import days_as_numbers, xls, xlsb
from tests.cases.intake.test_spreadsheet import cells_of, zipped

EPOCHS = {True: date(1904, 1, 1).toordinal(), False: date(1899, 12, 30).toordinal()}
TYPED = cells_of(1, Bedrag="1250,50")


def by_bytes(make: Callable[..., bytes]) -> Callable[[bool], bytes]:
    def book(from_1904: bool) -> bytes:
        return make([list(row()), days_as_numbers(TYPED, epoch=EPOCHS[from_1904])], from_1904=from_1904)

    return book


def xlsx(from_1904: bool) -> bytes:
    """As the program writes it, with its days as numbers of the other system and the word for that."""
    off = EPOCHS[from_1904] - EPOCHS[False]
    cells = [
        NativeDate(date.fromordinal(date.fromisoformat(cell).toordinal() - off).isoformat())
        if isinstance(cell, NativeDate) else cell for cell in TYPED
    ]
    archive = zipfile.ZipFile(BytesIO(workbook.write([("Posten", [list(row()), cells])])))
    parts = {name: archive.read(name) for name in archive.namelist()}
    if from_1904:
        book = parts["xl/workbook.xml"]
        parts["xl/workbook.xml"] = book.replace(b"<sheets>", b'<workbookPr date1904="1"/><sheets>')
        assert parts["xl/workbook.xml"] != book
    return zipped(parts)


@pytest.mark.parametrize("from_1904", [True, False])
@pytest.mark.parametrize(("kind", "book"), [
    (MediaKind.XLSX, xlsx), (MediaKind.XLSB, by_bytes(xlsb)), (MediaKind.XLS, by_bytes(xls)),
])
def test_a_day_is_that_day_whatever_it_is_counted_from(
    kind: MediaKind, book: Callable[[bool], bytes], from_1904: bool
) -> None:
    found = read_claim_file(book(from_1904), "lijst", today=TODAY)
    assert (found.kind, found.refused, found.waiting) == (kind, (), ())
    (claim,) = found.rows
    assert (claim.birth_date, claim.contract_date, claim.invoice_date, claim.due_date, claim.reminder_sent_on) == (
        date(1990, 4, 30), date(2024, 1, 15), date(2026, 1, 15), date(2026, 1, 29), date(2026, 2, 20)
    )
    if found.masked:
        again = read_claim_file(found.masked, "lijst.xlsx", today=TODAY)
        assert again.rows[0].due_date == claim.due_date
