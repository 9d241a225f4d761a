"""What came of a simulation: counts and amounts, read from its record and from what everybody tried."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any  # Any: a column of choices of any kind

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from agency.simulation.world import World
from cases.models import Case, CaseEvent, LedgerEntry, LedgerKind
from legal.money import ZERO, from_cents

if TYPE_CHECKING:
    from agency.simulation.running import Violation


@dataclass(frozen=True, kw_only=True)
class Summary:
    """`amounts` by kind of entry; `events` by kind, `closed` by reason, `done`, `refused` and `lost` by what it was."""

    seed: str
    first_day: date
    days: int
    cases: int
    events: Mapping[str, int]
    closed: Mapping[str, int]
    amounts: Mapping[str, Decimal]
    done: Mapping[str, int]
    refused: Mapping[str, int]
    lost: Mapping[str, int]
    violations: Sequence["Violation"]


def summary(world: World, *, seed: str, violations: Sequence["Violation"]) -> Summary:
    """What stands on record now."""
    session, tally = world.session, world.tally
    return Summary(
        seed=seed, first_day=world.first_day, days=world.days_from_start(),
        cases=session.scalar(select(func.count()).select_from(Case)) or 0,
        events=_counted(session, CaseEvent.kind), closed=_counted(session, Case.closing_reason),
        amounts=_amounts(session), done=dict(sorted(tally.done.items())), refused=dict(sorted(tally.refused.items())),
        lost=dict(sorted(tally.lost.items())), violations=violations,
    )


def _counted(session: Session, column: InstrumentedAttribute[Any]) -> dict[str, int]:
    query = select(column, func.count()).where(column.is_not(None)).group_by(column)
    return {str(value): count for value, count in sorted(map(tuple, session.execute(query)))}


def _amounts(session: Session) -> dict[str, Decimal]:
    query = select(LedgerEntry.kind, func.sum(LedgerEntry.amount)).group_by(LedgerEntry.kind)
    found = {kind: _euro(total) for kind, total in session.execute(query)}
    return {kind.value: found.get(kind, ZERO) for kind in LedgerKind}


def _euro(total: Decimal | int) -> Decimal:
    # The sum of a BIGINT is NUMERIC on PostgreSQL; the column's own type makes it euro on both.
    return total if isinstance(total, Decimal) else from_cents(int(total))
