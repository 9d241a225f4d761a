"""What a debtor gets who disputes a claim: that it was received, and what stands still (ontvangstbevestiging)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from letters.kind import QuietLetter, not_after
from letters.required import HANDLER, LETTER, Required


class Needed(StrEnum):
    """What we need of who disputes, to find out whether it is right."""

    NOTHING = "nothing"
    EXPLANATION = "explanation"
    PAYMENT_PROOF = "payment_proof"
    DEFECT_PROOF = "defect_proof"
    CANCELLATION_PROOF = "cancellation_proof"
    IDENTITY = "identity"


@dataclass(frozen=True, kw_only=True)
class DisputeReceivedData(QuietLetter):
    """The debtor told on `disputed_on` that it is not right; of `disputed` invoices, of all of them where it is empty.

    `answer_by`: the last day on which there is an answer. It admits nothing for anybody. Law: art. 4.1 Bki.
    """

    kind: ClassVar[str] = "dispute_received"
    version: ClassVar[str] = "v1"
    required: ClassVar[Required] = (
        *LETTER, ("disputed_on", "De dag van het bezwaar", HANDLER), ("answer_by", "De dag van antwoord", HANDLER),
    )

    disputed_on: date
    answer_by: date
    needed: Needed
    consumer: bool
    disputed: tuple[str, ...] = ()

    def check(self) -> None:
        """The objection came before the letter, the answer comes after it."""
        super().check()
        not_after("disputed_on", self.disputed_on, self.letter_date, why="het bezwaar is van na de brief")
        not_after("answer_by", self.letter_date, self.answer_by, why="de dag van antwoord is al voorbij")
