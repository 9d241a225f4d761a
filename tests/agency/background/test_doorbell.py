"""The doorbell and the sweep: ringing twice does no harm, and not ringing at all loses nothing."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from rq import Queue
from sqlalchemy import select
from sqlalchemy.orm import Session

from agency import clock
from agency.background import jobs
from agency.background.doorbell import ring, ring_letters, waiting_letters
from agency.background.jobs import prepare, render_letters
from agency.background.schedule import sweep
from agency.background.setting import Pace, application
from agency.database import engine, session, transaction
from cases.correspondence import making
from cases.models import Letter, LetterState
from letters.catalogue import Rendered, render
from letters.kind import DebtorLetter
from tests.engines import create_engine_for
from tests.factories import TODAY, make_case, make_store, order_first_notice
from tests.web import make_settings


@pytest.fixture
def letter_ids(database_url: str, tmp_path: Path) -> list[int]:
    """Three letters that wait to be made."""
    engine = create_engine_for(database_url)
    with Session(engine) as opened:
        store = make_store(tmp_path)
        cases = [
            make_case(opened, store, customer=f"K-{number}", invoice=f"F-{number}") for number in range(3)
        ]
        batch = order_first_notice(opened, *cases)
        ids = [letter.id for letter in batch.letters]
        opened.commit()
    engine.dispose()
    return ids


def states(letter_ids: list[int]) -> list[LetterState]:
    """The states of these letters now."""
    session().rollback()
    return [session().get_one(Letter, letter_id).state for letter_id in letter_ids]


def test_letters_are_rung_for_in_jobs_of_fifty(queue: Queue) -> None:
    assert ring(queue, range(1, 121)) == 3
    assert queue.get_job_ids() == ["letters-1-50", "letters-51-50", "letters-101-20"]
    assert waiting_letters(queue) == set(range(1, 121))


def test_the_same_letters_are_queued_once_however_often_is_rung(queue: Queue) -> None:
    assert [ring(queue, [1, 2, 3]), ring(queue, [3, 2, 1]), ring(queue, [1, 2, 3])] == [1, 0, 0]
    assert len(queue) == 1


def test_a_queue_that_cannot_be_reached_breaks_no_request(tmp_path: Path) -> None:
    app = application(make_settings("sqlite://", tmp_path, redis_url=f"unix://{tmp_path}/nobody.sock"))
    with app.app_context():
        assert ring_letters([1, 2, 3]) == 0


def test_without_a_queue_the_sweep_does_the_ringing(tmp_path: Path) -> None:
    with application(make_settings("sqlite://", tmp_path)).app_context():
        assert ring_letters([1, 2, 3]) == 0


@pytest.mark.usefixtures("workshop")
def test_the_sweep_rings_for_letters_nobody_rang_for_and_only_once(queue: Queue, letter_ids: list[int]) -> None:
    assert sweep(queue) == 3
    assert sweep(queue) == 0
    queue.connection.flushall()
    assert sweep(queue) == 3
    assert waiting_letters(queue) == set(letter_ids)


@pytest.mark.usefixtures("workshop")
def test_a_letter_is_swept_up_when_its_lease_ended_and_not_before(queue: Queue, letter_ids: list[int]) -> None:
    for letter_id, lease in ((letter_ids[0], timedelta(minutes=5)), (letter_ids[1], timedelta(seconds=-1))):
        with transaction() as writing:
            making.claim(writing, [letter_id], now=clock.now(), lease=lease)
    assert sweep(queue) == 2
    assert waiting_letters(queue) == set(letter_ids[1:])


@pytest.mark.usefixtures("workshop")
def test_the_job_makes_every_letter_and_a_second_run_does_nothing(letter_ids: list[int]) -> None:
    render_letters(letter_ids)
    assert states(letter_ids) == [LetterState.RENDERED] * 3
    made = [(row.id, row.pdf_id, row.docx_id, row.attempts) for row in session().scalars(select(Letter))]
    assert len({document for _, pdf, docx, _ in made for document in (pdf, docx)}) == 6
    session().rollback()
    render_letters(letter_ids)
    assert made == [(row.id, row.pdf_id, row.docx_id, row.attempts) for row in session().scalars(select(Letter))]


@pytest.mark.usefixtures("workshop")
def test_one_letter_that_cannot_be_made_waits_for_a_person_and_the_others_are_made(letter_ids: list[int]) -> None:
    with transaction() as writing:
        debtor = writing.get_one(Letter, letter_ids[1]).case.debtor
        debtor.first_names = debtor.name_prefix = debtor.surname = ""
    render_letters(letter_ids)
    assert states(letter_ids) == [LetterState.RENDERED, LetterState.FAILED, LetterState.RENDERED]
    assert "ontbreekt" in session().get_one(Letter, letter_ids[1]).error


@pytest.mark.usefixtures("workshop")
def test_an_error_of_the_program_in_one_letter_leaves_the_others_alone(
    letter_ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are made together; then each by itself, and the one with the error again when its lease ended."""
    unlucky = session().get_one(Letter, letter_ids[1]).case.number
    session().rollback()

    def breaks(data: DebtorLetter) -> Rendered:
        if data.case_number == unlucky:
            raise ZeroDivisionError
        return render(data)

    monkeypatch.setattr(jobs, "render", breaks)
    render_letters(letter_ids)
    assert states(letter_ids) == [LetterState.RENDERED, LetterState.RENDERING, LetterState.RENDERED]
    assert session().get_one(Letter, letter_ids[1]).attempts == 1


@pytest.mark.usefixtures("workshop")
def test_a_letter_that_was_begun_before_is_made_alone(letter_ids: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be the one that took a worker down: the others must not go down with it again."""
    with transaction() as writing:
        making.claim(writing, letter_ids[:1], now=clock.now(), lease=timedelta(seconds=-1))
    together = []
    work = making.work

    def seen(reading: Session, claimed: making.Claimed, **told: Any) -> list[making.Work | making.NotMade]:
        together.append(len(claimed.attempts))
        return work(reading, claimed, **told)

    monkeypatch.setattr(making, "work", seen)
    render_letters(letter_ids)
    assert together == [2, 1]
    assert states(letter_ids) == [LetterState.RENDERED] * 3


@pytest.mark.usefixtures("workshop")
def test_a_letter_that_takes_the_worker_down_every_time_is_given_up(letter_ids: list[int]) -> None:
    for _ in range(5):
        with transaction() as writing:  # a worker that claims it and is never heard of again
            making.claim(writing, letter_ids[:1], now=clock.now(), lease=timedelta(seconds=-1))
    render_letters(letter_ids)
    assert states(letter_ids) == [LetterState.FAILED, LetterState.RENDERED, LetterState.RENDERED]
    assert "Meld dit met code" in session().get_one(Letter, letter_ids[0]).error


def test_a_job_that_breaks_off_leaves_no_connection_behind(
    letter_ids: list[int], database_url: str, tmp_path: Path
) -> None:
    """It read the letter and could not store the paper; the session ends with the job, and the letter was not tried."""
    no_folder = tmp_path / "no_folder"
    no_folder.touch()
    made = prepare(make_settings(database_url, tmp_path, today=TODAY, document_store=str(no_folder)), Pace())
    render_letters(letter_ids[:1])
    with made.app.app_context():
        assert engine().pool.checkedout() == 0  # type: ignore[attr-defined]  # a pool that counts
        assert states(letter_ids[:1]) == [LetterState.QUEUED]
        assert session().get_one(Letter, letter_ids[0]).attempts == 0
        session().close()
        engine().dispose()


def test_letters_wait_untried_while_the_store_is_full(
    letter_ids: list[int], database_url: str, tmp_path: Path
) -> None:
    settings = make_settings(database_url, tmp_path, today=TODAY, store_spare=2**62)
    full = prepare(settings, Pace())
    for _ in range(6):  # once more than a letter is tried
        render_letters(letter_ids)
    with full.app.app_context():
        assert states(letter_ids) == [LetterState.QUEUED] * 3
        session().close()
        engine().dispose()
    again = prepare(replace(settings, store_spare=0), Pace())
    render_letters(letter_ids)
    with again.app.app_context():
        assert states(letter_ids) == [LetterState.RENDERED] * 3
        session().close()
        engine().dispose()
