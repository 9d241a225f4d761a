"""Numbers, dates and amounts as Dutch text."""

import re
from datetime import date
from decimal import Decimal

from legal.money import to_cents

NBSP = "\u00a0"

_SMALL = (
    "nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf", "dertien",
    "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien",
)  # fmt: skip
_TENS = ("", "", "twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip
_WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_LIMIT = 1_000_000_000


def in_words(n: int) -> str:
    """The whole number `n` (0 up to a thousand million) in Dutch words, by the official spelling: a space after
    duizend and around miljoen, a trema in tweeëntwintig and drieëntwintig, no accent on een."""
    if not 0 <= n < _LIMIT:
        raise ValueError(f"{n} cannot be written in words here")
    if n < 1000:
        return _below_thousand(n)
    if 1100 <= n < 2000:
        return _hundreds(n)
    if n < 1_000_000:
        thousands, rest = divmod(n, 1000)
        return _joined("duizend" if thousands == 1 else _below_thousand(thousands) + "duizend", rest)
    millions, rest = divmod(n, 1_000_000)
    return _joined(_below_thousand(millions) + " miljoen", rest)


def _joined(head: str, rest: int) -> str:
    return f"{head} {in_words(rest)}" if rest else head


def _below_thousand(n: int) -> str:
    if n < 20:
        return _SMALL[n]
    if n < 100:
        tens, unit = divmod(n, 10)
        if not unit:
            return _TENS[tens]
        return _SMALL[unit] + ("ën" if unit in (2, 3) else "en") + _TENS[tens]
    return _hundreds(n)


def _hundreds(n: int) -> str:
    """101 up to 1999 counted in hundreds: honderdeen, negentienhonderdvierentachtig."""
    hundreds, rest = divmod(n, 100)
    head = "honderd" if hundreds == 1 else _below_thousand(hundreds) + "honderd"
    return head + (_below_thousand(rest) if rest else "")


def long_date(day: date) -> str:
    """21 november 2026, kept on one line."""
    return f"{day.day}{NBSP}{_MONTHS[day.month - 1]}{NBSP}{day.year}"


def day_in_full(day: date) -> str:
    """Woensdag 2 december 2026, kept on one line, as it stands within a sentence."""
    return f"{_WEEKDAYS[day.weekday()]}{NBSP}{long_date(day)}"


def short_date(day: date) -> str:
    """21-11-2026."""
    return f"{day.day:02d}-{day.month:02d}-{day.year:04d}"


def euro(amount: Decimal) -> str:
    """Euro as "€ 1.234,56", negative "-€ 5,00"; the space does not break. Raises ValueError on a fraction of a cent."""
    cents = to_cents(amount)
    whole, rest = divmod(abs(cents), 100)
    grouped = f"{whole:,}".replace(",", ".")
    return f"{'-' if cents < 0 else ''}€{NBSP}{grouped},{rest:02d}"


def percent(rate: Decimal) -> str:
    """A rate as "6%" or "4,25%", without needless noughts."""
    text = f"{rate.normalize():f}"
    return text.replace(".", ",") + "%"


def percent_in_full(rate: Decimal) -> str:
    """A rate as the writ prints it: "6 procent"."""
    return f"{percent(rate)[:-1]}{NBSP}procent"


def iban_in_fours(iban: str) -> str:
    """An IBAN in groups of four that stay on one line, as on a payment instruction."""
    bare = re.sub(r"\s", "", iban).upper()
    return NBSP.join(bare[start : start + 4] for start in range(0, len(bare), 4))


def days(count: int) -> str:
    """ "1 dag", "14 dagen"."""
    return f"{count}{NBSP}{'dag' if count == 1 else 'dagen'}"


def counted(items: int, *, one: str, many: str) -> str:
    """The word for one thing or for several."""
    return one if items == 1 else many
