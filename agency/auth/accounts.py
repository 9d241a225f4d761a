"""Users as the log-in library sees them, read from and written to the product's own tables."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, request
from flask import session as cookie
from flask_security import RoleMixin, UserMixin
from flask_security.datastore import Datastore, UserDatastore
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from agency import clock, database, maintenance
from cases.models.accounts import Login, Role, User
from cases.setup import accounts, logins, tokens

_CHANGED = "accounts_changed"
LOGIN = "login"  # in the cookie: the token of the log-in


class AccountRole(RoleMixin):
    """A role of an account; permissions stand in agency/web/access.py, not in the table."""

    def __init__(self, name: str) -> None:
        self.name = name


@dataclass(eq=False)
class Account(UserMixin):
    """A user as read at the start of a request, apart from the session that the request works with.

    Apart, because a mapped subclass would share that session's identity map with `User` and expire at each rollback.
    `login_id`, `started_at`, `seen_at` and `is_proven`, whether the second step was made, are of the log-in whose
    cookie the request carries.
    """

    id: int
    email: str
    name: str
    password: str
    active: bool
    must_change_password: bool
    fs_uniquifier: str
    client_id: int | None
    bailiff_office_id: int | None
    roles: list[RoleMixin]
    login_id: int | None = None
    started_at: datetime | None = None
    seen_at: datetime | None = None
    is_proven: bool = False


Account.fs_uniquifier = ""  # the library looks for the attribute on the class before it starts


class AccountStore(Datastore, UserDatastore):
    """What the log-in library may do with users: find one, and change password and session key."""

    def __init__(self) -> None:
        Datastore.__init__(self, None)  # type: ignore[no-untyped-call]  # the library leaves it open
        UserDatastore.__init__(self, Account, AccountRole)

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> Account | None:
        """The user with this e-mail address, or whose log-in the cookie of this request carries."""
        attribute, value = kwargs.popitem()
        if attribute == "fs_uniquifier":
            return _of_cookie(str(value))
        column = getattr(User, attribute)
        same = func.lower(column) == str(value).lower() if case_insensitive else column == value
        with Session(database.engine()) as opened:
            # in one question: every page asks it
            user = opened.scalars(select(User).options(joinedload(User.roles)).where(same)).unique().first()
            return None if user is None else _account(user)

    def find_role(self, role: str) -> AccountRole | None:
        """The role of that name, when it is in the table."""
        with Session(database.engine()) as opened:
            name = opened.scalar(select(Role.name).where(Role.name == role))
            return None if name is None else AccountRole(name)

    def set_uniquifier(self, user: UserMixin, uniquifier: str | None = None) -> None:
        """Give a user another session key, by which every cookie of before is worth nothing."""
        super().set_uniquifier(user, uniquifier or tokens.key())

    def put(self, model: Account) -> Account:
        """Keep a changed account until `commit`."""
        changed: list[Account] = g.setdefault(_CHANGED, [])
        if model not in changed:
            changed.append(model)
        return model

    def delete(self, _model: Account) -> None:
        """Refuse: who did what must stay on record. Raises RuntimeError."""
        raise RuntimeError("a user is never deleted, only made inactive")

    def commit(self) -> None:
        """Write the password and session key of the accounts kept."""
        changed: list[Account] = g.pop(_CHANGED, [])
        if not changed:
            return
        with database.transaction() as session:
            for account in changed:
                act = clock.act(account.id, address=request.remote_addr or "")
                accounts.keep_own_password(
                    session, act, password_hash=account.password, session_key=account.fs_uniquifier,
                    login_id=account.login_id,
                )


def _of_cookie(key: str) -> Account | None:
    """Who is logged in: the key of the user and a log-in that still counts."""
    query = select(User, Login).join(Login, Login.user_id == User.id).options(joinedload(User.roles)).where(
        User.fs_uniquifier == key, logins.of_token(cookie.get(LOGIN, "")),
        logins.standing(clock.now(), is_noted=not maintenance.is_on()),
    )
    with Session(database.engine()) as opened:  # in one question: every page asks it
        found = opened.execute(query).unique().first()
        if found is None:
            return None
        account = _account(found[0])
        account.login_id, account.started_at, account.seen_at = found[1].id, found[1].started_at, found[1].seen_at
        account.is_proven = found[1].step_by is not None
        return account


def _account(user: User) -> Account:
    return Account(
        id=user.id,
        email=user.email,
        name=user.name,
        password=user.password,
        active=user.active,
        must_change_password=user.must_change_password,
        fs_uniquifier=user.fs_uniquifier,
        client_id=user.client_id,
        bailiff_office_id=user.bailiff_office_id,
        roles=[AccountRole(role.name) for role in user.roles],
    )
