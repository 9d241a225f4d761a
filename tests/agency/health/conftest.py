"""A queue server for these tests."""

from collections.abc import Iterator

import pytest

from agency.running.embedded_queue import EmbeddedQueue


@pytest.fixture(scope="module")
def queue_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address."""
    made = EmbeddedQueue(tmp_path_factory.mktemp("queue"))
    made.tend()
    yield made.url
    made.stop()
