"""Whether who owes may be approached now and by which way, said where a handler is about to call or to write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from agency import clock, database
from agency.resources import figures
from cases.amicable import contact_gate
from cases.amicable.barriers import Barrier
from cases.amicable.contact_gate import Block, GateAnswer, GateReason, Known, Standing
from cases.models import Case
from cases.parties import people_in_case
from cases.queries.desk.case_page import CaseHead, CasePage
from cases.queries.desk.work import CaseRow
from legal.debtor.contact_rules import OPENS, Way

WAYS = {
    Way.PHONE: "bellen", Way.EMAIL: "mailen", Way.MESSAGE: "een sms sturen",
    Way.VISIT: "bezoeken", Way.POST: "een brief sturen",
    Way.LIVE_REPLY: "antwoorden als de debiteur zelf belt",
}
_BEGUN = (Way.PHONE, Way.EMAIL, Way.MESSAGE, Way.VISIT)  # those that the hours are for
_CALLS_BACK = frozenset({Block.UNKNOWN})  # he may give his number when he asks for it
_ASKED_FOR = _CALLS_BACK | {Block.BUDGET}


@dataclass(frozen=True, kw_only=True)
class Approach:
    """What may and may not be done now, in words.

    `is_protected`: the hours are for this debtor, a natural person in the Netherlands, in business or not. `allowed`:
    every way that is open now, `begun` those of them that the hours are for. `not_now`: the ways that only wait, and
    `waits` the answer on them; None where nothing does. `barriers`: what stands there at any hour, `notes`: what else
    to know, `unknown`: what is not on record of him. `call_us`: what may be left where others hear or read it.
    """

    is_protected: bool
    allowed: str
    begun: str
    not_now: str
    waits: GateAnswer | None
    may_call: bool
    may_mail: bool
    may_message: bool
    barriers: tuple[Barrier, ...]
    notes: tuple[GateReason, ...]
    unknown: str
    call_us: str | None


def approach_of(standing: Standing) -> Approach:
    """How somebody who owes may be approached at this moment: what the gate says of every way."""
    answers = {way: standing.answer(way) for way in WAYS}
    open_ways = [way for way, answer in answers.items() if answer.allowed]
    waiting = {way: answer for way, answer in answers.items() if not answer.allowed and answer.first_at is not None}
    return Approach(
        is_protected=standing.is_protected, allowed=_words(open_ways, "en"),
        begun=_words([way for way in open_ways if way in _BEGUN], "en"), not_now=_words(list(waiting), "of"),
        waits=next(iter(waiting.values()), None), may_call=Way.PHONE in open_ways, may_mail=Way.EMAIL in open_ways,
        may_message=Way.MESSAGE in open_ways, barriers=standing.barriers,
        notes=(*standing.notes(), *_unknown_day(answers)), unknown=_unknown(answers), call_us=standing.call_us,
    )


@dataclass(frozen=True, kw_only=True)
class Whom:
    """Somebody who owes: `name` with who speaks for him, how he may be approached, and how often he was of late."""

    person_id: int
    name: str
    approach: Approach
    approached: int


def people_to_approach(page: CasePage) -> tuple[Whom, ...]:
    """Everybody of a case who owes, the debtor of the case first, each with his own rules."""
    people, on = page.head.people, page.head.today
    known = _known(page.head, groups=page.persons, has_plan=page.arrangement is not None)
    return tuple(
        Whom(
            person_id=person_id, name=people.addressee(on, standing.person).in_words, approach=approach_of(standing),
            approached=standing.attempts.lately(standing.now),
        ) for person_id, standing in _standings(page.head, known).items()
    )


def approaches_of(head: CaseHead) -> dict[int, Approach]:
    """How each of those who owe in a case may be approached now, by id."""
    return {person_id: approach_of(standing) for person_id, standing in _standings(head, _known(head)).items()}


def not_to_be_called(rows: Sequence[CaseRow]) -> dict[int, str]:
    """Of the cases in a list whose debtor is the next to be called: why not now and when, in a few words, by id."""
    calls = [row.id for row in rows if row.sends_to_debtor]
    if not calls:
        return {}
    standings = contact_gate.of_debtors(database.session(), calls, now=_here(), figures=figures())
    answers = {case_id: standing.answer(Way.PHONE) for case_id, standing in standings.items()}
    return {case_id: _shortly(answer) for case_id, answer in answers.items() if not answer.allowed}


def call_back_refusal(standing: Standing, on: date, *, is_asked: bool = False) -> str:
    """Why he may not be called on that day at all, and when next, in Dutch; empty when he may.

    `is_asked`: he himself asks for the call.
    """
    at = datetime.combine(on, OPENS, tzinfo=clock.AMSTERDAM)
    answer = standing.answer(Way.PHONE, now=at)
    passed = _ASKED_FOR if is_asked else _CALLS_BACK
    against = [each for each in answer.reasons if each.block not in passed]
    if not against:
        return ""
    first = against[0]
    if answer.first_at is None or first.until is None:
        return f"Terugbellen mag dan niet. {first.in_words}"
    return f"{first.in_words} Kies een dag vanaf {answer.first_at.astimezone(clock.AMSTERDAM):%d-%m-%Y}."


def call_back_refusal_of_case(case: Case, on: date, person_id: int | None = None, *, is_asked: bool = False) -> str:
    """The same for who owes in a case, the debtor where none is given, with all that stands in the way now."""
    session = database.session()
    people = people_in_case.of_case(session, case)
    person = people.owing(on).get(person_id or case.debtor_id, case.debtor)
    standing = contact_gate.standings_of(
        session, case, [person], now=_here(), figures=figures(), known=Known(people=people)
    )[person.id]
    return call_back_refusal(standing, on, is_asked=is_asked)


def _known(
    head: CaseHead, *, groups: Mapping[int, frozenset[int]] | None = None, has_plan: bool | None = None
) -> Known:
    return Known(holds=head.holds, people=head.people, groups=groups, has_plan=has_plan)


def _standings(head: CaseHead, known: Known) -> dict[int, Standing]:
    owing = list(head.people.owing(head.today).values())
    return contact_gate.standings_of(
        database.session(), head.case, owing, now=_here(), figures=figures(), known=known
    )


def _shortly(answer: GateAnswer) -> str:
    if answer.first_at is not None:
        return f"nu niet bellen, weer vanaf {answer.first_at.astimezone(clock.AMSTERDAM):%d-%m-%Y %H:%M}"
    first = next(each for each in answer.reasons if each.until is None)
    return f"niet bellen: {first.title[:1].lower()}{first.title[1:]}"


def _here() -> datetime:
    return clock.now().astimezone(clock.AMSTERDAM)


def _unknown_day(answers: Mapping[Way, GateAnswer]) -> list[GateReason]:
    """That nobody knows whether today is a holiday, once."""
    every = [each for answer in answers.values() for each in answer.reasons if each.block is Block.CALENDAR]
    return every[:1]


def _unknown(answers: Mapping[Way, GateAnswer]) -> str:
    """What is not on record of him: "telefoonnummer bekend", each once."""
    missing = (each.title for answer in answers.values() for each in answer.reasons if each.block is Block.UNKNOWN)
    return ". ".join(dict.fromkeys(missing))


def _words(ways: Sequence[Way], last: str) -> str:
    words = [WAYS[way] for way in ways]
    return f" {last} ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
