"""What the stories about people share: persons, parts that they play, and what a letter says of them."""

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from cases.amicable import debtor_editing, party_changes
from cases.amicable.debtor_editing import DebtorValues
from cases.amicable.party_changes import NewParty, NewPerson
from cases.correspondence import previewing
from cases.correspondence.previewing import BatchPreview, PreviewItem
from cases.models import Case, CaseParty, Debtor, LetterKind, PartyRole, PointKind, PointSource
from cases.parties.contact_points import Detail, Origin
from cases.parties.debtor_likeness import Address
from tests.factories import FIGURES, TODAY, by

HERE = Address(street="Kerkplein", house_number="3", postal_code="3511 AA", city="Utrecht", country="NL")


def person(on: date = TODAY, *, address: Address | None = HERE, phone: str = "", **values: str) -> NewPerson:
    """Somebody new; a surname or a company name is given."""
    details = [] if address is None else [Detail(kind=PointKind.ADDRESS, address=address)]
    if phone:
        details.append(Detail(kind=PointKind.PHONE, value=phone))
    return NewPerson(
        values=DebtorValues(**values), details=tuple(details),  # type: ignore[arg-type]  # texts alone here
        origin=Origin(source=PointSource.HANDLER, since=on),
    )


def join(
    session: Session, case: Case, role: PartyRole, new: NewPerson | None = None, *, on: date = TODAY, **given: object
) -> CaseParty:
    """Somebody begins to play a part in the case."""
    party = NewParty(role=role, person=new, basis="Stuk gezien", from_day=on)
    return party_changes.add(session, by(), case.id, replace(party, **given))


def change(session: Session, debtor: Debtor, **values: object) -> None:
    """A handler corrects who somebody is."""
    known = debtor_editing.values_of(debtor)
    debtor_editing.edit(session, by(), debtor.id, replace(known, **values), seen=None)


def preview(session: Session, case: Case, on: date = TODAY, kind: LetterKind = LetterKind.FIRST_NOTICE) -> BatchPreview:
    """What a letter of today would do."""
    return previewing.preview(session, [case.id], kind=kind, letter_date=on, figures=FIGURES)


def shown(session: Session, case: Case, on: date = TODAY) -> PreviewItem:
    """The same for a first letter."""
    return preview(session, case, on).items[0]
