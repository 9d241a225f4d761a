"""Who owes, and where that debtor is reached: name, address, registers, mail and phone of a row."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from cases.intake import values
from cases.intake.draft import REQUIRED, Draft
from cases.intake.model import Field, FlagCode
from cases.intake.readings import Reading

NAMES = (
    Field.COMPANY_NAME, Field.NAME, Field.FIRST_NAMES, Field.INITIALS, Field.PREFIX, Field.SURNAME, Field.LEGAL_FORM,
)
PLACES = (Field.STREET, Field.ADDRESS, Field.POSTCODE_AND_CITY, Field.POSTAL_CODE, Field.CITY)
NUMBERS = (Field.HOUSE_NUMBER, Field.HOUSE_NUMBER_ADDITION)
ADDRESSES = PLACES + NUMBERS


class DebtorName(NamedTuple):
    """Name of the debtor: a person in parts, or a company with its legal form."""

    person: values.PersonName
    company: str
    legal_form: str


class Address(NamedTuple):
    """An address in the columns of the record."""

    street: str
    house_number: str
    house_number_addition: str
    postal_code: str
    city: str
    country: str


def name(draft: Draft) -> DebtorName:
    """Name of the debtor in its parts; a full name that carries a legal form is a company."""
    found = named(draft.reading, map(draft.text, NAMES))
    if not found.company and not found.person.surname:
        where = next(one for one in (Field.SURNAME, Field.NAME, Field.COMPANY_NAME) if draft.plan.of(one))
        draft.refuse(where, "een naam, bijvoorbeeld De Vries")
    return found


def named(reading: Reading, texts: Iterable[str]) -> DebtorName:
    """The name in the texts of `NAMES`; without company and surname when nobody is named there."""
    company, full, first, initials, prefix, surname, form = texts
    parts, legal_form = values.PersonName(first, initials, prefix, surname), values.legal_form(form) if form else ""
    if company or surname or not full:
        return DebtorName(parts, company, legal_form)
    person = reading.person(full)
    return DebtorName(parts, full, legal_form) if person is None else DebtorName(person, "", legal_form)


def address(draft: Draft) -> Address:
    country = values.country_code(draft.text(Field.COUNTRY))
    if country is None:
        draft.refuse(Field.COUNTRY, "een land, bijvoorbeeld NL of België")
        country = ""
    written = _written(draft.reading, map(draft.text, PLACES))
    street, number = _street(draft, written.street, country)
    if not written.city:
        draft.refuse(written.place or Field.CITY, REQUIRED[Field.CITY])
    return Address(street, *number, _postal_code(draft, written, country), written.city, country)


def at_home(reading: Reading, texts: Sequence[str]) -> Address | None:
    """The Dutch address in the texts of `ADDRESSES`; None where `address` would say anything of it."""
    number, addition = texts[len(PLACES):]
    written = _written(reading, texts[:len(PLACES)])
    apart, dutch = _apart(reading, written.street, number, addition), reading.postal_code(written.code)
    if not written.street or not written.city or apart is None or dutch is None or dutch.unusual:
        return None
    return Address(apart[0], *apart[1], dutch.code, written.city, values.HOME)


class _Written(NamedTuple):
    """Street, postal code and city as they stand in the row; `place` is the one column that holds the last two."""

    street: str
    code: str
    city: str
    place: Field | None = None


def _written(reading: Reading, texts: Iterable[str]) -> _Written:
    street, line, both, code, city = texts
    plan, street = reading.plan, street or line
    if plan.holds_whole_addresses:
        return _Written(*(plan.whole_address(street) or (street, "", "")), Field.ADDRESS)
    if plan.of(Field.POSTCODE_AND_CITY) and not plan.of(Field.POSTAL_CODE):
        code, place = values.postcode_and_city(both) or ("", "")
        return _Written(street, code, city or place, Field.POSTCODE_AND_CITY)
    return _Written(street, code, city)


def _street(draft: Draft, street: str, country: str) -> tuple[str, values.HouseNumber]:
    where = Field.STREET if draft.text(Field.STREET) or not draft.plan.of(Field.ADDRESS) else Field.ADDRESS
    none = values.HouseNumber("", "")
    if not street:
        draft.refuse(where, "een straat met huisnummer, bijvoorbeeld Dorpsstraat 12")
        return "", none
    number, addition = map(draft.text, NUMBERS)
    apart = _apart(draft.reading, street, number, addition)
    if apart is None and number:
        draft.refuse(Field.HOUSE_NUMBER, "een huisnummer, bijvoorbeeld 12a")
    elif apart is None and country == values.HOME:
        missing = Field.HOUSE_NUMBER if draft.plan.of(Field.HOUSE_NUMBER) else where
        draft.refuse(missing, "een huisnummer, bijvoorbeeld 12a")
    return apart or (street, none)


def _apart(reading: Reading, street: str, number: str, addition: str) -> tuple[str, values.HouseNumber] | None:
    """Street and house number, from a column of its own or from behind the street; None without a number."""
    if not number:
        return reading.address(street)
    found = reading.house_number(number)
    return None if found is None else (street, values.HouseNumber(found.number, addition or found.addition))


def _postal_code(draft: Draft, written: _Written, country: str) -> str:
    """The postal code: checked in the Netherlands, taken as written elsewhere."""
    text = written.code
    dutch = draft.reading.postal_code(text)
    if country == values.HOME:
        if dutch is None:
            where = written.place or Field.POSTAL_CODE
            draft.refuse(where, "een postcode van vier cijfers en twee letters, bijvoorbeeld 1234 AB")
            return ""
        if dutch.unusual:
            why = f"Postcode {dutch.code}: deze letters geeft PostNL niet uit; controleer het adres."
            draft.flag(FlagCode.POSTAL_CODE_UNUSUAL, why)
        return dutch.code
    if dutch is not None and country:
        why = f"Land {country}, maar postcode {text} heeft de Nederlandse vorm; controleer het adres."
        draft.flag(FlagCode.COUNTRY_UNCLEAR, why)
    return text.upper()


def trade_register_number(draft: Draft, country: str) -> str:
    """The KvK number; checked for Dutch debtors only, because abroad it is another register's."""
    text = draft.text(Field.KVK_NUMBER)
    number = values.kvk_number(text) if text else ""
    if number is None and country == values.HOME:
        draft.refuse(Field.KVK_NUMBER, "een KvK-nummer van acht cijfers, met voorloopnul, bijvoorbeeld 01234567")
    return number or ""


def email(draft: Draft) -> str:
    """The e-mail address; one without the form of an address is left out and flagged."""
    return _checked(draft, Field.EMAIL, values.email, FlagCode.EMAIL_DROPPED)


def phone(draft: Draft) -> str:
    """The phone number; one without the form of a number is left out and flagged."""
    return _checked(draft, Field.PHONE, values.phone, FlagCode.PHONE_DROPPED)


def _checked(draft: Draft, wanted: Field, check: Callable[[str], str | None], code: FlagCode) -> str:
    text = draft.text(wanted)
    if not text:
        return ""
    checked = check(text)
    if checked is None:
        column = draft.plan.of(wanted)
        draft.flag(code, f"{column.header if column else wanted}: niet overgenomen, want de vorm klopt niet.")
    return checked or ""
