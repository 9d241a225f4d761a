"""The stage of a case and its next step: one place that moves a case, with an event for each move."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.errors import CaseClosed, CaseOnHold, NotFound, TransitionRefused
from cases.events.stages import CaseClosing, StageChanged
from cases.models import Arrangement, ArrangementState, Case, ClosingReason, Hold, NextStep, Stage
from cases.names import name
from cases.progress import locking, recalls, tasks

ALLOWED = {
    Stage.INTAKE: {Stage.NOTICE_RUNNING, Stage.AMICABLE, Stage.ARRANGEMENT, Stage.CLOSED},
    Stage.NOTICE_RUNNING: {Stage.AMICABLE, Stage.ARRANGEMENT, Stage.INTAKE, Stage.CLOSED},
    Stage.AMICABLE: {Stage.ARRANGEMENT, Stage.NOTICE_RUNNING, Stage.PRE_LEGAL, Stage.INTAKE, Stage.CLOSED},
    Stage.ARRANGEMENT: {Stage.AMICABLE, Stage.NOTICE_RUNNING, Stage.INTAKE, Stage.CLOSED},
    # To and fro between PRE_LEGAL and SUMMONS_SERVED goes a case whose report of service is corrected.
    Stage.PRE_LEGAL: {Stage.SUMMONS_DRAFT, Stage.SUMMONS_SERVED, Stage.AMICABLE, Stage.ARRANGEMENT, Stage.CLOSED},
    Stage.SUMMONS_DRAFT: {Stage.WITH_BAILIFF, Stage.PRE_LEGAL, Stage.AMICABLE, Stage.ARRANGEMENT, Stage.CLOSED},
    Stage.WITH_BAILIFF: {Stage.SUMMONS_SERVED, Stage.PRE_LEGAL, Stage.AMICABLE, Stage.ARRANGEMENT, Stage.CLOSED},
    Stage.SUMMONS_SERVED: {Stage.PRE_LEGAL, Stage.ARRANGEMENT, Stage.AMICABLE, Stage.CLOSED},
    Stage.CLOSED: set(Stage) - {Stage.CLOSED},
}
# Only in these does an order to the bailiff live: whatever takes a case out of them ends it, for him too.
WITH_ORDER = {Stage.SUMMONS_DRAFT, Stage.WITH_BAILIFF, Stage.SUMMONS_SERVED}


def open_case(session: Session, case_id: int, *, lock: bool = True) -> Case:
    """The case as it is now, locked for change unless it is only looked at; raises NotFound or CaseClosed."""
    case = locking.lock_one(session, case_id) if lock else session.get(Case, case_id, populate_existing=True)
    if case is None:
        raise NotFound(f"Dossier {case_id} bestaat niet.")
    return require_open(case)


def require_open(case: Case) -> Case:
    """The case itself; raises CaseClosed."""
    if case.stage is Stage.CLOSED:
        raise CaseClosed(f"Dossier {case.number} is gesloten. Heropen het dossier eerst.")
    return case


def running_arrangement(session: Session, case_id: int) -> Arrangement | None:
    """The running arrangement of a case."""
    return session.scalar(select(Arrangement).where(
        Arrangement.case_id == case_id, Arrangement.state == ArrangementState.RUNNING
    ))


def open_holds(session: Session, case_id: int) -> list[Hold]:
    """Disputes and holds that stop the case now, oldest first."""
    return open_holds_by_case(session, [case_id]).get(case_id, [])


def open_holds_by_case(session: Session, case_ids: Collection[int]) -> dict[int, list[Hold]]:
    """The same of each of these cases; one without is left out."""
    query = select(Hold).where(Hold.case_id.in_(case_ids), Hold.ended_on.is_(None)).order_by(Hold.started_on, Hold.id)
    found: dict[int, list[Hold]] = defaultdict(list)
    for hold in session.scalars(query):
        found[hold.case_id].append(hold)
    return found


def first_review(session: Session, case_id: int) -> date:
    """The first day on which one of the open holds is to be looked at: a later one does not put off an earlier."""
    return min(hold.review_on or hold.started_on for hold in open_holds(session, case_id))


def require_no_hold(session: Session, case: Case) -> None:
    """Raise CaseOnHold when a dispute or hold is open."""
    holds = open_holds(session, case.id)
    if holds:
        kinds = ", ".join(name(hold.kind).lower() for hold in holds)
        raise CaseOnHold(f"Dossier {case.number} staat stil: {kinds}. Beëindig dat eerst, met de uitkomst.")


@dataclass(frozen=True)
class Then:
    """What is to be done next, and from which day; no day where nothing is.

    `held`: whether a dispute or hold is open, where that was read already.
    """

    step: NextStep
    on: date | None
    held: bool | None = None


def move(session: Session, act: Act, case: Case, stage: Stage, then: Then, *, reason: str, on: date) -> None:
    """Put `case` in `stage`; staying in the same stage only sets what is to be done `then`. Raises TransitionRefused.

    Leaving the stages in which an order lives recalls what was not served yet; the bailiff reads `reason`.
    While a dispute or hold is open, looking at that stays the next step.
    """
    held = stage is not Stage.CLOSED and (bool(open_holds(session, case.id)) if then.held is None else then.held)
    if stage is not case.stage:
        if stage not in ALLOWED[case.stage]:
            raise TransitionRefused(
                f"Dossier {case.number} kan niet van “{name(case.stage)}” naar “{name(stage)}”."
            )
        if case.stage in WITH_ORDER and stage not in WITH_ORDER:
            recalls.recall(session, act, case.id, why=reason, on=on)
        told = StageChanged(was=case.stage, became=stage, reason=reason)
        events.record(session, act, case.id, told, effective_on=on)
        case.stage = stage
    if held:
        waits = case.next_step is NextStep.REVIEW_HOLD
        then = Then(NextStep.REVIEW_HOLD, case.next_step_on if waits else first_review(session, case.id))
    case.next_step, case.next_step_on = then.step, then.on


def close(
    session: Session, act: Act, case: Case, *, reason: ClosingReason, on: date, told: CaseClosing | None = None
) -> None:
    """Close `case`: no further step, all timers stop, an order to the bailiff is recalled. `told`: more than why.

    Nobody has to see any more to what the program asked of it.
    """
    why = f"het dossier is gesloten op {on:%d-%m-%Y}: {name(reason)}"
    recalls.recall(session, act, case.id, why=why, on=on)
    move(session, act, case, Stage.CLOSED, Then(NextStep.NONE, None), reason=reason.value, on=on)
    case.closed_on = on
    case.closing_reason = reason
    events.record(session, act, case.id, told or CaseClosing(reason=reason), effective_on=on)
    tasks.drop_of_case(session, act, case.id, reason="Het dossier is gesloten.")
