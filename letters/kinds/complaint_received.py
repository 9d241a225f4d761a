"""What somebody gets who complained about us, within two working days (ontvangstbevestiging van een klacht)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from letters.kind import QuietLetter, not_after
from letters.required import HANDLER, LETTER, Required


@dataclass(frozen=True, kw_only=True)
class ComplaintReceivedData(QuietLetter):
    """The complaint of `received_on` about `subject`, seen to by `handler`, answered on `answer_by` at the latest.

    Law: art. 6.1 Bki; the dispute scheme, art. 13 lid 5 Wki, stands in the words of the agency on complaints.
    """

    kind: ClassVar[str] = "complaint_received"
    version: ClassVar[str] = "v1"
    required: ClassVar[Required] = (
        *LETTER, ("received_on", "De dag waarop de klacht kwam", HANDLER),
        ("subject", "Waar de klacht over gaat", HANDLER), ("handler", "Wie de klacht behandelt", HANDLER),
        ("answer_by", "De dag van antwoord", HANDLER),
    )

    received_on: date
    subject: str
    handler: str
    answer_by: date
    consumer: bool

    def check(self) -> None:
        """The complaint came before the letter, the answer comes after it."""
        super().check()
        not_after("received_on", self.received_on, self.letter_date, why="de klacht is van na de brief")
        not_after("answer_by", self.letter_date, self.answer_by, why="de dag van antwoord is al voorbij")
