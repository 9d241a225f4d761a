"""Whether who owes may be approached now and by which way, said where a handler is about to call or to write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from agency import clock, database
from agency.resources import figures
from cases.amicable import barriers as in_the_way
from cases.amicable.barriers import Barrier
from cases.models import Case, Debtor
from cases.parties import people_in_case
from cases.queries.desk import contacts_made
from cases.queries.desk.case_page import CaseHead, CasePage
from legal.debtor.contact_rules import OPENS, ContactVerdict, Way, may_approach
from legal.debtor.debtor_tests import wki_rules_apply
from legal.errors import ParameterUnknown

WAYS = {
    Way.PHONE: "bellen", Way.EMAIL: "mailen", Way.MESSAGE: "appen",
    Way.VISIT: "bezoeken", Way.POST: "een brief sturen",
    Way.LIVE_REPLY: "antwoorden als de debiteur zelf belt",
}


@dataclass(frozen=True, kw_only=True)
class Approach:
    """What may and may not be done now, in words. `refused` is the verdict on the hours, None when they allow all.

    `is_protected`: the hours are for this debtor, a natural person in the Netherlands, in business or not.
    `barriers`: what stands in the way at any hour; the hours are left out where nothing remains for them.
    """

    is_protected: bool
    allowed: str
    not_now: str
    refused: ContactVerdict | None
    may_call: bool
    may_mail: bool
    barriers: tuple[Barrier, ...] = ()


def approach_of(debtor: Debtor, barriers: Sequence[Barrier] = ()) -> Approach | None:
    """How the debtor may be approached at this moment; None where the calendar does not reach."""
    closed = frozenset[Way]().union(*(barrier.closed for barrier in barriers))
    open_ways = {channel: word for channel, word in WAYS.items() if channel not in closed}
    try:
        verdicts = {channel: _verdict(debtor, channel, _here()) for channel in open_ways}
    except ParameterUnknown:
        if not barriers:
            return None
        verdicts = {Way.LIVE_REPLY: _verdict(debtor, Way.LIVE_REPLY, _here())}
    may = {channel for channel, verdict in verdicts.items() if verdict.allowed}
    return Approach(
        is_protected=_is_protected(debtor), barriers=tuple(barriers),
        allowed=_listed([WAYS[channel] for channel in verdicts if channel in may], "en"),
        not_now=_listed([WAYS[channel] for channel in verdicts if channel not in may], "of"),
        refused=next((verdict for verdict in verdicts.values() if not verdict.allowed), None),
        may_call=Way.PHONE in may, may_mail=Way.EMAIL in may,
    )


@dataclass(frozen=True, kw_only=True)
class Whom:
    """Somebody who owes: `name` with who speaks for him, how he may be approached, and how often he was of late."""

    person_id: int
    name: str
    approach: Approach | None
    approached: int


def people_to_approach(page: CasePage) -> tuple[Whom, ...]:
    """Everybody of a case who owes, the debtor of the case first, each with his own rules."""
    people, on = page.head.people, page.head.today
    approaches = approaches_of(page.head, page.persons)
    made = contacts_made.made(database.session(), page.persons, now=clock.now())
    return tuple(
        Whom(
            person_id=person_id, name=people.addressee(on, person).in_words, approach=approaches[person_id],
            approached=made[person_id],
        ) for person_id, person in people.owing(on).items()
    )


def approaches_of(
    head: CaseHead, groups: Mapping[int, frozenset[int]] | None = None
) -> dict[int, Approach | None]:
    """How each of those who owe in a case may be approached now, by id, with all that stands in the way.

    `groups`: the debtors who are each of them, where that was read.
    """
    owing = head.people.owing(head.today)
    found = in_the_way.of_each(
        database.session(), head.case, list(owing.values()), on=head.today, holds=head.holds, people=head.people,
        groups=groups,
    )
    return {person_id: approach_of(person, found[person_id]) for person_id, person in owing.items()}


def call_back_refusal(debtor: Debtor, on: date, barriers: Sequence[Barrier] = ()) -> str:
    """Why the debtor may not be called on that day at all, and when next, in Dutch; empty when he may."""
    closing = [barrier for barrier in barriers if Way.PHONE in barrier.closed]
    if closing:
        return f"Terugbellen mag dan niet. {closing[0].title}: {closing[0].why}"
    try:
        verdict = _verdict(debtor, Way.PHONE, datetime.combine(on, OPENS, tzinfo=clock.AMSTERDAM))
    except ParameterUnknown:
        return ""
    if verdict.allowed:
        return ""
    return f"{verdict.reason} Kies een dag vanaf {verdict.next_at:%d-%m-%Y} ({verdict.law})."


def call_back_refusal_of_case(case: Case, on: date, person_id: int | None = None) -> str:
    """The same for who owes in a case, the debtor where none is given, with all that stands in the way on that day."""
    session = database.session()
    people = people_in_case.of_case(session, case)
    person = people.owing(on).get(person_id or case.debtor_id, case.debtor)
    return call_back_refusal(person, on, in_the_way.of_case(session, case, on=on, people=people, person=person))


def _listed(words: list[str], last: str) -> str:
    return f" {last} ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def _here() -> datetime:
    return clock.now().astimezone(clock.AMSTERDAM)


def _verdict(debtor: Debtor, channel: Way, at: datetime) -> ContactVerdict:
    return may_approach(at, channel, is_wki_debtor=_is_protected(debtor), holidays=figures().holidays)


def _is_protected(debtor: Debtor) -> bool:
    return wki_rules_apply(is_natural_person=debtor.is_natural_person, domicile_country=debtor.country)
