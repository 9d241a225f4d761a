"""Processes forked from the program once it is loaded: they share its memory, begin at once, and end with it.

Before a fork nothing may be open or running that two processes cannot have together: a connection, a thread, the
compiler of PDFs. After it, a process has the program as it was when the first one started, whatever is installed since.
"""

import ctypes
import gc
import logging
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Collection
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.process import BaseProcess
from typing import TypeVar

log = logging.getLogger(__name__)

# What lists of processes call them, in at most fifteen letters.
WEB, WORKER, CLOCK, BACKUP = "agency-web", "agency-worker", "agency-clock", "agency-backup"

_FORKING = multiprocessing.get_context("fork")
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_LOOK_SECONDS = 0.2
_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15
Subject = TypeVar("Subject")
Result = TypeVar("Result")


def fork(called: str, work: Callable[[], int]) -> BaseProcess:
    """A process called `called` that does `work` and ends with the status that it gives.

    It ends when we do, has the signals of a fresh process, no input, and a group of its own: Ctrl-C is for us alone, we
    stop the others in order.
    """
    process = _FORKING.Process(target=_begin, args=(called, end_with_parent(signal.SIGTERM), work))
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)  # one that comes now waits until it has its own answer
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
    return process


def end_of(
    process: BaseProcess, *, within: float, stop_asked: Collection[int] = (),
    meanwhile: Callable[[], None] = lambda: None,
) -> int:
    """Its exit status, once it has ended; killed when that takes more seconds than `within`, or when we must stop.

    Below zero it is the signal that ended it. `meanwhile` is done again and again.
    """
    until = time.monotonic() + within
    while process.is_alive() and not stop_asked and time.monotonic() < until:
        process.join(_LOOK_SECONDS)
        meanwhile()
    process.kill()
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def apart(work: Callable[[Subject], Result], subject: Subject) -> Result:
    """What `work` gives for `subject`, or raises, done in a process of its own that leaves no memory behind."""
    with ProcessPoolExecutor(1, mp_context=_FORKING, initializer=end_with_parent(signal.SIGTERM)) as process:
        return process.submit(work, subject).result()


def share_memory() -> None:
    """What is loaded by now stays shared: the collector of garbage would write in all of it."""
    gc.collect()
    gc.freeze()


def end_with_parent(signal_number: int) -> Callable[[], None]:
    """What a new process runs first, so that it gets `signal_number` when its parent dies, however that dies.

    Only Linux can do this. Elsewhere a queue server that was left over is ended at the next start.
    """
    if not sys.platform.startswith("linux"):
        return lambda: None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
        if os.getppid() != parent:  # it died before we could ask
            os._exit(1)

    return ask


def _begin(called: str, join_parent: Callable[[], None], work: Callable[[], int]) -> None:
    os.setpgid(0, 0)
    join_parent()
    _be_called(called)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    try:
        status = work()
    except Exception:  # the library would print its words, which may quote anything
        log.exception("%s ended by an error", called)
        status = 1
    sys.exit(status)


def _be_called(called: str) -> None:
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_NAME, called.encode(), 0, 0, 0)
