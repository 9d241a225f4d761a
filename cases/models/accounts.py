"""Users, their roles, and the forms they sent."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.schema.db import Base, Note


class RoleName(StrEnum):
    """Who may do what; the permissions of each role stand in agency/web/access.py."""

    ADMIN = "admin"
    LEGAL_LEAD = "legal_lead"
    HANDLER = "handler"
    CLIENT = "client"
    BAILIFF = "bailiff"
    OUTSIDER = "outsider"


class LoginEnding(StrEnum):
    """How a log-in ended before its time was over."""

    LOGGED_OUT = "logged_out"
    ENDED_ELSEWHERE = "ended_elsewhere"
    SIGNED_IN_AGAIN = "signed_in_again"
    ACCOUNT_CHANGED = "account_changed"


class LinkPurpose(StrEnum):
    """Why somebody was given a link to choose a password."""

    INVITATION = "invitation"
    NEW_PASSWORD = "new_password"  # noqa: S105 - the name of a purpose


class FactorKind(StrEnum):
    """What a user shows at the second step, besides the password."""

    APP = "app"
    PASSKEY = "passkey"


class StepBy(StrEnum):
    """With what the second step of a log-in was made; NOTHING where it was not asked."""

    NOTHING = "nothing"
    APP = "app"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery_code"


user_role = Table(
    "user_role",
    Base.metadata,
    Column("user_id", ForeignKey("user.id"), primary_key=True),
    Column("role_id", ForeignKey("role.id"), primary_key=True),
)


class Role(Base):
    """A role; `name` is one of RoleName."""

    __tablename__ = "role"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    description: Mapped[str] = mapped_column(String(200), default="")


class User(Base):
    """Someone who logs in. A client user has `client_id`, a bailiff `bailiff_office_id`, staff neither.

    `password` is empty until the user chose one by a link. `must_change_password` while it is one that somebody else
    has seen.
    """

    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(Note(120))
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"), index=True)
    bailiff_office_id: Mapped[int | None] = mapped_column(ForeignKey("bailiff_office.id"), index=True)
    roles: Mapped[list[Role]] = relationship(secondary=user_role, lazy="selectin")


class Login(Base):
    """A user who logged in with one browser, until he ends it or its time is over.

    `token_sha256`: of what the cookie of that browser carries. `seen_at` is some minutes behind. `step_by` is empty
    until the second step is made: such a log-in opens nothing else.
    """

    __tablename__ = "login"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(String(45))
    device: Mapped[str] = mapped_column(String(60))
    ended_at: Mapped[datetime | None]
    ending: Mapped[LoginEnding | None]
    step_by: Mapped[StepBy | None]


class SecondFactor(Base):
    """An app or a passkey of a user, until it is taken away.

    An app has its `secret`, encrypted, and the number of the last code that was used. A passkey has `credential_id`
    and `public_key`, both base64url, and how often it says it was used.
    """

    __tablename__ = "second_factor"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    kind: Mapped[FactorKind]
    name: Mapped[str] = mapped_column(Note(60))
    secret: Mapped[str | None] = mapped_column(String(500))
    credential_id: Mapped[str | None] = mapped_column(String(1400), unique=True)
    public_key: Mapped[str | None] = mapped_column(String(2000))
    counter: Mapped[int] = mapped_column(BigInteger, default=0)
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code that makes the second step once, for who has no app or passkey at hand.

    `code_hash` is what is kept, made as that of a password. `code_sha256` is the version before's, and empty.
    """

    __tablename__ = "recovery_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    code_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str | None] = mapped_column(String(255))
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class AccountLink(Base):
    """A link with which a user chooses a password, once, until its moment has come or another link was made.

    `token_sha256`: of what stands in the link, which nobody can read again.
    """

    __tablename__ = "account_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    purpose: Mapped[LinkPurpose]
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    user: Mapped[User] = relationship(foreign_keys=user_id)


class Outsider(Base):
    """What the second pair of eyes of an office of one person said of itself; the newest row of a user counts.

    `profession` and `office`: as what and where this person works. `register_entry`: the number under which the public
    register of that profession knows this person, so that anybody can look.
    """

    __tablename__ = "outsider"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    profession: Mapped[str] = mapped_column(Note(60))
    office: Mapped[str] = mapped_column(Note(120))
    register_entry: Mapped[str] = mapped_column(Note(60))
    stated_at: Mapped[datetime]


class Submission(Base):
    """A form that was handled: the same token a second time does nothing and shows the first result.

    `digest` is a fingerprint of what was sent, never the words; None before there was one. `answer` is the number that
    its action gave, such as that of what it made.
    """

    __tablename__ = "submission"
    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    handled_at: Mapped[datetime]
    digest: Mapped[str | None] = mapped_column(String(64))
    answer: Mapped[int | None]
