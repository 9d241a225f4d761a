"""What waits at the end of cases: money that is too much, and write-offs for a second person."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from cases.counting import ledger_entries, statement
from cases.counting.overpaid import Surplus, surpluses
from cases.counting.statement import CaseRecord
from cases.models import Case, LedgerKind, Overpaid, PaidTo, User, WriteOff, WriteOffState
from cases.queries.counts import MOST_COUNTED
from cases.queries.keyset import FIRST_PAGE, Order, Page, Turned, page
from cases.wording.settlement import advice
from legal.errors import LawError
from legal.money import ZERO
from legal.parameters import Figures

PAGE_SIZE = 25
SHOWN_WAITING = 50


@dataclass(frozen=True, kw_only=True)
class OverpaidRow:
    """A case on which too much was paid: how much is left of it, who paid and received it, and what to do.

    `surplus` is None where it cannot be counted now, and nothing where it proved not to be too much. `parts`: that by
    who paid it, where several owe.
    """

    case: Case
    since: date
    surplus: Decimal | None
    received_by: tuple[PaidTo, ...]
    advice: str
    parts: tuple[Surplus, ...] = ()


def overpaid(
    session: Session, *, today: date, figures: Figures, turned: Turned = FIRST_PAGE
) -> Page[OverpaidRow]:
    """Cases on which too much may have been paid, what waits longest first."""
    order = Order(
        column=Overpaid.since, id_column=Overpaid.case_id, read=date.fromisoformat, write=date.isoformat
    )
    found = page(session, select(Overpaid.since, Overpaid.case_id), order, turned, size=PAGE_SIZE)
    ids = [row.case_id for row in found.rows]
    cases = {case.id: case for case in session.scalars(
        select(Case).where(Case.id.in_(ids)).options(
            joinedload(Case.debtor), joinedload(Case.client), joinedload(Case.terms), selectinload(Case.claims)
        )
    )}
    records = statement.records_of(session, list(cases.values()), figures=figures)
    on = statement.last_known_day(figures, today)
    rows = tuple(
        _row(cases[row.case_id], row.since, records[row.case_id], on=on, today=today, figures=figures)
        for row in found.rows
    )
    return Page(rows=rows, after=found.after, before=found.before)


def waiting(session: Session) -> Sequence[WriteOff]:
    """Write-offs that wait for a second person, the oldest first, at most SHOWN_WAITING."""
    query = (
        select(WriteOff).where(WriteOff.state == WriteOffState.PROPOSED).join(WriteOff.case)
        .options(
            contains_eager(WriteOff.case).options(joinedload(Case.debtor), joinedload(Case.client)),
            joinedload(WriteOff.proposer).lazyload(User.roles),
        )
        .order_by(WriteOff.id).limit(SHOWN_WAITING)
    )
    return session.scalars(query).all()


def waiting_columns() -> tuple[ScalarSelect[int], ScalarSelect[int]]:
    """How many write-offs wait and how many cases with money that is too much, as `counts` counts."""
    proposed = select(WriteOff.id).where(WriteOff.state == WriteOffState.PROPOSED).limit(MOST_COUNTED + 1).subquery()
    too_much = select(Overpaid.case_id).limit(MOST_COUNTED + 1).subquery()
    return (
        select(func.count()).select_from(proposed).scalar_subquery(),
        select(func.count()).select_from(too_much).scalar_subquery(),
    )


def _row(
    case: Case, since: date, record: CaseRecord, *, on: date, today: date, figures: Figures
) -> OverpaidRow:
    later = ledger_entries.together(record.uncounted(counted_through=on, through=today))
    parts: tuple[Surplus, ...] | None = None
    with suppress(LawError):  # else nothing can be counted now
        parts = surpluses(case, record, statement.valuation_of(record, on=on, figures=figures), later=later)
    return OverpaidRow(
        case=case, since=since, surplus=None if parts is None else sum((each.amount for each in parts), ZERO),
        parts=tuple(each for each in parts or () if each.person is not None or len(parts or ()) > 1),
        received_by=_received_by(record), advice=advice(case.closing_reason),
    )


def _received_by(record: CaseRecord) -> tuple[PaidTo, ...]:
    """Who received money on the case, who got most first."""
    shares: dict[PaidTo, Decimal] = defaultdict(Decimal)
    for entry in record.payments:
        if entry.kind is LedgerKind.PAYMENT and entry.paid_to is not None:
            shares[entry.paid_to] -= entry.amount
    return tuple(sorted(shares, key=lambda party: -shares[party]))
