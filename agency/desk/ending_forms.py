"""Forms of the end of a case in money: close, open again, book off, pay back, and tell an amount."""

from collections.abc import Mapping, Sequence

from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from agency.web.fields import DutchDateField, EuroField, choices_of, required, text_field
from agency.web.formatting import euro
from agency.web.forms import AmountShownForm, OnceForm
from cases.amicable.closings import BY_PERSON
from cases.counting.overpaid import Surplus
from cases.models import PaidTo
from cases.names import name


class ClosingForm(AmountShownForm):
    """Close a case."""

    reason = RadioField(
        "Waarom sluit het dossier?", choices=choices_of({reason: name(reason).capitalize() for reason in BY_PERSON}),
        validators=[InputRequired("Kies de reden.")],
    )
    note = text_field(
        "Toelichting", needed="Schrijf op waarom het dossier sluit, en van wie u dat weet.", max_length=300, long=True,
        description="Van wie weet u dit, en sinds wanneer? Voor het dossier; de opdrachtgever leest alleen de reden.",
    )


class ReopeningForm(OnceForm):
    """Open a case again."""

    reason = text_field("Waarom gaat het dossier weer open?", needed="Vul de reden in.", max_length=300)


class WriteOffForm(OnceForm):
    """Book off a part of what is asked."""

    amount = EuroField("Bedrag dat u afboekt", validators=[required("Vul het bedrag in.")])
    reason = text_field("Reden", needed="Vul in waarom er wordt afgeboekt.", max_length=300)


class DecisionForm(OnceForm):
    """What a second person says of it."""

    note = text_field("Toelichting", max_length=300)


class RefundForm(OnceForm):
    """Record that money went back to the debtor."""

    debtor_id = SelectField("Aan wie?", coerce=lambda value: int(value) if value else None)
    amount = EuroField("Bedrag dat is terugbetaald", validators=[required("Vul het bedrag in.")])
    paid_on = DutchDateField("Terugbetaald op", validators=[required("Vul de dag in.")])
    paid_by = RadioField(
        "Door wie?", choices=choices_of({party: name(party) for party in PaidTo}), default=PaidTo.AGENCY.value,
        validators=[InputRequired("Kies wie terugbetaalde.")],
    )
    how = text_field(
        "Hoe?", needed="Vul in hoe er is terugbetaald.", max_length=300,
        description="Bijvoorbeeld: overgemaakt op de rekening waarvan hij betaalde.",
    )

    def offer(self, surpluses: Sequence[Surplus]) -> None:
        """To whom it may go back, with what that one paid too much; the first stands ready with all of it."""
        persons = {each.person.id: f"{each.person.name}: {euro(each.amount)}" for each in surpluses if each.person}
        unknown = next((f"Niet bekend: {euro(each.amount)}" for each in surpluses if each.person is None), None)
        self.debtor_id.choices = choices_of(persons, empty=unknown) if unknown or persons else choices_of({}, empty="")
        if surpluses and not self.is_submitted():
            first = surpluses[0]
            self.amount.data, self.debtor_id.data = first.amount, None if first.person is None else first.person.id


class ToldAmountForm(AmountShownForm):
    """Record which amount the debtor was told, and until when he can pay it."""

    with_whom = SelectField("Genoemd aan", coerce=lambda value: int(value) if value else None)
    through_day = DutchDateField("Te betalen tot en met", validators=[required("Vul de laatste dag in.")])
    note = text_field("Notitie", max_length=300, description="Hoe en aan wie u het bedrag noemde.")

    def offer(self, who_owe: Mapping[int, str]) -> None:
        """To whom it can be told, where more than one owes."""
        self.with_whom.choices = choices_of(who_owe) if who_owe else choices_of({}, empty="")
