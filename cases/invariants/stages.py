"""10: stage and next step fit what is on record, and nothing that is due is missing from the queue."""

from collections.abc import Iterator
from datetime import date
from typing import TypeAlias

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from cases.invariants.finding import Looked, Wrong, all_of
from cases.models import (
    Arrangement,
    ArrangementState,
    Assessment,
    AssessmentState,
    Case,
    CaseEvent,
    EventKind,
    Hold,
    Letter,
    LetterKind,
    LetterState,
    NextStep,
    OrderStop,
    Stage,
    Writ,
    WritState,
)

Condition: TypeAlias = ColumnElement[bool]
TO_BE_POSTED = (
    LetterState.QUEUED, LetterState.RENDERING, LetterState.RENDERED, LetterState.FAILED, LetterState.LEAVING,
)


def wrong(looked: Looked) -> Iterator[Wrong]:
    """Cases that stand where they cannot stand, wait for nothing, or for something that is not there."""
    for what, condition in (*_closed(), *_next_step(), *_needs()):
        yield from all_of(looked, "case", select(Case.id).where(condition).order_by(Case.id), what)
    elsewhere = select(Hold.id).join(Case, Hold.case_id == Case.id).where(Hold.client_id != Case.client_id)
    yield from all_of(looked, "hold", elsewhere.order_by(Hold.id), "de pauze is van een ander dan het dossier")
    yield from all_of(looked, "case", _moved_otherwise(), "de tijdlijn zegt dat het dossier in een andere fase staat")


def _closed() -> Iterator[tuple[str, Condition]]:
    is_closed = Case.stage == Stage.CLOSED
    yield "een gesloten dossier heeft een sluitingsdag en een reden", and_(
        is_closed, or_(Case.closed_on.is_(None), Case.closing_reason.is_(None))
    )
    yield "een gesloten dossier wacht op niets meer", and_(
        is_closed, or_(Case.next_step != NextStep.NONE, Case.next_step_on.is_not(None))
    )
    yield "een open dossier heeft geen sluitingsdag", and_(
        ~is_closed, or_(Case.closed_on.is_not(None), Case.closing_reason.is_not(None))
    )


def _next_step() -> Iterator[tuple[str, Condition]]:
    """What is due stands in the queue: it holds the open cases whose day has come."""
    is_open, is_held, is_halted = Case.stage != Stage.CLOSED, _held(), _halted()
    yield "een open dossier zonder volgende stap staat in geen werkbak", and_(
        is_open, or_(Case.next_step == NextStep.NONE, Case.next_step_on.is_(None))
    )
    yield "een pauze of betwisting staat open, maar het dossier wacht op iets anders", and_(
        is_open, is_held, Case.next_step.not_in((NextStep.REVIEW_HOLD, NextStep.REVIEW_STOP))
    )
    yield "het dossier wacht op het bekijken van een pauze die er niet is", and_(
        Case.next_step == NextStep.REVIEW_HOLD, ~is_held
    )
    yield "een pauze had al bekeken moeten worden voordat het dossier in de werkbak komt", and_(
        is_open, Case.next_step == NextStep.REVIEW_HOLD, Case.next_step_on > _first_review()
    )
    yield "een stilgezet exploot staat niet als eerste te wachten", and_(
        is_open, is_halted, Case.next_step != NextStep.REVIEW_STOP
    )
    yield "het dossier wacht op een stilgezet exploot dat er niet is", and_(
        Case.next_step == NextStep.REVIEW_STOP, ~is_halted
    )
    yield "het dossier wacht op het posten van een brief die er niet is", and_(
        Case.next_step == NextStep.CONFIRM_POSTING, ~_letter(Letter.state.in_(TO_BE_POSTED))
    )


def _needs() -> Iterator[tuple[str, Condition]]:
    """What a stage needs, and what lives in that stage alone."""
    is_posted = _letter((Letter.state == LetterState.POSTED) & Letter.returned_on.is_(None))
    yield "de brieftermijn loopt zonder brief die is gepost", and_(Case.stage == Stage.NOTICE_RUNNING, ~is_posted)
    runs = _of_case(Arrangement, Arrangement.state == ArrangementState.RUNNING)
    yield "de fase regeling zonder lopende regeling", and_(Case.stage == Stage.ARRANGEMENT, ~runs)
    yield "er loopt een regeling buiten de fase regeling", and_(Case.stage != Stage.ARRANGEMENT, runs)
    decided = _of_case(Assessment, Assessment.state == AssessmentState.CONFIRMED)
    yield "de voorbereiding van het exploot zonder bevestigde beoordeling", and_(
        Case.stage.in_((Stage.PRE_LEGAL, Stage.SUMMONS_DRAFT)), ~decided
    )
    for stage, state in (
        (Stage.SUMMONS_DRAFT, WritState.DRAFT), (Stage.WITH_BAILIFF, WritState.GIVEN),
        (Stage.SUMMONS_SERVED, WritState.SERVED),
    ):
        yield f"de fase {stage.value} zonder exploot dat zo ver is", and_(
            Case.stage == stage, ~_of_case(Writ, Writ.state == state)
        )
    open_writ = _of_case(Writ, Writ.state.in_((WritState.DRAFT, WritState.GIVEN)))
    yield "er ligt een exploot in een fase waarin dat niet kan", and_(
        Case.stage.not_in((Stage.SUMMONS_DRAFT, Stage.WITH_BAILIFF, Stage.SUMMONS_SERVED)), open_writ
    )


def _moved_otherwise() -> Select[int]:
    """Cases of which the stage is not the one that the last change of stage on record tells."""
    last = (
        select(CaseEvent.case_id, func.max(CaseEvent.id).label("event_id"))
        .where(CaseEvent.kind == EventKind.STAGE_CHANGED).group_by(CaseEvent.case_id).subquery()
    )
    became = func.coalesce(CaseEvent.data["became"].as_string(), Stage.INTAKE.value)
    return (
        select(Case.id).outerjoin(last, last.c.case_id == Case.id)
        .outerjoin(CaseEvent, CaseEvent.id == last.c.event_id).where(became != Case.stage).order_by(Case.id)
    )


def _of_case(model: "type[Arrangement | Assessment | Writ]", condition: Condition) -> Condition:
    return exists().where(model.case_id == Case.id, condition)


def _letter(condition: Condition) -> Condition:
    return exists().where(Letter.case_id == Case.id, Letter.kind == LetterKind.FIRST_NOTICE, condition)


def _held() -> Condition:
    return exists().where(Hold.case_id == Case.id, Hold.ended_on.is_(None))


def _first_review() -> ColumnElement[date]:
    """The first day on which an open hold of the case is to be looked at."""
    day = func.min(func.coalesce(Hold.review_on, Hold.started_on))
    return select(day).where(Hold.case_id == Case.id, Hold.ended_on.is_(None)).scalar_subquery()


def _halted() -> Condition:
    return exists().where(Writ.case_id == Case.id, OrderStop.writ_id == Writ.id, OrderStop.ended_at.is_(None))
