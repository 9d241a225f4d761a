"""Tables in Markdown that name the tests that show something, by path below tests/ and `::name`."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def rows(table: Path, first: re.Pattern[str]) -> list[list[str]]:
    """The cells of each row whose first cell is of that form."""
    lines = table.read_text(encoding="utf-8").splitlines()
    found = ([cell.strip() for cell in line.split("|")[1:-1]] for line in lines)
    return [cells for cells in found if cells and first.fullmatch(cells[0])]


def listed(cell: str) -> list[str]:
    """What stands in a cell, between commas."""
    return [each.strip() for each in cell.split(",") if each.strip()]


def exists(test: str) -> bool:
    """Whether a file below tests/, or a function in one, is there."""
    path, _, name = test.partition("::")
    file = ROOT / "tests" / path
    if not file.is_file():
        return False
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}
    return name in names if name else bool(names)
