"""What is not safe does not start, and says in Dutch what to do (O6)."""

import os
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from agency import clock
from agency.background.setting import prepare_database
from agency.running import start_check
from agency.running.start_check import is_closed, require_good
from agency.settings import Settings, SettingsError
from cases.models import Duty, DutyName
from cases.schema.db import create_engine_for
from tests.agency.program import agency
from tests.owner import as_owner


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Those of an installation where all is well."""
    return Settings.load(instance=tmp_path / "map", environ={"DATABASE_URL": database_url})


@pytest.fixture
def plain(tmp_path: Path) -> Settings:
    """The same, for what is refused before any database is asked."""
    return Settings.load(instance=tmp_path / "map", environ={})


def refused(settings: Settings) -> str:
    with pytest.raises(SettingsError) as raised:
        require_good(settings)
    return str(raised.value)


def test_a_good_installation_starts_and_waits_for_its_duties(settings: Settings) -> None:
    require_good(settings)
    require_good(settings)
    engine = create_engine_for(settings.database_url)
    with Session(engine) as session:
        assert {row.name for row in session.query(Duty)} == set(DutyName)
    engine.dispose()


@pytest.mark.parametrize("secret", ["a" * 40, "changeme-changeme-changeme-changeme", "geheim" * 8, "abcabcabc" * 5])
def test_a_secret_that_can_be_guessed_is_refused(plain: Settings, secret: str) -> None:
    said = refused(replace(plain, secret_key=secret))
    assert "SECRET_KEY is te raden" in said
    assert secret not in said


def test_all_that_is_wrong_is_told_at_once(plain: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    (plain.instance / "factor_key").chmod(0o644)
    plain.instance.chmod(0o755)
    shared = plain.instance.with_name("documents")
    shared.touch(0o644)  # no folder, and open to all
    said = refused(replace(plain, factor_key=plain.secret_key, document_store=str(shared)))
    assert [line[:2] for line in said.splitlines()[1:]] == ["- "] * 6
    for part in (
        "FLASK_DEBUG staat aan", "SECRET_KEY en FACTOR_KEY zijn hetzelfde", "kan niet worden geschreven",
        f"chmod go-rwx {plain.instance}/factor_key", f"chmod o-rwx {plain.instance}",
        f"chmod o-rwx {shared}",
    ):
        assert part in said


def printing(settings: Settings, folder: Path, *, production: bool = True) -> Settings:
    """The same with a folder of a printer."""
    return replace(settings, print_folder=folder, production=production)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """That of a printer, closed to others."""
    root = tmp_path / "drukker"
    for each in (root, root / "ontvangen"):
        each.mkdir()
        each.chmod(0o750)
    return root


def test_a_folder_of_the_printer_where_all_is_well_says_nothing(
    settings: Settings, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    require_good(printing(settings, folder))
    assert "PRINT_FOLDER" not in caplog.text


@pytest.mark.parametrize("lacking", ["", "ontvangen"])
def test_a_folder_of_the_printer_that_is_not_there_is_told_and_the_rest_starts(
    settings: Settings, folder: Path, lacking: str, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "ontvangen").rmdir()
    if not lacking:
        folder.rmdir()
    require_good(printing(settings, folder))
    assert f"PRINT_FOLDER is {folder}. De map van de drukker is niet bereikbaar." in caplog.text


def test_a_folder_of_the_printer_that_cannot_be_written_is_told(
    settings: Settings, folder: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.chmod(0o550)
    asked = os.access  # root may write everywhere, so the mode of the folder answers here
    monkeypatch.setattr(os, "access", lambda path, mode: asked(path, mode) and bool(Path(path).stat().st_mode & 0o200))
    require_good(printing(settings, folder))
    assert "mag het programma niet schrijven" in caplog.text


@pytest.mark.parametrize("which", ["", "ontvangen"])
def test_a_folder_of_the_printer_that_all_may_read_is_refused(plain: Settings, folder: Path, which: str) -> None:
    opened = folder / which
    opened.chmod(0o755)
    said = refused(printing(plain, folder))
    assert f"chmod o-rwx {opened} " in said
    assert len(said.splitlines()) == 2


def test_outside_production_the_folder_of_the_printer_does_not_count(
    settings: Settings, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder.chmod(0o777)
    require_good(printing(settings, folder, production=False))
    assert "PRINT_FOLDER" not in caplog.text


def test_a_database_file_that_all_may_read_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    settings = Settings.load(instance=tmp_path / "map", environ={"DATABASE_URL": sqlite_url})
    Path(sqlite_url.removeprefix("sqlite:///")).chmod(0o644)
    assert "agency.db. Sluit het af met: chmod o-rwx" in refused(settings)


def change(settings: Settings, statement: str) -> None:
    engine = create_engine_for(settings.database_url)
    with engine.begin() as connection:
        as_owner(connection, statement)
    engine.dispose()


def test_tables_of_a_newer_program_are_refused_and_left_alone(settings: Settings) -> None:
    change(settings, "UPDATE alembic_version SET version_num = '9999'")
    assert "van een nieuwere versie (9999)" in refused(settings)
    change(settings, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SettingsError, match="nieuwere"):
        prepare_database(settings)


def test_a_trigger_that_was_taken_away_is_put_back_and_told(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings.load(instance=tmp_path / "map", environ={"DATABASE_URL": sqlite_url})
    change(settings, "DROP TRIGGER ledger_entry_no_delete")
    require_good(settings)
    assert "changed by hand: trigger ledger_entry_no_delete ontbreekt" in caplog.text
    caplog.clear()
    require_good(settings)
    assert "changed by hand" not in caplog.text


def test_tables_that_somebody_changed_are_refused(settings: Settings) -> None:
    change(settings, "ALTER TABLE daily_run DROP COLUMN after_id")
    said = refused(settings)
    if settings.database_kind == "sqlite":
        assert "kolom daily_run.after_id ontbreekt" in said
    else:
        assert "Voer eerst uit: agency db upgrade" in said


@pytest.mark.postgres
def test_a_clock_far_from_that_of_the_database_is_refused(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings.load(instance=tmp_path / "map", environ={"DATABASE_URL": postgres_url})
    real = clock.unpinned
    monkeypatch.setattr(clock, "unpinned", lambda: real() + timedelta(minutes=5))
    assert "seconden voor op die van de database" in refused(settings)


def test_a_database_that_does_not_answer_is_told_without_its_password(plain: Settings) -> None:
    said = refused(replace(plain, database_url="postgresql+psycopg://iemand:wachtwoord7@127.0.0.1:1/weg"))
    assert "De database antwoordt niet" in said
    assert "wachtwoord7" not in said


@pytest.mark.parametrize(("url", "closed"), [
    ("redis://127.0.0.1:6379/0", True), ("redis://localhost/0", True), ("unix:///run/valkey.sock", True),
    ("redis://:lang-wachtwoord@queue.intern:6379/0", True), ("redis://queue.intern:6379/0", False),
    ("rediss://10.0.0.7/0", False),
])
def test_a_queue_elsewhere_needs_a_password(url: str, closed: bool) -> None:
    assert is_closed(url) is closed


def test_an_open_queue_is_warned_of_without_its_address(caplog: pytest.LogCaptureFixture) -> None:
    start_check._warn_of_open_queue("redis://queue.intern:6379/0")
    assert "zonder wachtwoord" in caplog.text
    assert "queue.intern" not in caplog.text


@pytest.mark.program
@pytest.mark.parametrize("command", ["serve", "worker"])
def test_the_command_refuses_in_dutch_with_a_status(tmp_path: Path, command: str) -> None:
    where = ("--port", "0") if command == "serve" else ()
    done = agency(command, *where, "--instance", "map", cwd=tmp_path, FLASK_DEBUG="1")
    assert done.returncode == 1
    assert "Fout: Het programma start niet." in done.stderr
    assert "FLASK_DEBUG" in done.stderr
    assert "Traceback" not in done.stderr
    assert stat.S_IMODE(os.stat(tmp_path / "map").st_mode) == 0o700
