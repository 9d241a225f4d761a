"""The second pair of eyes of an office of one person: a named lawyer or accountant, who can only confirm.

Nothing in a program proves that two log-ins are two people. What is here makes it hard and visible: the address is not
of the agency, whoever logs in says which public register knows him, which stands on what he confirms, and nobody
confirms from where the agency itself logs in.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.errors import Refused
from cases.input_checks import Checks
from cases.models import PROFILE_ID, AgencyProfile, Login, Outsider, Role, RoleName, SetUpSubject, User
from cases.schema.db import without_citizen_number
from cases.trace import set_up_changes

SAME_PLACE: Final = timedelta(days=30)
_OF_AGENCY: Final = (RoleName.ADMIN, RoleName.LEGAL_LEAD, RoleName.HANDLER)
UNNAMED: Final = "Vul eerst in wie u bent. Dat staat dan bij alles wat u bevestigt."
AT_THE_AGENCY: Final = (
    "U bent ingelogd vanaf een plek waar ook het bureau inlogt. Bevestig vanaf uw eigen kantoor: zo blijft zichtbaar "
    "dat u een ander bent."
)


@dataclass(frozen=True, kw_only=True)
class Named:
    """What an outsider says of himself: what he is, where he works, and his number in the public register."""

    profession: str
    office: str
    register_entry: str

    def in_words(self) -> str:
        """On one line, as it stands on paper."""
        return f"{self.profession}, {self.office}, registernummer {self.register_entry}"


def is_office_of_one(session: Session) -> bool:
    """Whether nobody of the agency itself can be the second person."""
    profile = session.get(AgencyProfile, PROFILE_ID)
    return profile is not None and profile.one_person


def is_outsider(session: Session, user_id: int | None) -> bool:
    """Whether this is an outsider who has access."""
    return user_id is not None and session.scalar(_active().where(User.id == user_id)) is not None


def all_active(session: Session) -> list[User]:
    """The outsiders who have access, by name."""
    return list(session.scalars(select(User).where(User.id.in_(_active())).order_by(User.name, User.id)))


def named(session: Session, user_id: int) -> Named | None:
    """What an outsider said of himself; None while he said nothing."""
    found = session.scalar(select(Outsider).where(Outsider.user_id == user_id).order_by(Outsider.id.desc()).limit(1))
    return None if found is None else Named(
        profession=found.profession, office=found.office, register_entry=found.register_entry
    )


def say(session: Session, act: Act, told: Named) -> Outsider:
    """The outsider whose act it is says who he is. Raises InvalidInput, CitizenNumberFound, Refused for others."""
    if not is_outsider(session, act.person_id):
        raise Refused("Alleen een externe meekijker vult dit in.")
    checks = Checks()
    kept = Outsider(
        user_id=act.person_id, stated_at=act.now,
        profession=checks.text("profession", "Beroep", told.profession, longest=60, expected="uw beroep"),
        office=checks.text("office", "Kantoor", told.office, longest=120, expected="uw kantoor"),
        register_entry=checks.text(
            "register_entry", "Registernummer", told.register_entry, longest=60,
            expected="uw nummer in het openbare register van uw beroep",
        ),
    )
    checks.finish()
    for words in (kept.profession, kept.office, kept.register_entry):
        without_citizen_number(words)
    before, now = named(session, act.person_id), told.in_words()
    session.add(kept)
    session.flush()
    set_up_changes.record(
        session, act, SetUpSubject.USER, act.person_id,
        before={"outsider": "" if before is None else before.in_words()}, after={"outsider": now},
    )
    return kept


def why_not(session: Session, user_id: int, *, now: datetime) -> str:
    """Why an outsider may confirm nothing now; empty where he may."""
    if named(session, user_id) is None:
        return UNNAMED
    return AT_THE_AGENCY if _is_at_the_agency(session, user_id, now=now) else ""


def _is_at_the_agency(session: Session, user_id: int, *, now: datetime) -> bool:
    """Whether his newest log-in came from where somebody of the agency logged in within a month.

    An address of the machine itself says nothing: there a proxy did not say from where a page was asked.
    """
    mine = select(Login.address).where(Login.user_id == user_id).order_by(Login.id.desc()).limit(1)
    address = session.scalar(mine)
    if not address or _is_this_machine(address):
        return False
    of_agency = select(User.id).join(User.roles).where(Role.name.in_([role.value for role in _OF_AGENCY]))
    seen = select(Login.id).where(
        Login.address == address, Login.seen_at > now - SAME_PLACE, Login.user_id.in_(of_agency)
    )
    return session.scalar(seen.limit(1)) is not None


def _is_this_machine(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _active() -> Select[int]:
    return select(User.id).where(User.active, User.roles.any(name=RoleName.OUTSIDER.value))
