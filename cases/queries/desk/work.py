"""What the case handler's work queue and list of cases show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, String, cast, func, select
from sqlalchemy import case as one_of
from sqlalchemy.orm import Session, joinedload

from cases.amicable import barriers
from cases.counting import notices
from cases.models import Case, Claim, Client, Debtor, Hold, HoldKind, NextStep, Stage
from cases.names import next_step_name
from cases.queries.keyset import FIRST_PAGE, Order, Page, Turned, page, read_number
from cases.queries.searching import matches
from cases.wording import waiting
from cases.wording.time_left import days_left
from legal.money import ZERO, from_cents

Columns = TypeVar("Columns", bound=Select[*tuple[Any, ...]])
PAGE_SIZE = 50
MOST_CHOSEN = 1000
FAR = date(9999, 12, 31)  # a case without a next step sorts last

# Something was promised or ends on the day itself: these come first in the queue, and are late the day after.
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
    reason: str = ""
    since: str = ""
    late: bool = False

    @property
    def has_next_step(self) -> bool:
        """Whether there is something to do."""
        return self.next_step is not NextStep.NONE


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a list is narrowed to; it stands in the address, so that it can be saved and sent to a colleague."""

    stage: Stage | None = None
    step: NextStep | None = None
    client_id: int | None = None
    held: bool | None = None
    text: str = ""


def queue(
    session: Session, *, today: date, step: NextStep | None = None, turned: Turned = FIRST_PAGE,
) -> Page[CaseRow]:
    """Cases whose next step has come: halted orders, promises and terms first, then what waits longest."""
    order = _by_urgency()
    query = _due(select(order.column, Case.id), today, step)
    found = page(session, query, order, turned, size=PAGE_SIZE)
    return replace(found, rows=tuple(_rows(session, [row.id for row in found.rows], today)))


def queue_counts(session: Session, *, today: date) -> dict[NextStep, int]:
    """How many cases wait per step, in the order of the process; steps without cases are left out."""
    query = _due(select(Case.next_step, func.count()), today, None).group_by(Case.next_step)
    counted = {row[0]: row[1] for row in session.execute(query)}
    return {step: counted[step] for step in NextStep if step in counted}


def next_in_queue(session: Session, *, today: date, after_case: int | None, step: NextStep | None = None) -> int | None:
    """The case that follows `after_case` in the queue; the first one at the end or without it."""
    order = _by_urgency()
    query = _due(select(order.column, Case.id), today, step).order_by(*order.columns(backwards=False)).limit(1)
    if after_case is not None:
        passed = session.execute(select(order.column).where(Case.id == after_case)).scalar() or ""
        found = session.execute(query.where(order.beyond(passed, after_case, backwards=False))).first()
        if found is not None:
            return int(found.id)
        query = query.where(Case.id != after_case)
    first = session.execute(query).first()
    return None if first is None else int(first.id)


def sort_orders() -> dict[str, Order]:
    """The orders of the list of cases, by their word in the address."""
    by_number = Order(column=Case.id, id_column=Case.id, read=read_number, write=str)
    main_name = func.lower(Debtor.company_name + Debtor.surname)  # "de Vries" stands under the V
    by_name = Order(column=main_name, id_column=Case.id, read=str, write=str)
    return {
        "actie": _by_step_day(), "nummer": by_number, "nummer-af": replace(by_number, descending=True),
        "naam": by_name, "naam-af": replace(by_name, descending=True),
    }


def cases(
    session: Session, wanted: Filter, *, sort: str, today: date, turned: Turned = FIRST_PAGE,
) -> Page[CaseRow]:
    """Cases that fit `wanted`, by one of `sort_orders`."""
    order = sort_orders()[sort]
    query = _narrowed(select(order.column, Case.id).join(Case.debtor), wanted)
    found = page(session, query, order, turned, size=PAGE_SIZE)
    return replace(found, rows=tuple(_rows(session, [row[1] for row in found.rows], today)))


def count(session: Session, wanted: Filter) -> int:
    """How many cases fit `wanted`."""
    return session.scalar(_narrowed(select(func.count(Case.id)).join(Case.debtor), wanted)) or 0


def ids(session: Session, wanted: Filter) -> list[int]:
    """Ids of the cases that fit `wanted`, at most MOST_CHOSEN, oldest first."""
    query = _narrowed(select(Case.id).join(Case.debtor), wanted)
    return list(session.scalars(query.order_by(Case.id).limit(MOST_CHOSEN)))


def clients(session: Session) -> list[tuple[int, str]]:
    """Clients for a choice: id and name."""
    query = select(Client.id, Client.name).order_by(func.lower(Client.name))
    return [(row.id, row.name) for row in session.execute(query)]


def rows(session: Session, case_ids: Sequence[int], *, today: date) -> list[CaseRow]:
    """These cases as list rows, in the order given."""
    return list(_rows(session, case_ids, today))


def _by_step_day() -> Order:
    return Order(
        column=func.coalesce(Case.next_step_on, FAR), id_column=Case.id, read=date.fromisoformat, write=_iso
    )


def _by_urgency() -> Order:
    """Halted orders, promises and terms, then work that waits, each by day: a key such as "1 2026-11-21"."""
    rank = one_of((Case.next_step == NextStep.REVIEW_STOP, "0 "), (Case.next_step.in_(ON_THE_DAY), "1 "), else_="2 ")
    return Order(
        column=rank + cast(func.coalesce(Case.next_step_on, FAR), String), id_column=Case.id, read=str, write=str
    )


def _iso(day: date | None) -> str:
    return (day or FAR).isoformat()


def _due(query: Columns, today: date, step: NextStep | None) -> Columns:
    query = query.where(Case.next_step_on <= today, Case.stage != Stage.CLOSED)
    return query if step is None else query.where(Case.next_step == step)


def _narrowed(query: Columns, wanted: Filter) -> Columns:
    """`query`, which joins the debtor, for the cases that fit."""
    if wanted.stage is not None:
        query = query.where(Case.stage == wanted.stage)
    if wanted.step is not None:
        query = query.where(Case.next_step == wanted.step)
    if wanted.client_id is not None:
        query = query.where(Case.client_id == wanted.client_id)
    if wanted.held is not None:
        query = query.where(_held() if wanted.held else ~_held())
    if wanted.text.strip():
        query = query.where(matches(wanted.text))
    return query


def _held() -> ColumnElement[bool]:
    return select(Hold.id).where(Hold.case_id == Case.id, Hold.ended_on.is_(None)).exists()


def _rows(session: Session, case_ids: Sequence[int], today: date) -> Iterable[CaseRow]:
    if not case_ids:
        return
    query = select(Case).where(Case.id.in_(case_ids)).options(joinedload(Case.debtor), joinedload(Case.client))
    found = {case.id: case for case in session.scalars(query)}
    sums = _principals(session, case_ids)
    holds: dict[int, list[HoldKind]] = {}
    for case_id, kind in session.execute(
        select(Hold.case_id, Hold.kind).where(Hold.case_id.in_(case_ids), Hold.ended_on.is_(None)).order_by(Hold.id)
    ):
        holds.setdefault(case_id, []).append(kind)
    sent = notices.had_notice(session, case_ids)
    left = _left(session, [case.id for case in found.values() if case.next_step is NextStep.REVIEW_STOP], today)
    for case_id in case_ids:
        yield _row(
            found[case_id], sums.get(case_id, (ZERO, 0)), tuple(holds.get(case_id, ())), today,
            had_notice=case_id in sent, left=left.get(case_id, ""),
        )


def _left(session: Session, case_ids: Sequence[int], today: date) -> dict[int, str]:
    """For halted orders, how long is left until the first claim is barred."""
    if not case_ids:
        return {}
    query = select(Claim.case_id, func.min(Claim.barred_from)).where(Claim.case_id.in_(case_ids))
    return {case_id: days_left(day, today) for case_id, day in session.execute(query.group_by(Claim.case_id))}


def _principals(session: Session, case_ids: Sequence[int]) -> dict[int, tuple[Decimal, int]]:
    query = (
        select(Claim.case_id, func.sum(Claim.principal), func.count()).where(Claim.case_id.in_(case_ids))
        .group_by(Claim.case_id)
    )
    # The sum of a BIGINT is NUMERIC on PostgreSQL; the column's own type makes it euro on both.
    return {
        case_id: (total if isinstance(total, Decimal) else from_cents(int(total)), number)
        for case_id, total, number in session.execute(query)
    }


def _row(
    case: Case, principal: tuple[Decimal, int], holds: tuple[HoldKind, ...], today: date, *, had_notice: bool,
    left: str,
) -> CaseRow:
    step, step_on = barriers.shown_step(case.next_step, holds), case.next_step_on
    return CaseRow(
        id=case.id, number=case.number, debtor=case.debtor.name, city=case.debtor.city, client=case.client.name,
        business=case.debtor_kind.value == "business", stage=case.stage, next_step=case.next_step,
        next_step_name=next_step_name(step, had_notice=had_notice), next_step_on=step_on,
        principal=principal[0], claims=principal[1], holds=holds,
        reason=waiting.reason(step, step_on, today, holds=holds, had_notice=had_notice, left=left),
        since="" if case.next_step is NextStep.NONE else waiting.since(
            step_on, today, is_promised=case.next_step in _PROMISED
        ),
        late=case.next_step in _LATE_THE_DAY_AFTER and (step_on or today) < today,
    )
