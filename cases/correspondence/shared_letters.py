"""Letters that named invoices which stand in more than one case since: what proves of one concerns all those cases."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.counting import overpaid
from cases.counting.notices import GONE
from cases.models import Case, Claim, ClaimMove, Letter, LetterContent, LetterKind
from cases.progress import locking


def lock(session: Session, letter_id: int, also: Collection[int] = ()) -> None:
    """Take all cases that this letter concerns, and others by their ids, in one order."""
    letter = session.get(Letter, letter_id)
    if letter is not None:
        locking.lock(session, {letter.case_id, *_elsewhere(session, letter), *also})


def cases_of(session: Session, letter: Letter, *, but: Case) -> list[Case]:
    """The cases that this letter concerns but for one, taken to change them."""
    ids = {letter.case_id, *_elsewhere(session, letter)} - {but.id}
    if not ids:
        return []
    session.flush()  # what was changed of them is not read over
    return locking.lock(session, ids)


def suspect(session: Session, letter: Letter, *, on: date) -> None:
    """In each of these cases more may have been paid than is owed by now."""
    for case_id in (letter.case_id, *_elsewhere(session, letter)):
        overpaid.suspect(session, case_id, on=on)


def has_another(session: Session, case: Case, letter: Letter) -> bool:
    """Whether another first letter than this one left to the debtor of a case, did not come back, and is about it."""
    here = {claim.id for claim in case.claims}
    sources = select(ClaimMove.from_case_id).where(ClaimMove.claim_id.in_(here))
    left = select(Letter.case_id, LetterContent.claim_ids).join(Case, Case.id == Letter.case_id).outerjoin(
        LetterContent, LetterContent.letter_id == Letter.id
    ).where(
        Letter.kind == LetterKind.FIRST_NOTICE, Letter.state.in_(GONE), Letter.returned_on.is_(None),
        Letter.id != letter.id, Letter.debtor_id == Case.debtor_id,
        (Letter.case_id == case.id) | Letter.case_id.in_(sources),
    )
    return any(
        case_id == case.id or here & set(claim_ids or ()) for case_id, claim_ids in session.execute(left)
    )


def _elsewhere(session: Session, letter: Letter) -> list[int]:
    """The ids of the other cases in which invoices stand that it named."""
    if letter.content is None:
        return []
    query = select(Claim.case_id).where(Claim.id.in_(letter.content.claim_ids), Claim.case_id != letter.case_id)
    return list(session.scalars(query.distinct().order_by(Claim.case_id)))
