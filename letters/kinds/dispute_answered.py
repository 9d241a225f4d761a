"""The answer to a dispute: reasons, papers, what is possible now (inhoudelijke reactie op een betwisting)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from legal.money import ZERO
from letters.defences import Defence
from letters.errors import AmountsDiffer, MissingField
from letters.kind import DebtorLetter, not_after
from letters.required import CLIENT, HANDLER, LETTER, Required, empty


class Outcome(StrEnum):
    """What became of a dispute."""

    UPHELD = "upheld"
    IN_PART = "in_part"
    REJECTED = "rejected"


@dataclass(frozen=True, kw_only=True)
class DisputeAnsweredData(DebtorLetter):
    """The objection of `disputed_on`, on the ground `defence`, and what the creditor said to it on `answered_on`.

    `answer` is the creditor's own, in his words. `taken_off`: what went off the claims by it, in euro, where it was
    right in part. `reply_by`: until when we wait for what the debtor says to it. `papers`: what goes along.
    """

    kind: ClassVar[str] = "dispute_answered"
    version: ClassVar[str] = "v3"
    required: ClassVar[Required] = (
        *LETTER, ("disputed_on", "De dag van het bezwaar", HANDLER), ("answer", "Het antwoord", CLIENT),
        ("answered_on", "De dag van het antwoord", HANDLER), ("defence_version", "De tekst bij dit bezwaar", HANDLER),
    )

    disputed_on: date
    defence: Defence
    defence_version: str
    outcome: Outcome
    answer: str
    answered_on: date
    papers: tuple[str, ...]
    consumer: bool
    reply_by: date | None = None
    taken_off: Decimal = ZERO

    @property
    def asked(self) -> Decimal | None:
        """What is to be paid after all; None where the debtor was right, or nothing is left."""
        return self.total_now if self.outcome is not Outcome.UPHELD and self.total_now > ZERO else None

    def facts(self) -> dict[str, str]:
        """By which text of the book it was answered too."""
        return super().facts() | {"defence": self.defence.value, "defence_version": self.defence_version}

    def missing(self) -> Iterator[MissingField]:
        """Until when we wait too, unless nothing is asked any more."""
        yield from super().missing()
        if self.outcome is not Outcome.UPHELD:
            yield from empty(self, (("reply_by", "Tot wanneer wij op een reactie wachten", HANDLER),))

    def check(self) -> None:
        """The days follow each other; what was right in part took something off."""
        super().check()
        not_after("disputed_on", self.disputed_on, self.answered_on, why="het antwoord is van voor het bezwaar")
        not_after("answered_on", self.answered_on, self.letter_date, why="het antwoord is van na de brief")
        if self.reply_by is not None:
            not_after("reply_by", self.letter_date, self.reply_by, why="de dag voor een reactie is al voorbij")
        if (self.outcome is Outcome.IN_PART) is not (self.taken_off > ZERO):
            raise AmountsDiffer(
                "wie voor een deel gelijk krijgt, krijgt een bedrag eraf; een ander niet", field="taken_off"
            )
