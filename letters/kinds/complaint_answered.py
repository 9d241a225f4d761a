"""The answer to a complaint about us, with its outcome and reasons (antwoord op een klacht)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from letters.errors import MissingField
from letters.kind import QuietLetter, not_after
from letters.required import HANDLER, LETTER, Required, empty


class Found(StrEnum):
    """What we found of a complaint."""

    JUSTIFIED = "justified"
    IN_PART = "in_part"
    NOT_JUSTIFIED = "not_justified"


@dataclass(frozen=True, kw_only=True)
class ComplaintAnsweredData(QuietLetter):
    """The complaint of `received_on` about `subject`: what was `found`, the `reasons`, and what we do, `measures`.

    `measures` is needed where there was a ground to complain. Law: art. 6.1 Bki; art. 13 lid 5 Wki.
    """

    kind: ClassVar[str] = "complaint_answered"
    version: ClassVar[str] = "v1"
    required: ClassVar[Required] = (
        *LETTER, ("received_on", "De dag waarop de klacht kwam", HANDLER),
        ("subject", "Waar de klacht over gaat", HANDLER), ("handler", "Wie de klacht behandelt", HANDLER),
        ("reasons", "Waarom wij dat vinden", HANDLER),
    )

    received_on: date
    subject: str
    handler: str
    found: Found
    reasons: str
    consumer: bool
    measures: str = ""

    @property
    def is_justified(self) -> bool:
        """Whether there was a ground to complain."""
        return self.found is not Found.NOT_JUSTIFIED

    def missing(self) -> Iterator[MissingField]:
        """What we do about it too, where there was a ground."""
        yield from super().missing()
        if self.is_justified:
            yield from empty(self, (("measures", "Wat wij eraan doen", HANDLER),))

    def check(self) -> None:
        """The complaint came before the letter."""
        super().check()
        not_after("received_on", self.received_on, self.letter_date, why="de klacht is van na de brief")
