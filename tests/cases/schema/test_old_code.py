"""The version before goes on while this one brings its tables (R12): they grow first, and shrink a version later.

`columns_of_before.json` holds what the version before reads and writes: its tables with their columns and which of
those may be empty, and what it knows to be unique or checked. It is recorded from the models when a version is out,
from the checkout of that version:

    python -m tests.cases.schema.test_old_code

What this shows: that each question of the version before finds its columns, and that each row that it writes is taken,
also at the moment at which the tables come, or go back.
What it does not: that a value means the same to both. A new value in an old column (a kind of letter) has to be thought
of by who adds it.
"""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from threading import Event
from typing import Any  # Any: what JSON holds

import pytest
from sqlalchemy import CheckConstraint, Engine, UniqueConstraint, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

import cases.models  # noqa: F401 - puts every table on the metadata
from cases.schema import migrate, revisions
from cases.schema.db import Base
from cases.schema.trouble import waits_in_a_ring
from tests.agency.program import wait_for
from tests.engines import create_engine_for
from tests.factories import make_case, make_store
from tests.plugins.postgres import Addresses

WORKERS = 3
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


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_the_version_before_works_on_while_the_tables_come_and_go_back(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, before: dict[str, Any]
) -> None:
    """Nothing fails, nothing is lost, and it sees its rows the whole time."""
    if kind == "sqlite":
        owner_url = program_url = request.getfixturevalue("sqlite_url")
    else:
        addresses: Addresses = request.getfixturevalue("postgres_worker").as_new()
        owner_url, program_url = addresses.owner, addresses.program
    owner, engine = create_engine_for(owner_url), create_engine_for(program_url)
    role = engine.url.username or ""
    with Session(engine) as session:
        make_case(session, make_store(tmp_path))
        session.commit()
    migrate.downgrade(owner, before["revision"], program=role)
    old = OldProgram(engine, before["columns"])
    had = old.counts()
    with ThreadPoolExecutor(WORKERS) as pool:
        working = [pool.submit(old.work, number) for number in range(WORKERS)]
        try:
            for _ in range(2):
                old.goes_on()
                migrate.upgrade(owner, program=role)
                old.goes_on()
                migrate.downgrade(owner, before["revision"], program=role)
            old.goes_on()
            migrate.upgrade(owner, program=role)
            old.goes_on()
        finally:
            old.is_over.set()
    assert [each.result() for each in working] == [None] * WORKERS
    assert old.counts() == {table: count + old.written[table] for table, count in had.items()}
    assert sum(old.written.values()) > 10 * WORKERS
    owner.dispose()
    engine.dispose()


class OldProgram:
    """What the version before does all day, as statements: it reads, changes and adds rows by the columns it knows."""

    def __init__(self, engine: Engine, columns: dict[str, dict[str, bool]]) -> None:
        self.is_over, self.written = Event(), Counter[str]()
        self._engine, self._columns = engine, columns
        self._done = Counter[int]()
        self._tables = [table for table in sorted(columns) if "id" in columns[table] and self._may_be_added_to(table)]
        assert {"case_event", "ledger_entry"} <= set(self._tables), self._tables

    def counts(self) -> dict[str, int]:
        """How many rows each of its tables has."""
        with self._engine.connect() as connection:
            return {
                table: connection.exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar_one()
                for table in self._tables
            }

    def goes_on(self) -> None:
        """Wait until every worker has done something more."""
        was = dict(self._done)
        wait_for(lambda: all(self._done[at] > was.get(at, 0) + 1 for at in range(WORKERS)) or self.is_over.is_set(),
                 what="the version before")

    def work(self, number: int) -> None:
        """Until it is over: a transaction that reads, changes and adds; asked once more where two waited in a ring."""
        dice = Random(number)
        try:
            while not self.is_over.is_set():
                tables = dice.sample(self._tables, k=min(3, len(self._tables)))
                try:
                    self._act(tables)
                except DBAPIError as error:
                    if not waits_in_a_ring(error):
                        raise
                    self._act(tables)
                self._done[number] += 1
                self.written.update(tables)
        except BaseException:
            self.is_over.set()
            raise

    def _act(self, tables: list[str]) -> None:
        with self._engine.execution_options(read_only=False).begin() as connection:
            for table in tables:
                listed = ", ".join(f'"{name}"' for name in self._columns[table])
                row = connection.exec_driver_sql(f'SELECT {listed} FROM "{table}" ORDER BY id LIMIT 1').one_or_none()
                assert row is not None, f"{table} shows none of its rows"
                connection.exec_driver_sql(self._copy(table))
            connection.exec_driver_sql('UPDATE "case" SET next_step_on = next_step_on')

    def _copy(self, table: str) -> str:
        """One more row like the first."""
        listed = ", ".join(f'"{name}"' for name in self._columns[table] if name != "id")
        return f'INSERT INTO "{table}" ({listed}) SELECT {listed} FROM "{table}" ORDER BY id LIMIT 1'

    def _may_be_added_to(self, table: str) -> bool:
        """Whether it holds a row, and takes a second one like it."""
        with self._engine.execution_options(read_only=False).connect() as connection:
            try:
                return connection.exec_driver_sql(self._copy(table)).rowcount == 1
            except DBAPIError:
                return False
            finally:
                connection.rollback()


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
