"""Start the processes of an installation, start again what dies, and stop all of them together."""

import http.client
import logging
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.process import BaseProcess

from agency import clock
from agency.background.setting import Pace, application
from agency.running import embedded_queue
from agency.running.embedded_queue import EmbeddedQueue
from agency.running.forking import BACKUP, CLOCK, WEB, WORKER, apart, fork, share_memory
from agency.running.start_check import require_good
from agency.settings import Settings, SettingsError
from cases.schema import limits

log = logging.getLogger(__name__)

TICK_SECONDS = 0.1
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_AFTER_SECONDS = 60.0
STOP_SECONDS = 15.0
READY_SECONDS = 60.0


class ProcessFailed(Exception):
    """A process does not start at all; the message is Dutch."""


@dataclass
class Child:
    """One process that should run for as long as the supervisor does.

    `called`: in lists of processes. `foreign`: what the supervisor has open and this process has no business with.
    """

    name: str
    called: str
    work: Callable[[], int]
    foreign: tuple[socket.socket, ...] = ()
    process: BaseProcess | None = None
    started: float = 0.0
    failures: int = 0
    start_at: float = 0.0

    @property
    def running(self) -> bool:
        """Whether it runs now."""
        return self.process is not None and self.process.is_alive()


class Supervisor:
    """Keeps the children and the queue server running until SIGINT, SIGTERM or SIGHUP."""

    def __init__(self, children: list[Child], queue: EmbeddedQueue | None) -> None:
        self._children = children
        self._queue = queue
        self._signals: list[int] = []

    def run(self, *, is_ready: Callable[[], bool] = lambda: True, ready: Callable[[], None] = lambda: None) -> None:
        """Run until a signal; `ready` is called once, when `is_ready` first says so.

        Raises ProcessFailed when a process ends, or nothing is ready, before that. A second signal stops at once.
        """
        earlier = {
            number: signal.signal(number, lambda received, _frame: self._signals.append(received))
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        }
        try:
            share_memory()
            self._tend(first=True)
            self._wait_until(is_ready)
            if not self._signals:
                ready()
            while not self._signals:
                time.sleep(TICK_SECONDS)
                self._tend()
        finally:
            self._stop()
            for number, handler in earlier.items():
                signal.signal(number, handler)

    def _wait_until(self, is_ready: Callable[[], bool]) -> None:
        until = time.monotonic() + READY_SECONDS
        while not self._signals and not is_ready():
            ended = [child.name for child in self._children if not child.running]
            if ended:
                raise ProcessFailed(f"Het proces {ended[0]} start niet. De oorzaak staat in de meldingen hierboven.")
            if time.monotonic() > until:
                raise ProcessFailed("De webserver geeft geen antwoord. Kijk in de meldingen hierboven.")
            time.sleep(TICK_SECONDS)

    def _tend(self, *, first: bool = False) -> None:
        if self._queue is not None:
            try:
                self._queue.tend()
            except embedded_queue.QueueServerError as error:
                if first:
                    raise ProcessFailed(f"De wachtrij start niet: {error}") from error
                log.exception("the queue server does not start; it is tried again")
        for child in self._children:
            if not child.running:
                self._start(child)

    def _start(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None:
            self._plan_restart(child, now)
        if now < child.start_at:
            return
        child.started = now
        child.process = fork(child.called, partial(self._work_as, child))

    def _work_as(self, child: Child) -> int:
        """In the new process: it may outlive us, and then nothing of ours may stay taken."""
        if self._queue is not None:
            self._queue.leave_lock()
        for each in child.foreign:
            each.close()
        return child.work()

    def _plan_restart(self, child: Child, now: float) -> None:
        """A process that died comes back at once; one that keeps dying, after longer and longer pauses."""
        assert child.process is not None
        log.warning("%s ended with status %s and is started again", child.name, child.process.exitcode)
        child.failures = 0 if now - child.started > STEADY_AFTER_SECONDS else child.failures + 1
        pause = FIRST_PAUSE_SECONDS * 2 ** (child.failures - 2) if child.failures > 1 else 0.0
        child.start_at = now + min(pause, LONGEST_PAUSE_SECONDS)
        child.process = None

    def _stop(self) -> None:
        """End the children, then the queue server that they use."""
        running = [child.process for child in self._children if child.process is not None and child.running]
        for process in running:
            process.terminate()
        asked = len(self._signals)
        until = time.monotonic() + STOP_SECONDS
        while any(process.is_alive() for process in running):
            if time.monotonic() > until or len(self._signals) > max(asked, 1):
                _kill(running)
                break
            time.sleep(TICK_SECONDS / 2)
        if self._queue is not None:
            self._queue.stop()


def _kill(processes: list[BaseProcess]) -> None:
    for process in processes:
        process.kill()
        process.join()


def serve(
    settings: Settings, *, port: int, host: str = "127.0.0.1", with_worker: bool = True,
    announce: Callable[[str], None] = lambda _address: None,
) -> None:
    """Serve the pages and, with `with_worker`, do the jobs, until a signal. `announce` gets the address that answers.

    Port 0 takes a free one. Raises ProcessFailed or SettingsError when it cannot start.
    """
    _prepare(settings)
    with _listen(host, port) as listener:
        address = listener.getsockname()
        queue, settings = _queue_of(replace(settings, since=clock.unpinned()))
        from agency.running import processes

        app = processes.load_pages(settings)
        children = [Child("webserver", WEB, partial(processes.web, app, listener))]
        if with_worker:
            children += _working_children(settings, 1, foreign=(listener,))
        shown = f"[{address[0]}]" if ":" in address[0] else address[0]
        Supervisor(children, queue).run(
            is_ready=lambda: _answers(address[0], address[1]),
            ready=lambda: announce(f"http://{shown}:{address[1]}/"),
        )


def work(settings: Settings, *, processes: int = 1, ready: Callable[[], None] = lambda: None) -> None:
    """Do jobs, sweeps and daily runs without pages, until a signal."""
    _prepare(settings)
    queue, settings = _queue_of(settings)
    Supervisor(_working_children(settings, processes), queue).run(ready=ready)


def _prepare(settings: Settings) -> None:
    """Find what keeps the program from working before anything starts, then load it. Raises SettingsError."""
    from agency.resources import packaged_figures

    packaged_figures()  # a file of figures that is wrong stops here, not on the first page
    apart(require_good, settings)  # the tool for tables is large, and mostly finds nothing to do
    from agency.running import processes

    processes.load()


def _queue_of(settings: Settings) -> tuple[EmbeddedQueue | None, Settings]:
    """The queue server that is ours to tend, if it is, and the settings with the address of the one to use."""
    if settings.redis_url:
        return None, settings
    queue = EmbeddedQueue(settings.instance)
    return queue, replace(settings, redis_url=queue.url)


def _working_children(settings: Settings, count: int, *, foreign: tuple[socket.socket, ...] = ()) -> list[Child]:
    from agency.background import jobs
    from agency.running import processes

    workshop = jobs.prepare(settings, Pace.load())
    of_clock = replace(workshop, app=application(settings, limits.CLOCK))
    assert settings.redis_url is not None
    work = partial(processes.worker, settings.redis_url)
    keep_time = partial(processes.clock_work, of_clock, settings.redis_url)
    workers = [Child(f"worker {number}", WORKER, work, foreign) for number in range(1, count + 1)]
    children = [*workers, Child("klok", CLOCK, keep_time, foreign)]
    if settings.backup_target is not None:
        children.append(Child("back-up", BACKUP, partial(processes.backup_work, settings), foreign))
    return children


def require_free_port(port: int, host: str = "127.0.0.1") -> None:
    """Raise SettingsError when `port` is taken, before anything else is done; port 0 is always free."""
    _listen(host, port).close()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        raise SettingsError(
            f"Poort {port} op {host} is niet vrij of niet toegestaan ({error.strerror}). "
            "Kies een andere met --port."
        ) from error


def _answers(host: str, port: int) -> bool:
    """Whether the web server gives an answer, whatever it says."""
    own = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared with, not listened on
    connection = http.client.HTTPConnection(own, port, timeout=2)
    try:
        connection.request("HEAD", "/")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True
