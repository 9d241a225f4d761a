"""A running arrangement as the desk follows it: which terms are covered by what came in."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cases.counting import instalments
from cases.models import Arrangement, Instalment, TermState
from legal.money import ZERO


@dataclass(frozen=True, kw_only=True)
class TermRow:
    """One term: `covered` is what was paid of it, terms filled in order."""

    instalment: Instalment
    covered: Decimal
    state: TermState

    @property
    def is_late(self) -> bool:
        """Whether the day has passed and the term is not covered."""
        return self.state in (TermState.MISSED, TermState.LATE)


def all_of(session: Session, case_id: int) -> list[Arrangement]:
    """Every arrangement of a case, the newest first."""
    query = select(Arrangement).where(Arrangement.case_id == case_id).options(joinedload(Arrangement.instalments))
    return list(session.scalars(query.order_by(Arrangement.id.desc())).unique())


def terms(session: Session, arrangement: Arrangement, *, today: date) -> list[TermRow]:
    """The terms with what was paid since the agreement."""
    left = instalments.paid_since(session, arrangement)
    rows = []
    for instalment in arrangement.instalments:
        covered = max(ZERO, min(left, instalment.amount))
        left -= covered
        rows.append(TermRow(instalment=instalment, covered=covered, state=_state(instalment, covered, today)))
    return rows


def _state(instalment: Instalment, covered: Decimal, today: date) -> TermState:
    if covered >= instalment.amount:
        return TermState.PAID
    if instalment.missed_on is not None:
        return TermState.MISSED
    if instalment.due_on < today:
        return TermState.LATE
    return TermState.PART_PAID if covered else TermState.OPEN
