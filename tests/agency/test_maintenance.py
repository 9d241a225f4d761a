"""Maintenance: everything can be read, nothing is kept by page, job, clock or command, and all goes on afterwards."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from agency import maintenance
from agency.background import jobs
from agency.background.jobs import Workshop, prepare, render_letters
from agency.background.schedule import once
from agency.background.setting import Pace
from agency.commands import cli
from agency.commands.dutch_click import run
from agency.running.embedded_queue import EmbeddedQueue
from agency.web import read_only
from agency.web.access import ROLES, permission_of
from agency.web.once import do
from cases.models import DailyRun, Letter, LetterState, Login, Role, RoleName
from cases.schema import writers
from cases.store import DocumentStore
from tests.agency.outages import Desk, desk_on
from tests.architecture.test_routes import UNSAFE, address, everything, rules
from tests.engines import create_engine_for
from tests.factories import TODAY, make_case, order_first_notice
from tests.web import add_user, csrf_of, let_go, make_app, make_settings, sign_in

BANNER = "Er wordt onderhoud gedaan: u kunt alles lezen, opslaan en inloggen kan straks weer."
HUNDRED = [Decimal("100.00")]


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """The file that is there while maintenance is done."""
    return make_settings("sqlite://", tmp_path).maintenance_mark


@pytest.fixture
def desk(database_url: str, tmp_path: Path, mark: Path) -> Iterator[Desk]:
    def begin_meanwhile() -> str:
        def action(session: Session, _act: object) -> None:
            session.add(Role(name="te laat"))
            session.flush()
            maintenance.begin(mark)

        do(action)
        return "gedaan"

    with desk_on(database_url, tmp_path, button=begin_meanwhile) as made:
        yield made


def test_a_running_program_reads_on_and_takes_nothing_in(desk: Desk, mark: Path) -> None:
    case_page = f"/dossiers/{desk.case_id}"
    assert BANNER not in desk.browser.get(case_page).text
    maintenance.begin(mark)
    for page in (case_page, "/werkbak", desk.address, "/bestaat-niet"):
        assert BANNER in desk.browser.get(page).text
    refused = desk.pay("100,00")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "60")
    assert "Er is niets opgeslagen" in refused.text
    assert desk.booked() == []
    piece = desk.browser.post(desk.address, data=desk.form("100,00"), headers={"HX-Request": "true"})
    assert (piece.status_code, piece.headers["HX-Retarget"]) == (503, "#meldingen")
    forged = desk.browser.post(desk.address, data=desk.form("100,00") | {"csrf_token": "van elders"})
    maintenance.end(mark)
    assert "Formulier verlopen" in desk.send_again(forged.text).text
    assert desk.booked() == []
    assert desk.send_again(refused.text).status_code == 302
    assert desk.booked() == HUNDRED
    assert BANNER not in desk.browser.get(case_page).text

    # What was begun before it is not kept after: who waits for the last change may rely on it.
    assert desk.press().status_code == 503
    with desk.beside.connect() as connection:
        assert connection.scalar(select(func.count()).where(Role.name == "te laat")) == 0


def test_no_address_takes_anything_in_whoever_asks(sqlite_url: str, tmp_path: Path, mark: Path) -> None:
    app = make_app(sqlite_url, tmp_path)
    browsers: dict[RoleName, FlaskClient] = {role: app.test_client() for role in RoleName}
    for role, browser in browsers.items():
        sign_in(browser, add_user(app, role))
    tokens = {role: csrf_of(browser) for role, browser in browsers.items()}
    before = everything(app)
    maintenance.begin(mark)
    for rule in rules(app):
        needed = permission_of(app.view_functions[rule.endpoint])
        role = next((role for role in RoleName if needed in ROLES[role]), RoleName.HANDLER)
        for method in rule.methods & UNSAFE if rule.endpoint != "security.logout" else ():
            answer = browsers[role].open(address(app, rule), method=method, data={"csrf_token": tokens[role]})
            assert answer.status_code == (303 if rule.endpoint in read_only.ASKS else 503), rule.endpoint
    assert everything(app) == before
    told = browsers[RoleName.HANDLER].post(
        "/api/v1/quote", json={}, headers={"X-CSRFToken": tokens[RoleName.HANDLER]}
    )
    assert told.json["error"]["code"] == "under_maintenance"
    assert "niets opgeslagen" in told.json["error"]["message"]


@pytest.fixture
def workshop(database_url: str, tmp_path: Path) -> Iterator[Workshop]:
    """What a worker and the clock work with; who is killed or stopped is followed at once by another."""
    made = prepare(make_settings(database_url, tmp_path, today=TODAY), Pace(lease=timedelta(0)))
    yield made
    let_go(made.app)


@pytest.fixture
def letter(engine: Engine, workshop: Workshop) -> Callable[[], Letter]:
    """A letter that was ordered, as it is on record now."""
    with Session(engine) as session:
        letter_id = order_first_notice(session, make_case(session, workshop.store)).letters[0].id
        session.commit()

    def look() -> Letter:
        with Session(engine) as looking:
            return looking.get_one(Letter, letter_id)

    return look


def test_jobs_and_clock_stand_still_and_go_on_afterwards(
    workshop: Workshop, letter: Callable[[], Letter], engine: Engine, tmp_path: Path, mark: Path
) -> None:
    queue = EmbeddedQueue(tmp_path)
    queue.tend()

    def days() -> int:
        with Session(engine) as session:
            return session.scalar(select(func.count(DailyRun.day))) or 0

    try:
        maintenance.begin(mark)
        assert once(workshop.app, queue.url, with_daily=True), "a clock that stands still did not fail"
        render_letters([letter().id])
        assert (letter().state, letter().attempts, days()) == (LetterState.QUEUED, 0, 0)
        maintenance.end(mark)
        assert once(workshop.app, queue.url, with_daily=True)
        render_letters([letter().id])
        assert (letter().state, letter().attempts) == (LetterState.RENDERED, 1)
        assert days() > 0, "the day that was missed is caught up with"
    finally:
        queue.stop()


def test_a_letter_that_is_being_made_when_it_begins_is_made_afterwards(
    workshop: Workshop, letter: Callable[[], Letter], mark: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Store(DocumentStore):
        def put(self, content: bytes) -> str:
            maintenance.begin(mark)
            return super().put(content)

    with monkeypatch.context() as while_it_lasts:
        while_it_lasts.setattr(jobs, "_workshop", replace(workshop, store=Store(workshop.store.root)))
        render_letters([letter().id])
    assert (letter().state, letter().attempts) == (LetterState.RENDERING, 1)
    maintenance.end(mark)
    render_letters([letter().id])
    assert (letter().state, letter().attempts) == (LetterState.RENDERED, 2)


def test_the_command_turns_it_on_and_off_and_who_is_logged_in_stays_so(
    desk: Desk, database_url: str, tmp_path: Path, mark: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)

    def command(name: str) -> str:
        assert run(cli.agency, ["maintenance", name, "--instance", str(tmp_path)]) == 0
        return capsys.readouterr().out

    assert "staat uit" in command("status")
    assert "U kunt nu een back-up maken" in command("on")
    since = maintenance.on_since(mark)
    assert "staat aan sinds" in command("status")
    command("on")
    assert maintenance.on_since(mark) == since, "a second time changes nothing"
    assert run(cli.agency, ["day", "--on", "2026-11-20", "--instance", str(tmp_path)]) == 1
    assert "Er wordt onderhoud gedaan" in capsys.readouterr().err
    _reads_on_and_nobody_logs_in(desk)
    with Session(desk.beside) as session:
        assert since is not None
        before = since - timedelta(minutes=9)
        session.execute(update(Login).values(started_at=before, seen_at=before))
        session.commit()
    assert "staat uit" in command("off")
    with Session(desk.beside) as session:
        assert session.scalar(select(Login.seen_at)) > since
    assert "stond niet aan" in command("off")


def _reads_on_and_nobody_logs_in(desk: Desk) -> None:
    """An hour of it: nothing notes that a log-in is in use, and who reads is not sent away for that."""
    with Session(desk.beside) as session:
        for login in session.scalars(select(Login)):
            login.seen_at -= timedelta(hours=1)
        session.commit()
    assert desk.browser.get(f"/dossiers/{desk.case_id}").status_code == 200
    visitor = desk.app.test_client()
    assert BANNER in visitor.get("/inloggen").text
    refused = sign_in(visitor, "handler@voorbeeld.test")
    assert refused.status_code == 503
    assert "inloggen kan straks weer. Wie al is ingelogd, leest intussen verder." in refused.text
    assert "vier woorden" not in refused.text, "a password is never shown again"
    out = desk.browser.post("/uitloggen", data={"csrf_token": desk.csrf}, follow_redirects=True)
    assert "U bent op dit apparaat uitgelogd." in out.text
    assert desk.browser.get("/werkbak").status_code == 302


def test_turning_it_on_waits_for_who_is_changing_something(database_url: str) -> None:
    engine = create_engine_for(database_url)
    with Session(engine) as writing:
        writing.add(Role(name="bezig"))
        writing.flush()
        assert writers.wait_for_all(database_url, patience=0.3) == 1
        writing.rollback()
    assert writers.wait_for_all(database_url) == 0
    engine.dispose()


@pytest.mark.parametrize("missing", ["postgresql+psycopg://x@127.0.0.1:1/weg", "sqlite:///{folder}/weg.db"])
def test_it_works_while_the_database_itself_is_away(tmp_path: Path, missing: str) -> None:
    """As while it is put back: pages say what is going on all the same."""
    url = missing.format(folder=tmp_path)
    assert writers.wait_for_all(url) is None
    assert not (tmp_path / "weg.db").exists()
    maintenance.begin(make_settings(url, tmp_path).maintenance_mark)
    visitor = make_app(url, tmp_path).test_client()
    assert BANNER in visitor.get("/inloggen").text
    assert visitor.post("/wachtwoord").status_code == 503


def test_several_machines_look_for_one_file(tmp_path: Path) -> None:
    shared = tmp_path / "gedeeld" / "onderhoud"
    apps = [make_app("sqlite://", tmp_path / name, shared_mark=str(shared)) for name in ("een", "twee")]
    maintenance.begin(shared)
    for app in apps:
        assert BANNER in app.test_client().get("/inloggen").text
