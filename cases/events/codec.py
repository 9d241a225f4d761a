"""Typed values to JSON and back: an amount or a day becomes text, for JSON has no type that holds either exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, TypeAlias, Union, get_args, get_origin, get_type_hints

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"


def as_json(value: object) -> Json:
    """What is kept of a value: a choice by its value, a row of values as a list, a dataclass as its fields.

    A field that is None is left out. A dataclass with a compact form of its own has `as_data` and `of_data`.
    """
    match value:
        case StrEnum():
            return value.value
        case None | bool() | int() | str():
            return value
        case date():
            return value.isoformat()
        case tuple():
            return [as_json(each) for each in value]
        case Decimal():
            return str(value)
    return _own_form(value) if hasattr(value, "as_data") else as_fields(value)


def as_fields(value: Any) -> dict[str, Json]:  # Any: a dataclass of any kind
    """The fields of a dataclass that are not None."""
    kept = {field.name: getattr(value, field.name) for field in fields(value)}
    return {name: as_json(each) for name, each in kept.items() if each is not None}


def read_fields(kind: type, kept: Mapping[str, Any]) -> dict[str, Any]:  # Any: JSON, and what the fields hold
    """The fields of a dataclass from what was kept; one that is missing or null is left to its default."""
    hints = hints_of(kind)
    return {
        field.name: _read(hints[field.name], kept[field.name])
        for field in fields(kind) if kept.get(field.name) is not None
    }


@cache
def hints_of(kind: type) -> Mapping[str, Any]:  # Any: what the type of a field may be
    """The types of the fields of a dataclass, with what is said beside them (`Words`)."""
    return get_type_hints(kind, include_extras=True)


def _own_form(value: Any) -> Json:  # Any: it has `as_data`
    kept: Json = value.as_data()
    return kept


def _read(hint: Any, value: Any) -> Any:  # Any: the type of a field, JSON, and a value of that type
    hint = bare(hint)
    if get_origin(hint) is tuple:
        return tuple(_read(get_args(hint)[0], each) for each in value)
    if hasattr(hint, "of_data"):
        return hint.of_data(value)
    if isinstance(hint, type) and is_dataclass(hint):
        return hint(**read_fields(hint, value))
    return date.fromisoformat(value) if hint is date else hint(value)


def bare(hint: Any) -> Any:  # Any: the type of a field
    """The type itself, without "or None" and without what is said beside it."""
    while hasattr(hint, "__metadata__"):
        hint = hint.__origin__
    if get_origin(hint) in (Union, UnionType):
        hint = bare(next(each for each in get_args(hint) if each is not type(None)))
    return hint
