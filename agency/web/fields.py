"""The Dutch fields of forms: shape only (a day, an amount, an IBAN); rules live in the services."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from flask import current_app, flash
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from markupsafe import Markup
from stdnum import iban as iban_number
from stdnum.exceptions import ValidationError as NumberError
from stdnum.nl import postcode as dutch_postcode
from wtforms import BooleanField, Field, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from agency import database
from agency.web import tracing
from agency.web.errors import message_for
from agency.web.formatting import day, iban
from cases import documents
from cases.documents import File
from cases.errors import DomainError
from cases.input_checks import has_odd_digits
from cases.inspection.viruses import refuse_virus
from cases.intake.privacy import mask
from cases.privacy.citizen_numbers import REFUSAL, holds_one

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
MAX_AMOUNT = Decimal("9999999999.99")
SPACES = re.compile(r"[\s\u00a0\u202f]+")
DATE_SHAPES = (
    re.compile(r"(?P<day>[0-9]{1,2})[-/.](?P<month>[0-9]{1,2})[-/.](?P<year>[0-9]{4})"),
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"),
)
AMOUNT = re.compile(r"(?P<sign>-?)(?P<whole>[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,(?P<cents>[0-9]{2}))?")
PERCENT = re.compile(r"[0-9]{1,3}(?:,[0-9]{1,4})?")
NOT_SENT = "Dit veld ontbreekt in het formulier. Laad de pagina opnieuw en vul het nog eens in."
AMBIGUOUS_THOUSAND = re.compile(r"-?[0-9]{1,3}\.[0-9]{3}")


def must_be_sent(_form: FlaskForm, field: Field) -> None:
    """Refuse a field that was not sent at all, where its default would be another answer."""
    if not field.raw_data:
        raise ValidationError(NOT_SENT)


def parse_date(text: str) -> date:
    """A day typed as 21-11-2026, 1-2-2026, 21/11/2026 or 2026-11-21. Raises ValueError with a Dutch sentence."""
    bare = text.strip()
    match = next((found for shape in DATE_SHAPES if (found := shape.fullmatch(bare))), None)
    if match is None:
        if re.fullmatch(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}", bare):
            raise ValueError("Schrijf het jaar met vier cijfers, bijvoorbeeld 21-11-2026.")
        raise ValueError("Schrijf de datum als dag-maand-jaar, bijvoorbeeld 21-11-2026.")
    year, month, number = int(match["year"]), int(match["month"]), int(match["day"])
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise ValueError(f"Het jaar moet tussen {EARLIEST_YEAR} en {LATEST_YEAR} liggen.")
    try:
        return date(year, month, number)
    except ValueError:
        raise ValueError(f"{bare} bestaat niet. Schrijf dag-maand-jaar, bijvoorbeeld 21-11-2026.") from None


def parse_euro(text: str) -> Decimal:
    """An amount typed the Dutch way: 1.234,56, 1234,56 or 1234. Raises ValueError with a Dutch sentence.

    What could mean two amounts is refused, not guessed: 12.50, 1.234 and 12,5.
    """
    bare = SPACES.sub("", text).removeprefix("€").replace("−", "-")
    if AMBIGUOUS_THOUSAND.fullmatch(bare):
        raise ValueError(f"{bare} kan twee dingen betekenen. Schrijf de centen erbij, bijvoorbeeld {bare},00.")
    match = AMOUNT.fullmatch(bare)
    if match is None:
        raise ValueError(_why_no_amount(bare))
    amount = Decimal(f"{match['sign']}{match['whole'].replace('.', '')}.{match['cents'] or '00'}")
    if abs(amount) > MAX_AMOUNT:
        raise ValueError("Dit bedrag is te groot.")
    return amount


def _why_no_amount(bare: str) -> str:
    if re.fullmatch(r"-?[0-9.]+,[0-9]", bare):
        return f"Schrijf twee cijfers achter de komma, bijvoorbeeld {bare}0."
    if re.fullmatch(r"-?[0-9,]*\.[0-9]{1,2}", bare):
        return "Schrijf de centen achter een komma, niet achter een punt, bijvoorbeeld 12,50."
    if re.fullmatch(r"-?[0-9.]+,[0-9]{3,}", bare):
        return "Een bedrag heeft twee cijfers achter de komma, bijvoorbeeld 1.234,56."
    return "Schrijf het bedrag in euro's, bijvoorbeeld 1.234,56."


class _ParsedField(StringField):  # type: ignore[misc]  # the library has no types
    """Text that becomes a value; what was typed stays when it does not."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.shown(self.data)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """The value of what was typed; nothing typed is None, and blanks are nothing."""
        self.data = None
        if valuelist and valuelist[0].strip():
            self.data = self.parsed(valuelist[0])
        elif valuelist:
            self.raw_data = [""]

    def shown(self, value: Any) -> str:
        """How a stored value is shown in the field."""
        return str(value)

    def parsed(self, text: str) -> Any:
        """The value of `text`; raises ValueError with a Dutch sentence."""
        raise ValueError(text)


class DutchDateField(_ParsedField):
    """A day: dd-mm-jjjj."""

    kind = "date"

    def __init__(self, label: str | None = None, validators: Sequence[Any] = (), **kwargs: Any) -> None:
        kwargs.setdefault("render_kw", {"inputmode": "numeric", "placeholder": "dd-mm-jjjj", "autocomplete": "off"})
        super().__init__(label, validators, **kwargs)

    def shown(self, value: date) -> str:
        """`21-11-2026`."""
        return day(value)

    def parsed(self, text: str) -> date:
        """See `parse_date`."""
        return parse_date(text)


class CheckField(BooleanField):  # type: ignore[misc]  # the library has no types
    """A box to tick that is sent empty too, so that a form without it is told from a box that was left empty."""

    def __call__(self, **attributes: Any) -> Markup:
        """The box, after a hidden field of the same name."""
        box: Markup = super().__call__(**attributes)
        return Markup('<input type="hidden" name="{}" value="">{}').format(self.name, box)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Ticked when any value says so."""
        self.data = any(value not in self.false_values for value in valuelist)


class ChecksField(SelectMultipleField):  # type: ignore[misc]  # the library has no types
    """Some of a few, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class EuroField(_ParsedField):
    """An amount in euro; negative and zero are refused unless allowed."""

    kind = "amount"

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Any] = (),
        *,
        zero: bool = False,
        negative: bool = False,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("render_kw", {"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label, validators, **kwargs)
        self.zero, self.negative = zero, negative

    def shown(self, value: Decimal) -> str:
        """`1.234,56`, without the sign of the euro."""
        return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))

    def parsed(self, text: str) -> Decimal:
        """See `parse_euro`."""
        amount = parse_euro(text)
        if amount < 0 and not self.negative:
            raise ValueError("Het bedrag kan niet negatief zijn.")
        if amount == 0 and not self.zero:
            raise ValueError("Het bedrag moet meer dan nul zijn.")
        return amount


class PercentField(EuroField):
    """A percentage with at most four decimals, typed with a comma."""

    kind = "percent"

    def shown(self, value: Decimal) -> str:
        """`1,5`."""
        return f"{value:f}".replace(".", ",")

    def parsed(self, text: str) -> Decimal:
        """The number; raises ValueError with a Dutch sentence."""
        bare = text.strip().removesuffix("%").strip()
        if not PERCENT.fullmatch(bare):
            raise ValueError("Schrijf het percentage met een komma, bijvoorbeeld 1,5.")
        return Decimal(bare.replace(",", "."))


class IbanField(_ParsedField):
    """An IBAN, kept without spaces, shown in fours."""

    kind = "iban"

    def shown(self, value: str) -> str:
        """In fours."""
        return iban(value)

    def parsed(self, text: str) -> str:
        """The bare number with a right check digit."""
        bare = SPACES.sub("", text).upper()
        try:
            return str(iban_number.validate(bare if bare.isascii() else ""))  # it takes digits of any script
        except NumberError:
            raise ValueError("Dit IBAN klopt niet. Voorbeeld: NL91 ABNA 0417 1643 00.") from None


class PostcodeField(_ParsedField):
    """A Dutch postcode, kept as `1234 AB`."""

    kind = "postcode"

    def parsed(self, text: str) -> str:
        """`1234 AB`."""
        bare = SPACES.sub("", text)
        if not re.fullmatch(r"[0-9]{4}[A-Za-z]{2}", bare):
            raise ValueError("Schrijf de postcode als 1234 AB.")
        try:
            return str(dutch_postcode.validate(bare))
        except NumberError:
            raise ValueError("Deze postcode bestaat niet. Schrijf de postcode als 1234 AB.") from None


_OTHER_NUMBERS = ("invoice_number", "number_", "customer_number")  # what fields for them are called


class UploadField(FileField):  # type: ignore[misc]  # the library has no types
    """A file that somebody hands in: every field for one is of this class. The virus scanner, where there is one, sees
    it here, before the record is locked to take it in. `size`: of what was sent, in bytes."""

    size: int = 0

    def pre_validate(self, form: FlaskForm) -> None:
        """Refuse what cannot be kept, beside the field."""
        if not self.data:
            return
        place = self.data.tell()
        self.data.seek(0)
        content = self.data.read()
        self.data.seek(place)
        self.size = len(content)
        try:
            self.look_at(form, content, mask(self.data.filename or "bestand"))
        except DomainError as refusal:
            tracing.remember(refusal)
            raise ValidationError(message_for(refusal)) from refusal

    def look_at(self, _form: FlaskForm, content: bytes, name: str) -> None:
        """Raise a refusal of the record where this may not be kept."""
        scanner = current_app.config["CLAMD_URL"]
        if scanner:
            refuse_virus(content, name, url=scanner)


class EvidenceField(UploadField):
    """A file that is kept as evidence, and is opened too."""

    def look_at(self, form: FlaskForm, content: bytes, name: str) -> None:
        """Raise VirusFound, ScannerSilent or FileRefused."""
        super().look_at(form, content, name)
        typed = [str(item.data) for item in form if item.name.startswith(_OTHER_NUMBERS)]
        other = documents.other_name(name, documents.look_at(database.session(), content, name, typed=typed))
        if other is not None:
            said = f"{name} is iets anders dan de naam zegt. Wij noemen het {other}. Is dit het goede bestand?"
            flash(said, "warning")


def _clean(text: str | None) -> str | None:
    return None if text is None else unicodedata.normalize("NFC", text).strip()


def no_control_characters(_form: FlaskForm, field: Field) -> None:
    """Refuse what does not belong in a name or a note and can break a letter, a file or a mail header."""
    for character in field.data or "":
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\r\t":
            raise ValidationError("Hier staat een teken dat niet kan worden verwerkt. Typ de tekst opnieuw.")


def no_citizen_number(_form: FlaskForm, field: Field) -> None:
    """Refuse a citizen service number (BSN) in words. Law: art. 46 UAVG."""
    if field.data and holds_one(field.data):
        raise ValidationError(REFUSAL)


def plain_digits(_form: FlaskForm, field: Field) -> None:
    """Refuse digits that look alike but are others: by such a number nothing is found."""
    if field.data and has_odd_digits(field.data):
        raise ValidationError("Schrijf de cijfers als 0 tot en met 9, met een gewoon toetsenbord.")


def required(message: str = "Dit veld is verplicht.") -> InputRequired:
    """Something must have been typed. Use a sentence that names it: "Vul het bedrag in."."""
    return InputRequired(message)


def text_field(
    label: str, *, needed: str | None = None, max_length: int = 200, long: bool = False, number: bool = False,
    digits: bool = False, **kwargs: Any,
) -> StringField:
    """A line of text, or several with `long`; `needed` is the sentence when it is empty, None when it may be.

    People's words hold no citizen service number; in the field of another `number` nine digits are normal. There, and
    where else the `digits` count, a digit is one of 0 to 9.
    """
    validators = [
        Length(max=max_length, message=f"Gebruik ten hoogste {max_length} tekens."),
        no_control_characters,
    ]
    if digits or (number and not long):
        validators.append(plain_digits)
    if not number:
        validators.append(no_citizen_number)
    if needed is not None:
        validators.insert(0, DataRequired(needed))
    kind = TextAreaField if long else StringField
    return kind(label, validators=validators, filters=[_clean], **kwargs)


def given(field: Any) -> Any:  # Any: whatever the field parses
    """The value of a field that a valid form always has."""
    assert field.data is not None
    return field.data


def chosen_file(field: Field, *, masked: bool = False) -> File | None:
    """The file that was chosen in a file field, None without one; `masked` takes a citizen number out of its name."""
    sent = field.data
    if not sent:
        return None
    return File(mask(sent.filename) if masked else sent.filename, sent.read())


def given_file(field: Field, *, masked: bool = False) -> File:
    """The file of a field that a valid form always has."""
    file = chosen_file(field, masked=masked)
    assert file is not None
    return file


def choices_of(labels: Mapping[Any, str], *, empty: str | None = None) -> dict[str, str]:
    """Choices of a select or radio field from a table of Dutch words; `empty` adds a first one without value."""
    first = {} if empty is None else {"": empty}
    return first | {str(value.value if isinstance(value, StrEnum) else value): text for value, text in labels.items()}
