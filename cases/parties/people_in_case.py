"""Who owes in a case, who speaks for whom, and so who gets what is meant for each: letters, calls, mail and writ.

Under a representative everything goes to him. A deceased person gets nothing, nor does an address that is wrong.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from cases.counting import debtors
from cases.models import Case, CaseParty, ContactPoint, Debtor, HoldKind, PartyRole, PointKind
from cases.names import name
from cases.parties import contact_points
from legal.debtor.contact_rules import estate_rests_until
from letters.words import short_date

# Who comes first where several speak for one person: the estate, then who acts by law, then who was asked to.
_IN_ORDER = (
    PartyRole.TRUSTEE, PartyRole.DEBT_ADMINISTRATOR, PartyRole.CURATOR, PartyRole.ADMINISTRATOR, PartyRole.PARENT,
    PartyRole.EXECUTOR, PartyRole.LAWYER, PartyRole.ATTORNEY, PartyRole.OWNER,
)
OF_INSOLVENCY = frozenset({PartyRole.TRUSTEE, PartyRole.DEBT_ADMINISTRATOR})
# What the record says of the debtor of the case himself, and of nobody beside him, once these are named.
_NAMED_BY = {
    HoldKind.INSOLVENCY: OF_INSOLVENCY,
    HoldKind.REPRESENTED: frozenset(_IN_ORDER) - OF_INSOLVENCY - {PartyRole.OWNER, PartyRole.EXECUTOR},
}
COMPLETE_IT = "vul straat, huisnummer, postcode en plaats aan"


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """Who gets what is meant for `debtor`: he himself, or the one who speaks for him (`via`).

    `point`: his address as it is used, None where none is on record. `not_there`: why nothing may go to him, in Dutch;
    `why_not`: why no demand may.
    """

    debtor: Debtor
    via: CaseParty | None
    point: ContactPoint | None
    not_there: str = ""
    why_not: str = ""

    @property
    def receiver(self) -> Debtor:
        """Whose name stands on the envelope."""
        return self.debtor if self.via is None else self.via.person

    @property
    def in_words(self) -> str:
        """Who that is: the name, with for whom he acts."""
        return self.receiver.name if self.via is None else f"{self.receiver.name}, {capacity(self.via)}"

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands under the name: for whom he gets it, and his address."""
        concerns = () if self.via is None else (capacity(self.via),)
        return (*concerns, *self.receiver.address_lines)

    @property
    def on_envelope(self) -> str:
        """The name on the envelope."""
        return self.receiver.name

    @property
    def written(self) -> str:
        """What stands on the envelope beside the name of the debtor."""
        return ", ".join((*(() if self.via is None else (self.receiver.name,)), *self.lines))


@dataclass(frozen=True, kw_only=True)
class Outsider(Addressee):
    """Somebody who gets a letter about a debtor and is no party on record: his client, who helps him, "de erven van".

    `named` at `at`; `point`: the address on record that this is, None where it is none.
    """

    named: str
    at: tuple[str, ...]

    @property
    def in_words(self) -> str:
        """His name."""
        return self.named

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands under it."""
        return self.at

    @property
    def on_envelope(self) -> str:
        """The same name."""
        return self.named

    @property
    def written(self) -> str:
        """All of it: it is not to the debtor."""
        return ", ".join((self.named, *self.at))


def capacity(party: CaseParty) -> str:
    """In what capacity somebody gets what is meant for another: "bewindvoerder van J. de Vries"."""
    if party.role is PartyRole.OWNER:
        return f"handelend onder de naam {party.stands_for.name}"
    return f"{word_of(party.role)} van {party.stands_for.name}"


def word_of(role: PartyRole) -> str:
    """The word for a role within a sentence, without what stands in brackets."""
    return name(role).partition(" (")[0].lower()


def deliverable(debtor: Debtor) -> bool:
    """Whether the address is complete enough for the post."""
    named = debtor.company_name or debtor.surname
    return all((named, debtor.street, debtor.house_number, debtor.city)) and (
        debtor.country != "NL" or bool(debtor.postal_code)
    )


@dataclass(frozen=True, kw_only=True)
class PeopleInCase:
    """Everybody in a case, with how each is reached: all that is `known`, by the id of the person."""

    case: Case
    parties: tuple[CaseParty, ...]
    known: Mapping[int, Sequence[ContactPoint]]

    def points_of(self, person_id: int) -> Mapping[PointKind, ContactPoint]:
        """The preferred point of each kind of somebody."""
        return {point.kind: point for point in self.known.get(person_id, ()) if point.preferred}

    def open(self, on: date) -> tuple[CaseParty, ...]:
        """The parts that count on `on`."""
        return tuple(party for party in self.parties if party.is_open(on))

    def person_of(self, person_id: int) -> Debtor:
        """Somebody in the case by his id."""
        if person_id == self.case.debtor_id:
            return self.case.debtor
        return next(each.person for each in self.parties if each.person_id == person_id)

    def beside(self, on: date) -> tuple[CaseParty, ...]:
        """Who owes beside the debtor of the case."""
        return tuple(each for each in self.open(on) if each.owes and each.person_id != self.case.debtor_id)

    def owing(self, on: date) -> dict[int, Debtor]:
        """Who owe, by their ids: the debtor of the case first, also where others owe in his place."""
        return {self.case.debtor_id: self.case.debtor} | {each.person_id: each.person for each in self.beside(on)}

    def is_gone(self, person: Debtor, on: date) -> bool:
        """Whether he died and nobody speaks for his estate."""
        return person.died_on is not None and self.speaker_of(person, on) is None

    def is_insolvent(self, person: Debtor, on: date) -> bool:
        """Whether what he owes is lodged with a trustee or administrator of his insolvency, and not asked."""
        return any(
            each.role in OF_INSOLVENCY and each.stands_for_id == person.id for each in self.open(on)
        )

    def rests_until(self, person: Debtor, on: date) -> date | None:
        """The first day on which an heir is to be thought of, while the estate still rests; None for anybody else."""
        part, died_on = self.part_of(person, on), self.case.debtor.died_on
        if part is None or part.role is not PartyRole.HEIR or died_on is None:
            return None
        until = estate_rests_until(died_on)
        return until if on < until else None

    def part_of(self, person: Debtor, on: date) -> CaseParty | None:
        """As what a person owes, the whole before a part; None for the debtor of the case by himself."""
        his = [each for each in self.open(on) if each.owes and each.person_id == person.id]
        return min(his, key=lambda each: not each.owes_all, default=None)

    def speaker_of(self, person: Debtor, on: date) -> CaseParty | None:
        """Who speaks for a person. After a death only an executor does: every other authority ended with it."""
        found = [each for each in self.open(on) if not each.owes and each.stands_for_id == person.id]
        if person.died_on is not None:
            found = [each for each in found if each.role is PartyRole.EXECUTOR]
        return min(found, key=lambda each: _IN_ORDER.index(each.role), default=None)

    def addressee(self, on: date, person: Debtor | None = None) -> Addressee:
        """Who gets on `on` what is meant for a person; the debtor of the case where none is given."""
        person = person or self.case.debtor
        via = self.speaker_of(person, on)
        receiver = person if via is None else via.person
        point = self.points_of(receiver.id).get(PointKind.ADDRESS)
        not_there = (
            _not_alive(person, via) or _only_lodging(via) or _not_there(person if via is None else via.person, point)
        )
        return Addressee(
            debtor=person, via=via, point=point, not_there=not_there,
            why_not=not_there or _not_for_all(self.part_of(person, on)) or self._resting(person, on),
        )

    def heirs_of(self, person: Debtor) -> Outsider:
        """Whoever opens the post where somebody who died lived last, as long as nobody is known who sees to it."""
        point = self.points_of(person.id).get(PointKind.ADDRESS)
        why_not = _not_there(person, point)
        return Outsider(
            debtor=person, via=None, point=point, not_there=why_not, why_not=why_not,
            named=f"De erven van {person.name}", at=person.address_lines,
        )

    def lodged_with(self, to: Addressee) -> Addressee:
        """The same with only what keeps a paper from the trustee or administrator of an insolvency himself."""
        why_not = _not_there(to.receiver, to.point)
        return replace(to, not_there=why_not, why_not=why_not)

    def _resting(self, person: Debtor, on: date) -> str:
        until, died = self.rests_until(person, on), self.case.debtor
        if until is None or died.died_on is None:
            return ""
        return (
            f"{died.name} is overleden op {short_date(died.died_on)}: de erfgenamen worden met rust gelaten tot "
            f"{short_date(until)} (art. 4:185 BW)"
        )

    def names(self, kind: HoldKind, on: date) -> bool:
        """Whether it is on record that a hold of this kind is about the debtor of the case alone."""
        main = self.case.debtor
        if kind is HoldKind.DECEASED:
            return main.died_on is not None
        return any(
            each.role in _NAMED_BY.get(kind, ()) and each.stands_for_id == main.id for each in self.open(on)
        )


def read(
    session: Session, cases: Sequence[Case], *, parties: Mapping[int, Sequence[CaseParty]] | None = None
) -> dict[int, PeopleInCase]:
    """Everybody in these cases, by the id of the case: two questions however many there are.

    `parties`: what was read of them already, then one.
    """
    by_case = debtors.parties_of(session, [case.id for case in cases]) if parties is None else parties
    people = {case.debtor_id for case in cases} | {
        party.person_id for case in cases for party in by_case.get(case.id, ())
    }
    known = contact_points.of_debtors(session, people)
    return {
        case.id: PeopleInCase(case=case, parties=tuple(by_case.get(case.id, ())), known=known) for case in cases
    }


def of_case(session: Session, case: Case, *, parties: Sequence[CaseParty] | None = None) -> PeopleInCase:
    """Everybody in one case; `parties`: what was read of them already."""
    return read(session, [case], parties=None if parties is None else {case.id: parties})[case.id]


def _not_alive(person: Debtor, via: CaseParty | None) -> str:
    if person.died_on is None or via is not None:
        return ""
    return (
        f"{person.name} is overleden op {short_date(person.died_on)}: aan hem of haar gaat niets meer uit; leg de "
        "erfgenamen of de executeur vast"
    )


def _only_lodging(via: CaseParty | None) -> str:
    if via is None or via.role not in OF_INSOLVENCY:
        return ""
    return (
        f"insolventie van {via.stands_for.name}: schrijf geen aanmaning, dien de vordering in bij {via.person.name}, "
        f"{word_of(via.role)} (art. 26 en 299 Fw)"
    )


def _not_there(receiver: Debtor, point: ContactPoint | None) -> str:
    if not deliverable(receiver):
        return f"adres is niet compleet; {COMPLETE_IT}"
    if point is None or point.is_usable:
        return ""
    return (
        f"het adres van {receiver.name} is niet bruikbaar ({name(point.state).lower()}, {short_date(point.state_on)}); "
        "zoek het goede adres en leg het vast bij Gegevens"
    )


def _not_for_all(part: CaseParty | None) -> str:
    """Who owes only after another gets no demand; who owes a share gets one over that, once it is known."""
    if part is None or part.owes_all:
        return ""
    if part.role is PartyRole.GUARANTOR:
        return (
            f"{part.person.name} is borg en krijgt geen aanmaning: die betaalt pas als de debiteur tekortschiet. Stuur "
            "de mededeling aan de borg (art. 7:855 BW)"
        )
    if part.share_numerator is None:
        return (
            f"van {part.person.name} is niet vastgelegd welk deel hij of zij moet betalen; leg dat vast bij Personen "
            "en rollen"
        )
    return ""
