"""Letters by e-mail through a worker and a real mail server: each once, oldest first, whatever breaks off."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from rq import Queue
from sqlalchemy import select
from sqlalchemy.orm import Session

from agency import clock
from agency.background import jobs, mailing
from agency.background.doorbell import waiting_work
from agency.background.jobs import Workshop, prepare
from agency.background.schedule import sweep_pieces
from agency.background.setting import Pace
from agency.database import engine, session
from agency.outgoing.smtp import Line
from cases.amicable.mailing import LEASE
from cases.models import Delivery, DeliveryState, Document, Duty, DutyName, Letter, LetterState
from tests.agency.outgoing.mail_servers import Mailbox, free_port, mail_server
from tests.cases.amicable.mails import case_by_mail, paid, planned
from tests.conftest import NOW
from tests.engines import create_engine_for
from tests.factories import make_store
from tests.web import make_settings

pytestmark = pytest.mark.usefixtures("workshop")

CASES = 3
ADDRESSES = [f"nummer{n}@voorbeeld.test" for n in range(CASES)]
DAY = timedelta(days=1)


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
    """Saturday at half past ten, when the first may leave."""
    found = Hour(NOW + timedelta(minutes=40))
    monkeypatch.setattr(clock, "now", lambda: found.now)
    return found


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def box() -> Mailbox:
    return Mailbox()


@pytest.fixture
def workshop(database_url: str, tmp_path: Path, port: int, hour: Hour) -> Iterator[Workshop]:
    """What a worker works with, on a record with three letters by e-mail, ordered one after the other."""
    store = make_store(tmp_path)
    opened = create_engine_for(database_url)
    with Session(opened) as writing:
        for n in range(CASES):
            case = case_by_mail(
                writing, store, customer=f"K-{n}", invoice=f"F-{n}", surname=f"Nr{n}", email=ADDRESSES[n],
                born=f"0{n + 1}-02-1970", phone=f"06 1234567{n}", house_number=str(n + 1),
            )
            planned(writing, store, case, at=hour.now - timedelta(minutes=40 - n))
        writing.commit()
    opened.dispose()
    made = prepare(make_settings(
        database_url, tmp_path, production=True, smtp_url=f"smtp+plain://127.0.0.1:{port}",
        mail_from="post@voorbeeld.test",
    ), Pace())
    with made.app.app_context():
        yield made
        session().close()
        engine().dispose()


def work() -> None:
    """A worker answers the bell."""
    jobs.go_on(mailing.KIND, mailing.ALL)
    session().rollback()


def states() -> list[DeliveryState]:
    session().rollback()
    return list(session().scalars(select(Delivery.state).order_by(Delivery.id)))


def letters() -> list[LetterState]:
    session().rollback()
    query = select(Letter.state).join(Delivery, Delivery.letter_id == Letter.id).order_by(Delivery.id)
    return list(session().scalars(query))


def test_all_leave_once_oldest_first(port: int, box: Mailbox) -> None:
    with mail_server(box, port=port):
        work()
        work()
    assert box.addresses == ADDRESSES
    assert states() == [DeliveryState.ACCEPTED] * CASES
    assert letters() == [LetterState.POSTED] * CASES


def test_nothing_leaves_within_the_waiting_time(port: int, box: Mailbox, hour: Hour) -> None:
    hour.now = NOW + timedelta(minutes=31, seconds=30)
    with mail_server(box, port=port):
        work()
    assert box.addresses == ADDRESSES[:2]


@pytest.mark.parametrize("lacking", [{"PRODUCTION": False}, {"SMTP_URL": None}])
def test_outside_production_nothing_leaves(
    workshop: Workshop, port: int, box: Mailbox, lacking: dict[str, object]
) -> None:
    workshop.app.config.update(lacking)
    with mail_server(box, port=port):
        work()
    assert (box.got, states()) == ([], [DeliveryState.PLANNED] * CASES)
    assert mailing.left_behind(session(), clock.now()) == []


def test_the_sweep_rings_once_for_what_is_due(queue: Queue, hour: Hour) -> None:
    hour.now = NOW
    assert sweep_pieces(queue) == 0
    hour.pass_by(timedelta(hours=1))
    sweep_pieces(queue)
    sweep_pieces(queue)
    assert waiting_work(queue) == {(mailing.KIND, mailing.ALL)}
    assert queue.count == 1


def test_a_server_that_was_down_for_a_day_gets_each_once_oldest_first(
    port: int, box: Mailbox, hour: Hour
) -> None:
    for _ in range(4):
        work()
        hour.pass_by(timedelta(hours=6))
    assert states() == [DeliveryState.PLANNED] * CASES
    hour.pass_by(DAY)  # over Sunday
    with mail_server(box, port=port):
        work()
        work()
    assert box.addresses == ADDRESSES
    assert set(session().scalars(select(Delivery.attempts))) == {1}


def test_one_that_is_refused_leaves_the_others_alone(port: int, box: Mailbox) -> None:
    box.to_address = lambda to: "550 5.1.1 unknown" if to == ADDRESSES[1] else "250 OK"
    with mail_server(box, port=port):
        work()
    assert states() == [DeliveryState.ACCEPTED, DeliveryState.REFUSED, DeliveryState.ACCEPTED]


def test_one_that_has_to_wait_comes_later(port: int, box: Mailbox, hour: Hour) -> None:
    box.to_message = lambda to: "451 later" if to == ADDRESSES[0] else "250 OK"
    with mail_server(box, port=port):
        work()
        assert states() == [DeliveryState.PLANNED, DeliveryState.ACCEPTED, DeliveryState.ACCEPTED]
        box.to_message = lambda _: "250 OK"
        work()
        assert len(box.got) == CASES - 1
        hour.pass_by(timedelta(minutes=1))
        work()
    assert states() == [DeliveryState.ACCEPTED] * CASES


def test_a_server_that_takes_it_and_dies_leaves_it_uncertain(port: int, box: Mailbox) -> None:
    box.dies = True
    with mail_server(box, port=port):
        work()
        work()
    assert states() == [DeliveryState.UNCERTAIN] * CASES
    assert box.addresses == ADDRESSES  # each once


def test_a_worker_that_is_killed_after_it_handed_one_over_leaves_that_one_uncertain(
    port: int, box: Mailbox, hour: Hour, monkeypatch: pytest.MonkeyPatch
) -> None:
    sends = Line.send

    def send_and_die(line: Line, message: mailing.Claimed) -> mailing.Told:
        sends(line, message)
        raise Killed

    with mail_server(box, port=port):
        with monkeypatch.context() as patched:
            patched.setattr(Line, "send", send_and_die)
            with pytest.raises(Killed):
                work()
        work()
        assert states() == [DeliveryState.SENDING, DeliveryState.ACCEPTED, DeliveryState.ACCEPTED]
        hour.pass_by(LEASE + timedelta(seconds=1))
        assert mailing.left_behind(session(), clock.now()) == [mailing.ALL]
        work()
        work()
    assert states() == [DeliveryState.UNCERTAIN, DeliveryState.ACCEPTED, DeliveryState.ACCEPTED]
    assert sorted(box.addresses) == ADDRESSES


def test_a_payment_between_order_and_leaving_keeps_it_here(
    port: int, box: Mailbox, database_url: str
) -> None:
    opened = create_engine_for(database_url)
    with Session(opened) as writing:
        first = writing.scalars(select(Delivery).order_by(Delivery.id)).first()
        assert first is not None
        paid(writing, first.letter.case, "5.00")
        writing.commit()
    opened.dispose()
    with mail_server(box, port=port):
        work()
    assert box.addresses == ADDRESSES[1:]
    assert states()[0] is DeliveryState.WITHDRAWN


def test_one_that_the_program_errs_in_leaves_the_others_alone(workshop: Workshop, port: int, box: Mailbox) -> None:
    pdf = session().scalars(select(Letter.pdf_id).join(Delivery).order_by(Delivery.id)).first()
    assert pdf is not None
    workshop.store.remove(session().get_one(Document, pdf).sha256)
    with mail_server(box, port=port):
        work()
    assert box.addresses == ADDRESSES[1:]
    assert states()[0] is DeliveryState.PLANNED


def test_that_it_goes_well_is_noted(port: int, box: Mailbox) -> None:
    def good_at() -> datetime | None:
        session().rollback()
        return session().scalar(select(Duty.good_at).where(Duty.name == DutyName.MAIL))

    work()
    mailing.note_rest()
    assert good_at() is None  # three wait, and the server is down
    with mail_server(box, port=port):
        work()
    assert good_at() == clock.now()
