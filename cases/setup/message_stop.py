"""All messages to mobile phones held back at once by one person, as long as somebody does not let them go again."""

from sqlalchemy.orm import Session

from cases.acts import Act
from cases.errors import AlreadyDone, Incomplete, Refused
from cases.models import PROFILE_ID, AgencyProfile, SetUpSubject
from cases.trace import set_up_changes

LONGEST = 300


def why(session: Session) -> str:
    """Why none leaves; empty where they do."""
    profile = session.get(AgencyProfile, PROFILE_ID)
    return "" if profile is None else profile.sms_stopped


def why_now(session: Session) -> str:
    """The same at this moment; whoever stops them from here on waits until this transaction ends."""
    profile = session.get(AgencyProfile, PROFILE_ID, with_for_update={"read": True}, populate_existing=True)
    return "" if profile is None else profile.sms_stopped


def stop(session: Session, act: Act, *, reason: str) -> None:
    """From now on none leaves: it waits for one that is being taken. Raises Incomplete, Refused, AlreadyDone."""
    wanted = reason.strip()[:LONGEST]
    if not wanted:
        raise Incomplete("Schrijf op waarom er geen sms mag weggaan.")
    profile = _locked(session)
    if profile.sms_stopped:
        raise AlreadyDone("Sms is al stilgezet.")
    _put(session, act, profile, wanted)


def let_go(session: Session, act: Act) -> None:
    """Let them leave again; what was planned is looked at once more as it leaves. Raises Refused, AlreadyDone."""
    profile = _locked(session)
    if not profile.sms_stopped:
        raise AlreadyDone("Sms is niet stilgezet.")
    _put(session, act, profile, "")


def _put(session: Session, act: Act, profile: AgencyProfile, wanted: str) -> None:
    before, profile.sms_stopped = profile.sms_stopped, wanted
    session.flush()
    set_up_changes.record(
        session, act, SetUpSubject.AGENCY, profile.id, before={"sms_stopped": before}, after={"sms_stopped": wanted}
    )


def _locked(session: Session) -> AgencyProfile:
    profile = session.get(AgencyProfile, PROFILE_ID, with_for_update=True, populate_existing=True)
    if profile is None:
        raise Refused("De gegevens van het bureau zijn nog niet ingevuld.")
    return profile
