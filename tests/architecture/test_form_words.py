"""Every field of every form for words refuses a citizen service number; a new form is in it by itself."""

import importlib
import pkgutil
from collections.abc import Iterator

from wtforms import HiddenField, StringField

import agency
from agency.web.fields import EvidenceField, _ParsedField, no_citizen_number, plain_digits
from agency.web.forms import BaseForm

# By name: what holds a number or an address of its own, and what is not kept.
OTHER_THAN_WORDS = {
    "code": "the digits of a second step", "customer_number": "a number of its own", "invoice_number": "idem",
    "kvk_number": "of the trade register, of eight digits", "wki_registration_number": "of a register",
    "email": "an address", "phone": "read as a phone number", "debt_help_phone": "idem",
    "value": "idem, or an address",
    "notice_claims_named": "the calculator keeps nothing", "notice_text": "idem",
    **{f"number_{at}": "an invoice number" for at in range(8)},
}


def _kinds(of: type[BaseForm]) -> Iterator[type[BaseForm]]:
    for kind in of.__subclasses__():
        yield kind
        yield from _kinds(kind)


def _fields() -> Iterator[tuple[str, str, type, tuple[object, ...]]]:
    """Form, name, kind and checks of each field of all forms."""
    for module in pkgutil.walk_packages(agency.__path__, "agency."):
        if not module.name.startswith("agency.commands"):
            importlib.import_module(module.name)
    for form in {each for each in _kinds(BaseForm) if each.__module__.startswith("agency.")}:
        for name in dir(form):
            made = getattr(form, name, None)
            kind = getattr(made, "field_class", None)
            if isinstance(kind, type):
                yield f"{form.__module__}.{form.__name__}", name, kind, tuple(made.kwargs.get("validators", ()))


def unbound_fields(of: type) -> list[object]:
    """Each field of that kind of all forms, still without a form, in one order."""
    found = {}
    for form, name, kind, _ in _fields():
        if issubclass(kind, of):
            found[form, name] = getattr(importlib.import_module(form.rpartition(".")[0]), form.rpartition(".")[2])
    return [getattr(made, name) for (_, name), made in sorted(found.items(), key=lambda pair: pair[0])]


def test_a_field_for_words_refuses_a_citizen_service_number() -> None:
    typed = [
        (form, name, checks) for form, name, kind, checks in _fields()
        if issubclass(kind, StringField) and not issubclass(kind, HiddenField | _ParsedField)
    ]
    open_to_all = {(form, name) for form, name, checks in typed if no_citizen_number not in checks}
    assert {(form, name) for form, name in open_to_all if name not in OTHER_THAN_WORDS} == set()
    assert OTHER_THAN_WORDS.keys() == {name for _, name in open_to_all}
    assert len(typed) - len(open_to_all) > 100


def test_a_field_for_a_number_takes_the_digits_of_a_keyboard_alone() -> None:
    """Of a day, an amount or an account see their own tests; the calculator reads a whole letter."""
    words = {"notice_claims_named", "notice_text", "email"}
    numbers = (OTHER_THAN_WORDS.keys() - words) | {"house_number", "postal_code"}
    typed = [
        (form, name, checks) for form, name, kind, checks in _fields()
        if issubclass(kind, StringField) and not issubclass(kind, HiddenField | _ParsedField)
        and (name in numbers or "number" in name)
    ]
    assert {name for _, name, _ in typed} >= numbers
    assert {(form, name) for form, name, checks in typed if plain_digits not in checks} == set()


def test_a_field_for_a_file_opens_it_first() -> None:
    """Claim files are masked by the intake, the sign of the agency is a picture; every other file is evidence."""
    files = {(form, name) for form, name, kind, _ in _fields() if kind.__name__ == "UploadField"}
    assert files == {("agency.client_portal.forms.HandInForm", "file"), ("agency.admin.forms.AgencyForm", "logo")}
    assert any(kind is EvidenceField for _, _, kind, _ in _fields())
