"""What stands in the way of approaching who owes in a case, at whatever hour: registration, holds, a wrong number.

Each of those who owe is asked by himself. Also who speaks for him: that closes nothing, and is said in the same place.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable.holds import CARRIED
from cases.models import (
    Case,
    ContactChannel,
    ContactOutcome,
    Debtor,
    Hold,
    HoldKind,
    NextStep,
    PartyRole,
    PointKind,
    Stage,
)
from cases.names import name
from cases.parties import contact_points, links, people_in_case
from cases.parties.people_in_case import PeopleInCase, word_of
from cases.progress import stages
from cases.setup import registration
from legal.debtor.contact_rules import Way
from legal.debtor.registration import LAW_REGISTRATION
from letters.words import short_date

# An answer to whoever calls is no approach, and is always possible.
EVERY_WAY = frozenset(Way) - {Way.LIVE_REPLY}
ON_PAPER = frozenset({Way.POST})
CONDUCT = "art. 4.1 Besluit kwaliteit incassodienstverlening"
ESTATE = "art. 4:185 BW"
CARE = f"zorgvuldigheid, {CONDUCT}"


@dataclass(frozen=True, kw_only=True)
class Barrier:
    """Why the debtor may not be approached by `closed` ways, in Dutch; `must_confirm` before such a contact is logged.

    Contact that took place is a fact and stays possible to log. `hold`: what holds him, where that is it. `until`: the
    first day on which it is over by itself; None where only a person can say so. `law`: on what it stands.
    """

    title: str
    why: str
    closed: frozenset[Way]
    must_confirm: bool = False
    hold: HoldKind | None = None
    until: date | None = None
    law: str = CARE


@dataclass(frozen=True, kw_only=True)
class HoldRule:
    """What an open hold means for contact. Every hold stops letters; a `closed` one every approach."""

    says: str
    closed: bool = True
    law: str = CARE


# The law is silent for most of these: the careful choice of the agency, except where an article is named.
HOLD_RULES: dict[HoldKind, HoldRule] = {
    HoldKind.DISPUTE: HoldRule(closed=False, law=CONDUCT, says=(
        "Neem alleen contact op over de betwisting; vraag niet om betaling zolang zij niet is beoordeeld "
        "(art. 4.1 Besluit kwaliteit incassodienstverlening)."
    )),
    HoldKind.DEBT_HELP: HoldRule(says="Overleg met de schuldhulpverlener, niet met de debiteur zelf."),
    HoldKind.INSOLVENCY: HoldRule(law="art. 26 en 299 Fw", says=(
        "Schrijf alleen aan de curator of bewindvoerder en dien daar de vordering in (art. 26 en 299 Fw)."
    )),
    HoldKind.DECEASED: HoldRule(law=ESTATE, says=(
        "De debiteur is overleden: benader niemand. De erven worden later schriftelijk benaderd, niet binnen drie "
        "maanden (art. 4:185 BW). Belt een nabestaande zelf, antwoord dan; vraag hem niet om te betalen."
    )),
    HoldKind.VULNERABLE: HoldRule(says=(
        "Laat de debiteur met rust tot dit is beoordeeld. Is er een curator, bewindvoerder of begeleider, dan loopt "
        "het contact via hem."
    )),
    HoldKind.MINOR: HoldRule(law="art. 1:234 en 1:245 BW", says=(
        "Benader de debiteur niet tot dit is beoordeeld. Is de debiteur nog minderjarig, dan loopt het contact via de "
        "wettelijk vertegenwoordiger (art. 1:234 en 1:245 BW)."
    )),
    HoldKind.ADDRESS_UNKNOWN: HoldRule(says=(
        "Zoek eerst uit waar de debiteur woont, en of nummer en e-mailadres nog van hem zijn: een ander mag niets van "
        "de schuld horen."
    )),
    HoldKind.CLIENT_REQUEST: HoldRule(says="De opdrachtgever vroeg om te wachten. Overleg eerst met hem."),
    HoldKind.REPRESENTED: HoldRule(says="Neem alleen contact op met de vertegenwoordiger."),
    HoldKind.PERSON_UNCLEAR: HoldRule(says="Zoek eerst uit wie de schuldenaar is."),
    HoldKind.NEW_DETAILS: HoldRule(says="Beoordeel eerst de nieuwe gegevens: een ander mag niets van de schuld horen."),
    HoldKind.PAYMENT_CHECK: HoldRule(says="Kijk eerst of de gemelde betaling klopt; misschien is alles al betaald."),
    HoldKind.FORGOTTEN: HoldRule(says="Waarom het stilstond, is na de bewaartermijn gewist. Vraag het opnieuw na."),
}
# A kind without a row of its own stops everything: too little is safe.
_UNKNOWN = HoldRule(says="Het dossier staat stil. Beoordeel dat eerst.")
_WAYS = {
    ContactChannel.PHONE_OUT: frozenset({Way.PHONE, Way.MESSAGE}), ContactChannel.PHONE_IN: frozenset(),
    ContactChannel.EMAIL_OUT: frozenset({Way.EMAIL}), ContactChannel.EMAIL_IN: frozenset(),
    ContactChannel.POST_IN: frozenset(), ContactChannel.VISIT: frozenset({Way.VISIT}),
}
# What is closed by an address or number that does not hold, until another is known or it proves to be right.
_CLOSED_BY = {
    PointKind.PHONE: frozenset({Way.PHONE, Way.MESSAGE}), PointKind.EMAIL: frozenset({Way.EMAIL}),
    PointKind.ADDRESS: frozenset({Way.VISIT, Way.POST}),
}


def rule_of(kind: HoldKind) -> HoldRule:
    """What a hold of this kind means for contact."""
    return HOLD_RULES.get(kind, _UNKNOWN)


def closes_contact(kinds: Sequence[HoldKind]) -> bool:
    """Whether one of these holds closes the debtor to every approach."""
    return any(rule_of(kind).closed for kind in kinds)


def shown_step(step: NextStep, holds: Sequence[HoldKind]) -> NextStep:
    """The step as it may be shown: nobody is sent to a debtor whom an open hold closes to contact."""
    is_contact = step in (NextStep.CONTACT_DEBTOR, NextStep.CALL_BACK)
    return NextStep.REVIEW_HOLD if is_contact and closes_contact(holds) else step


@dataclass(frozen=True, kw_only=True)
class _Elsewhere:
    """What holds somebody by himself in another case of his, by its number."""

    kind: HoldKind
    number: str


def of_case(
    session: Session, case: Case, *, on: date, holds: Sequence[Hold] | None = None,
    people: PeopleInCase | None = None, person: Debtor | None = None,
) -> tuple[Barrier, ...]:
    """All that stands in the way on `on` of approaching a person, the debtor of the case where none is given.

    The gravest first; `holds` (the open ones) and `people` where they were read.
    """
    person = person or case.debtor
    return of_each(session, case, [person], on=on, holds=holds, people=people)[person.id]


def of_each(
    session: Session, case: Case, persons: Collection[Debtor], *, on: date, holds: Sequence[Hold] | None = None,
    people: PeopleInCase | None = None, groups: Mapping[int, frozenset[int]] | None = None,
) -> dict[int, tuple[Barrier, ...]]:
    """The same for each of these people who owe, by id; `groups`: the debtors who are each, where that was read.

    A hold that is about the debtor of the case alone stops nobody beside him; whoever owes beside him is stopped by
    what holds him in cases of his own.
    """
    held = stages.open_holds(session, case.id) if holds is None else holds
    people = people or people_in_case.of_case(session, case)
    others = [person.id for person in persons if person.id != case.debtor_id]
    elsewhere = _held_elsewhere(session, others, groups)
    unregistered = registration.refusals(session, persons, on=on)
    return {
        person.id: (
            *_of_record(people, person, held, elsewhere.get(person.id, ()), on=on),
            *_registration(unregistered.get(person.id, "")), *_of_role(people, person, on),
            *_not_his(people, person, on),
        ) for person in persons
    }


def closing(barriers: Sequence[Barrier], channel: ContactChannel) -> tuple[Barrier, ...]:
    """Those that close an outgoing contact by this channel; none for what came in."""
    ways = _WAYS[channel]
    return tuple(barrier for barrier in barriers if ways & barrier.closed)


def _of_record(
    people: PeopleInCase, person: Debtor, held: Sequence[Hold], elsewhere: Sequence[_Elsewhere], *, on: date
) -> list[Barrier]:
    """A death, and what holds the case or the person."""
    about = [hold for hold in held if person.id == people.case.debtor_id or not people.names(hold.kind, on)]
    is_spoken_for = people.speaker_of(person, on) is not None
    others = [
        each for each in elsewhere
        if not (each.kind is HoldKind.REPRESENTED and is_spoken_for)
        and not (each.kind is HoldKind.DECEASED and person.died_on is not None)
    ]
    return [
        *_of_death(person, about),
        *(_of_hold(hold.kind, name(hold.kind))
          for hold in sorted(about, key=lambda each: each.kind is not HoldKind.DECEASED)),
        *(_of_hold(each.kind, f"{name(each.kind)} (dossier {each.number})") for each in others),
    ]


def _of_hold(kind: HoldKind, title: str) -> Barrier:
    rule = rule_of(kind)
    return Barrier(
        title=title, why=rule.says, closed=EVERY_WAY if rule.closed else ON_PAPER,
        must_confirm=kind is HoldKind.DECEASED, hold=kind, law=rule.law,
    )


def _held_elsewhere(
    session: Session, person_ids: Collection[int], known: Mapping[int, frozenset[int]] | None
) -> dict[int, list[_Elsewhere]]:
    """What holds these people whatever the debt is, in open cases of which they are the debtor; each kind once."""
    if not person_ids:
        return {}
    groups = links.groups_of(session, person_ids) if known is None else {each: known[each] for each in person_ids}
    query = select(Case.debtor_id, Case.number, Hold.kind).join(Hold, Hold.case_id == Case.id).where(
        Case.debtor_id.in_(set().union(*groups.values())), Case.stage != Stage.CLOSED, Hold.kind.in_(CARRIED),
        Hold.ended_on.is_(None),
    ).order_by(Case.id)
    by_debtor: dict[int, dict[HoldKind, str]] = defaultdict(dict)
    for debtor_id, number, kind in session.execute(query):
        for person_id, group in groups.items():
            if debtor_id in group:
                by_debtor[person_id].setdefault(kind, number)
    return {
        person_id: [_Elsewhere(kind=kind, number=number) for kind, number in found.items()]
        for person_id, found in by_debtor.items()
    }


def _registration(why: str) -> list[Barrier]:
    return [Barrier(title="Geen geldige registratie", why=why, closed=EVERY_WAY, law=LAW_REGISTRATION)] if why else []


def _of_death(person: Debtor, held: Sequence[Hold]) -> list[Barrier]:
    """A death that is on record stays in the way, also when nothing holds the case any more."""
    if person.died_on is None or any(hold.kind is HoldKind.DECEASED for hold in held):
        return []
    return [Barrier(
        title=f"Overleden op {short_date(person.died_on)}", why=rule_of(HoldKind.DECEASED).says, closed=EVERY_WAY,
        must_confirm=True, hold=HoldKind.DECEASED, law=ESTATE,
    )]


def _of_estate(people: PeopleInCase, person: Debtor, on: date) -> list[Barrier]:
    """Heirs are left alone while the estate rests."""
    until = people.rests_until(person, on)
    if until is None:
        return []
    title = f"Erfgenaam: met rust laten tot {short_date(until)}"
    return [Barrier(title=title, closed=EVERY_WAY, until=until, law=ESTATE, why=(
        f"{people.case.debtor.name} is overleden; tot dan wordt ook {person.name} niet benaderd (art. 4:185 BW). Belt "
        "een erfgenaam zelf, antwoord dan; vraag niet om te betalen."
    ))]


def _of_guarantor(people: PeopleInCase, person: Debtor, on: date) -> list[Barrier]:
    """Nothing is closed: what may be asked of a guarantor, and when."""
    part = people.part_of(person, on)
    if part is None or part.role is not PartyRole.GUARANTOR:
        return []
    return [Barrier(title="Borg", closed=frozenset(), law="art. 7:855 BW", why=(
        f"{person.name} betaalt pas als de debiteur tekortschiet, en alleen hoofdsom (art. 7:855 BW). Vraag daarvoor "
        "niet om te betalen."
    ))]


def _of_role(people: PeopleInCase, person: Debtor, on: date) -> list[Barrier]:
    return [*_of_estate(people, person, on), *_of_speaker(people, person, on), *_of_guarantor(people, person, on)]


def _of_speaker(people: PeopleInCase, person: Debtor, on: date) -> list[Barrier]:
    """Somebody speaks for him: nothing is closed, but everything goes to that one."""
    via = people.speaker_of(person, on)
    if via is None:
        return []
    reached = " of ".join(part for part in (via.person.phone, via.person.email) if part)
    return [Barrier(title=f"Alles via {via.person.name}", closed=frozenset(), why=(
        f"{word_of(via.role).capitalize()} van {via.stands_for.name}. Bel, mail en schrijf alleen naar "
        f"{via.person.name}{f' ({reached})' if reached else ''}, niet naar {via.stands_for.name}."
    ))]


def _not_his(people: PeopleInCase, person: Debtor, on: date) -> list[Barrier]:
    """Ways that proved to be somebody else's, or by which nothing arrives."""
    receiver = people.addressee(on, person).receiver
    return [
        Barrier(title=name(ContactOutcome.WRONG_NUMBER), closed=_CLOSED_BY[kind], why=(
            f"{name(kind)} {contact_points.detail_of(point)}: {name(point.state).lower()}, sinds "
            f"{short_date(point.state_on)}. Zoek eerst het goede nummer of adres."
        ))
        for kind, point in sorted(people.points_of(receiver.id).items()) if not point.is_usable
    ]
