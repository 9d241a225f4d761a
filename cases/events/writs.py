"""The writ as an order to the bailiff: drafted, given, taken, halted, let go on, withdrawn."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from cases.events.base import Event, Look, Words
from cases.models import EventKind, StopCause
from cases.names import name
from letters.words import euro

_TAKEN = "de deurwaarder had het pakket al"


@dataclass(frozen=True, kw_only=True)
class WritDrafted(Event):
    """A draft was made for `balance` euro; `document_id` is its PDF."""

    kind: ClassVar = EventKind.WRIT_DRAFTED
    label: ClassVar = "Concept sommatie-exploot gemaakt"
    look: ClassVar = Look("file-earmark-text")
    client_sees: ClassVar = ()
    writ_id: int
    balance: Decimal

    def parts(self) -> tuple[str, ...]:
        """For how much."""
        return (f"bedrag {euro(self.balance)}",)


@dataclass(frozen=True, kw_only=True)
class GivenToBailiff(Event):
    """The package `document_id`, with this fingerprint, was given to an office."""

    kind: ClassVar = EventKind.GIVEN_TO_BAILIFF
    label: ClassVar = "Aan deurwaarder gegeven"
    look: ClassVar = Look("bank", "out")
    client_sees: ClassVar = ("office",)
    writ_id: int
    office: str
    sha256: str

    def what(self) -> str:
        """To whom."""
        return f"Aan {self.office} gegeven"

    def client_parts(self) -> tuple[str, ...]:
        """To whom."""
        return (self.office,)


@dataclass(frozen=True, kw_only=True)
class PackageDownloaded(Event):
    """The office took the package; `warning` is what the page said then."""

    kind: ClassVar = EventKind.PACKAGE_DOWNLOADED
    label: ClassVar = "Pakket gedownload"
    minor: ClassVar = True
    writ_id: int
    office: str
    sha256: str
    warning: str

    def what(self) -> str:
        """By whom."""
        return f"Pakket gedownload door {self.office}"

    def parts(self) -> tuple[str, ...]:
        """Which one, and what he was told."""
        return (f"SHA-256 {self.sha256[:12]}…", self.warning)


@dataclass(frozen=True, kw_only=True)
class WritWithdrawn(Event):
    """The order was taken back. `given`: whether an office had it; `taken`: whether it had taken the package."""

    kind: ClassVar = EventKind.WRIT_WITHDRAWN
    label: ClassVar = "Exploot ingetrokken"
    look: ClassVar = Look("x-circle")
    client_sees: ClassVar = ()
    writ_id: int
    reason: Words
    given: bool = False
    taken: bool = False

    def parts(self) -> tuple[str, ...]:
        """Why."""
        return (self.reason, _TAKEN if self.taken else "")


@dataclass(frozen=True, kw_only=True)
class OrderStopped(Event):
    """The order is halted until somebody looked. `taken`: whether the office had taken the package."""

    kind: ClassVar = EventKind.ORDER_STOPPED
    label: ClassVar = "Exploot stilgezet"
    look: ClassVar = Look("pause-circle")
    writ_id: int
    stop_id: int
    cause: StopCause
    taken: bool

    def what(self) -> str:
        """With what to do."""
        return "Exploot stilgezet: eerst kijken"

    def parts(self) -> tuple[str, ...]:
        """What halted it."""
        return (name(self.cause).lower(), _TAKEN if self.taken else "")


@dataclass(frozen=True, kw_only=True)
class OrderReleased(Event):
    """The legal lead let the order go on, knowing these causes."""

    kind: ClassVar = EventKind.ORDER_RELEASED
    label: ClassVar = "Exploot vrijgegeven"
    look: ClassVar = Look("bank")
    writ_id: int
    reason: Words
    causes: tuple[StopCause, ...]

    def parts(self) -> tuple[str, ...]:
        """Why."""
        return (self.reason,)
