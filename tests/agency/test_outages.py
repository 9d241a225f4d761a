"""What a page says when another is at it, the database takes too long, the disk is full or a place is away: what was
and was not saved, what to do, and that the same form counts afterwards. On a database of each kind.
"""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.orm import Session

from agency import database
from agency.web.once import do
from cases.models import Case, Claim, Document, Login, Role
from cases.schema import limits
from cases.setup import logins
from tests.agency.outages import Desk, again_on, desk_on
from tests.papers import pdf

HUNDRED = [Decimal("100.00")]
RING = "DO $$ BEGIN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END $$"


@pytest.fixture(autouse=True)
def little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page waits one second for others, and two for an answer."""
    monkeypatch.setattr(limits, "WEB", replace(limits.WEB, lock=1, statement=2))


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    with desk_on(database_url, tmp_path) as made:
        yield made


def count(desk: Desk, query: Any) -> int:
    with Session(desk.beside) as session:
        return session.scalar(query) or 0


def test_what_another_is_changing_is_waited_for_and_then_told_as_busy(desk: Desk) -> None:
    """On SQLite whoever writes is the other; on PostgreSQL who has this case."""
    with Session(desk.beside) as other:
        other.get_one(Case, desk.case_id, with_for_update=True)
        busy = desk.pay("100,00")
        assert (busy.status_code, busy.headers["Retry-After"]) == (503, "5")
        assert "Een ander is hiermee bezig" in busy.text
        assert "niet opgeslagen" in busy.text
    assert desk.booked() == []
    assert desk.send_again(busy.text).status_code == 302
    assert desk.booked() == HUNDRED


def test_a_page_never_waits_for_what_the_program_notes_beside_it(desk: Desk) -> None:
    """That a log-in is in use is noted every five minutes; who writes meanwhile holds up no page."""
    with Session(desk.beside) as other:
        login = other.scalars(select(Login)).one()
        login.seen_at = long_ago = login.seen_at - logins.SEEN_EVERY * 2
        other.commit()
        other.query(Login).update({Login.device: "elders"})
        assert desk.browser.get(f"/dossiers/{desk.case_id}").status_code == 200
        other.rollback()
        assert other.scalar(select(Login.seen_at)) == long_ago
        other.rollback()
        assert desk.browser.get(f"/dossiers/{desk.case_id}").status_code == 200
        other.rollback()
        assert other.scalar(select(Login.seen_at)) > long_ago


def test_a_full_database_says_so_and_keeps_nothing_half(sqlite_url: str, tmp_path: Path) -> None:
    """R13: first it is full while the change is made, then at the very moment of keeping it."""
    with desk_on(sqlite_url, tmp_path) as desk:
        with full(desk):
            sent = (desk.pay(f"{amount},00", note="x" * 300) for amount in range(1, 20))
            refused = next(answer for answer in sent if answer.status_code != 302)
        assert (refused.status_code, "Er kan niets meer worden bewaard" in refused.text) == (503, True)
        assert "niet opgeslagen" in refused.text
        fitted = desk.booked()
        _, form = again_on(refused.text)
        assert Decimal(form["amount"].replace(",", ".")) not in fitted
        with no_more_to_the_log(desk, Path(sqlite_url.removeprefix("sqlite:///") + "-wal")):
            unsure = desk.pay("100,00")
        assert unsure.status_code == 503
        assert "Wij hebben het nagekeken." in unsure.text
        assert "niet opgeslagen" in unsure.text
        assert desk.booked() == fitted
        assert desk.send_again(unsure.text).status_code == 302
        assert desk.booked() == fitted + HUNDRED


@contextmanager
def full(desk: Desk) -> Iterator[None]:
    """No connection of the application may make the file larger than it is."""
    with desk.app.app_context():
        engine = database.engine()

    def fill(connection: Any) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # of a file that is larger: as large as it is

    def empty(connection: Any) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")

    event.listen(engine, "begin", fill)
    yield
    event.remove(engine, "begin", fill)
    event.listen(engine, "begin", empty)


@contextmanager
def no_more_to_the_log(desk: Desk, log: Path) -> Iterator[None]:
    """What is to be kept can be written no more, from the moment that it is told to."""
    with desk.app.app_context():
        engine = database.engine()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def limit(_connection: object) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size, before[1]))

    def lift(_context: object) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    event.listen(engine, "commit", limit)
    event.listen(engine, "handle_error", lift)
    yield
    lift(None)
    event.remove(engine, "commit", limit)
    event.remove(engine, "handle_error", lift)


@pytest.mark.postgres
def test_a_question_that_takes_too_long_is_broken_off_and_told(postgres_url: str, tmp_path: Path) -> None:
    def think() -> str:
        do(lambda session, _act: session.execute(text("SELECT pg_sleep(60)")))
        return "klaar"

    with desk_on(postgres_url, tmp_path, button=think) as desk:
        answer = desk.press()
        assert (answer.status_code, "Dit duurt te lang" in answer.text) == (503, True)
        assert "niet opgeslagen" in answer.text


@pytest.mark.postgres
def test_who_was_sent_away_because_two_waited_for_each_other_is_tried_again(
    postgres_url: str, tmp_path: Path
) -> None:
    tries: list[int] = []

    def meet() -> str:
        def action(session: Session, _act: object) -> None:
            tries.append(1)
            session.add(Role(name=f"poging {len(tries)}"))
            session.flush()
            if len(tries) < 2 or is_hopeless:
                session.execute(text(RING))

        do(action)
        return "gedaan"

    is_hopeless = False
    with desk_on(postgres_url, tmp_path, button=meet) as desk:
        assert desk.press().status_code == 200
        assert len(tries) == 2
        assert count(desk, select(func.count()).where(Role.name.startswith("poging"))) == 1
        is_hopeless = True
        assert "Een ander is hiermee bezig" in desk.press().text


def test_a_place_for_documents_that_is_away_says_so_and_keeps_nothing_half(desk: Desk, tmp_path: Path) -> None:
    """A file stands where the folder was, as where a volume is not there; then it is back."""
    where = tmp_path / "documents"
    where.rename(tmp_path / "elders")
    where.write_text("")
    paper = {
        "csrf_token": desk.csrf, "token": "bewijs", "title": "Factuur F-1", "kind": "invoice",
        "claim_id": str(count(desk, select(Claim.id))),
    }
    address = f"/dossiers/{desk.case_id}/stukken"
    before = count(desk, select(func.count(Document.id)))
    refused = desk.browser.post(address, data=paper | {"file": (BytesIO(pdf()), "factuur.pdf")})
    assert (refused.status_code, "Een bestand is nu niet te lezen of te bewaren" in refused.text) == (503, True)
    assert "niet opgeslagen" in refused.text
    assert "Nog eens versturen" not in refused.text, "only the browser has the file"
    assert count(desk, select(func.count(Document.id))) == before
    where.unlink()
    (tmp_path / "elders").rename(where)
    assert desk.browser.post(address, data=paper | {"file": (BytesIO(pdf()), "factuur.pdf")}).status_code == 302
    assert count(desk, select(func.count(Document.id))) == before + 1
