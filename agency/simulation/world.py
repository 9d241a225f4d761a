"""The world that is simulated: its day and hour, its people, and the one way to do something on the record."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from agency import clock, database
from agency.simulation.chance import Chance
from cases.acts import Act
from cases.correspondence.making import REFUSALS
from cases.store import DocumentStore
from legal.parameters import Figures

FIRST_HOUR = time(8)
BETWEEN_ACTS = timedelta(seconds=10)
Result = TypeVar("Result")


class ThrownAway(Exception):
    """The transaction was flushed and then thrown away, as when the machine goes down before it is committed."""


@dataclass(frozen=True, kw_only=True)
class Faults:
    """How often a transaction is thrown away before its commit, and a letter abandoned half made: a probability."""

    thrown_away: float = 0.0
    abandoned: float = 0.0


NO_FAULTS = Faults()


@dataclass(frozen=True, kw_only=True)
class Attempt(Generic[Result]):
    """What came of something that was tried: `result` where it is done; else the `refusal`, or it was lost."""

    result: Result | None = None
    is_done: bool = False
    is_lost: bool = False
    refusal: Exception | None = None


@dataclass(kw_only=True)
class Tally:
    """How often what was done, was refused (by its code), and was lost."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)


def code_of(refusal: Exception) -> str:
    """The code of a refusal of the record or the law; of a letter that cannot be made, its name."""
    return str(getattr(refusal, "code", type(refusal).__name__))


class World:
    """One simulated agency, inside an application context. Only `attempt` changes its record."""

    def __init__(
        self, store: DocumentStore, figures: Figures, chance: Chance, *, first_day: date, faults: Faults = NO_FAULTS
    ) -> None:
        self.store, self.figures, self.chance = store, figures, chance
        self.first_day, self.faults = first_day, faults
        self.users: dict[str, int] = {}
        self.tally = Tally()
        self.start_day(first_day)

    def start_day(self, day: date) -> None:
        """Eight in the morning of that day."""
        self.day = day
        self.now = datetime.combine(day, FIRST_HOUR, tzinfo=clock.AMSTERDAM)

    @property
    def session(self) -> Session:
        """To read the record with."""
        return database.session()

    def days_from_start(self) -> int:
        """How many days ago it all began."""
        return (self.day - self.first_day).days

    def act(self, who: str | None) -> Act:
        """What that user, or the program itself, does a moment later."""
        self.now += BETWEEN_ACTS
        return Act(None if who is None else self.users[who], self.now, self.day)

    def attempt(self, what: str, who: str | None, action: Callable[[Session, Act], Result]) -> Attempt[Result]:
        """One action in one transaction, counted by what came of it. A bug of the program is not caught."""
        act = self.act(who)
        try:
            with database.transaction() as session:
                result = action(session, act)
                session.flush()
                if self.chance.happens(self.faults.thrown_away):
                    raise ThrownAway(what)
        except ThrownAway:
            self.tally.lost[what] += 1
            return Attempt(is_lost=True)
        except REFUSALS as refusal:
            self.tally.refused[f"{what}: {code_of(refusal)}"] += 1
            return Attempt(refusal=refusal)
        self.tally.done[what] += 1
        return Attempt(result=result, is_done=True)
