"""Row-level security: a query that forgot its condition finds no foreign row, on any table that leads to a case."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, Table, create_engine, select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from cases.models import Case
from cases.schema import db, policies
from cases.schema.db import Base
from cases.schema.policies import OPEN, SEEN
from cases.schema.viewers import INSIDE, OPTION, Viewer, of_client, of_office
from tests.plugins.postgres import Addresses, WorkerDatabase

COLUMNS = "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
OWNERS = ("case", "client")
TABLES = [table for table in Base.metadata.sorted_tables if table.name in SEEN]


def leads_to_a_case(table: Table, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a row of this table is of a case or a client, by its keys; who did something is no such key."""
    if table.name in OWNERS:
        return True
    parents = {key.column.table.name: key.column.table for key in table.foreign_keys} if table.name != "user" else {}
    return any(
        leads_to_a_case(parent, seen | {table.name})
        for name, parent in parents.items() if name not in seen and name not in (table.name, "user")
    )


def test_every_table_that_leads_to_a_case_has_policies_and_every_other_says_why_not() -> None:
    """A new table fails here until it stands in one of the two lists."""
    of_cases = {table.name for table in Base.metadata.sorted_tables if leads_to_a_case(table)}
    assert of_cases <= SEEN.keys()
    assert not SEEN.keys() & OPEN.keys()
    assert SEEN.keys() | OPEN.keys() == Base.metadata.tables.keys()


@pytest.fixture(scope="module")
def addresses(postgres_worker: WorkerDatabase) -> Iterator[Addresses]:
    """A database in which row 1 of every table is of client 1 and office 1, and row 2 of the others."""
    database = postgres_worker.beside("rows")
    made = database.as_new()
    engine = create_engine(made.superuser)
    with engine.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))  # keys and triggers do not matter here
        rules = connection.execute(text(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0"
        )).all()
        for table, name in rules:
            connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
        kinds: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for table, column, kind in connection.execute(text(COLUMNS)):
            kinds[table].append((column, kind))
        for each in (*TABLES, Base.metadata.tables["user"]):
            columns = ", ".join(f'"{column}"' for column, _ in kinds[each.name])
            for number in (1, 2):
                values = ", ".join(f"'{_value(kind, number)}'" for _, kind in kinds[each.name])
                connection.exec_driver_sql(f'INSERT INTO "{each.name}" ({columns}) VALUES ({values})')
    engine.dispose()
    yield made
    database.leave()


def _value(kind: str, number: int) -> str:
    """Something that a column of this kind holds; a key holds the number."""
    return {
        "boolean": "true", "json": "[]", "date": f"2026-01-0{number}", "time without time zone": f"10:0{number}",
        "timestamp with time zone": f"2026-01-0{number}",
    }.get(kind, str(number))


def seen_by(engine: Engine, viewer: Viewer | None) -> dict[str, list[int]]:
    """Of each table the rows that somebody sees who asks for all of them."""
    with engine.execution_options(**{OPTION: viewer}).connect() as connection:
        return {
            table.name: sorted(int(found) for found in connection.scalars(select(next(iter(table.primary_key)))))
            for table in TABLES
        }


@pytest.fixture
def one_connection(addresses: Addresses) -> Iterator[Engine]:
    """The program's role, with one connection for everybody."""
    engine = db.prepare(create_engine(addresses.program, pool_size=1, max_overflow=0))
    yield engine
    engine.dispose()


@pytest.mark.postgres
def test_without_a_condition_nobody_sees_a_foreign_row_whoever_had_the_connection_before(
    one_connection: Engine
) -> None:
    own = {name: [1] if seen.by_client else [] for name, seen in SEEN.items()}
    given = {name: [1] if seen.by_bailiff else [] for name, seen in SEEN.items()}
    other = {name: [2] if seen.by_client else [] for name, seen in SEEN.items()}
    everything: dict[str, list[int]] = {name: [1, 2] for name in SEEN}
    nothing: dict[str, list[int]] = {name: [] for name in SEEN}
    for viewer, expected in (
        (None, nothing), (of_client(1), own), (None, nothing), (INSIDE, everything), (of_client(2), other),
        (of_office(1), given), (of_client(1), own), (of_office(3), nothing), (of_client(3), nothing), (None, nothing),
    ):
        assert seen_by(one_connection, viewer) == expected, viewer


@pytest.mark.postgres
def test_an_action_that_went_wrong_leaves_nobody_behind_on_the_connection(one_connection: Engine) -> None:
    def half() -> None:
        with Session(one_connection.execution_options(**{OPTION: of_client(1)})) as session:
            assert session.scalars(select(Case.id)).all() == [1]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    with one_connection.connect() as connection:
        assert connection.scalar(text("SELECT current_user = session_user"))
        assert connection.scalar(text("SELECT coalesce(current_setting('app.client_id', true), '')")) == ""
        assert connection.scalars(select(Case.id)).all() == []


@pytest.mark.postgres
def test_nobody_writes_a_row_of_somebody_else(one_connection: Engine) -> None:
    """Neither moves an own row to another, nor adds one, nor changes what is not seen."""
    with one_connection.execution_options(**{OPTION: of_client(1)}).connect() as connection:
        changed = connection.execute(text("UPDATE debtor SET phone = '0' WHERE id IN (1, 2)"))
        assert changed.rowcount == 1
        for statement in (
            "UPDATE debtor SET client_id = 2 WHERE id = 1",
            "INSERT INTO overpaid (case_id, since) VALUES (2, '2026-01-01')",
        ):
            with pytest.raises(Exception, match="row-level security"), connection.begin_nested():
                connection.execute(text(statement))


ADDING = {
    "trace_line": "INSERT INTO trace_line (id, kind, at, user_id, address, page, said) "
                  "VALUES (9, 'sent', now(), {user}, '192.0.2.1', 'page', '')",
    "set_up_change": "INSERT INTO set_up_change (id, subject, subject_id, field, old_value, new_value, changed_at, "
                     "changed_by) VALUES (9, 'user', 1, 'password', '', '', now(), {user})",
}


def may_add(engine: Engine, viewer: Viewer | None, statement: str) -> bool:
    """Whether somebody may add this row; it is not kept."""
    with engine.execution_options(**{OPTION: viewer}).connect() as connection:
        try:
            return connection.execute(text(statement)).rowcount == 1
        except ProgrammingError as error:
            if "row-level security" not in str(error):
                raise
            return False


@pytest.mark.postgres
@pytest.mark.parametrize("table", ADDING)
def test_everybody_adds_to_the_trace_under_the_own_name_and_only_the_agency_reads_it(
    one_connection: Engine, table: str
) -> None:
    """User 1 is of client 1 and office 1, user 2 of the others; who logs in is nobody yet, and may be either."""
    assert set(ADDING) == policies.ADDED_BY.keys()
    own, foreign = (ADDING[table].format(user=user) for user in (1, 2))
    for viewer, may_foreign in (
        (None, True), (of_client(1), False), (of_office(1), False), (INSIDE, True),
    ):
        assert may_add(one_connection, viewer, own), viewer
        assert may_add(one_connection, viewer, foreign) is may_foreign, viewer
        assert may_add(one_connection, viewer, f"{own} RETURNING id") is (viewer == INSIDE), "what is added is not read"
    by_nobody = ADDING[table].format(user="NULL")
    assert not may_add(one_connection, of_client(1), by_nobody)
    assert not may_add(one_connection, of_office(1), by_nobody)


@pytest.mark.postgres
def test_the_policies_are_those_that_are_named_here(one_connection: Engine) -> None:
    """The agency's own people and its jobs have one by name on every table; nobody else has one that is always true."""
    role = str(one_connection.url.username)
    expected = {
        (table, policies.NAMES[ending], f"{{{role}{ending}}}")
        for table, seen in SEEN.items()
        for ending, condition in (("_inside", "true"), ("_client", seen.by_client), ("_bailiff", seen.by_bailiff))
        if condition
    } | {
        (table, policies.NAMES[ending], f"{{{role}{ending}}}")
        for table in policies.ADDED_BY for ending in ("_client", "_bailiff", "")
    }
    with one_connection.connect() as connection:
        found = connection.execute(text(
            "SELECT tablename, policyname, roles::text, qual, cmd FROM pg_policies WHERE schemaname = 'public'"
        )).all()
    assert {tuple(row[:3]) for row in found} == expected
    assert {name for _, name, _, condition, _ in found if condition == "true"} == {"inside"}
    only_added = {(table, name) for table, name, _, _, does in found if does == "INSERT"}
    others = {name for name in policies.NAMES.values() if name != "inside"}
    assert only_added == {(table, name) for table in policies.ADDED_BY for name in others}
