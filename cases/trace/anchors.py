"""Anchors: once a day the end of the chain is written outside the database, where its owner has not been.

With them `verify` sees that the tail was cut off, or that the whole chain was written anew.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

FILE_NAME = "ankers.txt"
ERASED_NAME = "gewist.txt"  # the list beside it, see `erased_list`


class AnchorsUnreadable(Exception):
    """A line of the file is no anchor. The message is Dutch and says which."""


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """The end of the chain at a moment: how many links there were, and the hash of the last."""

    at: datetime
    position: int
    hash: str


def keep(path: Path, anchor: Anchor) -> bool:
    """Add this one to the file, unless it has one of that day or of that link; whether it did."""
    kept = read(path)
    if kept and (kept[-1].at.date() >= anchor.at.date() or kept[-1].position == anchor.position):
        return False
    add(path, anchor)
    return True


def add(path: Path, *some: Anchor) -> None:
    """Add these to the file, durably."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "a", encoding="ascii") as file:
        file.writelines(f"{each.at.isoformat(timespec='seconds')} {each.position} {each.hash}\n" for each in some)
        file.flush()
        os.fsync(file.fileno())


def thin(path: Path, *, before: datetime) -> None:
    """Leave of each day before that moment the last anchor alone."""
    kept = read(path)
    last_of_day = {each.at.date(): each for each in kept}
    wanted = [each for each in kept if each.at >= before or last_of_day[each.at.date()] is each]
    if len(wanted) == len(kept):
        return
    half = path.with_name(f"{path.name}.part")
    half.unlink(missing_ok=True)
    add(half, *wanted)
    half.replace(path)


def read(path: Path) -> tuple[Anchor, ...]:
    """The anchors in the file, oldest first; none where there is no file. Raises AnchorsUnreadable."""
    if not path.exists():
        return ()
    return tuple(
        _read_line(path, number, line) for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
    )


def _read_line(path: Path, number: int, line: str) -> Anchor:
    try:
        at, position, hashed = line.split()
        return Anchor(at=datetime.fromisoformat(at), position=int(position), hash=hashed)
    except ValueError:
        raise AnchorsUnreadable(
            f"Regel {number} van {path.name} is geen anker. Verwacht: moment, aantal schakels en hash."
        ) from None
