"""The schema goes up and down on both databases, matches the models, and keeps history from being changed."""

from datetime import date

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

import cases.models  # noqa: F401 - puts every table on the metadata
from cases.schema import migrate
from cases.schema.db import Base
from cases.schema.triggers import APPEND_ONLY
from tests.conftest import NOW


def test_models_and_migrations_agree(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


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
        session.execute(text("ALTER TABLE package_download DROP CONSTRAINT fk_package_download_user_id"))
        session.execute(text("ALTER TABLE package_download DROP CONSTRAINT fk_package_download_writ_id"))
    session.execute(
        text("INSERT INTO package_download (id, writ_id, user_id, downloaded_at, sha256, warning)"
             " VALUES (1, 1, 1, :now, 'x', '')"), {"now": NOW.isoformat()})


@pytest.mark.parametrize("statement", ["UPDATE package_download SET sha256='y'", "DELETE FROM package_download"])
def test_history_cannot_be_changed_or_deleted(session: Session, statement: str) -> None:
    _download(session)
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(text(statement))
    session.rollback()


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
