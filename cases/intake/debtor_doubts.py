"""Who the debtor is and where he is reached, where a person must look: signs in a row, flagged and never refused."""

from cases.intake.debtor_fields import Address, DebtorName
from cases.intake.draft import Draft
from cases.intake.model import Field, FlagCode
from cases.intake.values import HOME
from legal.debtor.debtor_signs import Sign, SignKind, signs_in

_PERSON = (Field.FIRST_NAMES, Field.INITIALS, Field.PREFIX, Field.SURNAME)
_STANDS_STILL = "Het dossier staat stil tot een medewerker het heeft bekeken."
_SAID: dict[SignKind, tuple[FlagCode, str]] = {
    SignKind.SEVERAL_PEOPLE: (
        FlagCode.SEVERAL_PEOPLE,
        "lijkt de naam van meer personen. Elke persoon krijgt een eigen brief: laat weten wie de schuldenaar is. "
        + _STANDS_STILL,
    ),
    SignKind.ESTATE: (
        FlagCode.ESTATE, "wijst op een overleden schuldenaar. Wij schrijven dan niet alsof hij leeft. " + _STANDS_STILL
    ),
    SignKind.REPRESENTED: (
        FlagCode.REPRESENTED,
        "wijst op een vertegenwoordiger (bewind, curatele, gemachtigde of ouder). De brief moet dan aan hem. "
        + _STANDS_STILL,
    ),
    SignKind.INSOLVENT: (
        FlagCode.INSOLVENT, "wijst op een faillissement, surseance of schuldsanering. " + _STANDS_STILL
    ),
    SignKind.CARE_OF: (
        FlagCode.CARE_OF, "is een adres bij een ander (per adres). Een brief kan daarheen; een exploot niet."
    ),
    SignKind.PO_BOX: (FlagCode.PO_BOX, "is geen woonadres. Een brief kan daarheen; een exploot niet."),
}
_OF_A_CONTACT = (SignKind.REPRESENTED, SignKind.INSOLVENT)


def look(draft: Draft, name: DebtorName, address: Address) -> None:
    """Flag what the name and the address of a row hint at."""
    for sign in _signs(draft, name, address):
        code, said = _SAID[sign.kind]
        draft.flag(code, f"“{sign.found}” {said}")
    if address.country not in (HOME, ""):
        draft.flag(
            FlagCode.ABROAD, f"Adres in het buitenland ({address.country}): een brief wordt daar niet vermoed te zijn "
            "bezorgd, dus incassokosten vragen bewijs van ontvangst; een exploot kan dit programma daar nog niet "
            "laten uitbrengen.",
        )


def _signs(draft: Draft, name: DebtorName, address: Address) -> tuple[Sign, ...]:
    place = {"street": f"{address.street} {address.house_number}", "city": address.city}
    whole = draft.text(Field.NAME) or " ".join(filter(None, map(draft.text, _PERSON)))
    found = signs_in(name.company or whole, is_company=bool(name.company), **place)
    contact = draft.text(Field.CONTACT_PERSON)
    if contact:
        known = {sign.kind for sign in found}
        found += tuple(
            sign for sign in signs_in(contact, is_company=bool(name.company))
            if sign.kind in _OF_A_CONTACT and sign.kind not in known
        )
    return found
