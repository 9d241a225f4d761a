"""Who may be the second pair of eyes on what was asked, and where the waiting time stands in for it."""

from datetime import UTC, datetime, time, timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cases.models import (
    AccountLink,
    Case,
    LinkPurpose,
    LookKind,
    LookState,
    RoleName,
    SecondLook,
    SetUpChange,
    SetUpSubject,
    User,
)
from cases.setup import outsiders

MAY_WAIT: Final = frozenset({
    LookKind.ACCOUNT, LookKind.ROLE, LookKind.NEW_USER, LookKind.ACCESS, LookKind.ONE_PERSON, LookKind.FIGURES,
    LookKind.PASSWORD, LookKind.TEXT_RELEASE, LookKind.TEXT_APPROVAL, LookKind.LETTER_ADDITION,
})
OF_AGENCY: Final = frozenset({LookKind.ACCOUNT, LookKind.ONE_PERSON})
OF_USERS: Final = frozenset({
    LookKind.NEW_USER, LookKind.ROLE, LookKind.ACCESS, LookKind.PASSWORD, LookKind.SECOND_STEP,
})
NOT_UNDONE: Final = frozenset({LookKind.REDACTION, LookKind.ERASURE})
SENT_AWAY_COUNTS: Final = timedelta(days=30)


def candidates(session: Session, look: SecondLook) -> set[int]:
    """Who may confirm: colleagues, and in an office of one person the outsiders, alone where it cannot be undone.

    Whoever gave an outsider another password or second step held it, and could be that outsider. The first link counts
    not: an office of one person has nobody else to send it (`outsiders` says what stands against that).
    """
    found = _colleagues(session, look)
    if not outsiders.is_office_of_one(session):
        return found
    let_in = set(session.scalars(select(AccountLink.user_id).where(
        AccountLink.made_by == look.asked_by, AccountLink.purpose == LinkPurpose.NEW_PASSWORD
    )))
    them = {each.id for each in outsiders.all_active(session)} - let_in - _looked_after(session, look.asked_by)
    return (set() if look.kind in NOT_UNDONE else found) | them - _about(look)


def _colleagues(session: Session, look: SecondLook) -> set[int]:
    """An administrator whom it is not about, and who was not let in by who asked.

    Whoever made a link held it, and could be that user. Those of before the first case count only where they replaced a
    password: then one person invited everybody.
    """
    administrators = select(User.id).where(User.active, User.roles.any(name=RoleName.ADMIN.value))
    first_day = session.scalar(select(Case.opened_on).order_by(Case.id).limit(1)) or look.asked_at.date()
    after = datetime.combine(first_day + timedelta(days=1), time.min, tzinfo=UTC)
    let_in = select(AccountLink.user_id).where(
        AccountLink.made_by == look.asked_by,
        or_(AccountLink.purpose == LinkPurpose.NEW_PASSWORD, AccountLink.made_at >= after),
    )
    found = set(session.scalars(administrators.where(User.id.not_in(let_in))))
    return found - _looked_after(session, look.asked_by) - _about(look) - {look.asked_by}


def _looked_after(session: Session, asker_id: int) -> set[int]:
    """Whose password or second step was given again with a hand of who asks; an invitation that ran out is none."""
    rows = session.execute(select(SecondLook.subject_id, SecondLook.wanted).where(
        SecondLook.kind.in_((LookKind.PASSWORD, LookKind.SECOND_STEP)), SecondLook.state == LookState.CONFIRMED,
        or_(SecondLook.asked_by == asker_id, SecondLook.decided_by == asker_id),
    ))
    return {user_id for user_id, wanted in rows if not wanted.get("invitation")}


def _about(look: SecondLook) -> set[int]:
    return {look.subject_id} if look.kind in OF_USERS else set()


def may_wait(session: Session, look: SecondLook) -> bool:
    """Whether two days stand in for a second person: in an office of one, and to become one where nobody else is.

    Not where a colleague is there by now, nor to be an office of one no longer. Who just sent the others away does not
    become one.
    """
    if look.kind not in MAY_WAIT or _colleagues(session, look):
        return False
    if look.kind is LookKind.ONE_PERSON:
        return bool(look.wanted["one_person"]) and not _sent_colleagues_away(session, look)
    if look.kind is LookKind.PASSWORD and not look.wanted.get("invitation"):
        return False
    return outsiders.is_office_of_one(session)


def _sent_colleagues_away(session: Session, look: SecondLook) -> bool:
    """Whether who asks to work alone took access from another administrator in the month before."""
    administrators = select(User.id).where(User.roles.any(name=RoleName.ADMIN.value))
    away = select(SetUpChange.id).where(
        SetUpChange.subject == SetUpSubject.USER, SetUpChange.subject_id.in_(administrators),
        SetUpChange.field == "active", SetUpChange.new_value == "nee", SetUpChange.changed_by == look.asked_by,
        SetUpChange.changed_at > look.asked_at - SENT_AWAY_COUNTS,
    )
    return session.scalar(away.limit(1)) is not None
