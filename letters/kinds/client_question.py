"""The question to the client about a dispute of its debtor (vraag aan de opdrachtgever)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from letters.defences import Defence
from letters.kind import LetterAbout, QuietLetter, not_after
from letters.required import CLIENT, HANDLER, LETTER, Required


@dataclass(frozen=True, kw_only=True)
class ClientQuestionData(LetterAbout, QuietLetter):
    """To the client, who is the `debtor` here: what `about` disputes, in the words of `objection`, on that ground.

    `answer_by`: for which day we ask an answer. `barred_from`: the first day on which a claim is barred: that goes on.
    """

    kind: ClassVar[str] = "client_question"
    version: ClassVar[str] = "v1"
    required: ClassVar[Required] = (
        *LETTER, ("about", "De naam van de schuldenaar", CLIENT), ("objection", "Het bezwaar", HANDLER),
        ("disputed_on", "De dag van het bezwaar", HANDLER), ("answer_by", "Voor wanneer wij antwoord vragen", HANDLER),
        ("barred_from", "Wanneer de vordering verjaart", HANDLER),
    )

    customer_number: str
    disputed_on: date
    objection: str
    defence: Defence
    answer_by: date
    barred_from: date

    def check(self) -> None:
        """The objection came before the letter, the answer comes after it."""
        super().check()
        not_after("disputed_on", self.disputed_on, self.letter_date, why="het bezwaar is van na de brief")
        not_after("answer_by", self.letter_date, self.answer_by, why="de dag van antwoord is al voorbij")
