"""Who owes, and where that debtor is reached: name, address, registers, mail and phone of a row."""

from collections.abc import Callable
from typing import NamedTuple

from cases.intake import values
from cases.intake.draft import REQUIRED, Draft
from cases.intake.model import Field, FlagCode


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
    company, surname, full = draft.text(Field.COMPANY_NAME), draft.text(Field.SURNAME), draft.text(Field.NAME)
    given = draft.text(Field.FIRST_NAMES), draft.text(Field.INITIALS)
    parts = values.PersonName(*given, draft.text(Field.PREFIX), surname)
    if not surname and full:
        if not company and values.names_company(full):
            company = full
        elif not company:
            parts = values.person_name(full)
    if not company and not parts.surname:
        where = next(one for one in (Field.SURNAME, Field.NAME, Field.COMPANY_NAME) if draft.plan.of(one))
        draft.refuse(where, "een naam, bijvoorbeeld De Vries")
    form = draft.text(Field.LEGAL_FORM)
    return DebtorName(parts, company, values.legal_form(form) if form else "")


def address(draft: Draft) -> Address:
    country = values.country_code(draft.text(Field.COUNTRY))
    if country is None:
        draft.refuse(Field.COUNTRY, "een land, bijvoorbeeld NL of België")
        country = ""
    written = _written(draft)
    street, number = _street(draft, written.street, country)
    if not written.city:
        draft.refuse(written.place or Field.CITY, REQUIRED[Field.CITY])
    return Address(street, *number, _postal_code(draft, written, country), written.city, country)


class _Written(NamedTuple):
    """Street, postal code and city as they stand in the row; `place` is the one column that holds the last two."""

    street: str
    code: str
    city: str
    place: Field | None = None


def _written(draft: Draft) -> _Written:
    where = Field.STREET if draft.text(Field.STREET) or not draft.plan.of(Field.ADDRESS) else Field.ADDRESS
    street = draft.text(where)
    if draft.plan.holds_whole_addresses:
        return _Written(*(values.whole_address(street) or (street, "", "")), Field.ADDRESS)
    both = draft.text(Field.POSTCODE_AND_CITY)
    if draft.plan.of(Field.POSTCODE_AND_CITY) and not draft.plan.of(Field.POSTAL_CODE):
        code, city = values.postcode_and_city(both) or ("", "")
        return _Written(street, code, draft.text(Field.CITY) or city, Field.POSTCODE_AND_CITY)
    return _Written(street, draft.text(Field.POSTAL_CODE), draft.text(Field.CITY))


def _street(draft: Draft, street: str, country: str) -> tuple[str, values.HouseNumber]:
    where = Field.STREET if draft.text(Field.STREET) or not draft.plan.of(Field.ADDRESS) else Field.ADDRESS
    none = values.HouseNumber("", "")
    if not street:
        draft.refuse(where, "een straat met huisnummer, bijvoorbeeld Dorpsstraat 12")
        return "", none
    written = draft.text(Field.HOUSE_NUMBER)
    if written:
        number = values.house_number(written)
        if number is None:
            draft.refuse(Field.HOUSE_NUMBER, "een huisnummer, bijvoorbeeld 12a")
        addition = draft.text(Field.HOUSE_NUMBER_ADDITION)
        return street, values.HouseNumber(number.number, addition or number.addition) if number else none
    apart = draft.reading.address(street)
    if apart is not None:
        return apart
    if country == values.HOME:
        missing = Field.HOUSE_NUMBER if draft.plan.of(Field.HOUSE_NUMBER) else where
        draft.refuse(missing, "een huisnummer, bijvoorbeeld 12a")
    return street, none


def _postal_code(draft: Draft, written: _Written, country: str) -> str:
    """The postal code: checked in the Netherlands, taken as written elsewhere."""
    text = written.code
    dutch = values.dutch_postal_code(text) if text else None
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
