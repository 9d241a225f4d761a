"""Writes a plain XLSX: values only, every text inline, so that nothing in it can run or hide."""

import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from cases.intake.table import NativeDate, NativeNumber

_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)  # the same cells give the same bytes
_EPOCH = date(1899, 12, 30)
_FIRST_SERIAL_DAY = date(1900, 3, 1)  # before it, spreadsheets count a 29 February that never was
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPE = re.compile(r"_x(?=[0-9A-Fa-f]{4}_)")  # a spreadsheet reads _x0041_ as the letter A
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_SHEET_NAME_LENGTH = 31
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STATE = {True: ' state="hidden"', False: ""}
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


class Unseen(NamedTuple):
    """What is not shown of a sheet: the whole of it, rows counted from 1, columns from 0."""

    sheet: bool = False
    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


def write(sheets: Sequence[tuple[str, Iterable[Sequence[str]]]], unseen: Sequence[Unseen] = ()) -> bytes:
    """An XLSX with these sheets: rows of cells, of which typed ones stay numbers and days; all shown or as `unseen`."""
    states = [*unseen, *[Unseen()] * (len(sheets) - len(unseen))]
    names = _names([name for name, _ in sheets])
    numbers = range(1, len(sheets) + 1)
    parts = {
        "[Content_Types].xml": _content_types(numbers),
        "_rels/.rels": _relations([("rId1", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _workbook(names, states),
        "xl/_rels/workbook.xml.rels": _relations(
            [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
            + [(f"rId{len(sheets) + 1}", "styles", "styles.xml")]
        ),
        "xl/styles.xml": _STYLES,
    }
    parts |= {
        f"xl/worksheets/sheet{n}.xml": _sheet(rows, state)
        for n, (_, rows), state in zip(numbers, sheets, states, strict=True)
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in parts.items():
            info = zipfile.ZipInfo(path, date_time=_FIRST_MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)
    return out.getvalue()


def _names(wanted: Sequence[str]) -> list[str]:
    """Sheet names as a spreadsheet accepts them, each one different."""
    names: list[str] = []
    for number, name in enumerate(wanted, start=1):
        plain = _NOT_IN_SHEET_NAME.sub(" ", _NOT_XML.sub(" ", name)).strip("' ")[:_SHEET_NAME_LENGTH] or f"Blad{number}"
        names.append(plain if plain not in names else f"Blad{number}")
    return names


def _sheet(rows: Iterable[Sequence[str]], unseen: Unseen) -> str:
    lines = []
    widths = "".join(f'<col min="{n + 1}" max="{n + 1}" width="0" hidden="1"/>' for n in sorted(unseen.columns))
    head = f"<cols>{widths}</cols>" if widths else ""
    for number, cells in enumerate(rows, start=1):
        written = "".join(_cell(cell, f"{_letters(index)}{number}") for index, cell in enumerate(cells) if cell)
        hidden = ' hidden="1"' if number in unseen.rows else ""
        lines.append(f'<row r="{number}"{hidden}>{written}</row>')
    return f'{_HEAD}<worksheet xmlns="{_MAIN}">{head}<sheetData>{"".join(lines)}</sheetData></worksheet>'


def _cell(cell: str, place: str) -> str:
    if isinstance(cell, NativeNumber):
        return f'<c r="{place}"><v>{escape(cell)}</v></c>'
    if isinstance(cell, NativeDate) and date.fromisoformat(cell) >= _FIRST_SERIAL_DAY:
        return f'<c r="{place}" s="1"><v>{(date.fromisoformat(cell) - _EPOCH).days}</v></c>'
    text = escape(_ESCAPE.sub("_x005F_x", _NOT_XML.sub(" ", cell)), {"\r": "&#13;"})
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _letters(index: int) -> str:
    """Letters of a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _content_types(numbers: range) -> str:
    overrides = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    overrides += [(f"/xl/worksheets/sheet{n}.xml", "worksheet") for n in numbers]
    listed = "".join(f'<Override PartName="{path}" ContentType="{_TYPES}.{kind}+xml"/>' for path, kind in overrides)
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def _relations(relations: Iterable[tuple[str, str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for key, kind, target in relations
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _workbook(names: Sequence[str], unseen: Sequence[Unseen]) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}"{_STATE[state.sheet]} r:id="rId{n}"/>'
        for n, (name, state) in enumerate(zip(names, unseen, strict=True), start=1)
    )
    return f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'
