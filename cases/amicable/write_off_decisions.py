"""What a second person decides on a write-off that was proposed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.amicable import closings, write_offs
from cases.amicable.closings import ClosingInput
from cases.counting import replays
from cases.errors import Incomplete, NotFound, Refused, SecondPersonNeeded
from cases.events.settlement import WriteOffRejected
from cases.models import Case, WriteOff, WriteOffState
from cases.progress import stages
from cases.schema.db import without_citizen_number
from cases.setup import second_person
from legal.parameters import Figures
from letters.words import euro


def confirm(session: Session, act: Act, case_id: int, *, note: str, figures: Figures) -> WriteOff:
    """Agree: it is booked off as it stands today, and a case that was to close with it closes.

    Raises SecondPersonNeeded for who proposed it, in an office of one for all but the outsider; NotFound where nothing
    waits, Refused where less is open by now.
    """
    case, waiting = _waiting(session, act, case_id)
    second_person.require_outsider(session, act.actor_id)
    left = replays.counted(session, case, today=act.today, figures=figures).left
    if left is None:
        raise Refused("Het saldo kan nu niet worden berekend; dan kan er ook niets worden afgeboekt.")
    if waiting.closing_reason is None and waiting.amount >= left:
        raise Refused(f"Er staat nog maar {euro(left)} open. Wijs dit voorstel af en sluit het dossier.")
    _decide(session, act, waiting, WriteOffState.BOOKED, note)
    if waiting.closing_reason is None:
        write_offs.book(session, act, case, waiting, amount=waiting.amount, figures=figures)
    else:
        told = ClosingInput(reason=waiting.closing_reason, note=waiting.reason, seen=left)
        closings.end(session, act, case, told, decided=waiting, figures=figures)
    session.flush()
    return waiting


def reject(session: Session, act: Act, case_id: int, *, note: str) -> WriteOff:
    """Disagree, with the reason; nothing is booked off. Raises as `confirm`, and Incomplete without a reason."""
    _case, waiting = _waiting(session, act, case_id)
    if not note.strip():
        raise Incomplete("Schrijf op waarom u het niet eens bent.")
    _decide(session, act, waiting, WriteOffState.REJECTED, note)
    told = WriteOffRejected(write_off_id=waiting.id, amount=waiting.amount, note=waiting.decision_note)
    events.record(session, act, case_id, told, effective_on=act.today)
    session.flush()
    return waiting


def _waiting(session: Session, act: Act, case_id: int) -> tuple[Case, WriteOff]:
    case = stages.open_case(session, case_id)
    query = select(WriteOff).where(WriteOff.case_id == case_id, WriteOff.state == WriteOffState.PROPOSED)
    waiting = session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if waiting is None:
        raise NotFound("Er wacht geen afboeking op dit dossier.")
    if act.actor_id is None or act.actor_id == waiting.proposed_by:
        raise SecondPersonNeeded("U stelde deze afboeking zelf voor. Een ander beslist.")
    return case, waiting


def _decide(session: Session, act: Act, waiting: WriteOff, state: WriteOffState, note: str) -> None:
    without_citizen_number(note)
    waiting.state, waiting.decision_note = state, note.strip()[:300]
    waiting.decided_at, waiting.decided_by = act.now, act.actor_id
    session.flush()
