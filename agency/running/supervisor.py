"""Start the processes of an installation, start again what dies, and stop all of them together."""

import http.client
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from agency.background.setting import prepare_database
from agency.running import embedded_queue
from agency.running.embedded_queue import EmbeddedQueue
from agency.settings import Settings, SettingsError

log = logging.getLogger(__name__)

TICK_SECONDS = 0.1
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_AFTER_SECONDS = 60.0
STOP_SECONDS = 15.0
READY_SECONDS = 60.0
PROGRAM = Path(__file__).resolve().parents[2]  # a checkout works from any directory, installed or not


class ProcessFailed(Exception):
    """A process does not start at all; the message is Dutch."""


@dataclass
class Child:
    """One process that should run for as long as the supervisor does."""

    name: str
    arguments: list[str]
    descriptors: tuple[int, ...] = ()
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    failures: int = 0
    start_at: float = field(default=0.0)

    @property
    def running(self) -> bool:
        """Whether it runs now."""
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Keeps the children and the queue server running until SIGINT, SIGTERM or SIGHUP."""

    def __init__(self, children: list[Child], environment: Mapping[str, str], queue: EmbeddedQueue | None) -> None:
        self._children = children
        self._environment = dict(environment)
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
        child.process = subprocess.Popen(  # noqa: S603 - our own program with our own arguments
            [sys.executable, "-P", "-m", "agency.running.processes", *child.arguments],
            env=self._environment, stdin=subprocess.DEVNULL, pass_fds=child.descriptors,
            process_group=0,  # Ctrl-C is for us alone: we stop the others in order
            preexec_fn=embedded_queue.end_with_parent(signal.SIGTERM),
        )

    def _plan_restart(self, child: Child, now: float) -> None:
        """A process that died comes back at once; one that keeps dying, after longer and longer pauses."""
        assert child.process is not None
        log.warning("%s ended with status %s and is started again", child.name, child.process.returncode)
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
        while any(process.poll() is None for process in running):
            if time.monotonic() > until or len(self._signals) > max(asked, 1):
                _kill(running)
                break
            time.sleep(TICK_SECONDS / 2)
        if self._queue is not None:
            self._queue.stop()


def _kill(processes: "list[subprocess.Popen[bytes]]") -> None:
    for process in processes:
        if process.poll() is None:
            process.kill()
            process.wait()


def serve(
    settings: Settings, *, port: int, host: str = "127.0.0.1", with_worker: bool = True,
    announce: Callable[[str], None] = lambda _address: None,
) -> None:
    """Serve the pages and, with `with_worker`, do the jobs, until a signal. `announce` gets the address that answers.

    Port 0 takes a free one. Raises ProcessFailed or SettingsError when it cannot start.
    """
    prepare_database(settings)
    with _listen(host, port) as listener:
        address = listener.getsockname()
        children = [Child("webserver", ["web", str(listener.fileno())], descriptors=(listener.fileno(),))]
        if with_worker:
            children += _working_children(1)
        shown = f"[{address[0]}]" if ":" in address[0] else address[0]
        _supervisor(settings, children).run(
            is_ready=lambda: _answers(address[0], address[1]),
            ready=lambda: announce(f"http://{shown}:{address[1]}/"),
        )


def work(settings: Settings, *, processes: int = 1, ready: Callable[[], None] = lambda: None) -> None:
    """Do jobs, sweeps and daily runs without pages, until a signal."""
    prepare_database(settings)
    _supervisor(settings, _working_children(processes)).run(ready=ready)


def _supervisor(settings: Settings, children: list[Child]) -> Supervisor:
    queue = None if settings.redis_url else EmbeddedQueue(settings.instance)
    redis_url = settings.redis_url or embedded_queue.url(settings.instance)
    return Supervisor(children, child_environment(settings, redis_url), queue)


def _working_children(processes: int) -> list[Child]:
    workers = [Child(f"worker {number}", ["worker"]) for number in range(1, processes + 1)]
    return [*workers, Child("klok", ["clock"])]


def child_environment(settings: Settings, redis_url: str) -> dict[str, str]:
    """The environment from which a child process loads these same settings."""
    inherited = os.environ.get("PYTHONPATH")
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(part for part in (str(PROGRAM), inherited) if part),
        "AGENCY_INSTANCE": str(settings.instance),
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url,
        "DOCUMENT_STORE": settings.document_store,
        "REDIS_URL": redis_url,
        "AGENCY_TODAY": settings.today.isoformat() if settings.today else "",
        "TRUSTED_HOSTS": ",".join(settings.trusted_hosts),
        "AGENCY_HTTPS": "1" if settings.https else "",
        "AGENCY_PROXIES": str(settings.proxies),
    }


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
