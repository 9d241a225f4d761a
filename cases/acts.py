"""Who does something, when, and on which day: one value from the edge through every service."""

from dataclasses import dataclass
from datetime import date, datetime

from cases.input_checks import day_of


@dataclass(frozen=True)
class Act:
    """One act on the record.

    `actor_id` is the user, None where the program itself acts; `now` an aware UTC moment; `today` the day in the
    Netherlands on which it is done; `address` the network address that it came from, empty for none.
    """

    actor_id: int | None
    now: datetime
    today: date
    address: str = ""

    @property
    def person_id(self) -> int:
        """The user where only a person may act; raises LookupError where the program does."""
        if self.actor_id is None:
            raise LookupError("this act needs a person")
        return self.actor_id


def by_program(now: datetime) -> Act:
    """What the program does by itself at `now`, on the day in the Netherlands that it falls on."""
    return Act(None, now, day_of(now))
