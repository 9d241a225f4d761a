"""Disputes and holds, and what of them is the client's business."""

from dataclasses import dataclass
from typing import Any, ClassVar

from cases.events.base import Event, Look, Words
from cases.models import EventKind, HoldKind
from cases.names import name

# The words of the debtor are shown where the client must answer them or gave them itself; other reasons are private.
_REASON_SHOWN = {
    HoldKind.DISPUTE, HoldKind.MINOR, HoldKind.CLIENT_REQUEST, HoldKind.PERSON_UNCLEAR, HoldKind.NEW_DETAILS,
    HoldKind.PAYMENT_CHECK,
}
# Of these not even the kind is the client's business.
_KIND_HIDDEN = {HoldKind.VULNERABLE}


def kind_shown(kind: HoldKind) -> bool:
    """Whether the client may know why a case stands still."""
    return kind not in _KIND_HIDDEN


def reason_shown(kind: HoldKind) -> bool:
    """Whether the client may read the reason in the words that were noted."""
    return kind in _REASON_SHOWN


@dataclass(frozen=True, kw_only=True)
class HoldEvent(Event):
    """A hold began or ended."""

    hold_id: int
    hold: HoldKind

    def seen_by_client(self) -> dict[str, Any]:  # Any: the values of the fields
        """The kind, and the words, as far as they are the client's business."""
        if not kind_shown(self.hold):
            return {}
        return super().seen_by_client() if reason_shown(self.hold) else {"hold": self.hold}


@dataclass(frozen=True, kw_only=True)
class HoldPlaced(HoldEvent):
    """The case stands still."""

    kind: ClassVar = EventKind.HOLD_PLACED
    label: ClassVar = "Dossier stilgezet"
    look: ClassVar = Look("pause-circle")
    client_sees: ClassVar = ("hold", "reason")
    reason: Words

    def what(self) -> str:
        """What for."""
        return f"{name(self.hold)}: dossier stilgezet"

    def parts(self) -> tuple[str, ...]:
        """Why."""
        return (self.reason,)


@dataclass(frozen=True, kw_only=True)
class HoldEnded(HoldEvent):
    """The case goes on; `outcome` says what was decided."""

    kind: ClassVar = EventKind.HOLD_ENDED
    label: ClassVar = "Stilstand beëindigd"
    look: ClassVar = Look("pause-circle")
    client_sees: ClassVar = ("hold", "outcome")
    outcome: Words

    def what(self) -> str:
        """Of what."""
        return f"{name(self.hold)} beëindigd"

    def parts(self) -> tuple[str, ...]:
        """What was decided."""
        return (self.outcome,)
