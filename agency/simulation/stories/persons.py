"""The people of a story beside its debtor: who owes with him, who represents him, who inherits. All are made up."""

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from agency.quote.request import INVALID, Bad, Fields
from agency.quote.request_debtors import SHARE
from cases.acts import Act
from cases.amicable import debtor_editing, party_changes
from cases.amicable.debtor_editing import DebtorValues
from cases.amicable.party_changes import NewParty, NewPerson
from cases.models import CaseParty, Debtor, PartyRole, PointKind, PointSource
from cases.parties.contact_points import Detail, Origin
from cases.parties.debtor_likeness import Address

BASIS = "Zo staat het in het verhaal"


def add(
    session: Session, act: Act, case_id: int, role: PartyRole, name: str, *, share: tuple[int, int] | None = None,
    stands_for_id: int | None = None,
) -> CaseParty:
    """Somebody of this name begins to play a part today."""
    values = DebtorValues(company_name=name) if role is PartyRole.ADMINISTRATOR else DebtorValues(surname=name)
    return party_changes.add(session, act, case_id, NewParty(
        role=role, basis=BASIS, from_day=act.today, share=share, stands_for_id=stands_for_id, person=NewPerson(
            values=values, details=(Detail(kind=PointKind.ADDRESS, address=_address(name)),),
            origin=Origin(source=PointSource.CLIENT, since=act.today),
        ),
    ))


def represent(session: Session, act: Act, case_id: int, name: str, *, stands_for_id: int | None) -> CaseParty:
    """Somebody of this name administers for one who owes, from today."""
    return add(session, act, case_id, PartyRole.ADMINISTRATOR, name, stands_for_id=stands_for_id)


def dies(session: Session, act: Act, person_id: int, on: date) -> int:
    """Somebody died on that day."""
    person = session.get_one(Debtor, person_id)
    debtor_editing.edit(
        session, act, person_id, replace(debtor_editing.values_of(person), died_on=on), seen=None, reason=BASIS
    )
    return person_id


def heirs_of(fields: Fields) -> list[tuple[str, tuple[int, int]]]:
    """Who inherits with his share, where the story says so. Raises Bad."""
    if fields.get("heirs") is None:
        return []
    return [(row.text("name"), _share(row)) for row in fields.rows("heirs", ("name", "share"))]


def name_of(people: dict[str, int], person: Debtor) -> str:
    """Somebody by his name in the story."""
    return next((name for name, person_id in people.items() if person_id == person.id), person.name)


def _share(row: Fields) -> tuple[int, int]:
    found = SHARE.fullmatch(row.text("share"))
    if found is None or not int(found[1]) or not int(found[2]):
        raise Bad(row.at("share"), INVALID, 'een deel als breuk werd verwacht, zoals "1/3"')
    return int(found[1]), int(found[2])


def _address(name: str) -> Address:
    """An address of his own, so that nobody is taken for another."""
    number = str(1 + sum(map(ord, name)) % 900)
    return Address(
        street="Voorbeeldstraat", house_number=number, postal_code="3511 AA", city="Utrecht", country="NL"
    )
