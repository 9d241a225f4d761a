"""What ends when a case closes, to be shown beforehand."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.correspondence.new_notice import UNSENT
from cases.models import Case, Letter
from cases.progress import stages


@dataclass(frozen=True, kw_only=True)
class Ends:
    """Letters that did not leave, whether a plan runs, what stands still, whether an order lies with the bailiff."""

    letters: int
    plan: bool
    holds: int
    order: bool

    def __bool__(self) -> bool:
        return bool(self.letters or self.plan or self.holds or self.order)


def what_ends(session: Session, case: Case) -> Ends:
    """What stops with an open case."""
    unsent = select(func.count()).select_from(Letter).where(Letter.case_id == case.id, Letter.state.in_(UNSENT))
    return Ends(
        letters=session.scalar(unsent) or 0, plan=stages.running_arrangement(session, case.id) is not None,
        holds=len(stages.open_holds(session, case.id)), order=case.stage in stages.WITH_ORDER,
    )
