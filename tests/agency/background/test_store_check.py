"""The nightly check of the store finds whatever is wrong, in both directions, and goes on where it stopped."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from agency import clock, database
from agency.background import store_check
from agency.background.setting import application
from agency.database import transaction
from cases import documents
from cases.acts import by_program
from cases.documents import File, NewDocument
from cases.invariants import files
from cases.invariants.finding import Looked
from cases.invariants.store_standing import Round, Standing, note, standing
from cases.models import Document, DocumentKind, RoleName, Task, TaskState
from cases.store import DocumentStore, open_store
from cases.store.place import key_of
from tests.conftest import NOW
from tests.factories import FIGURES, make_user
from tests.owner import as_owner
from tests.plugins.buckets import BucketServer
from tests.web import make_settings

LONG_AFTER = date(2040, 1, 2)  # whatever was planted by the real clock is old by then
DAY_AFTER = date(2040, 1, 3)


def fill(app: Flask, store: DocumentStore) -> list[str]:
    """Sixteen documents and an administrator; the hashes in order."""
    with app.app_context(), transaction() as session:
        make_user(session, RoleName.ADMIN)
        kept = [
            documents.keep(
                session, by_program(NOW), store, File(f"{number}.pdf", f"brief {number}".encode()),
                NewDocument(kind=DocumentKind.INVOICE), media_type="application/pdf",
            ).sha256 for number in range(16)
        ]
    return sorted(kept)


def forget(app: Flask, *digests: str) -> None:
    """The rows of these files are gone, as after an action that was thrown away."""
    with app.app_context(), transaction() as session:
        for digest in digests:
            as_owner(session.connection(), f"DELETE FROM document WHERE sha256 = '{digest}'")


def misstate(app: Flask, digest: str) -> None:
    """The row of this file tells another size."""
    with app.app_context(), transaction() as session:
        session.scalars(select(Document).where(Document.sha256 == digest)).one().size += 1


@contextmanager
def on(app: Flask, day: date) -> Iterator[None]:
    """Work on that day, as a program that just started."""
    app.config["AGENCY_TODAY"] = day
    with app.app_context():
        yield
        database.session().close()
        database.engine().dispose()


def check(app: Flask, address: str, *, at_once: int = 100) -> tuple[Standing, int]:
    """Let the clock come round until a check is done, each time a new process; how it stands, after how many rounds."""
    rounds, done = 0, False
    while not done:
        with on(app, LONG_AFTER):
            before = standing(open_store(address)).running
            done = store_check.go_on(open_store(address), seconds=0, at_once=at_once)
            rounds += 1
            after = standing(open_store(address)).running
            assert done or after != before
    with on(app, LONG_AFTER):
        return standing(open_store(address)), rounds


def verified(app: Flask, store: DocumentStore) -> list[str]:
    """What `agency verify` says of the same."""
    with on(app, LONG_AFTER):
        looked = Looked(
            session=database.session(), store=store, on=LONG_AFTER, figures=FIGURES, recount=lambda *_: {},
        )
        return [f"{each.table} {each.row}: {each.what}" for each in files.wrong(looked)]


def test_twenty_planted_faults_are_all_found_and_asked_of_a_person_once(database_url: str, tmp_path: Path) -> None:
    app = application(make_settings(database_url, tmp_path))
    store = DocumentStore(tmp_path / "documents")
    digests = fill(app, store)
    paths = [store.path(digest) for digest in digests]
    for path in paths[:3]:
        path.unlink()
    for path in paths[3:6]:
        path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])
    paths[6].write_bytes(paths[6].read_bytes()[:3])
    paths[7].write_bytes(paths[7].read_bytes() + b" ")
    misstate(app, digests[8])
    forget(app, *digests[9:12])
    paths[12].chmod(0o644)
    paths[13].parent.chmod(0o750)
    store.root.chmod(0o755)
    (store.root / "brief.pdf").write_bytes(b"van iemand")
    (paths[14].parent / "kopie.pdf").write_bytes(paths[14].read_bytes())
    (store.root / "oud").mkdir(mode=0o700)
    for name in ("left", "other"):
        paths[15].with_name(f"{digests[15]}.{name}.part").write_bytes(b"half")
    for path in store.root.rglob("*.pdf"):
        path.chmod(0o600)
    for path in store.root.rglob("*.part"):
        path.chmod(0o600)

    found, rounds = check(app, str(store.root), at_once=7)
    assert found.last is not None
    assert (found.last.wrong + found.last.swept, found.last.swept, found.good_at) == (20, 2, None)
    assert len(set(found.last.first)) == 18
    assert sorted(found.last.first) == sorted(verified(app, store))
    assert rounds >= 4  # it stopped and went on as often
    with on(app, LONG_AFTER):
        task = database.session().scalars(select(Task)).one()
        assert "18" in task.what
        assert not store_check.go_on(open_store(str(store.root)))  # once a night


def test_what_is_mended_is_good_the_next_night(sqlite_url: str, tmp_path: Path) -> None:
    app = application(make_settings(sqlite_url, tmp_path))
    store = DocumentStore(tmp_path / "documents")
    path = store.path(fill(app, store)[0])
    whole = path.read_bytes()
    path.unlink()
    assert check(app, str(store.root))[0].good_at is None
    with on(app, DAY_AFTER):
        store_check.go_on(store)
        assert len(database.session().scalars(select(Task)).all()) == 1  # the same is not asked twice
    store.put(whole)
    with on(app, date(2040, 1, 4)):
        assert store_check.go_on(store)
        stands = standing(store)
        assert stands.good_at == stands.done_at != None  # noqa: E711 - of a comparison of three
        assert stands.last is not None
        assert (stands.last.wrong, stands.last.first) == (0, ())
        assert database.session().scalars(select(Task)).one().state is TaskState.DONE
    path.unlink()
    with on(app, date(2040, 1, 5)):
        store_check.go_on(store)
        assert standing(store).good_at == stands.good_at  # the last time that it was good


def test_a_bucket_is_looked_at_as_a_folder_is(sqlite_url: str, bucket: BucketServer, tmp_path: Path) -> None:
    from cases.store.bucket import Bucket

    address = bucket.new_address()
    app, store = application(make_settings(sqlite_url, tmp_path)), open_store(address)
    place = Bucket(address.removeprefix("s3://"))
    digests = fill(app, store)
    place.write(key_of(digests[0]), b"anders")
    misstate(app, digests[1])
    forget(app, digests[2])
    place.write("brief.pdf", b"van iemand")
    missing = documents.StoredFile(name="weg.pdf", sha256="f" * 64, size=1)
    with app.app_context(), transaction() as session:
        session.add(documents.of_stored(
            by_program(NOW), missing, NewDocument(kind=DocumentKind.INVOICE), media_type="application/pdf"
        ))
    found, _ = check(app, address, at_once=6)
    assert found.last is not None
    assert sorted(found.last.first) == sorted(verified(app, store))
    assert found.last.wrong == 5


def test_what_was_stored_just_now_may_wait_for_its_row(sqlite_url: str, tmp_path: Path) -> None:
    app = application(make_settings(sqlite_url, tmp_path))
    store = DocumentStore(tmp_path / "documents")
    path = store.path(store.put(b"onderweg"))
    with on(app, LONG_AFTER):
        just = clock.now().timestamp() - 60
        os.utime(path, (just, just))
        assert store_check.go_on(store)
        stands = standing(store)
    assert stands.last is not None
    assert stands.last.wrong == 0


def test_a_note_that_cannot_be_read_begins_a_new_check(sqlite_url: str, tmp_path: Path) -> None:
    app = application(make_settings(sqlite_url, tmp_path))
    store = DocumentStore(tmp_path / "documents")
    store.write_note(b'{"good_at": 1')
    with on(app, LONG_AFTER):
        assert store_check.go_on(store)
        assert standing(store).good_at is not None


@pytest.mark.parametrize(("began", "now", "due"), [
    (datetime(2026, 11, 20, 0, 30, tzinfo=UTC), datetime(2026, 11, 20, 23, 59, tzinfo=UTC), False),  # 00:59 after
    (datetime(2026, 11, 20, 0, 30, tzinfo=UTC), datetime(2026, 11, 21, 0, 0, tzinfo=UTC), True),     # 01:00
    (datetime(2026, 10, 24, 12, 0, tzinfo=UTC), datetime(2026, 10, 24, 23, 0, tzinfo=UTC), True),    # 01:00, summer
    (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC), False),  # 02:30 once more
    (datetime(2026, 11, 20, 12, 0, tzinfo=UTC), datetime(2026, 11, 25, 12, 0, tzinfo=UTC), True),    # it slept
    (datetime(2030, 1, 1, 12, 0, tzinfo=UTC), datetime(2026, 11, 25, 12, 0, tzinfo=UTC), True),      # a clock was wrong
])
def test_a_check_is_due_from_one_in_the_night(began: datetime, now: datetime, due: bool) -> None:
    assert store_check.is_due(Standing(last=Round(began_at=began)), now) is due
    assert store_check.is_due(Standing(), now)


def test_how_it_stands_is_read_back_as_it_was_noted(tmp_path: Path) -> None:
    store = DocumentStore(tmp_path / "documents")
    done = Round(began_at=NOW, looked=4, wrong=1, first=("document 1: het bestand ontbreekt",), key="a")
    stands = Standing(good_at=NOW, done_at=NOW, last=done, running=replace(done, part=1, after="ab"))
    note(store, stands)
    assert standing(store) == stands
