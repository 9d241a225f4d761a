"""Numbers in text: the decimal mark is decided per column over all rows, never per cell, and never through a float."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cases.intake.table import AT_ONCE, NativeNumber


class Mark(StrEnum):
    """Decimal mark of a column."""

    COMMA = "comma"
    POINT = "point"


@dataclass(frozen=True, kw_only=True)
class NumberReading:
    """How a column writes its numbers. Without a mark only whole numbers can be read.

    `mixed`: so many use the other mark that a number which can be read in two ways is refused.
    """

    mark: Mark | None
    mixed: bool = False


class NumberFault(StrEnum):
    """What is wrong with a number; the value is the Dutch text of what was expected instead."""

    NOT_A_NUMBER = "een bedrag in cijfers, bijvoorbeeld 1.234,56"
    OTHER_CURRENCY = "een bedrag in euro, bijvoorbeeld 1.234,56"
    COMMA_COLUMN = "een bedrag met een decimale komma zoals in de rest van deze kolom, bijvoorbeeld 1.234,56"
    POINT_COLUMN = "een bedrag met een decimale punt zoals in de rest van deze kolom, bijvoorbeeld 1234.56"
    AMBIGUOUS = "een bedrag waarvan het decimaalteken vaststaat, bijvoorbeeld 1234,00"
    NOT_IN_CENTS = "een heel aantal centen, want de kop van deze kolom noemt centen; bijvoorbeeld 123456"
    MIXED = "overal in deze kolom hetzelfde decimaalteken, bijvoorbeeld 1234,56"


MINORITY_PERCENT = 10  # up to this share of contrary evidence is a slip of single cells
_EURO = re.compile(r"(?:€|\bEURO?\b)", re.IGNORECASE)
_OTHER_CURRENCY = re.compile(
    r"[$£¥₤]|\b(?:USD|GBP|CHF|PLN|SEK|NOK|DKK|CZK|HUF|TRY|JPY|CNY|NLG|HFL|FL)\b", re.IGNORECASE
)
_CREDIT_MARK = re.compile(r"(?<=[0-9 ])\s?(?:c|cr|cred|credit|h|af)\.?$", re.IGNORECASE)  # "100,00 CR"
_DEBIT_MARK = re.compile(r"(?<=[0-9 ])\s?(?:d|db|dr|deb|debet|debit|bij)\.?$", re.IGNORECASE)  # "100,00 D"
_ROUND = re.compile(r",(?:-{1,2}|[–—]|=)$")  # "12,-" is twelve euro
_GROUP_SPACE = re.compile(r"(?<=[0-9])[ \u00a0\u202f'’](?=[0-9]{3}(?![0-9]))")
_WHOLE = re.compile(r"[0-9]+")
_BARE = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_SURE = {
    Mark.COMMA: re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}"),
    Mark.POINT: re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+|[0-9]+\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3}){2,}"),
}
_OPEN = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_FORM = {
    Mark.COMMA: re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)(?:,[0-9]+)?"),
    Mark.POINT: re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?"),
}
_NATIVE = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
# Lines of whole euros with two digits of cents, which can be read in one way only: so is nearly every amount.
_USUAL = {
    Mark.COMMA: re.compile(r"(?:(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+),[0-9]{2}\n)+"),
    Mark.POINT: re.compile(r"(?:(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)\.[0-9]{2}\n)+"),
}


def decide(values: Iterable[tuple[str, int]]) -> NumberReading:
    """Decimal mark of a column, from the values, and how many each, that can be read in one way only (not "1.234")."""
    seen = {Mark.COMMA: 0, Mark.POINT: 0}
    every = list(values)
    for start in range(0, len(every), AT_ONCE):
        some = every[start : start + AT_ONCE]
        mark = _usual_mark([value for value, _ in some])
        if mark is None:
            _count(some, seen)
        else:
            seen[mark] += sum(count for _, count in some)
    comma, point = seen[Mark.COMMA], seen[Mark.POINT]
    mixed = min(comma, point) * 100 > MINORITY_PERCENT * (comma + point)
    if comma == point:
        return NumberReading(mark=None, mixed=mixed)
    return NumberReading(mark=Mark.COMMA if comma > point else Mark.POINT, mixed=mixed)


def _count(values: Iterable[tuple[str, int]], seen: dict[Mark, int]) -> None:
    for value, count in values:
        if isinstance(value, NativeNumber) or _WHOLE.fullmatch(value) or _begins_as_word(value):
            continue
        body = _unsigned(value)[1]
        if _OPEN.fullmatch(body):
            continue
        for mark, form in _SURE.items():
            seen[mark] += count * bool(form.fullmatch(body))


def _usual_mark(values: Sequence[str]) -> Mark | None:
    """The mark with which all of `values` are whole euros with two digits of cents; None where any is otherwise."""
    if NativeNumber in set(map(type, values)):
        return None
    whole = "\n".join((*values, ""))
    return next((mark for mark, form in _USUAL.items() if form.fullmatch(whole)), None)


def usual_numbers(values: Sequence[str], reading: NumberReading) -> dict[str, Decimal]:
    """The numbers of those different `values` that are written as nearly all are, with the mark of `reading`."""
    found: dict[str, Decimal] = {}
    if reading.mark is None or reading.mixed:
        return found
    for start in range(0, len(values), AT_ONCE):
        some = values[start : start + AT_ONCE]
        if _usual_mark(some) is reading.mark:
            found.update(zip(some, map(Decimal, _as_decimal("\n".join(some), reading.mark).split("\n")), strict=True))
    return found


def parse(value: str, reading: NumberReading) -> Decimal | NumberFault:
    """The number that `value` is in a column read so, or what is wrong. A minus may stand behind, or be brackets."""
    if isinstance(value, NativeNumber):
        return Decimal(value) if _NATIVE.fullmatch(value) else NumberFault.NOT_A_NUMBER
    if _BARE.fullmatch(value):
        return _positive(value, reading)
    if _OTHER_CURRENCY.search(value):
        return NumberFault.OTHER_CURRENCY
    if _begins_as_word(value):
        return NumberFault.NOT_A_NUMBER
    negative, body = _unsigned(value)
    number = _positive(body, reading)
    return -number if negative and isinstance(number, Decimal) else number


def _positive(body: str, reading: NumberReading) -> Decimal | NumberFault:
    if _WHOLE.fullmatch(body):
        return Decimal(body)
    if reading.mark is None or reading.mixed or not _FORM[reading.mark].fullmatch(body):
        fault = _fault_of(body, reading)
        if fault is not None:
            return fault
    return Decimal(_as_decimal(body, reading.mark))


def _as_decimal(text: str, mark: Mark | None) -> str:
    thousands, decimal = (".", ",") if mark is Mark.COMMA else (",", ".")
    return text.replace(thousands, "").replace(decimal, ".")


def _fault_of(body: str, reading: NumberReading) -> NumberFault | None:
    if not any(form.fullmatch(body) for form in _SURE.values()):
        return NumberFault.NOT_A_NUMBER
    if reading.mark is None or (reading.mixed and _OPEN.fullmatch(body)):
        return NumberFault.MIXED if reading.mixed else NumberFault.AMBIGUOUS
    if not _FORM[reading.mark].fullmatch(body):
        return NumberFault.COMMA_COLUMN if reading.mark is Mark.COMMA else NumberFault.POINT_COLUMN
    return None


def _begins_as_word(value: str) -> bool:
    """True when `value` begins with a letter, but not as "EUR" does: whatever is taken off it, no number is left."""
    return value[:1].isalpha() and value[0] not in "Ee"


def _unsigned(value: str) -> tuple[bool, str]:
    """Whether `value` is negative, and its digits and marks without currency, sign and group spaces."""
    if _BARE.fullmatch(value):
        return False, value
    text = _EURO.sub("", value).replace("−", "-").strip()
    text = _ROUND.sub(",00", text)
    negative = bool(_CREDIT_MARK.search(text))
    text = _CREDIT_MARK.sub("", _DEBIT_MARK.sub("", text)).strip()
    if text.startswith("(") and text.endswith(")"):
        negative, text = True, text[1:-1].strip().removeprefix("-").strip()
    elif text.startswith(("-", "+")):
        negative, text = negative or text[0] == "-", text[1:].strip()
    elif text.endswith("-"):
        negative, text = True, text[:-1].strip()
    return negative, _GROUP_SPACE.sub("", text)


def decimals(number: Decimal) -> int:
    """Number of decimals as written."""
    exponent = number.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def in_euro(amount: Decimal) -> str:
    """An amount as € 1.234,56, with a space that does not break."""
    return "€\u00a0" + f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
