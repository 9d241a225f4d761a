"""Whatever dies and whenever: every letter is made once, none is missing."""

import os
import random
import shutil
import signal
import time
from collections import Counter
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import func, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from agency.background.doorbell import open_queue, ring
from agency.running import embedded_queue
from cases.models import Case, CaseEvent, Document, DocumentKind, EventKind, Letter, LetterState
from cases.store import DocumentStore
from tests.agency.program import alive, child, children, descendants, kill, running, start, started, stop, wait_for
from tests.agency.running.conftest import NetworkQueue
from tests.engines import create_engine_for
from tests.factories import (
    TODAY,
    claim_row,
    make_agency,
    make_case,
    make_client,
    make_store,
    make_upload,
    order_first_notice,
)
from tests.sizes import size

BATCH = size("CRASH_LETTERS")
KILLS = size("CRASH_KILLS")


def order(engine: Engine, folder: Path, count: int, *, store: DocumentStore | None = None) -> list[int]:
    """Order `count` first letters; the ids of their rows. Their files go in `store`, or that of the folder."""
    with Session(engine) as session:
        make_agency(session)
        store = store or make_store(folder)
        rows = (claim_row(customer=f"K-{number}", invoice=f"F-{number}") for number in range(count))
        upload = make_upload(session, store, make_client(session), *rows)
        assert upload.case_count == count
        batch = order_first_notice(session, *session.scalars(select(Case)))
        ids = [letter.id for letter in batch.letters]
        session.commit()
    assert len(ids) == count
    return ids


def made(engine: Engine) -> int:
    """How many letters are made by now."""
    with Session(engine.execution_options(read_only=True)) as session:
        return session.scalar(select(func.count()).where(Letter.state == LetterState.RENDERED)) or 0


def assert_each_made_once(
    engine: Engine, folder: Path, ids: list[int], *, store: DocumentStore | None = None
) -> None:
    """Every letter has one PDF and one DOCX of its own, in the store, and is recorded as made once."""
    store = store or make_store(folder)
    with Session(engine) as session:
        letters = list(session.scalars(select(Letter)))
        events = list(session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.LETTER_MADE)))
        documents = list(session.scalars(select(Document).where(Document.kind == DocumentKind.LETTER)))
    assert sorted(letter.id for letter in letters) == sorted(ids)
    assert {letter.state for letter in letters} == {LetterState.RENDERED}
    assert Counter(event.data["letter_id"] for event in events) == Counter(ids)
    assert {document for letter in letters for document in (letter.pdf_id, letter.docx_id)} == {
        document.id for document in documents
    }
    assert len(documents) == 2 * len(ids)
    assert all(len(store.get(document.sha256)) == document.size for document in documents)


def settings_of(engine: Engine, **changes: str) -> dict[str, str]:
    """The environment of a worker on this database that finds what was left behind quickly."""
    return {
        "DATABASE_URL": engine.url.render_as_string(hide_password=False), "AGENCY_TODAY": TODAY.isoformat(),
        "AGENCY_SWEEP_SECONDS": "0.2", "AGENCY_LEASE_SECONDS": "1.5",
    } | changes


def working(program: int) -> tuple[int, ...]:
    """The worker and its work-horses, as far as they are there now."""
    worker = started(program, "agency-worker")
    return (worker, *children(worker)) if worker else ()


def wait_until_at_work(engine: Engine, program: int, *, least: int) -> None:
    """Wait until that many letters are made and a work-horse is at the next."""
    wait_for(lambda: made(engine) >= least, what=f"{least} letters")
    wait_for(lambda: working(program)[1:], what="a work-horse")


def test_a_worker_killed_time_and_again_in_a_batch_makes_each_letter_once(sqlite_url: str, tmp_path: Path) -> None:
    engine = create_engine_for(sqlite_url)
    ids = order(engine, tmp_path, BATCH)
    settings = settings_of(engine, AGENCY_INSTANCE=str(tmp_path))
    chance = random.Random(6119)
    program = start("worker", cwd=tmp_path, **settings)
    ring(open_queue(embedded_queue.url(tmp_path)), ids)
    in_the_middle = 0
    for number in range(KILLS):
        wait_until_at_work(engine, program.pid, least=number * BATCH // (KILLS + 2))
        time.sleep(chance.uniform(0, 0.3))
        in_the_middle += made(engine) < BATCH
        match number % 5:
            case 0 | 1:
                kill(*working(program.pid))
            case 2:
                kill(*working(program.pid)[:1])  # its work-horse runs on beside the new worker
            case 3:
                kill(*working(program.pid)[1:])
            case 4:
                everything = tuple(descendants(program.pid))
                kill(program.pid, *everything)
                program.wait()
                stop(program)
                program = start("worker", cwd=tmp_path, **settings)
    wait_for(lambda: made(engine) == BATCH, seconds=120 + BATCH, what="all letters")
    assert stop(program) == 0
    assert in_the_middle == KILLS
    assert_each_made_once(engine, tmp_path, ids)
    engine.dispose()


def test_a_stop_breaks_off_a_job_that_does_not_end(sqlite_url: str, tmp_path: Path) -> None:
    """It would else work on after the program has ended, beside the next one."""
    engine = create_engine_for(sqlite_url)
    ids = order(engine, tmp_path, BATCH)
    settings = settings_of(engine, AGENCY_INSTANCE=str(tmp_path))
    program = start("worker", cwd=tmp_path, **settings)
    ring(open_queue(embedded_queue.url(tmp_path)), ids)
    wait_until_at_work(engine, program.pid, least=1)
    hanging = working(program.pid)[1:]
    for pid in hanging:
        os.kill(pid, signal.SIGSTOP)
    assert made(engine) < BATCH
    assert stop(program) == 0
    assert not any(map(alive, hanging))
    assert "the job is broken off" in (tmp_path / "agency.log").read_text()
    with running("worker", cwd=tmp_path, **settings):
        wait_for(lambda: made(engine) == BATCH, seconds=120 + BATCH, what="all letters")
    assert_each_made_once(engine, tmp_path, ids)
    engine.dispose()


def test_losing_the_whole_queue_loses_no_letter(sqlite_url: str, tmp_path: Path) -> None:
    engine = create_engine_for(sqlite_url)
    ids = order(engine, tmp_path, 40)
    settings = settings_of(engine, AGENCY_INSTANCE=str(tmp_path))
    with running("worker", cwd=tmp_path, **settings) as program:
        ring(open_queue(embedded_queue.url(tmp_path)), ids)
        wait_for(lambda: made(engine) > 0, what="the first letter")
        with Redis.from_url(embedded_queue.url(tmp_path)) as client:
            client.flushall()
        kill(*working(program.pid), child(program.pid, "valkey-server"))
        shutil.rmtree(tmp_path / "queue" / "appendonlydir", ignore_errors=True)
        wait_for(lambda: made(engine) == len(ids), what="all letters")
    assert_each_made_once(engine, tmp_path, ids)
    engine.dispose()


def test_nothing_is_left_running_when_the_program_itself_is_killed(sqlite_url: str, tmp_path: Path) -> None:
    with running(
        "serve", "--port", "0", cwd=tmp_path, AGENCY_INSTANCE=str(tmp_path), DATABASE_URL=sqlite_url
    ) as program:
        # queue, web server with two workers, worker, clock
        wait_for(lambda: len(descendants(program.pid)) >= 6, what="all processes")
        processes = tuple(descendants(program.pid))
        kill(program.pid)
        program.wait()
    wait_for(lambda: not any(map(alive, processes)), what="every process ends")


@pytest.mark.postgres
def test_the_large_installation_survives_the_loss_of_its_queue_server(
    postgres_url: str, network_queue: NetworkQueue, tmp_path: Path
) -> None:
    engine = create_engine_for(postgres_url)
    ids = order(engine, tmp_path, 60)
    settings = settings_of(
        engine, REDIS_URL=network_queue.url, AGENCY_INSTANCE=str(tmp_path / "here"),
        DOCUMENT_STORE=str(tmp_path / "documents"),
    )
    with running("worker", "--processes", "2", cwd=tmp_path, **settings) as program:
        wait_for(lambda: len(open_queue(network_queue.url).get_job_ids()) + made(engine), what="work")
        network_queue.stop()
        time.sleep(0.5)
        network_queue.start()
        wait_for(lambda: made(engine) == len(ids), seconds=120, what="all letters")
        assert not child(program.pid, "valkey-server")  # with REDIS_URL no server of our own
    assert_each_made_once(engine, tmp_path, ids)
    engine.dispose()


def test_a_letter_that_is_rung_for_is_made_at_once_by_a_worker_on_another_machine(
    sqlite_url: str, network_queue: NetworkQueue, tmp_path: Path
) -> None:
    engine = create_engine_for(sqlite_url)
    ids = order(engine, tmp_path, 3)
    settings = settings_of(
        engine, REDIS_URL=os.environ.get("TEST_REDIS_URL", network_queue.url), AGENCY_INSTANCE=str(tmp_path),
        AGENCY_SWEEP_SECONDS="600",  # the sweep at the start is the only one
    )
    with running("worker", cwd=tmp_path, **settings):
        wait_for(lambda: made(engine) == len(ids), what="what waited before the worker came")
        with Session(engine) as session:
            case = make_case(session, make_store(tmp_path), customer="K-9", invoice="F-9")
            batch = order_first_notice(session, case)
            later = [letter.id for letter in batch.letters]
            session.commit()
        assert ring(open_queue(settings["REDIS_URL"]), later) == 1
        wait_for(lambda: made(engine) == len(ids) + 1, what="the letter rung for")
    assert_each_made_once(engine, tmp_path, ids + later)
    engine.dispose()
