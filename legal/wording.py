"""Days, amounts and choices in Dutch, for the explanations and refusals of the law."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Self


class InDutch(StrEnum):
    """A choice that carries its own Dutch words: `CALL = "call", "Bellen"`."""

    dutch: str

    def __new__(cls, value: str, dutch: str) -> Self:
        """A choice with its words."""
        choice = str.__new__(cls, value)
        choice._value_, choice.dutch = value, dutch
        return choice


def dutch_day(day: date) -> str:
    """A day as 21-11-2026."""
    return f"{day:%d-%m-%Y}"


def dutch_euro(amount: Decimal) -> str:
    """An amount as € 1.234,50.

    >>> dutch_euro(Decimal("1234.5"))
    '€ 1.234,50'
    """
    return "€ " + f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
