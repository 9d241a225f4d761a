"""Interruptions of prescription (stuitingen) on record, towards whom each was. Law: art. 3:317 and 6:11 BW."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session, aliased

from cases.models import OWING, CaseParty, Claim, Interruption


def standing(session: Session, claims: Sequence[Claim]) -> dict[int, list[Interruption]]:
    """The interruptions on record by claim, oldest first, without those that were withdrawn and what withdrew them.

    Those towards somebody who owes beside the debtor of the case do not count for him (`towards`). A claim that is
    still to be added has no number yet, and none.
    """
    by_claim: dict[int, list[Interruption]] = defaultdict(list)
    for row in _rows(session, claims, ~_of_another()):
        by_claim[row.claim_id].append(row)
    return by_claim


def towards(session: Session, claims: Sequence[Claim], person_id: int) -> dict[int, list[Interruption]]:
    """The same towards one of those who owe beside the debtor: interruption is personal (art. 3:317 and 6:11 BW)."""
    by_claim: dict[int, list[Interruption]] = defaultdict(list)
    for row in _rows(session, claims, _of_another() & (Interruption.debtor_id == person_id)):
        by_claim[row.claim_id].append(row)
    return by_claim


def everybody(session: Session, claims: Sequence[Claim]) -> list[Interruption]:
    """The same towards whoever it was, oldest first."""
    return _rows(session, claims, true())


def _rows(session: Session, claims: Sequence[Claim], which: ColumnElement[bool]) -> list[Interruption]:
    on_record = [claim.id for claim in claims if claim.id is not None]
    if not on_record:
        return []
    withdrawing = aliased(Interruption)
    query = select(Interruption).join(Claim, Interruption.claim_id == Claim.id).where(
        Interruption.claim_id.in_(on_record), Interruption.withdraws_id.is_(None), which,
        ~select(withdrawing.id).where(withdrawing.withdraws_id == Interruption.id).exists(),
    )
    return list(session.scalars(query.order_by(Interruption.interrupted_on, Interruption.id)))


def _of_another() -> ColumnElement[bool]:
    """Whether it was towards somebody who plays a part beside the debtor by which he owes himself."""
    return (Interruption.debtor_id != Claim.debtor_id) & select(CaseParty.id).where(
        CaseParty.case_id == Claim.case_id, CaseParty.person_id == Interruption.debtor_id, CaseParty.role.in_(OWING)
    ).correlate(Claim, Interruption).exists()
