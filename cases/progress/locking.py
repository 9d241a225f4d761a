"""Taking cases to change them: what was confirmed for the post and is not booked yet is booked first.

Posting a large batch takes a while. Whatever arrives meanwhile finds its case as it is with the letter posted, because
nobody changes a case before `lock` gave it.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cases.errors import NotFound
from cases.models import Case, Letter, LetterState

OnLetters: TypeAlias = Callable[[Session, Collection[int]], None]


@dataclass(frozen=True, kw_only=True)
class Booking:
    """What is done with leaving letters, by their ids: `book` those that can be, `give_up` those that cannot."""

    book: OnLetters
    give_up: OnLetters


_bookings: list[Booking] = []


def enter(booking: Booking) -> None:
    """Enter what books leaving letters; it stands in a room above."""
    _bookings.append(booking)


def lock(session: Session, case_ids: Collection[int]) -> list[Case]:
    """These cases as they are now, locked by id; their letters, and those of their debtors, that left are booked.

    What is booked of one case of a debtor may decide what is counted in another of his. A letter of these cases that
    cannot be booked is given up: it would no longer fit what is done to its case now. The lock lets rows come in that
    only refer to a case: who keeps a made letter holds that, and would wait here for whoever waits for the letter.
    """
    cases = _locked(session, case_ids)
    if _book(session, cases):
        left = [letter_id for case_id, letter_id in _leaving(session, cases) if case_id in {case.id for case in cases}]
        _booking().give_up(session, left)
    return cases


def lock_all(
    session: Session, wanted: Callable[[], Collection[int]], *, first: Collection[int] | None = None
) -> list[Case]:
    """`lock` of the cases that `wanted` finds, before anything is changed; what came to them meanwhile is locked too.

    Who holds some and takes more may wait for somebody who does the reverse: so they are let go and all taken anew.
    `first`: those that are taken before it is asked, where it seldom finds more.
    """
    asked = set(wanted() if first is None else first)
    while True:
        attempt = session.begin_nested()
        cases = lock(session, asked)
        found = set(wanted())
        if found <= asked:
            attempt.commit()
            return cases
        attempt.rollback()
        asked = found


def lock_one(session: Session, case_id: int) -> Case:
    """One case as `lock` gives it; raises NotFound."""
    for case in lock(session, [case_id]):
        return case
    raise NotFound(f"Dossier {case_id} bestaat niet.")


def book_leaving(session: Session, case_ids: Collection[int]) -> None:
    """Book what left of these cases, as `lock` does; what cannot be booked is tried again later."""
    _book(session, _locked(session, case_ids))


def _locked(session: Session, case_ids: Collection[int]) -> list[Case]:
    if not case_ids:
        return []
    query = (
        select(Case).where(Case.id.in_(case_ids)).order_by(Case.id).options(joinedload(Case.debtor))
        .with_for_update(of=Case, key_share=True).execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def _book(session: Session, cases: Collection[Case]) -> bool:
    """Book what left of these cases and, where nobody else has them locked, of others of their debtors; whether there
    was any.
    """
    found = _leaving(session, cases) if cases else []
    others = {case_id for case_id, _ in found} - {case.id for case in cases}
    query = select(Case).where(Case.id.in_(others)).order_by(Case.id).with_for_update(skip_locked=True, key_share=True)
    free = {case.id for case in session.scalars(query.execution_options(populate_existing=True))} if others else set()
    leaving = [letter_id for case_id, letter_id in found if case_id not in others - free]
    if leaving:
        _booking().book(session, leaving)
    return bool(leaving)


def _leaving(session: Session, cases: Collection[Case]) -> list[tuple[int, int]]:
    """The leaving letters of these debtors, each after its case."""
    query = (
        select(Case.id, Letter.id).join(Letter, Letter.case_id == Case.id)
        .where(Letter.state == LetterState.LEAVING, Case.debtor_id.in_({case.debtor_id for case in cases}))
    )
    return [(case_id, letter_id) for case_id, letter_id in session.execute(query.order_by(Letter.id))]


def _booking() -> Booking:
    (booking,) = _bookings
    return booking
