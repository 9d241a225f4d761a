"""The forms of the client: shape only; rules live in the services."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, RadioField, SelectField
from wtforms.validators import ValidationError

from agency.web.fields import (
    DutchDateField,
    EuroField,
    EvidenceField,
    UploadField,
    choices_of,
    given,
    required,
    text_field,
)
from agency.web.forms import AmountShownForm, AskingForm, BaseForm, OnceForm
from cases.amicable.payment_doubts import PaymentInput
from cases.claims.uploads import SameFile
from cases.errors import DomainError
from cases.intake import IntakeRefused
from cases.models import Claim, Debtor, DocumentKind, PaidTo
from cases.names import name
from cases.privacy.citizen_numbers import holds_one
from cases.queries.client.portfolio import EVIDENCE_KINDS

MOST_DIGITS = 9


def chosen(_form: BaseForm, field: Field) -> None:
    """A file must have been chosen."""
    if not field.data or not field.data.filename:
        raise ValidationError("Kies een bestand.")


class HandInForm(BaseForm):
    """A claim file."""

    file = UploadField("Bestand met vorderingen", [chosen])

    def take(self, refusal: DomainError) -> None:
        """What is wrong with the file itself stands on the page in full; here only that it cannot be read."""
        if isinstance(refusal, IntakeRefused):
            self.refuse("Dit bestand kan niet worden gelezen. Er is niets opgeslagen.", "file")
        elif not isinstance(refusal, SameFile):
            super().take(refusal)


@dataclass
class OtherInvoices:
    """Rows that the client says are other invoices than those on record: a tick and a reason for each."""

    rows: frozenset[int] = frozenset()
    typed: Mapping[int, str] = field(default_factory=dict)
    error: str = ""

    @classmethod
    def sent(cls, values: MultiDict[str, str]) -> "OtherInvoices":
        """What was ticked and typed; reasons are kept also where the tick is missing."""
        named = {key.removeprefix("reden-"): value for key, value in values.items() if key.startswith("reden-")}
        return cls(
            rows=frozenset(int(row) for row in values.getlist("andere") if row.isdecimal() and len(row) < MOST_DIGITS),
            typed={int(row): value for row, value in named.items() if row.isdecimal() and len(row) < MOST_DIGITS},
        )

    @property
    def reasons(self) -> dict[int, str]:
        """The reason of each ticked row."""
        return {row: self.typed.get(row, "") for row in sorted(self.rows)}


class EvidenceForm(OnceForm):
    """A document for the file of one case."""

    kind = RadioField("Soort stuk", [required("Kies wat voor stuk het is.")],
                      choices=choices_of({kind: name(kind) for kind in EVIDENCE_KINDS}))
    claim = SelectField("Bij welke factuur", validate_choice=True)
    file = EvidenceField("Bestand", [chosen])

    def offer(self, claims: list[Claim]) -> None:
        """The invoices of the case to choose from."""
        one = len(claims) == 1
        self.claim.choices = [] if one else [("", "Kies de factuur")]
        self.claim.choices += [(str(claim.id), claim.invoice_number) for claim in claims]

    def validate_claim(self, field: Field) -> None:
        """A copy of an invoice belongs to one invoice; agreement and terms to the whole case."""
        if self.kind.data == DocumentKind.INVOICE and not field.data:
            raise ValidationError("Kies bij welke factuur dit stuk hoort.")

    def title(self, claims: list[Claim]) -> str:
        """What the document is called: of an invoice with its number, because a case may have several.

        An invoice number that reads as a citizen service number stays out: the document knows its invoice.
        """
        number = next((claim.invoice_number for claim in claims if claim.id == self.claim_id), "")
        kind = name(DocumentKind(self.kind.data))
        return kind if holds_one(number) else f"{kind} {number}".strip()

    @property
    def claim_id(self) -> int | None:
        """The invoice that the document belongs to; None for a document of the whole case."""
        return int(self.claim.data) if self.kind.data == DocumentKind.INVOICE else None


class PaymentForm(OnceForm, AskingForm):
    """A payment that the debtor made to the client itself."""

    amount = EuroField("Bedrag dat u ontving", [required("Vul het bedrag in.")])
    received_on = DutchDateField("Ontvangen op", [required("Vul de datum in waarop u het bedrag ontving.")])
    claim = SelectField("Noemde de debiteur een factuur?", validate_choice=True)
    payer = SelectField("Wie betaalde?", validate_choice=True, default="")
    note = text_field("Toelichting", max_length=200)

    def offer(self, claims: list[Claim], who_owe: Mapping[int, Debtor]) -> None:
        """The invoices that the debtor may have named, and who may have paid."""
        self.claim.choices = [("", "Nee, of onbekend"), *((str(c.id), c.invoice_number) for c in claims)]
        self.payer.choices = [("", "Niet bekend"), *((str(key), person.name) for key, person in who_owe.items())]

    @property
    def claim_id(self) -> int | None:
        """The invoice that the debtor named (art. 6:43 lid 1 BW)."""
        return int(self.claim.data) if self.claim.data else None

    @property
    def debtor_id(self) -> int | None:
        """Whose debt it lowers, where more than one owes."""
        return int(self.payer.data) if self.payer.data else None

    def told(self) -> PaymentInput:
        """The payment, once the form is valid."""
        return PaymentInput(
            amount=given(self.amount), received_on=given(self.received_on), paid_to=PaidTo.CLIENT,
            claim_id=self.claim_id, note=self.note.data or "", debtor_id=self.debtor_id,
        )


class TakeBackForm(OnceForm):
    """Take back a payment that was reported by mistake."""

    reason = text_field("Waarom klopt de melding niet?", needed="Vul in waarom de melding niet klopt.", max_length=200)


class WithdrawalForm(AmountShownForm):
    """Withdraw a case."""

    note = text_field("Waarom trekt u het dossier in?", needed="Vul in waarom u het dossier intrekt.", max_length=200)


class ApprovalForm(BaseForm):
    """An explicit yes to the costs."""

    agreed = BooleanField("Ja, ik keur deze kosten goed namens mijn bedrijf")

    def validate_agreed(self, field: Field) -> None:
        """Only a yes that was given on purpose."""
        if not field.data:
            raise ValidationError("Zet een vinkje als u akkoord gaat. Gaat u niet akkoord, dan hoeft u niets te doen.")
