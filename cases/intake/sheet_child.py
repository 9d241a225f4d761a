"""Reads one spreadsheet from standard input in a process of its own and writes its cells as lines of JSON.

Run by file name with `-I`, never imported by the program: a hostile file may abort this process and nothing else.
Arguments: address space in bytes, processor seconds, rows and columns at most per sheet.
Each line is ["sheet", name], ["row", [[kind, text], ...]], ["fault", code] or, when all was read, ["end"];
kind is s (text), n (number) or d (day).
"""

import datetime
import io
import json
import resource
import sys
from collections.abc import Callable


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


def _read(content: bytes, rows: int, columns: int) -> None:
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except calamine.PasswordError:
        _say(["fault", "password"])
        return
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
        _say(["sheet", meta.name])
        down, right = sheet.start or (0, 0)
        for _ in range(down):
            _say(["row", []])
        for cells in sheet.iter_rows():
            _say(["row", [("s", "")] * right + [_cell(cell) for cell in cells]])
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


def _say(line: object) -> None:
    write: Callable[[str], object] = sys.stdout.write
    write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
