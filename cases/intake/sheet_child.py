"""Reads one spreadsheet from standard input in a process of its own and writes its cells as lines of JSON.

Run by file name with `-I`, never imported by the program: a hostile file may abort this process and nothing else.
Arguments: address space in bytes, processor seconds, rows and columns at most per sheet.
Each line is ["sheet", name, hidden, hidden rows, hidden columns], ["row", [[kind, text], ...]], ["fault", code] or,
when all was read, ["end"]; kind is s (text), n (number) or d (day). Rows count from 1, columns from 0.
"""

import datetime
import io
import json
import posixpath
import resource
import sys
import zipfile
from collections.abc import Callable
from typing import Any  # any: the parser, and what hears it
from xml.parsers import expat

MOST_LINES = 100_000
MOST_COLUMNS = 2_000
NO_VALUE = "[formule zonder waarde]"  # as in `table`


def main() -> None:
    """Limit this process, then read."""
    memory, seconds, rows, columns = map(int, sys.argv[1:5])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        _read(sys.stdin.buffer.read(), rows, columns)
    except MemoryError:
        _say(["fault", "too_big"])
    except _DeclarationError:
        _say(["fault", "declaration"])


def _read(content: bytes, rows: int, columns: int) -> None:
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except calamine.PasswordError:
        _say(["fault", "password"])
        return
    looks = _looks(content)
    for meta in book.sheets_metadata:
        if meta.typ is not calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        if sheet.total_width > columns:
            _say(["fault", "columns"])
            return
        if sheet.total_height > rows:
            _say(["fault", "rows"])
            return
        look = looks.get(meta.name, Look())
        is_hidden = meta.visible is not calamine.SheetVisibleEnum.Visible
        _say(["sheet", meta.name, is_hidden, sorted(look.rows), sorted(look.columns)])
        down, right = sheet.start or (0, 0)
        for _ in range(down):
            _say(["row", []])
        for number, cells in enumerate(sheet.iter_rows(), start=down + 1):
            read = [("s", "")] * right + [_cell(cell) for cell in cells]
            for column in look.empty_formulas.get(number, ()):
                if column < len(read) and not read[column][1]:
                    read[column] = "s", NO_VALUE
            _say(["row", read])
    _say(["end"])


def _cell(value: object) -> tuple[str, str]:
    """Kind and text of a cell. Fifteen digits is what a spreadsheet itself keeps and shows of a number."""
    if isinstance(value, bool):
        return "s", "ja" if value else "nee"
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return "d", value.date().isoformat()
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return "d", value.isoformat()
    if isinstance(value, int | float):
        text = format(value, ".15g")
        return "n", text
    return "s", str(value)


class Look:
    """What the parts of a spreadsheet tell of one sheet beside its values."""

    def __init__(self) -> None:
        self.rows: set[int] = set()
        self.columns: set[int] = set()
        self.empty_formulas: dict[int, list[int]] = {}

    def hide_row(self, row: int) -> None:
        """Row `row`, from 1, is not shown; a spreadsheet may hide a million empty ones."""
        if row <= MOST_LINES:
            self.rows.add(row)

    def hide_columns(self, first: int, last: int) -> None:
        """Columns `first` up to `last`, from 1, are not shown."""
        self.columns.update(range(first - 1, min(last, MOST_COLUMNS)))


class _SheetXml:
    """Hears the elements of a worksheet of an XLSX."""

    def __init__(self, parser: Any) -> None:
        self.look, self._parser = Look(), parser
        self._row = self._column = 0
        self._formula = self._typed = self._valued = False
        self._all_hidden = False
        parser.StartElementHandler = self._start

    def _start(self, name: str, told: dict[str, str]) -> None:
        plain = name.rpartition(":")[2]
        if plain == "c":
            self._end_cell()
            place = told.get("r")
            self._column = _column_of(place) if place else self._column + 1
            self._typed = told.get("t") == "str"
        elif plain == "f":
            self._formula = True
        elif plain == "v" and self._formula:
            self._parser.CharacterDataHandler = self._value
        elif plain == "row":
            self._start_row(told)
        elif plain == "col" and (_yes(told.get("hidden")) or _is_nothing(told.get("width"))):
            self.look.hide_columns(int(told["min"]), int(told["max"]))
        elif plain == "sheetFormatPr":
            self._all_hidden = _yes(told.get("zeroHeight"))

    def _start_row(self, told: dict[str, str]) -> None:
        self._end_cell()
        self._row = int(told["r"]) if "r" in told else self._row + 1
        self._column = 0
        hidden = told.get("hidden", "1" if self._all_hidden and "ht" not in told else None)
        if _yes(hidden) or _is_nothing(told.get("ht")):
            self.look.hide_row(self._row)

    def _value(self, text: str) -> None:
        self._valued = self._valued or bool(text.strip())
        self._parser.CharacterDataHandler = None

    def _end_cell(self) -> None:
        if self._formula and not self._valued and not self._typed:
            self.look.empty_formulas.setdefault(self._row, []).append(self._column - 1)
        self._formula = self._valued = False
        self._parser.CharacterDataHandler = None

    def end(self) -> Look:
        """What was heard, when all was."""
        self._end_cell()
        return self.look


class _OdsXml:
    """Hears the elements of the content of an ODS: the rows and columns of every table."""

    def __init__(self, parser: Any) -> None:
        self.looks: dict[str, Look] = {}
        self._look, self._row, self._column = Look(), 0, 0
        parser.StartElementHandler = self._start

    def _start(self, name: str, told: dict[str, str]) -> None:
        if name == "table:table":
            self._look = self.looks.setdefault(told.get("table:name", ""), Look())
            self._row = self._column = 0
        elif name == "table:table-row":
            count = int(told.get("table:number-rows-repeated", "1"))
            if told.get("table:visibility", "visible") != "visible":
                for row in range(self._row + 1, min(self._row + count, MOST_LINES) + 1):
                    self._look.hide_row(row)
            self._row += count
        elif name == "table:table-column":
            count = int(told.get("table:number-columns-repeated", "1"))
            if told.get("table:visibility", "visible") != "visible":
                self._look.hide_columns(self._column + 1, self._column + count)
            self._column += count


class _DeclarationError(Exception):
    """The part declares entities of its own, which no spreadsheet needs."""


def _looks(content: bytes) -> dict[str, Look]:
    """What is hidden, by sheet name. Nothing where the format does not tell, or not in a way that can be read."""
    if not content.startswith(b"PK"):
        return {}
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        names = set(archive.namelist())
        if "content.xml" in names:
            looks: dict[str, Look] = _heard(archive, "content.xml", _OdsXml).looks
            return looks
        if "xl/workbook.xml" not in names:
            return {}
        return {
            name: _heard(archive, path, _SheetXml).end()
            for name, path in _sheet_paths(archive).items() if path in names
        }
    except (zipfile.BadZipFile, expat.ExpatError, KeyError, ValueError, NotImplementedError, RuntimeError, OSError):
        return {}


def _heard(archive: zipfile.ZipFile, path: str, hearer: Callable[[Any], Any]) -> Any:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_declaration
    heard = hearer(parser)
    with archive.open(path) as part:
        parser.ParseFile(part)
    return heard


def _refuse_declaration(*_: object) -> None:
    raise _DeclarationError


class _Named:
    """Hears the sheets of a workbook, or its relations: two attributes of one element."""

    def __init__(self, element: str, key: str, value: str) -> None:
        self.found: dict[str, str] = {}
        self._element, self._key, self._value = element, key, value

    def __call__(self, parser: Any) -> "_Named":
        parser.StartElementHandler = self._start
        return self

    def _start(self, name: str, told: dict[str, str]) -> None:
        if name.rpartition(":")[2] == self._element:
            plain = {key.rpartition(":")[2]: value for key, value in told.items()}
            self.found[plain.get(self._key, "")] = plain.get(self._value, "")


def _sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet names with the part that holds them."""
    sheets = _heard(archive, "xl/workbook.xml", _Named("sheet", "name", "id")).found
    targets = _heard(archive, "xl/_rels/workbook.xml.rels", _Named("Relationship", "Id", "Target")).found
    return {name: _path(targets.get(key, "")) for name, key in sheets.items()}


def _path(target: str) -> str:
    return target[1:] if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def _yes(text: str | None) -> bool:
    return text in {"1", "true", "on"}


def _is_nothing(size: str | None) -> bool:
    return bool(size) and not str(size).strip("0.")


def _column_of(place: str) -> int:
    number = 0
    for char in place:
        if not "A" <= char <= "Z":
            break
        number = number * 26 + ord(char) - ord("A") + 1
    return number


def _say(line: object) -> None:
    write: Callable[[str], object] = sys.stdout.write
    write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
