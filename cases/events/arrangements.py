"""Payment arrangements (betalingsregelingen)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from cases.events.base import Event, Look, Words
from cases.models import EventKind
from letters.words import euro, short_date


@dataclass(frozen=True, kw_only=True)
class ArrangementMade(Event):
    """So many `terms` of `amount` euro, together `total`, the last one due on `ends_on`."""

    kind: ClassVar = EventKind.ARRANGEMENT_MADE
    label: ClassVar = "Betalingsregeling gemaakt"
    look: ClassVar = Look("calendar-event")
    client_sees: ClassVar = ("terms", "amount", "total", "ends_on")
    arrangement_id: int
    terms: int
    amount: Decimal
    total: Decimal
    ends_on: date
    client_agreed: bool = False

    def what(self) -> str:
        """With the number of terms."""
        return f"Betalingsregeling: {self._terms()} van {euro(self.amount)}"

    def parts(self) -> tuple[str, ...]:
        """How much, until when, and whether the client was asked."""
        return (
            f"totaal {euro(self.total)}, laatste termijn op {short_date(self.ends_on)}",
            "opdrachtgever gaf akkoord" if self.client_agreed else "",
        )

    def client_parts(self) -> tuple[str, ...]:
        """How many terms, how much, until when."""
        return (f"{self._terms()} van {euro(self.amount)}, samen {euro(self.total)}, tot {short_date(self.ends_on)}.",)

    def _terms(self) -> str:
        return f"{self.terms} {'termijn' if self.terms == 1 else 'termijnen'}"


@dataclass(frozen=True, kw_only=True)
class ArrangementEnded(Event):
    """It stopped: `broken` when terms were missed."""

    kind: ClassVar = EventKind.ARRANGEMENT_ENDED
    label: ClassVar = "Betalingsregeling beëindigd"
    look: ClassVar = Look("calendar-event")
    client_sees: ClassVar = ("broken",)
    arrangement_id: int
    broken: bool
    reason: Words

    def what(self) -> str:
        """How it stopped."""
        return "Betalingsregeling " + ("vervallen" if self.broken else "beëindigd")

    def parts(self) -> tuple[str, ...]:
        """Why."""
        return (self.reason,)

    def client_parts(self) -> tuple[str, ...]:
        """How it stopped."""
        return ("Niet nagekomen." if self.broken else "In overleg gestopt.",)


@dataclass(frozen=True, kw_only=True)
class InstalmentMissed(Event):
    """The term with this number was not paid on its day."""

    kind: ClassVar = EventKind.INSTALMENT_MISSED
    label: ClassVar = "Termijn gemist"
    look: ClassVar = Look("exclamation-triangle")
    client_sees: ClassVar = ("ordinal", "amount")
    arrangement_id: int
    ordinal: int
    amount: Decimal

    def what(self) -> str:
        """Which term."""
        return f"Termijn {self.ordinal} van {euro(self.amount)} gemist"

    def client_parts(self) -> tuple[str, ...]:
        """Which term."""
        return (f"Termijn {self.ordinal} van {euro(self.amount)}.",)
