"""The debtor denies that a letter came: nothing is presumed of the post until its receipt is proved.

Law: art. 3:37 lid 3 BW; who sent it has to show that it came (ECLI:NL:HR:2016:2704).
"""

from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.correspondence import shared_letters
from cases.correspondence.corrections import locked_letter
from cases.correspondence.rules import rule_of
from cases.counting import valuation_records
from cases.errors import AlreadyDone, Refused
from cases.events.letters import ReceiptDispute, ReceiptDisputed, ReceiptDisputeEnded
from cases.models import Case, Letter, NextStep, Stage
from cases.progress.stages import Then, move
from cases.schema.db import without_citizen_number
from legal.parameters import Figures
from letters.words import short_date


def dispute(session: Session, act: Act, case_id: int, letter_id: int, *, reason: str, figures: Figures) -> Letter:
    """The debtor says that this letter never came: it makes no costs due, and interrupts nothing.

    Until somebody proves its receipt; a whole new letter can be sent too. Raises NotFound, Incomplete without a reason,
    AlreadyDone, Refused where it came back, or its receipt is proved: then the proof decides.
    """
    case, letter = locked_letter(session, case_id, letter_id, reason)
    without_citizen_number(reason)
    if letter.receipt_disputed_on is not None:
        raise AlreadyDone("Van deze brief is de ontvangst al betwist.")
    if letter.returned_on is not None:
        raise Refused("Deze brief kwam retour: hij geldt al als niet ontvangen.")
    if letter.delivered_on is not None:
        raise Refused(
            f"De bezorging op {short_date(letter.delivered_on)} is bewezen. Klopt dat bewijs niet, trek het dan in."
        )
    letter.receipt_disputed_on = act.today
    session.flush()
    told = ReceiptDisputed(letter=letter.kind, letter_id=letter.id, reason=reason.strip()[:300])
    _follow(session, act, case, letter, told, figures=figures)
    if case.stage is Stage.NOTICE_RUNNING:  # no term runs that anybody could show
        move(
            session, act, case, Stage.AMICABLE, Then(NextStep.CONTACT_DEBTOR, act.today),
            reason="ontvangst van de brief betwist", on=act.today,
        )
    session.flush()
    return letter


def end(session: Session, act: Act, case_id: int, letter_id: int, *, reason: str, figures: Figures) -> Letter:
    """The debtor takes it back, or it was entered in error: the letter counts as it did.

    Raises NotFound, Incomplete without a reason, AlreadyDone.
    """
    case, letter = locked_letter(session, case_id, letter_id, reason)
    without_citizen_number(reason)
    if letter.receipt_disputed_on is None:
        raise AlreadyDone("Van deze brief is de ontvangst niet (meer) betwist.")
    letter.receipt_disputed_on = None
    session.flush()
    told = ReceiptDisputeEnded(letter=letter.kind, letter_id=letter.id, reason=reason.strip()[:300])
    _follow(session, act, case, letter, told, figures=figures)
    return letter


def _follow(
    session: Session, act: Act, case: Case, letter: Letter, told: ReceiptDispute, *, figures: Figures
) -> None:
    """Put it on record; the presumed receipt interrupts no longer, and money may prove too much."""
    shared_letters.suspect(session, letter, on=act.today)
    kept = events.record(session, act, case.id, told, effective_on=act.today)
    valuation_records.keep_with(session, case, kept, on=act.today, figures=figures, now=act.now)
    rule_of(letter.kind).after_correction(session, act, letter, reason=told.reason, figures=figures)
    session.flush()
