"""The program's own role on PostgreSQL: what protects the record cannot be switched off from inside the program."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import ProgrammingError

from cases.schema import roles
from cases.schema.db import Base
from cases.schema.triggers import APPEND_ONLY
from cases.schema.viewers import ENDINGS, INSIDE
from tests.owner import as_owner
from tests.plugins.postgres import Addresses, WorkerDatabase

pytestmark = pytest.mark.postgres

NOT_OURS = (
    "TRUNCATE {table}", "ALTER TABLE {table} DISABLE TRIGGER ALL", "ALTER TABLE {table} ADD COLUMN more text",
    "DROP TABLE {table}", "CREATE TRIGGER other BEFORE INSERT ON {table} EXECUTE FUNCTION refuse_change()",
    "CREATE TABLE other (id bigint REFERENCES {table})",
)
HISTORY = ("UPDATE {table} SET {column} = {column}", "DELETE FROM {table}")
ONCE = (
    "CREATE TABLE other (id int)", "CREATE TEMPORARY TABLE other (id int)", "CREATE SCHEMA other",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "DROP FUNCTION refuse_change() CASCADE", "SET session_replication_role = replica",
    "UPDATE alembic_version SET version_num = '0001'", "SELECT setval('case_id_seq', 1)", "CREATE ROLE other",
)


@pytest.fixture
def addresses(postgres_worker: WorkerDatabase) -> Addresses:
    """One database, as each role."""
    return postgres_worker.as_new()


@pytest.fixture
def opened(postgres_worker: WorkerDatabase) -> Iterator[Engine]:
    """The database as the role of the program, with what belongs to the database itself."""
    addresses = postgres_worker.as_new()
    engine = create_engine(addresses.program)
    owner = create_engine(addresses.owner)
    with owner.begin() as connection:  # a copy of a template keeps no rights on the database
        roles.install(connection, str(engine.url.username))
    owner.dispose()
    yield engine
    engine.dispose()


def refused(engine: Engine, statement: str) -> bool:
    """Whether a statement is refused because of who asks."""
    with engine.connect() as connection:
        try:
            connection.exec_driver_sql(statement)
        except ProgrammingError as error:
            said = str(error.orig)
            return "permission denied" in said or "must be owner" in said
        return False


def test_nothing_that_protects_the_record_can_be_switched_off(opened: Engine) -> None:
    """M4: of each table, and of what belongs to none."""
    tries = list(ONCE)
    for table in Base.metadata.sorted_tables:
        column = next(iter(table.c)).name
        statements = NOT_OURS + (HISTORY if table.name in APPEND_ONLY else ())
        tries += [each.format(table=f'"{table.name}"', column=column) for each in statements]
    assert [each for each in tries if not refused(opened, each)] == []


def test_of_what_never_changes_the_agencys_own_people_alone_put_marks_in_words(opened: Engine) -> None:
    """Where a mark may come stands in `redactable`; when, its triggers say."""
    for ending in ENDINGS:
        tries = {
            (table, column.name): (
                f'SET ROLE "{opened.url.username}{ending}"; UPDATE {table} SET "{column.name}" = NULL'
            )
            for table in APPEND_ONLY for column in Base.metadata.tables[table].c
        }
        may = {place for place, statement in tries.items() if not refused(opened, statement)}
        words = {(table, column) for table, columns in roles.REDACTED.items() for column in columns}
        assert may == (words if ending == INSIDE.ending else set()), ending


def test_a_table_that_is_made_later_is_read_and_added_to_until_it_is_given_more(
    addresses: Addresses, opened: Engine
) -> None:
    owner = create_engine(addresses.owner)
    with owner.begin() as connection:
        connection.execute(text("CREATE TABLE later (id bigserial PRIMARY KEY, what text)"))
    try:
        with opened.begin() as connection:
            connection.execute(text("INSERT INTO later (what) VALUES ('een')"))
            assert connection.scalar(text("SELECT what FROM later")) == "een"
        assert [refused(opened, each) for each in ("UPDATE later SET what = 'x'", "DELETE FROM later")] == [True, True]
    finally:
        with owner.begin() as connection:
            connection.execute(text("DROP TABLE later"))
        owner.dispose()


def test_what_is_never_taken_away_cannot_be(opened: Engine) -> None:
    taken = [table.name for table in Base.metadata.sorted_tables if not refused(opened, f'DELETE FROM "{table.name}"')]
    assert sorted(taken) == sorted(roles.TAKEN_AWAY)


@pytest.mark.parametrize(("change", "told"), [
    ("", ""),
    ("ALTER ROLE {role} SUPERUSER", "superuser"),
    ("ALTER ROLE {role} BYPASSRLS", "BYPASSRLS"),
    ("ALTER ROLE {role} CREATEROLE", "CREATEROLE"),
    ("ALTER TABLE case_event OWNER TO {role}", "eigenaar"),
    ("GRANT {owner} TO {role}", "eigenaar"),
    ("GRANT UPDATE ON case_event TO {role}", "agency db upgrade"),
    ("GRANT DELETE ON case_event TO PUBLIC", "agency db upgrade"),
    ("REVOKE SELECT ON case_event FROM {role}", "agency db upgrade"),
    ("ALTER ROLE {role}_client BYPASSRLS", "BYPASSRLS"),
    ("GRANT UPDATE ON case_event TO {role}_inside", "agency db upgrade"),
    ("GRANT UPDATE (kind) ON case_event TO {role}_inside", "agency db upgrade"),
    ("GRANT UPDATE (data) ON case_event TO {role}_client", "agency db upgrade"),
    ("REVOKE UPDATE (data) ON case_event FROM {role}_inside", "agency db upgrade"),
    ("ALTER TABLE debtor DISABLE ROW LEVEL SECURITY", "agency db upgrade"),
    ("DROP POLICY inside ON debtor", "agency db upgrade"),
    ("ALTER ROLE {role} INHERIT; REVOKE {role}_inside FROM {role}; GRANT {role}_inside TO {role}", "NOINHERIT"),
])
def test_the_program_does_not_start_as_a_role_that_may_more_or_less(opened: Engine, change: str, told: str) -> None:
    role = str(opened.url.username)
    with opened.connect() as connection:
        if change:
            as_owner(connection, change.format(role=role, owner=role.removesuffix("_app") + "_owner"))
        found = roles.trouble_of(connection)
        connection.rollback()
    assert (told in found, bool(found)) == (True, bool(told))
