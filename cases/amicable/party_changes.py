"""Somebody begins or ends to play a part in a case: who owes beside the debtor, and who speaks for whom.

From there everything that is meant for who is spoken for goes to his representative. A part that holds whatever the
debt is (administration, guardianship, insolvency) counts in every open case of that person, and in those that come.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cases import events
from cases.acts import Act
from cases.amicable import debtor_editing, holds
from cases.amicable.debtor_editing import DebtorValues
from cases.correspondence import undeliverable
from cases.counting import overpaid
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.events.people import PartyAdded, PartyEnded
from cases.models import OWING, Case, CaseParty, Debtor, Hold, HoldKind, NextStep, PartyRole, PointKind, Stage
from cases.names import name
from cases.parties import contact_points, debtor_doubts, debtor_likeness, links, people_in_case
from cases.parties.contact_points import Detail, Origin
from cases.parties.debtor_likeness import described
from cases.parties.likeness import NO_ADDRESS, Description, Kind, Verdict, compare
from cases.parties.people_in_case import OF_INSOLVENCY, word_of
from cases.progress import locking, order_stops, stages
from cases.schema.ids import reserve
from legal.debtor.debtor_signs import SignKind
from letters.words import short_date

# These hold for a person, whatever the debt is.
OF_PERSON = frozenset({
    PartyRole.OWNER, PartyRole.ADMINISTRATOR, PartyRole.CURATOR, PartyRole.PARENT, PartyRole.TRUSTEE,
    PartyRole.DEBT_ADMINISTRATOR, PartyRole.EXECUTOR,
})
# An insolvency holds a case by itself; behind a sole trade stands the debtor himself.
OF_REPRESENTATIVE = OF_PERSON - OF_INSOLVENCY - {PartyRole.OWNER}
_AFTER_DEATH = frozenset({PartyRole.HEIR, PartyRole.EXECUTOR})
_OF_PEOPLE = _AFTER_DEATH | {PartyRole.ADMINISTRATOR, PartyRole.CURATOR, PartyRole.PARENT}
# What is known of a person in one case stops the next one too.
CARRIED = (*holds.CARRIED, HoldKind.PERSON_UNCLEAR, HoldKind.ADDRESS_UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """Somebody who is not on record yet, with how he is reached."""

    values: DebtorValues
    details: tuple[Detail, ...]
    origin: Origin


@dataclass(frozen=True, kw_only=True)
class NewParty:
    """A part to play: by somebody on record (`person_id`) or a new person, for `stands_for_id` where he speaks for one.

    `share`: numerator and denominator, None for the whole. `liable_most`: the most that a guarantor owes, in euro.
    """

    role: PartyRole
    basis: str
    from_day: date
    person_id: int | None = None
    person: NewPerson | None = None
    stands_for_id: int | None = None
    share: tuple[int, int] | None = None
    liable_most: Decimal | None = None


def add(session: Session, act: Act, case_id: int, new: NewParty) -> CaseParty:
    """Let somebody play a part in the case. Letters that did not leave to whom he now speaks for are withdrawn, and an
    order to the bailiff against him is recalled.

    Raises CaseClosed, Incomplete, Refused, AlreadyDone, InvalidInput.
    """
    case = _locked_with_others(session, case_id, new)
    stands_for = _stands_for(session, case, new)
    _check(case, new, stands_for, today=act.today)
    _check_shares(session, case, new)
    person = _person(session, act, case, new)
    if stands_for is not None and stands_for.id == person.id:
        raise Refused("Niemand vertegenwoordigt zichzelf. Kies voor wie deze persoon optreedt.")
    added = [
        _add_to(session, act, each, new, person, stands_for or person)
        for each in _cases_for(session, case, new, stands_for)
    ]
    if stands_for is not None and stands_for.id == case.debtor_id:
        _tell_linked(session, act, case, added[0])
    return next(party for party in added if party.case_id == case_id)


def _tell_linked(session: Session, act: Act, case: Case, party: CaseParty) -> None:
    """At another client this person has a representative too: who that is has to be put on record there."""
    known = links.group_of(session, case.debtor_id) - {case.debtor_id}
    if party.role not in OF_REPRESENTATIVE or not known:
        return
    of_person = select(Case.id).where(Case.debtor_id.in_(known), Case.stage != Stage.CLOSED)
    _ask_who_speaks(session, act, party, session.scalars(of_person).all())


def ask_who_speaks_for(session: Session, act: Act, person: Collection[int], case_ids: Collection[int]) -> None:
    """Hold these open cases of a person, the debtors who are him, where another of his says who speaks for him."""
    party = session.scalar(select(CaseParty).join(CaseParty.case).where(
        CaseParty.stands_for_id.in_(person), CaseParty.role.in_(OF_REPRESENTATIVE), CaseParty.through_day.is_(None),
        Case.stage != Stage.CLOSED,
    ).order_by(CaseParty.id).limit(1))
    if party is not None:
        _ask_who_speaks(session, act, party, case_ids)


def _ask_who_speaks(session: Session, act: Act, party: CaseParty, case_ids: Collection[int]) -> None:
    """Hold these cases of the same person until somebody recorded who speaks for him, where nobody does yet."""
    spoken_for = select(CaseParty.case_id).where(
        CaseParty.case_id.in_(case_ids), CaseParty.role.in_(OF_REPRESENTATIVE), CaseParty.through_day.is_(None)
    )
    asked = set(case_ids) - set(session.scalars(spoken_for) if case_ids else ())
    reason = f"Deze persoon heeft een {word_of(party.role)}. Leg hier vast wie dat is."
    holds.carry_fact(session, act, party.case, HoldKind.REPRESENTED, reason=reason, into=asked)


def end(session: Session, act: Act, case_id: int, party_id: int, *, through_day: date, reason: str) -> CaseParty:
    """He plays his part through that day (counted) and not after it. Raises NotFound, AlreadyDone, Incomplete, Refused.
    """
    stages.open_case(session, case_id, lock=False)
    party = session.get(CaseParty, party_id, populate_existing=True)
    if party is None or party.case_id != case_id:
        raise NotFound("Deze betrokkene staat niet in dit dossier.")
    if party.through_day is not None:
        raise AlreadyDone(f"Dit is al beëindigd per {short_date(party.through_day)}.")
    if not reason.strip():
        raise Incomplete("Schrijf op waaruit blijkt dat dit is geëindigd.")
    if not party.from_day <= through_day <= act.today:
        raise Refused(
            f"De laatste dag ligt niet tussen {short_date(party.from_day)} en vandaag ({short_date(act.today)})."
        )
    locking.lock(session, {case_id, *contact_points.cases_of(session, party.stands_for_id)})
    parties = _same_elsewhere(session, party)
    for each in parties:
        _end_one(session, act, each, through_day=through_day, reason=reason.strip())
    why = f"{party.person.name} is geen {name(party.role).lower()} meer"
    undeliverable.withdraw_via(session, act, parties, reason=why, on=act.today)
    return party


def all_named(session: Session, act: Act, case_id: int) -> None:
    """Everybody who owes is named: what stood still for want of that goes on.

    Raises Refused while the name of the debtor still says that he is more than one person, NotFound where nothing
    waits.
    """
    case = stages.open_case(session, case_id)
    waiting = [hold for hold in stages.open_holds(session, case_id) if hold.kind is HoldKind.PERSON_UNCLEAR]
    if not waiting:
        raise NotFound("Dit dossier wacht niet op namen.")
    if any(sign.kind is SignKind.SEVERAL_PEOPLE for sign in debtor_doubts.signs_of(case.debtor)):
        raise Refused(
            f"“{case.debtor.name}” is nog de naam van meer personen. Corrigeer die eerst tot één persoon; voeg de "
            "anderen toe als mededebiteur."
        )
    people = people_in_case.of_case(session, case)
    others = [each.person.name for each in people.beside(act.today)]
    told = " en ".join((case.debtor.name, *others))
    for hold in waiting:
        holds.end(session, act, hold.id, case_id=case_id, outcome=f"Schuldenaar: {told}.", on=act.today)


def carry_over(session: Session, act: Act, case_ids: Collection[int]) -> None:
    """What is known of a debtor counts in a new case of his too: his death, who speaks for him, what holds him."""
    if not case_ids:
        return
    query = select(Case).where(Case.id.in_(case_ids)).order_by(Case.id).options(joinedload(Case.debtor))
    cases = session.scalars(query).all()
    by_debtor = {case.debtor_id: case for case in cases}
    for case in cases:
        if case.debtor.died_on is not None:
            debtor_editing.hold_of_death(session, act, case)
    _carry_from_others(session, act, cases)
    for debtor_id, kinds in _held_elsewhere(session, by_debtor).items():
        for kind, number in kinds.items():
            holds.place_once(
                session, act, by_debtor[debtor_id], kind=kind, on=act.today,
                reason=f"Dit staat ook in dossier {number} van dezelfde debiteur.",
            )
    for party in _spoken_for_elsewhere(session, by_debtor):
        case = by_debtor[party.stands_for_id]
        _write(session, act, case, NewParty(
            role=party.role, basis=party.basis, from_day=party.from_day
        ), party.person, party.stands_for)


def _locked_with_others(session: Session, case_id: int, new: NewParty) -> Case:
    """The case, locked with whatever changes with it: of a part that holds for a person his cases at every client."""
    case = stages.open_case(session, case_id, lock=False)
    of_whom = new.stands_for_id or case.debtor_id
    locking.lock_all(session, lambda: {case_id} if new.role not in OF_PERSON else {
        case_id, *contact_points.cases_of(session, of_whom), *holds.cases_of_people(session, [of_whom])
    })
    return stages.open_case(session, case_id)


def _stands_for(session: Session, case: Case, new: NewParty) -> Debtor | None:
    """For whom he speaks, one of those who owe in the case; None where he owes himself."""
    if new.role in OWING:
        return None
    owing = people_in_case.of_case(session, case).owing(new.from_day)
    found = owing.get(new.stands_for_id or case.debtor_id)
    if found is None:
        raise Refused("Kies voor wie deze persoon optreedt: iemand die in dit dossier schuldenaar is.")
    return found


def _check(case: Case, new: NewParty, stands_for: Debtor | None, *, today: date) -> None:
    if not new.basis.strip():
        raise Incomplete("Schrijf op waaruit dit blijkt: een beschikking, een register, de overeenkomst of een akte.")
    if new.from_day > today:
        raise Refused(f"De dag {short_date(new.from_day)} ligt in de toekomst. Leg het vast als het zover is.")
    if new.share is not None and not 0 < new.share[0] <= new.share[1]:
        raise Refused("Een deel is meer dan nul en ten hoogste het geheel, bijvoorbeeld 1 van 3.")
    if new.liable_most is not None and new.role is not PartyRole.GUARANTOR:
        raise Refused("Een hoogste bedrag is er alleen bij een borg.")
    if new.role in _AFTER_DEATH and case.debtor.died_on is None:
        raise Refused("Leg eerst de dag van overlijden vast bij de gegevens van de debiteur.")
    about = stands_for or case.debtor
    if new.role in _OF_PEOPLE and not about.is_natural_person:
        raise Refused(f"Een organisatie heeft geen {name(new.role).lower()}: {about.name} is een organisatie.")
    if new.role is PartyRole.PARTNER and case.debtor.is_natural_person:
        raise Refused(
            f"{case.debtor.name} is een natuurlijk persoon, geen vennootschap met vennoten. Kies mededebiteur."
        )


def _check_shares(session: Session, case: Case, new: NewParty) -> None:
    """Raises Refused where the shares would be more than the whole, with what is left for somebody else."""
    if new.share is None or new.role is PartyRole.GUARANTOR:
        return
    query = select(CaseParty).where(
        CaseParty.case_id == case.id, CaseParty.share_numerator.is_not(None), CaseParty.through_day.is_(None),
        CaseParty.role != PartyRole.GUARANTOR,
    )
    taken = sum((each.share for each in session.scalars(query) if each.share is not None), Fraction(0))
    if taken + Fraction(*new.share) > 1:
        left = 1 - taken
        told = f"nog {left.numerator} van {left.denominator}" if left else "niets"
        raise Refused(f"Alle delen zijn samen ten hoogste het geheel. Er is {told} over voor een ander.")


def _person(session: Session, act: Act, case: Case, new: NewParty) -> Debtor:
    """Somebody on record of this client, or a new one; who is on record already is not made a second time."""
    if new.person_id is not None:
        known = session.get(Debtor, new.person_id)
        if known is None or known.client_id != case.client_id:
            raise NotFound("Deze persoon staat niet bij deze opdrachtgever.")
        return known
    if new.person is None:
        raise Incomplete("Vul in wie het is.")
    values = debtor_editing.check(new.person.values, today=act.today)
    details = [
        debtor_editing.checked_detail(each, new.person.origin, today=act.today) for each in new.person.details
    ]
    known = _on_record(session, case.client_id, values, details)
    return known or _make(session, act, case.client_id, values, details, new.person.origin)


def _make(
    session: Session, act: Act, client_id: int, values: DebtorValues, details: Sequence[Detail], origin: Origin
) -> Debtor:
    (number,) = reserve(session, Debtor, 1)
    person = Debtor(
        id=number, client_id=client_id, identity=f"person|{number}", customer_number="", is_natural_person=True,
        legal_form="", trade_names=[], house_number="", street="", postal_code="", city="", country="NL",
    )
    debtor_editing.put(person, values)
    session.add(person)
    session.flush()
    for detail in details:
        contact_points.use(session, act, person, detail, origin)
    return person


def _on_record(
    session: Session, client_id: int, values: DebtorValues, details: Sequence[Detail]
) -> Debtor | None:
    """The person on record of the client that this is beyond doubt, by the one comparison that everything has."""
    given = values.first_names or values.initials
    name_key = debtor_likeness.search_name(values.company_name, given, values.name_prefix, values.surname)
    wanted = Description(
        kind=Kind.ORGANISATION if values.company_name else Kind.PERSON, prefix=values.name_prefix,
        last_name=values.company_name or values.surname, first_names=given, birth_date=values.birth_date,
        kvk_number=values.kvk_number, email=_first_of(details, PointKind.EMAIL),
        phone=_first_of(details, PointKind.PHONE),
        address=next((detail.address for detail in details if detail.address is not None), NO_ADDRESS),
    )
    query = select(Debtor).where(Debtor.client_id == client_id, Debtor.search_name == name_key).order_by(Debtor.id)
    found = (each for each in session.scalars(query) if compare(wanted, described(each)).verdict is Verdict.SAME)
    return next(found, None)


def _first_of(details: Iterable[Detail], kind: PointKind) -> str:
    return next((detail.value for detail in details if detail.kind is kind), "")


def _cases_for(session: Session, case: Case, new: NewParty, stands_for: Debtor | None) -> list[Case]:
    """The case itself; of a part that holds for a person all his open ones in which it is not on record yet."""
    if stands_for is None or new.role not in OF_PERSON:
        return [case]
    others = locking.lock(session, contact_points.cases_of(session, stands_for.id))
    return [case, *(each for each in others if each.id != case.id and each.stage is not Stage.CLOSED)]


def _add_to(
    session: Session, act: Act, case: Case, new: NewParty, person: Debtor, stands_for: Debtor
) -> CaseParty:
    party = _write(session, act, case, new, person, stands_for)
    if not party.owes:
        undeliverable.withdraw_to(
            session, act, stands_for, reason=f"voortaan gaat alles naar {person.name}, {name(new.role).lower()}",
            on=act.today,
        )
    if stands_for.id == case.debtor_id:
        _follow(session, act, case, party)
    return party


def _write(
    session: Session, act: Act, case: Case, new: NewParty, person: Debtor, stands_for: Debtor
) -> CaseParty:
    same = select(CaseParty.id).where(
        CaseParty.case_id == case.id, CaseParty.person_id == person.id, CaseParty.role == new.role,
        CaseParty.stands_for_id == stands_for.id, CaseParty.through_day.is_(None),
    )
    if session.scalar(same) is not None:
        raise AlreadyDone(f"{person.name} staat al als {name(new.role).lower()} in dossier {case.number}.")
    numerator, denominator = new.share or (None, None)
    party = CaseParty(
        case_id=case.id, person_id=person.id, role=new.role, stands_for_id=stands_for.id, share_numerator=numerator,
        share_denominator=denominator, liable_most=new.liable_most, basis=new.basis.strip(), from_day=new.from_day,
        recorded_at=act.now, recorded_by=act.actor_id,
    )
    session.add(party)
    session.flush()
    events.record(session, act, case.id, PartyAdded(
        party_id=party.id, role=new.role, person=person.name, from_day=new.from_day, basis=party.basis,
        stands_for="" if party.owes else stands_for.name,
        share="" if new.share is None else f"{numerator} van {denominator}",
    ), effective_on=new.from_day)
    _count_anew(session, act, party)
    return party


def _count_anew(session: Session, act: Act, party: CaseParty) -> None:
    """Who owes, and by which letter, decides what is too much: somebody looks where money came in."""
    if party.owes:
        overpaid.suspect(session, party.case_id, on=act.today)


def _follow(session: Session, act: Act, case: Case, party: CaseParty) -> None:
    """What a part does to the case, where it is about its debtor."""
    told = f"{party.person.name} is vastgelegd als {name(party.role).lower()}."
    if party.role in OF_INSOLVENCY:
        holds.place_once(session, act, case, kind=HoldKind.INSOLVENCY, reason=told, on=act.today)
    elif not party.owes and party.role is not PartyRole.OWNER:
        order_stops.on_hold(session, act, case, HoldKind.REPRESENTED, on=act.today)
        for hold in stages.open_holds(session, case.id):
            if hold.kind is HoldKind.REPRESENTED:
                holds.end(session, act, hold.id, case_id=case.id, outcome=told, on=act.today)
        if case.next_step is NextStep.REVIEW_HOLD:
            holds.go_on(session, case, on=act.today)


def _same_elsewhere(session: Session, party: CaseParty) -> list[CaseParty]:
    """This part, and where it holds for a person the same in his other open cases."""
    if party.role not in OF_PERSON:
        return [party]
    query = select(CaseParty).join(CaseParty.case).where(
        CaseParty.person_id == party.person_id, CaseParty.role == party.role, Case.stage != Stage.CLOSED,
        CaseParty.stands_for_id == party.stands_for_id, CaseParty.through_day.is_(None),
    )
    return list(session.scalars(query.order_by(CaseParty.id)))


def _end_one(session: Session, act: Act, party: CaseParty, *, through_day: date, reason: str) -> None:
    party.through_day, party.ended_reason = max(through_day, party.from_day), reason
    session.flush()
    events.record(session, act, party.case_id, PartyEnded(
        party_id=party.id, role=party.role, person=party.person.name, through_day=party.through_day, reason=reason
    ), effective_on=party.through_day)
    _count_anew(session, act, party)


def _held_elsewhere(session: Session, by_debtor: dict[int, Case]) -> dict[int, dict[HoldKind, str]]:
    """By debtor: what holds his other open cases, each with the number of one of them, and his death."""
    found: dict[int, dict[HoldKind, str]] = {}
    query = select(Case.debtor_id, Case.number, Hold.kind).join(Hold, Hold.case_id == Case.id).where(
        Case.debtor_id.in_(by_debtor), Case.id.not_in([case.id for case in by_debtor.values()]),
        Case.stage != Stage.CLOSED, Hold.kind.in_(CARRIED), Hold.ended_on.is_(None),
    )
    for row in session.execute(query.order_by(Case.id)):
        found.setdefault(row.debtor_id, {}).setdefault(row.kind, row.number)
    return found


def _carry_from_others(session: Session, act: Act, cases: Sequence[Case]) -> None:
    """What holds the same person as another debtor, by confirmed links, counts in these cases too."""
    groups = links.groups_of(session, {case.debtor_id for case in cases})
    linked = set().union(*(group for group in groups.values() if len(group) > 1))
    if not linked:
        return
    found: dict[int, dict[HoldKind, Hold]] = {}
    query = select(Hold, Case.debtor_id).join(Case, Hold.case_id == Case.id).where(
        Case.debtor_id.in_(linked), Case.id.not_in([case.id for case in cases]), Case.stage != Stage.CLOSED,
        Hold.kind.in_(holds.CARRIED), Hold.ended_on.is_(None),
    )
    for hold, debtor_id in session.execute(query.order_by(Hold.id)):
        found.setdefault(debtor_id, {}).setdefault(hold.kind, hold)
    speakers = {
        party.stands_for_id: party for party in session.scalars(select(CaseParty).join(CaseParty.case).where(
            CaseParty.stands_for_id.in_(linked), CaseParty.role.in_(OF_REPRESENTATIVE), CaseParty.through_day.is_(None),
            Case.stage != Stage.CLOSED,
        ))
    }
    for case in cases:
        for debtor_id in sorted(groups[case.debtor_id] - {case.debtor_id}):
            holds.carry(session, act, found.get(debtor_id, {}).values(), into=[case.id])
            if debtor_id in speakers:
                _ask_who_speaks(session, act, speakers[debtor_id], [case.id])


def _spoken_for_elsewhere(session: Session, by_debtor: dict[int, Case]) -> list[CaseParty]:
    """Who speaks for these debtors in other cases, whatever the debt is, each once."""
    query = select(CaseParty).where(
        CaseParty.stands_for_id.in_(by_debtor), CaseParty.role.in_(OF_PERSON), CaseParty.through_day.is_(None),
        CaseParty.case_id.not_in([case.id for case in by_debtor.values()]),
    )
    each: dict[tuple[int, str, int], CaseParty] = {}
    for party in session.scalars(query.order_by(CaseParty.id)):
        each.setdefault((party.person_id, party.role, party.stands_for_id), party)
    return list(each.values())
