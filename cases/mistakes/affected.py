"""Whom a mistake touched, in which cases, by which letters, and what is too much for each. Changes nothing."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from cases.mistakes.asked import Mistake, MistakeKind
from cases.mistakes.said import Said, SaidBy, Search, found
from cases.mistakes.standing import Standing, standings, touched_cases
from cases.models import Debtor
from cases.schema.many_ids import in_parts
from legal.money import ZERO

AT_ONCE = 100  # cases that are counted together


@dataclass(frozen=True, kw_only=True)
class AffectedCase:
    """A case, all that was said in it, and how it stands. `people`: those who owe and got a letter, else its debtor."""

    standing: Standing
    said: tuple[Said, ...]
    people: tuple[Debtor, ...]

    @property
    def letters(self) -> tuple[Said, ...]:
        """The letters among it."""
        return tuple(each for each in self.said if each.by is SaidBy.LETTER)

    @property
    def asked_too_much(self) -> Decimal:
        """The most that one of them asked too much (euro)."""
        return max((each.too_much for each in self.said), default=ZERO)


@dataclass(frozen=True, kw_only=True)
class Affected:
    """All of them, by case."""

    mistake: Mistake
    on: date
    cases: tuple[AffectedCase, ...]

    @property
    def people(self) -> dict[int, Debtor]:
        """Everybody who was touched, by id."""
        return {person.id: person for each in self.cases for person in each.people}

    @property
    def letters(self) -> tuple[Said, ...]:
        """Every letter that was touched."""
        return tuple(letter for each in self.cases for letter in each.letters)

    @property
    def lower(self) -> Decimal:
        """What is too much of what is asked, together (euro)."""
        return sum((each.standing.lower for each in self.cases), ZERO)

    @property
    def refund(self) -> Decimal:
        """What was paid too much and did not go back, together (euro)."""
        return sum((each.standing.refund for each in self.cases), ZERO)

    @property
    def asks_something(self) -> bool:
        """Whether there is something to put right: wrong words, or too much that was asked."""
        is_wrong = self.mistake.kind is MistakeKind.TEXT or any(each.asked_too_much for each in self.cases)
        return is_wrong or self.lower + self.refund > ZERO

    @property
    def too_little(self) -> Decimal:
        """What was told too little, together (euro): told apart."""
        return sum((each.standing.too_little for each in self.cases), ZERO)


def affected(search: Search, *, on: date) -> Affected:
    """Everybody who was touched, counted through `on`, or through the last day before it that can be counted."""
    said = list(found(search))
    by_case: dict[int, list[Said]] = defaultdict(list)
    for each in said:
        by_case[each.case_id].append(each)
    people = _people(search, said)
    cases = [
        AffectedCase(
            standing=standing, said=tuple(by_case[standing.case.id]),
            people=_of_case(standing, by_case[standing.case.id], people),
        )
        for ids in _pieces(touched_cases(search.session, said))
        for standing in standings(search, ids, said, on=on)
    ]
    return Affected(mistake=search.mistake, on=on, cases=tuple(cases))


def _pieces(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start:start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def _people(search: Search, said: Sequence[Said]) -> dict[int, Debtor]:
    ids = {each.letter.debtor_id for each in said if each.letter is not None}
    return {
        person.id: person for some in in_parts(ids)
        for person in search.session.scalars(select(Debtor).where(Debtor.id.in_(some)))
    }


def _of_case(standing: Standing, said: Sequence[Said], people: dict[int, Debtor]) -> tuple[Debtor, ...]:
    ids = dict.fromkeys(each.letter.debtor_id for each in said if each.letter is not None)
    return tuple(people[each] for each in ids) or (standing.case.debtor,)
