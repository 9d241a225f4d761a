"""15: who decides is never the one who confirms, for assessments and for figures; alone only after two days."""

from collections.abc import Iterator

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from cases.invariants.finding import Looked, Wrong, all_of
from cases.models import (
    Assessment,
    AssessmentState,
    FigureAddition,
    FigureDecision,
    FigureDecisionKind,
    LookedAs,
    LookKind,
    LookState,
    SecondLook,
)
from legal.debtor.assessment import Outcome


def wrong(looked: Looked) -> Iterator[Wrong]:
    """Decisions that one person took alone where two must."""
    needs_two = (Assessment.state == AssessmentState.CONFIRMED) & (Assessment.outcome == Outcome.ABLE_UNWILLING.value)
    alone = select(Assessment.id).where(or_(
        needs_two & or_(Assessment.confirmed_by.is_(None), Assessment.decided_by.is_(None)),
        Assessment.confirmed_by == Assessment.decided_by,
    )).order_by(Assessment.id)
    own_figure = select(FigureDecision.id).join(FigureDecision.addition).where(
        FigureDecision.kind == FigureDecisionKind.CONFIRMED, FigureDecision.decided_by == FigureAddition.proposed_by,
        FigureAddition.id.not_in(_waited_for(looked.session)),
    ).order_by(FigureDecision.id)
    yield from all_of(looked, "assessment", alone, "geen tweede persoon bevestigde de beoordeling of wees haar af")
    yield from all_of(looked, "figure_decision", own_figure, "het cijfer is bevestigd door wie het voorstelde")
    yield from all_of(looked, "second_look", _too_soon(), "bevestigd door wie het vroeg, zonder twee dagen wachttijd")
    on_a_case = select(SecondLook.id).where(
        SecondLook.state == LookState.CONFIRMED, SecondLook.case_id.is_not(None),
        SecondLook.decided_as.is_(None) | (SecondLook.decided_as != LookedAs.OUTSIDER),
    ).order_by(SecondLook.id)
    yield from all_of(looked, "second_look", on_a_case, "niemand van buiten bevestigde wat een bureau van één vroeg")


def _too_soon() -> Select[int]:
    """What who asked it confirmed himself, without its reason or before its time began."""
    by_itself = (SecondLook.state == LookState.CONFIRMED) & (SecondLook.decided_by == SecondLook.asked_by)
    return select(SecondLook.id).where(by_itself, or_(
        SecondLook.decided_as.is_(None), SecondLook.decided_as != LookedAs.WAITING_TIME, SecondLook.reason == "",
        SecondLook.waits_from.is_(None), SecondLook.decided_at <= SecondLook.waits_from,
    )).order_by(SecondLook.id)


def _waited_for(session: Session) -> set[int]:
    """Figures for which two days stood in for a second person."""
    waited = session.scalars(select(SecondLook.wanted).where(
        SecondLook.kind == LookKind.FIGURES, SecondLook.decided_as == LookedAs.WAITING_TIME
    ))
    return {each for wanted in waited for each in wanted["additions"]}
