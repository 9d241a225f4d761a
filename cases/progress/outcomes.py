"""What a contact with the debtor means, one row per outcome: whether anybody was spoken, what it says, what follows."""

from dataclasses import dataclass
from typing import Final

from cases.models import ContactOutcome, StopCause


@dataclass(frozen=True, kw_only=True)
class OutcomeRule:
    """One outcome. A new one counts for nothing until its row says so.

    `is_spoken`: somebody was spoken, so it is asked who. `is_silence`: the debtor did not react. `is_answer`: he
    reacted to what was asked, a sign of good will; a refusal and a dispute are signals of their own. `asks_assessment`:
    the next step is to judge unwillingness or inability. `halts`: why an order that lies with the bailiff waits.
    """

    is_spoken: bool = True
    is_silence: bool = False
    is_answer: bool = False
    asks_assessment: bool = False
    halts: StopCause | None = None


OUTCOMES: Final[dict[ContactOutcome, OutcomeRule]] = {
    ContactOutcome.NO_ANSWER: OutcomeRule(is_spoken=False, is_silence=True),
    ContactOutcome.VOICEMAIL: OutcomeRule(is_spoken=False, is_silence=True),
    ContactOutcome.WRONG_NUMBER: OutcomeRule(is_spoken=False),
    ContactOutcome.PROMISES_PAYMENT: OutcomeRule(is_answer=True, halts=StopCause.PROMISED),
    ContactOutcome.ASKS_ARRANGEMENT: OutcomeRule(is_answer=True, halts=StopCause.ASKED_PLAN),
    ContactOutcome.ASKS_INFORMATION: OutcomeRule(is_answer=True, halts=StopCause.QUESTION),
    ContactOutcome.CANNOT_PAY: OutcomeRule(is_answer=True, asks_assessment=True, halts=StopCause.CANNOT_PAY),
    ContactOutcome.REFUSES: OutcomeRule(asks_assessment=True),
    ContactOutcome.DISPUTES: OutcomeRule(halts=StopCause.DEFENCE),
    ContactOutcome.OTHER: OutcomeRule(is_answer=True, halts=StopCause.SPOKE),
}
