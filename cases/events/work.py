"""Who handles a case, what somebody noted, and tasks. Nothing of it is for the client."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from cases.events.base import Event, Look, Words
from cases.models import EventKind, TaskState
from cases.names import name
from letters.words import short_date

UNASSIGNED = "nog niet verdeeld"


@dataclass(frozen=True, kw_only=True)
class CaseAssigned(Event):
    """The case went from one handler to another, each by name; "" for none. `by_rule`: a rule decided, not a person."""

    kind: ClassVar = EventKind.CASE_ASSIGNED
    label: ClassVar = "Behandelaar gewijzigd"
    look: ClassVar = Look("people")
    minor: ClassVar = True
    was: str
    became: str
    by_rule: bool = False
    reason: Words = ""

    def what(self) -> str:
        """Who handles it now."""
        return f"Behandelaar: {self.became or UNASSIGNED}"

    def parts(self) -> tuple[str, ...]:
        """Who did before, and why."""
        return (
            f"was {self.was or UNASSIGNED}", "volgens de verdeling" if self.by_rule else "", self.reason,
        )


@dataclass(frozen=True, kw_only=True)
class NoteAdded(Event):
    """Somebody wrote something down."""

    kind: ClassVar = EventKind.NOTE_ADDED
    label: ClassVar = "Notitie"
    look: ClassVar = Look("file-earmark-text")
    note: Words

    def parts(self) -> tuple[str, ...]:
        """The note itself."""
        return (self.note,)


@dataclass(frozen=True, kw_only=True)
class TaskSet(Event):
    """Something is to be done on a day; `person` by name, "" for whoever is first."""

    kind: ClassVar = EventKind.TASK_SET
    label: ClassVar = "Taak"
    look: ClassVar = Look("clock-history")
    task_id: int
    task: Words
    due_on: date
    person: str = ""

    def what(self) -> str:
        """What is to be done."""
        return f"{self.label}: {self.task}"

    def parts(self) -> tuple[str, ...]:
        """When, and by whom."""
        return (f"voor {short_date(self.due_on)}", f"door {self.person}" if self.person else "")


@dataclass(frozen=True, kw_only=True)
class TaskEnded(Event):
    """A task was done, or need not be done any more; `outcome` is what came of it, or why not."""

    kind: ClassVar = EventKind.TASK_ENDED
    label: ClassVar = "Taak afgerond"
    look: ClassVar = Look("check-circle")
    minor: ClassVar = True
    task_id: int
    task: Words
    state: TaskState
    outcome: Words = ""

    def what(self) -> str:
        """What became of it."""
        return f"Taak {name(self.state)}: {self.task}"

    def parts(self) -> tuple[str, ...]:
        """What came of it."""
        return (self.outcome,)
