"""Links with which a user chooses a password, so that nobody else ever sees it."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.errors import NotFound
from cases.models import AccountLink, LinkPurpose, User
from cases.setup import accounts, tokens

HOLDS_FOR = {LinkPurpose.INVITATION: timedelta(days=7), LinkPurpose.NEW_PASSWORD: timedelta(days=1)}
USELESS = (
    "Deze link werkt niet meer: hij is al gebruikt, verlopen of door een nieuwe vervangen. Vraag een beheerder van het "
    "incassobureau om een nieuwe link."
)


def invite(session: Session, act: Act, user: User) -> str:
    """The token of a link for a new user; it is shown once."""
    return _make(session, act, user, LinkPurpose.INVITATION)


def replace_password(session: Session, act: Act, user_id: int) -> tuple[User, str]:
    """Take a password away, and the token of a link to choose another; open log-ins end. Raises NotFound.

    Who never chose one is invited again.
    """
    user, had_one = accounts.withdraw_password(session, act, user_id)
    purpose = LinkPurpose.NEW_PASSWORD if had_one else LinkPurpose.INVITATION
    return user, _make(session, act, user, purpose)


def standing(session: Session, token: str, *, now: datetime) -> AccountLink:
    """The link with this token. Raises NotFound where it works no more."""
    query = select(AccountLink).join(AccountLink.user).where(
        AccountLink.token_sha256 == tokens.digest(token), _works(now), User.active
    )
    link = session.scalar(query)
    if link is None:
        raise NotFound(USELESS)
    return link


def open_of(session: Session, user_id: int, *, now: datetime) -> AccountLink | None:
    """The link that a user can use now."""
    query = select(AccountLink).where(AccountLink.user_id == user_id, _works(now))
    return session.scalar(query.order_by(AccountLink.id.desc()).limit(1))


def choose_password(session: Session, act: Act, token: str, *, password_hash: str) -> User:
    """Take the password that a user chose by a link, which works no more after that; open log-ins end.

    `act` is of nobody yet: the user is who holds the link. Raises NotFound where the link works no more.
    """
    link = standing(session, token, now=act.now)
    used = update(AccountLink).where(AccountLink.id == link.id, _works(act.now)).values(used_at=act.now)
    if not session.execute(used.returning(AccountLink.id)).all():  # somebody was just before
        raise NotFound(USELESS)
    return accounts.take_chosen(session, replace(act, actor_id=link.user_id), password_hash=password_hash)


def _make(session: Session, act: Act, user: User, purpose: LinkPurpose) -> str:
    session.execute(
        update(AccountLink).where(AccountLink.user_id == user.id, _works(act.now)).values(withdrawn_at=act.now)
    )
    token, digest = tokens.make()
    session.add(AccountLink(
        user_id=user.id, purpose=purpose, token_sha256=digest, made_at=act.now, made_by=act.actor_id,
        expires_at=act.now + HOLDS_FOR[purpose],
    ))
    session.flush()
    return token


def _works(now: datetime) -> ColumnElement[bool]:
    return AccountLink.used_at.is_(None) & AccountLink.withdrawn_at.is_(None) & (AccountLink.expires_at > now)
