"""A crawl of what leaves: a handler who writes letters of every kind, and a reader who trusts nothing of them.

The reader looks at a letter on the evening of the day that it left: at its words, its amounts, and at who may get it.
It counts with `agency quote` alone, from the facts that were kept with the letter.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.quote.answering import answer_one
from agency.simulation.chance import Chance
from agency.simulation.world import World
from cases.acts import Act
from cases.correspondence import by_hand, ordering, previewing
from cases.correspondence.details import CLAIMS, Asked, Details, asked_of
from cases.correspondence.rules import LetterRule, rules
from cases.counting import statement
from cases.counting.valuation_records import as_request
from cases.models import (
    Case,
    Hold,
    HoldKind,
    LedgerEntry,
    Letter,
    LetterKind,
    Stage,
    ValuationRecord,
)
from legal.calendar import is_working_day

HANDLER = "behandelaar"
WORDS = "Wij spraken hierover met u aan de telefoon."
COSTS_ARE_DUE = 40  # days after a first letter: its term is over by then
A_DAY, TRIED = 2, 4  # letters of a morning, and kinds that are tried for each

# Letters that ask for money or put somebody under a term: they may not go where a case stands still or is closed.
DEMANDS = frozenset({
    LetterKind.FIRST_NOTICE, LetterKind.ADDED_NOTICE, LetterKind.DEFAULT_NOTICE, LetterKind.REMINDER,
    LetterKind.LAST_SUMMONS, LetterKind.MISSED_TERM,
})
STOPS = frozenset({HoldKind.DISPUTE, HoldKind.DECEASED, HoldKind.DEBT_HELP, HoldKind.INSOLVENCY, HoldKind.MINOR})
# Words that no letter of the voluntary phase may hold, whoever wrote them.
FORBIDDEN = re.compile(
    r"politie|strafbaar|gevangen|gijzel|zwarte lijst|\bBKR\b|uithuis|deurwaarder komt|laatste kans", re.I
)
EURO = re.compile(r"€\s?(-?\d{1,3}(?:\.\d{3})*,\d{2}|-?\d+,\d{2})")


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What the reader knows of one letter: its words, whom it reached, and the day that it left."""

    letter_id: int
    case_id: int
    debtor_id: int
    kind: LetterKind
    text: str
    dated: date
    sent_on: date
    requests: tuple[Mapping[str, Any], ...]
    filled_in: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that is wrong with a letter that left."""

    letter_id: int
    kind: LetterKind
    rule: str
    seen: str


class Writer:
    """Orders letters of any kind by hand, on some of the cases, each morning; what may not be made is refused."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance.of("writer")
        self.written: Counter[LetterKind] = Counter()

    def work(self, world: World) -> None:
        """Some letters of today, of the kinds that may be made and were written least."""
        ids = list(world.session.scalars(select(Case.id).where(Case.stage != Stage.INTAKE).order_by(Case.id)))
        for _ in range(A_DAY if ids else 0):
            case_id = self.chance.one_of(ids)
            offered = self._offered(world, case_id)
            kinds = sorted(offered, key=lambda kind: (self.written[kind], self.chance.number(0, 9)))
            for kind in kinds[:TRIED]:
                if self._order(world, case_id, rules()[kind]):
                    self.written[kind] += 1
                    break

    def _offered(self, world: World, case_id: int) -> list[LetterKind]:
        case = world.session.get_one(Case, case_id)
        groups = by_hand.offers(world.session, case, today=world.day, figures=world.figures)
        offered = {each.rule.kind for listed in groups.values() for each in listed if not each.why_not}
        return sorted(offered - {LetterKind.FIRST_NOTICE})  # those the desk orders

    def _order(self, world: World, case_id: int, rule: LetterRule) -> bool:
        def order(session: Session, act: Act) -> int:
            case = session.get_one(Case, case_id)
            details = self._details(session, case, rule, act.today, world)
            shown = previewing.preview(
                session, [case_id], kind=rule.kind, letter_date=act.today, figures=world.figures, filled_in=details
            )
            return ordering.order(
                session, act, shown.marks, kind=rule.kind, letter_date=act.today, figures=world.figures,
                filled_in=details,
            ).id

        return world.attempt(f"by_hand_{rule.kind.value}", HANDLER, order).is_done

    def _details(self, session: Session, case: Case, rule: LetterRule, today: date, world: World) -> Details | None:
        if rule.form is None:
            return None
        start = by_hand.start(session, case, rule, letter_date=today, today=today, figures=world.figures)
        proposed = start.proposal
        return rule.form(**{
            each.name: proposed[each.name] if proposed.get(each.name) not in (None, "") else self._value(
                each, start.options.get(each.name, {}), today
            )
            for each in asked_of(rule.form)
        })

    def _value(self, item: Asked, options: Mapping[int, str], today: date) -> Any:  # Any: fields differ in type
        if item.may_be_none:
            return None
        if item.kind == CLAIMS:
            return tuple(options)[:1]
        if isinstance(item.kind, type) and issubclass(item.kind, StrEnum):
            return self.chance.one_of(list(item.kind))
        if item.kind is int:
            return self.chance.one_of(list(options)) if options else 0
        by_kind = {date: today + timedelta(days=10), Decimal: Decimal("25.00"), bool: False, str: WORDS}
        return by_kind[item.kind]


@dataclass
class Reader:
    """Reads on the evening of each day what left that day."""

    findings: list[Finding] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)

    def read(self, world: World, day: date) -> None:
        """What left on that day."""
        session = world.session
        query = select(Letter).where(Letter.sent_on == day).order_by(Letter.id)
        for letter in session.scalars(query):
            sent = sent_of(session, letter)
            self.findings += findings(session, sent, self.sent, world)
            self.sent.append(sent)


def sent_of(session: Session, letter: Letter) -> Sent:
    """What the reader looks at: the words that were kept when it was made."""
    assert letter.content is not None
    assert letter.sent_on is not None
    counted = session.scalars(select(ValuationRecord).where(ValuationRecord.letter_id == letter.id))
    return Sent(
        letter_id=letter.id, case_id=letter.case_id, debtor_id=letter.debtor_id, kind=letter.kind,
        text=letter.content.text.replace("\xa0", " "), dated=letter.batch.letter_date, sent_on=letter.sent_on,
        requests=tuple(each.reasons["request"] for each in counted),
        filled_in=tuple(map(str, letter.batch.details.values())),
    )


def findings(session: Session, sent: Sent, before: Iterable[Sent], world: World) -> list[Finding]:
    """Everything that is wrong with it."""
    case = session.get_one(Case, sent.case_id)
    found = [*_words(sent), *_amounts(session, case, sent, world), *_whom(session, case, sent), *_twice(sent, before)]
    if not is_working_day(sent.sent_on, world.figures.holidays):
        found.append(("a day without post", f"{sent.sent_on}"))
    return [Finding(letter_id=sent.letter_id, kind=sent.kind, rule=rule, seen=seen) for rule, seen in found]


Found = Iterator[tuple[str, str]]


def _words(sent: Sent) -> Found:
    for word in FORBIDDEN.findall(sent.text):
        yield "a word that is not allowed", word
    for place in re.findall(r"\{\w*\}|▢|\bNone\b|\bTODO\b", sent.text):
        yield "a place that was not filled in", place


def _amounts(session: Session, case: Case, sent: Sent, world: World) -> Found:
    known = _known_amounts(session, case, sent, world)
    for written in EURO.findall(sent.text):
        amount = Decimal(written.replace(".", "").replace(",", "."))
        if amount not in known:
            yield "an amount that quote does not give", written


def _known_amounts(session: Session, case: Case, sent: Sent, world: World) -> set[Decimal]:
    """Every amount that may stand in it: of `quote` on its date, and what is on record as it is."""
    given = {Decimal(each) for each in sent.filled_in if re.fullmatch(r"-?\d+\.\d{2}", each)}
    amounts = given | {claim.principal for claim in case.claims} | {Decimal("0.00")}
    entries = session.scalars(select(LedgerEntry.amount).where(LedgerEntry.case_id == case.id))
    amounts |= {abs(each) for each in entries}
    now = as_request(statement.facts_of(session, case, figures=world.figures), on=sent.dated)
    later = {**now, "on": (sent.dated + timedelta(days=COSTS_ARE_DUE)).isoformat()}
    costs = _of(later, world)
    due = {costs["costs"], costs["vat_on_costs"], costs["costs"] + costs["vat_on_costs"]}
    for request in (*sent.requests, now):
        answered = _of(request, world)
        amounts |= set(answered.values()) | due | {answered["balance"] + each for each in due}
        amounts |= {answered["balance"] - each for each in given}  # what is left after a payment that was promised
    return amounts


def _of(request: Mapping[str, Any], world: World) -> dict[str, Decimal]:
    """What `agency quote` answers: its amounts, by their place in the answer; nothing is owed of no claim."""
    if not request["claims"]:
        return dict.fromkeys(("costs", "vat_on_costs", "balance"), Decimal("0.00"))
    return dict(_numbers(answer_one(dict(request), world.figures), ""))


def _numbers(value: Any, at: str) -> Iterator[tuple[str, Decimal]]:  # Any: what JSON holds
    if isinstance(value, str) and re.fullmatch(r"-?\d+\.\d{2}", value):
        yield at, abs(Decimal(value))
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _numbers(each, f"{at}.{key}".lstrip("."))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _numbers(each, f"{at}.{number}")


def _whom(session: Session, case: Case, sent: Sent) -> Found:
    point = session.get_one(Letter, sent.letter_id).contact_point  # none where it goes to who is no debtor
    if point is not None and point.postal_code.replace(" ", "") not in sent.text.replace(" ", ""):
        yield "another address than it went to", point.postal_code
    if sent.kind not in DEMANDS:
        return
    holds = session.scalars(select(Hold).where(
        Hold.case_id == case.id, Hold.started_on < sent.sent_on, Hold.kind.in_(STOPS)
    ))
    for hold in holds:
        if hold.ended_on is None or hold.ended_on > sent.sent_on:
            yield "a case that stands still", hold.kind.value
    if case.stage is Stage.CLOSED and case.closed_on is not None and case.closed_on < sent.sent_on:
        yield "a case that is closed", f"{case.closed_on}"


def _twice(sent: Sent, before: Iterable[Sent]) -> Found:
    for each in before:
        same = (each.case_id, each.debtor_id, each.kind) == (sent.case_id, sent.debtor_id, sent.kind)
        if same and each.text == sent.text:
            yield "the same letter twice", f"letter {each.letter_id} of {each.sent_on}"
        elif same and sent.kind in DEMANDS and (sent.sent_on - each.sent_on).days < 7:
            yield "the same demand again within a week", f"letter {each.letter_id} of {each.sent_on}"
