"""What the gate before the writ asks for: papers, registers, approval, and what somebody confirmed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from cases.events.base import Event, Look, Words
from cases.models import DocumentKind, EventKind, Register, WritConfirmationKind
from cases.names import name
from letters.words import euro

_FOR_CLIENT = (DocumentKind.INVOICE, DocumentKind.AGREEMENT, DocumentKind.TERMS)


@dataclass(frozen=True, kw_only=True)
class DocumentAdded(Event):
    """A person handed in a paper, under this title."""

    kind: ClassVar = EventKind.DOCUMENT_ADDED
    label: ClassVar = "Stuk toegevoegd"
    look: ClassVar = Look("file-earmark-text")
    minor: ClassVar = True
    client_sees: ClassVar = ("document_kind", "document_id", "title")
    document_kind: DocumentKind
    title: Words

    def what(self) -> str:
        """With its title, else its kind."""
        return f"{self.label}: {self.title or name(self.document_kind).lower()}"

    def parts(self) -> tuple[str, ...]:
        """Its kind, unless the line says so."""
        kind = name(self.document_kind)
        return (kind if self.title and kind.lower() not in self.title.lower() else "",)

    def is_for_client(self) -> bool:
        """The evidence of the claim; what the debtor sent and what a register said stay inside."""
        return self.document_kind in _FOR_CLIENT

    def client_reads(self, on: date) -> str:
        """Its title, else its kind."""
        return f"{self.title or name(self.document_kind)} toegevoegd"


@dataclass(frozen=True, kw_only=True)
class RegisterChecked(Event):
    """A public register was looked into; `document_id` is the proof."""

    kind: ClassVar = EventKind.REGISTER_CHECKED
    label: ClassVar = "Register geraadpleegd"
    look: ClassVar = Look("shield-check")
    register: Register
    found: bool
    note: Words

    def what(self) -> str:
        """Which register, and what it said."""
        return f"{name(self.register)}: {'gevonden' if self.found else 'niet gevonden'}"

    def parts(self) -> tuple[str, ...]:
        """What was noted."""
        return (self.note,)


@dataclass(frozen=True, kw_only=True)
class CostsApproved(Event):
    """The client approved costs of the legal track up to `ceiling` euro."""

    kind: ClassVar = EventKind.COSTS_APPROVED
    label: ClassVar = "Kosten goedgekeurd door opdrachtgever"
    client_sees: ClassVar = ("ceiling",)
    ceiling: Decimal

    def client_parts(self) -> tuple[str, ...]:
        """Up to how much."""
        return (f"Ten hoogste {euro(self.ceiling)}.",)


@dataclass(frozen=True, kw_only=True)
class WritConfirmed(Event):
    """Somebody confirmed something that the writ says; `about` is what he looked at, one on each line."""

    kind: ClassVar = EventKind.WRIT_CONFIRMED
    label: ClassVar = "Vastgelegd voor het exploot"
    look: ClassVar = Look("check-circle")
    confirmation: WritConfirmationKind
    note: Words
    about: Words

    def what(self) -> str:
        """What was confirmed."""
        return f"Voor het exploot: {name(self.confirmation).lower()}"

    def parts(self) -> tuple[str, ...]:
        """How, and what was looked at."""
        return (self.note, ", ".join(f"“{word}”" for word in self.about.split("\n") if word))
