"""An office of one person with its outsider, for the tests of what such an office asks."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from cases.confirming import asking, deciding
from cases.confirming.deciding import Tools
from cases.models import PROFILE_ID, AgencyProfile, LookKind, RoleName, SecondLook, User
from cases.setup import outsiders
from cases.setup.outsiders import Named
from cases.store import DocumentStore
from tests.factories import FIGURES, by, make_user

LAWYER = Named(profession="advocaat", office="Kantoor Ver Weg te Zwolle", register_entry="A-1234")


@dataclass(frozen=True, kw_only=True)
class Office:
    """Who is there: `boss` handles cases, `admin` is the same person as administrator, `lawyer` looks along."""

    boss: User
    admin: User
    lawyer: User


def work_alone(session: Session, boss: User, admin: User | None = None) -> Office:
    """From now on this is an office of one person; its outsider said who he is."""
    session.get_one(AgencyProfile, PROFILE_ID).one_person = True
    lawyer = outsider(session)
    outsiders.say(session, by(lawyer.id), LAWYER)
    session.flush()
    return Office(boss=boss, admin=admin or make_user(session, RoleName.ADMIN), lawyer=lawyer)


def outsider(session: Session, email: str = "mr@verweg.test") -> User:
    """Somebody of outside who has access, and said nothing of himself yet."""
    return make_user(session, RoleName.OUTSIDER, email=email, name="Mr. V. Verweg")


def tools(store: DocumentStore) -> Tools:
    """What carrying out needs."""
    return Tools(store=store, figures=FIGURES, packaged=FIGURES)


def asked(session: Session, case_id: int, kind: LookKind) -> SecondLook:
    """The one thing of this kind that waits on a case."""
    (found,) = [each for each in asking.open_of_case(session, case_id) if each.kind is kind]
    return found


def agree(session: Session, store: DocumentStore, look: SecondLook, who: User, *, seen: int | None = None) -> None:
    """Confirm what is shown now; `seen`: what was shown, where something happened since."""
    if look.case_id is not None and seen is None:
        seen = asking.newest_event(session, look.case_id)
    deciding.confirm(session, by(who.id), look.id, tools=tools(store), seen=seen)
