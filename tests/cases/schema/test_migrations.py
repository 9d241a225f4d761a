"""The schema goes up and down on both databases, matches the models, and keeps history from being changed."""

import hashlib
import shutil
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Engine, Integer, String, create_engine, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

import cases.models  # noqa: F401 - puts every table on the metadata
from cases.schema import lookups, migrate
from cases.schema.db import Base
from cases.schema.lookups import is_modelled
from cases.schema.triggers import APPEND_ONLY
from tests.conftest import NOW
from tests.factories import make_case, make_store
from tests.owner import as_owner

ROOT = Path(__file__).parents[3]
MIGRATIONS = ROOT / "cases" / "migrations"
RELEASED = Path(__file__).with_name("migrations.sha256")


def test_a_released_migration_never_changes() -> None:
    """The table has the form of `sha256sum`; this prints the line of a new file, run from the root of the checkout:

    sha256sum cases/migrations/versions/NEW.py >> tests/cases/schema/migrations.sha256
    """
    lines = (line.split() for line in RELEASED.read_text(encoding="utf-8").splitlines())
    released = {name: digest for digest, name in lines}
    standing = {
        str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("versions", "frozen") for path in (MIGRATIONS / folder).glob("*.py")
    }
    changed = [name for name, digest in released.items() if standing.get(name) != digest]
    assert not changed, f"a released migration never changes, write a new one: {changed}"
    added = sorted(set(standing) - set(released))
    assert not added, f"add each new migration with sha256sum to {RELEASED.relative_to(ROOT)}: {added}"


def test_a_new_migration_is_written_without_the_record(sqlite_url: str, tmp_path: Path) -> None:
    """Every column type of the record goes into it as it stands in SQL."""
    shutil.copytree(MIGRATIONS, tmp_path / "migrations")
    engine = create_engine(sqlite_url)
    with engine.connect() as connection:
        for table in Base.metadata.tables:
            connection.execute(text(f'DROP TABLE "{table}"'))
        config = Config()
        config.set_main_option("script_location", str(tmp_path / "migrations"))
        config.attributes["connection"] = connection
        made = command.revision(config, message="New", autogenerate=True, rev_id="9999")
    engine.dispose()
    written = Path(made.path).read_text(encoding="utf-8")
    assert "sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False)" in written
    assert "cases." not in written


def test_models_and_migrations_agree(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": is_modelled})
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.superuser
def test_migrations_go_down_and_up_again(engine: Engine) -> None:
    migrate.downgrade(engine, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate.upgrade(engine)
    assert migrate.is_current(engine)
    assert set(Base.metadata.tables) <= set(inspect(engine).get_table_names())


def _download(session: Session) -> None:
    """One row in an append-only table, written past the foreign keys that do not matter here."""
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    else:
        for column in ("user_id", "writ_id"):
            dropped = f"ALTER TABLE package_download DROP CONSTRAINT fk_package_download_{column}"
            as_owner(session.connection(), dropped)
    session.execute(
        text("INSERT INTO package_download (id, writ_id, user_id, downloaded_at, sha256, warning)"
             " VALUES (1, 1, 1, :now, 'x', '')"), {"now": NOW.isoformat()})


@pytest.mark.parametrize("statement", ["UPDATE package_download SET sha256='y'", "DELETE FROM package_download"])
def test_history_cannot_be_changed_or_deleted(session: Session, statement: str) -> None:
    _download(session)
    with pytest.raises(DatabaseError, match="append-only"):
        as_owner(session.connection(), statement)
    session.rollback()


@pytest.mark.superuser
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_every_append_only_table_has_its_triggers_after_migrating(engine: Engine, table: str) -> None:
    migrate.downgrade(engine, "base")
    migrate.upgrade(engine)
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[engine.dialect.name]
    with engine.connect() as connection:
        names = set(connection.execute(text(catalogue)).scalars())
    assert {f"{table}_no_update", f"{table}_no_delete"} <= names


def test_dates_are_refused_as_moments(session: Session) -> None:
    from cases.models import Submission

    with pytest.raises(Exception, match="time zone"):
        session.execute(Submission.__table__.insert().values(
            token="t", user_id=1, handled_at=NOW.replace(tzinfo=None)))
    assert date(2026, 11, 21).isoformat() == "2026-11-21"


@pytest.mark.superuser
def test_a_later_migration_may_rebuild_a_table_that_is_followed(engine: Engine, tmp_path: Path) -> None:
    """On SQLite a trigger that names a table stops it from being renamed; afterwards all is followed again."""
    with Session(engine) as session:
        case = make_case(session, make_store(tmp_path))
        case_id = case.id
        session.commit()
    with engine.connect() as connection:
        migrate._foreign_keys(connection, on=False)
        lookups.pause(connection)
        with Operations(MigrationContext.configure(connection)).batch_alter_table("claim", recreate="auto") as claim:
            claim.add_column(Column("later", Integer, nullable=True))
            claim.alter_column("subject", existing_type=String(300), nullable=True)
        lookups.install(connection)
        connection.commit()
    with engine.begin() as connection:
        connection.execute(text("UPDATE \"case\" SET stage = 'closed' WHERE id = :id"), {"id": case_id})
        assert not connection.scalar(text("SELECT is_open FROM claim WHERE case_id = :id"), {"id": case_id})
