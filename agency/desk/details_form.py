"""The form of what a handler fills in for a letter, made of the fields that its kind asks."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from wtforms import Field, HiddenField, RadioField
from wtforms.validators import InputRequired, Optional

from agency.web.fields import CheckField, ChecksField, DutchDateField, EuroField, choices_of, required, text_field
from agency.web.forms import OnceForm
from cases.correspondence.by_hand import Start
from cases.correspondence.details import CLAIMS, Asked, Details, asked_of
from cases.correspondence.rules import LetterRule
from cases.names import name

BY_POST, BY_MAIL = "post", "mail"
_TYPED = {
    date: (DutchDateField, "vul een dag in, bijvoorbeeld 21-11-2026"),
    Decimal: (EuroField, "vul een bedrag in, bijvoorbeeld 50,00"),
}


class LetterForm(OnceForm):
    """Order one letter for one case, as it was `seen`; each kind has its own, with the fields that it asks.

    `how`: by e-mail, or else as letters of its kind go.
    """

    seen = HiddenField()
    how = RadioField("Hoe versturen?", default=BY_POST, validators=[Optional()])
    letter_date = DutchDateField("Briefdatum", validators=[required("Vul de briefdatum in, bijvoorbeeld 21-11-2026.")])


def letter_form(rule: LetterRule, start: Start) -> type[LetterForm]:
    """The form of a kind, with what can be chosen in it now."""
    class FormOfKind(LetterForm):
        """With the fields of the kind."""

    ways = {BY_POST: f"Per {name(rule.channel)}"}
    if not start.mail.why_not and start.mail.point is not None:
        ways[BY_MAIL] = f"Per e-mail, aan {start.mail.point.value}"
    FormOfKind.how = RadioField(
        "Hoe versturen?", choices=choices_of(ways), default=BY_POST, validators=[Optional()],
        description=f"Per e-mail kan niet: {start.mail.why_not}." if start.mail.why_not else "",
    )
    for each in fields_of(rule):
        setattr(FormOfKind, each.name, _field(each, start.options.get(each.name, {})))
    return FormOfKind


def fields_of(rule: LetterRule) -> tuple[Asked, ...]:
    """What a kind asks."""
    return () if rule.form is None else asked_of(rule.form)


def filled_in(rule: LetterRule, form: LetterForm) -> Details | None:
    """What a valid form holds; None for a kind that asks nothing."""
    if rule.form is None:
        return None
    return rule.form(**{each.name: _value(each, form[each.name].data) for each in fields_of(rule)})


def _value(item: Asked, typed: Any) -> Any:  # Any: whatever the field parses
    if item.kind == CLAIMS:
        return tuple(typed or ())
    if isinstance(item.kind, type) and issubclass(item.kind, StrEnum):
        return item.kind(typed) if typed else None
    return typed


def _field(item: Asked, options: Mapping[int, str]) -> Field:
    if item.kind in _TYPED:
        kind, what_to_do = _TYPED[item.kind]
        return kind(item.label, validators=_needed(item, what_to_do), description=item.help)
    if item.kind is bool:
        return CheckField(item.label, description=item.help)
    if item.kind == CLAIMS:
        return ChecksField(item.label, coerce=int, choices=choices_of(options), description=item.help)
    if item.kind is str:
        needed = None if item.is_optional else f"{item.label}: vul dit in."
        return text_field(item.label, needed=needed, max_length=item.most, long=item.is_long, description=item.help)
    words = options if item.kind is int else {each: name(each) for each in item.kind}
    return RadioField(
        item.label, choices=choices_of(words), coerce=int if item.kind is int else str,
        validators=_needed(item, "kies één mogelijkheid"), description=item.help,
    )


def _needed(item: Asked, what_to_do: str) -> list[Any]:  # Any: the library has no types
    return [Optional()] if item.is_optional else [InputRequired(f"{item.label}: {what_to_do}.")]
