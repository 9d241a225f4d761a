"""Unwilling or unable: assessments, and the signs of means that they rest on."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from cases.events.base import Event, Words
from cases.models import EventKind, MeansSign
from cases.names import name
from legal.debtor.assessment import DUTCH_OUTCOMES, Outcome


@dataclass(frozen=True, kw_only=True)
class AssessmentMade(Event):
    """Somebody decided, or proposed it to a second person."""

    kind: ClassVar = EventKind.ASSESSMENT_MADE
    label: ClassVar = "Beoordeling gemaakt"
    client_sees: ClassVar = ("outcome",)
    assessment_id: int
    outcome: Outcome
    reason: Words

    def what(self) -> str:
        """With the outcome."""
        return f"Beoordeling: {DUTCH_OUTCOMES[self.outcome]}"

    def parts(self) -> tuple[str, ...]:
        """Why."""
        return (self.reason,)

    def is_for_client(self) -> bool:
        """Unwillingness is a proposal until a second person agrees."""
        return self.outcome is not Outcome.ABLE_UNWILLING

    def client_reads(self, on: date) -> str:
        """As the desk reads it."""
        return self.what()


@dataclass(frozen=True, kw_only=True)
class AssessmentConfirmed(Event):
    """A second person agreed."""

    kind: ClassVar = EventKind.ASSESSMENT_CONFIRMED
    label: ClassVar = "Beoordeling bevestigd"
    client_sees: ClassVar = ("outcome",)
    assessment_id: int
    outcome: Outcome
    note: Words

    def parts(self) -> tuple[str, ...]:
        """With what."""
        return (DUTCH_OUTCOMES[self.outcome], self.note)

    def client_reads(self, on: date) -> str:
        """With the outcome."""
        return f"Beoordeling: {DUTCH_OUTCOMES[self.outcome]}"


@dataclass(frozen=True, kw_only=True)
class AssessmentRejected(Event):
    """A second person did not agree."""

    kind: ClassVar = EventKind.ASSESSMENT_REJECTED
    label: ClassVar = "Beoordeling afgewezen"
    assessment_id: int
    note: Words

    def parts(self) -> tuple[str, ...]:
        """Why."""
        return (self.note,)


@dataclass(frozen=True, kw_only=True)
class SignOfMeansShown(Event):
    """A sign that the debtor can pay; `source` says what it was seen from."""

    kind: ClassVar = EventKind.MEANS_SHOWN
    label: ClassVar = "Teken van betaalkracht"
    sign: MeansSign
    source: Words

    def parts(self) -> tuple[str, ...]:
        """Which sign."""
        return (name(self.sign).lower(), self.source)


@dataclass(frozen=True, kw_only=True)
class SignOfMeansWithdrawn(Event):
    """The sign of the day `shown_on` was recorded in error."""

    kind: ClassVar = EventKind.MEANS_WITHDRAWN
    label: ClassVar = "Teken van betaalkracht ingetrokken"
    sign: MeansSign
    shown_on: date
    reason: Words

    def parts(self) -> tuple[str, ...]:
        """Which sign, and why."""
        return (name(self.sign).lower(), self.reason)
