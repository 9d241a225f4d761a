"""After a notice that proved defective: the case goes back to be sent a new one, or on where the one it has is good."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.correspondence import shared_letters
from cases.counting import overpaid, statement, valuation_records
from cases.counting.notices import JudgedNotice
from cases.events.letters import NoticeDefective
from cases.models import Case, CaseEvent, EventKind, Letter, LetterKind, LetterState, NextStep, Stage
from cases.progress.stages import Then, move, open_holds
from legal.errors import LawError
from legal.parameters import Figures

UNSENT = (LetterState.QUEUED, LetterState.RENDERING, LetterState.RENDERED, LetterState.FAILED)


def ask_new_notice(
    session: Session, act: Act, case: Case, judged: JudgedNotice | None, *, on: date, figures: Figures,
    with_others: bool = True,
) -> bool:
    """Whether the notice that counts is defective; the case then goes back to be sent a new, complete one.

    So do those `with_others`, in which invoices stand that it named; they were taken before (`shared_letters`). Beyond
    the amicable phase a case stays where it is: the gate before the writ says what lacks.
    """
    if judged is None or not judged.is_broken:
        return False
    _ask(session, act, case, judged, on=on, figures=figures)
    for other in shared_letters.cases_of(session, judged.letter, but=case) if with_others else ():
        overpaid.suspect(session, other.id, on=act.today)
        theirs = statement.counting_notice(session, other, figures=figures)
        if theirs is not None and theirs.is_broken and other.stage not in (Stage.INTAKE, Stage.CLOSED):
            _ask(session, act, other, theirs, on=on, figures=figures)
    return True


def _ask(session: Session, act: Act, case: Case, judged: JudgedNotice, *, on: date, figures: Figures) -> None:
    under_way = select(Letter.id).where(
        Letter.case_id == case.id, Letter.kind == LetterKind.FIRST_NOTICE, Letter.state.in_(UNSENT)
    )
    if _is_asked(session, case, judged) or session.scalar(under_way) is not None:
        return
    if case.stage not in (Stage.INTAKE, Stage.NOTICE_RUNNING, Stage.AMICABLE):
        if case.next_step is NextStep.CONFIRM_POSTING:
            case.next_step, case.next_step_on = NextStep.SEND_FIRST_NOTICE, on
        return
    defective = NoticeDefective(letter_id=judged.letter.id, reason=judged.told)
    told = events.record(session, act, case.id, defective, effective_on=on)
    valuation_records.keep_with(session, case, told, on=on, figures=figures, now=act.now)
    back_to_intake(session, act, case, reason="veertiendagenbrief gebrekkig: nieuwe brief nodig", on=on)


def _is_asked(session: Session, case: Case, judged: JudgedNotice) -> bool:
    """Whether it waits for a new letter already, be it behind a hold."""
    if case.stage is not Stage.INTAKE or case.next_step is not NextStep.REVIEW_HOLD:
        return case.stage is Stage.INTAKE and case.next_step is NextStep.SEND_FIRST_NOTICE
    query = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind == EventKind.NOTICE_DEFECTIVE)
    last = session.scalar(query.order_by(CaseEvent.id.desc()).limit(1))
    told = None if last is None else events.read(last)
    return isinstance(told, NoticeDefective) and told.letter_id == judged.letter.id


def back_to_intake(session: Session, act: Act, case: Case, *, reason: str, on: date) -> None:
    """The case waits for a new first letter; what holds it is looked at first."""
    held = open_holds(session, case.id)
    move(
        session, act, case, Stage.INTAKE,
        Then(NextStep.REVIEW_HOLD, case.next_step_on) if held else Then(NextStep.SEND_FIRST_NOTICE, on),
        reason=reason, on=on,
    )


def follow(session: Session, act: Act, case: Case, *, reason: str, figures: Figures) -> None:
    """A letter that proves to have named too much asks for a new one; one that proves good lets the case go on.

    What cannot be judged yet does neither, and never stops money from being booked. `reason`: what happened.
    """
    try:
        judged = statement.counting_notice(session, case, figures=figures)
    except LawError:
        return
    is_broken = ask_new_notice(session, act, case, judged, on=act.today, figures=figures)
    if not is_broken and case.stage is Stage.INTAKE:
        go_on(session, act, case, judged, on=act.today, figures=figures, reason=reason)


def go_on(
    session: Session, act: Act, case: Case, judged: JudgedNotice | None, *, on: date, figures: Figures,
    reason: str = "melding over de brief ingetrokken",
) -> None:
    """A case that waited for a new letter goes on from the one it has; a hold keeps its own step.

    So do the others in which invoices stand that this letter named; they were taken before (`shared_letters`).
    """
    if judged is None or not judged.is_valid:
        return
    go_on_alone(session, act, case, judged, on=on, figures=figures, reason=reason)
    for other in shared_letters.cases_of(session, judged.letter, but=case):
        theirs = statement.counting_notice(session, other, figures=figures)
        if other.stage is Stage.INTAKE:
            go_on_alone(session, act, other, theirs, on=on, figures=figures, reason=reason)


def go_on_alone(
    session: Session, act: Act, case: Case, judged: JudgedNotice | None, *, on: date, figures: Figures, reason: str
) -> None:
    """The same of one case, for this reason; no other case changes."""
    if judged is None or not judged.is_valid or case.stage not in (Stage.INTAKE, Stage.NOTICE_RUNNING):
        return
    term = statement.notice_term(case, judged, figures=figures)
    due_from = None if term is None else term.costs_claimable_from
    runs = due_from is not None and on < due_from
    step = NextStep.WAIT_NOTICE_TERM if runs else NextStep.CONTACT_DEBTOR
    step_on = due_from if runs else on
    if open_holds(session, case.id):
        step, step_on = case.next_step, case.next_step_on
    stage = Stage.NOTICE_RUNNING if runs else Stage.AMICABLE
    move(session, act, case, stage, Then(step, step_on), reason=reason, on=on)
