"""What is said of people in a case: as what somebody is in it, what each owes and why, and what is left to a person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cases.counting.per_person import PersonOwes
from cases.models import CaseParty, PartyRole
from cases.names import name
from cases.parties.people_in_case import PeopleInCase, capacity
from legal.facts import Liability
from legal.money import ZERO
from letters.words import euro, short_date

MAIN = "Debiteur"


def role(part: CaseParty) -> str:
    """A part that somebody plays, with its share or bound."""
    if not part.owes:
        said = capacity(part)
        return f"{said[:1].upper()}{said[1:]}, sinds {short_date(part.from_day)}"
    bound = ""
    if part.share_numerator is not None:
        bound = f", voor {part.share_numerator}/{part.share_denominator} deel"
    elif part.owes_all:
        bound = ", voor het geheel (hoofdelijk)"
    if part.liable_most is not None:
        bound += f", ten hoogste {euro(part.liable_most)}"
    is_main = part.role is PartyRole.DEBTOR and part.person_id == part.case.debtor_id
    return f"{MAIN if is_main else name(part.role)}{bound}"


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """What one of those who owe owes: his name, as what, the amount (euro), and why, in sentences."""

    person_id: int
    name: str
    as_what: str
    owes: Decimal
    explained: tuple[str, ...]


def rows(persons: Sequence[PersonOwes], *, on: date, is_consumer: bool) -> tuple[PersonRow, ...]:
    """What each owes through `on`, as a screen shows it under the balance of the case."""
    return tuple(
        PersonRow(
            person_id=each.person.id, name=each.person.name, as_what=each.as_what, owes=each.owes,
            explained=tuple(_explained(each, on=on, is_consumer=is_consumer)),
        )
        for each in persons
    )


def of_nobody(persons: Sequence[PersonOwes], balance: Decimal) -> Decimal:
    """What nobody is known to owe, where shares leave a part of the debt over (euro)."""
    if any(each.liability is not Liability.SHARE for each in persons if each.liability is not Liability.GUARANTOR):
        return ZERO
    shares = [each.owes for each in persons if each.liability is Liability.SHARE]
    return max(ZERO, balance - sum(shares, ZERO)) if shares else ZERO


def _explained(each: PersonOwes, *, on: date, is_consumer: bool) -> Iterator[str]:
    since = each.insolvent_since
    if since is not None and since <= on:
        yield (
            f"Insolvent sinds {short_date(since)}. Het bedrag is met rente tot en met "
            f"{short_date(since - timedelta(days=1))}. Vraag geen betaling: dien het in bij de curator of "
            "bewindvoerder (art. 26, 128 en 299 Fw)."
        )
    if each.liability is Liability.JOINT:
        yield (
            "Mag om het hele bedrag worden gevraagd. Wat de een betaalt, hoeft de ander niet meer te betalen (art. 6:7 "
            "BW)."
        )
    elif each.liability is Liability.SHARE:
        yield "Betaalt alleen het eigen deel, en nooit meer dan er open staat (art. 6:6 en 4:182 lid 2 BW)."
    elif each.liability is Liability.GUARANTOR:
        yield (
            "Betaalt pas als de debiteur tekortschiet, en alleen hoofdsom (art. 7:855 BW). Rente en kosten van de borg "
            "worden hier niet geteld."
        )
    yield from _on_costs(each, is_consumer=is_consumer)
    if each.paid:
        too_much = f", waarvan {euro(each.too_much)} te veel: dat gaat terug" if each.too_much else ""
        yield f"Zelf betaald: {euro(each.paid)}{too_much}."


def _on_costs(each: PersonOwes, *, is_consumer: bool) -> Iterator[str]:
    if each.costs and each.costs_from is not None:
        yield f"Met {euro(each.costs)} incassokosten, verschuldigd vanaf {short_date(each.costs_from)}."
    elif is_consumer and each.liability in (Liability.JOINT, Liability.SHARE):
        yield (
            "Zonder incassokosten: daarvoor is een geldige brief aan deze persoon zelf nodig, waarvan de termijn om is "
            "(art. 6:96 lid 6 BW)."
        )


def not_counted(people: PeopleInCase, *, on: date) -> Iterator[str]:
    """What of these people is not counted or not done by the program, so that a person does it: some sentences each."""
    beside = people.beside(on)
    unknown = [part for part in beside if part.role is not PartyRole.GUARANTOR and not _is_known(part)]
    if unknown:
        listed = ", ".join(part.person.name for part in unknown)
        yield (
            f"Van {listed} is niet vastgelegd welk deel te betalen is. Er wordt niets gevraagd tot dat vaststaat: "
            "beëindig deze rol en leg de persoon vast met het deel."
        )
    if any(part.role is PartyRole.GUARANTOR for part in beside):
        yield (
            "Een borg krijgt geen aanmaning. Stuur tegelijk met de eerste brief de mededeling aan de borg (art. 7:855 "
            "BW). Rente en kosten van de borg zelf worden niet geteld."
        )


def _is_known(part: CaseParty) -> bool:
    return part.owes_all or part.share_numerator is not None
