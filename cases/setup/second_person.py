"""Where a second person has to agree on a case: who that may be, and who it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from cases.errors import SecondPersonNeeded
from cases.models import LookedAs, LookKind, LookState, SecondLook, User
from cases.setup import outsiders

ONLY_OUTSIDER: Final = (
    "In een bureau van één persoon bevestigt de externe meekijker dit: een advocaat of accountant die niet bij het "
    "bureau hoort."
)


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """That something was confirmed: as what the second pair of eyes, by whom, what he is, and when.

    `capacity` is empty for who is of the agency. `by` after the waiting time is who asked it himself.
    """

    looked_as: LookedAs
    by: str
    capacity: str
    at: datetime


def require(session: Session, actor_id: int | None, *, first_id: int | None, same: str) -> None:
    """Refuse who did the first part himself, in the words of `same`; in an office of one everybody but the outsider.

    Raises SecondPersonNeeded.
    """
    if actor_id is None or actor_id == first_id:
        raise SecondPersonNeeded(same)
    require_outsider(session, actor_id)


def require_outsider(session: Session, confirmed_by: int | None) -> None:
    """Refuse what no outsider confirmed, in an office of one person; elsewhere nothing. Raises SecondPersonNeeded."""
    if outsiders.is_office_of_one(session) and not outsiders.is_outsider(session, confirmed_by):
        raise SecondPersonNeeded(ONLY_OUTSIDER)


def confirmation_of(session: Session, look: SecondLook) -> Confirmation | None:
    """Who confirmed it, and as what; None where it was not confirmed."""
    if look.decider is None or look.decided_as is None or look.decided_at is None:
        return None
    return confirmed_by(session, look.decider, looked_as=look.decided_as, at=look.decided_at)


def confirmed_by(session: Session, user: User, *, looked_as: LookedAs, at: datetime) -> Confirmation:
    """That this user confirmed it."""
    named = outsiders.named(session, user.id) if looked_as is LookedAs.OUTSIDER else None
    return Confirmation(
        looked_as=looked_as, by=user.name, capacity="" if named is None else named.in_words(), at=at
    )


def of_case(session: Session, case_id: int, kind: LookKind, subject_id: int) -> Confirmation | None:
    """Who confirmed this in an office of one person; None where it was asked of nobody."""
    query = _confirmed().where(
        SecondLook.case_id == case_id, SecondLook.kind == kind, SecondLook.subject_id == subject_id
    )
    look = session.scalar(query.order_by(SecondLook.id.desc()).limit(1))
    return None if look is None else confirmation_of(session, look)


def of_figures(session: Session, addition_ids: Sequence[int]) -> dict[int, Confirmation]:
    """Who confirmed each of these figures in an office of one person."""
    found: dict[int, Confirmation] = {}
    for look in session.scalars(_confirmed().where(SecondLook.kind == LookKind.FIGURES).order_by(SecondLook.id)):
        told = confirmation_of(session, look)
        found |= {each: told for each in look.wanted["additions"] if each in addition_ids and told is not None}
    return found


def _confirmed() -> Select[SecondLook]:
    return select(SecondLook).where(SecondLook.state == LookState.CONFIRMED).options(joinedload(SecondLook.decider))
