"""What was recorded of a posted letter in error, taken back: that it came back, or on which day it was received."""


from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.correspondence import shared_letters, undeliverable
from cases.correspondence.rules import rule_of
from cases.counting import valuation_records
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.events.letters import DeliveryProofWithdrawn, LetterCorrection, LetterReturnWithdrawn
from cases.input_checks import day_of
from cases.models import Case, Letter, LetterState
from cases.progress.stages import open_case
from legal.parameters import Figures


def withdraw_return(
    session: Session, act: Act, case_id: int, letter_id: int, *, reason: str, figures: Figures
) -> Letter:
    """The letter had not come back after all: it counts again, and its costs stand as they stood.

    Raises NotFound, Incomplete without a reason, AlreadyDone, or Refused where a new letter took its place meanwhile.
    """
    undeliverable.lock_receiver(session, letter_id)
    case, letter = locked_letter(session, case_id, letter_id, reason)
    if letter.returned_on is None:
        raise AlreadyDone("Deze brief staat niet (meer) als retour gemeld.")
    _require_no_other(session, letter)
    returned_on = letter.returned_on
    letter.returned_on, letter.standing = None, True
    why = f"retourmelding ingetrokken: {reason.strip()}"
    undeliverable.put_back(session, act, letter, on=day_of(act.now), reason=why)
    session.flush()
    told = LetterReturnWithdrawn(letter=letter.kind, letter_id=letter.id, was=returned_on, reason=reason.strip())
    _tell(session, act, case, letter, told, figures=figures)
    return letter


def withdraw_delivery(
    session: Session, act: Act, case_id: int, letter_id: int, *, reason: str, figures: Figures
) -> Letter:
    """The proved day of receipt was wrong: the presumed one counts again.

    Raises NotFound, Incomplete without a reason, AlreadyDone, or Refused where a new letter took its place meanwhile.
    """
    case, letter = locked_letter(session, case_id, letter_id, reason)
    if letter.delivered_on is None:
        raise AlreadyDone("Van deze brief is geen bezorging (meer) vastgelegd.")
    _require_no_other(session, letter)
    delivered_on = letter.delivered_on
    letter.delivered_on = None
    session.flush()
    told = DeliveryProofWithdrawn(letter=letter.kind, letter_id=letter.id, was=delivered_on, reason=reason.strip())
    _tell(session, act, case, letter, told, figures=figures)
    return letter


def locked_letter(session: Session, case_id: int, letter_id: int, reason: str) -> tuple[Case, Letter]:
    """The open case and its letter, in the order in which they are locked everywhere."""
    shared_letters.lock(session, letter_id)
    case = open_case(session, case_id)
    letter = session.get(Letter, letter_id, with_for_update=True, populate_existing=True)
    if letter is None or letter.case_id != case_id or letter.state is not LetterState.POSTED:
        raise NotFound("Deze brief bestaat niet.")
    if not reason.strip():
        raise Incomplete("Schrijf op waarom dit wordt ingetrokken.")
    return case, letter


def _require_no_other(session: Session, letter: Letter) -> None:
    """A letter to the same person that was ordered in the place of this one decides from there on."""
    query = select(Letter).where(
        Letter.case_id == letter.case_id, Letter.debtor_id == letter.debtor_id, Letter.kind == letter.kind,
        Letter.id > letter.id,
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


def _tell(
    session: Session, act: Act, case: Case, letter: Letter, told: LetterCorrection, *, figures: Figures
) -> None:
    """Put it on record, and let follow what belongs to the kind of the letter."""
    on = day_of(act.now)
    shared_letters.suspect(session, letter, on=on)
    kept = events.record(session, act, case.id, told, effective_on=on)
    valuation_records.keep_with(session, case, kept, on=on, figures=figures, now=act.now)
    rule_of(letter.kind).after_correction(session, act, letter, reason=told.reason, figures=figures)
    session.flush()
