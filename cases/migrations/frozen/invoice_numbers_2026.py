"""What every spelling of an invoice number has, as it was read in 2026 (0009)."""

import re
import unicodedata

# Words that only say that a number follows; a letter such as F or A may be a series of its own.
_SAYS_NUMBER = frozenset((
    "FACTUUR", "FACTUURNUMMER", "FACTUURNR", "FACT", "FAC", "NOTA", "NOTANUMMER", "NOTANR", "REKENING", "INVOICE",
    "INVOICENO", "INVOICENR", "INV", "NUMMER", "NR", "NO",
))
_AS_DECIMAL = re.compile(r"(\d+)[.,]0{1,2}")  # a spreadsheet that took the number for an amount
_CENTURY = re.compile(r"20(?=[0-4]\d)")
_LONGEST = 60


def core(number: str) -> str:
    """The digits of a number without zeros and century; its letters where it has no digits."""
    text = unicodedata.normalize("NFKC", number).strip().upper()
    decimal = _AS_DECIMAL.fullmatch(text)
    text = decimal.group(1) if decimal else text
    groups = re.findall(r"\d+", text)
    if not groups:
        return "".join(char for char in text if char.isalpha())[:_LONGEST]
    digits = "".join(groups).lstrip("0")
    short = _without_century(digits, groups).replace("0", "")
    return (short or digits or _letters_before(text))[:_LONGEST]


def _without_century(digits: str, groups: list[str]) -> str:
    """The digits, of a year in front only the last two."""
    has_year = len(digits) > 5 or (len(groups) > 1 and len(groups[0]) == 4)
    return digits[2:] if has_year and _CENTURY.match(digits) else digits


def _letters_before(text: str) -> str:
    """The letters before the first digit, without the words that say that a number follows."""
    words = re.findall(r"[^\W\d_]+", re.split(r"\d+", text)[0])
    letters = "".join(word for word in words if word not in _SAYS_NUMBER)
    return "" if letters in _SAYS_NUMBER else letters
