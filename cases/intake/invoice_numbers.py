"""One invoice number in several spellings: "F2026-0101", "20260101", "2026/101" and "INV 20260101"."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

# Words that only say that a number follows; a letter such as F or A may be a series of its own.
_SAYS_NUMBER = frozenset((
    "FACTUUR", "FACTUURNUMMER", "FACTUURNR", "FACT", "FAC", "NOTA", "NOTANUMMER", "NOTANR", "REKENING", "INVOICE",
    "INVOICENO", "INVOICENR", "INV", "NUMMER", "NR", "NO",
))
_AS_DECIMAL = re.compile(r"(\d+)[.,]0{1,2}")  # a spreadsheet that took the number for an amount
_CENTURY = re.compile(r"20(?=[0-4]\d)")
_LONGEST = 60


class Spelling(StrEnum):
    """How two numbers compare: `same` in all but spelling, or `alike` but for a letter or the century."""

    SAME = "same"
    ALIKE = "alike"


@dataclass(frozen=True, kw_only=True)
class _Parts:
    """Letters before, between and after the digits, and the digits in the groups in which they were written."""

    lead: str
    inner: str
    tail: str
    groups: tuple[str, ...]

    @property
    def digits(self) -> str:
        return "".join(self.groups).lstrip("0")


def core(number: str) -> str:
    """What every spelling of a number has: its digits without zeros and century; its letters where it has no digits.

    For looking up what to compare: other numbers may have the same.
    """
    parts = _parts(number)
    digits = _without_century(parts).replace("0", "")
    return (digits or parts.digits or parts.lead)[:_LONGEST]


def key(number: str) -> str:
    """A number as its letters and digits in capitals, by which the very same one is known: F2026-0101 is F20260101."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", number).upper()))[:_LONGEST]


def spelling(one: str, other: str) -> Spelling | None:
    """How two invoice numbers compare; None for different ones. Letters stay: A101 is not B101 but alike."""
    a, b = _parts(one), _parts(other)
    if not a.digits or not b.digits:
        return Spelling.SAME if (a.lead, a.digits) == (b.lead, b.digits) else None
    if a.inner and b.inner and a.inner != b.inner:  # a month between the digits
        return None
    if not _same_digits(a, b):
        return Spelling.ALIKE if _differ_in_century(a, b) else None
    if a.tail == b.tail and (a.lead == b.lead or not a.lead or not b.lead):
        return Spelling.SAME
    return Spelling.ALIKE


def tail(number: str) -> str:
    """The letters after the last digit: a part of an invoice."""
    return _parts(number).tail


def digit_count(number: str) -> int:
    """How many digits a number has, without zeros in front."""
    return len(_parts(number).digits)


@lru_cache(maxsize=10_000)
def _parts(number: str) -> _Parts:
    text = unicodedata.normalize("NFKC", number).strip().upper()
    decimal = _AS_DECIMAL.fullmatch(text)
    text = decimal.group(1) if decimal else text
    groups = tuple(re.findall(r"\d+", text))
    if not groups:
        return _Parts(lead=_letters(text), inner="", tail="", groups=())
    between = re.split(r"\d+", text)
    return _Parts(
        lead=_lead(between[0]), inner="".join(map(_letters, between[1:-1])), tail=_letters(between[-1]), groups=groups
    )


def _lead(text: str) -> str:
    letters = "".join(word for word in re.findall(r"[^\W\d_]+", text) if word not in _SAYS_NUMBER)
    return "" if letters in _SAYS_NUMBER else letters


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalpha())


def _same_digits(a: _Parts, b: _Parts) -> bool:
    """Group by group where both are cut into as many; else as one row, with or without zeros that fill a group up."""
    if len(a.groups) == len(b.groups) > 1:
        return [group.lstrip("0") for group in a.groups] == [group.lstrip("0") for group in b.groups]
    return _fills_up(a.groups, "".join(b.groups)) or _fills_up(b.groups, "".join(a.groups))


def _fills_up(groups: Sequence[str], digits: str) -> bool:
    """Whether a row of digits is these groups, each with any number of zeros in front."""
    for group in groups:
        bare, rest = group.lstrip("0"), digits.lstrip("0")
        if not rest.startswith(bare):
            return False
        digits = rest[len(bare):]
    return not digits


def _differ_in_century(a: _Parts, b: _Parts) -> bool:
    """Whether one has the whole year in front and the other its last two digits."""
    return a.digits != b.digits and _without_century(a) == _without_century(b)


def _without_century(parts: _Parts) -> str:
    """The digits, of a year in front only the last two."""
    has_year = len(parts.digits) > 5 or (len(parts.groups) > 1 and len(parts.groups[0]) == 4)
    return _CENTURY.sub("", parts.digits, count=1) if has_year and _CENTURY.match(parts.digits) else parts.digits
