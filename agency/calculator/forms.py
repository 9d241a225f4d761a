"""The form of the calculator: shape only; what the facts come to, and whether they fit, the law package says."""

from collections.abc import Iterator
from typing import Any

from wtforms import BooleanField, FieldList, FormField, RadioField, SelectField
from wtforms.validators import InputRequired

from agency.calculator import choices
from agency.calculator.entry_rows import (
    MOST_ROWS,
    ClaimRow,
    EarlierTermRow,
    Needed,
    PaymentRow,
    is_touched,
    is_typed,
    used,
)
from agency.web.fields import DutchDateField, EuroField, PercentField, choices_of, required, text_field
from agency.web.forms import BaseForm
from cases.input_checks import whole_number
from cases.names import name
from legal.court.competence import Subject
from legal.court.court_terms import NETHERLANDS
from legal.facts import Channel, DebtorKind
from legal.policies import FeeBase, PeriodicStacking
from letters.wording import FEE_BASE_LABEL, FEE_BASES, STACKING_LABEL, STACKINGS

YES_NO = {choices.YES: "Ja", choices.NO: "Nee"}
MOST_TEXT = 20_000
# A field of the page where a part of a request is about more than one, or goes by another name.
_RENAMED = {
    "creditor_reclaims_vat": "reclaims_vat", "contract_rate": "contract_percent",
    "contract_rate_percent": "contract_percent", "contract_rate_per": "contract_per",
    "contract_rate_compound": "contract_compound", "agreed_costs": "agreed_costs_percent", "notice": "notice_sent_on",
    "costs_policy_periodic_stacking": "stacking", "costs_policy_fee_base": "policy_fee_base",
    "court": "court_claimant", "prescription": "prescription_regime",
}


def _policy(key: str) -> RadioField:
    return RadioField(
        choices.policy_label(key), choices=choices_of(choices.policy_choices(key)), default=choices.usual_policy(key)
    )


class CalculationForm(BaseForm):
    """Facts of one debt, and what is asked about them besides the amounts. Rows without anything are passed over."""

    claims = FieldList(FormField(ClaimRow), min_entries=1, max_entries=MOST_ROWS)
    on = DutchDateField("Rekenen tot en met", validators=[required("Vul in tot en met welke dag u rekent.")])
    debtor = RadioField("De schuldenaar is een", choices=choices_of({kind: name(kind) for kind in DebtorKind}),
                        validators=[InputRequired("Kies of de schuldenaar een consument of een bedrijf is.")])
    notice_sent_on = DutchDateField("Verstuurd op")
    notice_channel = SelectField("Verstuurd per", choices=choices_of({kind: name(kind) for kind in Channel}),
                                 default=Channel.ORDINARY_POST.value)
    notice_delivered_on = DutchDateField("Bewezen ontvangen op")
    notice_has_bounced = BooleanField("De brief of e-mail is teruggekomen")
    notice_fee_named = EuroField("Genoemde incassokosten")
    notice_claims_named = text_field("Genoemde vorderingen", max_length=4000, long=True, number=True)
    debtors = text_field("Schuldenaren", max_length=4000, long=True)
    notice_addressed_to = text_field("Gericht aan", max_length=4000, long=True)
    notice_text = text_field("Tekst van de brief", max_length=MOST_TEXT, long=True, number=True)
    earlier_terms = FieldList(FormField(EarlierTermRow), max_entries=MOST_ROWS)
    payments = FieldList(FormField(PaymentRow), max_entries=MOST_ROWS)
    reclaims_vat = RadioField("Kan de schuldeiser btw verrekenen?", choices=choices_of(YES_NO),
                              validators=[InputRequired("Geef aan of de schuldeiser btw kan verrekenen.")])
    handed_over_on = DutchDateField("Uit handen gegeven op")
    agreed_costs_percent = PercentField("Percentage van de hoofdsom")
    agreed_costs_minimum = EuroField("Minimum")
    agreed_costs_concluded_on = DutchDateField("Overeenkomst van")
    court_claimant = SelectField("De eiser is een", choices=choices_of(choices.PARTIES, empty="niet nagaan"),
                                 default="")
    court_served_on = DutchDateField("Dagvaarding betekend op")
    court_first_session_on = DutchDateField("Eerste roldatum")
    court_judgment_on = DutchDateField("Vonnis op")
    court_own_fee = EuroField("Eigen kosten van de gemachtigde")
    court_country = SelectField("De gedaagde woont in", choices=choices_of(choices.countries()), default=NETHERLANDS)
    court_municipality = text_field("Gemeente van de gedaagde", max_length=100)
    court_let_property = text_field("Gemeente van het gehuurde", max_length=100)
    stacking = RadioField(STACKING_LABEL, choices=choices_of(STACKINGS),
                          default=PeriodicStacking.LIMITED.value)
    policy_day_count = _policy("day_count")
    policy_full_year_exact = _policy("full_year_exact")
    policy_payment_day_counts = _policy("payment_day_counts")
    policy_feb29_anniversary = _policy("feb29_anniversary")
    policy_rounding = _policy("rounding")
    policy_segment_cuts = _policy("segment_cuts")
    policy_extend_term = _policy("extend_term")
    policy_fee_base = RadioField(FEE_BASE_LABEL, choices=choices_of(FEE_BASES),
                                 default=FeeBase.PRINCIPAL.value)

    def used_claims(self) -> list[Any]:
        """The claim rows that hold something; the first one if none does."""
        return used(self.claims) or [self.claims[0].form]

    def used_payments(self) -> list[Any]:
        """The payment rows that hold something."""
        return used(self.payments)

    def part(self, prefix: str) -> list[Any]:
        """The fields whose names start so: those of one part of the form."""
        return [field for field in self if field.short_name.startswith(prefix)]

    def is_open(self, *prefixes: str) -> bool:
        """Whether something of a less used part was typed, so that it must be seen."""
        return any(is_touched(field) for prefix in prefixes for field in self.part(prefix))

    def asks_court(self) -> bool:
        """Whether a lawsuit was described."""
        return self.is_open("court_")

    def has_terms(self) -> bool:
        """Whether a claim is a periodic term, or terms missed before were typed."""
        return bool(used(self.earlier_terms)) or any(row.term_of.data for row in self.used_claims())

    def validate(self, extra_validators: Any = None) -> bool:
        """Shape of every field, that no row is half filled, and that nothing contradicts."""
        fine: bool = super().validate(extra_validators)
        there = [_is_there(field, text) for field, text in self._needed()]
        wrong = [_refused(field, text) for field, text in self._contradictions()]
        return fine and all(there) and not wrong

    @property
    def errors(self) -> dict[str, Any]:
        """As the library gives them, with those of the rows by the id of their field."""
        rows = ("claims", "earlier_terms", "payments")
        found: dict[str, Any] = {key: value for key, value in super().errors.items() if key not in rows}
        return found | {id_: [message] for id_, message in self.problems()}

    def problems(self) -> list[tuple[str, str]]:
        """The anchor of every field at fault with its message, in the order of the page."""
        return [(_anchor(field), str(field.errors[0])) for field in _plain_fields(self) if field.errors]

    def at(self, path: str) -> Any:
        """The field that a path of a quote request is about; None for a path that has none."""
        return _field_in(self, path.split("."))

    def _needed(self) -> Needed:
        for row in (*self.used_claims(), *used(self.earlier_terms), *self.used_payments()):
            yield from row.needed()
        notice = [field for field in self.part("notice_") if field is not self.notice_channel]
        if any(is_touched(field) for field in notice):
            yield self.notice_sent_on, "Vul in wanneer de veertiendagenbrief is verstuurd."
        if is_typed(self.agreed_costs_minimum) or is_typed(self.agreed_costs_concluded_on):
            yield self.agreed_costs_percent, "Vul het afgesproken percentage in."
        if self.asks_court():
            yield self.court_claimant, "Kies wat voor eiser het is: daarvan hangt het griffierecht af."
            yield self.court_served_on, "Vul in wanneer de dagvaarding wordt betekend."
            yield self.court_first_session_on, "Vul de eerste roldatum in."
            for row in self.used_claims():
                if row.subject.data == Subject.CONSUMER_CREDIT.value:
                    yield row.credit_sum, "Vul de kredietsom in: daarvan hangt de rechter af."

    def _contradictions(self) -> Needed:
        for row in self.used_claims():
            yield from row.contradictions()
        if self.agreed_costs_percent.data is not None and self.debtor.data == DebtorKind.CONSUMER.value:
            yield self.agreed_costs_percent, "Van een consument kan alleen de staffel worden gevorderd (art. 6:96 BW)."
        served, session = self.court_served_on.data, self.court_first_session_on.data
        if served and session and session <= served:
            yield self.court_first_session_on, "De eerste roldatum ligt na de dag van de dagvaarding."
        if session and self.court_judgment_on.data and self.court_judgment_on.data < session:
            yield self.court_judgment_on, "Het vonnis kan niet voor de eerste roldatum komen."


def _plain_fields(form: Any) -> Iterator[Any]:
    """Every field in the order of the page, those of rows and of rows in rows too."""
    for field in form:
        if field.type != "FieldList":
            yield field
            continue
        for row in field:
            yield from _plain_fields(row.form)


def _field_in(form: Any, parts: list[str]) -> Any:
    """The field at a path of names and row numbers; rows without anything have no number in a request."""
    for place, part in enumerate(parts):
        row = whole_number(part)
        if row is None:
            continue
        rows = form._fields.get("_".join(parts[:place]))
        if rows is None or rows.type != "FieldList":
            return form._fields.get(_name_of(parts[:place]))
        forms = used(rows) or [rows[0].form]
        return _field_in(forms[row], parts[place + 1 :]) if row < len(forms) else None
    return form._fields.get(_name_of(parts))


def _name_of(parts: list[str]) -> str:
    name = "_".join(parts)
    return _RENAMED.get(name, name)


def _anchor(field: Any) -> str:
    return f"{field.id}-0" if field.type == "RadioField" else str(field.id)


def _is_there(field: Any, message: str) -> bool:
    return field.data not in (None, "") or _refused(field, message)


def _refused(field: Any, message: str) -> bool:
    """Put a message on a field that has none yet; never fine."""
    if not field.errors:
        field.errors = [message]
    return False
