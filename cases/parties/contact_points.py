"""How a debtor is reached: addresses, numbers and e-mail addresses with their source and state, and which are used.

`ContactPoint` is the truth; the columns of the debtor are copies of the preferred ones, for lists and searches, and
nothing else writes them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.models import Case, CaseParty, ContactPoint, Debtor, PointKind, PointSource, PointState, Stage
from cases.parties import debtor_likeness as likeness
from cases.parties.debtor_likeness import Address
from cases.schema.bulk import Row, insert_rows
from cases.schema.many_ids import in_parts
from legal.debtor.debtor_signs import SignKind, signs_in

OF_ADDRESS = ("street", "house_number", "postal_code", "city", "country")


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Who says so, since which day, and with what state; None: in use, or a postbus where the street says so."""

    source: PointSource
    since: date
    state: PointState | None = None


@dataclass(frozen=True, kw_only=True)
class Detail:
    """One way to reach somebody, as it is entered: an address, or the text of a number or e-mail address."""

    kind: PointKind
    value: str = ""
    address: Address | None = None

    def __str__(self) -> str:
        return self.value if self.address is None else str(self.address)


def rows_of(debtors: Iterable[Row], *, on: date, now: datetime, actor_id: int | None) -> Iterator[Row]:
    """The points of new debtors of a claim file, by the values of their rows."""
    common = {
        "preferred": True, "source": PointSource.UPLOAD, "from_day": on, "state_on": on, "recorded_at": now,
        "recorded_by": actor_id, "through_day": None,
    }
    nowhere = dict.fromkeys(OF_ADDRESS, "") | {"country": likeness.HOME}
    for row in debtors:
        own = {name: row[name] for name in OF_ADDRESS}
        if own["street"] or own["city"]:
            state = _state_of(own["street"])
            yield {"debtor_id": row["id"], "kind": PointKind.ADDRESS, "value": "", "state": state, **own, **common}
        for kind, value in ((PointKind.PHONE, row["phone"]), (PointKind.EMAIL, row["email"])):
            if value:
                yield {
                    "debtor_id": row["id"], "kind": kind, "value": value, "state": PointState.IN_USE, **nowhere,
                    **common,
                }


def add_new(session: Session, act: Act, debtors: Sequence[Row]) -> None:
    """Write the points of new debtors of a claim file."""
    insert_rows(session, ContactPoint, list(rows_of(debtors, on=act.today, now=act.now, actor_id=act.actor_id)))


def of_debtors(session: Session, debtor_ids: Collection[int]) -> dict[int, list[ContactPoint]]:
    """All that is known of each, the preferred first, then the newest."""
    query = select(ContactPoint).where(ContactPoint.debtor_id.in_(debtor_ids)).order_by(
        ContactPoint.preferred.desc(), ContactPoint.id.desc()
    )
    found: dict[int, list[ContactPoint]] = defaultdict(list)
    for point in session.scalars(query) if debtor_ids else ():
        found[point.debtor_id].append(point)
    return found


def preferred_of(session: Session, debtor_ids: Collection[int]) -> dict[int, dict[PointKind, ContactPoint]]:
    """The one of each kind that is used, or was the last to be used, of each of these debtors."""
    query = select(ContactPoint).where(ContactPoint.debtor_id.in_(debtor_ids), ContactPoint.preferred)
    found: dict[int, dict[PointKind, ContactPoint]] = defaultdict(dict)
    for point in session.scalars(query) if debtor_ids else ():
        found[point.debtor_id][point.kind] = point
    return found


def preferred(session: Session, debtor_id: int, kind: PointKind) -> ContactPoint | None:
    """The one of this kind that is used, or was the last to be used."""
    return preferred_of(session, [debtor_id]).get(debtor_id, {}).get(kind)


def use(session: Session, act: Act, debtor: Debtor, detail: Detail, origin: Origin) -> ContactPoint:
    """Reach him by this from now on. The one of before is closed, unless its state says more than that."""
    before = preferred(session, debtor.id, detail.kind)
    if before is not None:
        before.preferred = False
        if before.is_usable:
            before.state, before.state_on, before.state_reason = PointState.CLOSED, origin.since, ""
            before.through_day = max(origin.since, before.from_day)
        session.flush()
    point = _new(debtor, detail, origin, act)
    point.preferred = True
    session.add(point)
    _copy(debtor, point)
    session.flush()
    return point


def add_beside(session: Session, act: Act, debtor: Debtor, detail: Detail, origin: Origin) -> ContactPoint:
    """Keep another number or address beside the one that is used; it is the one where there is none that may be."""
    known = preferred(session, debtor.id, detail.kind)
    if known is None or not known.is_usable:
        return use(session, act, debtor, detail, origin)
    point = _new(debtor, detail, origin, act)
    session.add(point)
    session.flush()
    return point


def prefer(session: Session, debtor: Debtor, point: ContactPoint) -> None:
    """Let a usable point be the one that is used; that of before stays beside it."""
    before = preferred(session, debtor.id, point.kind)
    if before is not None:
        before.preferred = False
        session.flush()
    point.preferred = True
    _copy(debtor, point)
    session.flush()


def put_state(
    session: Session, debtor: Debtor, point: ContactPoint, state: PointState, *, on: date, reason: str
) -> None:
    """Give a point another state. Where the preferred one falls out of use, another usable one takes its place."""
    point.state, point.state_on, point.state_reason = state, on, reason.strip()[:300]
    point.through_day = max(on, point.from_day) if state is PointState.CLOSED else None
    session.flush()
    if not point.preferred or point.is_usable:
        return
    others = (each for each in of_debtors(session, [debtor.id]).get(debtor.id, ()) if each.kind is point.kind)
    heir = next((each for each in others if each.is_usable and each is not point), None)
    if heir is not None:
        prefer(session, debtor, heir)
    elif state is PointState.CLOSED:
        point.preferred = False
        _empty(debtor, point.kind)
        session.flush()


def cases_of(session: Session, debtor_id: int) -> list[int]:
    """The open cases in which somebody plays a part, the debtor or another, by id."""
    plays = select(CaseParty.case_id).where(CaseParty.person_id == debtor_id, CaseParty.through_day.is_(None))
    query = select(Case.id).where(Case.stage != Stage.CLOSED, or_(Case.debtor_id == debtor_id, Case.id.in_(plays)))
    return list(session.scalars(query.order_by(Case.id)))


def with_secret_address(session: Session, debtor_ids: Collection[int]) -> set[int]:
    """Those of these debtors whose address the client may not see."""
    query = select(ContactPoint.debtor_id).where(
        ContactPoint.preferred, ContactPoint.kind == PointKind.ADDRESS, ContactPoint.state == PointState.SECRET
    )
    return {
        debtor_id for part in in_parts(debtor_ids)
        for debtor_id in session.scalars(query.where(ContactPoint.debtor_id.in_(part)))
    }


def differing(debtors: type[Debtor] = Debtor) -> Mapping[PointKind, ColumnElement[bool]]:
    """By kind: whether the columns of a debtor say otherwise than the preferred point that they are joined with."""
    return {
        PointKind.ADDRESS: or_(*(
            getattr(debtors, name) != getattr(ContactPoint, name) for name in OF_ADDRESS
        )),
        PointKind.PHONE: debtors.phone != ContactPoint.value,
        PointKind.EMAIL: debtors.email != ContactPoint.value,
    }


def detail_of(point: ContactPoint) -> Detail:
    """What a point says."""
    if point.kind is PointKind.ADDRESS:
        return Detail(kind=point.kind, address=likeness.address_of(point))
    return Detail(kind=point.kind, value=point.value)


def is_same(one: Detail, other: Detail) -> bool:
    """Whether two differ in spelling alone."""
    if one.kind is not other.kind:
        return False
    if one.address is not None and other.address is not None:
        return likeness.same_address(one.address, other.address)
    same = likeness.same_email if one.kind is PointKind.EMAIL else likeness.same_phone
    return same(one.value, other.value)


def _new(debtor: Debtor, detail: Detail, origin: Origin, act: Act) -> ContactPoint:
    address = detail.address
    own = {} if address is None else {name: getattr(address, name) for name in OF_ADDRESS}
    return ContactPoint(
        debtor_id=debtor.id, kind=detail.kind, value=detail.value, preferred=False, source=origin.source,
        from_day=origin.since, state_on=origin.since, recorded_at=act.now, recorded_by=act.actor_id,
        state=origin.state or (PointState.IN_USE if address is None else _state_of(address.street)), **own,
    )


def _state_of(street: str) -> PointState:
    is_box = any(sign.kind is SignKind.PO_BOX for sign in signs_in("", is_company=False, street=street))
    return PointState.POSTBUS if is_box else PointState.IN_USE


def _copy(debtor: Debtor, point: ContactPoint) -> None:
    if point.kind is PointKind.ADDRESS:
        for name in OF_ADDRESS:
            setattr(debtor, name, getattr(point, name))
    elif point.kind is PointKind.PHONE:
        debtor.phone = point.value
    else:
        debtor.email = point.value


def _empty(debtor: Debtor, kind: PointKind) -> None:
    _copy(debtor, ContactPoint(
        kind=kind, value="", street="", house_number="", postal_code="", city="", country=likeness.HOME
    ))
