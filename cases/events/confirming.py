"""What somebody of outside decided for an office of one person."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from cases.events.base import Event, Look, Words
from cases.models import EventKind, LookKind
from cases.names import name


@dataclass(frozen=True, kw_only=True)
class OutsiderDecided(Event):
    """The outsider confirmed or refused what was asked; `capacity`: what he is, with his number in a register."""

    kind: ClassVar = EventKind.OUTSIDER_DECIDED
    label: ClassVar = "Externe meekijker besliste"
    look: ClassVar = Look("check-circle")
    client_sees: ClassVar = ("matter", "confirmed", "by", "capacity")
    matter: LookKind
    confirmed: bool
    by: Words
    capacity: Words
    why: Words = ""

    def what(self) -> str:
        """What of it."""
        return f"{name(self.matter).capitalize()}: {'bevestigd' if self.confirmed else 'geweigerd'} door {self.by}"

    def parts(self) -> tuple[str, ...]:
        """Who that is, and why not."""
        return (f"externe meekijker: {self.capacity}", self.why)

    def is_for_client(self) -> bool:
        """What was refused is between the agency and who looks along."""
        return self.confirmed

    def client_reads(self, on: date) -> str:
        """As the desk reads it."""
        return self.what()

    def client_parts(self) -> tuple[str, ...]:
        """Who that is."""
        return (f"Externe meekijker: {self.capacity}.",)
