"""The list of what went, outside the database beside the anchors: after an older backup is put back it goes again.

A line holds what went, the number of a row and a day, which tell nothing to whoever has the file alone. It counts for
the case that closed on that very day: a later one in the same row is another.
"""

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.models import Case, Erasure, Scope


class ListUnreadable(Exception):
    """A line of the file says nothing of a case. The message is Dutch and says which."""


@dataclass(frozen=True, kw_only=True)
class Gone:
    """What went of which case, that closed on which day."""

    scope: Scope
    case_id: int
    closed_on: date


def on_record(session: Session) -> list[Gone]:
    """What went, the oldest first; of a case that opened again since nothing."""
    query = select(Erasure.scope, Case.id, Case.closed_on).join(Case, Case.id == Erasure.row_id).where(
        Erasure.source == "case", Erasure.erased_on >= Case.closed_on
    ).order_by(Erasure.id)
    return [
        Gone(scope=scope, case_id=case_id, closed_on=closed_on)
        for scope, case_id, closed_on in session.execute(query) if scope is not None and closed_on is not None
    ]


def is_whole(session: Session, listed: Collection[Gone]) -> bool:
    """Whether as many are listed as went, which is so nearly always."""
    return session.scalar(select(func.count()).where(Erasure.source == "case")) == len(listed)


def read(path: Path) -> tuple[Gone, ...]:
    """What the file lists, oldest first; nothing where there is none. Raises ListUnreadable."""
    if not path.exists():
        return ()
    lines = path.read_text("utf-8").splitlines()
    return tuple(_read_line(path, number, line) for number, line in enumerate(lines, start=1))


def add(path: Path, some: Iterable[Gone]) -> int:
    """Add to the file what it does not list yet, durably; how many."""
    known = set(read(path))
    new = [each for each in dict.fromkeys(some) if each not in known]
    if new:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "a", encoding="ascii") as file:
            file.writelines(f"{each.scope} {each.case_id} {each.closed_on}\n" for each in new)
            file.flush()
            os.fsync(file.fileno())
    return len(new)


def back_again(listed: Iterable[Gone], there: Collection[Gone]) -> list[Gone]:
    """What is listed and not gone on record: an older backup was put back. With the person the words went too."""
    gone = {(each.scope, each.case_id, each.closed_on) for each in there}
    return [
        each for each in dict.fromkeys(listed)
        if not gone & {(scope, each.case_id, each.closed_on) for scope in (each.scope, Scope.PERSON)}
    ]


def _read_line(path: Path, number: int, line: str) -> Gone:
    try:
        scope, case_id, closed_on = line.split()
        return Gone(scope=Scope(scope), case_id=int(case_id), closed_on=date.fromisoformat(closed_on))
    except ValueError:
        raise ListUnreadable(
            f"Regel {number} van {path.name} noemt geen dossier. Verwacht: wat er wegging, rij en dag."
        ) from None
