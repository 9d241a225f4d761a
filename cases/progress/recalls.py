"""Taking an order back: the draft or package of a case ends at once, for the bailiff too, and nothing revives it."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.events.writs import WritWithdrawn
from cases.models import OrderStop, PackageDownload, Writ, WritState

OPEN = (WritState.DRAFT, WritState.GIVEN)
LONGEST_REASON = 300


def open_writ(session: Session, case_id: int) -> Writ | None:
    """The draft of a case, or its package that lies with the bailiff; locked for change."""
    query = select(Writ).where(Writ.case_id == case_id, Writ.state.in_(OPEN)).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def has_open_writ(session: Session, case_id: int) -> bool:
    """Whether there is one, asked where nothing is changed."""
    return session.scalar(select(Writ.id).where(Writ.case_id == case_id, Writ.state.in_(OPEN)).limit(1)) is not None


def recall(session: Session, act: Act, case_id: int, *, why: str, on: date) -> Writ | None:
    """Withdraw the open writ of a case for this reason, which the bailiff reads; None where there is none.

    Call it with the case locked. What halted the order ends.
    """
    end_stops(session, act, case_id)
    writ = open_writ(session, case_id)
    if writ is None:
        return None
    writ.state, writ.withdrawn_at = WritState.WITHDRAWN, act.now
    writ.withdrawn_reason = _sentence(why)[:LONGEST_REASON]
    told = WritWithdrawn(
        writ_id=writ.id, reason=writ.withdrawn_reason, given=writ.given_at is not None,
        taken=was_taken(session, writ.id),
    )
    events.record(session, act, case_id, told, effective_on=on)
    session.flush()
    return writ


def open_stops(session: Session, case_id: int) -> list[OrderStop]:
    """What halts the order of a case now, oldest first."""
    return [stop for stop in stops_by_case(session, [case_id]).get(case_id, ()) if stop.ended_at is None]


def stops_by_case(session: Session, case_ids: Collection[int]) -> dict[int, list[OrderStop]]:
    """Everything that ever halted an order of these cases, oldest first; a case without is left out."""
    query = select(Writ.case_id, OrderStop).join(OrderStop.writ).where(Writ.case_id.in_(case_ids))
    found: dict[int, list[OrderStop]] = defaultdict(list)
    for case_id, stop in session.execute(query.order_by(OrderStop.id)):
        found[case_id].append(stop)
    return found


def end_stops(session: Session, act: Act, case_id: int, *, release_reason: str = "") -> list[OrderStop]:
    """End what halts an order; with a reason it goes on, without one the order itself ended."""
    ended = open_stops(session, case_id)
    for stop in ended:
        stop.ended_at, stop.ended_by, stop.release_reason = act.now, act.actor_id, release_reason
    session.flush()
    return ended


def was_taken(session: Session, writ_id: int) -> bool:
    """Whether the bailiff's office has downloaded the package."""
    return session.scalar(select(PackageDownload.id).where(PackageDownload.writ_id == writ_id).limit(1)) is not None


def _sentence(text: str) -> str:
    typed = text.strip()
    closed = typed if not typed or typed[-1] in ".!?" else f"{typed}."
    return f"{closed[:1].upper()}{closed[1:]}"
