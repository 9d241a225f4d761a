"""What stands in the way of approaching the debtor of a case, at whatever hour: registration, holds, a wrong number.

Also who speaks for him: that closes nothing, and is said in the same place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from cases.models import Case, ContactChannel, ContactOutcome, Hold, HoldKind, NextStep, PointKind
from cases.names import name
from cases.parties import contact_points, people_in_case
from cases.parties.people_in_case import PeopleInCase, word_of
from cases.progress import stages
from cases.setup import registration
from legal.debtor.contact_rules import Way
from letters.words import short_date

# An answer to whoever calls is no approach, and is always possible.
EVERY_WAY = frozenset(Way) - {Way.LIVE_REPLY}
ON_PAPER = frozenset({Way.POST})


@dataclass(frozen=True, kw_only=True)
class Barrier:
    """Why the debtor may not be approached by `closed` ways, in Dutch; `must_confirm` before such a contact is logged.

    Contact that took place is a fact and stays possible to log.
    """

    title: str
    why: str
    closed: frozenset[Way]
    must_confirm: bool = False


@dataclass(frozen=True, kw_only=True)
class HoldRule:
    """What an open hold means for contact. Every hold stops letters; a `closed` one every approach."""

    says: str
    closed: bool = True


# The law is silent for most of these: the careful choice of the agency, except where an article is named.
HOLD_RULES: dict[HoldKind, HoldRule] = {
    HoldKind.DISPUTE: HoldRule(closed=False, says=(
        "Neem alleen contact op over de betwisting; vraag niet om betaling zolang zij niet is beoordeeld "
        "(art. 4.1 Besluit kwaliteit incassodienstverlening)."
    )),
    HoldKind.DEBT_HELP: HoldRule(says="Overleg met de schuldhulpverlener, niet met de debiteur zelf."),
    HoldKind.INSOLVENCY: HoldRule(says=(
        "Schrijf alleen aan de curator of bewindvoerder en dien daar de vordering in (art. 26 en 299 Fw)."
    )),
    HoldKind.DECEASED: HoldRule(says=(
        "De debiteur is overleden: benader niemand. De erven worden later schriftelijk benaderd, niet binnen drie "
        "maanden (art. 4:185 BW). Belt een nabestaande zelf, antwoord dan; vraag hem niet om te betalen."
    )),
    HoldKind.VULNERABLE: HoldRule(says=(
        "Laat de debiteur met rust tot dit is beoordeeld. Is er een curator, bewindvoerder of begeleider, dan loopt "
        "het contact via hem."
    )),
    HoldKind.MINOR: HoldRule(says=(
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


def of_case(
    session: Session, case: Case, *, on: date, holds: Sequence[Hold] | None = None,
    people: PeopleInCase | None = None,
) -> tuple[Barrier, ...]:
    """All that stands in the way on `on`, the gravest first; `holds` (the open ones) and `people` where they were read.
    """
    held = stages.open_holds(session, case.id) if holds is None else holds
    people = people or people_in_case.of_case(session, case)
    return (
        *_of_holds(held), *_of_death(people, held), *_registration(session, case, on), *_of_speaker(people, on),
        *_not_his(people, on),
    )


def closing(barriers: Sequence[Barrier], channel: ContactChannel) -> tuple[Barrier, ...]:
    """Those that close an outgoing contact by this channel; none for what came in."""
    ways = _WAYS[channel]
    return tuple(barrier for barrier in barriers if ways & barrier.closed)


def _of_holds(held: Sequence[Hold]) -> list[Barrier]:
    return [
        Barrier(
            title=name(hold.kind), why=rule_of(hold.kind).says,
            closed=EVERY_WAY if rule_of(hold.kind).closed else ON_PAPER, must_confirm=hold.kind is HoldKind.DECEASED,
        )
        for hold in sorted(held, key=lambda each: each.kind is not HoldKind.DECEASED)
    ]


def _registration(session: Session, case: Case, on: date) -> list[Barrier]:
    why = registration.refusal(session, case.debtor, on=on)
    return [Barrier(title="Geen geldige registratie", why=why, closed=EVERY_WAY)] if why else []


def _of_death(people: PeopleInCase, held: Sequence[Hold]) -> list[Barrier]:
    """A death that is on record stays in the way, also when nothing holds the case any more."""
    died_on = people.case.debtor.died_on
    if died_on is None or any(hold.kind is HoldKind.DECEASED for hold in held):
        return []
    return [Barrier(
        title=f"Overleden op {short_date(died_on)}", why=rule_of(HoldKind.DECEASED).says, closed=EVERY_WAY,
        must_confirm=True,
    )]


def _of_speaker(people: PeopleInCase, on: date) -> list[Barrier]:
    """Somebody speaks for the debtor: nothing is closed, but everything goes to him."""
    via = people.speaker_of(people.case.debtor, on)
    if via is None:
        return []
    reached = " of ".join(part for part in (via.person.phone, via.person.email) if part)
    return [Barrier(title=f"Alles via {via.person.name}", closed=frozenset(), why=(
        f"{word_of(via.role).capitalize()} van {via.stands_for.name}. Bel, mail en schrijf alleen naar "
        f"{via.person.name}{f' ({reached})' if reached else ''}, niet naar {via.stands_for.name}."
    ))]


def _not_his(people: PeopleInCase, on: date) -> list[Barrier]:
    """Ways that proved to be somebody else's, or by which nothing arrives."""
    receiver = people.addressee(on).receiver
    return [
        Barrier(title=name(ContactOutcome.WRONG_NUMBER), closed=_CLOSED_BY[kind], why=(
            f"{name(kind)} {contact_points.detail_of(point)}: {name(point.state).lower()}, sinds "
            f"{short_date(point.state_on)}. Zoek eerst het goede nummer of adres."
        ))
        for kind, point in sorted(people.points_of(receiver.id).items()) if not point.is_usable
    ]
