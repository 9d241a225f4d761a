"""Two web servers and two workers, each in its own folder, on one database, queue and bucket; one of each is killed."""

import re
import secrets
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agency.background.doorbell import open_queue, ring
from cases.invariants import files
from cases.invariants.finding import Looked
from cases.models import Case, Letter, LetterState, Upload, UploadState
from cases.models.accounts import RoleName
from cases.store import open_store
from tests.agency.over_http import Visitor
from tests.agency.program import descendants, kill, start, stop, wait_for
from tests.agency.running.conftest import NetworkQueue
from tests.agency.running.test_worker_crash import assert_each_made_once, made, order, settings_of
from tests.engines import create_engine_for
from tests.factories import FIGURES, TODAY, claim_file, claim_row
from tests.plugins.buckets import BucketServer
from tests.web import PASSWORD, add_user, app_on

LETTERS = 30
SERVE, WORK = ("serve", "--no-worker", "--port", "0"), ("worker",)
Program = subprocess.Popen[str]


def machine(folder: Path, arguments: tuple[str, ...], settings: dict[str, str]) -> Program:
    """A program in a folder of its own."""
    folder.mkdir()
    return start(*arguments, cwd=folder, **settings | {"AGENCY_INSTANCE": str(folder)})


def address_of(program: Program) -> str:
    """Where its pages are."""
    (said,) = re.findall(r"http://[\d.:]+", program.first_line)  # type: ignore[attr-defined]
    return said


def end(program: Program) -> None:
    """kill -9, with all that it started."""
    kill(program.pid, *descendants(program.pid))
    program.wait()


@pytest.mark.postgres
def test_of_two_machines_of_each_kind_one_may_die(
    postgres_url: str, network_queue: NetworkQueue, bucket: BucketServer, tmp_path: Path
) -> None:
    engine, address = create_engine_for(postgres_url), bucket.new_address()
    store = open_store(address)
    ids = order(engine, tmp_path, LETTERS, store=store)
    with app_on(postgres_url, tmp_path, today=TODAY) as app:
        email = add_user(app, RoleName.CLIENT)
    settings = settings_of(
        engine, REDIS_URL=network_queue.url, STORE_URL=address, SECRET_KEY=secrets.token_urlsafe(),
        FACTOR_KEY=secrets.token_urlsafe(), **bucket.environment,
    )
    with ThreadPoolExecutor(4) as pool:
        here, there, first, second = pool.map(
            lambda each: machine(tmp_path / each[0], each[1], settings),
            (("here", SERVE), ("there", SERVE), ("first", WORK), ("second", WORK)),
        )
    try:
        for piece in (ids[:LETTERS // 2], ids[LETTERS // 2:]):
            ring(open_queue(network_queue.url), piece)
        one, other = address_of(here), address_of(there)
        visitor = Visitor()
        visitor.get(f"{one}/inloggen")
        visitor.post(f"{one}/inloggen", email=email, password=PASSWORD)
        visitor.get(f"{other}/opdrachtgever/aanleveren")  # the log-in holds there too
        shown = visitor.hand_in(f"{one}/opdrachtgever/aanleveren", claim_file(
            *(claim_row(customer=f"N-{number}", invoice=f"N-{number}") for number in range(3))
        ))
        assert "3 regels" in shown.replace("\xa0", " ")
        wait_for(lambda: begun(postgres_url), what="the first letters are being made")
        end(here)
        end(first)
        with Session(engine) as session:
            upload = session.scalars(select(Upload).where(Upload.state == UploadState.PREVIEWED)).one()
        for _ in range(2):  # pressed twice
            visitor.post(f"{other}/opdrachtgever/uploads/{upload.id}/bevestigen")
        wait_for(lambda: made(engine) == LETTERS, what="all letters")
    finally:
        for program in (here, there, first, second):
            stop(program)
    assert_each_made_once(engine, tmp_path, ids, store=store)
    with Session(engine) as session:
        taken_in = session.get_one(Upload, upload.id)
        assert (taken_in.state, taken_in.case_count) == (UploadState.CONFIRMED, 3)
        assert session.scalar(select(func.count()).select_from(Case)) == LETTERS + 3
        looked = Looked(session=session, store=store, on=TODAY, figures=FIGURES, recount=lambda *_: {})
        # what the killed worker stored just before its letters would be kept is of nobody, and nothing else is
        assert {each.what for each in files.wrong(looked)} <= {"bij dit bestand hoort geen regel"}
    engine.dispose()


def begun(url: str) -> bool:
    """Whether letters were made, and others are still to be."""
    engine = create_engine_for(url)
    with Session(engine) as session:
        states = set(session.scalars(select(Letter.state).distinct()))
    engine.dispose()
    return LetterState.RENDERING in states or LetterState.RENDERED in states
