"""What the gate asks of the people on whom a writ is served: each his own letter, address, looks and prescription."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.counting import awaited_letters, debtors, notices, prescriptions, statement
from cases.counting.statement import CaseRecord
from cases.legal_track.served import addressee, not_served, receiver, served_on
from cases.models import Case, Debtor, Hold, HoldKind, Register, RegisterCheck
from cases.names import name
from cases.parties import people_in_case
from cases.parties.people_in_case import PeopleInCase
from legal.counting.valuation import Valuation
from legal.court import gate_facts as law
from legal.parameters import Figures
from letters.kinds.summons_writ import Served


@dataclass(frozen=True, kw_only=True)
class AtGate:
    """What was read of the case for the gate already."""

    case: Case
    record: CaseRecord
    valuation: Valuation
    holds: Sequence[Hold]
    figures: Figures

    @property
    def has_several(self) -> bool:
        """Whether more than one owes."""
        return bool(self.record.facts.debtors)


def put(session: Session, facts: law.SummonsFacts, at: AtGate) -> law.SummonsFacts:
    """The facts of a case with those of its people: on whom the writ is served, and what each of them asks.

    A hold about the debtor of the case alone stops nobody who owes beside him.
    """
    case, on = at.case, facts.on
    people = people_in_case.of_case(session, case, parties=at.record.parties)
    looks = _looks(session, case.id)
    to = receiver(people, on)
    facts = replace(
        facts, not_served=not_served(people, at.record, on), debtor_name=to.name, debtor_street=_street(to),
        debtor_postal_code=to.postal_code, debtor_place=to.city, represented_by="" if to is case.debtor else to.name,
        open_holds=tuple(
            name(hold.kind).lower() for hold in at.holds
            if hold.kind is not HoldKind.DISPUTE and not (at.has_several and people.names(hold.kind, on))
        ),
        insolvency_check=_check(looks, Register.INSOLVENCY, None),
        guardianship_check=_check(looks, Register.GUARDIANSHIP, None),
        writ=replace(facts.writ, country=to.country),
    )
    if not at.has_several:
        return facts
    by_name = {one.owes.name: one for one in served_on(people, at.record, at.valuation, on=on, figures=at.figures)}
    found = [
        (person, one) for person in debtors.who_owe(case, at.record.parties).values()
        if (one := by_name.get(addressee(person).name)) is not None
    ]
    return replace(facts, persons=tuple(
        _person(session, facts, at, people, person, one, looks) for person, one in found
    ))


def _person(
    session: Session, facts: law.SummonsFacts, at: AtGate, people: PeopleInCase, person: Debtor, one: Served,
    looks: Sequence[RegisterCheck],
) -> law.PersonAtGate:
    is_main = person.id == at.case.debtor_id
    to, judged = receiver(people, facts.on, person), at.record.counting_for(person.id)
    looked_at = None if is_main else person.id
    return law.PersonAtGate(
        name=person.name, notice=one.term or statement.notice_term(at.case, judged, figures=at.figures),
        notice_defects=() if judged is None else tuple(notices.in_one(each) for each in judged.breaking),
        insolvency_check=_check(looks, Register.INSOLVENCY, looked_at),
        guardianship_check=_check(looks, Register.GUARDIANSHIP, looked_at),
        represented_by="" if to is person else to.name, street=_street(to), postal_code=to.postal_code, place=to.city,
        country=to.country, claims=facts.claims if is_main else _claims(session, facts, at.case, person),
    )


def _claims(
    session: Session, facts: law.SummonsFacts, case: Case, person: Debtor
) -> tuple[law.ClaimRecord, ...]:
    """The claims with the day on which each is barred towards this person: interruption is personal."""
    rows = prescriptions.towards(session, case.claims, person.id)
    days = {claim.id: prescriptions.counted(claim, rows[claim.id]).barred_from for claim in case.claims}
    letters = awaited_letters.awaited(session, case.claims, rows, days, person_id=person.id)
    return tuple(
        replace(
            told, barred_from=days[claim.id],
            barred_unless=awaited_letters.unless(letters.get(claim.id, ()), to=person.name),
            barred_from_if_contract=prescriptions.barred_from_if_contract(claim, rows[claim.id]),
        )
        for told, claim in zip(facts.claims, case.claims, strict=True)
    )


def _street(debtor: Debtor) -> str:
    return f"{debtor.street} {debtor.house_number}".strip()


def _looks(session: Session, case_id: int) -> list[RegisterCheck]:
    """Every look in a register, the newest first."""
    query = select(RegisterCheck).where(RegisterCheck.case_id == case_id)
    return list(session.scalars(query.order_by(RegisterCheck.checked_on.desc(), RegisterCheck.id.desc())))


def _check(looks: Sequence[RegisterCheck], register: Register, debtor_id: int | None) -> law.RegisterCheck | None:
    """The newest look for somebody; None for the debtor of the case."""
    check = next((each for each in looks if each.register is register and each.debtor_id == debtor_id), None)
    if check is None:
        return None
    return law.RegisterCheck(checked_on=check.checked_on, found=check.found, has_proof=check.proof_id is not None)
