"""What an event keeps without its texts: choices, days, amounts and numbers stay, so that it reads on."""

import re
from collections.abc import Mapping
from dataclasses import is_dataclass
from typing import Any, Final, get_args, get_origin  # Any: JSON, and the type of a field

from cases.events.base import KINDS
from cases.events.codec import bare, hints_of
from cases.models import EventKind, HoldKind

_DAY_OR_AMOUNT: Final = re.compile(r"\d{4}-\d\d-\d\d|-?\d+\.\d\d")


def without_texts(kind: EventKind, kept: Mapping[str, Any], mark: str) -> dict[str, Any]:
    """The same structure, with the mark in the place of each text, and of that somebody was vulnerable; an empty one
    stays.
    """
    return _fields(KINDS[kind], kept, mark)


def _fields(kind: type, kept: Mapping[str, Any], mark: str) -> dict[str, Any]:
    hints = hints_of(kind)
    return {
        name: _value(bare(hints[name]), value, mark) if name in hints else without_words(value, mark)
        for name, value in kept.items()
    }


def _value(hint: Any, value: Any, mark: str) -> Any:
    if hint is str and isinstance(value, str):
        return mark if value else value
    if hint is HoldKind and value == HoldKind.VULNERABLE:
        return mark
    if get_origin(hint) is tuple and isinstance(value, list):
        return [_value(bare(get_args(hint)[0]), each, mark) for each in value]
    if isinstance(hint, type) and is_dataclass(hint) and not hasattr(hint, "of_data"):
        return _fields(hint, value, mark)
    return value  # what has a form of its own holds amounts, days and numbers


def without_words(value: Any, mark: str) -> Any:
    """A structure of which no more is known, as an older version kept it: every text goes but a day or an amount."""
    if isinstance(value, str):
        return value if not value or _DAY_OR_AMOUNT.fullmatch(value) else mark
    if isinstance(value, list):
        return [without_words(each, mark) for each in value]
    if isinstance(value, dict):
        return {name: without_words(each, mark) for name, each in value.items()}
    return value
