"""`agency upgrade`: each step said, back where anything fails, and nothing lost on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from click.testing import CliRunner
from sqlalchemy import Engine, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

import cases.migrations
from agency.commands.cli import agency
from agency.maintenance import on_since
from cases.models import Case, LedgerEntry, RoleName
from cases.schema import migrate, revisions, roles
from cases.store import DocumentStore
from tests.engines import create_engine_for
from tests.factories import make_agency, make_case, make_user
from tests.plugins.postgres import Addresses, WorkerDatabase

BEFORE = str(ScriptDirectory(str(Path(cases.migrations.__file__).parent)).get_revision("0038").down_revision)


@pytest.fixture
def instance(tmp_path: Path, sqlite_template: Path) -> Path:
    """An installation of the version before, with a case."""
    folder = tmp_path / "instance"
    folder.mkdir()
    (folder / "agency.db").write_bytes(sqlite_template.read_bytes())
    engine = engine_of(folder)
    fill(engine, folder)
    migrate.downgrade(engine, BEFORE)
    engine.dispose()
    return folder


@pytest.fixture
def on_server(tmp_path: Path, postgres_worker: WorkerDatabase, monkeypatch: pytest.MonkeyPatch) -> Addresses:
    """The same on a server, where the program works as a role of its own."""
    addresses, folder = postgres_worker.as_new(), tmp_path / "instance"
    folder.mkdir()
    engine = create_engine_for(addresses.program)
    fill(engine, folder)
    engine.dispose()
    with as_owner(addresses) as owner:
        migrate.downgrade(owner, BEFORE)
        with owner.begin() as connection:
            roles.install(connection, str(engine.url.username))
    monkeypatch.setenv("DATABASE_URL", addresses.program)
    monkeypatch.setenv("DATABASE_OWNER_URL", addresses.owner)
    return addresses


def fill(engine: Engine, folder: Path) -> None:
    with Session(engine) as session:
        make_agency(session)
        make_user(session, RoleName.HANDLER)
        make_case(session, DocumentStore(folder / "documents"))
        session.commit()


@contextmanager
def as_owner(addresses: Addresses) -> Iterator[Engine]:
    engine = create_engine_for(addresses.owner)
    yield engine
    engine.dispose()


def engine_of(folder: Path) -> Engine:
    return create_engine_for(f"sqlite:///{folder / 'agency.db'}")


def run(folder: Path, *more: str) -> tuple[int, str]:
    done = CliRunner().invoke(
        agency, ["upgrade", str(folder.parent / "back-ups"), "--instance", str(folder), *more], standalone_mode=False
    )
    assert done.exception is None, (done.output, done.exception)
    return int(done.return_value or 0), done.stdout


def held(folder: Path) -> tuple[str, int, int]:
    """The revision, the cases and the entries."""
    engine = engine_of(folder)
    with engine.connect() as connection:
        counts = [connection.scalar(select(func.count()).select_from(table)) or 0 for table in (Case, LedgerEntry)]
        found = revisions.of(connection), counts[0], counts[1]
    engine.dispose()
    return found


def test_the_steps_are_said_and_the_new_version_can_start(instance: Path) -> None:
    was = held(instance)
    status, said = run(instance)
    assert status == 0, said
    assert [line[:2] for line in said.splitlines() if line[:1].isdigit()] == ["1.", "2.", "3.", "4.", "5.", "6."]
    assert said.rstrip().endswith("Klaar. Start nu de nieuwe versie van het programma.")
    assert held(instance) == (revisions.newest(), *was[1:])
    assert on_since(instance / "onderhoud") is None


def test_a_migration_that_fails_is_met_on_the_copy_and_changes_nothing(instance: Path) -> None:
    plant(instance, "CREATE TABLE text_stop (id INTEGER PRIMARY KEY)")
    was = held(instance)
    status, said = run(instance)
    assert (status, held(instance)) == (1, was)
    assert "Niet gelukt: de tabellen konden niet worden bijgewerkt (OperationalError). Er is niets gewijzigd." in said
    assert "3." not in said
    assert on_since(instance / "onderhoud") is None
    assert [each.name for each in instance.parent.glob("proef-*")] == []


def test_a_migration_that_fails_on_the_real_tables_leaves_them_as_they_were(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_documents_elsewhere(instance, monkeypatch)
    plant(instance, "CREATE TABLE text_stop (id INTEGER PRIMARY KEY)")
    was = held(instance)
    status, said = run(instance)
    assert (status, held(instance)) == (1, was)
    assert "   Overgeslagen: " in said
    assert "Alles staat zoals het was. Start de oude versie van het programma." in said
    assert on_since(instance / "onderhoud") is None


def test_what_does_not_work_afterwards_is_put_back(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_documents_elsewhere(instance, monkeypatch)
    plant(instance, 'UPDATE "case" SET next_step_on = NULL')
    was = held(instance)
    status, said = run(instance)
    assert (status, held(instance)) == (1, was)
    assert "controle 10, " in said
    assert said.rstrip().endswith("Alles staat zoals het was. Start de oude versie van het programma.")


@pytest.mark.postgres
def test_on_a_server_the_owner_makes_the_tables_and_a_copy_of_his_is_tried(
    on_server: Addresses, tmp_path: Path
) -> None:
    """Without the right to make a database there is no trial; tables that could not be made are as they were."""
    folder = tmp_path / "instance"
    with as_owner(on_server) as owner:
        execute(owner, "CREATE TABLE text_stop (id bigint)")
        status, said = run(folder)
        assert (status, revision_of(owner), on_since(folder / "onderhoud")) == (1, BEFORE, None)
        assert "   Overgeslagen: de eigenaar van de database maakt er geen" in said
        assert said.rstrip().endswith("De tabellen staan zoals ze waren. Start de oude versie van het programma.")

        let_make_databases(on_server, True)
        status, said = run(folder)
        assert (status, "Er is niets gewijzigd." in said, "3." in said) == (1, True, False)
        execute(owner, "DROP TABLE text_stop")
        status, said = run(folder)
        let_make_databases(on_server, False)
        assert (status, revision_of(owner), on_since(folder / "onderhoud")) == (0, revisions.newest(), None), said
        assert "Overgeslagen" not in said
        with owner.connect() as connection:
            left = connection.scalar(text("SELECT count(*) FROM pg_database WHERE starts_with(datname, 'proef_')"))
        assert left == 0
    program = create_engine_for(on_server.program)
    assert roles.trouble(program) == ""
    program.dispose()


def let_make_databases(addresses: Addresses, may: bool) -> None:
    engine = create_engine_for(addresses.superuser)
    role = make_url(addresses.owner).username
    execute(engine, f'ALTER ROLE "{role}" {"" if may else "NO"}CREATEDB')
    engine.dispose()


def revision_of(engine: Engine) -> str:
    with engine.connect() as connection:
        return revisions.of(connection)


def keep_documents_elsewhere(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then there is no copy to try it on first."""
    elsewhere = folder.parent / "elders"
    (folder / "documents").rename(elsewhere)
    monkeypatch.setenv("DOCUMENT_STORE", str(elsewhere))


def plant(folder: Path, statement: str) -> None:
    engine = engine_of(folder)
    execute(engine, statement)
    engine.dispose()


def execute(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement))
