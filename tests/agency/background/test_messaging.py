"""Messages to mobile phones through a worker and a folder: each once, oldest first, whatever breaks off."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from rq import Queue
from sqlalchemy import select
from sqlalchemy.orm import Session

from agency import clock
from agency.background import jobs, messaging
from agency.background.doorbell import waiting_work
from agency.background.jobs import Workshop, prepare
from agency.background.schedule import sweep_pieces
from agency.background.setting import Pace
from agency.database import engine, session
from agency.outgoing.sms import Folder
from cases.amicable.mailing import LEASE, Told
from cases.amicable.messaging import Claimed
from cases.models import Debtor, DeliveryState, Duty, DutyName, TextMessage
from cases.setup import channel_stops
from cases.setup.channel_stops import Outgoing
from tests.cases.amicable.messages import SAID, case_to_message, ordered
from tests.conftest import NOW
from tests.engines import create_engine_for
from tests.factories import by, make_store
from tests.web import make_settings

pytestmark = pytest.mark.usefixtures("workshop")

CASES = 3
NUMBERS = [f"+3161234567{n}" for n in range(CASES)]


class Killed(BaseException):
    """The process is gone."""


class Hour:
    """What the clock says."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def pass_by(self, time: timedelta) -> None:
        """Later."""
        self.now += time


@pytest.fixture
def hour(monkeypatch: pytest.MonkeyPatch) -> Hour:
    """Saturday at twenty past ten, when all may leave."""
    found = Hour(NOW + timedelta(minutes=20))
    monkeypatch.setattr(clock, "now", lambda: found.now)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "sms"
    found.mkdir()
    return found


@pytest.fixture
def workshop(database_url: str, tmp_path: Path, folder: Path, hour: Hour) -> Iterator[Workshop]:
    """What a worker works with, on a record with three messages, ordered one after the other."""
    opened = create_engine_for(database_url)
    with Session(opened) as writing:
        for n in range(CASES):
            case = case_to_message(
                writing, make_store(tmp_path), customer=f"K-{n}", invoice=f"F-{n}", surname=f"Nr{n}",
                email=f"nr{n}@voorbeeld.test", born=f"0{n + 1}-02-1970", phone=f"06 1234567{n}",
                house_number=str(n + 1),
            )
            ordered(writing, case, at=hour.now - timedelta(minutes=20 - n))
        writing.commit()
    opened.dispose()
    made = prepare(
        make_settings(database_url, tmp_path, production=True, sms_url=f"file://{folder}"), Pace()
    )
    with made.app.app_context():
        yield made
        session().close()
        engine().dispose()


def work() -> None:
    """A worker answers the bell."""
    jobs.go_on(messaging.KIND, messaging.ALL)
    session().rollback()


def states() -> list[DeliveryState]:
    session().rollback()
    return list(session().scalars(select(TextMessage.state).order_by(TextMessage.id)))


def sent(folder: Path) -> list[str]:
    """The numbers to which something was handed over, in the order in which it was."""
    told = dict(session().execute(select(TextMessage.mark, TextMessage.number)).all())
    files = sorted(folder.iterdir(), key=lambda each: each.stat().st_mtime_ns)
    assert [json.loads(each.read_text())["text"] for each in files] == [SAID] * len(files)
    return [told[each.stem] for each in files]


def test_all_leave_once_oldest_first(folder: Path) -> None:
    work()
    work()
    assert sent(folder) == NUMBERS
    assert states() == [DeliveryState.ACCEPTED] * CASES


def test_nothing_leaves_within_the_waiting_time(folder: Path, hour: Hour) -> None:
    hour.now = NOW + timedelta(minutes=16, seconds=30)
    work()
    assert sent(folder) == NUMBERS[:2]


@pytest.mark.parametrize("lacking", [{"PRODUCTION": False}, {"SMS_URL": None}])
def test_outside_production_or_without_a_service_nothing_leaves(
    workshop: Workshop, folder: Path, lacking: dict[str, object]
) -> None:
    workshop.app.config.update(lacking)
    work()
    assert (sent(folder), states()) == ([], [DeliveryState.PLANNED] * CASES)
    assert messaging.left_behind(session(), clock.now()) == []


def test_the_sweep_rings_once_for_what_is_due(queue: Queue, hour: Hour) -> None:
    hour.now = NOW
    assert sweep_pieces(queue) == 0
    hour.pass_by(timedelta(hours=1))
    sweep_pieces(queue)
    sweep_pieces(queue)
    assert waiting_work(queue) == {(messaging.KIND, messaging.ALL)}
    assert queue.count == 1


def test_a_folder_that_was_gone_for_a_day_gets_each_once_oldest_first(folder: Path, hour: Hour) -> None:
    folder.rmdir()
    for _ in range(4):
        work()
        hour.pass_by(timedelta(hours=6))
    assert states() == [DeliveryState.PLANNED] * CASES
    folder.mkdir()
    hour.pass_by(timedelta(days=1))  # over Sunday
    work()
    work()
    assert sent(folder) == NUMBERS
    assert set(session().scalars(select(TextMessage.attempts))) == {1}


def test_a_worker_that_is_killed_after_it_handed_one_over_leaves_that_one_uncertain(
    folder: Path, hour: Hour, monkeypatch: pytest.MonkeyPatch
) -> None:
    sends = Folder.send

    def send_and_die(service: Folder, message: Claimed) -> Told:
        sends(service, message)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Folder, "send", send_and_die)
        with pytest.raises(Killed):
            work()
    work()
    assert states() == [DeliveryState.SENDING, DeliveryState.ACCEPTED, DeliveryState.ACCEPTED]
    hour.pass_by(LEASE + timedelta(seconds=1))
    assert messaging.left_behind(session(), clock.now()) == [messaging.ALL]
    work()
    work()
    assert states() == [DeliveryState.UNCERTAIN, DeliveryState.ACCEPTED, DeliveryState.ACCEPTED]
    assert sent(folder) == NUMBERS  # each once


def test_a_worker_that_is_killed_before_it_handed_one_over_leaves_that_one_uncertain_too(
    folder: Path, hour: Hour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From outside the two cannot be told apart: nothing is sent again by itself."""
    def die(_service: Folder, _message: Claimed) -> Told:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Folder, "send", die)
        with pytest.raises(Killed):
            work()
    hour.pass_by(LEASE + timedelta(seconds=1))
    work()
    assert states() == [DeliveryState.UNCERTAIN, DeliveryState.ACCEPTED, DeliveryState.ACCEPTED]
    assert sent(folder) == NUMBERS[1:]


def test_all_that_is_held_back_waits_until_it_is_let_go(folder: Path, database_url: str) -> None:
    opened = create_engine_for(database_url)
    with Session(opened) as writing:
        channel_stops.stop(writing, by(), Outgoing.SMS, reason="Verkeerd nummer")
        writing.commit()
        work()
        assert (sent(folder), states()) == ([], [DeliveryState.PLANNED] * CASES)
        assert messaging.left_behind(session(), clock.now()) == []
        channel_stops.let_go(writing, by(), Outgoing.SMS)
        writing.commit()
    opened.dispose()
    work()
    assert sent(folder) == NUMBERS


def test_a_death_between_order_and_leaving_keeps_that_one_here(folder: Path, database_url: str) -> None:
    opened = create_engine_for(database_url)
    with Session(opened) as writing:
        writing.scalars(select(Debtor).order_by(Debtor.id)).all()[0].died_on = NOW.date()
        writing.commit()
    opened.dispose()
    work()
    assert states() == [DeliveryState.STOPPED, DeliveryState.ACCEPTED, DeliveryState.ACCEPTED]
    assert sent(folder) == NUMBERS[1:]


def test_that_it_goes_well_is_noted(folder: Path) -> None:
    def good_at() -> datetime | None:
        session().rollback()
        return session().scalar(select(Duty.good_at).where(Duty.name == DutyName.SMS))

    folder.rmdir()
    work()
    messaging.note_rest()
    assert good_at() is None  # three wait, and the folder is gone
    folder.mkdir()
    work()
    assert good_at() == clock.now()
