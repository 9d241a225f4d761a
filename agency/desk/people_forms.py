"""Forms about people: who somebody is, how he is reached, and which part he plays in a case."""

from typing import Any, TypeVar

from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField
from wtforms.validators import NumberRange, Optional

from agency.web.fields import DutchDateField, EuroField, choices_of, given, must_be_sent, required, text_field
from agency.web.forms import OnceForm
from cases.amicable.debtor_editing import LANGUAGES, DebtorValues
from cases.intake.values import country_code
from cases.models import PartyRole, PointKind, PointSource, PointState
from cases.names import name
from cases.parties.contact_points import Detail, Origin
from cases.parties.debtor_likeness import HOME, Address
from legal.debtor.legal_forms import LegalForm

Shown = TypeVar("Shown", bound=OnceForm)
SOURCES = (
    PointSource.DEBTOR, PointSource.CLIENT, PointSource.REGISTER, PointSource.POST, PointSource.HANDLER,
)
MARKS = (PointState.WRONG, PointState.RETURNED, PointState.SECRET, PointState.CLOSED, PointState.IN_USE)
_FORMS = {form.dutch: form.dutch for form in LegalForm}


class _Named(OnceForm):
    """The fields of who somebody is."""

    first_names = text_field("Voornamen", max_length=120)
    initials = text_field("Voorletters", max_length=20)
    name_prefix = text_field("Tussenvoegsel", max_length=40)
    surname = text_field("Achternaam", max_length=120)
    company_name = text_field("Naam van het bedrijf of de organisatie", max_length=200)
    legal_form = SelectField("Rechtsvorm", validators=[must_be_sent])
    kvk_number = text_field("KvK-nummer", max_length=20, number=True)
    birth_date = DutchDateField("Geboortedatum")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: what the library takes
        super().__init__(*args, **kwargs)
        own = {self.legal_form.data: self.legal_form.data} if self.legal_form.data else {}
        self.legal_form.choices = choices_of(_FORMS | own, empty="Geen of onbekend")


class DebtorForm(_Named):
    """Who somebody on record is; `seen` is the mark of what it was made from."""

    is_whole = True
    trade_names = text_field("Handelsnamen", max_length=400, long=True)
    language = SelectField("Taal", choices=choices_of(LANGUAGES), validators=[must_be_sent])
    died_on = DutchDateField("Overleden op")
    reason = text_field("Waaruit blijkt dit?", max_length=300)
    seen = HiddenField()

    def values(self) -> DebtorValues:
        """What was entered."""
        return DebtorValues(
            **_names(self), trade_names=self.trade_names.data or "", language=self.language.data,
            died_on=self.died_on.data,
        )


class _Told(OnceForm):
    """Who said so, and since when it counts."""

    source = SelectField("Van wie weet u dit?", choices=choices_of({each: name(each) for each in SOURCES}),
                         validators=[must_be_sent])
    since = DutchDateField("Vanaf", validators=[required("Vul in vanaf welke dag dit geldt.")])

    def origin(self, state: PointState | None = None) -> Origin:
        """Where it comes from."""
        return Origin(source=PointSource(self.source.data), since=given(self.since), state=state)


class _Placed(OnceForm):
    """The fields of an address."""

    street = text_field("Straat", max_length=120)
    house_number = text_field("Huisnummer", max_length=20, digits=True)
    postal_code = text_field("Postcode", max_length=12, digits=True)
    city = text_field("Plaats", max_length=80)
    country = text_field("Land", max_length=60, default="Nederland")

    def validate(self, extra_validators: Any = None) -> bool:  # Any: what the library takes
        """Whether every field is right, and the country is one."""
        if not super().validate(extra_validators):
            return False
        is_known = country_code(self.country.data or "") is not None
        if not is_known:
            self.refuse("Dit land is niet bekend. Schrijf de naam of de code, bijvoorbeeld België of BE.", "country")
        return is_known

    def address(self) -> Address | None:
        """The address that was entered; None where nothing of it was."""
        parts = {key: self[key].data or "" for key in ("street", "house_number", "postal_code", "city")}
        country = country_code(self.country.data or "") or HOME
        return Address(**parts, country=country) if any(parts.values()) else None


class AddressForm(_Told, _Placed):
    """A new address; `seen` is the id of the one that was used."""

    secret = BooleanField("Geheim adres: de opdrachtgever ziet het niet")
    seen = HiddenField()

    def detail(self) -> Detail:
        """The address as it is entered, also where nothing was."""
        empty = Address(street="", house_number="", postal_code="", city="", country=HOME)
        return Detail(kind=PointKind.ADDRESS, address=self.address() or empty)


class NumberForm(_Told):
    """A new phone number or e-mail address."""

    kind = RadioField("Soort", choices=choices_of({each: name(each) for each in (PointKind.PHONE, PointKind.EMAIL)}),
                      default=PointKind.PHONE.value, validators=[required("Kies telefoon of e-mail.")])
    value = text_field("Nummer of e-mailadres", needed="Vul het nummer of het e-mailadres in.", max_length=254,
                       number=True)
    beside = BooleanField("Het oude blijft ook in gebruik")

    def detail(self) -> Detail:
        """The number or address as it is entered."""
        return Detail(kind=PointKind(self.kind.data), value=self.value.data)


class MarkForm(OnceForm):
    """What an address or number is worth."""

    state = SelectField("Wat is er mee?", choices=choices_of(
        {each: name(each) for each in MARKS} | {
            PointState.SECRET: "Geheim: de opdrachtgever ziet het niet",
            PointState.IN_USE: "Klopt, mag worden gebruikt",
        }
    ), validators=[must_be_sent])
    reason = text_field("Waaruit blijkt dit?", needed="Schrijf op waaruit dit blijkt.", max_length=300)


class PartyForm(_Named, _Told, _Placed):
    """Somebody who owes too, or who speaks for who owes. `known`: somebody who stands in the case already."""

    role = SelectField("Rol", choices=choices_of({each: name(each) for each in PartyRole}), validators=[must_be_sent])
    known = SelectField("Wie", coerce=lambda value: int(value) if value else None)
    stands_for = SelectField("Treedt op voor", coerce=lambda value: int(value) if value else None)
    phone = text_field("Telefoonnummer", max_length=40, number=True)
    email = text_field("E-mailadres", max_length=254)
    share_numerator = IntegerField("Deel", validators=[Optional(), NumberRange(1, 10_000, "Vul een heel getal in.")])
    share_denominator = IntegerField("van", validators=[Optional(), NumberRange(1, 10_000, "Vul een heel getal in.")])
    liable_most = EuroField("Ten hoogste (alleen bij een borg)", validators=[Optional()])
    basis = text_field("Waaruit blijkt dit?", needed="Schrijf op waaruit dit blijkt.", max_length=300)

    def values(self) -> DebtorValues:
        """Who it is."""
        return DebtorValues(**_names(self))

    def details(self) -> tuple[Detail, ...]:
        """How he is reached, as far as it was entered."""
        address = self.address()
        found = [
            *([Detail(kind=PointKind.ADDRESS, address=address)] if address is not None else []),
            *([Detail(kind=PointKind.PHONE, value=self.phone.data)] if self.phone.data else []),
            *([Detail(kind=PointKind.EMAIL, value=self.email.data)] if self.email.data else []),
        ]
        return tuple(found)

    def share(self) -> tuple[int, int] | None:
        """The part that he owes; None for the whole."""
        top, under = self.share_numerator.data, self.share_denominator.data
        return None if top is None and under is None else (top or 0, under or 1)


class EndPartyForm(OnceForm):
    """The last day of a part, and why."""

    through_day = DutchDateField("Laatste dag", validators=[required("Vul de laatste dag in.")])
    reason = text_field("Waaruit blijkt dit?", needed="Schrijf op waaruit dit blijkt.", max_length=300)


def apart(form: Shown, prefix: str) -> Shown:
    """The same form, with fields that have ids of their own where several stand on one page."""
    for item in form:
        item.id = f"{prefix}-{item.name}"
    return form


def _names(form: _Named) -> dict[str, Any]:  # Any: fields differ in type
    texts = ("first_names", "initials", "name_prefix", "surname", "company_name", "legal_form", "kvk_number")
    return {key: form[key].data or "" for key in texts} | {"birth_date": form.birth_date.data}
