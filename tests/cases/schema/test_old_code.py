"""The version before goes on while this one brings its tables (R12): they grow first, and shrink a version later.

`columns_of_before.json` holds what the version before reads and writes: its tables with their columns and which of
those may be empty, and what it knows to be unique or checked. It is recorded from the models when a version is out,
from the checkout of that version:

    python -m tests.cases.schema.test_old_code

What this shows: that each question of the version before finds its columns, and that each row that it writes is taken.
What it does not: that a value means the same to both. A new value in an old column (a kind of letter) has to be thought
of by who adds it.
"""

import json
from pathlib import Path
from typing import Any  # Any: what JSON holds

import pytest
from sqlalchemy import CheckConstraint, Engine, UniqueConstraint, inspect

import cases.models  # noqa: F401 - puts every table on the metadata
from cases.schema import revisions
from cases.schema.db import Base

KEPT = Path(__file__).with_name("columns_of_before.json")
# What refuses more than before, with the reason why the version before writes nothing of the kind.
STRICTER: dict[str, str] = {}


@pytest.fixture(scope="module")
def before() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8"))
    return found


def test_what_was_kept_is_of_a_version_before_or_of_this_one(before: dict[str, Any]) -> None:
    assert before["revision"] <= revisions.newest()
    assert len(before["columns"]) > 50


def test_each_question_of_the_version_before_finds_its_columns(engine: Engine, before: dict[str, Any]) -> None:
    with engine.execution_options(read_only=True).connect() as connection:
        for table, columns in before["columns"].items():
            listed = ", ".join(f'"{name}"' for name in columns)
            connection.exec_driver_sql(f'SELECT {listed} FROM "{table}" LIMIT 1')


def test_each_row_that_the_version_before_writes_is_taken(engine: Engine, before: dict[str, Any]) -> None:
    """A column that came may be left out, one that could be empty still can, and nothing more is unique or checked."""
    stricter = sorted(rules_of_models() - set(before["rules"]) - STRICTER.keys())
    assert [*refused(engine, before), *(rule for rule in stricter if rule.partition(" ")[0] in before["columns"])] == []


@pytest.mark.superuser
def test_a_migration_that_would_stop_the_version_before_is_found(server: Engine, before: dict[str, Any]) -> None:
    with server.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE task ADD COLUMN new INTEGER NOT NULL")
        connection.exec_driver_sql("ALTER TABLE daily_run ALTER COLUMN done_at SET NOT NULL")
    assert refused(server, before) == ["daily_run.done_at could be empty", "task.new came, and must be filled"]


def refused(engine: Engine, before: dict[str, Any]) -> list[str]:
    """Why a row of the version before would not be taken."""
    found = inspect(engine)
    refuses = []
    for table, columns in before["columns"].items():
        for column in found.get_columns(table):
            name = column["name"]
            may_be_left_out = column["nullable"] or column["default"] is not None
            if name not in columns and not may_be_left_out:
                refuses.append(f"{table}.{name} came, and must be filled")
            if columns.get(name) and not column["nullable"]:
                refuses.append(f"{table}.{name} could be empty")
    return refuses


def rules_of_models() -> set[str]:
    """What of a table is unique or checked, as "table kind columns"."""
    found = set()
    for table in Base.metadata.tables.values():
        for each in table.constraints:
            if isinstance(each, UniqueConstraint):
                found.add(f"{table.name} unique {','.join(sorted(each.columns.keys()))}")
            elif isinstance(each, CheckConstraint):
                found.add(f"{table.name} check {each.sqltext}")
        found |= {f"{table.name} unique {index.name}" for index in table.indexes if index.unique}
    return found


def record() -> None:
    """Keep what the models at hand read and write."""
    columns = {
        table.name: {column.name: bool(column.nullable) for column in table.columns}
        for table in sorted(Base.metadata.tables.values(), key=lambda each: each.name)
    }
    kept = {"revision": revisions.newest(), "rules": sorted(rules_of_models()), "columns": columns}
    KEPT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    record()
