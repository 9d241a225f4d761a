"""Sentences stand in `cases/wording`, where they can be read and tried without a record; a query hands over values."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.test_structure import ROOT, sources

# A word with white space before or behind it: "nog 3 dagen", and the " dagen" of an f-string.
WORDS = re.compile(r"[^\W\d_]{2}[.,:;]?\s|\s[^\W\d_]{2}")
# Why a column is left out of the search: for who reads the code, shown on no page.
FOR_READERS = {"cases/queries/citizen_numbers.py"}


def words_in(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of every literal that holds words; not docstrings, annotations, and refusals where they are raised.

    A refusal is an error with its sentence, and no answer.
    """
    tree = ast.parse(source)
    passed = {id(inner) for node in ast.walk(tree) for part in _no_answers(node) for inner in ast.walk(part)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in passed and isinstance(node.value, str):
            yield from [(node.lineno, node.value)] if WORDS.search(node.value) else []


def _no_answers(node: ast.AST) -> list[ast.AST]:
    if isinstance(node, ast.Raise):
        return [node]
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return [node]
    places = (getattr(node, "annotation", None), getattr(node, "returns", None))
    return [place for place in places if place is not None]


def test_no_query_says_a_sentence() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text!r}" for path in sources("cases/queries")
        if path.relative_to(ROOT).as_posix() not in FOR_READERS for line, text in words_in(path.read_text("utf-8"))
    ]
    assert not found, "move these words to cases/wording:\n" + "\n".join(found)


@pytest.mark.parametrize(("code", "found"), [
    ('label = "Brief retour"', ["Brief retour"]),
    ('left = f"nog {days} dagen"', ["nog ", " dagen"]),
    ('said = {Step.CALL: "terugbellen toegezegd"}', ["terugbellen toegezegd"]),
    ('def f(word: str = "van de dag") -> str: ...', ["van de dag"]),
    ('raise NotFound(f"Dossier {case_id} bestaat niet.")', []),
    ('"""What it is."""', []),
    ('row: "Row | None" = None', []),
    ('key = "0 "', []),
    ('digits = re.sub(r"\\s+", "", text.replace(" ", "").replace("sort-order", ","))', []),
])
def test_what_counts_as_a_sentence(code: str, found: list[str]) -> None:
    assert [text for _, text in words_in(code)] == found


def test_wording_asks_no_database() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {module}" for path in sources("cases/wording") for module in imported(path)
        if module.split(".")[0] == "sqlalchemy"
    ]
    assert found == []


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
