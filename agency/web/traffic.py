"""How often each page answered with which status, and how fast: one count for all web processes.

The count stands in memory that they share from before they are forked. Who cannot have the lock at once keeps what he
counted until he can: a page never waits for it.
"""

import fcntl
import mmap
import os
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from flask import Flask, current_app

STATUSES: Final = (200, 204, 302, 303, 304, 400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503)
BOUNDS: Final = (0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0)  # seconds, the bound counted
OTHER: Final = "other"
_CELL: Final = 8  # bytes
_MICROSECONDS: Final = 1_000_000
_KEY: Final = "traffic"


@dataclass(frozen=True, kw_only=True)
class Counted:
    """One page since the start: answers by status (0: any other), how many took at most each bound, seconds in all."""

    page: str
    by_status: dict[int, int]
    within: tuple[int, ...]
    seconds: float

    @property
    def answers(self) -> int:
        """How many in all."""
        return sum(self.by_status.values())


class Traffic:
    """The counts of these pages, in shared memory; a page that is not among them counts as `OTHER`."""

    def __init__(self, pages: Iterator[str]) -> None:
        self._rows = {page: row for row, page in enumerate([OTHER, *sorted(pages)])}
        self._width = len(STATUSES) + 1 + len(BOUNDS) + 1  # statuses and any other, bounds, microseconds
        self._cells = memoryview(mmap.mmap(-1, len(self._rows) * self._width * _CELL)).cast("Q")
        self._others, self._mine = _lock(), threading.Lock()
        self._waiting: list[tuple[str, int, float]] = []

    def count(self, page: str, status: int, seconds: float) -> None:
        """One answer more."""
        with self._mine:
            self._waiting.append((page, status, seconds))
            try:
                fcntl.lockf(self._others, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:  # another process counts; this one is counted with the next
                return
            try:
                for each in self._waiting:
                    self._add(*each)
                self._waiting.clear()
            finally:
                fcntl.lockf(self._others, fcntl.LOCK_UN)

    def counted(self) -> Iterator[Counted]:
        """Every page that answered."""
        bounds = len(STATUSES) + 1
        for page, row in self._rows.items():
            cells = self._cells[row * self._width:(row + 1) * self._width].tolist()
            by_status = {status: many for status, many in zip((*STATUSES, 0), cells, strict=False) if many}
            if by_status:
                within = tuple(sum(cells[bounds:bounds + upto + 1]) for upto in range(len(BOUNDS)))
                yield Counted(page=page, by_status=by_status, within=within, seconds=cells[-1] / _MICROSECONDS)

    def _add(self, page: str, status: int, seconds: float) -> None:
        first = self._rows.get(page, 0) * self._width
        self._cells[first + (STATUSES.index(status) if status in STATUSES else len(STATUSES))] += 1
        bound = next((at for at, most in enumerate(BOUNDS) if seconds <= most), None)
        if bound is not None:
            self._cells[first + len(STATUSES) + 1 + bound] += 1
        self._cells[first + self._width - 1] += int(seconds * _MICROSECONDS)


def of(app: Flask) -> Traffic:
    """The counts of `app`, made at the first call: before processes are forked that count together."""
    if _KEY not in app.extensions:
        app.extensions[_KEY] = Traffic(iter(app.view_functions))
    held: Traffic = app.extensions[_KEY]
    return held


def count(page: str, status: int, seconds: float) -> None:
    """One answer of the application of this request."""
    of(current_app).count(page, status, seconds)


@lru_cache(maxsize=1)
def _lock() -> int:
    """A file without a name that processes forked from us lock too; the system frees it when one dies."""
    descriptor, path = tempfile.mkstemp()
    os.unlink(path)
    return descriptor
