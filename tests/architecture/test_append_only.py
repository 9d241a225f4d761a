"""What never changes: no migration rewrites it, and of its words each is on the list of what can be made unreadable."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import cases
import cases.models
from cases.queries.citizen_numbers import NOT_WORDS, text_columns
from cases.schema.redactable import WORDS
from cases.schema.triggers import APPEND_ONLY

MIGRATIONS = Path(cases.__file__).parent / "migrations" / "versions"
_STATEMENT = re.compile(r"\b(?:UPDATE|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?|REPLACE\s+INTO)\s+\"?(\w+)", re.IGNORECASE)


def _reached(module: ast.Module, start: str) -> Iterator[ast.AST]:
    """Every node of a function and of those it calls by name."""
    functions = {each.name: each for each in module.body if isinstance(each, ast.FunctionDef)}
    waiting, seen = [start], set()
    while waiting:
        name = waiting.pop()
        if name in functions and name not in seen:
            seen.add(name)
            for node in ast.walk(functions[name]):
                yield node
                if isinstance(node, ast.Name):
                    waiting.append(node.id)


def _rewritten(source: str) -> set[str]:
    """The tables of which the upgrade of a migration changes or deletes rows."""
    module = ast.parse(source)
    tables = {
        target.id: str(value.args[0].value)
        for node in ast.walk(module) if isinstance(node, ast.Assign)
        for target in node.targets if isinstance(target, ast.Name)
        for value in [node.value] if isinstance(value, ast.Call) and value.args
        and isinstance(value.args[0], ast.Constant) and isinstance(value.func, ast.Attribute)
        and value.func.attr in ("table", "Table")
    }
    found: set[str] = set()
    for node in _reached(module, "upgrade"):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.update(_STATEMENT.findall(node.value))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in (
            "update", "delete"
        ):
            subject = node.args[0] if node.args else node.func.value
            if isinstance(subject, ast.Name):
                found.add(tables.get(subject.id, subject.id))
    return found


@pytest.mark.parametrize("path", sorted(MIGRATIONS.glob("0*.py")), ids=lambda path: path.stem)
def test_a_migration_never_rewrites_what_is_append_only(path: Path) -> None:
    assert _rewritten(path.read_text()) & set(APPEND_ONLY) == set()


def test_a_migration_that_does_is_found() -> None:
    head = '_event = sa.table("case_event", sa.column("data"))\ndef upgrade():\n    '
    assert _rewritten(head + "op.execute('UPDATE ledger_entry SET note = 1')") == {"ledger_entry"}
    assert _rewritten(head + "op.execute(sa.update(_event).values(data={}))") == {"case_event"}
    assert _rewritten(head + "_more()\ndef _more():\n    op.execute(_event.delete())") == {"case_event"}
    assert _rewritten(head + "pass\ndef downgrade():\n    op.execute(_event.delete())") == set()


def test_words_in_rows_that_never_change_can_be_made_unreadable() -> None:
    words = {
        str(column) for column in text_columns()
        if column.table.name in APPEND_ONLY and str(column) not in NOT_WORDS
    }
    assert {f"{table}.{column}" for table, columns in WORDS.items() for column in columns} == words
