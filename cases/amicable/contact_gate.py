"""Whether somebody who owes may be approached now, by which way, why not, and when he may: asked before every approach.

Asked again at the moment of sending: what it said before holds no longer by then.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cases.amicable import attempts as tried
from cases.amicable import barriers
from cases.amicable.attempts import Attempts
from cases.amicable.barriers import CARE, Barrier
from cases.amicable.debtor_editing import LANGUAGES
from cases.correspondence.rules import LetterGroup, rule_of
from cases.input_checks import AMSTERDAM, day_of
from cases.models import AgencyProfile, Arrangement, ArrangementState, Case, Debtor, Hold, LetterKind, Stage
from cases.parties import links, people_in_case
from cases.parties.people_in_case import Addressee, PeopleInCase, deliverable
from cases.progress import stages
from cases.setup import organisations
from cases.setup.quiet_sender import sender_of
from legal.debtor.contact_budget import may_again
from legal.debtor.contact_rules import LAW_HOURS, ContactVerdict, Way, may_approach
from legal.debtor.debtor_tests import wki_rules_apply
from legal.debtor.mobile_number import mobile_number
from legal.debtor.quiet_words import LAW_NAMED, NO_NAME, Sender, call_us
from legal.errors import ParameterUnknown
from legal.parameters import Figures
from legal.policies import APPROACHING, ApproachPolicy

DUTCH = "nl"


class Block(StrEnum):
    """What kind of thing stands in the way, or has to be known."""

    BARRIER = "barrier"    # a hold, a death, the registration, a wrong number: `barriers`
    CLOSED = "closed"      # the case is
    PLAN = "plan"
    UNKNOWN = "unknown"    # no number or address is on record
    NO_NAME = "no_name"    # none of our names may be read by others
    BUDGET = "budget"
    HOURS = "hours"
    CALENDAR = "calendar"  # whether it is a holiday nobody knows
    LANGUAGE = "language"


@dataclass(frozen=True, kw_only=True)
class GateReason:
    """One thing that stands in the way, or that has to be known, in Dutch. `law`: the article or policy behind it.

    `until`: the first moment at which it no longer stands there; None where only a person can see to that.
    """

    block: Block
    title: str
    why: str
    law: str
    until: datetime | None = None

    @property
    def sourced(self) -> str:
        """Why, with what it stands on."""
        return self.why if self.law in self.why else f"{self.why.removesuffix('.')} ({self.law})."

    @property
    def in_words(self) -> str:
        """All of it in one line."""
        return f"{self.title.removesuffix('.')}. {self.sourced}"


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
    attempts: Attempts
    has_plan: bool
    sender: Sender | None
    figures: Figures
    now: datetime
    policy: ApproachPolicy = APPROACHING

    @property
    def is_protected(self) -> bool:
        """Whether the hours are for him: a natural person here, in business or not (art. 2 Wki)."""
        return wki_rules_apply(is_natural_person=self.person.is_natural_person, domicile_country=self.person.country)

    @property
    def call_us(self) -> str | None:
        """What may be left for him where others may hear or read it; None for nothing at all."""
        return None if self.sender is None else call_us(self.sender)

    def notes(self) -> tuple[GateReason, ...]:
        """What closes nothing and has to be known before a talk, beside the barriers."""
        plan = [] if not self.has_plan else [GateReason(
            block=Block.PLAN, title="Er loopt een betalingsregeling", law=CARE,
            why="Vraag alleen om een termijn die niet op tijd is betaald.",
        )]
        return (*plan, *self._language())

    def answer(self, channel: Way, *, letter: LetterKind | None = None, now: datetime | None = None) -> GateAnswer:
        """Whether he may be approached by this way; `now`: another moment than that of the record.

        Without a `letter` it is a talk or a text by a person, who can heed what was said of it.
        """
        at = (now or self.now).astimezone(AMSTERDAM)
        reasons = [
            *self._stopped(channel, letter), *self._closed(channel, letter), *self._unknown(channel),
            *self._nameless(channel), *self._budget(channel, letter, at), *self._hours(channel, at),
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
            found.append(GateReason(block=Block.CLOSED, title="Dossier gesloten", law=CARE, why=(
                "Er wordt niets meer gevraagd en niemand benaderd."
            )))
        if is_asking and self.has_plan:
            found.append(GateReason(block=Block.PLAN, title="Er loopt een betalingsregeling", law=CARE, why=(
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
        if channel is Way.MESSAGE and receiver.phone and mobile_number(receiver.phone) is None:
            return [GateReason(block=Block.UNKNOWN, title="Geen mobiel nummer bekend", law=CARE, why=(
                f"Het nummer dat van {receiver.name} bekend is, is geen Nederlands mobiel nummer (061 tot en met "
                "065, of 068) zonder iets erbij. Zoek het op en leg het vast bij Gegevens."
            ))]
        if not is_missing:
            return []
        return [GateReason(block=Block.UNKNOWN, title=f"Geen {what} bekend", law=CARE, why=(
            f"Van {receiver.name} is geen {what} vastgelegd. Zoek het op en leg het vast bij Gegevens."
        ))]

    def _nameless(self, channel: Way) -> list[GateReason]:
        """By our names: whoever holds the phone reads a message."""
        if channel is not Way.MESSAGE or self.call_us is not None:
            return []
        return [GateReason(block=Block.NO_NAME, title="Geen sms", why=NO_NAME, law=LAW_NAMED)]

    def _hours(self, channel: Way, at: datetime) -> list[GateReason]:
        try:
            verdict = self._verdict(channel, at)
        except ParameterUnknown:
            return [GateReason(block=Block.CALENDAR, title="Feestdagen niet bekend", law=LAW_HOURS, why=(
                "Van deze dag is niet bekend of het een feestdag is, en dus niet of het mag. Een beheerder vult de "
                "feestdagen aan."
            ))]
        if verdict.allowed:
            return []
        return [GateReason(
            block=Block.HOURS, title="Buiten de contacturen", why=verdict.reason, law=verdict.law, until=verdict.next_at
        )]

    def _budget(self, channel: Way, letter: LetterKind | None, at: datetime) -> list[GateReason]:
        """How often he was approached: of a person, and not for what he asked for or the law wants.

        Of a letter by post that nobody named it is not said: most of them the budget does not stop.
        """
        if not self.person.is_natural_person or channel is Way.LIVE_REPLY:
            return []
        is_wanted = channel is Way.POST if letter is None else not tried.is_counted(letter)
        if is_wanted and not self.policy.stops_required:
            return []
        if channel is Way.PHONE and self.attempts.may_call_back and not self.policy.stops_agreed_call_back:
            return []
        verdict = may_again(self.attempts.made, at, self.policy)
        if verdict.allowed:
            return []
        why = f"{verdict.reason} Alle dossiers van deze persoon bij ons tellen samen."
        return [GateReason(
            block=Block.BUDGET, title="Vaak genoeg benaderd", why=why, law=verdict.law,
            until=_whole_minute(verdict.next_at),
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
        return [*found, *(self.notes() if letter is None else self._language())]

    def _language(self) -> list[GateReason]:
        """Who speaks for himself, and not in Dutch."""
        code = self.person.language
        if self.to.via is not None or code == DUTCH:
            return []
        language = LANGUAGES.get(code, code)
        return [GateReason(block=Block.LANGUAGE, title=f"Taal: {language}", law=CARE, why=(
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
    """What of a case was read already: the open `holds`, its `people`, by id the debtors who are each of them, and
    whether an arrangement runs.
    """

    holds: Sequence[Hold] | None = None
    people: PeopleInCase | None = None
    groups: Mapping[int, frozenset[int]] | None = None
    has_plan: bool | None = None


NOTHING_READ = Known()


def standings_of(
    session: Session, case: Case, persons: Collection[Debtor], *, now: datetime, figures: Figures,
    known: Known = NOTHING_READ,
) -> dict[int, Standing]:
    """What the gate answers from, of each of these people who owe, by id."""
    on, profile = day_of(now), organisations.agency_profile(session)  # held here: the barriers ask for it too
    people = known.people or people_in_case.of_case(session, case)
    groups = known.groups or links.groups_of(session, [person.id for person in persons])
    found = barriers.of_each(session, case, persons, on=on, holds=known.holds, people=people, groups=groups)
    attempts = tried.of_persons(session, {person.id: groups[person.id] for person in persons}, now=now)
    has_plan = bool(_with_plan(session, [case.id])) if known.has_plan is None else known.has_plan
    return {
        person.id: Standing(
            case=case, person=person, to=people.addressee(on, person), barriers=found[person.id],
            attempts=attempts[person.id], has_plan=has_plan, sender=_sender(profile), figures=figures, now=now,
        ) for person in persons
    }


def of_debtors(session: Session, case_ids: Collection[int], *, now: datetime, figures: Figures) -> dict[int, Standing]:
    """The same of the debtor of each of these cases, by the id of the case, where nobody owes beside him.

    For a list: as many questions however many cases there are.
    """
    on, profile = day_of(now), organisations.agency_profile(session)  # held here: each case asks for it
    cases = session.scalars(select(Case).where(Case.id.in_(case_ids)).options(joinedload(Case.debtor))).all()
    everybody = people_in_case.read(session, cases)
    alone = [case for case in cases if not everybody[case.id].beside(on)]
    groups = links.groups_of(session, {case.debtor_id for case in alone})
    attempts, plans = tried.of_persons(session, groups, now=now), _with_plan(session, case_ids)
    holds = stages.open_holds_by_case(session, case_ids)
    return {
        case.id: Standing(
            case=case, person=case.debtor, to=everybody[case.id].addressee(on), attempts=attempts[case.debtor_id],
            barriers=barriers.of_case(session, case, on=on, holds=holds.get(case.id, []), people=everybody[case.id]),
            has_plan=case.id in plans, sender=_sender(profile), figures=figures, now=now,
        ) for case in alone
    }


def _sender(profile: AgencyProfile | None) -> Sender | None:
    return None if profile is None else sender_of(profile)


def _with_plan(session: Session, case_ids: Collection[int]) -> set[int]:
    """Those of these cases in which an arrangement runs."""
    return set(session.scalars(select(Arrangement.case_id).where(
        Arrangement.case_id.in_(case_ids), Arrangement.state == ArrangementState.RUNNING
    )))


def _closes(barrier: Barrier, channel: Way, letter: LetterKind | None) -> bool:
    """Whether it closes this way; of a letter, what holds the case does by its kind and not by its way."""
    if letter is not None and barrier.hold is not None:
        return barrier.hold in rule_of(letter).stopped_by
    return channel in barrier.closed


def _whole_minute(moment: datetime) -> datetime:
    """As it is told: a part of a minute later where it falls within one."""
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + timedelta(minutes=1)


def _of(barrier: Barrier) -> GateReason:
    until = None if barrier.until is None else datetime.combine(barrier.until, time.min, tzinfo=AMSTERDAM)
    return GateReason(block=Block.BARRIER, title=barrier.title, why=barrier.why, law=barrier.law, until=until)
