"""The form of the calculator: shape only; what the facts come to, and whether they fit, the law package says."""

from collections.abc import Iterator
from typing import Any

from wtforms import BooleanField, FieldList, Form, FormField, RadioField, SelectField
from wtforms.validators import InputRequired

from agency.forms import BaseForm, DutchDateField, EuroField, PercentField, choices_of, given, required, text_field
from cases.names import name
from legal.facts import CaseFacts, Channel, Claim, ContractRate, DebtorKind, InterestKind, Notice, Payment
from legal.interest import PER_MONTH, PER_YEAR

MOST_ROWS = 50
PERIODS = {PER_MONTH: "per maand", PER_YEAR: "per jaar"}
YES_NO = {"ja": "Ja", "nee": "Nee"}
EMPTY_CLAIM = {"interest": InterestKind.STATUTORY.value, "contract_per": PER_MONTH}


class ClaimRow(Form):  # type: ignore[misc]  # the library has no types
    """One claim."""

    ref = text_field("Kenmerk", max_length=60)
    principal = EuroField("Hoofdsom")
    interest_from = DutchDateField("Rente vanaf")
    interest = SelectField("Soort rente", choices=choices_of({kind: name(kind) for kind in InterestKind}))
    contract_percent = PercentField("Percentage")
    contract_per = SelectField("Per", choices=choices_of(PERIODS))
    contract_compound = BooleanField("Rente over rente")

    def is_blank(self) -> bool:
        """Whether nothing was typed in this row."""
        return not any((self.ref.data, self.principal.raw_data and self.principal.raw_data[0].strip(),
                        self.interest_from.raw_data and self.interest_from.raw_data[0].strip()))


class PaymentRow(Form):  # type: ignore[misc]  # the library has no types
    """One payment received."""

    received_on = DutchDateField("Ontvangen op")
    amount = EuroField("Bedrag")
    claim = text_field("Voor vordering", max_length=60)

    def is_blank(self) -> bool:
        """Whether nothing was typed in this row."""
        typed = (field.raw_data and field.raw_data[0].strip() for field in (self.received_on, self.amount))
        return not any((self.claim.data, *typed))


class CalculationForm(BaseForm):
    """Facts of one debt. Rows without anything in them are passed over."""

    on = DutchDateField("Rekenen tot en met", validators=[required("Vul in tot en met welke dag u rekent.")])
    debtor = RadioField("De schuldenaar is een", choices=choices_of({kind: name(kind) for kind in DebtorKind}),
                        validators=[InputRequired("Kies of de schuldenaar een consument of een bedrijf is.")])
    reclaims_vat = RadioField("Kan de schuldeiser btw verrekenen?", choices=choices_of(YES_NO),
                              validators=[InputRequired("Geef aan of de schuldeiser btw kan verrekenen.")])
    claims = FieldList(FormField(ClaimRow), min_entries=1, max_entries=MOST_ROWS)
    notice_sent_on = DutchDateField("Verstuurd op")
    notice_channel = SelectField("Verstuurd per", choices=choices_of({kind: name(kind) for kind in Channel}))
    notice_delivered_on = DutchDateField("Bewezen ontvangen op")
    handed_over_on = DutchDateField("Uit handen gegeven op")
    payments = FieldList(FormField(PaymentRow), max_entries=MOST_ROWS)

    def used_claims(self) -> list[Any]:
        """The claim rows that hold something; the first one if none does."""
        return [row.form for row in self.claims if not row.form.is_blank()] or [self.claims[0].form]

    def used_payments(self) -> list[Any]:
        """The payment rows that hold something."""
        return [row.form for row in self.payments if not row.form.is_blank()]

    def validate(self, extra_validators: Any = None) -> bool:
        """Shape of every field, and that no row is half filled."""
        fine: bool = super().validate(extra_validators)
        return all([fine, *(_is_there(field, text) for field, text in self._needed())])

    @property
    def errors(self) -> dict[str, Any]:
        """As the library gives them, with those of the rows by the id of their field."""
        rows = ("claims", "payments")
        found: dict[str, Any] = {key: value for key, value in super().errors.items() if key not in rows}
        return found | {id_: [message] for id_, message in self.problems()}

    def problems(self) -> list[tuple[str, str]]:
        """The id of every field at fault with its message, in the order of the page."""
        return [(field.id, str(field.errors[0])) for field in self.plain_fields() if field.errors]

    def plain_fields(self) -> Iterator[Any]:
        """Every field in the order of the page, those of the rows too."""
        for field in self:
            rows = field if field.type == "FieldList" else ()
            if field.type != "FieldList":
                yield field
            for row in rows:
                yield from row.form

    def facts(self) -> CaseFacts:
        """What was typed, as the law package reads it. Valid forms only."""
        notice = None
        if self.notice_sent_on.data is not None:
            notice = Notice(
                sent_on=self.notice_sent_on.data, channel=Channel(self.notice_channel.data),
                delivered_on=self.notice_delivered_on.data,
            )
        return CaseFacts(
            debtor=DebtorKind(self.debtor.data), creditor_reclaims_vat=self.reclaims_vat.data == "ja",
            claims=tuple(_claim(row, number) for number, row in enumerate(self.used_claims(), start=1)),
            notice=notice, handed_over_on=self.handed_over_on.data,
            payments=tuple(
                Payment(received_on=row.received_on.data, amount=row.amount.data, claim=row.claim.data or None)
                for row in self.used_payments()
            ),
        )

    def at(self, path: str) -> Any:
        """The field that a path of a quote request is about; None for a path that has none."""
        parts = path.split(".")
        if parts[0] in ("claims", "payments") and len(parts) > 2 and parts[1].isdecimal():
            rows = self.used_claims() if parts[0] == "claims" else self.used_payments()
            wanted = "contract_percent" if parts[2] == "contract_rate" else parts[2]
            return getattr(rows[int(parts[1])], wanted, None) if int(parts[1]) < len(rows) else None
        return self._fields.get("_".join(parts))

    def _needed(self) -> Iterator[tuple[Any, str]]:
        for row in self.used_claims():
            yield row.principal, "Vul de hoofdsom in."
            yield row.interest_from, "Vul de eerste dag in waarover rente loopt."
            if row.interest.data == InterestKind.CONTRACTUAL.value:
                yield row.contract_percent, "Vul het afgesproken percentage in."
        for row in self.used_payments():
            yield row.received_on, "Vul in wanneer de betaling is ontvangen."
            yield row.amount, "Vul het bedrag van de betaling in."
        if self.notice_delivered_on.data is not None:
            yield self.notice_sent_on, "Vul in wanneer de veertiendagenbrief is verstuurd."


def _is_there(field: Any, message: str) -> bool:
    if field.data is None and not field.errors:
        field.errors = [message]
    return not field.errors


def _claim(row: ClaimRow, number: int) -> Claim:
    kind = InterestKind(row.interest.data)
    rate = None
    if kind is InterestKind.CONTRACTUAL:
        rate = ContractRate(
            percent=given(row.contract_percent), per=row.contract_per.data, compound=row.contract_compound.data
        )
    return Claim(
        ref=row.ref.data or f"Vordering {number}", principal=given(row.principal),
        interest_from=given(row.interest_from), interest=kind, contract_rate=rate,
    )
