"""Two web servers and two workers, each in its own folder, on one database, queue and bucket; one of each is killed."""

import re
import secrets
import subprocess
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agency import database
from agency.background.doorbell import open_queue, ring
from cases.invariants import files
from cases.invariants.finding import Looked
from cases.models import Case, Letter, LetterState, Upload, UploadState
from cases.models.accounts import RoleName
from cases.store import open_store
from tests.agency.program import descendants, kill, start, stop, wait_for
from tests.agency.running.test_worker_crash import NetworkQueue, assert_each_made_once, made, order, settings_of
from tests.engines import create_engine_for
from tests.factories import FIGURES, TODAY, claim_file, claim_row
from tests.plugins.buckets import BucketServer
from tests.web import PASSWORD, add_user, make_app

LETTERS = 30
SERVE, WORK = ("serve", "--no-worker", "--port", "0"), ("worker",)
Program = subprocess.Popen[str]


class Visitor:
    """Somebody with one browser, whom a load balancer sends to this machine or that."""

    def __init__(self) -> None:
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self._token = ""

    def get(self, address: str) -> str:
        """A page."""
        with self._opener.open(address, timeout=60) as answer:
            return self._read(answer.read())

    def post(self, address: str, **fields: str) -> str:
        """The page after a form was sent."""
        sent = urlencode({"csrf_token": self._token} | fields).encode()
        with self._opener.open(address, sent, timeout=60) as answer:
            return self._read(answer.read())

    def hand_in(self, address: str, content: bytes) -> str:
        """The page after a claim file was sent."""
        edge = "grens"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{self._token}\r\n',
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="v.csv"\r\n\r\n{content.decode()}',
            f"\r\n--{edge}--\r\n",
        ]
        request = urllib.request.Request(
            address, "".join(parts).encode(), {"Content-Type": f"multipart/form-data; boundary={edge}"}
        )
        with self._opener.open(request, timeout=60) as answer:
            return self._read(answer.read())

    def _read(self, page: bytes) -> str:
        text = page.decode()
        self._token = re.findall(r'name="csrf-token" content="([^"]+)"', text)[0]
        return text


@pytest.fixture
def queue_server(tmp_path: Path) -> Iterator[NetworkQueue]:
    """A queue server on the network."""
    server = NetworkQueue(tmp_path)
    yield server
    server.stop()


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
    postgres_url: str, queue_server: NetworkQueue, bucket: BucketServer, tmp_path: Path
) -> None:
    engine, address = create_engine_for(postgres_url), bucket.new_address()
    store = open_store(address)
    ids = order(engine, tmp_path, LETTERS, store=store)
    app = make_app(postgres_url, tmp_path, today=TODAY)
    email = add_user(app, RoleName.CLIENT)
    with app.app_context():
        database.session().close()
        database.engine().dispose()
    settings = settings_of(
        engine, REDIS_URL=queue_server.url, STORE_URL=address, SECRET_KEY=secrets.token_urlsafe(),
        FACTOR_KEY=secrets.token_urlsafe(), **bucket.environment,
    )
    with ThreadPoolExecutor(4) as pool:
        here, there, first, second = pool.map(
            lambda each: machine(tmp_path / each[0], each[1], settings),
            (("here", SERVE), ("there", SERVE), ("first", WORK), ("second", WORK)),
        )
    try:
        for piece in (ids[:LETTERS // 2], ids[LETTERS // 2:]):
            ring(open_queue(queue_server.url), piece)
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
