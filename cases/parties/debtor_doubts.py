"""Signs on record that a debtor is not one living person who speaks for himself, until a person has looked."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.models import Case, Debtor, Hold, HoldKind, WritConfirmation, WritConfirmationKind
from legal.debtor.debtor_signs import Sign, SignKind, signs_in

HOLD_FOR_SIGN = {
    SignKind.SEVERAL_PEOPLE: HoldKind.PERSON_UNCLEAR, SignKind.ESTATE: HoldKind.DECEASED,
    SignKind.REPRESENTED: HoldKind.REPRESENTED, SignKind.INSOLVENT: HoldKind.INSOLVENCY,
}


def signs_of(debtor: Debtor) -> tuple[Sign, ...]:
    """The signs in the name and address on record; a trade name and the person behind it are each looked at."""
    person = " ".join(
        part for part in (debtor.first_names, debtor.initials, debtor.name_prefix, debtor.surname) if part
    )
    address = {"street": f"{debtor.street} {debtor.house_number}", "city": debtor.city}
    found: dict[SignKind, Sign] = {}
    for name, is_company in ((debtor.company_name, True), (person, False)):
        if name:
            found |= {sign.kind: sign for sign in signs_in(name, is_company=is_company, **address)}
    return tuple(found.values())


def about(debtor: Debtor) -> str:
    """The name and address that a person looks at."""
    return "\n".join((debtor.name, *debtor.address_lines))


def unseen(session: Session, case: Case) -> tuple[Sign, ...]:
    """Signs that should stop the case and that nobody looked at: no hold for them ever stood, no name was checked.

    Most names have none, and ask nothing of the record.
    """
    stopping = [sign for sign in signs_of(case.debtor) if sign.kind in HOLD_FOR_SIGN]
    if not stopping or is_checked(session, case):
        return ()
    stood = set(session.scalars(select(Hold.kind).where(Hold.case_id == case.id)))
    return tuple(sign for sign in stopping if HOLD_FOR_SIGN[sign.kind] not in stood)


def is_checked(session: Session, case: Case) -> bool:
    """Whether a person recorded that this name and address are those of one person or organisation."""
    query = select(WritConfirmation.id).where(
        WritConfirmation.case_id == case.id, WritConfirmation.kind == WritConfirmationKind.PERSON_CHECKED,
        WritConfirmation.about == about(case.debtor),
    )
    return session.scalar(query.limit(1)) is not None
