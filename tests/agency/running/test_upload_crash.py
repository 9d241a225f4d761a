"""Whatever dies while cases are made of a file: each row is claimed once, none is missing."""

import random
import time
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from agency.background.arriving import KIND
from agency.background.doorbell import open_queue, ring_for
from agency.running import embedded_queue
from cases.claims import uploads
from cases.models import Case, CaseEvent, Claim, Debtor, EventKind, LedgerEntry, Upload, UploadState
from tests.agency.program import children, descendants, kill, start, started, stop, wait_for
from tests.agency.running.test_worker_crash import settings_of
from tests.engines import create_engine_for
from tests.factories import by, claim_file, claim_row, make_agency, make_client, make_store
from tests.sizes import size

ROWS = size("CRASH_ROWS")
KILLS = 6


def accept(engine: Engine, folder: Path) -> int:
    """A file of so many customers that was confirmed; its id."""
    rows = [
        claim_row(customer=f"K-{number}", surname=f"Naam{number}", invoice=f"F-{10_000 + number}", born="")
        for number in range(ROWS)
    ]
    with Session(engine) as session:
        make_agency(session)
        client = make_client(session)
        shown = uploads.preview(
            session, by(), make_store(folder), client_id=client.id, content=claim_file(*rows), filename="groot.csv"
        )
        assert shown.accepted_count == ROWS
        uploads.accept(session, by(), upload_id=shown.id, client_id=client.id)
        session.commit()
        return shown.id


def done(engine: Engine, upload_id: int) -> int:
    """How many rows are done by now."""
    with Session(engine.execution_options(read_only=True)) as session:
        return session.scalar(select(Upload.done_count).where(Upload.id == upload_id)) or 0


def test_a_file_of_which_workers_are_killed_time_and_again_is_taken_in_once(sqlite_url: str, tmp_path: Path) -> None:
    engine = create_engine_for(sqlite_url)
    upload_id = accept(engine, tmp_path)
    settings = settings_of(engine, AGENCY_INSTANCE=str(tmp_path), AGENCY_LEASE_SECONDS="4")
    chance = random.Random(6120)
    program = start("worker", cwd=tmp_path, **settings)
    ring_for(open_queue(embedded_queue.url(tmp_path)), KIND, upload_id)
    for number in range(KILLS):
        least = number * ROWS // (KILLS + 2)
        wait_for(lambda least=least: done(engine, upload_id) > least, seconds=120, what=f"{least} rows")
        time.sleep(chance.uniform(0, 0.2))
        worker = started(program.pid, "agency-worker")
        if number % 3 == 2:
            everything = tuple(descendants(program.pid))
            kill(program.pid, *everything)
            program.wait()
            stop(program)
            program = start("worker", cwd=tmp_path, **settings)
        elif worker:
            kill(*((worker,) if number % 3 else ()), *children(worker))
    wait_for(lambda: _state(engine, upload_id) is UploadState.CONFIRMED, seconds=240, what="the whole file")
    assert stop(program) == 0
    with Session(engine) as session:
        def count(kind: type[Case] | type[Claim] | type[Debtor] | type[LedgerEntry]) -> int:
            return session.scalar(select(func.count()).select_from(kind)) or 0

        assert [count(kind) for kind in (Debtor, Case, Claim, LedgerEntry)] == [ROWS] * 4
        opened = select(func.count()).where(CaseEvent.kind == EventKind.CASE_OPENED)
        assert session.scalar(opened) == ROWS
        upload = session.get_one(Upload, upload_id)
        assert (upload.done_count, upload.case_count, upload.left_out) == (ROWS, ROWS, [])
    engine.dispose()


def _state(engine: Engine, upload_id: int) -> UploadState:
    with Session(engine.execution_options(read_only=True)) as session:
        return session.scalars(select(Upload.state).where(Upload.id == upload_id)).one()
