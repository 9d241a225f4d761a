"""Everybody in a case as the desk shows them: who owes, who speaks for whom, and how each is reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cases.models import CaseParty, ContactPoint, Debtor, PartyRole, PointKind, PointState
from cases.parties.people_in_case import PeopleInCase
from cases.wording import people as wording
from legal.debtor.legal_forms import in_full


@dataclass(frozen=True, kw_only=True)
class PersonCard:
    """One person in a case. `parts`: as what; `points`: all that is known, the one that is used first.

    `why_no_letter`: why no letter may go to him or for him, in Dutch. `speaker`: who gets everything for him.
    """

    person: Debtor
    parts: tuple[CaseParty, ...]
    points: tuple[ContactPoint, ...]
    speaker: CaseParty | None
    why_no_letter: str
    is_main: bool

    @property
    def owes(self) -> bool:
        """Whether he owes himself."""
        return self.is_main or any(part.owes for part in self.parts)

    @property
    def stands_for_id(self) -> int:
        """Who owes and is approached through him: himself, or the first for whom he speaks."""
        return self.person.id if self.owes else self.parts[0].stands_for_id

    @property
    def guarantees(self) -> bool:
        """Whether he is a guarantor."""
        return any(part.role is PartyRole.GUARANTOR for part in self.parts)

    @property
    def roles(self) -> tuple[str, ...]:
        """As what he is in the case, in words."""
        own = (wording.MAIN,) if self.is_main and not any(part.owes for part in self.parts) else ()
        return (*own, *map(wording.role, self.parts))

    @property
    def legal_form(self) -> str:
        """The legal form in the words of the law."""
        return in_full(self.person.legal_form)

    def of(self, kind: PointKind) -> tuple[ContactPoint, ...]:
        """How he is reached by one kind, without what gave way to another."""
        return tuple(each for each in self.points if each.kind is kind and each.state is not PointState.CLOSED)

    @property
    def addresses(self) -> tuple[ContactPoint, ...]:
        """His addresses."""
        return self.of(PointKind.ADDRESS)

    @property
    def phones(self) -> tuple[ContactPoint, ...]:
        """His numbers."""
        return self.of(PointKind.PHONE)

    @property
    def emails(self) -> tuple[ContactPoint, ...]:
        """His e-mail addresses."""
        return self.of(PointKind.EMAIL)


def cards(people: PeopleInCase, *, on: date) -> tuple[PersonCard, ...]:
    """Who owes, the debtor of the case first, then who speaks for them."""
    parts: dict[int, list[CaseParty]] = {people.case.debtor_id: []}
    persons = {people.case.debtor_id: people.case.debtor}
    for part in sorted(people.open(on), key=lambda each: not each.owes):
        persons[part.person_id] = part.person
        parts.setdefault(part.person_id, []).append(part)
    return tuple(_card(people, persons[person_id], of_person, on) for person_id, of_person in parts.items())


def ended(people: PeopleInCase, *, on: date) -> tuple[CaseParty, ...]:
    """Parts that are over, the last first."""
    past = [party for party in people.parties if not party.is_open(on)]
    return tuple(sorted(past, key=lambda party: party.through_day or on, reverse=True))


def _card(people: PeopleInCase, person: Debtor, parts: Sequence[CaseParty], on: date) -> PersonCard:
    is_main = person.id == people.case.debtor_id
    owes = is_main or any(part.owes for part in parts)
    return PersonCard(
        person=person, parts=tuple(parts), points=tuple(people.known.get(person.id, ())), is_main=is_main,
        speaker=people.speaker_of(person, on) if owes else None,
        why_no_letter=people.addressee(on, person).why_not if owes else "",
    )
