"""A closed case opens again: it stands where it stands in law, with what stopped it before."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.amicable import booking_off, holds, settling
from cases.amicable.arrangements import plan_next_term, resume_kept
from cases.correspondence import added_claims, ordering
from cases.counting import overpaid, replays, statement
from cases.counting.notices import JudgedNotice
from cases.errors import Incomplete, Refused
from cases.events.stages import CaseClosing, CaseReopened
from cases.models import (
    Case,
    CaseEvent,
    ClosingReason,
    Erasure,
    EventKind,
    Hold,
    LedgerKind,
    NextStep,
    Scope,
    Stage,
    Writ,
    WritState,
)
from cases.progress import locking, stages
from cases.progress.stages import Then
from cases.schema.db import without_citizen_number
from legal.parameters import Figures


def reopen(session: Session, act: Act, case_id: int, *, reason: str, figures: Figures) -> Case:
    """Open a case again: what its closing booked off is asked again, and what stopped it then stops it now.

    Raises Refused for a case that is open, that became one with another, or on which nothing is owed; Incomplete
    without a reason.
    """
    case = locking.lock_one(session, case_id)
    if case.stage is not Stage.CLOSED:
        raise Refused(f"Dossier {case.number} is niet gesloten.")
    refusal = why_not(case) or _why_gone(session, case)
    if refusal:
        raise Refused(refusal)
    if not reason.strip():
        raise Incomplete("Vul in waarom het dossier weer open gaat.")
    without_citizen_number(reason)
    closing = _closing_of(session, case_id)
    settling.unsettle(session, act, case, reason="het dossier is heropend", figures=figures)
    _book_back(session, act, case, closing, figures=figures)
    left = replays.counted(session, case, today=act.today, figures=figures).left
    if left is not None and left <= 0:
        raise Refused("Er staat niets open op dit dossier. Is er te veel betaald, leg dan de terugbetaling vast.")
    told = CaseReopened(reason=reason.strip())
    events.record(session, act, case_id, told, effective_on=act.today)
    stand_again(session, act, case, reason=reason.strip(), figures=figures, may_resume=False)
    for hold in _holds_of(session, closing):
        holds.place_again(session, act, case, hold, on=act.today)
    overpaid.look(session, case, today=act.today, figures=figures)
    session.flush()
    return case


def why_not(case: Case) -> str:
    """Why a closed case never opens again, with what to do instead; empty when it may."""
    if case.closing_reason is not ClosingReason.JOINED:
        return ""
    return (
        f"Dossier {case.number} is samengevoegd met een ander dossier. De facturen staan nu daar: ga in dat dossier "
        "verder. Welk dossier dat is, staat in het verloop."
    )


def _why_gone(session: Session, case: Case) -> str:
    gone = select(Erasure.id).where(
        Erasure.source == "case", Erasure.row_id == case.id, Erasure.scope == Scope.PERSON
    )
    if session.scalar(gone.limit(1)) is None:
        return ""
    return f"Van dossier {case.number} is na de bewaartermijn gewist wie het was, met brieven en papieren."


def stand_again(
    session: Session, act: Act, case: Case, *, reason: str, figures: Figures, may_resume: bool = True
) -> None:
    """Put a closed case where it stands in law. `may_resume`: a plan that was kept by what is taken back goes on."""
    ordering.withdraw_unsent(
        session, act, case, reason="het dossier is weer open", on=act.today, where=lambda rule: rule.of_closed
    )
    notice = statement.counting_notice(session, case, figures=figures)
    if may_resume and resume_kept(session, case):
        stage, then = Stage.ARRANGEMENT, Then(NextStep.FOLLOW_ARRANGEMENT, act.today)
    else:
        stage, then = _place(session, case, notice, today=act.today, figures=figures)
    stages.move(session, act, case, stage, then, reason=reason, on=act.today)
    case.closed_on = case.closing_reason = None
    plan_next_term(session, case, today=act.today, figures=figures)
    added_claims.ask(session, act, case, figures=figures)


def _place(
    session: Session, case: Case, notice: JudgedNotice | None, *, today: date, figures: Figures
) -> tuple[Stage, Then]:
    """The stage and the next step that belong to the letters and the writ on record."""
    if session.scalar(select(Writ.id).where(Writ.case_id == case.id, Writ.state == WritState.SERVED).limit(1)):
        return Stage.SUMMONS_SERVED, Then(NextStep.AWAIT_PAYMENT, today)
    if notice is None or not notice.is_valid:
        return Stage.INTAKE, Then(NextStep.SEND_FIRST_NOTICE, today)
    term = statement.notice_term(case, notice, figures=figures)
    due_from = None if term is None else term.costs_claimable_from
    if due_from is not None and today < due_from:
        return Stage.NOTICE_RUNNING, Then(NextStep.WAIT_NOTICE_TERM, due_from)
    return Stage.AMICABLE, Then(NextStep.CONTACT_DEBTOR, today)


def _closing_of(session: Session, case_id: int) -> CaseClosing:
    """What the history says of the last closing."""
    query = select(CaseEvent).where(CaseEvent.case_id == case_id, CaseEvent.kind == EventKind.CASE_CLOSED)
    told = events.read(session.scalars(query.order_by(CaseEvent.id.desc()).limit(1)).one())
    assert isinstance(told, CaseClosing)
    return told


def _book_back(session: Session, act: Act, case: Case, closing: CaseClosing, *, figures: Figures) -> None:
    """Take back what the closing booked off, where that still stands, and all that was withdrawn."""
    for entry in booking_off.standing(session, case.id, LedgerKind.WRITE_OFF, LedgerKind.WITHDRAWN_PART):
        if entry.kind is LedgerKind.WITHDRAWN_PART or entry.id == closing.entry_id:
            booking_off.take_back(session, act, case, entry, reason="het dossier is heropend", figures=figures)


def _holds_of(session: Session, closing: CaseClosing) -> list[Hold]:
    """What the closing ended."""
    return list(session.scalars(select(Hold).where(Hold.id.in_(closing.hold_ids)).order_by(Hold.id)))
