"""Whether two descriptions are of one person: name, customer number, address, phone and e-mail in any spelling."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from cases.intake import ClaimRow
from cases.models import Debtor
from cases.models.organisations import Postal

_LEGAL_FORMS = re.compile(
    r"\b(?:b\.? ?v|n\.? ?v|v\.? ?o\.? ?f|c\.? ?v|besloten vennootschap|naamloze vennootschap)\b\.?"
)
_TITLES = frozenset(("dhr", "heer", "mevr", "mw", "mevrouw", "mr", "drs", "ir", "ing", "dr"))
_STREET_ENDS = (("str", "straat"), ("ln", "laan"), ("pln", "plein"), ("wg", "weg"), ("gr", "gracht"), ("pl", "plein"))
_CITIES = {"sgravenhage": "denhaag", "shertogenbosch": "denbosch"}
HOME = "NL"


@dataclass(frozen=True, kw_only=True)
class Address:
    """An address as it is written on an envelope."""

    street: str
    house_number: str
    postal_code: str
    city: str
    country: str

    def __str__(self) -> str:
        lines = (f"{self.street} {self.house_number}".strip(), f"{self.postal_code} {self.city}".strip())
        return ", ".join(part for part in (*lines, "" if self.country == HOME else self.country) if part)


@dataclass(frozen=True, kw_only=True)
class Described:
    """Who owes, as a claim file or the record describes him. `given` is the first letter of a person's given names."""

    customer_number: str
    name: str
    name_key: str
    given: str
    kvk_number: str
    birth_date: date | None
    address: Address
    email: str
    phone: str


def of_row(row: ClaimRow) -> Described:
    """The debtor of a row."""
    given = row.initials or row.first_names
    written = " ".join(part for part in (row.first_names or row.initials, row.prefix, row.surname) if part)
    return Described(
        customer_number=row.customer_number, name=row.company_name or written,
        name_key=name_key(row.company_name, row.prefix, row.surname), given="" if row.is_company else plain(given)[:1],
        kvk_number=row.kvk_number, birth_date=row.birth_date, email=row.email, phone=row.phone,
        address=Address(
            street=row.street, house_number=row.full_house_number, postal_code=row.postal_code, city=row.city,
            country=row.country or HOME,
        ),
    )


def of_debtor(debtor: Debtor) -> Described:
    """The debtor on record."""
    given = debtor.initials or debtor.first_names
    return Described(
        customer_number=debtor.customer_number, name=debtor.name,
        name_key=name_key(debtor.company_name, debtor.name_prefix, debtor.surname),
        given="" if debtor.company_name else plain(given)[:1], kvk_number=debtor.kvk_number,
        birth_date=debtor.birth_date, email=debtor.email, phone=debtor.phone, address=address_of(debtor),
    )


def address_of(held: Postal) -> Address:
    """The address in the columns of a row on record."""
    return Address(
        street=held.street, house_number=held.house_number, postal_code=held.postal_code, city=held.city,
        country=held.country,
    )


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Letters and digits in lower case without accents."""
    bare = text if text.isascii() else unicodedata.normalize("NFKD", text)
    return "".join(filter(str.isalnum, bare)).casefold()


def search_name(*parts: str) -> str:
    """Name as it is searched: without accents, lower case, single spaces."""
    bare = unicodedata.normalize("NFKD", " ".join(part for part in parts if part))
    return " ".join("".join(char for char in bare if not unicodedata.combining(char)).casefold().split())[:300]


def without_legal_form(company: str) -> str:
    """The name of a company in small letters without "B.V." and the like."""
    return " ".join(_LEGAL_FORMS.sub(" ", company.casefold()).split())


def number_key(customer_number: str) -> str:
    """A customer number without signs, zeros in front and the letters before its digits: D-010001 is 10001."""
    key = plain(customer_number)
    digits = re.sub(r"^[^\W\d_]+", "", key).lstrip("0")
    return digits or key


def same_number(one: Described, other: Described) -> bool:
    """Whether both have a customer number and it is the same one: D10001 is 10001 but not K10001."""
    a, b = plain(one.customer_number).lstrip("0"), plain(other.customer_number).lstrip("0")
    if not a or not b:
        return False
    lacks_letters = a.isdigit() or b.isdigit()
    return a == b or (lacks_letters and number_key(a) == number_key(b))


def same_name(one: Described, other: Described) -> bool:
    """Whether the names differ in spelling alone; of a person the first given letter too, where both have one.

    A company without a legal form can have been read as a person: then the whole name decides.
    """
    given = not one.given or not other.given or one.given == other.given
    return bool(one.name_key) and ((one.name_key == other.name_key and given) or _whole(one) == _whole(other))


def _whole(told: Described) -> str:
    return plain(without_legal_form(told.name))


def same_birth(one: Described, other: Described) -> bool:
    """Whether both have the same birth date."""
    return one.birth_date is not None and one.birth_date == other.birth_date


def births_differ(one: Described, other: Described) -> bool:
    """Whether both have a birth date, and not the same."""
    return one.birth_date is not None and other.birth_date is not None and one.birth_date != other.birth_date


def same_register_number(one: Described, other: Described) -> bool:
    """Whether both have the same number of the trade register."""
    return bool(one.kvk_number) and one.kvk_number == other.kvk_number


def _register_numbers_differ(one: Described, other: Described) -> bool:
    return bool(one.kvk_number and other.kvk_number) and one.kvk_number != other.kvk_number


def same_address(one: Address, other: Address) -> bool:
    """Whether two addresses differ in spelling alone."""
    if one.country != other.country or plain(one.house_number) != plain(other.house_number):
        return False
    postal = plain(one.postal_code) == plain(other.postal_code)
    street = _same_street(one.street, other.street)
    return postal and street and (one.country == HOME or _city(one.city) == _city(other.city))


def same_email(one: str, other: str) -> bool:
    """Whether two e-mail addresses are the same but for capitals."""
    return one.strip().casefold() == other.strip().casefold()


def same_phone(one: str, other: str) -> bool:
    """Whether two phone numbers are the same: +31 6, 0031 (0)6 and 06, also where a spreadsheet lost the zero."""
    return _phone(one) == _phone(other)


def is_same_person(one: Described, other: Described) -> bool:
    """Whether only the spelling differs: one name, and one number, register number, birth date or address beside it.

    Two customer numbers, or two birth dates, are two persons: debts are merged where nothing speaks against it alone.
    """
    if not same_name(one, other) or births_differ(one, other) or _register_numbers_differ(one, other):
        return False
    if one.customer_number and other.customer_number:
        return same_number(one, other)
    return same_register_number(one, other) or same_birth(one, other) or same_address(one.address, other.address)


def is_like(one: Described, other: Described) -> bool:
    """Whether it may well be the same person: by name with birth date, or by register number."""
    return same_register_number(one, other) or (same_name(one, other) and same_birth(one, other))


def name_key(company: str, prefix: str, surname: str) -> str:
    """A name by which spellings of it are found: of a person without given names and titles."""
    if company:
        return plain(without_legal_form(company)) or plain(company)
    words = [word for word in f"{prefix} {surname}".casefold().split() if word.strip(".") not in _TITLES]
    return plain("".join(words))


def _same_street(one: str, other: str) -> bool:
    if _street(one) == _street(other):
        return True
    a, b = ([plain(word) for word in re.split(r"[\s.\-]+", street) if word] for street in (one, other))
    return len(a) == len(b) and all(x.startswith(y) or y.startswith(x) for x, y in zip(a, b, strict=True))


def _street(street: str) -> str:
    key = plain(street)
    for short, whole in _STREET_ENDS:
        if key.endswith(short) and not key.endswith(whole):
            return key[: -len(short)] + whole
    return key


def _city(city: str) -> str:
    key = plain(city)
    return _CITIES.get(key, key)


def _phone(number: str) -> str:
    digits = re.sub(r"\D", "", number.replace("(0)", ""))
    if number.strip().startswith("+31") or digits.startswith("0031"):
        digits = digits.removeprefix("00").removeprefix("31")
    return digits.lstrip("0")
