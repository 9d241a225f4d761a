"""What waits on other lists than the work queue: the links beside it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.queries.desk import prescription_list, privacy, settlement
from cases.queries.desk.prescription_list import Watch


@dataclass(frozen=True, kw_only=True)
class OtherLists:
    """What the links say: claims that are soon barred, and how much waits to be settled or answered (as `counts`)."""

    watch: Watch
    to_settle: int
    asked: int


def other_lists(session: Session, *, today: date) -> OtherLists:
    """All of it in one query."""
    count, soonest, write_offs, too_much, asked = session.execute(select(
        *prescription_list.watched_columns(today=today), *settlement.waiting_columns(), privacy.waiting_column()
    )).one()
    return OtherLists(
        watch=prescription_list.watch_of(count, soonest, today=today), to_settle=write_offs + too_much,
        asked=asked,
    )
