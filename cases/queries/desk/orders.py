"""What became of the order to the bailiff of one case: halted, let go on, or recalled; and how long is left."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.legal_track import writs
from cases.models import Case, OrderStop, PackageDownload, ServiceReport, User, Writ, WritState
from cases.progress import order_stops, recalls
from cases.queries.bailiff import first_barred
from cases.wording.time_left import days_left


@dataclass(frozen=True, kw_only=True)
class Release:
    """A stop that the legal lead let go, with who did so."""

    stop: OrderStop
    by: str


@dataclass(frozen=True, kw_only=True)
class OrderState:
    """The order of a case. `recalled` is the package that was taken back last, while no other took its place.

    `taken_at`: when the office last took the package that is shown. `left` says in words when the case is barred.
    """

    stops: tuple[OrderStop, ...]
    released: tuple[Release, ...]
    recalled: Writ | None
    taken_at: datetime | None
    left: str

    @property
    def newest_stop(self) -> int:
        """The stop that a person saw last; 0 where nothing is halted."""
        return self.stops[-1].id if self.stops else 0


def order_state(session: Session, case: Case, *, today: date) -> OrderState:
    """The order of a case as it stands."""
    writ = writs.current(session, case.id)
    recalled = None if writ is not None else _last_recalled(session, case.id)
    shown = writ or recalled
    return OrderState(
        stops=tuple(recalls.open_stops(session, case.id)),
        released=() if writ is None else tuple(_with_names(session, order_stops.releases(session, writ.id))),
        recalled=recalled, taken_at=None if shown is None else _taken_at(session, shown.id),
        left=left(session, case, today=today),
    )


def was_given(session: Session, case_id: int) -> bool:
    """Whether a bailiff's office ever got a package of this case."""
    query = select(Writ.id).where(Writ.case_id == case_id, Writ.given_at.is_not(None))
    return session.scalar(query.limit(1)) is not None


def left(session: Session, case: Case, *, today: date) -> str:
    """How many days are left until the first claim of the case is barred, in words; empty without claims."""
    barred = first_barred(session, case)
    return "" if barred is None else days_left(barred.day, today, unless=barred.unless)


def _last_recalled(session: Session, case_id: int) -> Writ | None:
    query = (
        select(Writ).where(Writ.case_id == case_id, Writ.state == WritState.WITHDRAWN, Writ.given_at.is_not(None))
        .where(~select(ServiceReport.id).where(ServiceReport.writ_id == Writ.id).exists())
    )
    return session.scalar(query.order_by(Writ.id.desc()).limit(1))


def _taken_at(session: Session, writ_id: int) -> datetime | None:
    query = select(PackageDownload).where(PackageDownload.writ_id == writ_id)
    taken = session.scalar(query.order_by(PackageDownload.id.desc()).limit(1))
    return None if taken is None else taken.downloaded_at


def _with_names(session: Session, stops: list[OrderStop]) -> list[Release]:
    people = {
        row.id: row.name for row in session.execute(
            select(User.id, User.name).where(User.id.in_({stop.ended_by for stop in stops}))
        )
    }
    return [Release(stop=stop, by=people.get(stop.ended_by, "")) for stop in stops]
