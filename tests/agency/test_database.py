"""The session of pages, jobs and commands: it reads, and the database itself refuses what is not in `transaction()`."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from agency import database
from agency.background.setting import application
from cases.models import Client, Role, Team
from cases.schema import migrate
from tests.engines import create_engine_for
from tests.factories import make_client
from tests.web import make_settings

A_TEAM = insert(Team).values(name="zwervers")


@pytest.fixture
def either(database_url: str, tmp_path: Path) -> Flask:
    """An application without pages on a database of each kind."""
    return application(make_settings(database_url, tmp_path))


def test_the_database_refuses_a_change_outside_a_transaction(either: Flask) -> None:
    """Also one that is no object of the session, and on a connection that was written with before."""
    with either.app_context():
        for _ in range(2):
            with pytest.raises(DBAPIError, match=r"read-?only"):
                database.session().execute(A_TEAM)
            with database.engine().connect() as other, pytest.raises(DBAPIError, match=r"read-?only"):
                other.execute(A_TEAM)
            with database.transaction() as session:
                session.execute(A_TEAM)
                session.execute(delete(Team))
        database.session().add(Role(name="zwerver"))
        with pytest.raises(RuntimeError, match="outside transaction"):
            database.session().scalars(select(Role)).all()
        database.engine().dispose()


def test_after_a_failed_action_the_session_reads_only_again(either: Flask) -> None:
    def half() -> None:
        with database.transaction() as session:
            session.execute(A_TEAM)
            raise KeyError

    with either.app_context():
        with pytest.raises(KeyError):
            half()
        assert database.session().scalars(select(Team)).all() == []
        with pytest.raises(DBAPIError, match=r"read-?only"):
            database.session().execute(A_TEAM)
        database.session().close()
        database.engine().dispose()


def test_two_applications_in_one_process_share_nothing(sqlite_url: str, postgres_url: str, tmp_path: Path) -> None:
    one, other = (application(make_settings(url, tmp_path)) for url in (sqlite_url, postgres_url))
    with one.app_context(), database.transaction() as session:
        with other.app_context(), database.transaction() as second:
            assert second is not session
            assert database.engine().dialect.name == "postgresql"
            second.add(Role(name="ander"))
        assert database.session() is session
        assert session.scalars(select(Role)).all() == []
        session.add(Role(name="een"))
    for app, name in ((one, "een"), (other, "ander")):
        with app.app_context():
            assert database.session().scalars(select(Role.name)).all() == [name]
            database.session().close()
            database.engine().dispose()


def test_each_request_has_a_session_of_its_own_closed_at_its_end(app: Flask, client: FlaskClient) -> None:
    opened: list[Session] = []

    def read() -> None:
        opened.append(database.session())
        opened[-1].scalars(select(Role)).all()
        assert opened[-1].in_transaction()

    app.before_request(read)
    for _ in range(2):
        assert client.get("/inloggen").status_code == 200
    assert opened[0] is not opened[1]
    assert not any(session.in_transaction() for session in opened)
    with app.app_context():
        assert database.engine().pool.checkedout() == 0  # type: ignore[attr-defined]  # a pool that counts


def test_a_file_is_looked_for_where_its_tables_are_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the folder that one works in, not in the instance folder, where the library puts a relative file."""
    monkeypatch.chdir(tmp_path)
    made = create_engine_for("sqlite:///own.db")
    migrate.upgrade(made)
    made.dispose()
    with application(make_settings("sqlite:///own.db", tmp_path / "instance")).app_context():
        assert database.session().scalars(select(Role)).all() == []
        database.session().close()
        database.engine().dispose()


def test_the_database_counts_anew_what_decides_how_it_looks_things_up(either: Flask) -> None:
    with either.app_context():
        with database.transaction() as session:
            make_client(session)
        database.count_anew()
        if database.engine().dialect.name == "sqlite":
            counted = database.session().execute(text("SELECT DISTINCT tbl FROM sqlite_stat1")).scalars()
            assert "client" in set(counted)
        with database.transaction() as session:
            assert session.scalars(select(Client)).one().name
        database.session().close()
        database.engine().dispose()
