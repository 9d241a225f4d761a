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


def test_a_change_waits_for_another_and_is_told_as_busy_and_a_page_waits_for_no_note(desk: Desk) -> None:
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
    # That a log-in is in use is noted every five minutes; no page waits for that.
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
def test_what_takes_too_long_is_broken_off_and_who_waited_in_a_ring_is_tried_again(
    postgres_url: str, tmp_path: Path
) -> None:
    questions = [text("SELECT pg_sleep(60)"), text(RING), select(1), text(RING), text(RING)]

    def ask() -> str:
        do(lambda session, _act: [session.add(Role(name=f"nog {len(questions)}")), session.execute(questions.pop(0))])
        return "gedaan"

    with desk_on(postgres_url, tmp_path, button=ask) as desk:
        too_long = desk.press()
        assert (too_long.status_code, "Dit duurt te lang" in too_long.text) == (503, True)
        assert "niet opgeslagen" in too_long.text
        assert desk.press().status_code == 200, "the second time nobody is in the way"
        assert "Een ander is hiermee bezig" in desk.press().text
        assert questions == []
        with Session(desk.beside) as session:
            assert session.scalars(select(Role.name).where(Role.name.startswith("nog"))).all() == ["nog 3"]


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
    assert refused.status_code == 422, "the form is there again"
    assert "De opslag van documenten is nu niet te bereiken." in refused.text
    assert "Er is niets opgeslagen" in refused.text
    assert count(desk, select(func.count(Document.id))) == before
    where.unlink()
    (tmp_path / "elders").rename(where)
    assert desk.browser.post(address, data=paper | {"file": (BytesIO(pdf()), "factuur.pdf")}).status_code == 302
    assert count(desk, select(func.count(Document.id))) == before + 1
