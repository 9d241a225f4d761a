"""E-mails that come in, through a worker and a mailbox over a real line: each kept once, whatever breaks off."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agency import clock
from agency.background import fetching, jobs
from agency.background.jobs import Workshop, prepare
from agency.background.setting import Pace
from agency.database import engine, session
from agency.incoming.imap import Line
from cases.amicable.mailing import Answer
from cases.models import Delivery, DeliveryState, Document, Duty, DutyName, Inbound, InboundState, Task
from tests.agency.incoming.mailboxes import PASSWORD, USER, Box, mailbox_server
from tests.agency.outgoing.mail_servers import free_port
from tests.cases.amicable.letters_in import answer, bounce
from tests.cases.amicable.mails import LEAVING, answered, case_by_mail, claimed, planned
from tests.engines import create_engine_for
from tests.factories import make_store
from tests.web import make_settings

pytestmark = pytest.mark.usefixtures("workshop")


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def workshop(
    database_url: str, tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Workshop]:
    """What a worker works with, on a record with a letter by e-mail that left, or is leaving."""
    monkeypatch.setattr(clock, "now", lambda: LEAVING)
    store = make_store(tmp_path)
    opened = create_engine_for(database_url)
    with Session(opened) as writing:
        letter = planned(writing, store, case_by_mail(writing, store))
        if getattr(request, "param", "") == "leaving":
            claimed(writing, store, letter)
        else:
            answered(writing, store, letter, Answer.ACCEPTED)
        writing.commit()
    opened.dispose()
    made = prepare(make_settings(
        database_url, tmp_path, production=True, mail_from="post@voorbeeld.test",
        imap_url=f"imap+plain://{USER}:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{port}",
    ), Pace())
    with made.app.app_context():
        yield made
        session().close()
        engine().dispose()


def work() -> None:
    """A worker answers the bell."""
    jobs.go_on(fetching.KIND, fetching.ALL)
    session().rollback()


def sent() -> Delivery:
    session().rollback()
    return session().scalars(select(Delivery)).one()


def bounced() -> bytes:
    message_id = sent().message_id
    assert message_id is not None
    return bounce(message_id)


def count(what: type[Inbound | Document]) -> int:
    session().rollback()
    return session().scalar(select(func.count()).select_from(what)) or 0


def test_an_answer_and_a_bounce_become_work_and_are_marked_as_seen(port: int) -> None:
    box = Box(answer().as_bytes(), bounced())
    with mailbox_server(box, port=port):
        work()
    session().rollback()
    assert list(session().scalars(select(Inbound.state).order_by(Inbound.id))) == [
        InboundState.FILED, InboundState.BOUNCE
    ]
    assert sent().state is DeliveryState.BOUNCED
    assert len(session().scalars(select(Task.id).where(Task.key.startswith("inbound:"))).all()) == 1
    assert box.seen == {1, 2}
    assert session().get_one(Duty, DutyName.MAIL_IN).good_at is not None


def test_killed_after_it_was_kept_it_is_kept_once(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    box = Box(answer().as_bytes())
    with mailbox_server(box, port=port):
        with monkeypatch.context() as patched:
            patched.setattr(Line, "mark_seen", _die)
            with pytest.raises(Killed):
                work()
        assert (count(Inbound), box.seen) == (1, set())
        papers = count(Document)
        work()
    assert (count(Inbound), count(Document), box.seen) == (1, papers, {1})


def test_a_line_that_breaks_after_it_was_kept_is_the_same(port: int) -> None:
    box = Box(answer().as_bytes())
    box.dies = True
    with mailbox_server(box, port=port):
        work()
        box.dies = False
        work()
    assert (count(Inbound), box.seen) == (1, {1})


def test_one_that_cannot_be_kept_stays_new_and_the_others_go_on(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    box = Box(answer("Eerste", number=1).as_bytes(), answer("Tweede", number=2).as_bytes())
    real = fetching.inbound.prepare

    def prepare_but_first(reading: Session, store: object, content: bytes, mail: object) -> object:
        if b"Eerste" in content:
            raise OSError("no room")
        return real(reading, store, content, mail)  # type: ignore[arg-type]

    with mailbox_server(box, port=port):
        with monkeypatch.context() as patched:
            patched.setattr(fetching.inbound, "prepare", prepare_but_first)
            work()
        assert (count(Inbound), box.seen) == (1, {2})
        work()
    assert (count(Inbound), box.seen) == (2, {1, 2})


@pytest.mark.parametrize("workshop", ["leaving"], indirect=True)
def test_a_bounce_that_comes_before_the_answer_of_our_own_server_waits_in_the_mailbox(port: int) -> None:
    box = Box(bounced())
    with mailbox_server(box, port=port):
        work()
    assert (count(Inbound), box.seen) == (0, set())


def test_a_server_that_is_away_loses_nothing(port: int) -> None:
    work()
    assert session().get(Duty, DutyName.MAIL_IN) is None
    box = Box(answer().as_bytes())
    with mailbox_server(box, port=port):
        work()
    assert (count(Inbound), box.seen) == (1, {1})


def test_outside_production_nothing_is_read_or_marked(port: int, workshop: Workshop) -> None:
    workshop.app.config["PRODUCTION"] = False
    box = Box(answer().as_bytes())
    with mailbox_server(box, port=port):
        work()
    assert (count(Inbound), box.seen) == (0, set())
    assert list(fetching.left_behind(session(), LEAVING)) == []


def _die(_line: Line, _uid: str) -> None:
    raise Killed
