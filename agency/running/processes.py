"""What the processes of an installation do: serve pages, do jobs, keep the clock; and what is loaded before."""

import logging
import signal
import socket
import time
from collections.abc import Callable, Collection
from functools import partial
from threading import Timer
from types import FrameType
from typing import Any  # Any: what the web server passes to its hooks and takes as settings

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # it has no types
from gunicorn.glogging import Logger  # type: ignore[import-untyped]  # idem
from redis import Redis
from redis.exceptions import RedisError
from rq import Worker

from agency import create_app, logs
from agency.background import schedule
from agency.background.doorbell import QUEUE_NAME
from agency.background.jobs import Workshop
from agency.resources import packaged_figures
from agency.running.forking import BACKUP, CLOCK, end_of, end_with_parent, fork
from agency.running.web_worker import CONNECTIONS, PatientWorker
from agency.settings import Settings
from agency.web import traffic
from cases.correspondence.rules import rules
from cases.counting import figure_sets
from letters import catalogue

log = logging.getLogger(__name__)

WEB_WORKERS = 2
WEB_THREADS = 4
REQUEST_SECONDS = 60
GRACE_SECONDS = 10
SEAL_SECONDS = 3.0  # after a commit a row stands in the chain within five
ROUND_SECONDS = 900.0  # of the clock; all that it does is kept in pieces, so that one that is ended loses nothing
RETRY_DAILY_AFTER_SECONDS = 900.0
BACKUP_EVERY_SECONDS = 120.0  # documents of the last minutes, and whether a whole one is due
BACKUP_SECONDS = 6 * 3600.0  # of one that hangs


class LetterWorker(Worker):
    """A worker that looks for a lost queue server every few seconds instead of every minute.

    One that must stop lets its job come to an end, but not a long one: that goes on where it was at the next start, and
    would else work on after the program has ended, or beside its next version.
    """

    max_connection_wait_time = 5.0

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """What the first SIGTERM does."""
        no_later = Timer(GRACE_SECONDS, self._break_off)
        no_later.daemon = True
        no_later.start()
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]  # the library has no types here

    def perform_job(self, job: Any, queue: Any, execution: Any) -> bool:
        """Do it, with a line in the log; every line meanwhile names it. Any: the library's."""
        with logs.about(job=str(job.id)):
            begun = time.monotonic()
            went_well: bool = super().perform_job(job, queue, execution)
            took = int((time.monotonic() - begun) * 1000)
            log.info("job", extra={logs.FIELDS: {"status": "done" if went_well else "failed", "ms": took}})
            return went_well

    def handle_job_failure(self, *given: Any, **named: Any) -> None:
        """As the library does, but what the error says is kept nowhere: it may quote what the job was given."""
        super().handle_job_failure(*given, **(named | {"exc_string": ""}))

    def _break_off(self) -> None:
        if self.horse_pid:
            log.warning("the job is broken off; it goes on where it was")
            self.kill_horse()


def load() -> None:
    """Make what pages and jobs alike need, before they are forked. It opens no connection and draws no page."""
    figure_sets.fingerprint(packaged_figures())
    catalogue.prepare()
    rules()


def load_pages(settings: Settings) -> Flask:
    """The application with every template compiled. It has opened no connection."""
    app = create_app(settings)
    traffic.of(app)  # the web processes count together
    assert app.jinja_loader is not None
    for template in app.jinja_loader.list_templates():
        app.jinja_env.get_template(template)
    return app


def web(app: Flask, listener: socket.socket) -> int:
    """Serve the pages on a socket that the supervisor opened, so that its address survives a restart."""
    _speak()
    _Web(app, listener).run()
    return 0


def worker(redis_url: str) -> int:
    """Do jobs one by one until SIGTERM. An exit status other than 0 asks for a new start."""
    _speak()
    try:
        working = LetterWorker([QUEUE_NAME], connection=Redis.from_url(redis_url))
        working.work(logging_level="WARNING")
    except RedisError as error:
        log.warning("the queue cannot be reached (%s)", error)
        return 1
    return 0 if working._shutdown_requested_date else 1  # the library keeps no public word on why it stopped


def clock_work(workshop: Workshop, redis_url: str) -> int:
    """Sweep and do the daily runs until SIGTERM, each time in a process that leaves no memory behind.

    One that takes too long is ended, and the next goes on: without a sweep what was left behind would wait for ever.
    """
    _speak()
    stop_asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: stop_asked.append(received))
    daily_not_before, seal = 0.0, Sealer(workshop.app, stop_asked)
    while not stop_asked:
        with_daily = time.monotonic() >= daily_not_before
        a_round = fork(CLOCK, partial(_once, workshop.app, redis_url, with_daily=with_daily))
        status = end_of(a_round, within=ROUND_SECONDS, stop_asked=stop_asked, meanwhile=seal)
        if status < 0 and not stop_asked:
            log.error("a round of the clock was ended by signal %d; the next goes on where it was", -status)
        elif status and with_daily:
            daily_not_before = time.monotonic() + RETRY_DAILY_AFTER_SECONDS
        _pause(workshop.pace.sweep_seconds, stop_asked, meanwhile=seal)
    return 0


def backup_work(settings: Settings) -> int:
    """Make backups by the clock until SIGTERM, each in a process that leaves no memory behind.

    Apart from the clock: one of a large record takes minutes, and letters do not wait for that.
    """
    _speak()
    stop_asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: stop_asked.append(received))
    database_not_before = 0.0
    while not stop_asked:
        with_database = time.monotonic() >= database_not_before
        a_round = fork(BACKUP, partial(_back_up_once, settings, with_database=with_database))
        status = end_of(a_round, within=BACKUP_SECONDS, stop_asked=stop_asked)
        if status and with_database:
            database_not_before = time.monotonic() + RETRY_DAILY_AFTER_SECONDS
        _pause(BACKUP_EVERY_SECONDS, stop_asked, meanwhile=lambda: None)
    return 0


def _back_up_once(settings: Settings, *, with_database: bool) -> int:
    from agency.backup import clocked  # with what encrypts; no other process needs it

    with logs.about(job="backup"):
        return 0 if clocked.once(settings, with_database=with_database) else 1


class Sealer:
    """Seals what was written whenever it is called, but not more often than every few seconds."""

    def __init__(self, app: Flask, stop_asked: Collection[int]) -> None:
        self._app, self._stop_asked = app, stop_asked
        self._not_before = 0.0

    def __call__(self) -> None:
        """In a process that leaves no memory behind."""
        if time.monotonic() >= self._not_before:
            end_of(fork(CLOCK, partial(_seal, self._app)), within=ROUND_SECONDS, stop_asked=self._stop_asked)
            self._not_before = time.monotonic() + SEAL_SECONDS


def _seal(app: Flask) -> int:
    return 0 if schedule.seal_now(app) else 1


def _once(app: Flask, redis_url: str, *, with_daily: bool) -> int:
    with logs.about(job="clock"):
        return 0 if schedule.once(app, redis_url, with_daily=with_daily) else 1


def _pause(seconds: float, stop_asked: list[int], meanwhile: Callable[[], None]) -> None:
    until = time.monotonic() + seconds
    while not stop_asked and time.monotonic() < until:
        meanwhile()
        time.sleep(min(0.2, max(0.0, until - time.monotonic())))


def _speak() -> None:
    """Say more than the command does that started us."""
    logs.to_screen(logging.INFO)
    logging.getLogger("rq").setLevel(logging.WARNING)


class _WebLog(Logger):  # type: ignore[misc]  # the library has no types
    """What the web server says goes where all goes; of requests our own lines tell (`request_lines`)."""

    def setup(self, cfg: Any) -> None:
        """Without handlers of its own."""
        super().setup(cfg)
        for each in (self.error_log, self.access_log):
            each.propagate = True
            for handler in list(each.handlers):
                each.removeHandler(handler)


class _Web(BaseApplication):  # type: ignore[misc]  # the library has no types
    """The web server with settings from here, none from files or the environment."""

    def __init__(self, app: Flask, listener: socket.socket) -> None:
        self._app = app
        self._listener = listener
        self._join_parent: Callable[[], None] = end_with_parent(signal.SIGTERM)
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": f"fd://{self._listener.fileno()}",
            "workers": WEB_WORKERS,
            # Threads, because browsers open connections ahead and leave them idle: one such would block a sync worker.
            "worker_class": PatientWorker,
            "threads": WEB_THREADS,
            "worker_connections": CONNECTIONS,
            "sendfile": False,  # an answer goes through the loop
            "timeout": REQUEST_SECONDS,
            "graceful_timeout": GRACE_SECONDS,
            "preload_app": True,
            "control_socket_disable": True,
            "loglevel": "warning",
            "logger_class": _WebLog,
            "post_fork": self._post_fork,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app

    def _post_fork(self, _server: Any, _worker: Any) -> None:
        self._join_parent()
