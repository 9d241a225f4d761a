"""Days and amounts in Dutch, for the explanations and refusals of the law."""

from datetime import date
from decimal import Decimal


def dutch_day(day: date) -> str:
    """A day as 21-11-2026."""
    return f"{day:%d-%m-%Y}"


def dutch_euro(amount: Decimal) -> str:
    """An amount as € 1.234,50.

    >>> dutch_euro(Decimal("1234.5"))
    '€ 1.234,50'
    """
    return "€ " + f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
