"""Disputes and holds, and what of them is the client's business."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from cases.events.base import Event, Look, Words
from cases.models import EventKind, HoldKind
from cases.names import name

# The words of the debtor are shown where the client must answer them or gave them itself; other reasons are private.
_REASON_SHOWN = {
    HoldKind.DISPUTE, HoldKind.MINOR, HoldKind.CLIENT_REQUEST, HoldKind.PERSON_UNCLEAR, HoldKind.NEW_DETAILS,
    HoldKind.PAYMENT_CHECK,
}
# Of these not even the kind is the client's business.
_KIND_HIDDEN = {HoldKind.VULNERABLE, HoldKind.FORGOTTEN}


def kind_shown(kind: HoldKind) -> bool:
    """Whether the client may know why a case stands still."""
    return kind not in _KIND_HIDDEN


def reason_shown(kind: HoldKind) -> bool:
    """Whether the client may read the reason in the words that were noted."""
    return kind in _REASON_SHOWN


@dataclass(frozen=True, kw_only=True)
class HoldEvent(Event):
    """A hold began or ended. `is_private`: it rests on a case of another client, of which this one reads nothing."""

    hold_id: int
    hold: HoldKind
    is_private: bool = False


@dataclass(frozen=True, kw_only=True)
class HoldPlaced(HoldEvent):
    """The case stands still."""

    kind: ClassVar = EventKind.HOLD_PLACED
    label: ClassVar = "Dossier stilgezet"
    look: ClassVar = Look("pause-circle")
    client_sees: ClassVar = ("hold", "reason", "is_private")
    reason: Words

    def what(self) -> str:
        """What for."""
        return f"{name(self.hold)}: dossier stilgezet"

    def parts(self) -> tuple[str, ...]:
        """Why."""
        return (self.reason,)

    def client_reads(self, on: date) -> str:
        """What for, unless that is private."""
        is_shown = kind_shown(self.hold) and not self.is_private
        return f"Staat stil: {name(self.hold)}" if is_shown else self.label

    def client_parts(self) -> tuple[str, ...]:
        """Why, where that is the client's business."""
        return (self.reason if reason_shown(self.hold) and not self.is_private else "",)


@dataclass(frozen=True, kw_only=True)
class HoldEnded(HoldEvent):
    """The case goes on; `outcome` says what was decided."""

    kind: ClassVar = EventKind.HOLD_ENDED
    label: ClassVar = "Stilstand beëindigd"
    look: ClassVar = Look("pause-circle")
    client_sees: ClassVar = ("hold", "outcome", "is_private")
    outcome: Words

    def what(self) -> str:
        """Of what."""
        return f"{name(self.hold)} beëindigd"

    def parts(self) -> tuple[str, ...]:
        """What was decided."""
        return (self.outcome,)

    def client_reads(self, on: date) -> str:
        """Of what, unless that is private."""
        is_shown = kind_shown(self.hold) and not self.is_private
        return f"Gaat weer verder: {name(self.hold)} beëindigd" if is_shown else self.label

    def client_parts(self) -> tuple[str, ...]:
        """What was decided, where that is the client's business."""
        return (self.outcome if reason_shown(self.hold) and not self.is_private else "",)
