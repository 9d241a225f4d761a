"""A batch that is taken back as a whole: every letter of it that did not leave."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.correspondence import ordering
from cases.correspondence.new_notice import UNSENT
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.models import BatchWork, Letter, LetterBatch
from cases.progress import locking


def withdraw(session: Session, act: Act, batch_id: int, *, reason: str) -> int:
    """Withdraw every letter of a batch that did not leave, by post or e-mail; how many. What left stays as it is.

    Raises NotFound, Incomplete without a reason, Refused while it is still being ordered, AlreadyDone where none waits.
    """
    if not reason.strip():
        raise Incomplete("Schrijf op waarom deze verzending wordt ingetrokken.")
    if session.get(LetterBatch, batch_id, with_for_update={"key_share": True}) is None:
        raise NotFound("Deze verzending bestaat niet.")
    work = session.get(BatchWork, batch_id, with_for_update=True, populate_existing=True)
    if work is not None and work.ordered_after is not None:
        raise Refused("Nog niet alle brieven zijn besteld. Wacht tot de voortgang op 100 % staat.")
    waiting = Letter.batch_id == batch_id, Letter.state.in_(UNSENT)
    locking.lock(session, session.scalars(select(Letter.case_id).where(*waiting)).all())
    ids = session.scalars(select(Letter.id).where(*waiting).order_by(Letter.case_id, Letter.id)).all()
    if not ids:
        raise AlreadyDone("Van deze verzending is niets meer in te trekken.")
    for letter_id in ids:
        ordering.withdraw(session, act, letter_id, reason=reason.strip(), on=act.today)
    return len(ids)
