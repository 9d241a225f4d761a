"""Claims come in, and what is stated or changed of them and of the debtor."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from cases.events.base import Event, Look, Words
from cases.models import EventKind


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Event):
    """So many `claims` came in by these rows of an upload, or by hand; on a new case, or on one that waited.

    `handler`: the name of whoever a new case was given to, "" for nobody.
    """

    kind: ClassVar = EventKind.CASE_OPENED
    label: ClassVar = "Dossier aangemaakt"
    look: ClassVar = Look("plus-lg")
    client_sees: ClassVar = ("claims",)
    upload_id: int | None = None
    rows: str
    claims: int
    handler: str = ""

    def what(self) -> str:
        """With the number of invoices."""
        return f"{self.label} met {self._invoices()}" if self.claims else self.label

    def parts(self) -> tuple[str, ...]:
        """Where they stand in the file."""
        return (
            f"{'regels' if ',' in self.rows else 'regel'} {self.rows} van de upload" if self.rows else "",
            f"behandelaar: {self.handler}" if self.handler else "",
        )

    def client_parts(self) -> tuple[str, ...]:
        """With how many invoices."""
        return (self._invoices(),)

    def _invoices(self) -> str:
        return f"{self.claims} {'factuur' if self.claims == 1 else 'facturen'}"


@dataclass(frozen=True, kw_only=True)
class OtherInvoiceStated(Event):
    """Somebody says that the invoice of this row is another one than those it was compared with.

    `stated_at` is the moment in UTC, as the upload keeps it. `by_agency`: not the client said so, but the agency.
    """

    kind: ClassVar = EventKind.OTHER_INVOICE_STATED
    label: ClassVar = "Andere factuur, volgens de opdrachtgever"
    look: ClassVar = Look("info-circle")
    client_sees: ClassVar = ("invoice", "by_agency")
    invoice: str
    row: int
    compared: str
    reason: Words
    stated_at: str
    by_agency: bool = False

    def what(self) -> str:
        """Which invoice."""
        return f"Factuur {self.invoice} is een andere, volgens {'het bureau' if self.by_agency else 'de opdrachtgever'}"

    def parts(self) -> tuple[str, ...]:
        """Than which, and why."""
        return (f"vergeleken met: {self.compared}", self.reason)

    def client_reads(self, on: date) -> str:
        """Which invoice."""
        return f"Factuur {self.invoice} is een andere, volgens {'ons' if self.by_agency else 'u'}"
