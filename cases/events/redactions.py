"""What may not be kept was made unreadable."""

from dataclasses import dataclass
from typing import ClassVar

from cases.events.base import Event, Look, Words
from cases.models import EventKind


@dataclass(frozen=True, kw_only=True)
class MadeUnreadable(Event):
    """A mark took the place of a citizen service number in a text or file; `place` is the table it stands in."""

    kind: ClassVar = EventKind.MADE_UNREADABLE
    label: ClassVar = "Burgerservicenummer onleesbaar gemaakt"
    look: ClassVar = Look("shield-check")
    place: str
    reason: Words
    asked_by: Words

    def parts(self) -> tuple[str, ...]:
        """Why, and who asked."""
        return self.reason, f"gevraagd door {self.asked_by}"
