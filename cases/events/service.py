"""What the bailiff reported of the service of the writ, and how that was corrected."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from cases.events.base import Event, Look, Words
from cases.events.prescription import moved_day
from cases.models import EventKind, ServiceManner
from cases.names import name
from letters.words import euro, short_date


@dataclass(frozen=True, kw_only=True)
class ReportOfService(Event):
    """How it was served, or that it was not; `document_id` is what the office added.

    `ceiling` in euro only where the costs are above it; `leave_court` and `leave_on` are the leave to serve outside the
    hours; `despite_stop`: served while the order was recalled or halted.
    """

    writ_id: int
    manner: ServiceManner
    left_with: Words
    remarks: Words
    costs: Decimal | None = None
    ceiling: Decimal | None = None
    leave_court: Words = ""
    leave_on: date | None = None
    despite_stop: bool = False

    def what(self) -> str:
        """How it was served."""
        return "Niet betekend" if self.manner is ServiceManner.NOT_SERVED else f"Betekend: {name(self.manner).lower()}"

    def parts(self) -> tuple[str, ...]:
        """To whom, by which leave, and at what costs."""
        return (
            f"gelaten aan {self.left_with}" if self.left_with else "",
            "betekend terwijl de opdracht was ingetrokken of stilgezet" if self.despite_stop else "",
            self._leave(), self._costs(), self.remarks,
        )

    def _leave(self) -> str:
        if not self.leave_court:
            return ""
        on = "" if self.leave_on is None else short_date(self.leave_on)
        return f"met verlof van {self.leave_court} van {on} (art. 64 Rv)"

    def _costs(self) -> str:
        if self.costs is None or self.ceiling is None:
            return ""
        return f"kosten {euro(self.costs)}, boven het maximum van {euro(self.ceiling)}; nog nergens geboekt"


@dataclass(frozen=True, kw_only=True)
class ServiceReported(ReportOfService):
    """The office reported."""

    kind: ClassVar = EventKind.SERVICE_REPORTED
    label: ClassVar = "Deurwaarder meldt terug"
    look: ClassVar = Look("bank", "out")
    client_sees: ClassVar = ("manner", "document_id")

    def client_reads(self, on: date) -> str:
        """How it was served."""
        if self.manner is ServiceManner.NOT_SERVED:
            return "Exploot niet betekend"
        return f"Exploot betekend: {name(self.manner).lower()}"


@dataclass(frozen=True, kw_only=True)
class MovedClaim:
    """The first day on which an invoice is barred, before and after."""

    invoice: str
    was: date
    barred_from: date


@dataclass(frozen=True, kw_only=True)
class ServiceCorrected(ReportOfService):
    """The report was wrong: it said `was` of the day `was_on`. `decide` is what a person has to decide now."""

    kind: ClassVar = EventKind.SERVICE_CORRECTED
    label: ClassVar = "Terugmelding gecorrigeerd"
    look: ClassVar = Look("bank")
    client_sees: ClassVar = ("manner", "document_id")
    was: ServiceManner
    was_on: date
    reason: Words
    decide: str
    barred: tuple[MovedClaim, ...]

    def what(self) -> str:
        """The report as it is now."""
        now = super().what()
        return f"{self.label}: {now[0].lower()}{now[1:]}"

    def parts(self) -> tuple[str, ...]:
        """The report as it was and as it is now, and what followed."""
        was = f"betekend op {short_date(self.was_on)} ({name(self.was).lower()})"
        return (
            f"er stond: {'niet betekend' if self.was is ServiceManner.NOT_SERVED else was}", *super().parts(),
            *(f"factuur {each.invoice}: {moved_day(each.was, each.barred_from)}" for each in self.barred),
            self.decide, self.reason,
        )

    def client_reads(self, on: date) -> str:
        """The report as it is now."""
        corrected = "Terugmelding van de deurwaarder gecorrigeerd: het exploot is"
        if self.manner is ServiceManner.NOT_SERVED:
            return f"{corrected} niet betekend"
        return f"{corrected} betekend op {short_date(on)}, {name(self.manner).lower()}"
