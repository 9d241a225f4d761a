"""What a court checks of its own motion against a consumer: what the file holds, and the client's yes to the risk."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from cases.events.base import Event, Look, Words
from cases.models import EventKind


@dataclass(frozen=True, kw_only=True)
class ConsumerDutiesStated(Event):
    """Somebody entered what the file holds of the contract; `lacking` are the points that are not surely met."""

    kind: ClassVar = EventKind.CONSUMER_DUTIES_STATED
    label: ClassVar = "Consumentenregels nagekeken"
    look: ClassVar = Look("shield-check")
    client_sees: ClassVar = ("lacking",)
    lacking: tuple[str, ...] = ()
    source: Words = ""

    def parts(self) -> tuple[str, ...]:
        """What is not shown, and from which papers that was seen."""
        return (self._lacking(), self.source)

    def client_parts(self) -> tuple[str, ...]:
        """What is not shown."""
        return (f"{self._lacking()[:1].upper()}{self._lacking()[1:]}.",)

    def _lacking(self) -> str:
        if not self.lacking:
            return "alle punten zijn aangetoond"
        return f"nog niet aangetoond: {', '.join(self.lacking)}"


@dataclass(frozen=True, kw_only=True)
class LossAccepted(Event):
    """The client goes on although these points are not shown, and knows what a court may take off."""

    kind: ClassVar = EventKind.LOSS_ACCEPTED
    label: ClassVar = "Verwacht verlies aanvaard door opdrachtgever"
    look: ClassVar = Look("check-circle")
    client_sees: ClassVar = ("lacking",)
    lacking: tuple[str, ...]

    def parts(self) -> tuple[str, ...]:
        """For which points."""
        return (f"voor: {', '.join(self.lacking)}",)

    def client_reads(self, on: date) -> str:
        """As his own."""
        return "U aanvaardt het verlies dat te verwachten is"

    def client_parts(self) -> tuple[str, ...]:
        """For which points."""
        return (f"Voor: {', '.join(self.lacking)}.",)
