"""The queue server that the program starts itself."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from agency.running.embedded_queue import EmbeddedQueue, answers, socket_path
from tests.agency.program import alive, environment, kill, wait_for


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[EmbeddedQueue]:
    """A running server of its own."""
    server = EmbeddedQueue(tmp_path)
    server.tend()
    yield server
    server.stop()


def test_a_queue_needs_nothing_installed_and_keeps_what_was_put_in_it(queue: EmbeddedQueue, tmp_path: Path) -> None:
    with Redis.from_url(queue.url) as client:
        client.rpush("waiting", "letters-1-50")
        client.execute_command("WAITAOF", 1, 0, 2000)
    assert queue.pid is not None
    kill(queue.pid)
    wait_for(lambda: queue.pid is None)
    queue.tend()
    with Redis.from_url(queue.url) as client:
        assert client.lrange("waiting", 0, -1) == [b"letters-1-50"]
    assert list((tmp_path / "queue" / "appendonlydir").iterdir())


def test_only_the_owner_of_the_instance_can_reach_the_socket(queue: EmbeddedQueue) -> None:
    assert queue.socket.stat().st_mode & 0o077 == 0
    assert queue.socket.parent.stat().st_mode & 0o077 == 0


def test_a_second_program_uses_the_same_server_and_takes_over_when_the_first_stops(
    queue: EmbeddedQueue, tmp_path: Path
) -> None:
    second = EmbeddedQueue(tmp_path)
    second.tend()
    assert second.pid is None
    assert answers(second.socket)
    queue.stop()
    second.tend()
    assert second.pid is not None
    second.stop()


def test_unreadable_queue_files_are_put_aside_because_the_rows_hold_the_work(
    queue: EmbeddedQueue, tmp_path: Path
) -> None:
    queue.stop()
    for file in (tmp_path / "queue" / "appendonlydir").iterdir():
        file.write_bytes(b"no queue file\n")
    queue.tend()
    assert queue.pid is not None
    assert list((tmp_path / "queue").glob("appendonlydir.unreadable-*"))


def test_a_long_path_gets_a_short_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("map-met-een-lange-naam-" * 5)
    assert len(str(socket_path(deep))) < 100
    assert socket_path(deep) == socket_path(deep)
    server = EmbeddedQueue(deep)
    server.tend()
    assert answers(server.socket)
    server.stop()
    assert not server.socket.exists()


def test_the_server_ends_with_its_parent_also_when_that_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from agency.running.embedded_queue import EmbeddedQueue;"
        "server = EmbeddedQueue(Path(sys.argv[1])); server.tend(); print(server.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], env=environment(), stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert alive(pid)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    wait_for(lambda: not alive(pid), what="the queue server ends")
