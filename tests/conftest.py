"""Shared fixtures: a migrated database of each kind that is as new for every test, and a session on it."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from cases.schema import migrate
from legal.errors import FiguresInvalid
from legal.parameters import load_figures
from tests.engines import create_engine_for

pytest_plugins = [
    "tests.plugins.buckets", "tests.plugins.costs", "tests.plugins.groups", "tests.plugins.locks",
    "tests.plugins.logged_values", "tests.plugins.memory", "tests.plugins.postgres", "tests.plugins.skips",
    "tests.plugins.traces",
]

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def pytest_configure() -> None:
    """A file of figures that breaks its rules is told once and ends the run: every test would drown in it."""
    try:
        load_figures()
    except FiguresInvalid as error:
        raise pytest.UsageError(f"a file in legal/parameters breaks its rules: {error}") from error


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    path = tmp_path_factory.mktemp("template") / "agency.db"
    engine = create_engine_for(f"sqlite:///{path}")
    migrate.upgrade(engine)
    engine.dispose()  # closing the last connection folds the write-ahead log into the file
    path.chmod(0o600)  # as the program makes it; a copy has the same
    return path


@pytest.fixture(scope="session")
def worker_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this worker keeps its SQLite database."""
    return tmp_path_factory.mktemp("sqlite")


@pytest.fixture
def sqlite_url(request: pytest.FixtureRequest, sqlite_template: Path, worker_folder: Path, tmp_path: Path) -> str:
    """A fresh, migrated SQLite database.

    It is a new file under one name, so that an engine can be used again; where other processes work on it, under a
    name of its own, so that one that lived on could not find the next.
    """
    path = (tmp_path if request.node.get_closest_marker("program") else worker_folder) / "agency.db"
    for part in ("", "-wal", "-shm"):
        path.with_name(path.name + part).unlink(missing_ok=True)
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database that is as new; every test that uses it runs on both kinds."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(scope="session")
def engines() -> dict[str, Engine]:
    """Engines by address. What an engine compiles of a statement it keeps; a third of the time goes into that."""
    return {}


@pytest.fixture
def engine(database_url: str, engines: dict[str, Engine]) -> Iterator[Engine]:
    """An engine on a database of each kind that is as new; it has no connection yet, and keeps none."""
    if database_url not in engines:
        engines[database_url] = create_engine_for(database_url)
    yield engines[database_url]
    engines[database_url].dispose()


@pytest.fixture
def superuser(request: pytest.FixtureRequest, engine: Engine) -> Iterator[Engine]:
    """An engine on the same database that may do everything: fill it past the services, vacuum it."""
    if engine.dialect.name == "sqlite":
        yield engine
        return
    opened = create_engine_for(request.getfixturevalue("postgres_worker").addresses.superuser)
    yield opened
    opened.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session on a database of each kind that is as new; what a test does not commit is rolled back."""
    with Session(engine, expire_on_commit=False) as opened:
        yield opened


@pytest.fixture
def server(postgres_url: str) -> Iterator[Engine]:
    """A database in which two transactions run at once."""
    engine = create_engine_for(postgres_url)
    yield engine
    engine.dispose()


@pytest.fixture
def unique() -> Callable[[], str]:
    """Short unique texts."""
    return lambda: uuid4().hex[:8]
