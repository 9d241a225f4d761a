"""The forms of the client: shape only; rules live in the services."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField
from wtforms.validators import ValidationError

from agency.web.forms import (
    AskingForm,
    BaseForm,
    DutchDateField,
    EuroField,
    EvidenceField,
    choices_of,
    required,
    text_field,
)
from cases.intake.privacy import mask
from cases.models import Claim, DocumentKind
from cases.names import name
from cases.privacy.citizen_numbers import holds_one
from cases.queries.client.portfolio import EVIDENCE_KINDS

MOST_DIGITS = 9


class OnceForm(BaseForm):
    """A form that adds something: its token makes a second sending of the same page a no-op."""

    token = HiddenField(default=lambda: secrets.token_urlsafe(24))


class ChosenFile:
    """What was chosen in a file field: plain name without a citizen number, and content."""

    def __init__(self, field: Field) -> None:
        self.filename = mask(field.data.filename or "") if field.data else ""
        self.content: bytes = field.data.read() if field.data else b""


def chosen(_form: BaseForm, field: Field) -> None:
    """A file must have been chosen."""
    if not field.data or not field.data.filename:
        raise ValidationError("Kies een bestand.")


class HandInForm(BaseForm):
    """A claim file."""

    file = FileField("Bestand met vorderingen", [chosen])


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
    note = text_field("Toelichting", max_length=200)

    def offer(self, claims: list[Claim]) -> None:
        """The invoices that the debtor may have named."""
        self.claim.choices = [("", "Nee, of onbekend"), *((str(c.id), c.invoice_number) for c in claims)]

    @property
    def claim_id(self) -> int | None:
        """The invoice that the debtor named (art. 6:43 lid 1 BW)."""
        return int(self.claim.data) if self.claim.data else None

    @property
    def day(self) -> date:
        """The day of receipt, once the form is valid."""
        typed: date | None = self.received_on.data
        assert typed is not None
        return typed

    @property
    def euros(self) -> Decimal:
        """The amount, once the form is valid."""
        typed: Decimal | None = self.amount.data
        assert typed is not None
        return typed


class TakeBackForm(OnceForm):
    """Take back a payment that was reported by mistake."""

    reason = text_field("Waarom klopt de melding niet?", needed="Vul in waarom de melding niet klopt.", max_length=200)


class ApprovalForm(BaseForm):
    """An explicit yes to the costs."""

    agreed = BooleanField("Ja, ik keur deze kosten goed namens mijn bedrijf")

    def validate_agreed(self, field: Field) -> None:
        """Only a yes that was given on purpose."""
        if not field.data:
            raise ValidationError("Zet een vinkje als u akkoord gaat. Gaat u niet akkoord, dan hoeft u niets te doen.")
