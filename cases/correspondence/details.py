"""What a handler fills in for one letter: its fields with their Dutch words, as JSON with its batch, and what is wrong.

    @dataclass(frozen=True, kw_only=True)
    class MissedTermDetails(Details):
        term: int = asked("Welke termijn is niet betaald?")
        cure_on: date = asked("Uiterste dag om te betalen", help="Een werkdag.")

A field is a `date`, a `Decimal` in euro, a `str`, a `bool`, a `StrEnum`, an `int` (the key of one of the rule's
`options`) or a `tuple[int, ...]` of those, by itself the claims of the case. One with a default need not be filled in.
"""

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import NoneType
from typing import Any, ClassVar, Self, TypeVar, get_args, get_type_hints  # Any: fields differ in type

from cases.errors import Incomplete, Refused
from cases.privacy.citizen_numbers import REFUSAL, holds_one
from legal.money import from_cents, to_cents
from legal.notice.threats import threats

MOST_SIGNS = 500
CLAIMS = tuple[int, ...]
D = TypeVar("D", bound="Details")


class DetailsUnreadable(Refused):
    """What was kept of what somebody filled in does not fit the kind of letter."""

    code = "letter_details_unreadable"


def asked(
    label: str, *, help: str = "", most: int = MOST_SIGNS, long: bool = False, measures: bool = False,  # noqa: A002 - the word that people read
    default: Any = MISSING,  # Any: of the type of the field
) -> Any:  # Any: what a field is declared with stands for its value
    """A field of a form. Of words: at most so many signs, on several lines with `long`; `measures`: it may name a
    bailiff, a court or an insolvency, because the letter is about one.
    """
    said = {"label": label, "help": help, "most": most, "long": long, "measures": measures}
    return field(metadata=said) if default is MISSING else field(default=default, metadata=said)


@dataclass(frozen=True, kw_only=True)
class Details:
    """The base of what is filled in for a kind. `lacking`: what to say while it is not."""

    lacking: ClassVar[str]

    @classmethod
    def of(cls, filled_in: "Details | None") -> Self:
        """What was filled in for this kind. Raises Incomplete before it was."""
        if not isinstance(filled_in, cls):
            raise Incomplete(cls.lacking)
        return filled_in


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One field: its name in code and on the page, and what it takes. `kind` is its type without None.

    `is_optional`: it need not be filled in. `has_default`: what was kept before it came is read without it.
    """

    name: str
    label: str
    help: str
    kind: Any  # Any: a type or a tuple of one
    is_optional: bool
    has_default: bool
    may_be_none: bool
    most: int
    is_long: bool
    may_name_measures: bool


def asked_of(form: type[Details]) -> tuple[Asked, ...]:
    """The fields of a form, in order. Raises TypeError for one that no page can ask."""
    hints = get_type_hints(form)
    return tuple(_asked(each, hints[each.name]) for each in fields(form))


def _asked(item: Field[Any], hint: Any) -> Asked:  # Any: whatever somebody declared
    may_be_none = NoneType in get_args(hint)
    kind = next(each for each in get_args(hint) if each is not NoneType) if may_be_none else hint
    has_default, said = item.default is not MISSING or item.default_factory is not MISSING, item.metadata
    is_known = kind == CLAIMS or kind in (date, Decimal, str, bool, int)
    if not is_known and not (isinstance(kind, type) and issubclass(kind, StrEnum)):
        raise TypeError(f"no page can ask a {kind}: {item.name}")
    return Asked(
        name=item.name, label=said["label"], help=said.get("help", ""), kind=kind,
        is_optional=has_default or may_be_none, has_default=has_default, may_be_none=may_be_none,
        most=said.get("most", MOST_SIGNS), is_long=said.get("long", False),
        may_name_measures=said.get("measures", False),
    )


def defaults_of(form: type[Details] | None) -> dict[str, Any]:  # Any: fields differ in type
    """What stands in the fields that need not be filled in, by their names."""
    declared = () if form is None else fields(form)
    return {each.name: each.default for each in declared if each.default is not MISSING}


def faults(details: Details) -> dict[str, str]:
    """What is wrong with words that were filled in, by the name of the field, whatever the kind of letter."""
    said = ((each, getattr(details, each.name)) for each in asked_of(type(details)))
    found = {each.name: _fault(each, value) for each, value in said}
    return {at: why for at, why in found.items() if why}


def _fault(item: Asked, value: Any) -> str:  # Any: fields differ in type
    if item.kind == CLAIMS and not value and not item.is_optional:
        return f"{item.label}: kies er minstens één."
    if value is None and not item.may_be_none:
        return f"{item.label}: vul dit in."
    if not isinstance(value, str) or isinstance(value, StrEnum):
        return ""
    if not value.strip():
        return "" if item.is_optional else f"{item.label}: vul dit in."
    if len(value) > item.most:
        return f"{item.label}: gebruik ten hoogste {item.most} tekens."
    if holds_one(value):
        return f"{item.label}: {REFUSAL[0].lower()}{REFUSAL[1:]}"
    found = () if item.may_name_measures else threats(value)
    return f"{item.label}: “{found[0].found}” mag hier niet. {found[0].message}" if found else ""


def not_offered(details: Details, options: Mapping[str, Mapping[int, str]]) -> dict[str, str]:
    """Which keys that were filled in are not among what can be chosen, by the name of the field."""
    found = {}
    for each in asked_of(type(details)):
        value = getattr(details, each.name)
        chosen = value if each.kind == CLAIMS else (value,) if each.kind is int and value is not None else ()
        if not set(chosen) <= set(options.get(each.name, {})):
            found[each.name] = f"{each.label}: dit kan nu niet worden gekozen. Kies opnieuw."
    return found


def as_json(details: Details | None) -> dict[str, Any]:  # Any: what JSON holds
    """What is kept with a batch: {} where nothing is filled in."""
    if details is None:
        return {}
    return {each.name: _written(getattr(details, each.name)) for each in asked_of(type(details))}


def as_text(details: Details | None) -> str:
    """The same as one text that is equal for what is equal, to be marked; "" where nothing is filled in."""
    return "" if details is None else json.dumps(as_json(details), sort_keys=True, ensure_ascii=False)


def _written(value: Any) -> Any:  # Any: fields differ in type
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(from_cents(to_cents(value)))
    return list(value) if isinstance(value, tuple) else value


def read(form: type[D], kept: Mapping[str, Any]) -> D:  # Any: what JSON holds
    """What was filled in, as it was kept. Raises DetailsUnreadable for anything that the form does not ask.

    A field that came later has a default, and may be missing.
    """
    known = {each.name: each for each in asked_of(form)}
    strange = sorted(set(kept) - set(known))
    if strange:
        raise _unreadable(strange[0])
    lacking = [each.label for each in known.values() if each.name not in kept and not each.has_default]
    if lacking:
        raise _unreadable(lacking[0])
    return form(**{at: _read(known[at], value) for at, value in kept.items()})


def _unreadable(what: str) -> DetailsUnreadable:
    return DetailsUnreadable(f"Wat bij deze brief is ingevuld, is niet te lezen: {what}. Maak de brief opnieuw.")


def _read(item: Asked, kept: Any) -> Any:  # Any: what JSON holds, and fields differ in type
    if kept is None and item.may_be_none:
        return None
    try:
        value = _parsed(item.kind, kept)
        is_as_written = _written(value) == kept  # and not 20260201, or 1.5 for 1.50
    except (ArithmeticError, TypeError, ValueError):
        raise _unreadable(item.label) from None
    if not is_as_written:
        raise _unreadable(item.label)
    return value


def _parsed(kind: Any, kept: Any) -> Any:  # Any: as above
    """Raises TypeError or ValueError where `kept` is none of the kind."""
    if kind == CLAIMS:
        return tuple(_whole(each) for each in kept)
    if kind is int:
        return _whole(kept)
    if kind in (bool, str):
        return _of_type(kind, kept)
    if kind is date:
        return date.fromisoformat(_of_type(str, kept))
    if kind is Decimal:
        return Decimal(_of_type(str, kept))
    return kind(_of_type(str, kept))


def _whole(kept: Any) -> int:  # Any: as above
    if isinstance(kept, bool):
        raise TypeError(kept)
    return int(_of_type(int, kept))


def _of_type(kind: type, kept: Any) -> Any:  # Any: as above
    if not isinstance(kept, kind):
        raise TypeError(kept)
    return kept
