"""What stands in the way of approaching the debtor of a case, at whatever hour: registration, holds, a wrong number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.input_checks import day_of
from cases.models import Case, Contact, ContactChannel, ContactOutcome, Hold, HoldKind, NextStep
from cases.names import name
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
_SHOWN_TO_BE_RIGHT = {
    ContactChannel.PHONE_IN: frozenset({Way.PHONE, Way.MESSAGE}), ContactChannel.EMAIL_IN: frozenset({Way.EMAIL}),
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
    session: Session, case: Case, *, on: date, holds: Sequence[Hold] | None = None
) -> tuple[Barrier, ...]:
    """All that stands in the way on `on`, the gravest first; `holds` are the open ones where they are known."""
    held = stages.open_holds(session, case.id) if holds is None else holds
    return (*_of_holds(held), *_registration(session, case, on), *_wrong_ways(session, case))


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


def _wrong_ways(session: Session, case: Case) -> list[Barrier]:
    """Ways on which somebody else answered, until the debtor himself was reached on that way."""
    wrong: dict[Way, Contact] = {}
    for contact in session.scalars(select(Contact).where(Contact.case_id == case.id).order_by(Contact.id)):
        if contact.outcome is ContactOutcome.WRONG_NUMBER:
            wrong |= dict.fromkeys(_WAYS[contact.channel], contact)
        elif contact.right_party:
            for way in _WAYS[contact.channel] | _SHOWN_TO_BE_RIGHT.get(contact.channel, frozenset()):
                wrong.pop(way, None)
    ways_of: dict[int, list[Way]] = {}
    for way, contact in wrong.items():
        ways_of.setdefault(contact.id, []).append(way)
    by_id = {contact.id: contact for contact in wrong.values()}
    return [
        Barrier(title=name(ContactOutcome.WRONG_NUMBER), closed=frozenset(ways), why=(
            f"Op {short_date(day_of(by_id[contact_id].contacted_at))} bleek dit niet van de debiteur te zijn "
            f"({name(by_id[contact_id].channel).lower()}). Zoek eerst het goede nummer of adres."
        ))
        for contact_id, ways in ways_of.items()
    ]
