"""The rows of the calculator: claims, terms missed before, payments. A row without anything in it is no row."""

from collections.abc import Iterator
from typing import Any

from wtforms import BooleanField, FieldList, Form, FormField, SelectField

from agency.calculator import choices
from agency.web.fields import DutchDateField, EuroField, PercentField, choices_of, text_field
from cases.names import name
from legal.court.competence import Subject
from legal.debtor.prescription import LONG_STOP_LAWS, InterruptionKind
from legal.facts import InterestKind
from legal.interest import PER_MONTH, PER_YEAR

# Kinds of interest that an agreed rate counts for: a public authority owes it where it is the higher one.
WITH_AGREED_RATE = (InterestKind.CONTRACTUAL.value, InterestKind.GOVERNMENT.value)
NOT_COUNTED = "Dit telt niet bij de gekozen soort rente. Kies contractuele rente, of haal het weg."
MOST_ROWS = 50
MOST_EVENTS = 20
PERIODS = {PER_MONTH: "per maand", PER_YEAR: "per jaar"}
EMPTY_CLAIM = {"interest": InterestKind.STATUTORY.value, "contract_per": PER_MONTH, "subject": Subject.OTHER.value}
Needed = Iterator[tuple[Any, str]]


def is_typed(field: Any) -> bool:
    """Whether text stands in a field, right or wrong."""
    return bool(field.raw_data and str(field.raw_data[0]).strip())


def is_touched(field: Any) -> bool:
    """Whether a field must be seen: it holds a row, a mistake, or something else than its default."""
    if field.type == "FieldList":
        return len(field) > 0
    return bool(field.errors) or field.data not in (None, "", False, field.default)


class InterruptionRow(Form):  # type: ignore[misc]  # the library has no types
    """One event that may interrupt prescription."""

    kind = SelectField("Wat", choices=choices_of(choices.INTERRUPTIONS), default=InterruptionKind.DEMAND.value)
    on = DutchDateField("Op")
    ended_on = DutchDateField("Procedure geëindigd op")

    def is_blank(self) -> bool:
        """Whether no day was typed in this row."""
        return not (is_typed(self.on) or is_typed(self.ended_on))

    def needed(self) -> Needed:
        """What must be there, with the sentence when it is not."""
        yield self.on, "Vul in wanneer dit gebeurde."
        if self.kind.data == InterruptionKind.FAILED_ACTION.value:
            yield self.ended_on, "Vul in wanneer die procedure eindigde."


class ExtensionRow(Form):  # type: ignore[misc]  # the library has no types
    """One ground that puts off the end of a term."""

    ground = SelectField("Grond", choices=choices_of(choices.GROUNDS), default=next(iter(choices.GROUNDS)).value)
    first_day = DutchDateField("Van")
    last_day = DutchDateField("Tot en met")

    def is_blank(self) -> bool:
        """Whether no day was typed in this row."""
        return not (is_typed(self.first_day) or is_typed(self.last_day))

    def needed(self) -> Needed:
        """What must be there, with the sentence when it is not."""
        yield self.first_day, "Vul de eerste dag van deze grond in."
        yield self.last_day, "Vul de laatste dag van deze grond in."


class ClaimRow(Form):  # type: ignore[misc]  # the library has no types
    """One claim, with what decides over its prescription and its court."""

    principal = EuroField("Hoofdsom")
    interest_from = DutchDateField("Rente vanaf")
    interest = SelectField("Soort rente", choices=choices_of({kind: name(kind) for kind in InterestKind}),
                           default=InterestKind.STATUTORY.value)
    ref = text_field("Kenmerk", max_length=60, number=True)
    term_of = text_field("Termijn van overeenkomst", max_length=60, number=True)
    contract_percent = PercentField("Percentage")
    contract_per = SelectField("Per", choices=choices_of(PERIODS), default=PER_MONTH)
    contract_compound = BooleanField("Rente over rente")
    subject = SelectField("Gaat over", choices=choices_of(choices.SUBJECTS), default=Subject.OTHER.value)
    credit_sum = EuroField("Kredietsom")
    prescription_regime = SelectField("Soort vordering", default="",
                                      choices=choices_of(choices.regimes_with_term(), empty="niet nagaan"))
    prescription_due_date = DutchDateField("Opeisbaar op")
    prescription_long_stop_from = DutchDateField("Twintig jaar te tellen vanaf")
    prescription_is_other = BooleanField("Geen vordering tot nakoming")
    prescription_interruptions = FieldList(FormField(InterruptionRow), max_entries=MOST_EVENTS)
    prescription_extensions = FieldList(FormField(ExtensionRow), max_entries=MOST_EVENTS)

    def is_blank(self) -> bool:
        """Whether nothing was typed in this row."""
        return not any(is_typed(field) for field in (self.ref, self.principal, self.interest_from))

    def needed(self) -> Needed:
        """What must be there, with the sentence when it is not."""
        yield self.principal, "Vul de hoofdsom in."
        yield self.interest_from, "Vul de eerste dag in waarover rente loopt."
        if self.interest.data == InterestKind.CONTRACTUAL.value:
            yield self.contract_percent, "Vul het afgesproken percentage in."
        if self.prescription_is_asked():
            yield self.prescription_regime, "Kies de soort vordering voor de verjaring."
            yield self.prescription_due_date, "Vul in wanneer de vordering opeisbaar werd."
        for row in (*used(self.prescription_interruptions), *used(self.prescription_extensions)):
            yield from row.needed()

    def contradictions(self) -> Needed:
        """What cannot be, each with its sentence. Shape is right by then."""
        if self.interest.data not in WITH_AGREED_RATE and self.contract_percent.data is not None:
            yield self.contract_percent, NOT_COUNTED
        if self.contract_compound.data and not self.has_agreed_rate():
            yield self.contract_compound, NOT_COUNTED
        if self.prescription_long_stop_from.data and self.prescription_regime.data not in set(LONG_STOP_LAWS):
            yield self.prescription_long_stop_from, "Bij deze soort vordering loopt geen termijn van twintig jaar."
        for row in used(self.prescription_extensions):
            if row.first_day.data and row.last_day.data and row.last_day.data < row.first_day.data:
                yield row.last_day, "De laatste dag ligt voor de eerste."

    def has_agreed_rate(self) -> bool:
        """Whether an agreed rate was typed that counts."""
        return self.interest.data in WITH_AGREED_RATE and self.contract_percent.data is not None

    def prescription_is_asked(self) -> bool:
        """Whether anything about prescription was typed."""
        typed = (self.prescription_regime, self.prescription_due_date, self.prescription_long_stop_from)
        rows = (*used(self.prescription_interruptions), *used(self.prescription_extensions))
        return bool(rows) or any(is_touched(field) for field in typed)

    def has_more(self, *, with_ref: bool) -> bool:
        """Whether anything less used was typed, so that it must be seen."""
        first = ("principal", "interest_from", "interest", *(() if with_ref else ("ref",)))
        agreed = self.interest.data == InterestKind.CONTRACTUAL.value
        return agreed or any(is_touched(field) for field in self if field.short_name not in first)


class EarlierTermRow(Form):  # type: ignore[misc]  # the library has no types
    """One periodic term of an agreement that was missed before."""

    term_of = text_field("Overeenkomst", max_length=60, number=True)
    principal = EuroField("Bedrag van de termijn")
    missed_on = DutchDateField("In verzuim vanaf")
    fee_charged = EuroField("Gerekende kosten", zero=True)
    without_notice = BooleanField("Zonder eigen veertiendagenbrief")
    ref = text_field("Kenmerk", max_length=60, number=True)

    def is_blank(self) -> bool:
        """Whether nothing was typed in this row."""
        return not any(is_typed(field) for field in (self.term_of, self.principal, self.missed_on))

    def needed(self) -> Needed:
        """What must be there, with the sentence when it is not."""
        yield self.term_of, "Vul in van welke overeenkomst dit een termijn is."
        yield self.principal, "Vul het bedrag van de termijn in."
        yield self.missed_on, "Vul in vanaf welke dag de termijn in verzuim was."


class PaymentRow(Form):  # type: ignore[misc]  # the library has no types
    """One payment received."""

    received_on = DutchDateField("Ontvangen op")
    amount = EuroField("Bedrag")
    claim = text_field("Voor vordering", max_length=60, number=True)

    def is_blank(self) -> bool:
        """Whether nothing was typed in this row."""
        return not any(is_typed(field) for field in (self.received_on, self.amount, self.claim))

    def needed(self) -> Needed:
        """What must be there, with the sentence when it is not."""
        yield self.received_on, "Vul in wanneer de betaling is ontvangen."
        yield self.amount, "Vul het bedrag van de betaling in."


def used(rows: Any) -> list[Any]:
    """The forms of the rows that hold something."""
    return [row.form for row in rows if not row.form.is_blank()]
