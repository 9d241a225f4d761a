"""Where the case stands, until it is closed."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from cases.events.base import Event
from cases.models import ClosingReason, EventKind, Stage
from cases.names import name

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
    """The case is closed."""

    kind: ClassVar = EventKind.CASE_CLOSED
    label: ClassVar = "Dossier gesloten"
    client_sees: ClassVar = ("reason",)
    reason: ClosingReason

    def what(self) -> str:
        """With the reason."""
        return f"{self.label}: {name(self.reason)}"

    def client_reads(self, on: date) -> str:
        """As the desk reads it."""
        return self.what()
