"""Users and what they are: who is added, which role and company belong together, who may still log in."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.errors import NotFound, Refused
from cases.input_checks import Checks, Finding, InvalidInput
from cases.models import (
    AgencyProfile,
    BailiffOffice,
    Client,
    Erasure,
    LoginEnding,
    Role,
    RoleName,
    SetUpSubject,
    User,
    user_role,
)
from cases.names import name as word
from cases.setup import logins, tokens
from cases.trace import set_up_changes

DESCRIPTIONS = {
    RoleName.HANDLER: "behandelt dossiers: brieven, contact, betalingen en regelingen",
    RoleName.LEGAL_LEAD: "bevestigt als tweede persoon en geeft dossiers aan de deurwaarder",
    RoleName.ADMIN: "richt het bureau in: opdrachtgevers, deurwaarders en gebruikers",
    RoleName.CLIENT: "levert vorderingen aan en ziet de dossiers van één opdrachtgever",
    RoleName.BAILIFF: "ziet de dossiers die aan één deurwaarderskantoor zijn gegeven",
    RoleName.OUTSIDER: "hoort niet bij het bureau en bevestigt alleen wat iemand daar vroeg, die alleen werkt",
}


class LastAdministrator(Refused):
    """Without this user nobody could manage users any more."""

    code = "last_administrator"


def ensure_roles(session: Session) -> dict[RoleName, Role]:
    """Every role, made where it is missing."""
    there = {role.name: role for role in session.scalars(select(Role))}
    for name, description in DESCRIPTIONS.items():
        if name.value not in there:
            there[name.value] = Role(name=name.value, description=description)
            session.add(there[name.value])
    session.flush()
    return {name: there[name.value] for name in DESCRIPTIONS}


def role_of(user: User) -> RoleName | None:
    """The role of a user; None while there is none."""
    return RoleName(user.roles[0].name) if user.roles else None


def users(session: Session) -> list[User]:
    """All users by name, the active ones first."""
    return list(session.scalars(select(User).order_by(User.active.desc(), func.lower(User.name), User.id)))


def names_of(session: Session, role: RoleName) -> list[str]:
    """Names of the active users with this role, by name."""
    return list(session.scalars(
        select(User.name).join(User.roles).where(User.active, Role.name == role.value)
        .order_by(func.lower(User.name), User.id)
    ))


def by_email(session: Session, email: str) -> User:
    """The user with this e-mail address, in any letters. Raises NotFound."""
    user = session.scalar(select(User).where(func.lower(User.email) == email.strip().lower()))
    if user is None:
        raise NotFound(f"Er is geen gebruiker met e-mailadres {email}.")
    return user


@dataclass(frozen=True, kw_only=True)
class RoleInput:
    """What a user may be, with the company that belongs to it: a client, a bailiff's office, or none for staff."""

    role: RoleName
    client_id: int | None = None
    bailiff_office_id: int | None = None


def add_user(
    session: Session, act: Act, *, email: str, name: str, given: RoleInput, password_hash: str = ""
) -> User:
    """A new, active user. Raises InvalidInput.

    A client user needs a client, a bailiff an office, staff has neither. The e-mail address is kept in small letters.
    Without a password the user chooses one by a link (`account_links.invite`). A given one, hashed at the edge, was
    seen by somebody else and has to be changed at the first log-in.
    """
    kept_email, kept_name = checked_user(session, email=email, name=name, given=given)
    user = User(
        email=kept_email, name=kept_name, password=password_hash, active=True, fs_uniquifier=tokens.key(),
        created_at=act.now, client_id=given.client_id, bailiff_office_id=given.bailiff_office_id,
        must_change_password=bool(password_hash), roles=[ensure_roles(session)[given.role]],
    )
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError:
        raise _taken(kept_email) from None
    _trace(session, act, user, before={})
    return user


def checked_user(session: Session, *, email: str, name: str, given: RoleInput) -> tuple[str, str]:
    """The e-mail address and the name that would be kept of a new user. Raises InvalidInput."""
    checks = Checks()
    kept_email = checks.email("email", email).lower()
    kept_name = checks.text("name", "Naam", name, longest=120, expected="de naam van de gebruiker")
    _check_belonging(session, checks, given)
    if given.role is RoleName.OUTSIDER:
        _check_own_address(session, checks, kept_email)
    checks.finish()
    if session.scalar(select(User.id).where(func.lower(User.email) == kept_email)) is not None:
        raise _taken(kept_email)
    return kept_email, kept_name


def set_active(session: Session, act: Act, user_id: int, active: bool) -> User:
    """Let a user log in, or no longer: who is made inactive is logged out everywhere. Raises NotFound or Refused."""
    user = locked(session, user_id)
    if active:
        require_somebody(session, user_id)
    else:
        _require_other(user, act.actor_id, "Uzelf op inactief zetten kan niet. Vraag een andere beheerder.")
        _require_administrator_left(session, user)
    if user.active != active:
        before = _traced(session, user)
        user.active = active
        log_out(session, act, user)
        _trace(session, act, user, before=before)
    return user


def require_somebody(session: Session, user_id: int) -> None:
    """Refuse who is only a number any more, after the term of accounts. Raises Refused."""
    gone = select(Erasure.id).where(Erasure.source == "user", Erasure.row_id == user_id)
    if session.scalar(gone.limit(1)) is not None:
        raise Refused("Van deze gebruiker is na de bewaartermijn gewist wie het was. Voeg een nieuwe gebruiker toe.")


def change_role(session: Session, act: Act, user_id: int, given: RoleInput) -> User:
    """Give a user this one role and the company that belongs to it; open sessions end.

    Raises NotFound, Refused or InvalidInput, by the rules of `add_user`.
    """
    user = locked(session, user_id)
    check_role_change(session, act, user, given)
    if (role_of(user), user.client_id, user.bailiff_office_id) != (
        given.role, given.client_id, given.bailiff_office_id
    ):
        before = _traced(session, user)
        user.roles = [ensure_roles(session)[given.role]]
        user.client_id, user.bailiff_office_id = given.client_id, given.bailiff_office_id
        log_out(session, act, user)
        _trace(session, act, user, before=before)
    return user


def check_role_change(session: Session, act: Act, user: User, given: RoleInput) -> None:
    """Whether a user may get this role and company. Raises Refused or InvalidInput."""
    checks = Checks()
    _check_belonging(session, checks, given)
    checks.finish()
    if RoleName.OUTSIDER in {role_of(user), given.role} and role_of(user) is not given.role:
        raise Refused(
            "Wie bij het bureau hoort, wordt geen externe meekijker, en andersom. Voeg een nieuwe gebruiker toe, met "
            "een eigen e-mailadres."
        )
    if given.role is not RoleName.ADMIN:
        _require_other(user, act.actor_id, "Uw eigen rol als beheerder opgeven kan niet. Vraag een andere beheerder.")
        _require_administrator_left(session, user)


def withdraw_password(session: Session, act: Act, user_id: int) -> tuple[User, bool]:
    """Take away the password of someone who lost it; open log-ins end. Also whether there was one. Raises NotFound."""
    user = locked(session, user_id)
    had_one = bool(user.password)
    user.password, user.must_change_password = "", False
    log_out(session, act, user)
    _trace_password(session, act, user, "ingetrokken, link gegeven om een nieuw te kiezen")
    return user, had_one


def take_chosen(session: Session, act: Act, *, password_hash: str) -> User:
    """The password that the user whose act it is chose by a link; open log-ins end."""
    user = locked(session, act.person_id)
    user.password, user.must_change_password = password_hash, False
    log_out(session, act, user)
    _trace_password(session, act, user, "zelf gekozen met de link")
    return user


def keep_own_password(
    session: Session, act: Act, *, password_hash: str, session_key: str, login_id: int | None = None
) -> None:
    """The password that a user chose himself; his other log-ins than `login_id` end.

    A hash that was only renewed for the same password changes nothing else.
    """
    user = locked(session, act.person_id)
    if user.password != password_hash and user.fs_uniquifier != session_key:  # a renewed hash keeps the session key
        user.must_change_password = False
        logins.end_all(session, act, user.id, LoginEnding.ACCOUNT_CHANGED, but=login_id)
        _trace_password(session, act, user, "zelf gewijzigd")
    user.password, user.fs_uniquifier = password_hash, session_key
    session.flush()


def locked(session: Session, user_id: int) -> User:
    """The user, whose row nobody else changes until the end of the transaction. Raises NotFound."""
    user = session.get(User, user_id, with_for_update=True, populate_existing=True)
    if user is None:
        raise NotFound("Deze gebruiker bestaat niet.")
    return user


def log_out(session: Session, act: Act, user: User) -> None:
    """End every log-in of a user, whose account was changed."""
    user.fs_uniquifier = tokens.key()
    logins.end_all(session, act, user.id, LoginEnding.ACCOUNT_CHANGED)


def _traced(session: Session, user: User) -> dict[str, set_up_changes.Value]:
    """What of a user leaves a trace, in the words of the page."""
    client = None if user.client_id is None else session.get(Client, user.client_id)
    office = None if user.bailiff_office_id is None else session.get(BailiffOffice, user.bailiff_office_id)
    role = role_of(user)
    return {
        "email": user.email, "name": user.name, "role": None if role is None else word(role),
        "client_id": None if client is None else client.name, "active": user.active,
        "bailiff_office_id": None if office is None else office.name,
    }


def _trace(session: Session, act: Act, user: User, *, before: dict[str, set_up_changes.Value]) -> None:
    session.flush()
    set_up_changes.record(session, act, SetUpSubject.USER, user.id, before=before, after=_traced(session, user))


def _trace_password(session: Session, act: Act, user: User, what: str) -> None:
    """That it was changed, never what it was."""
    set_up_changes.record(session, act, SetUpSubject.USER, user.id, before={}, after={"password": what})


def _check_belonging(session: Session, checks: Checks, given: RoleInput) -> None:
    """Note a role that does not fit the company: a wrong one would show a stranger's cases."""
    role, client_id, bailiff_office_id = given.role, given.client_id, given.bailiff_office_id
    client_label, office_label = "Opdrachtgever", "Deurwaarderskantoor"
    if role is RoleName.CLIENT:
        if client_id is None or session.get(Client, client_id) is None:
            checks.wrong("client_id", client_label, "", "de opdrachtgever waar deze gebruiker bij hoort")
    elif client_id is not None:
        checks.wrong("client_id", client_label, "een opdrachtgever", "niets bij deze rol")
    if role is RoleName.BAILIFF:
        if bailiff_office_id is None or session.get(BailiffOffice, bailiff_office_id) is None:
            checks.wrong("bailiff_office_id", office_label, "", "het kantoor waar deze gebruiker bij hoort")
    elif bailiff_office_id is not None:
        checks.wrong("bailiff_office_id", office_label, "een kantoor", "niets bij deze rol")


def _check_own_address(session: Session, checks: Checks, email: str) -> None:
    """Note an address of an outsider at the domain of the agency: there the agency reads along."""
    own = session.scalar(select(AgencyProfile.email)) or ""
    if own and email.rpartition("@")[2] == own.lower().rpartition("@")[2]:
        checks.wrong("email", "E-mailadres", email, "een adres dat niet van het bureau zelf is")


def _taken(email: str) -> InvalidInput:
    return InvalidInput([
        Finding(field="email", label="E-mailadres", found=email, expected="een adres dat nog niet in gebruik is")
    ])


def _require_other(user: User, actor_id: int | None, message: str) -> None:
    if user.id == actor_id:
        raise Refused(message)


def _require_administrator_left(session: Session, user: User) -> None:
    """Every administrator's row is locked, so that two cannot switch each other off at the same moment."""
    administrators = (
        select(User).join(user_role).join(Role).where(Role.name == RoleName.ADMIN.value, User.active)
        .order_by(User.id).with_for_update(of=User)
    )
    if [other.id for other in session.scalars(administrators)] == [user.id]:
        raise LastAdministrator("Dit is de laatste actieve beheerder. Maak eerst een andere beheerder actief.")
