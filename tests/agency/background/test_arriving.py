"""A confirmed file is taken in by a worker: rung for, found again when it was left, and rows that fail are told."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from rq import Queue
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from agency import clock
from agency.background import doorbell, jobs
from agency.background.arriving import KIND, take_in
from agency.background.doorbell import waiting_work
from agency.background.jobs import Workshop
from agency.background.schedule import sweep_pieces
from agency.database import session, transaction
from cases.claims import arriving, uploads
from cases.claims.arriving import Arrival, Debtors
from cases.errors import Refused
from cases.models import Claim, Upload, UploadState
from tests.engines import create_engine_for
from tests.factories import (
    by,
    claim_file,
    claim_row,
    make_agency,
    make_client,
    make_store,
    make_upload,
)

ROWS = tuple(claim_row(customer=f"K-{n}", surname=f"Naam{n}", invoice=f"F-{n}") for n in range(3))


@pytest.fixture
def upload_id(database_url: str, tmp_path: Path) -> int:
    """A file of three debtors that was confirmed; the second is on record."""
    engine = create_engine_for(database_url)
    with Session(engine) as opened:
        store = make_store(tmp_path)
        make_agency(opened)
        client = make_client(opened)
        make_upload(opened, store, client, claim_row(customer="K-1", surname="Naam1", invoice="OUD-77"))
        shown = uploads.preview(
            opened, by(), store, client_id=client.id, content=claim_file(*ROWS), filename="lijst.csv"
        )
        uploads.accept(opened, by(), upload_id=shown.id, client_id=client.id)
        opened.commit()
        found = shown.id
    engine.dispose()
    return found


def standing(upload_id: int) -> tuple[UploadState, int, int]:
    """Its state, how many rows are done, and all claims on record."""
    session().rollback()
    upload = session().get_one(Upload, upload_id, populate_existing=True)
    return upload.state, upload.done_count, session().scalar(select(func.count()).select_from(Claim)) or 0


@pytest.mark.usefixtures("workshop")
def test_the_sweep_rings_for_a_file_nobody_rang_for_and_only_once(queue: Queue, upload_id: int) -> None:
    assert [sweep_pieces(queue), sweep_pieces(queue)] == [1, 0]
    assert waiting_work(queue) == {(KIND, upload_id)}
    assert queue.get_jobs()[0].args == (KIND, upload_id)


@pytest.mark.usefixtures("workshop")
def test_a_file_that_is_rung_for_twice_waits_once(queue: Queue) -> None:
    assert [doorbell.ring_for(queue, KIND, 7), doorbell.ring_for(queue, KIND, 7)] == [1, 0]


@pytest.mark.usefixtures("workshop")
def test_the_job_takes_the_file_in_and_a_second_run_does_nothing(queue: Queue, upload_id: int) -> None:
    jobs.go_on(KIND, upload_id)
    assert standing(upload_id) == (UploadState.CONFIRMED, 3, 4)
    jobs.go_on(KIND, upload_id)
    assert standing(upload_id) == (UploadState.CONFIRMED, 3, 4)
    assert sweep_pieces(queue) == 0


def test_a_file_is_left_to_who_is_at_it_until_his_time_is_over(
    workshop: Workshop, queue: Queue, upload_id: int
) -> None:
    with transaction() as writing:
        assert arriving.take(writing, upload_id, now=clock.now(), lease=timedelta(minutes=5))
    take_in(upload_id, workshop.store, workshop.pace)
    assert standing(upload_id) == (UploadState.ARRIVING, 0, 1)
    assert sweep_pieces(queue) == 0
    with transaction() as writing:
        writing.get_one(Upload, upload_id).lease_until = clock.now() - timedelta(seconds=1)
    assert sweep_pieces(queue) == 1
    take_in(upload_id, workshop.store, workshop.pace)
    assert standing(upload_id) == (UploadState.CONFIRMED, 3, 4)


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let the piece fail that holds invoice F-1, as a bug of ours or the machine would."""
    put = arriving.put

    def put_or_fail(session: Session, arrival: Arrival, piece: Debtors, **named: Any) -> None:
        put(session, arrival, piece, **named)
        if any(row.invoice_number == "F-1" for debtor in piece for row in debtor):
            raise error

    monkeypatch.setattr(arriving, "put", put_or_fail)


def test_a_debtor_that_cannot_be_taken_in_is_left_out_and_told_and_the_others_are_not(
    workshop: Workshop, upload_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, ValueError("made up"))
    take_in(upload_id, workshop.store, workshop.pace)
    assert standing(upload_id) == (UploadState.CONFIRMED, 3, 3)
    upload = session().get_one(Upload, upload_id)
    assert (upload.accepted_count, upload.refused_count) == (2, 1)
    (told,) = upload.report["refused"]
    assert told["row"] == 3
    assert "met code" in told["expected"]


def test_an_error_that_every_row_meets_stops_the_file_and_it_goes_on_once_that_is_mended(
    workshop: Workshop, upload_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "MOST_ERRORS", 1)
    def broken(*_given: object, **_named: object) -> None:
        raise ValueError("made up")

    with monkeypatch.context() as patched:
        patched.setattr(arriving, "put", broken)
        take_in(upload_id, workshop.store, workshop.pace)
        assert standing(upload_id) == (UploadState.ARRIVING, 1, 1), "one row is told, the others wait"
        assert arriving.stands_still(session().get_one(Upload, upload_id))
    with transaction() as writing:
        writing.get_one(Upload, upload_id).lease_until = clock.now() - timedelta(seconds=1)
    take_in(upload_id, workshop.store, workshop.pace)
    assert standing(upload_id) == (UploadState.CONFIRMED, 3, 3)
    upload = session().get_one(Upload, upload_id)
    assert (upload.accepted_count, upload.refused_count, arriving.stands_still(upload)) == (2, 1, "")


@pytest.mark.parametrize("error", [
    OperationalError("COPY", {}, Exception("deadlock detected")), OSError("no space left on device"),
])
def test_what_is_not_of_the_rows_leaves_none_out(
    workshop: Workshop, upload_id: int, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    failing(monkeypatch, error)
    with pytest.raises(type(error)):
        take_in(upload_id, workshop.store, workshop.pace)
    assert standing(upload_id) == (UploadState.ARRIVING, 0, 1)
    assert session().get_one(Upload, upload_id).left_out == []


def test_what_the_record_refuses_is_told_in_its_own_words(
    workshop: Workshop, upload_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, Refused("Dit kan niet, want."))
    take_in(upload_id, workshop.store, workshop.pace)
    session().rollback()
    assert session().get_one(Upload, upload_id).report["refused"][0]["expected"] == "Dit kan niet, want."


def test_where_the_database_fails_nothing_is_left_out_and_it_goes_on_later(
    workshop: Workshop, upload_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        failing(broken, OperationalError("INSERT", {}, Exception("the server went away")))
        with pytest.raises(OperationalError):
            take_in(upload_id, workshop.store, workshop.pace)
    assert standing(upload_id) == (UploadState.ARRIVING, 0, 1)
    with transaction() as writing:
        writing.get_one(Upload, upload_id).lease_until = clock.now() - timedelta(seconds=1)
    take_in(upload_id, workshop.store, workshop.pace)
    assert standing(upload_id) == (UploadState.CONFIRMED, 3, 4)
