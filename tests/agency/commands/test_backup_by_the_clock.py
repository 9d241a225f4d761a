"""Backups that the program makes by itself, and who is told when they stop."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.backup import clocked, keys, making, restoring
from agency.backup.archive import Archive, Base, write_about
from agency.backup.folder import MOMENT, BackupFolder
from agency.backup.keys import Secrets
from agency.running.forking import end_of, fork
from agency.running.supervisor import _working_children
from agency.settings import Settings, SettingsError
from agency.watching import duties as watching
from cases import duties
from cases.erasing.closed_cases import erase
from cases.models import Case, ClosingReason, DutyName, Scope
from cases.store import DocumentStore
from cases.trace import anchors, redacted_files, sealing
from cases.trace.anchors import Anchor
from cases.trace.erased_rows import Ground
from tests.agency.program import PATIENCE, wait_for
from tests.cases.amicable.endings import close, on
from tests.engines import create_engine_for
from tests.factories import TODAY, make_agency, make_case

NAME = "000000010000000000000001"


@pytest.fixture(autouse=True)
def as_the_command() -> Iterator[None]:
    """Files are private, as `main` makes them."""
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Of an installation with a case, on SQLite unless a test asks otherwise, that makes backups each hour."""
    (tmp_path / "instance").mkdir()
    url = request.getfixturevalue(getattr(request, "param", "sqlite_url"))
    made = Settings.load(instance=tmp_path / "instance", environ={
        "DATABASE_URL": url, "BACKUP_TARGET": str(tmp_path / "kept"),
    })
    engine = create_engine_for(url)
    with Session(engine) as session:
        make_agency(session)
        make_case(session, made.store())
        session.commit()
    engine.dispose()
    return made


def begin(settings: Settings, *, ago: timedelta = timedelta(0)) -> BackupFolder:
    """A first backup, as made by hand."""
    assert settings.backup_target is not None
    made = making.make(settings, settings.backup_target, now=datetime.now(UTC) - ago)
    return BackupFolder(made.at.parent)


def noted(settings: Settings) -> set[DutyName]:
    engine = create_engine_for(settings.database_url)
    with Session(engine) as session:
        found = {row.name for row in duties.standing(session) if row.good_at is not None}
    engine.dispose()
    return found


def test_nothing_is_made_before_somebody_took_the_keys_away(settings: Settings) -> None:
    assert clocked.once(settings, with_database=True) is False
    assert settings.backup_target is not None
    assert not settings.backup_target.exists()
    assert noted(settings) == set()


def test_one_is_made_when_the_last_is_an_hour_old_and_then_none_for_an_hour(settings: Settings) -> None:
    folder = begin(settings, ago=timedelta(minutes=61))
    assert clocked.once(settings, with_database=True) is True
    assert len(folder.made()) == 2
    assert noted(settings) == {DutyName.BACKUP}
    assert clocked.once(settings, with_database=True) is True
    assert len(folder.made()) == 2


@pytest.mark.parametrize(("ago", "is_due"), [
    (timedelta(minutes=59), False), (timedelta(minutes=60), True), (timedelta(minutes=-1), True),
], ids=["not yet", "an hour", "the clock was put back"])
def test_when_one_is_due(tmp_path: Path, ago: timedelta, is_due: bool) -> None:
    now = datetime(2026, 11, 30, 12, tzinfo=UTC)
    (tmp_path / (now - ago).strftime(MOMENT)).mkdir()
    assert clocked.is_due(BackupFolder(tmp_path), now, timedelta(hours=1)) is is_due


def test_one_that_lacks_a_document_is_not_called_good(settings: Settings) -> None:
    begin(settings, ago=timedelta(days=1))
    folder = BackupFolder(Path(str(settings.backup_target)))
    for each in folder.packs.iterdir():
        each.unlink()
    next(path for path in Path(settings.document_store).rglob("*") if path.is_file()).unlink()
    assert clocked.once(settings, with_database=True) is False
    assert len(folder.made()) == 2
    assert noted(settings) == set()


@pytest.mark.postgres
@pytest.mark.parametrize("settings", ["postgres_url"], indirect=True)
def test_the_archive_of_a_server_is_good_while_it_follows_without_a_gap(settings: Settings, tmp_path: Path) -> None:
    """Documents, and where the chain ends, are kept beside it each time."""
    settings = replace(settings, archive_minutes=15)
    archive = Archive(begin(settings).root)
    engine = create_engine_for(settings.database_url)
    with Session(engine) as session:
        make_case(session, settings.store(), customer="K-2", invoice="F-2")
        session.commit()
        sealing.seal(session)
        session.commit()
    engine.dispose()
    clocked.once(settings, with_database=False)
    assert noted(settings) == set()  # no base
    assert len(archive.folder.packed()) == 2
    assert len(anchors.read(archive.folder.anchors)) == 1

    archive.place.mkdir()
    base = archive.place / (datetime.now(UTC) - timedelta(days=1)).strftime(MOMENT)
    base.mkdir()
    write_about(base, Base(first=NAME, segment=16 * 2**20, version=15))
    log = tmp_path / NAME
    log.write_bytes(b"rows")
    old = (datetime.now(UTC) - timedelta(minutes=16)).timestamp()
    os.utime(log, (old, old))
    archive.keep(log)
    clocked.once(settings, with_database=False)
    assert noted(settings) == set()  # it stopped sixteen minutes ago

    following = tmp_path / f"{NAME[:-1]}2"
    following.write_bytes(b"more rows")
    archive.keep(following)
    clocked.once(settings, with_database=False)
    assert noted(settings) == {DutyName.ARCHIVE}
    assert len(anchors.read(archive.folder.anchors)) == 1  # the chain is where it was


def test_how_long_may_be_missed(app: Flask) -> None:
    def limits(**config: int | None) -> tuple[timedelta | None, timedelta | None]:
        app.config.update(config)
        with app.app_context():
            known = watching.watched()
        return known[DutyName.BACKUP].limit, known[DutyName.ARCHIVE].limit

    assert limits() == (timedelta(hours=26), None)
    assert limits(BACKUP_MINUTES=60, ARCHIVE_MINUTES=15) == (timedelta(hours=4), timedelta(minutes=15))
    assert limits(BACKUP_MINUTES=1440) == (timedelta(hours=26), timedelta(minutes=15))
    assert limits(BACKUP_HOURS=0)[0] is None


def test_an_archive_without_a_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="BACKUP_TARGET"):
        Settings.load(instance=tmp_path, environ={"BACKUP_ARCHIVE_MINUTES": "15"})


@pytest.mark.program
def test_the_program_has_a_process_that_makes_what_is_due_and_ends_when_told(settings: Settings) -> None:
    folder = begin(settings, ago=timedelta(days=2))
    *_others, child = _working_children(replace(settings, redis_url="redis://127.0.0.1:1/0"), 1)
    process = fork(child.called, child.work)
    wait_for(lambda: noted(settings) == {DutyName.BACKUP}, what="one was made and noted")
    process.terminate()
    assert end_of(process, within=PATIENCE) == 0
    assert len(folder.made()) == 2


def test_many_small_packs_become_one_and_what_the_store_lost_stays_where_it_is(tmp_path: Path) -> None:
    keys_of_it = Secrets(identity=keys.new_identity(), secret_key="", factor_key="")
    folder, store, back = BackupFolder(tmp_path / "kept"), DocumentStore(tmp_path / "a"), DocumentStore(tmp_path / "b")
    folder.begin(keys_of_it.recipient)
    packer = making.Packer(folder, store, keys_of_it.recipient, tmp_path)
    names = [store.put(b"document %d" % number) for number in range(making.MANY_PACKS)]
    for name in names[1:]:
        packer.add([name])
    packer.gather()
    assert len(folder.all_packs()) == making.MANY_PACKS - 1  # not many yet
    packer.add(names)
    lost = next(path for path in store_files(tmp_path / "a") if path.name == names[5])
    lost.unlink()
    packer.gather()
    assert (len(folder.all_packs()), packer.lost) == (2, [])
    assert folder.packed() == set(names)
    assert restoring.put_documents_back(folder, back, tmp_path, keys_of_it.identity, set(names)) == set()
    assert set(back.names()) == set(names)


def store_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def let_go(settings: Settings) -> None:
    """The case of the installation went after its term, with its files."""
    engine, store, gone_on = create_engine_for(settings.database_url), settings.store(), date(2033, 11, 22)
    with Session(engine) as session:
        case = session.scalars(select(Case)).one()
        close(session, case, ClosingReason.WITHDRAWN_BY_CLIENT, TODAY)
        while sealing.seal(session):
            pass
        erase(session, on(gone_on), store, case.id, Ground(scope=Scope.PERSON, second_look_id=None))
        redacted_files.remove_files(session, store)
        session.commit()
    engine.dispose()


def test_a_document_that_went_leaves_the_folder_with_the_last_backup_that_names_it(
    settings: Settings, tmp_path: Path
) -> None:
    folder = begin(settings, ago=timedelta(days=9))
    there = folder.packed()
    assert len(there) == 1  # the claim file
    let_go(settings)
    assert begin(settings, ago=timedelta(days=8)).packed() > there
    assert settings.backup_target is not None
    making.make(settings, settings.backup_target, now=datetime.now(UTC), keep_days=2)
    left = folder.packed()
    assert not there & left
    back, opened = DocumentStore(tmp_path / "back"), Secrets.read(tmp_path / "kept.sleutels")
    assert restoring.put_documents_back(folder, back, tmp_path, opened.identity, left) == set()
    assert set(back.names()) == left


def test_a_pack_stays_while_another_document_of_it_is_in_no_store(tmp_path: Path) -> None:
    keys_of_it = Secrets(identity=keys.new_identity(), secret_key="", factor_key="")
    folder, store = BackupFolder(tmp_path / "kept"), DocumentStore(tmp_path / "a")
    folder.begin(keys_of_it.recipient)
    first, second, third = names = [store.put(b"document %d" % number) for number in range(3)]
    packer = making.Packer(folder, store, keys_of_it.recipient, tmp_path)
    packer.add(names)
    for gone in (first, second):
        store.remove(gone)
    packer.drop({second})
    assert (len(folder.all_packs()), folder.packed()) == (1, set(names))
    packer.drop({first, second})
    assert (len(folder.all_packs()), folder.packed()) == (1, {third})


def test_of_days_long_gone_one_anchor_is_left(tmp_path: Path) -> None:
    path, night = tmp_path / "ankers.txt", datetime(2026, 11, 30, tzinfo=UTC)
    made = [Anchor(at=night + timedelta(hours=hours), position=hours + 1, hash="f" * 64) for hours in range(0, 72, 6)]
    anchors.add(path, *made)
    anchors.thin(path, before=night + timedelta(days=2))
    assert [each.position - 1 for each in anchors.read(path)] == [18, 42, 48, 54, 60, 66]
