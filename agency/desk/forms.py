"""Forms of the desk: Dutch labels and shape; what is allowed is judged by the services."""

import secrets
from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange, Optional

from agency.forms import BaseForm, DutchDateField, EuroField, EvidenceField, choices_of, required, text_field
from cases.claim_kinds import STATEABLE, with_term
from cases.documents import MAX_BYTES
from cases.input_checks import whole_number
from cases.models import ContactChannel, ContactOutcome, DocumentKind, HoldKind, PaidTo, Register
from cases.names import name
from cases.prescriptions import BY_HANDLER
from cases.queries.desk import MOST_CHOSEN
from legal.assessment import DUTCH_OUTCOMES, Outcome

EVIDENCE_KINDS = (
    DocumentKind.INVOICE, DocumentKind.AGREEMENT, DocumentKind.TERMS, DocumentKind.CORRESPONDENCE,
    DocumentKind.DELIVERY_PROOF, DocumentKind.MANDATE,
)
HOLD_KINDS = tuple(kind for kind in HoldKind if kind is not HoldKind.DISPUTE)
PARTIES = {"ja": "Debiteur of vertegenwoordiger", "nee": "Iemand anders", "": "Niemand"}

_PAPER = f"PDF, PNG of JPEG. Ten hoogste {MAX_BYTES // 1024 // 1024} MB."


def given(field: Any) -> Any:  # Any: whatever the field parses
    """The value of a field that its form requires."""
    assert field.data is not None
    return field.data


def _words(choices: Any) -> dict[Any, str]:  # Any: the members of one enum
    return {choice: name(choice) for choice in choices}


class OnceForm(BaseForm):
    """A form that counts once, however often it is sent."""

    token = HiddenField(default=lambda: secrets.token_urlsafe(24))


class ContactForm(OnceForm):
    """Log a contact."""

    channel = RadioField(
        "Kanaal", choices=choices_of(_words(ContactChannel)), default=ContactChannel.PHONE_OUT.value,
        validators=[required("Kies het kanaal.")],
    )
    outcome = SelectField(
        "Uitkomst", choices=choices_of(_words(ContactOutcome)), default=ContactOutcome.NO_ANSWER.value
    )
    right_party = RadioField("Wie sprak u?", choices=choices_of(PARTIES), default="", validators=[Optional()])
    note = text_field("Notitie", max_length=2000, long=True)
    call_back_on = DutchDateField("Terugbellen op")

    def spoke_right_party(self) -> bool | None:
        """Yes, no, or None when nobody was spoken."""
        return {"ja": True, "nee": False}.get(self.right_party.data)


class PaymentForm(OnceForm):
    """Register a payment."""

    amount = EuroField("Bedrag", validators=[required("Vul het bedrag in.")])
    received_on = DutchDateField("Ontvangen op", validators=[required("Vul de dag in waarop het geld binnenkwam.")])
    paid_to = RadioField("Betaald aan", choices=choices_of(_words(PaidTo)), default=PaidTo.AGENCY.value)
    claim_id = SelectField("Aangewezen factuur", coerce=lambda value: int(value) if value else None)
    note = text_field("Notitie", max_length=300)


class ReasonForm(OnceForm):
    """One reason in words."""

    reason = text_field("Reden", needed="Vul de reden in.", max_length=300)


class ArrangementQuery(BaseForm):
    """What the schedule is made from; sent in the address, because it saves nothing."""

    class Meta(BaseForm.Meta):
        """No token in an address."""

        csrf = False

    amount = EuroField("Bedrag per maand", name="bedrag")
    number = IntegerField(
        "Of aantal termijnen", name="termijnen", render_kw={"inputmode": "numeric", "autocomplete": "off"},
        validators=[Optional(), NumberRange(1, 60, "Kies 1 tot en met 60 termijnen.")],
    )
    first_due_on = DutchDateField("Eerste termijn op", name="vanaf")


class ArrangementForm(OnceForm):
    """Keep the schedule that was shown."""

    amount = HiddenField()
    number = HiddenField()
    first_due_on = HiddenField()
    seen = HiddenField()
    client_agreed = BooleanField("De opdrachtgever ging akkoord met deze regeling")
    note = text_field("Notitie", max_length=500)


class EndArrangementForm(OnceForm):
    """Stop the running arrangement."""

    broken = RadioField(
        "Waarom stopt de regeling?",
        choices=choices_of({"ja": "Vervallen: er is niet betaald", "nee": "Beëindigd om een andere reden"}),
        validators=[InputRequired("Kies waarom de regeling stopt.")],
    )
    reason = text_field("Toelichting", needed="Vul een toelichting in.", max_length=300)


class DisputeForm(OnceForm):
    """Mark a dispute."""

    reason = text_field(
        "Wat betwist de debiteur?", needed="Schrijf op wat de debiteur betwist.", max_length=2000, long=True
    )


class HoldForm(OnceForm):
    """Put the case on hold."""

    kind = RadioField("Waarom staat het dossier stil?", choices=choices_of(_words(HOLD_KINDS)),
                      validators=[InputRequired("Kies waarom het dossier stilstaat.")])
    reason = text_field("Toelichting", needed="Vul een toelichting in.", max_length=2000, long=True)
    review_on = DutchDateField("Opnieuw bekijken op")


class EndHoldForm(OnceForm):
    """End a hold with its outcome."""

    outcome = text_field(
        "Uitkomst", needed="Vul de uitkomst in: wat is er besloten en waarom.", max_length=2000, long=True
    )


class EvidenceForm(OnceForm):
    """Add a document to the case."""

    kind = SelectField("Soort", choices=choices_of(_words(EVIDENCE_KINDS)))
    claim_id = SelectField("Bij factuur", coerce=lambda value: int(value) if value else None)
    title = text_field("Omschrijving", max_length=200)
    file = EvidenceField("Bestand", description=_PAPER)


class InterruptionForm(OnceForm):
    """Record that prescription was interrupted; it stands on a page with other forms, so its fields have own names."""

    interruption = RadioField(
        "Waardoor is gestuit?", choices=choices_of({kind: f"{name(kind)} ({law})" for kind, law in BY_HANDLER.items()}),
        validators=[InputRequired("Kies waardoor de verjaring is gestuit.")],
    )
    interrupted_on = DutchDateField("Ontvangen of erkend op", validators=[required("Vul in op welke dag dat was.")])
    claims = SelectMultipleField("Voor welke facturen?", coerce=int)
    remark = text_field("Toelichting", max_length=300)
    proof = EvidenceField("Bewijs", description=f"De brief of de erkenning zelf. {_PAPER}")


class ClaimKindForm(OnceForm):
    """State of what kind claims are; it stands on a page with other forms, so its fields have own names."""

    regime = RadioField(
        "Wat voor vordering is het?", choices=choices_of({kind: with_term(kind) for kind in STATEABLE}),
        validators=[InputRequired("Kies de soort vordering.")],
    )
    regime_claims = SelectMultipleField("Voor welke facturen?", coerce=int)
    regime_reason = text_field("Waaruit blijkt dat?", needed="Schrijf op waaruit de soort vordering blijkt.",
                               max_length=300)


class WithdrawInterruptionForm(OnceForm):
    """Take back an interruption that was recorded in error."""

    withdrawal_reason = text_field(
        "Waarom klopt deze stuiting niet?", needed="Schrijf op waarom de stuiting wordt ingetrokken.", max_length=200
    )


class RegisterForm(OnceForm):
    """Enter a look in a public register."""

    register = HiddenField()
    checked_on = DutchDateField("Gecontroleerd op", validators=[required("Vul de datum van de controle in.")])
    found = RadioField("Staat de debiteur erin?", choices=choices_of({"nee": "Nee", "ja": "Ja"}),
                       validators=[InputRequired("Geef aan of de debiteur in het register staat.")])
    note = text_field("Notitie", max_length=300)
    file = EvidenceField("Bewijs", description=f"Uitdraai of schermafdruk. {_PAPER}")

    def chosen_register(self) -> Register | None:
        """The register; None for a made-up one."""
        return next((each for each in Register if each.value == self.register.data), None)


class AssessmentForm(OnceForm):
    """Decide on unwillingness or inability."""

    outcome = RadioField(
        "Oordeel", choices=choices_of({each: DUTCH_OUTCOMES[each] for each in Outcome}),
        validators=[InputRequired("Kies een oordeel.")],
    )
    reason = text_field(
        "Reden", needed="Geef de reden van de beoordeling.", max_length=4000, long=True
    )


class SecondPersonForm(OnceForm):
    """Confirm or reject an assessment."""

    note = text_field("Toelichting", max_length=2000, long=True)


class DraftWritForm(OnceForm):
    """Make the draft of the writ for one bailiff office."""

    bailiff_office_id = SelectField("Deurwaarderskantoor", coerce=int)


def chosen_cases(values: Sequence[str]) -> list[int]:
    """The numbers of the cases that were ticked, each once, at most as many as can be chosen at a time."""
    numbers = dict.fromkeys(whole_number(value) for value in values)
    return [number for number in numbers if number is not None][:MOST_CHOSEN]


class OrderForm(OnceForm):
    """Order the letters of a preview."""

    case_ids = HiddenField()
    letter_date = DutchDateField("Briefdatum", validators=[required("Vul de briefdatum in.")])
    digest = HiddenField()

    def chosen(self) -> list[int]:
        """Ids of the cases."""
        return chosen_cases((self.case_ids.data or "").split(","))


class DayForm(OnceForm):
    """One day."""

    on = DutchDateField("Datum", validators=[required("Vul de datum in.")])
