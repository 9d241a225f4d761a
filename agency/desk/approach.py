"""Whether a debtor may be approached now and by which way, said where a handler is about to call or to write."""

from dataclasses import dataclass
from datetime import date, datetime

from agency import clock
from agency.resources import figures
from cases.models import Debtor
from legal.contact_rules import OPENS, ContactChannel, ContactVerdict, may_approach
from legal.debtor_tests import wki_rules_apply
from legal.errors import ParameterUnknown

WAYS = {
    ContactChannel.PHONE: "bellen", ContactChannel.EMAIL: "mailen", ContactChannel.MESSAGE: "appen",
    ContactChannel.VISIT: "bezoeken", ContactChannel.POST: "een brief sturen",
    ContactChannel.LIVE_REPLY: "antwoorden als de debiteur zelf belt",
}


@dataclass(frozen=True, kw_only=True)
class Approach:
    """What may and may not be done now, in words. `refused` is the verdict on what may not, None when everything may.

    `is_protected`: the hours are for this debtor, a natural person in the Netherlands, in business or not.
    """

    is_protected: bool
    allowed: str
    not_now: str
    refused: ContactVerdict | None


def approach_of(debtor: Debtor) -> Approach | None:
    """How the debtor may be approached at this moment; None where the calendar does not reach."""
    try:
        verdicts = {word: _verdict(debtor, channel, _here()) for channel, word in WAYS.items()}
    except ParameterUnknown:
        return None
    return Approach(
        is_protected=_is_protected(debtor),
        allowed=_listed([word for word, verdict in verdicts.items() if verdict.allowed], "en"),
        not_now=_listed([word for word, verdict in verdicts.items() if not verdict.allowed], "of"),
        refused=next((verdict for verdict in verdicts.values() if not verdict.allowed), None),
    )


def call_back_refusal(debtor: Debtor, on: date) -> str:
    """Why the debtor may not be called on that day at all, and when next, in Dutch; empty when he may."""
    try:
        verdict = _verdict(debtor, ContactChannel.PHONE, datetime.combine(on, OPENS, tzinfo=clock.AMSTERDAM))
    except ParameterUnknown:
        return ""
    if verdict.allowed:
        return ""
    return f"{verdict.reason} Kies een dag vanaf {verdict.next_at:%d-%m-%Y} ({verdict.law})."


def _listed(words: list[str], last: str) -> str:
    return f" {last} ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def _here() -> datetime:
    return clock.now().astimezone(clock.AMSTERDAM)


def _verdict(debtor: Debtor, channel: ContactChannel, at: datetime) -> ContactVerdict:
    return may_approach(at, channel, is_wki_debtor=_is_protected(debtor), holidays=figures().holidays)


def _is_protected(debtor: Debtor) -> bool:
    return wki_rules_apply(is_natural_person=debtor.is_natural_person, domicile_country=debtor.country)
