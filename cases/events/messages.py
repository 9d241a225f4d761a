"""Messages to a mobile phone: ordered, handed over, and what came of each. None holds the number or what it says."""

from dataclasses import dataclass
from typing import ClassVar

from cases.events.base import Event, Look, Words
from cases.models import DeliveryState, EventKind, MessageOutcome
from cases.names import name


@dataclass(frozen=True, kw_only=True)
class SmsOrdered(Event):
    """A handler ordered one. `person`: who it goes to, empty where the case has one debtor."""

    kind: ClassVar = EventKind.SMS_ORDERED
    label: ClassVar = "Sms besteld: wilt u ons bellen?"
    look: ClassVar = Look("clock-history")
    message_id: int
    person: Words = ""

    def parts(self) -> tuple[str, ...]:
        """To whom."""
        return (f"aan {self.person}" if self.person else "",)


@dataclass(frozen=True, kw_only=True)
class SmsTaken(Event):
    """A worker took it to hand it over; on record before anything goes out."""

    kind: ClassVar = EventKind.SMS_TAKEN
    label: ClassVar = "Sms aangeboden om te versturen"
    minor: ClassVar = True
    message_id: int
    attempt: int


@dataclass(frozen=True, kw_only=True)
class SmsSent(Event):
    """It was handed over: it counts as an attempt to reach him."""

    kind: ClassVar = EventKind.SMS_SENT
    label: ClassVar = "Sms verstuurd: wilt u ons bellen?"
    look: ClassVar = Look("telephone", "out")
    message_id: int
    person: Words = ""

    def parts(self) -> tuple[str, ...]:
        """To whom."""
        return (f"aan {self.person}" if self.person else "",)


@dataclass(frozen=True, kw_only=True)
class SmsNotSent(Event):
    """It did not leave and will not; the program says why."""

    kind: ClassVar = EventKind.SMS_NOT_SENT
    label: ClassVar = "Sms niet verstuurd"
    look: ClassVar = Look("x-circle")
    message_id: int
    state: DeliveryState
    reason: str

    def parts(self) -> tuple[str, ...]:
        """How and why."""
        return (f"{name(self.state).lower()}: {self.reason}",)


@dataclass(frozen=True, kw_only=True)
class SmsUncertain(Event):
    """It was handed over, and no answer came: nobody knows whether it left. It counts as an attempt."""

    kind: ClassVar = EventKind.SMS_UNCERTAIN
    label: ClassVar = "Onzeker of de sms is verstuurd"
    look: ClassVar = Look("exclamation-triangle")
    message_id: int


@dataclass(frozen=True, kw_only=True)
class SmsSettled(Event):
    """A person saw to one of which it was uncertain whether it left: `outcome` says how."""

    kind: ClassVar = EventKind.SMS_SETTLED
    label: ClassVar = "Uitgezocht of de sms is verstuurd"
    look: ClassVar = Look("check-circle")
    message_id: int
    outcome: MessageOutcome

    def parts(self) -> tuple[str, ...]:
        """How it ended."""
        return (name(self.outcome),)
