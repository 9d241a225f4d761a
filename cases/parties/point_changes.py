"""A way to reach a debtor changes, with an event in every open case in which he plays a part, or else in his last one.

What was sent keeps what it said. Letters that did not leave are up to who calls this.
"""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.events.people import ChangedDetail, ContactPointMarked, DebtorChanged
from cases.models import Case, CaseParty, ContactPoint, Debtor, PointKind, PointState
from cases.parties import contact_points
from cases.parties.contact_points import Detail, Origin, detail_of

WORDS = {PointKind.ADDRESS: "adres", PointKind.PHONE: "telefoon", PointKind.EMAIL: "e-mail"}


def use(session: Session, act: Act, debtor: Debtor, detail: Detail, origin: Origin, *, reason: str = "") -> None:
    """Reach him by this from now on."""
    before = contact_points.preferred(session, debtor.id, detail.kind)
    was = "" if before is None else str(detail_of(before))
    contact_points.use(session, act, debtor, detail, origin)
    changed = ChangedDetail(what=WORDS[detail.kind], was=was, became=str(detail))
    tell_changed(session, act, debtor, (changed,), reason=reason, on=origin.since)


def mark(
    session: Session, act: Act, debtor: Debtor, point: ContactPoint, state: PointState, *, on: date, reason: str
) -> None:
    """Give a point another state; nothing where it has that already."""
    if point.state is state:
        return
    was = point.state
    contact_points.put_state(session, debtor, point, state, on=on, reason=reason)
    for case_id, person in _told(session, debtor):
        events.record(session, act, case_id, ContactPointMarked(
            point_id=point.id, point=point.kind, written=str(detail_of(point)), was=was, became=state, reason=reason,
            person=person,
        ), effective_on=on)


def tell_changed(
    session: Session, act: Act, debtor: Debtor, changes: tuple[ChangedDetail, ...], *, reason: str = "", on: date
) -> None:
    """The old and the new details in the history of the same cases."""
    if not changes:
        return
    for case_id, person in _told(session, debtor):
        told = DebtorChanged(changes=changes, person=person, reason=reason)
        events.record(session, act, case_id, told, effective_on=on)


def _told(session: Session, debtor: Debtor) -> list[tuple[int, str]]:
    """These cases, each with his name where somebody else is its debtor; where none is open, his last one."""
    ids = contact_points.cases_of(session, debtor.id) or _last_case(session, debtor)
    query = select(Case.id, Case.debtor_id).where(Case.id.in_(ids)).order_by(Case.id)
    return [(row.id, "" if row.debtor_id == debtor.id else debtor.name) for row in session.execute(query)]


def _last_case(session: Session, debtor: Debtor) -> list[int]:
    played = select(CaseParty.case_id).where(CaseParty.person_id == debtor.id)
    query = select(Case.id).where(or_(Case.debtor_id == debtor.id, Case.id.in_(played)))
    return list(session.scalars(query.order_by(Case.id.desc()).limit(1)))
