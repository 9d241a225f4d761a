"""When each duty of the program last went well. Who reads it judges the silence: what died tells nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cases.models import Duty, DutyName

NOTED_EVERY: Final = timedelta(minutes=1)  # what goes well more often is not written each time


def await_all(session: Session, *, now: datetime) -> None:
    """From now on each duty is waited for that was not yet: at the first start, and when a new one comes."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.execute(insert(Duty).on_conflict_do_nothing(), [{"name": name, "awaited_since": now} for name in DutyName])


def is_news(session: Session, name: DutyName, *, now: datetime) -> bool:
    """Whether it is worth writing that it went well now: also where the clock was put back since."""
    good_at = session.scalar(select(Duty.good_at).where(Duty.name == name))
    return good_at is None or not now - NOTED_EVERY < good_at <= now


def went_well(session: Session, name: DutyName, *, now: datetime) -> None:
    """It was done to its end, and well."""
    duty = session.get(Duty, name, with_for_update=True, populate_existing=True)
    if duty is None:
        duty = Duty(name=name, awaited_since=now)
        session.add(duty)
    duty.good_at = now
    session.flush()


def standing(session: Session) -> Sequence[Duty]:
    """Every duty that was ever waited for."""
    return session.scalars(select(Duty).order_by(Duty.name)).all()
