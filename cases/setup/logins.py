"""Log-ins: where a user is logged in, and how each ends."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.errors import NotFound
from cases.models import Login, LoginEnding, StepBy, TraceKind, User
from cases.setup import tokens
from cases.trace import lines

LONGEST = timedelta(hours=12)  # however busy
LONGEST_IDLE = timedelta(minutes=30)
SEEN_EVERY = timedelta(minutes=5)
PAST_SHOWN = 10


def begin(session: Session, act: Act, *, device: str, step_by: StepBy | None = None) -> tuple[Login, str]:
    """A new log-in of the user whose act it is, and the token that its cookie carries: kept nowhere but there.

    Without `step_by` it opens nothing until the second step is made (`prove`).
    """
    token, digest = tokens.make()
    login = Login(
        user_id=act.person_id, token_sha256=digest, started_at=act.now, seen_at=act.now, address=act.address[:45],
        device=device[:60], step_by=step_by,
    )
    session.add(login)
    lines.note(session, act, TraceKind.LOGGED_IN)
    session.flush()
    return login, token


def give_password_again(session: Session, act: Act, login_id: int) -> str:
    """Its user gave the password once more: the token that its cookie carries from now on."""
    token, digest = tokens.make()
    lines.note(session, act, TraceKind.PASSWORD_GIVEN)
    session.execute(update(Login).where(Login.id == login_id).values(token_sha256=digest))
    return token


def prove(session: Session, act: Act, login_id: int, step_by: StepBy) -> str:
    """The second step of a log-in was made: the token that its cookie carries from now on."""
    token, digest = tokens.make()
    lines.note(session, act, TraceKind.STEP_MADE, said=step_by.value)
    session.execute(update(Login).where(Login.id == login_id).values(token_sha256=digest, step_by=step_by))
    return token


def standing(now: datetime, *, is_noted: bool = True) -> ColumnElement[bool]:
    """Of a log-in: whether it counts at this moment. `is_noted`: whether its last use can be kept now."""
    counts = Login.ended_at.is_(None) & (Login.started_at > now - LONGEST)
    if not is_noted:
        return counts
    return counts & (Login.seen_at > now - LONGEST_IDLE - SEEN_EVERY)  # the cookie counts the half hour to the second


def of_token(token: str) -> ColumnElement[bool]:
    """Of a log-in: whether its cookie carries this token."""
    return Login.token_sha256 == tokens.digest(token)


def seen(session: Session, login_id: int, *, now: datetime) -> None:
    """It is in use."""
    session.execute(update(Login).where(Login.id == login_id).values(seen_at=now))


def carry_over(session: Session, *, since: datetime, now: datetime) -> None:
    """Who was logged in at `since` is now, after a time in which nothing could be noted; twelve hours stay twelve."""
    session.execute(update(Login).where(standing(since), Login.seen_at < now).values(seen_at=now))


def end(session: Session, act: Act, login_id: int, ending: LoginEnding) -> Login:
    """End one of the own log-ins; one that is over stays as it is. Raises NotFound for another's."""
    login = session.scalar(select(Login).where(Login.id == login_id, Login.user_id == act.person_id))
    if login is None:
        raise NotFound("Deze login bestaat niet.")
    _end(session, act, (Login.id == login_id,), ending)
    session.refresh(login)
    return login


def end_all(session: Session, act: Act, user_id: int, ending: LoginEnding, *, but: int | None = None) -> int:
    """End every log-in of a user that still counts, `but` one; how many."""
    return _end(session, act, (Login.user_id == user_id, Login.id != (but or 0)), ending)


def of_user(session: Session, user_id: int, *, now: datetime) -> tuple[list[Login], list[Login]]:
    """The log-ins of a user that count, the one that was seen last first, and the last few of before."""
    his = select(Login).where(Login.user_id == user_id)
    at_work = session.scalars(his.where(standing(now)).order_by(Login.seen_at.desc(), Login.id.desc()))
    past = session.scalars(his.where(~standing(now)).order_by(Login.id.desc()).limit(PAST_SHOWN))
    return list(at_work), list(past)


def is_known(session: Session, email: str, *, address: str, since: datetime) -> bool:
    """Whether the user with this e-mail address, in small letters, logged in from this address after `since`.

    With the second step, where there is one: who only knows the password is not known.
    """
    query = select(Login.id).join(User, User.id == Login.user_id).where(
        User.email == email, Login.address == address, Login.started_at > since, Login.step_by.is_not(None)
    )
    return session.scalar(query.limit(1)) is not None


def _end(session: Session, act: Act, which: tuple[ColumnElement[bool], ...], ending: LoginEnding) -> int:
    """How many ended. The change of an account, by which it may be another's doing, has its own line."""
    ended = session.execute(
        update(Login).where(*which, standing(act.now)).values(ended_at=act.now, ending=ending).returning(Login.id)
    ).all()
    if ended and ending is not LoginEnding.ACCOUNT_CHANGED:
        lines.note(session, act, TraceKind.LOGGED_OUT, said=ending.value)
    return len(ended)

