"""All that leaves by one channel held back at once by one person, until somebody lets it go again.

What is planned waits; when it may go again it is looked at once more, and what waited too long does not leave.
"""

from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from cases.acts import Act
from cases.errors import AlreadyDone, Incomplete, Refused
from cases.models import PROFILE_ID, AgencyProfile, SetUpSubject
from cases.trace import set_up_changes

LONGEST: Final = 300


class Outgoing(StrEnum):
    """A way by which something leaves to somebody who owes."""

    EMAIL = "email"
    SMS = "sms"
    POST = "post"


IN_WORDS: Final = {Outgoing.EMAIL: "e-mail", Outgoing.SMS: "sms", Outgoing.POST: "post"}
_FIELDS: Final = {Outgoing.EMAIL: "mail_stopped", Outgoing.SMS: "sms_stopped", Outgoing.POST: "post_stopped"}


class ChannelStopped(Refused):
    """Nothing leaves by this channel."""

    code = "channel_stopped"


def why(session: Session, channel: Outgoing) -> str:
    """Why nothing leaves by it; empty where it does."""
    return _why(session.get(AgencyProfile, PROFILE_ID), channel)


def standing(session: Session) -> dict[Outgoing, str]:
    """Each channel that is held back, and why."""
    reasons = {each: why(session, each) for each in Outgoing}
    return {each: reason for each, reason in reasons.items() if reason}


def why_now(session: Session, channel: Outgoing) -> str:
    """`why` at this moment; whoever stops it from here on waits until this transaction ends."""
    profile = session.get(AgencyProfile, PROFILE_ID, with_for_update={"read": True}, populate_existing=True)
    return _why(profile, channel)


def require_open(session: Session, channel: Outgoing) -> None:
    """Raise ChannelStopped where nothing leaves by it."""
    reason = why(session, channel)
    if reason:
        raise ChannelStopped(in_words(channel, reason))


def in_words(channel: Outgoing, reason: str) -> str:
    """That nothing leaves by it, and why, in Dutch."""
    return f"{IN_WORDS[channel].capitalize()} is stilgezet: {reason.rstrip('.')}."


def stop(session: Session, act: Act, channel: Outgoing, *, reason: str) -> None:
    """From now on nothing leaves by it: what a worker is taking goes first. Raises Incomplete, Refused, AlreadyDone."""
    wanted = reason.strip()[:LONGEST]
    if not wanted:
        raise Incomplete(f"Schrijf op waarom er niets per {IN_WORDS[channel]} mag weggaan.")
    profile = _locked(session)
    if _why(profile, channel):
        raise AlreadyDone(f"{IN_WORDS[channel].capitalize()} is al stilgezet.")
    _put(session, act, profile, channel, wanted)


def let_go(session: Session, act: Act, channel: Outgoing) -> None:
    """Let it leave again. Raises Refused, AlreadyDone."""
    profile = _locked(session)
    if not _why(profile, channel):
        raise AlreadyDone(f"{IN_WORDS[channel].capitalize()} is niet stilgezet.")
    _put(session, act, profile, channel, "")


def _why(profile: AgencyProfile | None, channel: Outgoing) -> str:
    return "" if profile is None else getattr(profile, _FIELDS[channel])


def _put(session: Session, act: Act, profile: AgencyProfile, channel: Outgoing, wanted: str) -> None:
    field, before = _FIELDS[channel], _why(profile, channel)
    setattr(profile, field, wanted)
    session.flush()
    set_up_changes.record(
        session, act, SetUpSubject.AGENCY, profile.id, before={field: before}, after={field: wanted}
    )


def _locked(session: Session) -> AgencyProfile:
    profile = session.get(AgencyProfile, PROFILE_ID, with_for_update=True, populate_existing=True)
    if profile is None:
        raise Refused("De gegevens van het bureau zijn nog niet ingevuld.")
    return profile
