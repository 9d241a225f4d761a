"""What somebody asked about his data, and what became of it. Nothing of it is for the client."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from cases.events.base import Event, Look, Words
from cases.models import EventKind, RequestKind, RequestState, Scope
from cases.names import name
from letters.words import short_date


@dataclass(frozen=True, kw_only=True)
class PrivacyRequestTold(Event):
    """A request came in, got more time, or was answered. `said`: what was asked or told; `person`: who asked."""

    kind: ClassVar = EventKind.PRIVACY_REQUEST
    label: ClassVar = "Verzoek over privacy"
    look: ClassVar = Look("people")
    request_id: int
    request: RequestKind
    became: RequestState
    answer_by: date
    is_extended: bool = False
    person: Words
    said: Words

    def what(self) -> str:
        """What was asked, and what it is now."""
        became = "meer tijd genomen" if self.is_extended else name(self.became)
        if self.became is RequestState.OPEN and not self.is_extended:
            became = "ontvangen"
        return f"{self.label} van {self.person} · {name(self.request)}: {became}"

    def parts(self) -> tuple[str, ...]:
        """The words, and until when there is time."""
        until = f"antwoord uiterlijk {short_date(self.answer_by)}" if self.became is RequestState.OPEN else ""
        return (self.said, until)


@dataclass(frozen=True, kw_only=True)
class LegalHoldTold(Event):
    """The file is kept whatever its term, or not any more."""

    kind: ClassVar = EventKind.LEGAL_HOLD
    label: ClassVar = "Bewaren tot nader order"
    look: ClassVar = Look("file-earmark-text")
    is_placed: bool
    reason: Words

    def what(self) -> str:
        """Which of the two."""
        return self.label if self.is_placed else "Bewaren tot nader order opgeheven"

    def parts(self) -> tuple[str, ...]:
        """Why."""
        return (self.reason,)


@dataclass(frozen=True, kw_only=True)
class CaseFileMade(Event):
    """The whole file was put in one for an inspector; `papers` is how many went along."""

    kind: ClassVar = EventKind.CASE_FILE_MADE
    label: ClassVar = "Inspectiedossier gemaakt"
    look: ClassVar = Look("file-earmark-text")
    sha256: str
    papers: int

    def parts(self) -> tuple[str, ...]:
        """How many papers, and the mark of the file."""
        return (f"stukken: {self.papers}", f"SHA-256 {self.sha256[:12]}…")


@dataclass(frozen=True, kw_only=True)
class TermOver(Event):
    """The term of the file was over, and what goes then went; `papers` is how many of them."""

    kind: ClassVar = EventKind.TERM_OVER
    label: ClassVar = "Gewist na de bewaartermijn"
    look: ClassVar = Look("file-earmark-text")
    scope: Scope
    papers: int

    def what(self) -> str:
        """What went."""
        return f"{self.label}: {name(self.scope)}"

    def parts(self) -> tuple[str, ...]:
        """How many papers."""
        return (f"stukken: {self.papers}",)
