"""A queue server for the tests of what happens in the background."""

from collections.abc import Iterator

import pytest
from redis import Redis
from rq import Queue

from agency.background.doorbell import open_queue
from agency.running.embedded_queue import EmbeddedQueue


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
