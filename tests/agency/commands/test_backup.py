"""`agency backup` and `agency restore`: everything comes back as it was, or it is said what did not."""

import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from time import sleep

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agency.backup.folder import BackupFolder, moment_of
from agency.commands.cli import agency
from cases.models import Case, LedgerEntry, LetterBatch, LetterState
from cases.store import DocumentStore, open_store
from tests.engines import create_engine_for
from tests.factories import make_agency, make_case, make_letters, order_first_notice
from tests.plugins.buckets import BucketServer
from tests.plugins.postgres import Addresses


class Office:
    """An installation on some database, and an empty place to put its backup back."""

    def __init__(self, folder: Path, url: str, empty: Addresses | None, patched: pytest.MonkeyPatch) -> None:
        self.instance, self.backups, self.new = folder / "instance", folder / "back-ups", folder / "new"
        self.instance.mkdir()
        self.url, self._empty, self._patched = url, empty, patched
        self.store = DocumentStore(self.instance / "documents")
        self.keys = folder / "back-ups.sleutels"
        self._numbers = count(1)

    def fill(self, cases: int = 1) -> None:
        engine = create_engine_for(self.url)
        with Session(engine) as session:
            if not session.scalar(select(func.count()).select_from(Case)):
                make_agency(session)
            for _ in range(cases):
                number = next(self._numbers)
                make_case(session, self.store, customer=f"K-{number}", invoice=f"F-{number}", surname=f"Proef {number}",
                          email=f"k{number}@voorbeeld.test", phone=f"06 {10_000_000 + number}")
            session.commit()
        engine.dispose()

    def backup(self, *more: str) -> tuple[int, str]:
        self._patched.setenv("DATABASE_URL", self.url)
        return _run("backup", str(self.backups), "--instance", str(self.instance), *more)

    def restore(self, *more: str) -> tuple[int, str]:
        """Into the empty place; what was put back is read from `restored_url`."""
        if self._empty is not None:
            self._patched.setenv("DATABASE_URL", self._empty.program)
            self._patched.setenv("DATABASE_OWNER_URL", self._empty.owner)
        else:
            self._patched.delenv("DATABASE_URL", raising=False)
        return _run("restore", str(self.backups), "--instance", str(self.new), *more)

    @property
    def restored_url(self) -> str:
        return self._empty.program if self._empty is not None else f"sqlite:///{self.new / 'agency.db'}"


@pytest.fixture(autouse=True)
def as_the_command() -> Iterator[None]:
    """Files are private, as `main` makes them."""
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def office(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    url = request.getfixturevalue(f"{request.param}_url")
    empty = None if request.param == "sqlite" else request.getfixturevalue("postgres_empty")
    return Office(tmp_path, url, empty, monkeypatch)


def _run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(agency, arguments, standalone_mode=False)
    if done.exception is not None:
        return 1, str(done.exception)
    return int(done.return_value or 0), done.stdout


def sums(url: str) -> tuple[int, int, object]:
    """Cases, entries and the sum of the ledger."""
    engine = create_engine_for(url)
    with Session(engine) as session:
        found = (
            session.scalar(select(func.count()).select_from(Case)) or 0,
            *session.execute(select(func.count(), func.sum(LedgerEntry.amount))).one(),
        )
    engine.dispose()
    return found


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_everything_comes_back_as_it_was(office: Office) -> None:
    office.fill(3)
    status, said = office.backup()
    assert (status, "Bewaar dat bestand op een andere plaats dan de back-up" in said) == (0, True)
    kept, documents = sums(office.url), files(office.instance / "documents")
    office.fill(1)  # after the backup
    status, said = office.restore()
    assert (status, said.splitlines()[-1]) == (0, "Alles klopt.")
    assert sums(office.restored_url) == kept
    assert files(office.new / "documents") == documents
    for name in ("secret_key", "factor_key"):
        assert (office.new / name).read_text() == (office.instance / name).read_text()


def test_a_next_backup_adds_what_is_new_alone_and_an_earlier_one_can_be_put_back(office: Office) -> None:
    office.fill()
    first = office.backup()[1]
    before = sums(office.url)
    earlier = next(iter(BackupFolder(office.backups).made()))
    earlier.rename(office.backups / "20260101T000000Z")
    office.fill()
    second = office.backup("--keep-days", "3650")[1]
    assert ("(1 nieuw)" in first, "(1 nieuw)" in second) == (True, True)
    assert len(BackupFolder(office.backups).packed()) == 2
    status, said = office.restore("--until", "2026-06-01T00:00")
    assert status == 0, said
    assert sums(office.restored_url) == before


def test_nothing_of_a_case_can_be_read_in_the_folder_without_the_keys(office: Office) -> None:
    office.fill()
    office.backup()
    engine = create_engine_for(office.url)
    with Session(engine) as session:
        number = session.scalars(select(Case.number)).one().encode()
    engine.dispose()
    (document,) = files(office.instance / "documents").values()
    for path in office.backups.rglob("*"):
        if path.is_file():
            assert path.stat().st_mode & 0o077 == 0
            content = path.read_bytes()
            assert number not in content
            assert document[:40] not in content
    office.keys.rename(office.keys.with_suffix(".elders"))
    status, said = office.restore()
    assert (status, "Het bestand met de sleutels" in said) == (1, True)
    assert office.restore("--secrets", str(office.keys.with_suffix(".elders")))[0] == 0


def _spoil(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("which", ["database.age", "inhoud.age", "000001.age"])
def test_one_changed_bit_is_noticed(office: Office, which: str) -> None:
    office.fill()
    office.backup()
    _spoil(next(office.backups.rglob(which)))
    status, said = office.restore()
    assert (status, f"{which} is niet te openen" in said) == (1, True)


def test_a_document_that_is_not_in_the_backup_is_noticed(office: Office) -> None:
    office.fill()
    office.backup()
    for path in (office.backups / "bestanden").iterdir():
        path.unlink()
    status, said = office.restore()
    assert (status, "1 bestanden ontbreken in de back-up" in said) == (1, True)


def test_a_document_that_was_lost_already_keeps_nothing_else_from_being_saved(office: Office) -> None:
    office.fill(2)
    next(path for path in (office.instance / "documents").rglob("*") if path.is_file()).unlink()
    status, said = office.backup()
    assert (status, "1 bestanden die de administratie noemt ontbreken" in said) == (1, True)
    status, said = office.restore()
    assert (status, "Niet alles klopt." in said) == (1, True)
    assert sums(office.restored_url) == sums(office.url)


def test_a_place_that_is_not_empty_is_refused(office: Office) -> None:
    office.fill()
    office.backup()
    office.new.mkdir()
    (office.new / "iets").touch()
    status, said = office.restore()
    assert (status, "is niet leeg" in said) == (1, True)
    (office.new / "iets").unlink()
    assert office.restore()[0] == 0


def test_documents_and_keys_of_another_installation_are_not_mixed_in(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.fill()
    office.backup()
    monkeypatch.setenv("DOCUMENT_STORE", str(office.store.root))
    status, said = office.restore()
    assert (status, "De opslag voor documenten" in said) == (1, True)
    monkeypatch.delenv("DOCUMENT_STORE")
    monkeypatch.setenv("FACTOR_KEY", "z" * 40)
    office.new = office.new.with_name("another")
    status, said = office.restore()
    assert (status, "is een andere dan die van de back-up" in said) == (1, True)


def test_a_folder_with_other_things_gets_no_backup(office: Office) -> None:
    office.fill()
    office.backups.mkdir()
    (office.backups / "brief.txt").touch()
    status, said = office.backup()
    assert (status, "staat iets anders" in said) == (1, True)
    assert [path.name for path in office.backups.iterdir()] == ["brief.txt"]


def test_keys_that_are_there_are_not_overwritten(office: Office) -> None:
    office.fill()
    office.keys.write_text("van een andere back-up")
    status, said = office.backup()
    assert (status, "wordt niet overschreven" in said) == (1, True)
    assert office.keys.read_text() == "van een andere back-up"
    assert not office.backups.exists()


def test_what_was_left_half_is_swept_and_counts_for_nothing(office: Office) -> None:
    office.fill()
    office.backup()
    half = office.backups / "20991231T235959Z.part"
    half.mkdir()
    (office.backups / "bestanden" / "000002.age.part").write_bytes(b"half")
    assert office.restore()[0] == 0
    (made,) = BackupFolder(office.backups).made()
    made.rename(office.backups / "20260101T000000Z")
    office.backup()
    assert not half.exists()
    assert not list(office.backups.rglob("*.part"))


def test_a_copy_in_plain_form_of_a_backup_that_was_killed_does_not_stay(office: Office) -> None:
    """A process that is gone, and one that is at work."""
    office.fill()
    gone, at_work = office.instance / "back-up-999999999-x", office.instance / f"back-up-{os.getpid()}-y"
    for each in (gone, at_work):
        each.mkdir()
        (each / "database").write_text("alles")
    assert office.backup()[0] == 0
    assert (gone.exists(), at_work.exists()) == (False, True)


def test_letters_that_were_ordered_and_not_made_are_made_once_after_putting_back(office: Office) -> None:
    office.fill()
    engine = create_engine_for(office.url)
    with Session(engine) as session:
        batch = order_first_notice(session, *session.scalars(select(Case)))
        session.commit()
        assert office.backup()[0] == 0
        make_letters(session, office.store, batch)  # after the backup
        session.commit()
    engine.dispose()
    assert office.restore()[0] == 0
    restored = create_engine_for(office.restored_url)
    with Session(restored) as session:
        (again,) = session.scalars(select(LetterBatch))
        assert {letter.state for letter in again.letters} == {LetterState.QUEUED}
        make_letters(session, DocumentStore(office.new / "documents"), again)
        session.commit()
        assert [letter.state for letter in again.letters] == [LetterState.RENDERED]
    restored.dispose()


def test_two_at_once_are_one(office: Office) -> None:
    office.fill()
    office.backup()
    with BackupFolder(office.backups).alone():
        status, said = office.backup()
    assert (status, "Er wordt al een back-up" in said) == (1, True)


def _wait_for(made: list[int], many: int, writer: threading.Thread) -> None:
    while len(made) < many:
        assert writer.is_alive(), "the writer stopped"
        sleep(0.01)


def test_a_backup_holds_one_moment_while_others_write(office: Office) -> None:
    """Each case is committed with its claim, its entry and its document: a backup has all of it or nothing."""
    office.fill()
    stop = threading.Event()
    made = []

    def write() -> None:
        while not stop.is_set():
            office.fill()
            made.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        _wait_for(made, 3, writer)
        assert office.backup()[0] == 0
        _wait_for(made, len(made) + 3, writer)
    finally:
        stop.set()
        writer.join()
    status, said = office.restore()
    assert (status, said.splitlines()[-1]) == (0, "Alles klopt.")
    cases, entries, _ = sums(office.restored_url)
    assert 4 <= cases < sums(office.url)[0]
    assert entries == cases


def test_old_backups_go_and_the_newest_of_each_day_stays(office: Office) -> None:
    folder = BackupFolder(office.backups)
    folder.begin("age1")
    newest = datetime(2026, 11, 30, 12, tzinfo=UTC)
    moments = [newest - timedelta(hours=hours) for hours in range(0, 24 * 20, 6)]
    for moment in moments:
        (office.backups / moment.strftime("%Y%m%dT%H%M%SZ")).mkdir()
    folder.forget(keep_days=14)
    left = [each.name for each in folder.made()]
    of_last_day = [f"202611{each}0000Z" for each in ("29T12", "29T18", "30T00", "30T06", "30T12")]
    assert left == [f"202611{day}T180000Z" for day in range(16, 29)] + of_last_day


def test_without_a_database_there_is_nothing_to_save(tmp_path: Path) -> None:
    status, said = _run("backup", str(tmp_path / "b"), "--instance", str(tmp_path))
    assert (status, "nog geen database" in said) == (1, True)
    status, said = _run("restore", str(tmp_path / "b"), "--instance", str(tmp_path / "n"))
    assert (status, "staat geen back-up" in said) == (1, True)


def test_documents_of_a_bucket_are_in_the_backup_and_go_back_into_an_empty_one(
    sqlite_url: str, bucket: BucketServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(tmp_path, sqlite_url, None, monkeypatch)
    address, other = bucket.new_address(), bucket.new_address()
    monkeypatch.setenv("STORE_URL", address)
    office.store = open_store(address)
    office.fill(2)
    assert office.backup()[0] == 0
    assert files(office.instance).keys() & set(office.store.names()) == set()
    status, said = office.restore()
    assert status == 1
    assert f"De opslag voor documenten ({address}) is niet leeg" in said
    (office.new / "secret_key").unlink()
    (office.new / "factor_key").unlink()
    monkeypatch.setenv("STORE_URL", other)
    status, said = office.restore()
    assert (status, said.splitlines()[-1]) == (0, "Alles klopt.")
    assert list(open_store(other).names()) == list(office.store.names()) != []
    office.fill()
    monkeypatch.setenv("STORE_URL", f"s3://{bucket.bucket}-verkeerd/x")
    status, said = office.backup()
    assert status == 1
    assert "niet te bereiken" in said


def test_a_second_backup_within_a_second_waits_for_the_next(tmp_path: Path) -> None:
    folder, now = BackupFolder(tmp_path / "backups"), datetime(2026, 11, 21, 12, tzinfo=UTC)
    folder.begin("age1")
    for _ in range(2):
        with folder.alone(), folder.new(now):
            pass
    assert [moment_of(each) for each in folder.made()] == [now, now + timedelta(seconds=1)]
