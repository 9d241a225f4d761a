"""15: who decides is never the one who confirms, for assessments and for figures."""

from collections.abc import Iterator

from sqlalchemy import or_, select

from cases.invariants.finding import Looked, Wrong, all_of
from cases.models import Assessment, AssessmentState, FigureAddition, FigureDecision, FigureDecisionKind
from legal.debtor.assessment import Outcome


def wrong(looked: Looked) -> Iterator[Wrong]:
    """Decisions that one person took alone where two must."""
    needs_two = (Assessment.state == AssessmentState.CONFIRMED) & (Assessment.outcome == Outcome.ABLE_UNWILLING.value)
    alone = select(Assessment.id).where(or_(
        needs_two & or_(Assessment.confirmed_by.is_(None), Assessment.decided_by.is_(None)),
        Assessment.confirmed_by == Assessment.decided_by,
    )).order_by(Assessment.id)
    own_figure = select(FigureDecision.id).join(FigureDecision.addition).where(
        FigureDecision.kind == FigureDecisionKind.CONFIRMED, FigureDecision.decided_by == FigureAddition.proposed_by
    ).order_by(FigureDecision.id)
    yield from all_of(looked, "assessment", alone, "geen tweede persoon bevestigde de beoordeling of wees haar af")
    yield from all_of(looked, "figure_decision", own_figure, "het cijfer is bevestigd door wie het voorstelde")
