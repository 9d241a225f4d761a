"""Copies of the papers that somebody asked to see (kopie van stukken)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from letters.kind import QuietLetter, not_after
from letters.required import HANDLER, LETTER, Required


@dataclass(frozen=True, kw_only=True)
class CopiesData(QuietLetter):
    """What was asked on `asked_on` and goes along, `enclosed`; `awaited`: what we still wait for, empty for nothing."""

    kind: ClassVar[str] = "copies"
    version: ClassVar[str] = "v1"
    required: ClassVar[Required] = (
        *LETTER, ("asked_on", "De dag van de vraag", HANDLER), ("enclosed", "De stukken die meegaan", HANDLER),
    )

    asked_on: date
    enclosed: tuple[str, ...]
    consumer: bool
    awaited: str = ""

    def check(self) -> None:
        """It was asked before the letter."""
        super().check()
        not_after("asked_on", self.asked_on, self.letter_date, why="de vraag is van na de brief")
