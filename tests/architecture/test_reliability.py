"""The table of reliability names every test that was promised once, says what lacks, and only tests that exist."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.named_tests import ROOT, exists, listed, rows

TABLE = ROOT / "tests" / "RELIABILITY.md"
NUMBERS = {"R": 14, "M": 6, "A": 11, "I": 18, "O": 6}
NUMBER = re.compile("[RMAIO][0-9]+")
STATES = {"whole", "partly", "later"}


def promises() -> list[tuple[str, str, str, list[str]]]:
    """Number, state, what lacks, and the tests of each row."""
    found = []
    for number, asks, state, shown, lacks in rows(TABLE, NUMBER):
        assert asks, number
        found.append((number, state, lacks, listed(shown)))
    return found


def test_every_number_stands_in_the_table_once_and_in_order() -> None:
    numbers = [f"{letter}{number}" for letter, last in NUMBERS.items() for number in range(1, last + 1)]
    assert [number for number, *_rest in promises()] == numbers
    assert {state for _number, state, *_rest in promises()} == STATES


def test_every_test_that_the_table_names_exists() -> None:
    assert [test for *_rest, tests in promises() for test in tests if not exists(test)] == []


def test_what_is_whole_is_shown_and_of_the_rest_it_is_said_what_lacks() -> None:
    for number, state, lacks, tests in promises():
        assert bool(tests) == (state != "later"), number
        assert bool(lacks) == (state != "whole"), number


def test_a_number_that_a_test_gives_itself_stands_beside_it() -> None:
    """Who moves or renames such a test finds its row."""
    named = {(number, test.partition("::")[0]) for number, _state, _lacks, tests in promises() for test in tests}
    said = {
        (number, str(path.relative_to(ROOT / "tests")))
        for path in (ROOT / "tests").rglob("test_*.py") for words in docstrings(path)
        for number in re.findall(r"\b[RMAIO][0-9]{1,2}\b", words)
    }
    assert said - named == set()
    assert len(said) > 10


def docstrings(path: Path) -> Iterator[str]:
    """What a file and its functions say of themselves."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in [tree, *(each for each in tree.body if isinstance(each, ast.FunctionDef))]:
        yield ast.get_docstring(node) or ""
