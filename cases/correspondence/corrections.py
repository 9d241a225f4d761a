"""What was recorded of a posted letter in error, taken back: that it came back, or on which day it was received."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.correspondence import ordering
from cases.counting import statement, valuation_records
from cases.counting.notices import JudgedNotice
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.input_checks import day_of
from cases.models import Case, EventKind, Letter, LetterState, NextStep, Stage
from cases.progress.stages import Then, move, open_case, open_holds
from legal.parameters import Figures


def withdraw_return(
    session: Session, act: Act, case_id: int, letter_id: int, *, reason: str, figures: Figures
) -> Letter:
    """The letter had not come back after all: it counts again, and its costs stand as they stood.

    Raises NotFound, Incomplete without a reason, AlreadyDone, or Refused where a new letter took its place meanwhile.
    """
    case, letter = _locked(session, case_id, letter_id, reason)
    if letter.returned_on is None:
        raise AlreadyDone("Deze brief staat niet (meer) als retour gemeld.")
    _require_no_other(session, letter)
    returned_on = letter.returned_on
    letter.returned_on, letter.standing = None, True
    session.flush()
    _told(
        session, act, case, EventKind.LETTER_RETURN_WITHDRAWN, letter, was=returned_on, reason=reason, figures=figures
    )
    return letter


def withdraw_delivery(
    session: Session, act: Act, case_id: int, letter_id: int, *, reason: str, figures: Figures
) -> Letter:
    """The proved day of receipt was wrong: the presumed one counts again.

    Raises NotFound, Incomplete without a reason, AlreadyDone, or Refused where a new letter took its place meanwhile.
    """
    case, letter = _locked(session, case_id, letter_id, reason)
    if letter.delivered_on is None:
        raise AlreadyDone("Van deze brief is geen bezorging (meer) vastgelegd.")
    _require_no_other(session, letter)
    delivered_on = letter.delivered_on
    letter.delivered_on = None
    session.flush()
    _told(
        session, act, case, EventKind.DELIVERY_PROOF_WITHDRAWN, letter, was=delivered_on, reason=reason, figures=figures
    )
    return letter


def _locked(session: Session, case_id: int, letter_id: int, reason: str) -> tuple[Case, Letter]:
    """The open case and its letter, in the order in which they are locked everywhere."""
    case = open_case(session, case_id)
    letter = session.get(Letter, letter_id, with_for_update=True, populate_existing=True)
    if letter is None or letter.case_id != case_id or letter.state is not LetterState.POSTED:
        raise NotFound("Deze brief bestaat niet.")
    if not reason.strip():
        raise Incomplete("Schrijf op waarom dit wordt ingetrokken.")
    return case, letter


def _require_no_other(session: Session, letter: Letter) -> None:
    """A letter that was ordered in the place of this one decides from there on."""
    query = select(Letter).where(
        Letter.case_id == letter.case_id, Letter.kind == letter.kind, Letter.id > letter.id,
        Letter.state != LetterState.WITHDRAWN,
    )
    newer = session.scalar(query.order_by(Letter.id).limit(1))
    if newer is None:
        return
    if newer.state is LetterState.POSTED:
        raise Refused(
            f"Er is intussen een nieuwe brief gepost op {newer.sent_on:%d-%m-%Y}. Die telt nu; intrekken kan niet meer."
        )
    raise Refused(f"Er is intussen een nieuwe brief besteld (verzending {newer.batch_id}). Trek die eerst in.")


def _told(
    session: Session, act: Act, case: Case, kind: EventKind, letter: Letter, *, was: date, reason: str, figures: Figures
) -> None:
    """Put it on record, and the case where it stands in law with the letter as it is now."""
    on = day_of(act.now)
    told = events.record(
        session, act, case.id, kind, effective_on=on, letter=letter.kind.value, letter_id=letter.id, was=str(was),
        reason=reason.strip(),
    )
    valuation_records.keep_with(session, case, told, on=on, figures=figures, now=act.now)
    judged = statement.counting_notice(session, case, figures=figures)
    if not ordering.ask_new_notice(session, act, case, judged, on=on, figures=figures):
        _go_on(session, act, case, judged, on=on, figures=figures)
    session.flush()


def _go_on(session: Session, act: Act, case: Case, judged: JudgedNotice | None, *, on: date, figures: Figures) -> None:
    """A case that waited for a new letter goes on from the one it has; a hold keeps its own step."""
    if case.stage not in (Stage.INTAKE, Stage.NOTICE_RUNNING) or judged is None or not judged.is_valid:
        return
    term = statement.notice_term(case, judged, figures=figures)
    due_from = None if term is None else term.costs_claimable_from
    runs = due_from is not None and on < due_from
    step = NextStep.WAIT_NOTICE_TERM if runs else NextStep.CONTACT_DEBTOR
    step_on = due_from if runs else on
    if open_holds(session, case.id):
        step, step_on = case.next_step, case.next_step_on
    move(
        session, act, case, Stage.NOTICE_RUNNING if runs else Stage.AMICABLE, Then(step, step_on),
        reason="melding over de brief ingetrokken", on=on,
    )
