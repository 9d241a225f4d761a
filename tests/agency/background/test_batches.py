"""A large batch is ordered and posted in pieces: whatever breaks off, each letter is ordered and posted once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from rq import Queue
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from agency import clock
from agency.background import jobs
from agency.background.doorbell import ring_for, waiting_work
from agency.background.jobs import Workshop, prepare
from agency.background.pieces import BATCH
from agency.background.schedule import sweep_pieces
from agency.background.setting import Pace
from agency.database import engine, session, transaction
from cases.acts import Act
from cases.amicable import holds
from cases.correspondence import batch_work, ordering, posting, previewing
from cases.correspondence.batch_work import Turn
from cases.models import BatchWork, Case, CaseEvent, EventKind, HoldKind, Letter, LetterBatch, LetterKind, LetterState
from tests.engines import create_engine_for
from tests.factories import FIGURES, TODAY, make_case, make_letters, make_store
from tests.web import make_settings

CASES = 5
OVER = timedelta(seconds=-1)  # a lease that nobody waits for


class Killed(Exception):
    """The process is gone."""


@pytest.fixture
def workshop(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workshop]:
    """What a worker works with, on a database with five cases, of which it does one at a time."""
    monkeypatch.setattr(ordering, "PIECE", 1)
    opened = create_engine_for(database_url)
    with Session(opened) as writing:
        for n in range(CASES):
            make_case(writing, make_store(tmp_path), customer=f"K-{n}", invoice=f"F-{n}", surname=f"Nr{n}")
        writing.commit()
    opened.dispose()
    made = prepare(make_settings(database_url, tmp_path, today=TODAY), Pace(lease=OVER))
    with made.app.app_context():
        yield made
        session().close()
        engine().dispose()


def act() -> Act:
    return Act(None, clock.now(), clock.today())


def ordered() -> int:
    """A batch of all cases, of which the first piece is ordered; its id."""
    with transaction() as writing:
        ids = writing.scalars(select(Case.id)).all()
        shown = previewing.preview(writing, ids, kind=LetterKind.FIRST_NOTICE, letter_date=TODAY, figures=FIGURES)
        return ordering.order(
            writing, act(), shown.marks, kind=LetterKind.FIRST_NOTICE, letter_date=TODAY, figures=FIGURES
        ).id


def leaving(tmp_path: Path) -> int:
    """A batch that was confirmed for the post, of which the first piece is booked; its id."""
    batch_id = ordered()
    jobs.go_on(BATCH, batch_id)
    with transaction() as writing:
        make_letters(writing, make_store(tmp_path), writing.get_one(LetterBatch, batch_id))
    with transaction() as writing:
        posting.confirm_posted(writing, act(), batch_id, posted_on=TODAY, figures=FIGURES)
    return batch_id


@contextmanager
def killed_at_commit(number: int) -> Iterator[None]:
    """The process is killed just before its so many-th commit."""
    seen = []

    def kill(_connection: object) -> None:
        seen.append(1)
        if len(seen) == number:
            raise Killed

    event.listen(engine(), "commit", kill)
    try:
        with pytest.raises(Killed):
            yield
    finally:
        event.remove(engine(), "commit", kill)


def states() -> list[LetterState]:
    session().rollback()
    return list(session().scalars(select(Letter.state).order_by(Letter.id)))


def told(kind: EventKind) -> list[int]:
    """The cases to which this happened, each as often as it did."""
    query = select(CaseEvent.case_id).where(CaseEvent.kind == kind).order_by(CaseEvent.case_id)
    return list(session().scalars(query))


def every_case() -> list[int]:
    return list(session().scalars(select(Case.id).order_by(Case.id)))


@pytest.mark.usefixtures("workshop")
def test_an_order_that_broke_off_goes_on_by_the_sweep(queue: Queue) -> None:
    batch_id = ordered()
    with killed_at_commit(3):
        jobs.go_on(BATCH, batch_id)
    assert len(states()) == 3
    assert (sweep_pieces(queue), sweep_pieces(queue)) == (1, 0)
    assert waiting_work(queue) == {(BATCH, batch_id)}
    jobs.go_on(BATCH, batch_id)
    jobs.go_on(BATCH, batch_id)
    assert states() == [LetterState.QUEUED] * CASES
    assert told(EventKind.LETTER_QUEUED) == every_case()
    queue.empty()
    assert sweep_pieces(queue) == 0


@pytest.mark.usefixtures("workshop")
def test_so_does_posting(queue: Queue, tmp_path: Path) -> None:
    batch_id = leaving(tmp_path)
    assert states() == [LetterState.POSTED, *[LetterState.LEAVING] * (CASES - 1)]
    with killed_at_commit(3):
        jobs.go_on(BATCH, batch_id)
    assert states() == [*[LetterState.POSTED] * 3, *[LetterState.LEAVING] * 2]
    assert sweep_pieces(queue) == 1
    jobs.go_on(BATCH, batch_id)
    jobs.go_on(BATCH, batch_id)
    assert states() == [LetterState.POSTED] * CASES
    assert told(EventKind.LETTER_POSTED) == every_case()
    assert told(EventKind.STAGE_CHANGED) == every_case()


@pytest.mark.usefixtures("workshop")
def test_posting_that_is_killed_before_its_commit_never_began(tmp_path: Path) -> None:
    batch_id = ordered()
    jobs.go_on(BATCH, batch_id)
    with transaction() as writing:
        make_letters(writing, make_store(tmp_path), writing.get_one(LetterBatch, batch_id))
    with killed_at_commit(1), transaction() as writing:
        posting.confirm_posted(writing, act(), batch_id, posted_on=TODAY, figures=FIGURES)
    assert states() == [LetterState.RENDERED] * CASES
    assert session().get_one(LetterBatch, batch_id).posted_on is None


def test_two_workers_at_once_do_each_piece_once(workshop: Workshop, tmp_path: Path) -> None:
    batch_id, together, broken = leaving(tmp_path), Barrier(2), []
    session().rollback()

    def work() -> None:
        with workshop.app.app_context():
            together.wait()
            try:
                jobs.go_on(BATCH, batch_id)
            except Exception as error:  # told below: a thread keeps it to itself
                broken.append(error)
            session().close()

    threads = [Thread(target=work) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert broken == []
    assert states() == [LetterState.POSTED] * CASES
    assert told(EventKind.LETTER_POSTED) == every_case()


@pytest.mark.usefixtures("workshop")
def test_while_one_is_at_it_another_stays_away() -> None:
    batch_id = ordered()

    def go_on(token: str, *, after: timedelta = timedelta(0)) -> bool:
        with transaction() as writing:
            turn = Turn(token=token, now=clock.now() + after, lease=timedelta(minutes=2))
            return batch_work.go_on(writing, batch_id, turn, figures=FIGURES)

    assert go_on("one")
    assert not go_on("other")
    assert go_on("one")
    assert batch_work.left_behind(session(), clock.now()) == []
    assert batch_work.left_behind(session(), clock.now() + timedelta(minutes=3)) == [batch_id]
    assert go_on("other", after=timedelta(minutes=3))
    assert go_on("other", after=timedelta(minutes=3))
    assert not go_on("other", after=timedelta(minutes=3))
    assert len(states()) == CASES


@pytest.mark.usefixtures("workshop")
def test_a_case_that_changed_gets_no_letter_and_its_reason_is_kept() -> None:
    batch_id = ordered()
    ids = every_case()
    with transaction() as writing:
        holds.place(writing, act(), ids[2], kind=HoldKind.CLIENT_REQUEST, reason="even wachten", on=TODAY)
        writing.get_one(Case, ids[3]).debtor.street = "Elders"
    jobs.go_on(BATCH, batch_id)
    left = [ids[0], ids[1], ids[4]]
    assert session().scalars(select(Letter.case_id).order_by(Letter.case_id)).all() == left
    work = session().get_one(BatchWork, batch_id)
    held = "staat stil: aangehouden op verzoek van de opdrachtgever"
    assert work.left_out == [[ids[2], held], [ids[3], ordering.CHANGED]]
    assert session().scalar(select(func.count()).select_from(CaseEvent).where(
        CaseEvent.kind == EventKind.LETTER_QUEUED
    )) == 3


@pytest.mark.usefixtures("workshop")
def test_ringing_for_the_same_batch_twice_queues_it_once(queue: Queue) -> None:
    assert [ring_for(queue, BATCH, 7), ring_for(queue, BATCH, 7)] == [1, 0]
    assert waiting_work(queue) == {(BATCH, 7)}
