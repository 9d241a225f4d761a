"""Checks on what a person types into the record: all at once, each naming the field, what was found and expected."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from email.errors import HeaderParseError
from email.headerregistry import Address
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from stdnum import iban as iban_number

from cases.errors import Refused
from legal.money import CENT

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_POSTAL_CODE = re.compile(r"([1-9][0-9]{3})\s?([A-Za-z]{2})")
_NO_POSTAL_CODE = {"SA", "SD", "SS"}
_KVK = re.compile(r"[0-9]{8}")
_WHOLE = re.compile(r"[0-9]{1,18}")
Values = TypeVar("Values", bound="DataclassInstance")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What is wrong with one field. `field` is the attribute, `label` its Dutch name."""

    field: str
    label: str
    found: str
    expected: str

    @property
    def message(self) -> str:
        """One Dutch sentence that says what to do."""
        found = f"gevonden “{self.found}”" if self.found else "niets ingevuld"
        return f"{self.label}: {found}, verwacht {self.expected}."


class InvalidInput(Refused):
    """Values that contradict each other, the law or their own notation; `findings` has one entry per field."""

    code = "invalid_input"

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(" ".join(finding.message for finding in findings))
        self.findings = tuple(findings)


class Checks:
    """Collects findings, hands back the values as they are stored, and refuses at the end."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def wrong(self, field: str, label: str, found: object, expected: str) -> None:
        """Note that `field` holds something else than `expected`."""
        self.findings.append(Finding(field=field, label=label, found=str(found), expected=expected))

    def finish(self) -> None:
        """Raise InvalidInput when anything was wrong."""
        if self.findings:
            raise InvalidInput(self.findings)

    def text(self, field: str, label: str, value: str, *, longest: int, expected: str = "") -> str:
        """Without spaces around it; `expected` says what must be there, empty when the field may stay empty."""
        kept = value.strip()
        if expected and not kept:
            self.wrong(field, label, "", expected)
        elif len(kept) > longest:
            self.wrong(field, label, f"{kept[:40]}… ({len(kept)} tekens)", f"ten hoogste {longest} tekens")
        return kept

    def kvk(self, field: str, value: str, *, required: bool = True) -> str:
        """Eight digits; spaces and dots between them are dropped."""
        kept = re.sub(r"[\s.]", "", value)
        if (kept or required) and not _KVK.fullmatch(kept):
            self.wrong(field, "KvK-nummer", value.strip(), "8 cijfers, zoals 12345678")
        return kept

    def email(self, field: str, value: str, *, required: bool = True) -> str:
        """An address with one @ and a dot in the part after it."""
        kept = value.strip()
        if (kept or required) and (len(kept) > 254 or not _EMAIL.fullmatch(kept)):
            self.wrong(field, "E-mailadres", kept, "een adres als naam@voorbeeld.nl")
        return kept

    def iban(self, field: str, value: str) -> str:
        """A valid IBAN, without spaces."""
        kept = re.sub(r"\s", "", value).upper()
        if not kept.isascii() or not iban_number.is_valid(kept):
            self.wrong(field, "IBAN", value.strip(), "een kloppend IBAN, zoals NL91 ABNA 0417 1643 00")
        return kept

    def postal_code(self, field: str, value: str) -> str:
        """As it is written on an envelope: four digits, a space, two capitals."""
        match = _POSTAL_CODE.fullmatch(value.strip())
        if match is None or match[2].upper() in _NO_POSTAL_CODE:
            self.wrong(field, "Postcode", value.strip(), "vier cijfers en twee letters, zoals 1234 AB")
            return value.strip()
        return f"{match[1]} {match[2].upper()}"

    def not_after(self, field: str, label: str, value: date | None, *, today: date) -> None:
        """A day that has come."""
        if value is not None and value > today:
            self.wrong(field, label, f"{value:%d-%m-%Y}", f"een dag tot en met vandaag ({today:%d-%m-%Y})")

    def amount(self, field: str, label: str, value: Decimal, *, positive: bool = False) -> None:
        """Euro in whole cents, at least nought, or more than that when `positive`."""
        if value < 0 or (positive and value == 0):
            self.wrong(field, label, _dutch(value), "een bedrag boven € 0,00" if positive else "€ 0,00 of meer")
        elif value != value.quantize(CENT):
            self.wrong(field, label, _dutch(value), "een bedrag in hele centen")


def has_odd_digits(text: str) -> bool:
    """Whether a digit of another script or width (１２, ١٢) stands in `text`: in a number it makes another number."""
    return not text.isascii() and any(char.isdecimal() and not char.isascii() for char in text)


def whole_number(text: str | None) -> int | None:
    """The number that `text` writes in at most 18 digits, which every database holds; None for anything else."""
    return int(text) if text and _WHOLE.fullmatch(text) else None


def day_of(now: datetime) -> date:
    """The day in the Netherlands on which the moment `now` falls."""
    return now.astimezone(AMSTERDAM).date()


def values_of(kind: type[Values], row: object) -> Values:
    """The editable values of `row`, as the dataclass `kind` that a form works with."""
    return kind(**{field.name: getattr(row, field.name) for field in fields(kind)})


def put_values(row: object, values: "DataclassInstance") -> None:
    """Set every field of the dataclass `values` on `row`."""
    for field in fields(values):
        setattr(row, field.name, getattr(values, field.name))


def version_of(values: "DataclassInstance") -> str:
    """A short mark of these values: a form carries it to show which version it was made from."""
    return hashlib.sha256(repr(astuple(values)).encode()).hexdigest()[:16]


def _dutch(value: Decimal) -> str:
    return f"{value:f}".replace(".", ",")


def is_mail_address(text: str) -> bool:
    """Whether a message can be addressed to this: one address, without a name, in plain signs."""
    if not text.isascii() or not text.isprintable() or " " in text:
        return False
    try:
        found = Address(addr_spec=text)
    except (ValueError, IndexError, HeaderParseError):
        return False
    return bool(found.username and "." in found.domain)
