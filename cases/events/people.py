"""Who a debtor is, how he is reached, and who else plays a part in a case."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from cases.events.base import Event, Look, Words
from cases.models import EventKind, PartyRole, PointKind, PointState
from cases.names import name
from letters.words import short_date


@dataclass(frozen=True, kw_only=True)
class ChangedDetail:
    """One detail of a debtor or a claim, before and after; `was` is empty where it was not known."""

    what: str
    was: str
    became: str


def in_words(changes: Iterable[ChangedDetail]) -> Iterator[str]:
    """Each detail, old and new, in Dutch."""
    return (f"{each.what} was {each.was or 'leeg'}, is nu {each.became or 'leeg'}" for each in changes)


@dataclass(frozen=True, kw_only=True)
class DebtorChanged(Event):
    """Other details were taken over. `person`: whose, where that is not the debtor of the case."""

    kind: ClassVar = EventKind.DEBTOR_CHANGED
    label: ClassVar = "Gegevens van de debiteur gewijzigd"
    look: ClassVar = Look("people")
    client_sees: ClassVar = ()
    changes: tuple[ChangedDetail, ...]
    person: Words = ""
    reason: Words = ""

    def what(self) -> str:
        """Of whom."""
        return f"Gegevens van {self.person} gewijzigd" if self.person else self.label

    def parts(self) -> tuple[str, ...]:
        """Each detail, old and new, and why."""
        return (*in_words(self.changes), self.reason)


@dataclass(frozen=True, kw_only=True)
class ContactPointMarked(Event):
    """An address, number or e-mail address got another state; `reason` says by what."""

    kind: ClassVar = EventKind.CONTACT_POINT_MARKED
    label: ClassVar = "Bereikbaarheid gewijzigd"
    look: ClassVar = Look("people")
    point_id: int
    point: PointKind
    written: Words
    was: PointState
    became: PointState
    reason: Words
    person: Words = ""

    def what(self) -> str:
        """Which, and what it is now."""
        of = f" van {self.person}" if self.person else ""
        return f"{name(self.point)}{of} {self.written}: {name(self.became).lower()}"

    def parts(self) -> tuple[str, ...]:
        """What it was, and why."""
        return (f"was: {name(self.was).lower()}", self.reason)


@dataclass(frozen=True, kw_only=True)
class PartyAdded(Event):
    """Somebody plays a part in the case. `stands_for`: for whom he speaks; "" where he owes himself."""

    kind: ClassVar = EventKind.PARTY_ADDED
    label: ClassVar = "Betrokkene toegevoegd"
    look: ClassVar = Look("people")
    client_sees: ClassVar = ()
    party_id: int
    role: PartyRole
    person: Words
    stands_for: Words = ""
    share: str = ""
    from_day: date
    basis: Words = ""

    def what(self) -> str:
        """Who, and what he is."""
        of = f" van {self.stands_for}" if self.stands_for else ""
        return f"{self.person} toegevoegd als {name(self.role).lower()}{of}"

    def parts(self) -> tuple[str, ...]:
        """For which part, and on what ground; since when is the day that counts."""
        return (f"deel: {self.share}" if self.share else "", self.basis)


@dataclass(frozen=True, kw_only=True)
class PartyEnded(Event):
    """Somebody no longer plays his part after `through_day`."""

    kind: ClassVar = EventKind.PARTY_ENDED
    label: ClassVar = "Betrokkene beëindigd"
    look: ClassVar = Look("people")
    client_sees: ClassVar = ()
    party_id: int
    role: PartyRole
    person: Words
    through_day: date
    reason: Words

    def what(self) -> str:
        """Who, and what he was."""
        return f"{self.person} is niet meer {name(self.role).lower()}"

    def parts(self) -> tuple[str, ...]:
        """Until when, and why."""
        return (f"tot en met {short_date(self.through_day)}", self.reason)
