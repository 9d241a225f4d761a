"""What was credited of claims, for lists: they show the principal that is still claimed."""

from decimal import Decimal

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from cases.models import CREDITS, Case, LedgerEntry, Stage
from cases.queries.counts import written_out
from legal.money import ZERO, from_cents


def of_case(case_id: InstrumentedAttribute[int]) -> ScalarSelect[Decimal]:
    """A column of another question: what was credited on its case, none or at most nothing, as an entry has it."""
    query = select(func.sum(LedgerEntry.amount)).where(LedgerEntry.case_id == case_id, _is_credit())
    return query.scalar_subquery()


def of_client(session: Session, client_id: int) -> Decimal:
    """On all open cases of a client (euro): few were credited, so their cases are looked up one by one."""
    query = select(func.sum(LedgerEntry.amount)).join(Case).where(
        Case.client_id + 0 == client_id, Case.stage != Stage.CLOSED, _is_credit()
    )
    return -euro(session.scalar(query))


def _is_credit() -> ColumnElement[bool]:
    return written_out(LedgerEntry.kind, *CREDITS)


def euro(total: Decimal | int | None) -> Decimal:
    """A sum of entries in euro; none is nothing."""
    # The sum of a BIGINT is NUMERIC on PostgreSQL; the column's own type makes it euro on both.
    return ZERO if total is None else total if isinstance(total, Decimal) else from_cents(int(total))
