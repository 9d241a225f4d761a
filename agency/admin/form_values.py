"""What the edit pages share: from form to values, and both versions side by side when an edit came too late."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from wtforms import BooleanField, Field, RadioField, SelectField

from agency.web.forms import BaseForm

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_NOT_SHOWN = {"seen", "csrf_token"}


@dataclass(frozen=True)
class Difference:
    """One field in two versions, as a person reads it."""

    label: str
    before: str
    after: str


def entered(form: BaseForm, kind: "type[DataclassInstance]") -> dict[str, Any]:
    """What was entered for the fields of `kind`, an empty text where a text was left empty.

    Raises LookupError where the form has no field for one of them: its agreed value would turn into the default.
    """
    lacking = [field.name for field in fields(kind) if field.name not in form]
    if lacking:
        raise LookupError(f"{type(form).__name__} has no field for {', '.join(lacking)} of {kind.__name__}")
    return {field.name: _or_empty(form[field.name].data, text=field.type in (str, "str")) for field in fields(kind)}


def differences(before: BaseForm, after: BaseForm) -> list[Difference]:
    """The fields that differ between two fillings of one form."""
    found = []
    for item in after:
        old, new = _shown(before[item.name]), _shown(item)
        if item.name not in _NOT_SHOWN and old != new:
            found.append(Difference(item.label.text.rstrip("?"), old, new))
    return found


def overtaken(form: BaseForm, stored: BaseForm) -> list[Difference]:
    """What is `stored` by now beside what was entered; sent once more, the form replaces that."""
    form["seen"].data = stored["seen"].data
    return differences(stored, form)


def labels_of(form: BaseForm) -> dict[str, str]:
    """The Dutch word of each field, for what was changed in it before."""
    return {item.name: item.label.text.rstrip("?") for item in form}


def _or_empty(value: Any, *, text: bool) -> Any:
    return "" if text and value is None else value


def _shown(item: Field) -> str:
    """The value of a field in words."""
    if isinstance(item, BooleanField):
        return "ja" if item.data else "nee"
    if isinstance(item, SelectField | RadioField):
        return _chosen(item.iter_choices())
    if not hasattr(item, "_value"):
        return ""
    return str(item._value() or "")


def _chosen(choices: Iterable[Any]) -> str:
    return next((str(choice.label) for choice in choices if choice.selected and choice.value), "")
