"""The table of the security standard names every requirement once, and only tests that exist."""

import re
from pathlib import Path

from tests.architecture.named_tests import ROOT, exists, listed, rows

TABLE = ROOT / "agency" / "ASVS.md"
STATES = {"holds", "operator", "none", "open"}
NO_TEST = {"6.2.10", "11.3.1", "16.2.3"}  # what is not there shows in no test
IDS = re.compile(r"\d+\.\d+\.\d+(?:, \d+\.\d+\.\d+)*")


def requirements() -> list[tuple[list[str], str, str, list[str]]]:
    """Ids, state, how, and the tests of each row."""
    found = []
    for ids, asks, state, how, shown in rows(TABLE, IDS):
        assert asks, ids
        found.append((listed(ids), state, how, listed(shown)))
    return found


def test_every_requirement_stands_in_the_table_once() -> None:
    asked = (Path(__file__).parent / "asvs_ids.txt").read_text(encoding="ascii").split()
    assert len(asked) == 253 + 4
    numbers = [number for ids, *_rest in requirements() for number in ids]
    assert sorted(numbers) == sorted(set(numbers))
    assert sorted(numbers) == sorted(asked)
    assert {state for _ids, state, *_rest in requirements()} == STATES


def test_every_test_that_the_table_names_exists() -> None:
    assert [test for *_rest, tests in requirements() for test in tests if not exists(test)] == []
    assert not exists("architecture/test_asvs.py::test_that_is_not_there")


def test_what_is_claimed_is_shown_and_what_lacks_is_said() -> None:
    for ids, state, how, tests in requirements():
        if state == "holds":
            assert tests or how == "above" or NO_TEST.issuperset(ids), ids
        elif state != "none":
            assert how, ids
