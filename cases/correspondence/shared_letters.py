"""Letters that named invoices which stand in more than one case since: what proves of one concerns all those cases."""

from collections.abc import Callable, Collection
from datetime import date

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.counting import overpaid
from cases.counting.notices import GONE
from cases.errors import NotFound
from cases.models import Case, Claim, ClaimMove, Letter, LetterContent, LetterKind
from cases.progress import locking, order_stops, stages


def with_others(session: Session, case_ids: Collection[int]) -> set[int]:
    """The ids of these cases and of all that can share a letter with them.

    Those in which their claims stood before, and those in which claims stand now that left any of all these.
    """
    here, left = set(case_ids), select(Claim.case_id).join(ClaimMove, ClaimMove.claim_id == Claim.id)
    if not here:
        return here
    sources = select(ClaimMove.from_case_id).join(Claim, Claim.id == ClaimMove.claim_id).where(Claim.case_id.in_(here))
    found = union(
        sources, left.where(ClaimMove.from_case_id.in_(here)), left.where(ClaimMove.from_case_id.in_(sources))
    )
    return {*here, *session.scalars(found)}


def lock_cases(session: Session, case_ids: Collection[int]) -> list[Case]:
    """Take these cases and all that share a letter with them, in one order, before anything is changed.

    What proves of the letter of one is done in all of them.
    """
    return locking.lock_all(session, lambda: with_others(session, case_ids), first=case_ids)


def lock_one(session: Session, case_id: int) -> Case:
    """One case, taken with those; raises NotFound."""
    found = {case.id: case for case in lock_cases(session, [case_id])}
    if case_id not in found:
        raise NotFound(f"Dossier {case_id} bestaat niet.")
    return found[case_id]


def lock_open(session: Session, case_id: int) -> Case:
    """An open case, taken with those; raises NotFound, CaseClosed."""
    return stages.require_open(lock_one(session, case_id))


def lock(session: Session, letter_id: int, also: Callable[[], Collection[int]] = tuple) -> None:
    """Take all cases that this letter concerns, and those that `also` finds, in one order."""
    case_id = session.scalar(select(Letter.case_id).where(Letter.id == letter_id))
    if case_id is not None:
        locking.lock_all(session, lambda: {*with_others(session, [case_id]), *also()})


def cases_of(session: Session, letter: Letter, *, but: Case) -> list[Case]:
    """The cases that this letter concerns but for one, to change them; they were taken before, with that one."""
    ids = {letter.case_id, *_elsewhere(session, letter)} - {but.id}
    if not ids:
        return []
    session.flush()  # what was changed of them is not read over
    return locking.lock(session, ids)


def halt_orders(session: Session, act: Act, letter: Letter, *, on: date) -> None:
    """It came back: in each of these cases an order to the bailiff claims costs by it, and is halted."""
    for case in (letter.case, *cases_of(session, letter, but=letter.case)):
        order_stops.halt_returned(session, act, case, on=on)


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
