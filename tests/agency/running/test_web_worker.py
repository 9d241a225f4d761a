"""A web process waits for whole requests and for slow readers without a thread; each page still comes."""

import http.client
import os
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.glogging import Logger

from agency.running.web_worker import CONNECTIONS, Patience, PatientWorker
from agency.settings import MAX_UPLOAD_BYTES

Environ = dict[str, Any]
LARGE = 8 * 1024 * 1024  # more than the system keeps for who does not read


def echo(environ: Environ, start: Callable[..., object]) -> Iterable[bytes]:
    """Answers with the length of what it was sent, and with that; LARGE bytes at /groot, 413 as the program does."""
    if int(environ.get("CONTENT_LENGTH") or 0) > MAX_UPLOAD_BYTES:
        start("413 Content Too Large", [("Content-Length", "0")])
        return []
    body = environ["wsgi.input"].read() if environ["REQUEST_METHOD"] == "POST" else b""
    said = b"x" * LARGE if environ["PATH_INFO"] == "/groot" else f"{len(body)} ".encode() + body
    start("200 OK", [("Content-Length", str(len(said)))])
    return [said]


@contextmanager
def serving(patience: Patience = PatientWorker.patience) -> Iterator[int]:
    """A web process in a thread; gives its port."""
    config = Config()
    for name, value in {"threads": 2, "worker_connections": CONNECTIONS, "sendfile": False}.items():
        config.set(name, value)
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        worker = PatientWorker(1, os.getppid(), [listener], None, 60, config, Logger(config))
        worker.patience, worker.wsgi = patience, echo
        worker.tpool = worker.get_thread_pool()
        worker.poller = selectors.DefaultSelector()
        worker.method_queue.init()
        loop = threading.Thread(target=worker.run)
        loop.start()
        try:
            yield listener.getsockname()[1]
        finally:
            worker.handle_exit(15, None)
            loop.join(60)
            worker.tmp.close()
            assert not loop.is_alive()


def call(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def all_from(connection: socket.socket) -> bytes:
    """What comes until the other side ends it."""
    came = b""
    with suppress(ConnectionResetError):
        while piece := connection.recv(65536):
            came += piece
    return came


def post(body: bytes, *, length: object = None, more: str = "") -> bytes:
    size = len(body) if length is None else length
    return f"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {size}\r\n{more}\r\n".encode() + body


def test_a_request_in_pieces_is_read_whole_and_the_next_on_the_same_connection_too() -> None:
    with serving() as port, closing(call(port)) as connection:
        sent = post(b"abc" * 5) + post(b"d", more="Connection: close\r\n")
        for at in range(0, len(sent), 7):  # also across the end of a head and of a request
            connection.sendall(sent[at : at + 7])
            time.sleep(0.001)
        said = all_from(connection)
        assert said.count(b"200 OK") == 2
        assert b"15 abcabcabcabcabc" in said
        assert said.endswith(b"1 d")


def test_what_is_too_large_for_memory_comes_and_goes_whole() -> None:
    with serving() as port, closing(call(port)) as connection:
        body = bytes(range(256)) * 4096
        connection.sendall(post(body) + b"GET /groot HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        said = all_from(connection)
        assert f"{len(body)} ".encode() + body in said
        assert said.endswith(b"\r\n\r\n" + b"x" * LARGE)


@pytest.mark.parametrize(("sent", "status"), [
    (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", b"411"),
    (b"GET / HTTP/1.1\r\nX: " + b"x" * 80_000, b"431"),
    (post(b"", length=MAX_UPLOAD_BYTES + 1), b"413"),
    (post(b"", length="5, 5"), b"400"),
    (post(b"abcde", more="Content-Length: 9\r\n"), b"400"),
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"400"),
], ids=["chunked", "endless head", "too large", "two lengths in one", "two lengths", "no HTTP"])
def test_what_is_not_waited_for_is_refused_and_the_connection_ends(sent: bytes, status: bytes) -> None:
    with serving() as port, closing(call(port)) as connection:
        connection.sendall(sent + b"GET /smokkel HTTP/1.1\r\nHost: a\r\n\r\n")
        said = all_from(connection)
        assert said.startswith(b"HTTP/1.1 " + status)
        assert said.count(b"HTTP/1.1 ") == 1, "what follows is no request"


def test_who_asks_before_sending_is_told_to_go_on() -> None:
    with serving() as port, closing(call(port)) as connection:
        connection.sendall(post(b"", length=3, more="Expect: 100-continue\r\nConnection: close\r\n"))
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b"abc")
        assert all_from(connection).endswith(b"3 abc")


def test_who_is_slow_is_hung_up_on_and_who_is_not_is_served() -> None:
    hasty = Patience(head=0.3, body=0.3, slowest=1024 * 1024 * 1024)
    with serving(hasty) as port, ExitStack() as stack:
        no_head, no_body, no_reader = (stack.enter_context(closing(call(port))) for _ in range(3))
        no_head.sendall(b"GET / HT")
        no_body.sendall(post(b"a", length=1000))
        no_reader.sendall(b"GET /groot HTTP/1.1\r\nHost: a\r\n\r\n")
        assert all_from(no_head) == b""
        assert all_from(no_body) == b""
        time.sleep(2.5)
        assert len(all_from(no_reader)) < LARGE
        assert answered(port)


def test_where_it_is_full_who_has_waited_longest_makes_room() -> None:
    with serving() as port, ExitStack() as stack:
        slow = [stack.enter_context(closing(call(port))) for _ in range(CONNECTIONS + 20)]
        assert answered(port)
        assert slow[0].recv(1) == b"", "the first has made room"
    with serving(Patience(most_held=2_000_000)) as port, ExitStack() as stack:
        first, last = (stack.enter_context(closing(call(port))) for _ in range(2))
        first.sendall(post(b"a" * 1_500_000, length=1_500_001))
        last.sendall(post(b"a" * 1_000_000, length=1_000_001, more="Connection: close\r\n"))
        assert all_from(first) == b""
        last.sendall(b"a")
        assert all_from(last).startswith(b"HTTP/1.1 200")


def answered(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with closing(connection):
        connection.request("GET", "/inloggen")
        return connection.getresponse().status == 200
