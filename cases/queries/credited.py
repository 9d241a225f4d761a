"""What was credited of claims, for lists: they show the principal that is still claimed."""

from collections.abc import Collection
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from cases.models import CREDITS, Case, LedgerEntry, Stage
from cases.queries.counts import written_out
from legal.money import ZERO, from_cents


def by_case(session: Session, case_ids: Collection[int]) -> dict[int, Decimal]:
    """By case (euro, above nothing); one without is left out. Few cases have any."""
    return _sums(session, LedgerEntry.case_id, LedgerEntry.case_id.in_(case_ids)) if case_ids else {}


def by_claim(session: Session, case_ids: Collection[int]) -> dict[int, Decimal]:
    """By claim of these cases (euro, above nothing); one without is left out."""
    return _sums(session, LedgerEntry.claim_id, LedgerEntry.case_id.in_(case_ids)) if case_ids else {}


def of_client(session: Session, client_id: int) -> Decimal:
    """On all open cases of a client (euro): few were credited, so their cases are looked up one by one."""
    query = select(func.sum(LedgerEntry.amount)).join(Case).where(
        Case.client_id + 0 == client_id, Case.stage != Stage.CLOSED, _is_credit()
    )
    total = session.scalar(query)
    return ZERO if total is None else -_euro(total)


def _sums(
    session: Session, column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
    condition: ColumnElement[bool],
) -> dict[int, Decimal]:
    query = select(column, func.sum(LedgerEntry.amount)).where(condition, _is_credit()).group_by(column)
    return {key: -_euro(total) for key, total in session.execute(query) if key is not None}


def _is_credit() -> ColumnElement[bool]:
    return written_out(LedgerEntry.kind, *CREDITS)


def _euro(total: Decimal | int) -> Decimal:
    # The sum of a BIGINT is NUMERIC on PostgreSQL; the column's own type makes it euro on both.
    return total if isinstance(total, Decimal) else from_cents(int(total))
