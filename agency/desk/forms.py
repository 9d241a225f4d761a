"""Forms of the desk: Dutch labels and shape; what is allowed is judged by the services."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import flash
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from agency.web.errors import message_for
from agency.web.fields import (
    CheckField,
    DutchDateField,
    EuroField,
    EvidenceField,
    choices_of,
    must_be_sent,
    required,
    text_field,
)
from agency.web.forms import AskingForm, OnceForm, PaperForm, QueryForm
from cases.amicable.contacts import NotToBeApproached
from cases.correspondence.previewing import MOST_PREVIEWED, is_mark
from cases.counting.claim_kinds import STATEABLE, with_term
from cases.counting.prescriptions import BY_HANDLER
from cases.documents import MAX_BYTES
from cases.errors import DomainError
from cases.input_checks import whole_number
from cases.models import ContactChannel, ContactOutcome, DocumentKind, HoldKind, MeansSign, PaidTo, Register
from cases.names import name
from legal.debtor.assessment import DUTCH_OUTCOMES, Outcome

EVIDENCE_KINDS = (
    DocumentKind.INVOICE, DocumentKind.AGREEMENT, DocumentKind.TERMS, DocumentKind.CORRESPONDENCE,
    DocumentKind.DELIVERY_PROOF, DocumentKind.MANDATE,
)
# These are placed by what came in: there is something of their own to look at. One is left of what went after its term.
PLACED_BY_ITSELF = (HoldKind.NEW_DETAILS, HoldKind.PAYMENT_CHECK, HoldKind.FORGOTTEN)
HOLD_KINDS = tuple(kind for kind in HoldKind if kind not in (HoldKind.DISPUTE, *PLACED_BY_ITSELF))
PARTIES = {"ja": "Debiteur of vertegenwoordiger", "nee": "Iemand anders", "": "Niemand"}
PARTIES_OF_SEVERAL = PARTIES | {"ja": "Zelf of vertegenwoordiger"}

_PAPER = f"PDF, PNG of JPEG. Ten hoogste {MAX_BYTES // 1024 // 1024} MB."


def _words(choices: Any) -> dict[Any, str]:  # Any: the members of one enum
    return {choice: name(choice) for choice in choices}


class ContactForm(OnceForm):
    """Log a contact. `why_not_call` says why somebody (his id, None for the debtor) may not be called on a day, empty
    when that may.
    """

    why_not_call: Callable[[date, int | None], str] | None = None
    with_whom = SelectField("Contact met", coerce=lambda value: int(value) if value else None)
    channel = RadioField(
        "Kanaal", choices=choices_of(_words(ContactChannel)), default=ContactChannel.PHONE_OUT.value,
        validators=[required("Kies het kanaal.")],
    )
    outcome = SelectField(
        "Uitkomst", choices=choices_of(_words(ContactOutcome)), default=ContactOutcome.NO_ANSWER.value,
        validators=[must_be_sent],
    )
    right_party = RadioField("Wie sprak u?", choices=choices_of(PARTIES), default="", validators=[Optional()])
    note = text_field("Notitie", max_length=2000, long=True)
    call_back_on = DutchDateField("Terugbellen op")
    took_place = BooleanField("Dit contact is al geweest: leg het vast")

    def validate(self, extra_validators: Any = None) -> bool:  # Any: what the library takes
        """Whether every field is right; a day on which nobody may be called is no day to call back on."""
        if not super().validate(extra_validators):
            return False
        day = self.call_back_on.data
        refusal = "" if day is None or self.why_not_call is None else self.why_not_call(day, self.with_whom.data)
        if refusal:
            self.refuse(refusal, "call_back_on")
        return not refusal

    def take(self, refusal: DomainError) -> None:
        """Where nobody may be approached: ask to confirm that the contact took place all the same."""
        if isinstance(refusal, NotToBeApproached):
            self.refuse(f"{message_for(refusal)} Is dit contact toch geweest? Bevestig dat dan.", "took_place")
        else:
            super().take(refusal)

    def offer(self, who_owe: Mapping[int, str], *, first: int) -> None:
        """With whom it can have been, where more than one owes; `first` unless another is chosen."""
        several = len(who_owe) > 1
        self.with_whom.choices = choices_of(who_owe) if several else choices_of({}, empty="")
        self.right_party.choices = choices_of(PARTIES_OF_SEVERAL if several else PARTIES)
        if several and self.with_whom.raw_data is None:
            self.with_whom.data = first

    def spoke_right_party(self) -> bool | None:
        """Yes, no, or None when nobody was spoken."""
        return {"ja": True, "nee": False}.get(self.right_party.data)


class PaymentForm(OnceForm, AskingForm):
    """Register a payment."""

    amount = EuroField("Bedrag", validators=[required("Vul het bedrag in.")])
    received_on = DutchDateField("Ontvangen op", validators=[required("Vul de dag in waarop het geld binnenkwam.")])
    paid_to = RadioField("Betaald aan", choices=choices_of(_words(PaidTo)), default=PaidTo.AGENCY.value,
                         validators=[required("Kies aan wie is betaald.")])
    claim_id = SelectField("Aangewezen factuur", coerce=lambda value: int(value) if value else None)
    debtor_id = SelectField("Wie betaalde", coerce=lambda value: int(value) if value else None)
    note = text_field("Notitie", max_length=300)


class ReasonForm(OnceForm):
    """One reason in words."""

    reason = text_field("Reden", needed="Vul de reden in.", max_length=300)


class ArrangementQuery(QueryForm):
    """What the schedule is made from; sent in the address, because it saves nothing."""

    amount = EuroField("Bedrag per maand", name="bedrag")
    number = IntegerField(
        "Of aantal termijnen", name="termijnen", render_kw={"inputmode": "numeric", "autocomplete": "off"},
        validators=[Optional(), NumberRange(1, 60, "Kies 1 tot en met 60 termijnen.")],
    )
    first_due_on = DutchDateField("Eerste termijn op", name="vanaf")
    debtor_id = SelectField("Regeling met", name="met", coerce=lambda value: int(value) if value else None)

    def offer(self, who_owe: Mapping[int, str]) -> None:
        """With whom it can be made, where more than one owes: the debtor of the case, unless another is chosen."""
        self.debtor_id.choices = choices_of(who_owe) if who_owe else choices_of({}, empty="")
        if who_owe and self.debtor_id.data is None:
            self.debtor_id.data = next(iter(who_owe))


class ArrangementForm(OnceForm):
    """Keep the schedule that was shown."""

    amount = HiddenField()
    number = HiddenField()
    first_due_on = HiddenField()
    debtor_id = HiddenField()
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
    take_over = SelectMultipleField("Neem over in ons dossier", coerce=int, validate_choice=False)


class EvidenceForm(OnceForm, PaperForm):
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
    towards = SelectField("Tegenover wie?", coerce=lambda value: int(value) if value else None)
    claims = SelectMultipleField("Voor welke facturen?", coerce=int)
    remark = text_field("Toelichting", max_length=300)
    proof = EvidenceField("Bewijs", description=f"De brief of de erkenning zelf. {_PAPER}")

    def offer(self, who_owe: Mapping[int, str]) -> None:
        """Towards whom it can be, where more than one owes."""
        self.towards.choices = choices_of(who_owe) if who_owe else choices_of({}, empty="")


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
    debtor_id = SelectField("Wie is opgezocht", coerce=lambda value: int(value) if value else None)
    checked_on = DutchDateField("Gecontroleerd op", validators=[required("Vul de datum van de controle in.")])
    found = RadioField("Staat de debiteur erin?", choices=choices_of({"nee": "Nee", "ja": "Ja"}),
                       validators=[InputRequired("Geef aan of de debiteur in het register staat.")])
    note = text_field("Notitie", max_length=300)
    file = EvidenceField("Bewijs", description=f"Uitdraai of schermafdruk. {_PAPER}")

    def offer(self, who_owe: Mapping[int, str]) -> None:
        """Who can be looked up, where more than one owes."""
        self.debtor_id.choices = choices_of(who_owe) if who_owe else choices_of({}, empty="")

    def validate_register(self, _field: HiddenField) -> None:
        """One of the registers: a check is never taken for that of another one."""
        if self.chosen_register() is None:
            raise ValidationError("Dit register bestaat niet. Laad de pagina opnieuw.")

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


class ButtonForm(OnceForm):
    """A button with no more than a choice: it may be off the page by now, so a refusal is a message."""

    def take(self, refusal: DomainError) -> None:
        """Say it on the next page."""
        flash(message_for(refusal), "error")


class GiveForm(ButtonForm):
    """Give the package to the bailiff; in an office of one person with why, for the outsider."""

    why = text_field("Waarom nu naar de deurwaarder?", max_length=500, long=True)


class SecondPersonForm(ButtonForm):
    """Confirm or reject an assessment."""

    note = text_field("Toelichting", max_length=2000, long=True)


class MeansForm(OnceForm):
    """Record a sign that the debtor can pay; it stands on a page with other forms, so its fields have own names."""

    sign = RadioField("Wat blijkt er?", choices=choices_of(_words(MeansSign)),
                      validators=[InputRequired("Kies wat er blijkt.")])
    shown_on = DutchDateField("Op welke dag bleek dat?", validators=[required("Vul in op welke dag dat bleek.")])
    source = text_field("Waaruit blijkt dat?", needed="Schrijf op waaruit dit blijkt.", max_length=300)


class WithdrawMeansForm(OnceForm):
    """Take back a sign that was recorded in error."""

    means_reason = text_field("Waarom klopt dit teken niet?", needed="Schrijf op waarom dit teken niet klopt.",
                              max_length=300)


class ReleaseForm(OnceForm):
    """Let a halted order go on; `seen` is the newest stop that stood on the page."""

    seen = HiddenField()
    release_reason = text_field(
        "Waarom kan betekenen toch doorgaan?", needed="Schrijf op waarom betekenen toch kan; de deurwaarder leest dit.",
        max_length=1000, long=True,
    )

    def newest_seen(self) -> int:
        """The stop that was seen; 0 for a made-up one."""
        typed = self.seen.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < 18 else 0


class CourtForm(OnceForm):
    """Record whether the client wants to go to court; it stands on a page with other forms, as do the next four."""

    court = RadioField(
        "Wil de opdrachtgever met dit dossier naar de rechter?",
        choices=choices_of({"ja": "Ja, de opdrachtgever stemt daarmee in", "nee": "Nee"}),
        validators=[InputRequired("Kies of de opdrachtgever naar de rechter wil.")],
    )
    court_on = DutchDateField("Gezegd op", validators=[required("Vul in op welke dag dat is gezegd.")])
    court_how = text_field("Door wie en hoe?", needed="Vul in wie dit zei, en hoe.", max_length=300)


class NoDefenceForm(OnceForm):
    """Confirm that no defence is known."""

    no_defence_note = text_field("Toelichting", max_length=300)


class DefenceForm(OnceForm):
    """State a defence in the words of the writ."""

    defence = text_field(
        "Verweer en reactie, zoals in het exploot", needed="Beschrijf het verweer en de reactie.", max_length=2000,
        long=True, description="Dit komt letterlijk in het exploot, en dat kan bij een huisgenoot worden gelaten. "
                               "Schrijf niets over gezondheid, schulden of wat in vertrouwen is verteld.",
    )


class SeenForm(ButtonForm):
    """Say that the abbreviations on the screen were seen."""

    words = HiddenField()


class PersonForm(OnceForm):
    """Say that a name is that of one person or organisation."""

    person_note = text_field(
        "Waaruit blijkt dat?", needed="Vul in waaruit blijkt dat dit één persoon of organisatie is.", max_length=300,
    )


class DraftWritForm(ButtonForm):
    """Make the draft of the writ for one bailiff office."""

    bailiff_office_id = SelectField("Deurwaarderskantoor", coerce=int)


def chosen_cases(values: Sequence[str]) -> list[int]:
    """The numbers of the cases that were ticked, each once; a value may hold several, with commas."""
    numbers = dict.fromkeys(whole_number(number) for value in values for number in value.split(","))
    return [number for number in numbers if number is not None]


class OrderForm(OnceForm):
    """Order the letters of a preview. `shown`: of each case its id and the mark of what it gets, with the date
    `shown_on`. `rest`: the cases that were chosen too and stand in a next preview.
    """

    shown = HiddenField()
    shown_on = HiddenField()
    rest = HiddenField()
    kind = HiddenField()
    letter_date = DutchDateField("Briefdatum", validators=[required("Vul de briefdatum in.")])

    def show(self, marks: Mapping[int, str]) -> None:
        """Carry what is shown."""
        self.shown.data = ",".join(f"{case_id}:{mark}" for case_id, mark in sorted(marks.items()))

    def marks(self) -> dict[int, str]:
        """What was shown, by the id of the case."""
        parts = [each.partition(":") for each in (self.shown.data or "").split(",")][:MOST_PREVIEWED]
        found = {whole_number(case_id): mark for case_id, _, mark in parts}
        return {case_id: mark for case_id, mark in found.items() if case_id is not None and is_mark(mark)}

    def chosen(self) -> list[int]:
        """Ids of the cases."""
        return list(self.marks())

    def is_of_another_date(self) -> bool:
        """Whether another date was typed than the one that was shown."""
        return bool(self.shown_on.data) and self.shown_on.data != str(self.letter_date.data)


class PostedForm(AskingForm, OnceForm):
    """The day on which a batch went to the post; of a letter that could not be printed it asks whether it did."""

    sure = CheckField("Ja, ook deze zijn gepost")
    on = DutchDateField("Datum", validators=[required("Vul de datum in.")])


class DayForm(OnceForm):
    """One day on which something became of a letter; a case page has several, so each field gets an id of its own."""

    on = DutchDateField("Datum", validators=[required("Vul de datum in.")])
