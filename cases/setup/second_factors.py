"""The second step of logging in: apps, passkeys and recovery codes of a user, and what each was last used for."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.errors import Refused
from cases.input_checks import Checks
from cases.models import (
    AgencyProfile,
    FactorKind,
    RecoveryCode,
    RoleName,
    SecondFactor,
    SetUpSubject,
    User,
)
from cases.names import name as word
from cases.setup import accounts, tokens
from cases.trace import set_up_changes

CODES: Final = 10
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another
_GROUPS, _IN_GROUP = 3, 4
MOST_FACTORS: Final = 10
STAFF_AND_BAILIFFS: Final = frozenset({
    RoleName.HANDLER, RoleName.LEGAL_LEAD, RoleName.ADMIN, RoleName.BAILIFF, RoleName.OUTSIDER,
})


class LastFactor(Refused):
    """Without this one the user could not log in any more."""

    code = "last_factor"


def must(session: Session, roles: Sequence[RoleName]) -> bool:
    """Whether who has these roles must make a second step: all but clients always, clients as the agency says."""
    if STAFF_AND_BAILIFFS.intersection(roles):
        return True
    return bool(session.scalar(select(AgencyProfile.clients_second_step)))


def of_user(session: Session, user_id: int) -> list[SecondFactor]:
    """The apps and passkeys of a user, the oldest first."""
    query = select(SecondFactor).where(SecondFactor.user_id == user_id, SecondFactor.removed_at.is_(None))
    return list(session.scalars(query.order_by(SecondFactor.id)))


def apps(session: Session) -> list[SecondFactor]:
    """The apps of all users, those of one together."""
    query = select(SecondFactor).where(SecondFactor.kind == FactorKind.APP, SecondFactor.removed_at.is_(None))
    return list(session.scalars(query.order_by(SecondFactor.user_id, SecondFactor.id)))


def passkey(session: Session, user_id: int, credential_id: str) -> SecondFactor | None:
    """The passkey of a user that has this id."""
    return next((each for each in of_user(session, user_id) if each.credential_id == credential_id), None)


def add_app(session: Session, act: Act, *, name: str, secret: str, counter: int) -> SecondFactor:
    """An app whose first code, the one with this number, was right. Raises InvalidInput or Refused."""
    return _add(session, act, SecondFactor(kind=FactorKind.APP, name=name, secret=secret, counter=counter))


def add_passkey(
    session: Session, act: Act, *, name: str, credential_id: str, public_key: str, counter: int
) -> SecondFactor:
    """A passkey that proved itself. Raises InvalidInput or Refused."""
    return _add(session, act, SecondFactor(
        kind=FactorKind.PASSKEY, name=name, credential_id=credential_id, public_key=public_key, counter=counter
    ))


def use(session: Session, factor_id: int, *, counter: int, before: int, now: datetime) -> bool:
    """Note that an app or a passkey was used; False where somebody was just before with the same proof.

    `before` is the counter that the proof was held against.
    """
    used = update(SecondFactor).where(
        SecondFactor.id == factor_id, SecondFactor.counter == before, SecondFactor.removed_at.is_(None)
    ).values(counter=counter, used_at=now)
    return bool(session.execute(used.returning(SecondFactor.id)).all())


def seal_anew(session: Session, act: Act, factor_id: int, secret: str) -> None:
    """Keep the secret of an app as it is encrypted now; it is still the same secret. One that went stays as it is."""
    app = session.get_one(SecondFactor, factor_id)
    user = accounts.locked(session, app.user_id)
    session.refresh(app)
    if app.removed_at is not None:
        return
    app.secret = secret
    _trace(session, act, user, f"{word(app.kind)} “{app.name}” opnieuw versleuteld")


def remove(session: Session, act: Act, factor_id: int, *, must_keep_one: bool) -> None:
    """Take away one of the own apps or passkeys, with the recovery codes when it was the last. Raises Refused.

    The secret of an app is destroyed.
    """
    user = accounts.locked(session, act.person_id)
    there = of_user(session, user.id)
    gone = next((each for each in there if each.id == factor_id), None)
    if gone is None:
        return  # it went before
    if len(there) == 1:
        if must_keep_one:
            raise LastFactor("Dit is uw enige tweede stap. Voeg eerst een andere app of toegangssleutel toe.")
        _withdraw_codes(session, act, user.id)
    gone.removed_at, gone.secret = act.now, None
    _trace(session, act, user, f"{word(gone.kind)} “{gone.name}” verwijderd")


def reset(session: Session, act: Act, user_id: int) -> User:
    """Take away every app, passkey and code of a user who lost them, who sets up others; open log-ins end.

    The password stays as it is. Raises NotFound.
    """
    user = accounts.locked(session, user_id)
    session.execute(
        update(SecondFactor).where(SecondFactor.user_id == user_id, SecondFactor.removed_at.is_(None))
        .values(removed_at=act.now, secret=None)
    )
    _withdraw_codes(session, act, user_id)
    accounts.log_out(session, act, user)
    _trace(session, act, user, "alles ingetrokken, stelt opnieuw in")
    return user


def new_codes() -> list[str]:
    """Recovery codes to show once; kept is what `to_hash` makes of them, hashed at the edge as a password is."""
    return [_code() for _ in range(CODES)]


def to_hash(user_id: int, typed: str) -> str:
    """Of a recovery code of this user, typed with or without hyphens; "" where no code looks so.

    It is hashed once before, because those of an earlier version were: nobody knows what they are.
    """
    plain = "".join(each for each in typed.lower() if each.isalnum())
    return tokens.digest(f"{user_id}:{plain}") if len(plain) == _GROUPS * _IN_GROUP else ""


def keep_codes(session: Session, act: Act, hashes: Sequence[str]) -> None:
    """The new recovery codes of the user; those of before work no more."""
    user = accounts.locked(session, act.person_id)
    _withdraw_codes(session, act, user.id)
    session.add_all(RecoveryCode(user_id=user.id, code_hash=each, made_at=act.now) for each in hashes)
    _trace(session, act, user, "nieuwe herstelcodes gemaakt")


def codes_left(session: Session, user_id: int) -> int:
    """How many recovery codes a user can still use."""
    return session.scalar(
        select(func.count()).select_from(RecoveryCode).where(*_usable(user_id))
    ) or 0


def usable_codes(session: Session, user_id: int) -> dict[int, str]:
    """The hashes of the recovery codes that a user can still use, by their number."""
    query = select(RecoveryCode.id, RecoveryCode.code_hash).where(*_usable(user_id)).order_by(RecoveryCode.id)
    return {code_id: kept for code_id, kept in session.execute(query) if kept}


def use_code(session: Session, user_id: int, code_id: int, *, now: datetime) -> bool:
    """Use up a recovery code; False where it is none of this user, or was used just before."""
    used = update(RecoveryCode).where(*_usable(user_id), RecoveryCode.id == code_id).values(used_at=now)
    return bool(session.execute(used.returning(RecoveryCode.id)).all())


def _add(session: Session, act: Act, factor: SecondFactor) -> SecondFactor:
    checks = Checks()
    factor.name = checks.text("name", "Naam", factor.name, longest=60, expected="een naam waaraan u dit herkent")
    checks.finish()
    user = accounts.locked(session, act.person_id)
    if len(of_user(session, user.id)) >= MOST_FACTORS:
        raise Refused(f"Meer dan {MOST_FACTORS} apps en toegangssleutels kan niet. Verwijder er eerst een.")
    factor.user_id, factor.added_at, factor.used_at = user.id, act.now, act.now
    try:
        with session.begin_nested():
            session.add(factor)
    except IntegrityError:
        raise Refused("Deze toegangssleutel is al toegevoegd.") from None
    _trace(session, act, user, f"{word(factor.kind)} “{factor.name}” toegevoegd")
    return factor


def _withdraw_codes(session: Session, act: Act, user_id: int) -> None:
    session.execute(update(RecoveryCode).where(*_usable(user_id)).values(withdrawn_at=act.now))


def _usable(user_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None), RecoveryCode.withdrawn_at.is_(None),
    )


def _code() -> str:
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_IN_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _trace(session: Session, act: Act, user: User, what: str) -> None:
    set_up_changes.record(session, act, SetUpSubject.USER, user.id, before={}, after={"second_step": what})
