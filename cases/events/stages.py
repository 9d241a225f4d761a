"""Where the case stands, until it is closed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from cases.events.base import Event, Look, Words
from cases.models import ClosingReason, EventKind, Stage
from cases.names import name
from letters.words import euro

_CLOSING = {reason.value: name(reason) for reason in ClosingReason}


@dataclass(frozen=True, kw_only=True)
class StageChanged(Event):
    """The case went from one stage to another; the reason is the program's, or why it was closed."""

    kind: ClassVar = EventKind.STAGE_CHANGED
    label: ClassVar = "Fase gewijzigd"
    minor: ClassVar = True
    was: Stage
    became: Stage
    reason: str

    def what(self) -> str:
        """Where it stands."""
        return f"Fase: {name(self.became)}"

    def parts(self) -> tuple[str, ...]:
        """Why, and where it stood."""
        return (_CLOSING.get(self.reason, self.reason), f"was {name(self.was)}")


@dataclass(frozen=True, kw_only=True)
class CaseClosing(Event):
    """The case is closed. `was_open`: what was asked until then, where something was.

    `entry_id`: what was booked for it; `hold_ids`: what stood still until then. Reopening takes both back.
    """

    kind: ClassVar = EventKind.CASE_CLOSED
    label: ClassVar = "Dossier gesloten"
    client_sees: ClassVar = ("reason", "was_open")
    reason: ClosingReason
    note: Words = ""
    was_open: Decimal | None = None
    entry_id: int | None = None
    hold_ids: tuple[int, ...] = ()

    def what(self) -> str:
        """With the reason."""
        return f"{self.label}: {name(self.reason)}"

    def parts(self) -> tuple[str, ...]:
        """In whose words, and what was open."""
        return (self.note, f"tot dan gevraagd: {euro(self.was_open)}" if self.was_open else "")

    def client_reads(self, on: date) -> str:
        """As the desk reads it."""
        return self.what()

    def client_parts(self) -> tuple[str, ...]:
        """What was open."""
        return (f"Wij vroegen tot dan {euro(self.was_open)}." if self.was_open else "",)


@dataclass(frozen=True, kw_only=True)
class CaseReopened(Event):
    """The case is open again."""

    kind: ClassVar = EventKind.CASE_REOPENED
    label: ClassVar = "Dossier heropend"
    look: ClassVar = Look("folder2")
    client_sees: ClassVar = ()
    reason: Words

    def parts(self) -> tuple[str, ...]:
        """Why."""
        return (self.reason,)
