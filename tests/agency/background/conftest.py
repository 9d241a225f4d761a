"""A queue server and a workshop for the tests of what happens in the background."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue

from agency.background.doorbell import open_queue
from agency.background.jobs import Workshop, prepare
from agency.background.setting import Pace
from agency.database import engine, session
from agency.running.embedded_queue import EmbeddedQueue
from tests.factories import TODAY
from tests.web import make_settings


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedQueue]:
    """One queue server for these tests."""
    made = EmbeddedQueue(tmp_path_factory.mktemp("queue"))
    made.tend()
    yield made
    made.stop()


@pytest.fixture
def queue(server: EmbeddedQueue) -> Queue:
    """The empty queue."""
    with Redis.from_url(server.url) as client:
        client.flushall()
    return open_queue(server.url)


@pytest.fixture
def workshop(database_url: str, tmp_path: Path) -> Iterator[Workshop]:
    """What a worker works with; its application is the current one."""
    made = prepare(make_settings(database_url, tmp_path, today=TODAY), Pace())
    with made.app.app_context():
        yield made
        session().close()
        engine().dispose()
