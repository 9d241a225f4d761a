"""A bucket of an S3-compatible server: that of TEST_S3_URL (http://key:secret@host:port), else a process of moto.

Between the tests and the server stands a gate that can be closed, as when the network is gone.
"""

import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from tests.agency.program import wait_for

NAMES = ("AWS_ENDPOINT_URL_S3", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION")


class Gate:
    """Passes on what comes to its port, until it is closed; it can be opened again at the same port."""

    def __init__(self, host: str, port: int) -> None:
        self._to = host, port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._passing: list[socket.socket] = []
        self._serve()

    def close(self) -> None:
        """Nobody gets in, and who was in is put out."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self._passing:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._passing.clear()

    def open(self) -> None:
        """As before."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._serve()

    def _serve(self) -> None:
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                inside, _ = listener.accept()
            except OSError:
                return
            outside = socket.create_connection(self._to)
            self._passing += [inside, outside]
            for one, other in ((inside, outside), (outside, inside)):
                threading.Thread(target=_pass_on, args=(one, other), daemon=True).start()


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while content := one.recv(65_536):
            other.sendall(content)
    with one:  # the other thread ends the other
        for each in (one, other):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


@dataclass(frozen=True, kw_only=True)
class BucketServer:
    """A server with one bucket; `environment` is what a process needs to reach it through the gate."""

    environment: dict[str, str]
    gate: Gate
    bucket: str

    def new_address(self) -> str:
        """A store of its own in the bucket."""
        return f"s3://{self.bucket}/{uuid4().hex[:12]}/documents"


@pytest.fixture(scope="session")
def bucket_server() -> Iterator[BucketServer]:
    """The server, through a gate, with a new bucket."""
    with contextlib.ExitStack() as ending:
        to = urlsplit(os.environ.get("TEST_S3_URL") or ending.enter_context(_moto()))
        host, port = to.hostname or "", to.port or 80
        wait_for(lambda: _answers(host, port), what="the S3 server")
        gate, bucket = Gate(host, port), f"incasso-{uuid4().hex[:8]}"
        values = (f"http://127.0.0.1:{gate.port}", to.username or "", to.password or "", "us-east-1")
        environment = dict(zip(NAMES, values, strict=True))
        with pytest.MonkeyPatch.context() as patched:
            for name, value in environment.items():
                patched.setenv(name, value)
            import s3fs

            s3fs.S3FileSystem(skip_instance_cache=True).mkdir(bucket)
        yield BucketServer(environment=environment, gate=gate, bucket=bucket)


@contextlib.contextmanager
def _moto() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    yield f"http://key:secret@127.0.0.1:{port}"
    process.kill()
    process.wait()


@pytest.fixture
def bucket(bucket_server: BucketServer, monkeypatch: pytest.MonkeyPatch) -> BucketServer:
    """The same, reached by this process too."""
    for name, value in bucket_server.environment.items():
        monkeypatch.setenv(name, value)
    return bucket_server


def _answers(host: str, port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((host, port)):
        return True
    return False
