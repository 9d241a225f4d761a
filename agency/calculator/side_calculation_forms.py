"""The forms of the pages beside the calculator: shape only, the rules are those of the law package."""

import re
from datetime import datetime, time
from typing import Any

from wtforms import BooleanField, IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from agency.clock import AMSTERDAM
from agency.web.fields import DutchDateField, EuroField, choices_of, given, required, text_field
from agency.web.forms import BaseForm
from cases.names import name
from legal.court.court_terms import OppositionStart, Residence
from legal.debtor.commercial_terms import CommercialParties
from legal.debtor.default import REASONABLE_TERM_DAYS, PaymentTerm, Reminder
from legal.debtor.protected_earnings import DUTCH_SITUATIONS, Household
from legal.facts import Channel
from legal.parameters.court_tables import LivingSituation

AGREED, NOT_AGREED, UNKNOWN = "ja", "nee", "onbekend"
TERM_AGREED = {
    AGREED: "Ja, in de overeenkomst of de voorwaarden", NOT_AGREED: "Nee, hij staat alleen op de factuur",
    UNKNOWN: "Niet bekend",
}
_AGREED = {AGREED: True, NOT_AGREED: False, UNKNOWN: None}
RESIDENCES = {
    Residence.NETHERLANDS: "Nederland: een week",
    Residence.EUROPEAN_CONVENTION: "EU-lidstaat of Europees land van het Haags Betekeningsverdrag: vier weken",
    Residence.ELSEWHERE: "elders, of nergens bekend: drie maanden",
}
OPPOSITION = {
    OppositionStart.SERVICE_IN_PERSON: "betekening van het vonnis in persoon",
    OppositionStart.ACT_OF_KNOWLEDGE: "daad waaruit bekendheid met het vonnis blijkt",
    OppositionStart.ENFORCEMENT: "voltooide tenuitvoerlegging",
}
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")
_MOST_DAYS = 365


class DefaultForm(BaseForm):
    """What is known of the term of one claim."""

    due_date = DutchDateField("Laatste dag om te betalen",
                              validators=[required("Vul in tot en met welke dag betaald kon worden.")])
    term_agreed = RadioField("Is die termijn afgesproken?", choices=choices_of(TERM_AGREED),
                             validators=[InputRequired("Geef aan of de termijn is afgesproken.")])
    clause = text_field("Bepaling", max_length=100)
    reminder_sent_on = DutchDateField("Verstuurd op")
    reminder_channel = SelectField("Verstuurd per", choices=choices_of({kind: name(kind) for kind in Channel}),
                                   default=Channel.ORDINARY_POST.value)
    reminder_delivered_on = DutchDateField("Bewezen ontvangen op")
    reminder_term_days = IntegerField("Termijn in dagen", default=REASONABLE_TERM_DAYS, validators=[
        Optional(), NumberRange(1, _MOST_DAYS, f"Vul een termijn van 1 tot en met {_MOST_DAYS} dagen in."),
    ])
    refused_on = DutchDateField("Liet weten niet te betalen op")
    is_commercial = BooleanField("Handelsovereenkomst tussen bedrijven of met een overheid")
    invoice_received_on = DutchDateField("Factuur ontvangen op")
    performance_received_on = DutchDateField("Prestatie ontvangen op")
    accepted_on = DutchDateField("Prestatie aanvaard op")
    concluded_on = DutchDateField("Overeenkomst van")
    is_large_debtor = BooleanField("De schuldenaar is een grote onderneming")
    is_small_creditor = BooleanField("De schuldeiser is een kleine of middelgrote onderneming")
    is_government_debtor = BooleanField("De schuldenaar is een overheidsinstantie")
    longer_is_express = SelectField(
        "Langere termijn uitdrukkelijk afgesproken en te verdedigen", default=UNKNOWN,
        choices=choices_of({UNKNOWN: "niet nagegaan", AGREED: "ja", NOT_AGREED: "nee"}),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Shape, and that a demand has its day."""
        fine: bool = super().validate(extra_validators)
        if self.reminder_delivered_on.data is not None and self.reminder_sent_on.data is None:
            self.refuse("Vul in wanneer de aanmaning is verstuurd.", "reminder_sent_on")
            return False
        return fine

    def term(self) -> PaymentTerm:
        """The facts. Valid forms only."""
        reminder = None
        if self.reminder_sent_on.data is not None:
            reminder = Reminder(
                sent_on=self.reminder_sent_on.data, channel=Channel(self.reminder_channel.data),
                delivered_on=self.reminder_delivered_on.data,
                term_days=self.reminder_term_days.data or REASONABLE_TERM_DAYS,
            )
        return PaymentTerm(
            due_date=given(self.due_date), term_agreed=_AGREED[self.term_agreed.data], clause=self.clause.data or "",
            reminder=reminder, refused_on=self.refused_on.data, is_commercial=self.is_commercial.data,
            invoice_received_on=self.invoice_received_on.data,
            performance_received_on=self.performance_received_on.data, accepted_on=self.accepted_on.data,
            parties=CommercialParties(
                concluded_on=self.concluded_on.data, is_large_debtor=self.is_large_debtor.data,
                is_small_creditor=self.is_small_creditor.data, is_government_debtor=self.is_government_debtor.data,
                longer_is_express=_AGREED[self.longer_is_express.data],
            ),
        )


class TermsForm(BaseForm):
    """Days of a summons, and what else is asked about them."""

    served_on = DutchDateField("Dagvaarding betekend op",
                               validators=[required("Vul in wanneer de dagvaarding wordt betekend.")])
    residence = SelectField("De gedaagde woont in", choices=choices_of(RESIDENCES),
                            default=Residence.NETHERLANDS.value)
    served_in_person_here = BooleanField("In Nederland betekend, in persoon of aan de hier gekozen woonplaats")
    first_session_on = DutchDateField("Eerste roldatum")
    serve_on = DutchDateField("Dag")
    serve_at = text_field("Tijd", max_length=5)
    opposition_start = SelectField("De termijn begint met", choices=choices_of(OPPOSITION),
                                   default=OppositionStart.SERVICE_IN_PERSON.value)
    opposition_on = DutchDateField("Op")
    opposition_abroad = BooleanField("De gedaagde woont buiten Nederland, op een bekend adres")

    def validate(self, extra_validators: Any = None) -> bool:
        """Shape, and that days follow each other."""
        fine: bool = super().validate(extra_validators)
        if self.serve_at.data and not _TIME.fullmatch(self.serve_at.data):
            self.refuse("Schrijf de tijd als uren en minuten, bijvoorbeeld 14:30.", "serve_at")
            fine = False
        if self.serve_at.data and self.serve_on.data is None and not self.serve_on.errors:
            self.refuse("Vul de dag in waarop het exploot wordt gedaan.", "serve_on")
            fine = False
        served, session = self.served_on.data, self.first_session_on.data
        if served and session and session <= served:
            self.refuse("De eerste roldatum ligt na de dag van de dagvaarding.", "first_session_on")
            fine = False
        return fine

    def serve_moment(self) -> datetime | None:
        """When a writ is to be served, in the Netherlands; noon when no time was given. Valid forms only."""
        if self.serve_on.data is None:
            return None
        found = _TIME.fullmatch(self.serve_at.data or "12:00")
        assert found is not None
        return datetime.combine(self.serve_on.data, time(int(found[1]), int(found[2])), tzinfo=AMSTERDAM)


class EarningsForm(BaseForm):
    """What a debtor declared about a household."""

    on = DutchDateField("Op", validators=[required("Vul in voor welke dag u rekent.")])
    situation = SelectField("Leefsituatie", choices=choices_of(DUTCH_SITUATIONS),
                            default=LivingSituation.SINGLE.value)
    net_income = EuroField("Netto inkomen per maand, met vakantiegeld", zero=True,
                           validators=[required("Vul het netto inkomen per maand in.")])
    norm = EuroField("Bijstandsnorm per maand")
    norm_source = text_field("Waar gelezen", max_length=200)
    is_high_income = BooleanField("Het inkomen valt in de hoogste groep")

    def household(self) -> Household:
        """The facts. Valid forms only."""
        return Household(
            situation=LivingSituation(self.situation.data), net_income=given(self.net_income), norm=self.norm.data,
            norm_source=self.norm_source.data or "", is_high_income=self.is_high_income.data,
        )
