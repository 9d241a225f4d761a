"""The letter after a death: to who sees to the estate, or to whoever opens the post (aan de erven van)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from letters.kind import QuietLetter, not_after
from letters.required import HANDLER, LETTER, Required


@dataclass(frozen=True, kw_only=True)
class ToHeirsData(QuietLetter):
    """Asks who sees to the estate of `deceased`, and for no money; it names no amount either.

    `to_executor`: it goes to who is on record as the executor. `rests_until`: the first day on which the heirs are
    thought of again, None once it is there. Law: art. 4:145, 4:185 and 4:190 BW.
    """

    kind: ClassVar[str] = "to_heirs"
    version: ClassVar[str] = "v1"
    required: ClassVar[Required] = (
        *LETTER, ("deceased", "De naam van wie is overleden", HANDLER),
        ("died_on", "De dag van overlijden", HANDLER),
    )

    deceased: str
    died_on: date
    to_executor: bool
    rests_until: date | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """That of who died too."""
        return (*super().names, self.deceased)

    def check(self) -> None:
        """Somebody died before the letter."""
        super().check()
        not_after("died_on", self.died_on, self.letter_date, why="de dag van overlijden is na de brief")
