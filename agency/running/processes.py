"""The processes that the supervisor starts: `python -m agency.running.processes web|worker|clock`."""

import logging
import signal
import sys
from collections.abc import Callable
from typing import Any  # Any: what the web server passes to its hooks and takes as settings

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # it has no types
from redis import Redis
from redis.exceptions import RedisError
from rq import Worker

from agency import create_app
from agency.background import jobs, schedule
from agency.background.doorbell import QUEUE_NAME
from agency.background.setting import Pace
from agency.running.embedded_queue import end_with_parent
from agency.settings import Settings, SettingsError, make_files_private

log = logging.getLogger(__name__)

WEB_WORKERS = 2
WEB_THREADS = 4
REQUEST_SECONDS = 60
GRACE_SECONDS = 10


class LetterWorker(Worker):
    """A worker that looks for a lost queue server every few seconds instead of every minute."""

    max_connection_wait_time = 5.0


def web(descriptor: str) -> int:
    """Serve the pages on a socket that the supervisor opened, so that its address survives a restart."""
    _Web(create_app(Settings.load()), descriptor).run()
    return 0


def worker() -> int:
    """Do jobs one by one until SIGTERM. An exit status other than 0 asks for a new start."""
    settings = Settings.load()
    jobs.prepare(settings, Pace.load())
    try:
        working = LetterWorker([QUEUE_NAME], connection=Redis.from_url(_queue_of(settings)))
        working.work(logging_level="WARNING")
    except RedisError as error:
        log.warning("the queue cannot be reached (%s)", error)
        return 1
    return 0 if working._shutdown_requested_date else 1  # the library keeps no public word on why it stopped


def clock_work() -> int:
    """Sweep and do the daily runs until SIGTERM."""
    settings = Settings.load()
    schedule.keep(settings, Pace.load(), _queue_of(settings))
    return 0


class _Web(BaseApplication):  # type: ignore[misc]  # the library has no types
    """The web server with settings from here, none from files or the environment."""

    def __init__(self, app: Flask, descriptor: str) -> None:
        self._app = app
        self._descriptor = descriptor
        self._join_parent: Callable[[], None] = end_with_parent(signal.SIGTERM)
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": f"fd://{self._descriptor}",
            "workers": WEB_WORKERS,
            # Threads, because browsers open connections ahead and leave them idle: one such would block a sync worker.
            "worker_class": "gthread",
            "threads": WEB_THREADS,
            "timeout": REQUEST_SECONDS,
            "graceful_timeout": GRACE_SECONDS,
            "preload_app": True,
            "control_socket_disable": True,
            "loglevel": "warning",
            "post_fork": self._post_fork,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app

    def _post_fork(self, _server: Any, _worker: Any) -> None:
        self._join_parent()


def _queue_of(settings: Settings) -> str:
    if settings.redis_url is None:
        raise SettingsError("REDIS_URL ontbreekt: start dit proces met agency serve of agency worker")
    return settings.redis_url


def main(arguments: list[str]) -> int:
    """Run the process that the first argument names."""
    make_files_private()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("rq").setLevel(logging.WARNING)
    match arguments:
        case ["web", descriptor]:
            return web(descriptor)
        case ["worker"]:
            return worker()
        case ["clock"]:
            return clock_work()
    raise SystemExit(f"unknown process {arguments}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
