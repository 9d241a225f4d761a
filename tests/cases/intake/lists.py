"""Lists of open items of one made-up client, with the columns that a test adds: five invoices of four debtors."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from cases.intake import ClaimFile, read_claim_file, workbook
from cases.intake.table import NativeDate, NativeNumber

TODAY = date(2026, 11, 28)
HEAD = ("Debiteurnummer", "Naam", "Adres", "Postcode", "Plaats", "Factuurnummer", "Factuurdatum", "Vervaldatum")
BAKERY = ("10001", "Proefbakkerij Jansen B.V.", "Dorpsstraat 12", "3511 AB", "Utrecht")
VRIES = ("10002", "J. de Vries", "Kerkweg 7a", "1012 LK", "Amsterdam")
HOPE = ("10003", "Stichting De Hoop", "Plein 1944 3", "6511 JD", "Nijmegen")
BERG = ("10004", "M. van den Berg", "Lange Voorhout 100", "2514 EH", "Den Haag")
INVOICES = (
    (*BAKERY, "20260101", "02-03-2026", "01-04-2026"),
    (*BAKERY, "20260117", "13-04-2026", "13-05-2026"),
    (*VRIES, "20260122", "20-04-2026", "20-05-2026"),
    (*HOPE, "20260140", "26-05-2026", "25-06-2026"),
    (*BERG, "20260151", "15-06-2026", "15-07-2026"),
)
OPEN = ("1.234,56", "89,90", "250,00", "12.500,00", "45,10")
TOTAL = Decimal("14119.56")
Row = Sequence[str]


def rows(*columns: Sequence[str]) -> list[tuple[str, ...]]:
    """The five invoices with these columns behind them."""
    return [(*invoice, *(column[at] for column in columns)) for at, invoice in enumerate(INVOICES)]


def entry(debtor: Row, number: str, *cells: str, day: str = "01-05-2026") -> tuple[str, ...]:
    """A row of another sort for a debtor, on one day."""
    return (*debtor, number, day, day, *cells)


def csv(header: str, lines: Sequence[Row], *, encoding: str = "utf-8") -> bytes:
    """Delimited text: the usual columns, then those of `header`."""
    return "".join(f"{';'.join(line)}\r\n" for line in ((*HEAD, *header.split(";")), *lines)).encode(encoding)


def read(content: bytes, name: str = "lijst.csv") -> ClaimFile:
    """What a file says, and that the copy that is kept says the same."""
    found = read_claim_file(content, name, today=TODAY)
    again = read_claim_file(found.masked, name, today=TODAY)
    assert (again.rows, again.waiting, again.refused) == (found.rows, found.waiting, found.refused)
    return found


def listed(header: str, lines: Sequence[Row]) -> ClaimFile:
    """Those lines read as a file."""
    return read(csv(header, lines))


def numbers(found: ClaimFile) -> list[str]:
    """Numbers of the invoices that were taken in."""
    return [row.invoice_number for row in found.rows]


def flags(found: ClaimFile) -> set[str]:
    """Codes of everything that a person must look at."""
    return {flag.code.value for row in found.rows for flag in row.flags}


def waiting(found: ClaimFile) -> list[tuple[int, str]]:
    """Rows that wait, with their question."""
    return [(row.row, row.code.value) for row in found.waiting]


def refused(found: ClaimFile) -> list[tuple[int, str]]:
    """Rows that are refused, with what is wrong."""
    return [(row.row, row.code.value) for row in found.refused]


def typed(invoice: Row, amount: str) -> list[str]:
    """An invoice as a spreadsheet holds it: days and amount typed."""
    days = [NativeDate("-".join(reversed(day.split("-")))) for day in invoice[6:8]]
    return [*invoice[:6], *days, NativeNumber(amount.replace(".", "").replace(",", "."))]


def sheet_rows() -> list[list[str]]:
    """The five invoices as rows of a sheet, with their header."""
    return [[*HEAD, "Openstaand"], *(typed(invoice, amount) for invoice, amount in zip(INVOICES, OPEN, strict=True))]


def book(unseen: workbook.Unseen | None = None, lines: Sequence[Row] | None = None) -> bytes:
    """A workbook with one sheet of which something may be hidden."""
    return workbook.write([("Posten", lines or sheet_rows())], [unseen] if unseen else [])
