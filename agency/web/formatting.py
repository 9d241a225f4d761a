"""Dutch notation: the only place where an amount, a day or an IBAN becomes text on a screen."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask
from markupsafe import Markup, escape

from agency.clock import AMSTERDAM
from cases.queries.counts import MOST_COUNTED
from letters import words

LOCALE = "nl_NL"
NBSP = "\u00a0"
UNKNOWN = "–"
_HYPHENATED = re.compile(r"\b(?:\d{2}-\d{2}-\d{4}|\d{4}-\d{6})\b[.,;:)]*")


def euro(amount: Decimal | None) -> str:
    """`€ 1.234,56`, as in letters; unknown is a dash, never zero.

    Raises ValueError on a fraction of a cent, TypeError on a float.
    """
    if amount is None:
        return UNKNOWN
    if not isinstance(amount, Decimal):
        raise TypeError(f"an amount is a Decimal, not {type(amount).__name__}")
    return words.euro(amount)


def day(value: date | None) -> str:
    """`21-11-2026`."""
    return UNKNOWN if value is None else _plain_date(value).strftime("%d-%m-%Y")


def longday(value: date | None) -> str:
    """`21 november 2026`."""
    return UNKNOWN if value is None else str(format_date(_plain_date(value), "d MMMM y", locale=LOCALE))


def moment(value: datetime | None) -> str:
    """`21-11-2026 14:05`, in the Netherlands. Raises ValueError on a moment without a zone."""
    if value is None:
        return UNKNOWN
    if value.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return value.astimezone(AMSTERDAM).strftime("%d-%m-%Y %H:%M")


def short_phone(value: str) -> str:
    """`eindigt op 678`: enough to know it again, too little to call."""
    return f"eindigt op {value.replace(' ', '')[-3:]}"


def short_email(value: str) -> str:
    """`j…@voorbeeld.nl`."""
    name, _, host = value.partition("@")
    return f"{name[:1]}…@{host}"


def place(somebody: Any) -> str:  # Any: whatever on record has an address
    """`1234 AB Utrecht`: where somebody lives without street and house number."""
    return f"{somebody.postal_code} {somebody.city}".strip()


def iban(value: str | None) -> str:
    """In fours: `NL91 ABNA 0417 1643 00`."""
    if not value:
        return UNKNOWN
    bare = value.replace(" ", "").upper()
    return NBSP.join(bare[start : start + 4] for start in range(0, len(bare), 4))


def percent(value: Decimal | None) -> str:
    """`4,00%` for Decimal("4"): two decimals, more where there are more."""
    if value is None:
        return UNKNOWN
    return f"{format_decimal(value, '#,##0.00######', locale=LOCALE, decimal_quantization=False)}%"


def number(value: int | None) -> str:
    """A count with dots: `12.345`."""
    return UNKNOWN if value is None else str(format_decimal(value, locale=LOCALE))


def plural(count: int, one: str, many: str) -> str:
    """`1 dossier`, `2 dossiers`."""
    return f"{number(count)}{NBSP}{one if count == 1 else many}"


def counted(count: int, one: str = "", many: str = "") -> str:
    """A count that stops at a thousand: `1.000+`, with words `1.000+ dossiers`; below that as `number` and `plural`."""
    if count > MOST_COUNTED:
        return f"{number(MOST_COUNTED)}+" + (f"{NBSP}{many}" if many else "")
    return plural(count, one, many) if many else number(count)


def month(value: date) -> str:
    """`november 2026`."""
    return format_date(_plain_date(value), "LLLL y", locale=LOCALE)


def filesize(size: int) -> str:
    """`12 kB`, `3,4 MB`."""
    if size < 1_000_000:
        return f"{number(max(1, round(size / 1_000)))}{NBSP}kB"
    return f"{format_decimal(Decimal(size) / 1_000_000, '#,##0.0', locale=LOCALE)}{NBSP}MB"


def unbroken(text: str | None) -> Markup:
    """Running text in which a day or a case number is never broken over two lines at its hyphens."""
    return Markup(_HYPHENATED.sub(r'<span class="text-nowrap">\g<0></span>', str(escape(text or ""))))  # noqa: S704


def _plain_date(value: date) -> date:
    if isinstance(value, datetime):
        raise TypeError("a day is a date; show a moment with `moment`")
    return value


def init_app(app: Flask) -> None:
    """Make them filters in every template."""
    for function in (
        euro, day, longday, month, moment, iban, percent, number, plural, counted, filesize, unbroken, place,
        short_email, short_phone,
    ):
        app.jinja_env.filters[function.__name__] = function
