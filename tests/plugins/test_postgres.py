"""The database that tests are handed one after another is each time as if it were just made."""

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.plugins.postgres import RUN, Run, WorkerDatabase

pytestmark = pytest.mark.postgres

ROLE = "INSERT INTO role (name, description) VALUES ('handler', '') RETURNING id"


@pytest.fixture(scope="module")
def database(request: pytest.FixtureRequest) -> Iterator[WorkerDatabase]:
    """A database beside that of the worker."""
    run = Run(request.config.stash[RUN])
    made = WorkerDatabase(run, f"{run.name}_beside")
    yield made
    made.leave()


def connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))


def made_at(database: WorkerDatabase) -> object:
    """What tells one making of the database from the next."""
    with connect(database.as_new().superuser) as connection:
        found = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    assert found is not None
    return found[0]


def test_what_is_rolled_back_leaves_nothing_and_costs_no_new_database(database: WorkerDatabase) -> None:
    before = made_at(database)
    for _ in range(2):
        with connect(database.as_new().superuser) as connection:
            assert connection.execute("SELECT pg_relation_size('role')").fetchone() == (0,)
            assert connection.execute(ROLE).fetchone() == (1,)
            connection.execute("DROP TRIGGER ledger_entry_no_update ON ledger_entry")
            connection.rollback()
    assert made_at(database) == before


@pytest.mark.parametrize("change", [
    ROLE,
    "DROP TRIGGER ledger_entry_no_update ON ledger_entry",
    "ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_no_update",
    "ALTER TABLE role ADD COLUMN more text",
    "CREATE TABLE more (id int)",
    "DROP TABLE letter_content",
    "UPDATE alembic_version SET version_num = '0001'",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
])
def test_what_is_committed_makes_it_new(database: WorkerDatabase, change: str) -> None:
    before = made_at(database)
    with connect(database.as_new().superuser) as connection:
        connection.execute(change.encode())
    assert made_at(database) != before
    with connect(database.as_new().superuser) as connection:
        assert connection.execute(ROLE).fetchone() == (1,)
        connection.rollback()


def test_somebody_who_stays_connected_makes_it_new_and_is_sent_away(database: WorkerDatabase) -> None:
    before = made_at(database)
    staying = connect(database.as_new().superuser)
    assert made_at(database) != before
    with pytest.raises(psycopg.OperationalError):
        staying.execute("SELECT 1")
    staying.close()
