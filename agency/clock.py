"""The only reader of the clock. Everything below the edge gets `today`, `now` or an `Act` as an argument."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from flask import current_app, has_app_context

from cases.acts import Act

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """This moment, aware, in UTC. Where today is pinned: the real time of day on the pinned day.

    A program that runs on past midnight (AGENCY_SINCE: when it started) stays at the end of its pinned day: its time
    never goes back.
    """
    real = datetime.now(UTC)
    pinned = _pinned_today()
    if pinned is None:
        return real
    since: datetime = current_app.config["AGENCY_SINCE"] or real
    begun = datetime.combine(pinned, since.astimezone(AMSTERDAM).time(), tzinfo=AMSTERDAM).astimezone(UTC)
    ends = datetime.combine(pinned, time.max, tzinfo=AMSTERDAM).astimezone(UTC)
    return min(begun + (real - since), ends)


def unpinned() -> datetime:
    """This moment of the machine itself, aware, in UTC; to compare its clock with another."""
    return datetime.now(UTC)


def today() -> date:
    """The day in the Netherlands, or the pinned day (`--today`, AGENCY_TODAY)."""
    return _pinned_today() or datetime.now(AMSTERDAM).date()


def act(actor_id: int | None = None, *, address: str = "") -> Act:
    """An act of this moment by this user, from this network address; by the program itself when none is given."""
    return Act(actor_id, now(), today(), address)


def _pinned_today() -> date | None:
    if not has_app_context():
        return None
    pinned: date | None = current_app.config.get("AGENCY_TODAY")
    return pinned
