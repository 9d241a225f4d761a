"""A web process whose threads meet only whole requests.

The threads of gunicorn read a request and write its answer themselves: forty connections that send a byte now and then
hold every one of them, and no page comes. Here one loop gathers requests and sends answers for all connections. Who is
too slow is hung up on; where it gets full, who has waited longest makes room.
"""

import errno
import selectors
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any  # Any: gunicorn has no types

from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped]  # it has no types

from agency.running.wires import Unwelcome, Wire

CONNECTIONS = 400  # of one process; each may hold two files open, and many a system allows 1,024


@dataclass(frozen=True)
class Patience:
    """How long one process waits for others. All in seconds, but for `slowest` and `most_held`.

    `head`: for the head of a request, from its first byte or the connection. `body`, and one second for each `slowest`
    bytes: for the rest, and for an answer to be taken. `farewell`: for what is still sent after an answer that came
    before its request had ended. `stopping`: for requests that are coming when the process must stop. `look`: between
    two looks at who is late. `most_held`: bytes of requests and answers that are kept meanwhile.
    """

    head: float = 15.0
    body: float = 30.0
    farewell: float = 5.0
    stopping: float = 2.0
    look: float = 0.5
    slowest: int = 8 * 1024
    most_held: int = 256 * 1024 * 1024


_NOT_NOW = (errno.EAGAIN, errno.ECONNABORTED)


class Visit(TConn):  # type: ignore[misc]  # the library has no types
    """One connection. `until`: on the monotonic clock, when it is hung up on; `stays`: another request may follow."""

    def __init__(self, cfg: Any, client: socket.socket, address: Any, server: Any) -> None:
        self.wire = Wire(client)
        super().__init__(cfg, self.wire, address, server)
        self.data_ready = True  # a thread never waits for it
        self.until = 0.0
        self.stays = False


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # the library has no types
    """Gathers requests and sends answers in its loop; threads do only what lies between."""

    patience = Patience()

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._waiting: dict[Visit, None] = {}  # those that no thread has, who began to wait first in front
        self._stop_by = self._looked_at = 0.0

    def accept(self, listener: socket.socket) -> None:
        """Take a new connection, and wait for its request."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in _NOT_NOW:
                raise
            return
        if self.nr_conns >= CONNECTIONS - 1 and self._waiting:
            self._hang_up(next(iter(self._waiting)))
        self.nr_conns += 1
        visit = Visit(self.cfg, client, address, listener.getsockname())
        self._wait(visit, selectors.EVENT_READ, self._gather, self.patience.head)
        self._gather(visit)

    def finish_request(self, conn: Visit, fs: "Future[bool]") -> None:
        """Send what a thread has answered."""
        try:
            conn.stays = bool(fs.result()) and not conn.parser.unreader.buf.getvalue()
        except Exception:  # the library logged it
            conn.stays = False
        self._answer(conn)

    def murder_pending(self) -> None:
        """Hang up on who is too slow, and make room where too much is kept. The loop asks it whenever it turns."""
        now = time.monotonic()
        if now - self._looked_at < self.patience.look:
            return
        self._looked_at = now
        if not self.alive:
            self._stop_by = self._stop_by or now + self.patience.stopping
        for visit in [each for each in self._waiting if self._ends(each) <= now]:
            self._hang_up(visit)
        held = sum(visit.wire.held for visit in self._waiting)
        while held > self.patience.most_held:
            visit = next(iter(self._waiting))
            held -= visit.wire.held
            self._hang_up(visit)

    def _ends(self, visit: Visit) -> float:
        """A process that must stop waits for no more requests, but lets an answer go."""
        return min(visit.until, self._stop_by) if self._stop_by and not visit.wire.unsent else visit.until

    def _time_for(self, many: int) -> float:
        """Seconds in which that many bytes must come or go."""
        return self.patience.body + many / self.patience.slowest

    def _gather(self, visit: Visit) -> None:
        had_begun, lacked = visit.wire.has_begun, visit.wire.missing
        try:
            is_whole = visit.wire.receive()
        except BlockingIOError:
            return
        except Unwelcome as refusal:
            self._refuse(visit, refusal)
        except OSError:
            self._hang_up(visit)
        else:
            self._go_on(visit, is_whole=is_whole, had_begun=had_begun, knew_length=lacked is not None)

    def _go_on(self, visit: Visit, *, is_whole: bool, had_begun: bool, knew_length: bool) -> None:
        if is_whole:
            self._leave(visit)
            self.enqueue_req(visit)
        elif visit.wire.missing is not None and not knew_length:
            visit.until = time.monotonic() + self._time_for(visit.wire.missing)
        elif not had_begun:
            visit.until = time.monotonic() + self.patience.head

    def _refuse(self, visit: Visit, refusal: Unwelcome) -> None:
        self._leave(visit)
        visit.stays = False
        visit.wire.sendall(f"HTTP/1.1 {refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".encode("ascii"))
        self._answer(visit)

    def _answer(self, visit: Visit) -> None:
        self._wait(visit, selectors.EVENT_WRITE, self._send, self._time_for(visit.wire.unsent))
        self._send(visit)

    def _send(self, visit: Visit) -> None:
        try:
            if not visit.wire.send_on():
                return
        except OSError:
            self._hang_up(visit)
            return
        self._leave(visit)
        if visit.stays and not visit.wire.is_cut:
            self._next(visit)
        else:
            self._part(visit)

    def _next(self, visit: Visit) -> None:
        """Wait for the next request on this connection; it may have come with the one before."""
        try:
            is_whole = visit.wire.next_request()
        except Unwelcome as refusal:
            self._wait(visit, selectors.EVENT_READ, self._gather, self.patience.head)
            self._refuse(visit, refusal)
            return
        if is_whole:
            self.enqueue_req(visit)
        else:
            seconds = self.patience.head if visit.wire.has_begun else self.cfg.keepalive
            self._wait(visit, selectors.EVENT_READ, self._gather, seconds)

    def _part(self, visit: Visit) -> None:
        """End the connection. The other side may still be sending: closing at once would take its answer away."""
        try:
            visit.wire.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._hang_up(visit)
        else:
            self._wait(visit, selectors.EVENT_READ, self._see_off, self.patience.farewell)

    def _see_off(self, visit: Visit) -> None:
        try:
            is_over = not visit.wire.sock.recv(64 * 1024)
        except BlockingIOError:
            return
        except OSError:
            is_over = True
        if is_over:
            self._hang_up(visit)

    def _wait(self, visit: Visit, event: int, then: Callable[["Visit"], None], seconds: float) -> None:
        visit.until = time.monotonic() + seconds
        self._waiting[visit] = None
        # Of one round of events, an earlier one may have made room by hanging up on this connection.
        self.poller.register(visit.wire.sock, event, lambda _sock: then(visit) if visit in self._waiting else None)

    def _leave(self, visit: Visit) -> None:
        del self._waiting[visit]
        self.poller.unregister(visit.wire.sock)

    def _hang_up(self, visit: Visit) -> None:
        if visit in self._waiting:
            self._leave(visit)
        self.nr_conns -= 1
        visit.wire.hang_up()
