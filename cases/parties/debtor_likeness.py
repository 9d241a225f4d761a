"""Who owes, by a row of a file or by the record: whether it is one debtor of this client, in any spelling."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from cases.intake import ClaimRow
from cases.models import Debtor
from cases.models.organisations import Postal
from cases.parties import company_names
from cases.parties.contact_details import HOME, Address, same_address, same_email, same_phone
from cases.parties.likeness import Description, Kind, Likeness, Verdict, compare
from cases.parties.written_words import plain

__all__ = ["HOME", "Address", "Described", "plain", "same_address", "same_email", "same_phone"]

_TITLES = frozenset(("dhr", "heer", "mevr", "mw", "mevrouw", "mr", "drs", "ir", "ing", "dr"))


@dataclass(frozen=True, kw_only=True)
class Described:
    """Who owes, as a claim file or the record describes him. `name_key`: by which spellings of his name are found.

    `description`: what decides whether two are one, apart from the customer number of a client.
    """

    customer_number: str
    name: str
    name_key: str
    given: str
    description: Description

    @property
    def kvk_number(self) -> str:
        """The number of the trade register."""
        return self.description.kvk_number

    @property
    def birth_date(self) -> date | None:
        """The birth date of a person."""
        return self.description.birth_date

    @property
    def address(self) -> Address:
        """Where he lives or is established."""
        return self.description.address

    @property
    def email(self) -> str:
        """The e-mail address."""
        return self.description.email

    @property
    def phone(self) -> str:
        """The phone number."""
        return self.description.phone


def of_row(row: ClaimRow) -> Described:
    """The debtor of a row."""
    given = row.initials or row.first_names
    written = " ".join(part for part in (row.first_names or row.initials, row.prefix, row.surname) if part)
    address = Address(
        street=row.street, house_number=row.full_house_number, postal_code=row.postal_code, city=row.city,
        country=row.country or HOME,
    )
    return Described(
        customer_number=row.customer_number, name=row.company_name or written,
        name_key=name_key(row.company_name, row.prefix, row.surname), given="" if row.is_company else plain(given)[:1],
        description=Description(
            kind=Kind.ORGANISATION if row.company_name else Kind.PERSON, last_name=row.company_name or row.surname,
            first_names="" if row.company_name else row.first_names or row.initials,
            prefix="" if row.company_name else row.prefix, birth_date=row.birth_date, address=address, email=row.email,
            phone=row.phone, kvk_number=row.kvk_number,
        ),
    )


def of_debtor(debtor: Debtor) -> Described:
    """The debtor on record."""
    given = debtor.initials or debtor.first_names
    return Described(
        customer_number=debtor.customer_number, name=debtor.name,
        name_key=name_key(debtor.company_name, debtor.name_prefix, debtor.surname),
        given="" if debtor.company_name else plain(given)[:1], description=described(debtor),
    )


def described(debtor: Debtor) -> Description:
    """The debtor on record, whoever the client is."""
    company = debtor.company_name
    return Description(
        kind=Kind.ORGANISATION if company else Kind.PERSON, last_name=company or debtor.surname,
        first_names="" if company else debtor.first_names or debtor.initials,
        prefix="" if company else debtor.name_prefix, birth_date=debtor.birth_date, address=address_of(debtor),
        email=debtor.email, phone=debtor.phone, kvk_number=debtor.kvk_number,
    )


def address_of(held: Postal) -> Address:
    """The address in the columns of a row on record."""
    return Address(
        street=held.street, house_number=held.house_number, postal_code=held.postal_code, city=held.city,
        country=held.country,
    )


def search_name(*parts: str) -> str:
    """Name as it is searched: without accents, lower case, single spaces."""
    bare = unicodedata.normalize("NFKD", " ".join(part for part in parts if part))
    return " ".join("".join(char for char in bare if not unicodedata.combining(char)).casefold().split())[:300]


def without_legal_form(company: str) -> str:
    """The name of a company in small letters without "B.V." and the like."""
    return company_names.without_form(company)


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


def numbers_differ(one: Described, other: Described) -> bool:
    """Whether both have a customer number, and not the same: then nothing is merged without a person."""
    return bool(one.customer_number and other.customer_number) and not same_number(one, other)


def same_name(one: Described, other: Described) -> bool:
    """Whether the names differ in spelling alone; of a person the first given letter too, where both have one.

    A company without a legal form can have been read as a person: then the whole name decides.
    """
    given = not one.given or not other.given or one.given == other.given
    return bool(one.name_key) and ((one.name_key == other.name_key and given) or _whole(one) == _whole(other))


def like(one: Described, other: Described) -> Likeness:
    """What is found of two debtors of one client."""
    return compare(one.description, other.description, same_customer=same_number(one, other))


def is_same_person(one: Described, other: Described) -> bool:
    """Whether only the spelling differs. Two customer numbers are two debtors until a person joins them."""
    return not numbers_differ(one, other) and like(one, other).verdict is Verdict.SAME


def may_be_same(one: Described, other: Described) -> bool:
    """Whether it is the same person whatever the customer numbers: what a file says otherwise of him is looked at."""
    return compare(one.description, other.description).verdict is Verdict.SAME


def name_key(company: str, prefix: str, surname: str) -> str:
    """A name by which spellings of it are found: of a person without given names and titles."""
    if company:
        return plain(without_legal_form(company)) or plain(company)
    words = [word for word in f"{prefix} {surname}".casefold().split() if word.strip(".") not in _TITLES]
    return plain("".join(words))


def _whole(told: Described) -> str:
    return plain(without_legal_form(told.name))
