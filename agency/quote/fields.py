"""Strict reading of a JSON object: every field known, typed and named by its path when it is wrong."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from legal.errors import LawError

AMOUNT = re.compile(r"\d{1,12}\.\d{2}", re.ASCII)
PERCENT = re.compile(r"\d{1,3}(\.\d{1,6})?", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1900, 2199

INVALID, MISSING, UNKNOWN_FIELD = "invalid", "missing", "unknown_field"
Choice = TypeVar("Choice", bound=StrEnum)
Checked = TypeVar("Checked")


class Bad(Exception):
    """A request that cannot be answered: the path of the field, a code of the contract, a Dutch message."""

    def __init__(self, field: str, code: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.code = code


class Fields:
    """One object of the request at a path. `known` are all the fields it may have."""

    def __init__(self, content: object, path: str, known: tuple[str, ...]) -> None:
        if not isinstance(content, dict):
            raise Bad(path, INVALID, "een object werd verwacht")
        self.content: dict[str, object] = content
        self.path = path
        for key in content:
            if key not in known:
                raise Bad(self.at(key), UNKNOWN_FIELD, f"onbekend veld {key}")

    def at(self, key: str) -> str:
        """The path of a field."""
        return f"{self.path}.{key}" if self.path else key

    def get(self, key: str) -> object:
        """The value of a field that may be absent or null."""
        return self.content.get(key)

    def need(self, key: str) -> object:
        """The value of a field that must be there."""
        value = self.content.get(key)
        if value is None:
            raise Bad(self.at(key), MISSING, f"{key} ontbreekt")
        return value

    def refuse(self, key: str, expected: str) -> Bad:
        """The error of a field that is there but wrong."""
        return Bad(self.at(key), INVALID, f"{key}: {expected}")

    def text(self, key: str) -> str:
        """A text of at least one character that shows."""
        value = self.need(key)
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(key, "een niet-lege tekst werd verwacht")
        return value

    def text_or_empty(self, key: str) -> str:
        """A text, "" when the field is absent or null."""
        return "" if self.get(key) is None else self.text(key)

    def amount(self, key: str) -> Decimal:
        """An amount over zero, written as text with two decimals."""
        self.need(key)
        amount = self.amount_or_zero(key)
        if not amount:
            raise self.refuse(key, "het bedrag moet meer dan nul zijn")
        return amount

    def amount_or_zero(self, key: str) -> Decimal:
        """An amount that may be zero, and is when the field is absent or null."""
        value = "0.00" if self.get(key) is None else self.get(key)
        if not isinstance(value, str) or not AMOUNT.fullmatch(value):
            raise self.refuse(key, 'een bedrag als tekst met twee decimalen werd verwacht, zoals "1000.00"')
        return Decimal(value)

    def percent(self, key: str) -> Decimal:
        """A percentage, written as text."""
        value = self.need(key)
        if not isinstance(value, str) or not PERCENT.fullmatch(value):
            raise self.refuse(key, 'een percentage als tekst werd verwacht, zoals "1.5"')
        return Decimal(value)

    def day(self, key: str) -> date:
        """A day as YYYY-MM-DD."""
        value = self.need(key)
        expected = "een bestaande datum als JJJJ-MM-DD werd verwacht"
        if not isinstance(value, str) or not DAY.fullmatch(value):
            raise self.refuse(key, expected)
        try:
            found = date.fromisoformat(value)
        except ValueError as error:
            raise self.refuse(key, expected) from error
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise self.refuse(key, f"een jaar van {FIRST_YEAR} tot en met {LAST_YEAR} werd verwacht")
        return found

    def day_or_none(self, key: str) -> date | None:
        """A day, or None when the field is absent or null."""
        return None if self.get(key) is None else self.day(key)

    def flag(self, key: str, default: bool | None = None) -> bool:
        """True or false; `default` when absent, an error when there is none."""
        if default is not None and key not in self.content:
            return default
        value = self.need(key)
        if not isinstance(value, bool):
            raise self.refuse(key, "true of false werd verwacht")
        return value

    def choice(self, key: str, choices: type[Choice], default: Choice | None = None) -> Choice:
        """One of a fixed set; `default` when absent, an error when there is none."""
        if default is not None and key not in self.content:
            return default
        value = self.need(key)
        if not isinstance(value, str) or value not in [each.value for each in choices]:
            raise self.refuse(key, "een van " + ", ".join(each.value for each in choices) + " werd verwacht")
        return choices(value)

    def choice_or_none(self, key: str, choices: type[Choice]) -> Choice | None:
        """One of a fixed set, or None when the field is absent or null."""
        return None if self.get(key) is None else self.choice(key, choices)

    def flag_or(self, key: str, *, default: bool) -> bool:
        """True or false; `default` when absent or null."""
        return default if self.get(key) is None else self.flag(key)

    def amount_or_none(self, key: str) -> Decimal | None:
        """An amount over zero, or None when the field is absent or null."""
        return None if self.get(key) is None else self.amount(key)

    def rows(self, key: str, known: tuple[str, ...]) -> list["Fields"]:
        """The objects of a list with the fields they may have; none when the field is absent or null."""
        listed = [] if self.get(key) is None else self.listed(key)
        return [Fields(row, f"{self.at(key)}.{index}", known) for index, row in enumerate(listed)]

    def texts_or_none(self, key: str) -> tuple[str, ...] | None:
        """A list of texts, or None when the field is absent or null."""
        if self.get(key) is None:
            return None
        listed = self.listed(key)
        for index, each in enumerate(listed):
            if not isinstance(each, str) or not each.strip():
                raise Bad(f"{self.at(key)}.{index}", INVALID, "een niet-lege tekst werd verwacht")
        return tuple(str(each) for each in listed)

    def listed(self, key: str) -> list[object]:
        """A list."""
        value = self.need(key)
        if not isinstance(value, list):
            raise self.refuse(key, "een lijst werd verwacht")
        return value


def within(check: Callable[[Checked, str], None], value: Checked, path: str) -> None:
    """Raises Bad for a value beyond what this program counts."""
    try:
        check(value, path)
    except LawError as error:
        raise Bad(error.field, error.code, str(error)) from error
