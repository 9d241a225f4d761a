"""Whether two addresses, phone numbers, e-mail addresses or register numbers are the same, in any notation."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from cases.parties.written_words import forms, plain

HOME = "NL"
_STREET_ENDS = (("str", "straat"), ("ln", "laan"), ("pln", "plein"), ("wg", "weg"), ("gr", "gracht"), ("pl", "plein"))
_CITIES = {"sgravenhage": "denhaag", "shertogenbosch": "denbosch", "thehague": "denhaag"}
_STREET_WITH_NUMBER = re.compile(
    r"^(?P<street>.*?[^\W\d].*?)[\s,]+(?P<number>\d+(?:\s*[-/]?\s*(?:[a-z]{1,3}|\d{1,4}|huis|bis\s?[a-z]?))?)\s*$",
    re.IGNORECASE,
)
_MAILBOX = re.compile(r"[^\s<>,;]+@[^\s<>,;]+")  # also in "Jan Jansen <jan@voorbeeld.nl>"
_HOME_POSTCODE = re.compile(r"[1-9]\d{3}[a-z]{2}")
_FLOORS = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "huis": "hs", "begane grond": "bg", "beganegrond": "bg"}
_ORDINAL = re.compile(r"^(\d)(?:e|de|ste|hoog|ehoog|everdieping)$")
_KVK_DIGITS, _BRANCH_DIGITS = 8, 12


class Sameness(Enum):
    """How two details compare: `UNKNOWN` where one is missing, or not whole enough to tell."""

    SAME = auto()
    OTHER = auto()
    UNKNOWN = auto()


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


@dataclass(frozen=True)
class _Door:
    """An address taken apart. `addition`: what stands behind the digits of the house number."""

    street: str
    number: str
    addition: str
    postcode: str
    cities: frozenset[str]


def same_address(one: Address, other: Address) -> bool:
    """Whether two addresses differ in spelling alone: street and postcode both, for a letter goes by both."""
    if one.country != other.country or house_number_key(one.house_number) != house_number_key(other.house_number):
        return False
    postal = plain(one.postal_code) == plain(other.postal_code)
    street = _same_street(one.street, other.street)
    return postal and street and (one.country == HOME or _city(one.city) == _city(other.city))


def same_door(one: Address, other: Address) -> Sameness:
    """Whether two addresses are of one front door: postcode and number decide, else street, number and town.

    A house number with an addition beside one without is unknown: it may be the neighbour.
    """
    a, b = _door(one), _door(other)
    if one.country and other.country and one.country != other.country:
        return Sameness.OTHER if a.street and b.street else Sameness.UNKNOWN
    if not a.number or not b.number:
        return Sameness.UNKNOWN
    place = _same_place(a, b)
    if place is not Sameness.SAME or a.number != b.number:
        return Sameness.OTHER if place is not Sameness.UNKNOWN else place
    if a.addition == b.addition:
        return Sameness.SAME
    return Sameness.OTHER if a.addition and b.addition else Sameness.UNKNOWN


def house_number_key(number: str) -> str:
    """A house number with its addition in one form: "12-A" is "12 a", "12 II" is "12-2"."""
    digits, addition = _number_parts(number)
    return f"{digits}{addition}"


def same_email(one: str, other: str) -> bool:
    """Whether two e-mail addresses are the same but for capitals."""
    return _email(one) == _email(other)


def same_phone(one: str, other: str) -> bool:
    """Whether two phone numbers are the same: +31 6, 0031 (0)6 and 06, also where a spreadsheet lost the zero."""
    return phone_key(one) == phone_key(other)


def share_email(one: str, other: str) -> bool:
    """Whether both give an e-mail address, and the same one."""
    return "@" in one and same_email(one, other)


def share_phone(one: str, other: str) -> bool:
    """Whether both give a phone number that can exist, and have one in common."""
    numbers = [{phone_key(each) for each in re.split(r"[/,;|]|\ben\b|\bof\b", text)} for text in (one, other)]
    return any(len(number) >= 8 and len(set(number)) > 1 for number in numbers[0] & numbers[1])


def phone_key(number: str) -> str:
    """A phone number as its digits without the country for one of here, and without zeros in front."""
    digits = re.sub(r"\D", "", number.replace("(0)", ""))
    if number.strip().startswith("+31") or digits.startswith("0031"):
        digits = digits.removeprefix("00").removeprefix("31")
    elif re.fullmatch(r"31[1-9]\d{8}", digits):
        digits = digits.removeprefix("31")
    return digits.lstrip("0")


def kvk_key(number: str) -> str:
    """A number of the trade register as eight digits, also where its first zero was lost; "" for any other."""
    digits = re.sub(r"\D", "", number)
    if len(digits) == _BRANCH_DIGITS and not digits.startswith("0000"):
        digits = digits[:_KVK_DIGITS]
    if len(digits) == _KVK_DIGITS - 1:
        digits = f"0{digits}"
    return digits if len(digits) == _KVK_DIGITS and digits.strip("0") else ""


@lru_cache(maxsize=20_000)
def _door(address: Address) -> _Door:
    street, written = address.street, address.house_number
    if not written.strip() and (found := _STREET_WITH_NUMBER.match(street)):
        street, written = found["street"], found["number"]
    number, addition = _number_parts(written)
    street = re.sub(rf"\s+{re.escape(written.strip())}$", "", street.strip()) if written.strip() else street
    postcode = re.sub(r"^[a-z]{1,2}(?=\d)", "", plain(address.postal_code))  # D-10115
    return _Door(street=street, number=number, addition=addition, postcode=postcode, cities=_cities(address.city))


def _same_place(a: _Door, b: _Door) -> Sameness:
    """Whether postcodes are equal, or street and town where one of them has none or one was typed wrong."""
    whole = [bool(_HOME_POSTCODE.fullmatch(each.postcode)) for each in (a, b)]
    if all(whole) and a.postcode == b.postcode:
        return Sameness.SAME
    if not (plain(a.street) and plain(b.street)):
        return Sameness.OTHER if all(whole) else Sameness.UNKNOWN
    if not _same_street(a.street, b.street):
        return Sameness.OTHER
    if a.cities and b.cities:
        return Sameness.SAME if a.cities & b.cities else Sameness.OTHER
    return Sameness.SAME if a.postcode and a.postcode[:4] == b.postcode[:4] else Sameness.UNKNOWN


def _number_parts(number: str) -> tuple[str, str]:
    """The digits of a house number, and its addition in one form."""
    found = re.match(r"\D*0*(\d+)(.*)", number.casefold())
    if found is None:
        return "", plain(number)
    addition = plain(found[2])
    ordinal = _ORDINAL.match(addition)
    return found[1], ordinal[1] if ordinal else _FLOORS.get(addition, addition)


def _same_street(one: str, other: str) -> bool:
    if _street(one) == _street(other) or forms(_street(one)) & forms(_street(other)):
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


def _cities(city: str) -> frozenset[str]:
    return frozenset(_CITIES.get(each, each) for each in forms(city) if each)


def _email(address: str) -> str:
    found = _MAILBOX.search(address.casefold().replace("mailto:", ""))
    return found[0].rstrip(".") if found else address.strip().casefold()
