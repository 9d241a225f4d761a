"""The table of the security standard names every requirement once, and only tests that exist."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "agency" / "ASVS.md"
STATES = {"holds", "operator", "none", "open"}
NO_TEST = {"6.2.10", "11.3.1", "16.2.3"}  # what is not there shows in no test
IDS = re.compile(r"\d+\.\d+\.\d+(?:, \d+\.\d+\.\d+)*")


def rows() -> list[tuple[list[str], str, str, list[str]]]:
    """Ids, state, how, and the tests of each row."""
    found = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cells = [each.strip() for each in line.split("|")[1:-1]]
        if cells and IDS.fullmatch(cells[0]):
            ids, asks, state, how, shown = cells
            assert asks, line
            found.append((ids.split(", "), state, how, [each.strip() for each in shown.split(",") if each.strip()]))
    return found


def exists(test: str) -> bool:
    """Whether a file below tests/, or a function in one, is there."""
    path, _, name = test.partition("::")
    file = ROOT / "tests" / path
    if not file.is_file():
        return False
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    return name in names if name else bool(names)


def test_every_requirement_stands_in_the_table_once() -> None:
    asked = (Path(__file__).parent / "asvs_ids.txt").read_text(encoding="ascii").split()
    assert len(asked) == 253 + 4
    listed = [number for ids, *_rest in rows() for number in ids]
    assert sorted(listed) == sorted(set(listed))
    assert sorted(listed) == sorted(asked)
    assert {state for _ids, state, *_rest in rows()} == STATES


def test_every_test_that_the_table_names_exists() -> None:
    assert [test for *_rest, tests in rows() for test in tests if not exists(test)] == []
    assert not exists("architecture/test_asvs.py::test_that_is_not_there")


def test_what_is_claimed_is_shown_and_what_lacks_is_said() -> None:
    for ids, state, how, tests in rows():
        if state == "holds":
            assert tests or how == "above" or NO_TEST.issuperset(ids), ids
        elif state != "none":
            assert how, ids
