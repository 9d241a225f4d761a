"""What the case handler's work queue and list of cases show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Date, Integer, Select, String, exists, func, literal_column, null, select
from sqlalchemy.orm import Session, contains_eager

from cases.amicable import barriers
from cases.counting import awaited_letters, notices, prescriptions
from cases.models import Case, Claim, Client, Debtor, Hold, HoldKind, NextStep, Stage, User
from cases.names import next_step_name
from cases.progress import assignment
from cases.queries import counts as counting
from cases.queries import credited
from cases.queries.counts import MOST_COUNTED, counts, is_open, passed_over
from cases.queries.debtor_names import NAME, name_in
from cases.queries.keyset import FIRST_PAGE, Order, Page, Part, Turned, page, page_of_ranks, read_number
from cases.queries.searching import matches
from cases.schema import lookups
from cases.wording import waiting
from cases.wording.time_left import days_left
from legal.counting.valuation import DebtorKind
from legal.money import ZERO

Columns = TypeVar("Columns", bound=Select[*tuple[Any, ...]])
PAGE_SIZE = 50
FAR = date(9999, 12, 31)  # a case without a next step sorts last
_urgency: ColumnElement[int] = literal_column(lookups.URGENCY, Integer())

# Something was promised or ends on the day itself: these come first in the queue, and are late the day after.
# `lookups.URGENCY` says the same to the database.
ON_THE_DAY = frozenset({NextStep.WAIT_NOTICE_TERM, NextStep.CALL_BACK, NextStep.FOLLOW_ARRANGEMENT})
# Of these the day itself was promised or agreed: a day later is a day too late.
_PROMISED = frozenset({NextStep.CALL_BACK, NextStep.FOLLOW_ARRANGEMENT})
# An order that is halted waits for a look within a working day, and the claim goes on being barred meanwhile.
_LATE_THE_DAY_AFTER = ON_THE_DAY | {NextStep.REVIEW_STOP}


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """One case in a list. `principal` is the sum of its invoices, without interest, costs and payments."""

    id: int
    number: str
    debtor: str
    city: str
    client: str
    business: bool
    stage: Stage
    next_step: NextStep
    next_step_name: str
    next_step_on: date | None
    principal: Decimal
    claims: int
    holds: tuple[HoldKind, ...]
    handler: str = ""
    reason: str = ""
    since: str = ""
    late: bool = False

    @property
    def has_next_step(self) -> bool:
        """Whether there is something to do."""
        return self.next_step is not NextStep.NONE

    @property
    def sends_to_debtor(self) -> bool:
        """Whether the next step is to speak with the debtor, and no hold comes before it."""
        is_contact = self.next_step in (NextStep.CONTACT_DEBTOR, NextStep.CALL_BACK)
        return is_contact and not barriers.closes_contact(self.holds)


@dataclass(frozen=True, kw_only=True)
class Whose:
    """Whose cases are meant: of everybody, of one handler, or those that nobody who works here handles."""

    handler_id: int | None = None
    is_nobodys: bool = False


EVERYBODYS = Whose()


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a list is narrowed to; it stands in the address, so that it can be saved and sent to a colleague."""

    stage: Stage | None = None
    step: NextStep | None = None
    client_id: int | None = None
    held: bool | None = None
    whose: Whose = EVERYBODYS
    text: str = ""


def queue(
    session: Session, *, today: date, step: NextStep | None = None, whose: Whose = EVERYBODYS,
    turned: Turned = FIRST_PAGE,
) -> Page[CaseRow]:
    """Cases whose next step has come: halted orders, promises and terms first, then what waits longest."""
    found = page_of_ranks(session, _by_urgency(session, today, step, whose), turned, size=PAGE_SIZE)
    return replace(found, rows=tuple(_rows(session, [row.id for row in found.rows], today)))


def queue_counts(session: Session, *, today: date, whose: Whose = EVERYBODYS) -> dict[NextStep, int]:
    """How many cases wait per step, as `counts` counts, in the order of the process; steps without are left out."""
    of_whom = _of(session, whose)
    asked = {
        step: _due(select(Case.id), today, step).where(*of_whom) for step in NextStep if step is not NextStep.NONE
    }
    counted = counts(session, asked)
    return {step: number for step, number in counted.items() if number}


def due_count(session: Session, *, today: date, whose: Whose) -> int:
    """How many cases of somebody wait, as `counts` counts."""
    return counting.count(session, _due(select(Case.id), today, None).where(*_of(session, whose)))


def has_own(session: Session, user_id: int) -> bool:
    """Whether this user handles an open case."""
    return bool(session.scalar(select(exists().where(Case.handler_id == user_id, is_open()))))


@dataclass(frozen=True, kw_only=True)
class Glance:
    """Whether the user handles an open case, and how many nobody who works here handles (as `counts` counts)."""

    has_own: bool
    undivided: int


def glance(session: Session, user_id: int) -> Glance:
    """What the start page needs before it knows what to show."""
    # in the order of their index, or SQLite reads every case where most have no handler
    undivided = assignment.undivided(session).order_by(Case.handler_id, Case.next_step)
    some = undivided.limit(MOST_COUNTED + 1).subquery()
    own = exists().where(Case.handler_id == user_id, is_open())
    has, number = session.execute(select(own, select(func.count()).select_from(some).scalar_subquery())).one()
    return Glance(has_own=bool(has), undivided=number)


def next_in_queue(
    session: Session, *, today: date, after_case: int | None, step: NextStep | None = None, whose: Whose = EVERYBODYS
) -> int | None:
    """The case that follows `after_case` in the queue; the first one at the end or without it."""
    parts = _by_urgency(session, today, step, whose)
    passed = None if after_case is None else session.execute(_at(after_case, ranked=step is None)).first()
    if passed is not None:
        order = replace(parts[0][1], rank=passed.rank)
        after = page_of_ranks(session, parts, Turned(after=order.key(passed.step_on, passed.id), size=1), size=1)
        if after.rows:
            return int(after.rows[0].id)
    if after_case is not None:
        parts = [(query.where(Case.id != after_case), order) for query, order in parts]
    found = page_of_ranks(session, parts, Turned(size=1), size=1)
    return int(found.rows[0].id) if found.rows else None


def sort_orders() -> dict[str, Order]:
    """The orders of the list of cases, by their word in the address."""
    by_number = Order(column=Case.id, id_column=Case.id, read=read_number, write=str)
    main_name = literal_column(lookups.SORT_NAME, String())  # "de Vries" stands under the V
    by_name = Order(column=main_name, id_column=Case.id, read=str, write=str, is_hidden=True)
    return {
        "actie": _by_step_day(), "nummer": by_number, "nummer-af": replace(by_number, descending=True),
        "naam": by_name, "naam-af": replace(by_name, descending=True),
    }


def cases(
    session: Session, wanted: Filter, *, sort: str, today: date, turned: Turned = FIRST_PAGE, total: int | None = None,
) -> Page[CaseRow]:
    """Cases that fit `wanted`, by one of `sort_orders`. `total`: what `count` said of them, where it was asked.

    Few that fit are taken out and sorted. Of many a page is soon full: then the order is walked, and what does not fit
    is passed over.
    """
    order = sort_orders()[sort]
    query = select(order.column, Case.id).select_from(Case)
    if sort.startswith("naam"):
        query = query.join(Case.debtor)
    fitting = _fitting(session, wanted)
    if fitting and (count(session, wanted) if total is None else total) <= MOST_COUNTED:
        few = select(Case.id).where(*fitting).limit(MOST_COUNTED + 1).subquery()
        query = query.join(few, few.c.id == Case.id)
    elif order.column is Case.id:
        query = query.where(*fitting)
    else:
        query = query.where(*map(passed_over, fitting))
    found = page(session, query, order, turned, size=PAGE_SIZE)
    return replace(found, rows=tuple(_rows(session, [row[-1] for row in found.rows], today)))


def count(session: Session, wanted: Filter) -> int:
    """How many cases fit `wanted`, as `counts` counts."""
    return counting.count(session, select(Case.id).where(*_fitting(session, wanted)))


def ids(session: Session, wanted: Filter, *, after: int, at_most: int) -> tuple[list[int], int]:
    """Ids of the cases that fit `wanted`, oldest first and after this one, and how many more there are."""
    query = select(Case.id).where(*_fitting(session, wanted), Case.id > after)
    found = list(session.scalars(query.order_by(Case.id).limit(at_most + 1)))
    if len(found) <= at_most:
        return found, 0
    more = query.where(Case.id > found[at_most - 1]).subquery()
    return found[:at_most], session.scalar(select(func.count()).select_from(more)) or 0


def clients(session: Session) -> list[tuple[int, str]]:
    """Clients for a choice: id and name."""
    query = select(Client.id, Client.name).order_by(func.lower(Client.name))
    return [(row.id, row.name) for row in session.execute(query)]


def rows(session: Session, case_ids: Sequence[int], *, today: date) -> list[CaseRow]:
    """These cases as list rows, in the order given."""
    return list(_rows(session, case_ids, today))


def _by_step_day() -> Order:
    return Order(
        column=literal_column(lookups.ACTION_DAY, Date()), id_column=Case.id, read=date.fromisoformat, write=_iso
    )


def _by_urgency(session: Session, today: date, step: NextStep | None, whose: Whose) -> list[Part]:
    """Halted orders, promises and terms, then work that waits, each by day; the cases of one step by day alone."""
    order = Order(column=Case.next_step_on, id_column=Case.id, read=date.fromisoformat, write=_iso)
    query = _due(select(Case.next_step_on, Case.id), today, step).where(*_of(session, whose))
    if step is not None:
        return [(query, order)]
    return [(query.where(_urgency == rank), replace(order, rank=rank)) for rank in lookups.RANKS]


def _of(session: Session, whose: Whose) -> list[ColumnElement[bool]]:
    """What holds of somebody's cases."""
    if whose.is_nobodys:
        return [assignment.is_nobodys(session)]
    return [] if whose.handler_id is None else [Case.handler_id == whose.handler_id]


def _at(case_id: int, *, ranked: bool) -> Select[*tuple[Any, ...]]:
    """Where a case stands in that order, also where it is no longer in it."""
    rank = _urgency if ranked else null()
    return select(Case.id, func.coalesce(Case.next_step_on, FAR).label("step_on"), rank.label("rank")).where(
        Case.id == case_id
    )


def _iso(day: date | None) -> str:
    return (day or FAR).isoformat()


def _due(query: Columns, today: date, step: NextStep | None) -> Columns:
    query = query.where(Case.next_step_on <= today, is_open())
    return query if step is None else query.where(Case.next_step == step)


def _fitting(session: Session, wanted: Filter) -> list[ColumnElement[bool]]:
    """What holds of the cases that fit."""
    found: list[ColumnElement[bool]] = []
    if wanted.stage is not None:
        found.append(Case.stage == wanted.stage)
    if wanted.step is not None:
        found.append(Case.next_step == wanted.step)
    if wanted.client_id is not None:
        found.append(Case.client_id == wanted.client_id)
    if wanted.held is not None:
        found.append(_held() if wanted.held else ~_held())
    found += _of(session, wanted.whose)
    if wanted.text.strip():
        found.append(matches(session, wanted.text))
    return found


def _held() -> ColumnElement[bool]:
    return Case.id.in_(select(Hold.case_id).where(Hold.ended_on.is_(None)))


def _rows(session: Session, case_ids: Sequence[int], today: date) -> Iterable[CaseRow]:
    if not case_ids:
        return
    query = (
        select(
            Case.id, Case.number, Case.debtor_kind, Case.stage, Case.next_step, Case.next_step_on, Debtor.city,
            Client.name.label("client"), func.coalesce(User.name, "").label("handler"),
            notices.had_notice().label("had_notice"), *NAME,
        )
        .join(Case.debtor).join(Case.client).outerjoin(Case.handler).where(Case.id.in_(case_ids))
    )
    found = {row.id: row for row in session.execute(query)}
    claims = _claims(session, case_ids)
    holds: dict[int, list[HoldKind]] = {}
    for case_id, kind in session.execute(
        select(Hold.case_id, Hold.kind).where(Hold.case_id.in_(case_ids), Hold.ended_on.is_(None)).order_by(Hold.id)
    ):
        holds.setdefault(case_id, []).append(kind)
    unless = _unless(session, [
        row.id for row in found.values() if row.next_step is NextStep.REVIEW_STOP
        and (claims.get(row.id, _NO_CLAIMS).barred_from or FAR) <= today
    ])
    for case_id in case_ids:
        those = replace(claims.get(case_id, _NO_CLAIMS), unless=unless.get(case_id, ""))
        yield _row(found[case_id], those, tuple(holds.get(case_id, ())), today)


def _unless(session: Session, case_ids: Sequence[int]) -> dict[int, str]:
    """Of halted orders, the few whose row says when they are barred: which letter would have interrupted."""
    if not case_ids:
        return {}
    claims = session.scalars(
        select(Claim).join(Claim.case).where(Claim.case_id.in_(case_ids)).options(contains_eager(Claim.case))
        .order_by(Claim.barred_from.desc())
    ).all()
    letters = prescriptions.awaited(session, claims)
    return {claim.case_id: awaited_letters.unless(letters.get(claim.id, ())) for claim in claims}


@dataclass(frozen=True, kw_only=True)
class _Claims:
    """The claims of a case together; `barred_from` of the first that is barred, `unless` a letter was received."""

    principal: Decimal
    number: int
    barred_from: date | None
    unless: str = ""


_NO_CLAIMS = _Claims(principal=ZERO, number=0, barred_from=None)


def _claims(session: Session, case_ids: Sequence[int]) -> dict[int, _Claims]:
    query = (
        select(
            Claim.case_id, func.sum(Claim.principal), func.count(), func.min(Claim.barred_from),
            credited.of_case(Claim.case_id),
        ).where(Claim.case_id.in_(case_ids)).group_by(Claim.case_id)
    )
    return {
        case_id: _Claims(principal=credited.euro(total) + credited.euro(less), number=number, barred_from=day)
        for case_id, total, number, day, less in session.execute(query)
    }


def _row(case: Any, claims: _Claims, holds: tuple[HoldKind, ...], today: date) -> CaseRow:
    step, step_on = barriers.shown_step(case.next_step, holds), case.next_step_on
    is_halted = case.next_step is NextStep.REVIEW_STOP
    left = days_left(claims.barred_from, today, unless=claims.unless) if is_halted and claims.barred_from else ""
    return CaseRow(
        id=case.id, number=case.number, debtor=name_in(case), city=case.city, client=case.client,
        business=case.debtor_kind is DebtorKind.BUSINESS, stage=case.stage, next_step=case.next_step,
        next_step_name=next_step_name(step, had_notice=case.had_notice), next_step_on=step_on,
        principal=claims.principal, claims=claims.number, holds=holds, handler=case.handler,
        reason=waiting.reason(step, step_on, today, holds=holds, had_notice=case.had_notice, left=left),
        since="" if case.next_step is NextStep.NONE else waiting.since(
            step_on, today, is_promised=case.next_step in _PROMISED
        ),
        late=case.next_step in _LATE_THE_DAY_AFTER and (step_on or today) < today,
    )
