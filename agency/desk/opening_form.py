"""The form that opens a case by hand: a client, a debtor, invoices with their papers."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired

from agency.desk.work_forms import chosen_number
from agency.web.fields import DutchDateField, EuroField, EvidenceField, choices_of, chosen_file, text_field
from agency.web.forms import AskingForm, OnceForm
from cases.claims.by_hand import (
    MOST_INVOICES,
    InvoiceKnown,
    Typed,
    TypedDebtor,
    TypedInvoice,
)
from cases.errors import DomainError
from cases.input_checks import InvalidInput, whole_number
from cases.models import Debtor

_OF_INVOICE = ("number", "invoice_date", "due_date", "amount", "description", "paper", "other_reason")
BOUGHT_AS = {"zakelijk": "Zakelijk", "prive": "Privé"}
KINDS = {None: None, "zakelijk": True, "prive": False}
_NEEDED = {
    "number": "Vul het factuurnummer in.", "invoice_date": "Vul de factuurdatum in.",
    "due_date": "Vul de vervaldatum in.", "amount": "Vul het bedrag in.",
}


class OpenByHandForm(OnceForm, AskingForm):
    """All of it on one page; the fields of an invoice carry its place (`number_0`)."""

    client_id = SelectField("Opdrachtgever", coerce=chosen_number, validators=[InputRequired("Kies de opdrachtgever.")])
    debtor_id = HiddenField()
    customer_number = text_field("Klantnummer", max_length=60, number=True)
    first_names = text_field("Voornaam of voorletters", max_length=120)
    name_prefix = text_field("Tussenvoegsel", max_length=40)
    surname = text_field("Achternaam", max_length=120)
    birth_date = DutchDateField("Geboortedatum")
    company_name = text_field("Bedrijfsnaam", max_length=200)
    legal_form = text_field("Rechtsvorm", max_length=80)
    kvk_number = text_field("KvK-nummer", max_length=20, number=True)
    street = text_field("Straat", needed="Vul de straat in.", max_length=120)
    house_number = text_field("Huisnummer", max_length=20, digits=True)
    postal_code = text_field("Postcode", max_length=12, digits=True)
    city = text_field("Plaats", needed="Vul de plaats in.", max_length=80)
    country = text_field("Land", max_length=60, default="Nederland")
    email = text_field("E-mailadres", max_length=254)
    phone = text_field("Telefoon", max_length=40, number=True)
    contract_date = DutchDateField("Datum overeenkomst")
    agreement = EvidenceField("Overeenkomst of voorwaarden")
    known: dict[int, str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: what the library takes
        super().__init__(*args, **kwargs)
        self.known = {}

    def validate(self, extra_validators: Any = None) -> bool:  # Any: idem
        """Whether every field is right; a person or an enterprise is named, and an invoice that was begun is whole."""
        is_valid = super().validate(extra_validators)
        if not (self.surname.data or self.company_name.data):
            self.refuse("Vul een achternaam of een bedrijfsnaam in.", "surname")
            is_valid = False
        filled = list(self.filled())
        for at in filled or [0]:
            for name, why in _NEEDED.items():
                item = self[f"{name}_{at}"]
                if item.data is None or item.data == "":
                    is_valid = False
                    if not item.errors:
                        self.refuse(why, item.name)
        return is_valid

    def filled(self) -> Iterator[int]:
        """The places of the invoices in which something was typed."""
        for at in range(MOST_INVOICES):
            if any(self[f"{name}_{at}"].data or self[f"{name}_{at}"].errors for name in _OF_INVOICE):
                yield at

    def shown_from_start(self) -> int:
        """How many invoices are on the page at once; the rest is behind a fold."""
        return max(2, *(at + 1 for at in self.filled()), 2)

    def take(self, refusal: DomainError) -> None:
        """Show what is asked, or each refusal at the invoice that it is about; what was typed stays."""
        if isinstance(refusal, InvoiceKnown):
            places = list(self.filled())
            for at, match in refusal.matches.items():
                told = f"Deze factuur lijkt al ingediend: {match.told}."
                self.known[places[at]] = told
                how = " Is het een andere, schrijf dan op waarom." if match.may_be_other else (
                    " Geef haar een eigen nummer als het een andere is."
                )
                self.refuse(told + how, f"{'other_reason' if match.may_be_other else 'number'}_{places[at]}")
        else:
            super().take(_placed(refusal, list(self.filled())))

    def typed(self) -> Typed:
        """What was typed, once the form is valid."""
        debtor = TypedDebtor(**{
            name: self[name].data or "" for name in (
                "customer_number", "company_name", "legal_form", "kvk_number", "first_names", "name_prefix", "surname",
                "street", "house_number", "postal_code", "city", "country", "email", "phone",
            )
        }, birth_date=self.birth_date.data)
        return Typed(
            client_id=self.client_id.data, debtor=debtor, agreement=chosen_file(self.agreement),
            invoices=tuple(self._invoice(at) for at in self.filled()),
            answered=self.answered,
            chosen_debtor_id=whole_number(self.debtor_id.data),
        )

    def fill(self, debtor: Debtor) -> None:
        """Take over what is on record of a debtor."""
        for name in ("customer_number", "company_name", "legal_form", "kvk_number", "name_prefix", "surname", "street",
                     "house_number", "postal_code", "city", "country", "email", "phone", "birth_date"):
            self[name].data = getattr(debtor, name)
        self.first_names.data, self.debtor_id.data = debtor.first_names or debtor.initials, str(debtor.id)

    def _invoice(self, at: int) -> TypedInvoice:
        return TypedInvoice(
            number=self[f"number_{at}"].data, invoice_date=self[f"invoice_date_{at}"].data,
            due_date=self[f"due_date_{at}"].data, amount=self[f"amount_{at}"].data,
            description=self[f"description_{at}"].data or "", contract_date=self.contract_date.data,
            in_business=KINDS[self[f"in_business_{at}"].data],
            paper=chosen_file(self[f"paper_{at}"]), other_reason=self[f"other_reason_{at}"].data or "",
        )


def _placed(refusal: DomainError, places: list[int]) -> DomainError:
    """The same refusal with the places of the page: an invoice that was left open between two others counts there."""
    if not isinstance(refusal, InvalidInput):
        return refusal
    return InvalidInput([replace(each, field=_field_at(each.field, places)) for each in refusal.findings])


def _field_at(field: str, places: list[int]) -> str:
    name, mark, at = field.rpartition("_")
    return f"{name}_{places[int(at)]}" if mark and at.isdecimal() and int(at) < len(places) else field


for _at in range(MOST_INVOICES):
    setattr(OpenByHandForm, f"number_{_at}", text_field("Factuurnummer", max_length=60, number=True))
    setattr(OpenByHandForm, f"invoice_date_{_at}", DutchDateField("Factuurdatum"))
    setattr(OpenByHandForm, f"due_date_{_at}", DutchDateField("Vervaldatum"))
    setattr(OpenByHandForm, f"amount_{_at}", EuroField("Bedrag"))
    setattr(OpenByHandForm, f"description_{_at}", text_field("Omschrijving", max_length=300))
    setattr(OpenByHandForm, f"in_business_{_at}", SelectField(
        "Zakelijk of privé", choices=choices_of(BOUGHT_AS, empty="Volgens de afspraken"),
        coerce=lambda value: value or None,
    ))
    setattr(OpenByHandForm, f"paper_{_at}", EvidenceField("De factuur zelf"))
    setattr(OpenByHandForm, f"other_reason_{_at}", text_field("Waarom is dit een andere factuur?", max_length=300))
