"""Taking cases to change them: what was confirmed for the post and is not booked yet is booked first.

Posting a large batch takes a while. Whatever arrives meanwhile finds its case as it is with the letter posted, because
nobody changes a case before `lock` gave it.
"""

from collections.abc import Callable, Collection
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cases.errors import NotFound
from cases.models import Case, Letter, LetterState

Booking: TypeAlias = Callable[[Session, Collection[int]], None]

_bookings: list[Booking] = []


def books_leaving(booking: Booking) -> Booking:
    """Enter what books the leaving letters of these ids; it stands in a room above."""
    _bookings.append(booking)
    return booking


def lock(session: Session, case_ids: Collection[int]) -> list[Case]:
    """These cases as they are now, locked by id; their letters, and those of their debtors, that left are booked.

    What is booked of one case of a debtor may decide what is counted in another of his. The lock lets rows come in that
    only refer to a case: who keeps a made letter holds that, and would wait here for whoever waits for the letter.
    """
    if not case_ids:
        return []
    query = (
        select(Case).where(Case.id.in_(case_ids)).order_by(Case.id).options(joinedload(Case.debtor))
        .with_for_update(of=Case, key_share=True).execution_options(populate_existing=True)
    )
    cases = list(session.scalars(query))
    leaving = _leaving(session, cases)
    if leaving:
        (booking,) = _bookings
        booking(session, leaving)
    return cases


def lock_one(session: Session, case_id: int) -> Case:
    """One case as `lock` gives it; raises NotFound."""
    for case in lock(session, [case_id]):
        return case
    raise NotFound(f"Dossier {case_id} bestaat niet.")


def _leaving(session: Session, cases: Collection[Case]) -> list[int]:
    """Ids of the leaving letters of these debtors; those of another case only where nobody else has it locked."""
    found = session.execute(
        select(Case.id, Letter.id).join(Letter, Letter.case_id == Case.id)
        .where(Letter.state == LetterState.LEAVING, Case.debtor_id.in_({case.debtor_id for case in cases}))
        .order_by(Letter.id)
    ).all()
    others = {case_id for case_id, _ in found} - {case.id for case in cases}
    query = select(Case).where(Case.id.in_(others)).order_by(Case.id).with_for_update(skip_locked=True, key_share=True)
    free = {case.id for case in session.scalars(query.execution_options(populate_existing=True))} if others else set()
    return [letter_id for case_id, letter_id in found if case_id not in others - free]
