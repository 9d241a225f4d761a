"""A connection as the threads of the web server see it: reading gives a request that has come whole, at once; writing
keeps the answer. Who sends or takes bytes slowly holds no thread."""

import re
import socket
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from typing import IO

from agency.settings import MAX_UPLOAD_BYTES

LONGEST_HEAD = 64 * 1024
IN_MEMORY = 64 * 1024  # bytes of one request or answer; what is longer lies in a file without a name
PIECE = 64 * 1024
_LENGTH = re.compile(rb"^content-length:[ \t]*([0-9]{1,18})[ \t]*\r$", re.I | re.M)
_NAMED = re.compile(rb"^content-length\b", re.I | re.M)
_CHUNKED = re.compile(rb"^transfer-encoding:", re.I | re.M)
_ASKS_FIRST = re.compile(rb"^expect:[ \t]*100-continue[ \t]*\r$", re.I | re.M)


class Unwelcome(Exception):
    """A request that cannot be waited for; the message is the status line that it is answered with."""


class Wire:
    """Stands between a socket, which never blocks, and the library, which reads and writes as if it did.

    The loop of the web server brings bytes in by `receive` and out by `send_on`; a thread uses the methods of a socket.
    Never both at once: a thread gets the connection when a request is whole, and gives it back with the answer.
    """

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(False)
        self.sock = sock
        self.is_cut = False  # what follows on the connection is no request: it ends after this answer
        self._after = b""  # what came behind the end of the request: the next one
        self._begin()
        self._answer = _spool()
        self._to_send = self._sent = 0

    @property
    def has_begun(self) -> bool:
        """Whether anything of a request has come."""
        return self._missing is not None or bool(self._head)

    @property
    def missing(self) -> int | None:
        """Bytes of the request that are still to come; None while its head is."""
        return self._missing

    @property
    def unsent(self) -> int:
        """Bytes of the answer that are still to go."""
        return self._to_send - self._sent

    @property
    def held(self) -> int:
        """Bytes that are kept for this connection."""
        return len(self._head) + self._kept + self.unsent

    def receive(self) -> bool:
        """Take what has come; whether a request is whole now.

        Raises Unwelcome, ConnectionError where the other side is gone, and BlockingIOError where nothing has come.
        """
        came = self.sock.recv(PIECE)
        if not came:
            raise ConnectionResetError
        return self._take(came)

    def next_request(self) -> bool:
        """Forget the request that was answered; whether the next has come whole already. Raises Unwelcome."""
        self._request.close()
        self._answer.close()
        self._answer, self._to_send, self._sent = _spool(), 0, 0
        self._begin()
        came, self._after = self._after, b""
        return bool(came) and self._take(came)

    def send_on(self) -> bool:
        """Send what the other side takes now; whether all of the answer has gone. Raises OSError where it is gone."""
        self._answer.seek(self._sent)
        try:
            while piece := self._answer.read(PIECE):
                gone = self.sock.send(piece)
                self._sent += gone
                if gone < len(piece):
                    return False
        except BlockingIOError:
            return False
        return True

    def hang_up(self) -> None:
        """Close it, and throw away what was kept."""
        self._request.close()
        self._answer.close()
        self.sock.close()

    def _begin(self) -> None:
        self._head = bytearray()
        self._missing: int | None = None
        self._kept = 0
        self._request = _spool()

    def _take(self, came: bytes) -> bool:
        if self._missing is None:
            looked_at = max(0, len(self._head) - 3)
            self._head += came
            end = self._head.find(b"\r\n\r\n", looked_at)
            if end < 0:
                if len(self._head) > LONGEST_HEAD:
                    raise Unwelcome("431 Request Header Fields Too Large")
                return False
            came = bytes(self._head[end + 4 :])
            self._open(bytes(self._head[: end + 4]))
        self._keep(came)
        if self._missing:
            return False
        self._request.seek(0)
        return True

    def _open(self, head: bytes) -> None:
        """Read in the head how much follows. What the program refuses as too large is not waited for."""
        if _CHUNKED.search(head):
            raise Unwelcome("411 Length Required")
        lengths = [int(each) for each in _LENGTH.findall(head)]
        is_clear = len(lengths) == len(_NAMED.findall(head)) <= 1  # else the library says what it makes of it
        self.is_cut = not is_clear or sum(lengths) > MAX_UPLOAD_BYTES
        self._missing = 0 if self.is_cut else sum(lengths)
        self._request.write(head)
        self._kept, self._head = len(head), bytearray()
        if self._missing and _ASKS_FIRST.search(head):
            with suppress(OSError):  # it comes without being asked too
                self.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _keep(self, came: bytes) -> None:
        assert self._missing is not None
        its, self._after = came[: self._missing], came[self._missing :]
        self._request.write(its)
        self._kept += len(its)
        self._missing -= len(its)

    # What a thread of the library calls.

    def recv(self, size: int) -> bytes:
        """Of the request that has come whole; nothing after its end."""
        return self._request.read(size)

    def sendall(self, data: bytes) -> None:
        """Keep a part of the answer."""
        self._to_send += self._answer.write(data)

    def send(self, data: bytes) -> int:
        """The library says by this that a request may go on, which was said when its head had come."""
        return len(data)

    def shutdown(self, _how: int) -> None:
        """It breaks off its answer: what is kept of it is sent, then the connection ends."""
        self.is_cut = True
        raise OSError

    def close(self) -> None:
        """The same."""
        self.is_cut = True

    def fileno(self) -> int:
        """Of the socket."""
        return self.sock.fileno()

    def gettimeout(self) -> float | None:
        """None: no call here waits."""
        return None

    def settimeout(self, _seconds: float | None) -> None:
        """No call here waits."""

    def setblocking(self, _blocking: bool) -> None:
        """No call here waits."""


def _spool() -> IO[bytes]:
    return SpooledTemporaryFile(IN_MEMORY)
