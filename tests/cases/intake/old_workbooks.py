"""Small XLSB and XLS workbooks made by hand, byte by byte: the program itself writes neither."""

import io
import struct
import zipfile
from collections.abc import Sequence
from datetime import date

from cases.intake.table import NativeDate

Cell = str | float
SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_LEAST = 4096  # shorter streams stand elsewhere in such a file
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="worksheets/sheet1.bin" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>'
)


def xlsb(rows: Sequence[Sequence[Cell]], *, from_1904: bool) -> bytes:
    """One sheet; numbers are days."""
    cells = b""
    for at, row in enumerate(rows):
        cells += _part(0, struct.pack("<IIHBBBIII", at, 0, 300, 0, 0, 0, 1, 0, len(row)))
        for column, cell in enumerate(row):
            is_day = isinstance(cell, float)
            body = struct.pack("<d", cell) if is_day else _wide(str(cell))
            cells += _part(5 if is_day else 6, struct.pack("<II", column, int(is_day)) + body)
    size = struct.pack("<IIII", 0, len(rows) - 1, 0, len(rows[0]) - 1)
    parts = {
        "xl/workbook.bin": _part(131) + _part(153, struct.pack("<II", int(from_1904), 0) + _wide("")) + _part(143)
        + _part(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Posten")) + _part(144) + _part(132),
        "xl/styles.bin": _part(278) + _part(617, struct.pack("<I", 2)) + _look(0) + _look(14) + _part(618) + _part(279),
        "xl/worksheets/sheet1.bin": _part(129) + _part(148, size) + _part(145) + cells + _part(146) + _part(130),
        "xl/_rels/workbook.bin.rels": _RELATIONS.encode(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _part(number: int, content: bytes = b"") -> bytes:
    """A record of XLSB: its number and length in groups of seven bits."""
    head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    length, size = len(content), b""
    while length > 0x7F:
        size += bytes([length & 0x7F | 0x80])
        length >>= 7
    return head + size + bytes([length]) + content


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _look(number_format: int) -> bytes:
    return _part(47, struct.pack("<HH", 0, number_format) + bytes(12))


def xls(rows: Sequence[Sequence[Cell]], *, from_1904: bool) -> bytes:
    """The same as an old Office file (BIFF8)."""
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, float):
                sheet += _record(0x203, struct.pack("<HHHd", at, column, 1, cell))
            else:
                text = str(cell)
                sheet += _record(0x204, struct.pack("<HHHHB", at, column, 0, len(text), 1) + text.encode("utf-16-le"))
    head = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6)) + _record(0x22, struct.pack("<H", from_1904))
    head += b"".join(_record(0xE0, struct.pack("<HH", 0, kind) + bytes(16)) for kind in (0, 14))
    name = struct.pack("<BB", 6, 0) + b"Posten"
    start = len(head) + 4 + 6 + len(name) + 4
    head += _record(0x85, struct.pack("<IBB", start, 0, 0) + name) + _record(0x0A)
    return _in_sectors(head + sheet + _record(0x0A))


def _record(number: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", number, len(content)) + content


def _in_sectors(stream: bytes) -> bytes:
    """The stream `Workbook` in a compound file: a table of sectors, a directory, and what it holds."""
    stream = stream.ljust(max(_LEAST, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    count = len(stream) // SECTOR
    table = [_FAT, _END, *range(3, 2 + count), _END]
    table += [_FREE] * (SECTOR // 4 - len(table))
    directory = _entry("Root Entry", 5, child=1, first=_END, size=0) + _entry(
        "Workbook", 2, child=_FREE, first=2, size=len(stream)
    )
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, _LEAST, _END, 0, _END, 0) + struct.pack("<I", 0)
    head += struct.pack("<I", _FREE) * 108
    return head + struct.pack("<128I", *table) + directory.ljust(SECTOR, b"\0") + stream


def _entry(name: str, kind: int, *, child: int, first: int, size: int) -> bytes:
    wide = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII36xIQ", wide, len(wide), kind, 1, _FREE, _FREE, child, first, size
    )


def days_as_numbers(row: Sequence[str], *, epoch: int) -> list[Cell]:
    """A row with its typed days as the number that day has, counted from the day with the ordinal `epoch`."""
    return [
        float(date.fromisoformat(cell).toordinal() - epoch) if isinstance(cell, NativeDate) else cell for cell in row
    ]
