"""Whether somebody who owes may be approached now, by which way, why not, and when he may: asked before every approach.

Asked again at the moment of sending: what it said before holds no longer by then.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from cases.amicable import barriers
from cases.amicable.barriers import CARE, Barrier
from cases.amicable.debtor_editing import LANGUAGES
from cases.correspondence.rules import LetterGroup, rule_of
from cases.input_checks import AMSTERDAM, day_of
from cases.models import Arrangement, ArrangementState, Case, Debtor, Hold, LetterKind, Stage
from cases.parties import people_in_case
from cases.parties.people_in_case import Addressee, PeopleInCase, deliverable
from legal.debtor.contact_rules import LAW_HOURS, ContactVerdict, Way, may_approach
from legal.debtor.debtor_tests import wki_rules_apply
from legal.errors import ParameterUnknown
from legal.parameters import Figures

DUTCH = "nl"


@dataclass(frozen=True, kw_only=True)
class GateReason:
    """One thing that stands in the way, or that has to be known, in Dutch. `law`: the article or policy behind it.

    `until`: the first moment at which it no longer stands there; None where only a person can see to that.
    """

    title: str
    why: str
    law: str
    until: datetime | None = None

    @property
    def in_words(self) -> str:
        """All of it in one line."""
        said = self.why if self.law in self.why else f"{self.why} ({self.law})"
        return f"{self.title.rstrip('.')}. {said}"


@dataclass(frozen=True, kw_only=True)
class GateAnswer:
    """Whether it may be done at the moment asked, with all the `reasons` why not.

    `first_at`: the first moment at which it may, that moment itself where it may now; None where a person has to clear
    something first. Ask again then. `to`: who is called or written to in his place. `remarks`: what closes nothing.
    """

    allowed: bool
    reasons: tuple[GateReason, ...]
    first_at: datetime | None
    to: Addressee
    remarks: tuple[GateReason, ...] = ()

    @property
    def in_words(self) -> str:
        """Why not, and when it may, in one text; empty where it may."""
        if self.allowed:
            return ""
        here = None if self.first_at is None else self.first_at.astimezone(AMSTERDAM)
        when = "" if here is None else f" Het mag weer vanaf {here:%d-%m-%Y %H:%M}."
        return " ".join(each.in_words for each in self.reasons) + when


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is on record of one of those who owe in a case, at `now`: the gate answers from it without asking more."""

    case: Case
    person: Debtor
    to: Addressee
    barriers: tuple[Barrier, ...]
    has_plan: bool
    figures: Figures
    now: datetime

    @property
    def is_protected(self) -> bool:
        """Whether the hours are for him: a natural person here, in business or not (art. 2 Wki)."""
        return wki_rules_apply(is_natural_person=self.person.is_natural_person, domicile_country=self.person.country)

    def answer(self, channel: Way, *, letter: LetterKind | None = None, now: datetime | None = None) -> GateAnswer:
        """Whether he may be approached by this way; `now`: another moment than that of the record.

        Without a `letter` it is a talk or a text by a person, who can heed what was said of it.
        """
        at = (now or self.now).astimezone(AMSTERDAM)
        reasons = [
            *self._stopped(channel, letter), *self._closed(channel, letter), *self._unknown(channel),
            *self._hours(channel, at),
        ]
        return GateAnswer(
            allowed=not reasons, reasons=tuple(reasons), first_at=self._first(channel, at, reasons), to=self.to,
            remarks=tuple(self._remarks(channel, letter)),
        )

    def _stopped(self, channel: Way, letter: LetterKind | None) -> list[GateReason]:
        """By what is in the way whatever the hour: of a letter, the holds that stop its kind."""
        return [_of(each) for each in self.barriers if _closes(each, channel, letter)]

    def _closed(self, channel: Way, letter: LetterKind | None) -> list[GateReason]:
        """By where the case is: nothing is asked of who paid, or who keeps to what was agreed."""
        is_asking = letter is not None and rule_of(letter).group is LetterGroup.PAYMENT
        found = []
        if channel is not Way.LIVE_REPLY and self.case.stage is Stage.CLOSED and (is_asking or letter is None):
            found.append(GateReason(
                title="Dossier gesloten", why="Er wordt niets meer gevraagd en niemand benaderd.", law=CARE
            ))
        if is_asking and self.has_plan:
            found.append(GateReason(title="Er loopt een betalingsregeling", law=CARE, why=(
                "Zolang zij loopt, wordt niet om het geheel gevraagd."
            )))
        return found

    def _unknown(self, channel: Way) -> list[GateReason]:
        """By what is not known of whom it goes to."""
        receiver = self.to.receiver
        missing = {
            Way.PHONE: (not receiver.phone, "telefoonnummer"), Way.MESSAGE: (not receiver.phone, "telefoonnummer"),
            Way.EMAIL: (not receiver.email, "e-mailadres"), Way.VISIT: (not deliverable(receiver), "compleet adres"),
            Way.POST: (not deliverable(receiver), "compleet adres"), Way.LIVE_REPLY: (False, ""),
        }
        is_missing, what = missing[channel]
        if not is_missing:
            return []
        return [GateReason(title=f"Geen {what} bekend", law=CARE, why=(
            f"Van {receiver.name} is geen {what} vastgelegd. Zoek het op en leg het vast bij Gegevens."
        ))]

    def _hours(self, channel: Way, at: datetime) -> list[GateReason]:
        try:
            verdict = self._verdict(channel, at)
        except ParameterUnknown as unknown:
            return [GateReason(title="Feestdagen niet bekend", why=(
                f"Of het mag, is niet te zeggen: {unknown}"
            ), law=LAW_HOURS)]
        if verdict.allowed:
            return []
        return [GateReason(
            title="Buiten de contacturen", why=verdict.reason, law=verdict.law, until=verdict.next_at
        )]

    def _first(self, channel: Way, at: datetime, reasons: Sequence[GateReason]) -> datetime | None:
        """The first moment from `at` at which all of it is over; None where something ends by no day."""
        if any(each.until is None for each in reasons):
            return None
        moment = max((each.until for each in reasons if each.until is not None), default=at)
        try:
            return self._verdict(channel, moment.astimezone(AMSTERDAM)).next_at
        except ParameterUnknown:
            return None

    def _verdict(self, channel: Way, at: datetime) -> ContactVerdict:
        return may_approach(at, channel, is_wki_debtor=self.is_protected, holidays=self.figures.holidays)

    def _remarks(self, channel: Way, letter: LetterKind | None) -> list[GateReason]:
        found = [
            _of(each) for each in self.barriers
            if not each.closed or (letter is None and each.hold is not None and not _closes(each, channel, letter))
        ]
        if self.has_plan and letter is None:
            found.append(GateReason(title="Er loopt een betalingsregeling", law=CARE, why=(
                "Vraag alleen om een termijn die niet op tijd is betaald."
            )))
        return found + self._language()

    def _language(self) -> list[GateReason]:
        """Who speaks for himself, and not in Dutch."""
        code = self.person.language
        if self.to.via is not None or code == DUTCH:
            return []
        language = LANGUAGES.get(code, code)
        return [GateReason(title=f"Taal: {language}", law=CARE, why=(
            f"{self.person.name} spreekt {language}. Zorg dat iemand meeleest of vertaalt, of bel met een tolk."
        ))]


def ask(
    session: Session, case: Case, person: Debtor, channel: Way, *, now: datetime, figures: Figures,
    letter: LetterKind | None = None,
) -> GateAnswer:
    """Whether this person who owes may be approached by `channel` at `now`, about this case; `letter`: with what.

    A letter to somebody who is no party (an `Outsider`) is no approach of a debtor: it is not asked.
    """
    standings = standings_of(session, case, [person], now=now, figures=figures)
    return standings[person.id].answer(channel, letter=letter)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What of a case was read already: the open `holds`, its `people`, and by id the debtors who are each of them."""

    holds: Sequence[Hold] | None = None
    people: PeopleInCase | None = None
    groups: Mapping[int, frozenset[int]] | None = None


NOTHING_READ = Known()


def standings_of(
    session: Session, case: Case, persons: Collection[Debtor], *, now: datetime, figures: Figures,
    known: Known = NOTHING_READ,
) -> dict[int, Standing]:
    """What the gate answers from, of each of these people who owe, by id."""
    on = day_of(now)
    people = known.people or people_in_case.of_case(session, case)
    found = barriers.of_each(
        session, case, persons, on=on, holds=known.holds, people=people, groups=known.groups
    )
    has_plan = bool(session.scalar(select(exists().where(
        Arrangement.case_id == case.id, Arrangement.state == ArrangementState.RUNNING
    ))))
    return {
        person.id: Standing(
            case=case, person=person, to=people.addressee(on, person), barriers=found[person.id], has_plan=has_plan,
            figures=figures, now=now,
        ) for person in persons
    }


def _closes(barrier: Barrier, channel: Way, letter: LetterKind | None) -> bool:
    """Whether it closes this way; of a letter, what holds the case does by its kind and not by its way."""
    if letter is not None and barrier.hold is not None:
        return barrier.hold in rule_of(letter).stopped_by
    return channel in barrier.closed


def _of(barrier: Barrier) -> GateReason:
    until = None if barrier.until is None else datetime.combine(barrier.until, time.min, tzinfo=AMSTERDAM)
    return GateReason(title=barrier.title, why=barrier.why, law=barrier.law, until=until)
